import { execFileSync } from "node:child_process";
import { isBuiltin } from "node:module";
import { describe, expect, test } from "vitest";
import { aliases, Module, projectFiles, textOf } from "./support/project.ts";
import { root } from "./support/root.ts";

const files = projectFiles();

/** Every module of the library and the shell, tests and what only they need among them. */
const parsed = new Map(files.filter(isTypeScript).map((path) => [path, new Module(path, textOf(path))]));

/** Where the world comes in: the package's exports, its command, and the names that stand in for other packages. */
const entries = ["mod.ts", "lib/engine/mod.ts", "shell/main.ts", ...aliases.values()];

/** What is used in earnest: all that the entries lead to. Tests, and what only they lead to, may import what they like. */
const modules = reachable(entries, parsed);

function isTypeScript(path: string): boolean {
  return path === "mod.ts" || (/^(lib|shell|test|scripts)\/.*\.ts$/.test(path) && !path.endsWith(".d.ts"));
}

/** The modules that these lead to, at once or lazily or for their types. */
function reachable(from: readonly string[], among: ReadonlyMap<string, Module>): ReadonlyMap<string, Module> {
  const found = new Map<string, Module>();
  const pending = [...from];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const module = among.get(path);
    if (module === undefined || found.has(path)) continue;
    found.set(path, module);
    pending.push(...module.imports().flatMap(({ file }) => file ?? []));
  }
  return found;
}

type Room = "mod" | "errors" | "api" | "wire" | "transport" | "client" | "engine" | "std" | "shell";

function roomOf(path: string): Room | undefined {
  if (path === "mod.ts") return "mod";
  if (path === "lib/errors.ts") return "errors";
  if (path.startsWith("shell/")) return "shell";
  return /^lib\/(api|wire|transport|client|engine|std)\//.exec(path)?.[1] as Room | undefined;
}

/** Where the imports of each room may lead, besides into itself: a room, or one file of it. */
const ways: Record<
  Room,
  { readonly value: readonly string[]; readonly type?: readonly string[]; readonly lazy?: readonly string[] }
> = {
  shell: { value: ["mod", "api", "wire", "std", "errors"], lazy: ["lib/engine/mod.ts"] },
  mod: { value: ["client", "errors", "api"], type: ["wire", "lib/transport/contract.ts"] },
  client: { value: ["transport", "wire", "api", "errors"] },
  engine: { value: ["wire", "api", "errors", "lib/transport/contract.ts", "lib/transport/duplex.ts"] },
  transport: { value: ["wire", "errors"], lazy: ["lib/engine/mod.ts"] },
  wire: { value: ["api", "errors"], type: ["lib/transport/contract.ts"] },
  api: { value: ["errors"] },
  std: { value: [] },
  errors: { value: [] },
};

/** Who may load which package. */
const packages: Record<string, (path: string) => boolean> = {
  undici: (path) => path === "lib/transport/runtime/node.ts",
  unbash: (path) => path.startsWith("lib/engine/userland/shell/"),
  "modern-tar": (path) => path.startsWith("lib/engine/") || path.startsWith("lib/client/"),
  valibot: (path) => path.startsWith("lib/api/") || path === "lib/client/reply.ts",
  "repl-utils": inShell,
  acorn: inShell,
  "magic-string": inShell,
  sucrase: inShell,
};

function inShell(path: string): boolean {
  return path.startsWith("shell/");
}

/** `@scope/name/deep` and `name/deep` are of `@scope/name` and `name`. */
function packageOf(specifier: string): string {
  return /^(@[^/]+\/)?[^/]+/.exec(specifier)![0];
}

function* allImports(): Generator<{ from: string; specifier: string; kind: "value" | "type" | "lazy"; file?: string }> {
  for (const module of modules.values())
    for (const imported of module.imports()) yield { from: module.path, ...imported };
}

/** All that is loaded with a module: files and packages. */
function loadedWith(entry: string): Set<string> {
  const loaded = new Set<string>();
  const visit = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const imported of modules.get(path)?.imports() ?? []) {
      if (imported.kind !== "value") continue;
      if (imported.file !== undefined) visit(imported.file);
      else loaded.add(packageOf(imported.specifier));
    }
  };
  visit(entry);
  return loaded;
}

describe("imports", () => {
  test("run one way between the rooms", () => {
    const wrong: string[] = [];
    for (const { from, kind, file } of allImports()) {
      if (file === undefined) continue;
      const [room, target] = [roomOf(from), roomOf(file)];
      if (room !== undefined && room === target) continue;
      const way = room === undefined ? undefined : ways[room];
      const allowed = [...(way?.value ?? []), ...(kind === "value" ? [] : (way?.[kind] ?? []))];
      if (target === undefined || !(allowed.includes(target) || allowed.includes(file)))
        wrong.push(`${from} -> ${file} (${kind})`);
    }
    expect(wrong).toEqual([]);
  });

  test("lead to modules that exist, named with their endings, and to none that is for tests", () => {
    const forTests = (file: string): boolean => /(\.test|\/testing)\.ts$/.test(file) || file.startsWith("test/");
    const wrong = [...allImports()].filter(({ file }) => file !== undefined && (!modules.has(file) || forTests(file)));
    expect(wrong.map(({ from, specifier }) => `${from} -> ${specifier}`)).toEqual([]);
  });

  test("have no cycle among what is loaded", () => {
    const cycles: string[] = [];
    const done = new Set<string>();
    const visit = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
      if (done.has(path)) return;
      done.add(path);
      for (const { kind, file } of modules.get(path)?.imports() ?? []) {
        if (kind === "value" && file !== undefined) visit(file, [...trail, path]);
      }
    };
    for (const path of modules.keys()) visit(path, []);
    expect(cycles).toEqual([]);
  });

  test("take packages only where they belong, and only declared ones", () => {
    const { dependencies, devDependencies } = JSON.parse(textOf("package.json")) as Record<string, object>;
    const declared = new Set([...Object.keys(dependencies!), ...Object.keys(devDependencies!)]);
    const wrong = [...allImports()].filter(({ from, specifier, file }) => {
      if (file !== undefined || isBuiltin(specifier)) return false;
      const name = packageOf(specifier);
      return !declared.has(name) || packages[name]?.(from) !== true;
    });
    expect(wrong.map(({ from, specifier }) => `${from} -> ${specifier}`)).toEqual([]);
  });

  test("of the wire, the API and the errors need no runtime's modules", () => {
    const pure: readonly (Room | undefined)[] = ["wire", "api", "errors"];
    const wrong = [...allImports()].filter(
      ({ from, specifier }) => pure.includes(roomOf(from)) && isBuiltin(specifier),
    );
    expect(wrong.map(({ from, specifier }) => `${from} -> ${specifier}`)).toEqual([]);
  });

  test("are lazy where loading costs: the library begins without undici, the engine, the parsers and the shell", () => {
    expect(modules.has("mod.ts")).toBe(true);
    const heavy = (name: string): boolean =>
      ["undici", "unbash", "repl-utils", "acorn", "magic-string", "sucrase"].includes(name) ||
      name.startsWith("lib/engine/") ||
      inShell(name);
    expect([...loadedWith("mod.ts")].filter(heavy)).toEqual([]);
  });

  test("are lazy where loading costs: the shell begins without undici, the engine and what strips types", () => {
    expect(modules.has("shell/main.ts")).toBe(true);
    const heavy = (name: string): boolean => ["undici", "sucrase"].includes(name) || name.startsWith("lib/engine/");
    expect([...loadedWith("shell/main.ts")].filter(heavy)).toEqual([]);
  });
});

test("only lib/transport/runtime names a runtime", () => {
  const globals = new Set(["Deno", "Bun", "process"]);
  const neutral = (path: string): boolean => !inShell(path) && !path.startsWith("lib/transport/runtime/");
  const named = [...modules.values()].flatMap((module) =>
    module.globalsUsed(globals).map((name) => ({ from: module.path, name })),
  );
  const imported = [...allImports()]
    .filter(({ specifier }) => /^(node:)?process$/.test(specifier))
    .map(({ from, specifier }) => ({ from, name: specifier }));
  expect([...named, ...imported].filter(({ from }) => neutral(from))).toEqual([]);
});

test("every module is used: by an entry, or by a test, or by a script", () => {
  const users = [...parsed.keys()].filter((path) => path.endsWith(".test.ts") || /^(test|scripts)\//.test(path));
  const used = reachable([...entries, ...users], parsed);
  expect([...parsed.keys()].filter((path) => !used.has(path))).toEqual([]);
});

describe("files", () => {
  const written = files.filter(
    (path) =>
      path !== "package-lock.json" && !/(^|\/)(generated|data)\/|^docs\/reference\/|\.json$|\.rows\.ts$/.test(path),
  );

  test("are short enough to be read", () => {
    const long = written
      .map((path) => [path, textOf(path).split("\n").length - 1] as const)
      .filter(([, lines]) => lines > 600);
    expect(long.map(([path, lines]) => `${path}: ${lines} lines`)).toEqual([]);
  });

  test("speak of no machine that they were made on", () => {
    // Put together here, since this file is one of them.
    const traces = [
      ...["main", "shared", "."].map((room) => `/work/${room}`),
      root.replace(/\/$/, ""),
      ...registryHosts(),
    ];
    const wrong = files.flatMap((path) => {
      const text = textOf(path);
      return traces.filter((trace) => text.includes(trace)).map((trace) => `${path}: ${trace}`);
    });
    expect(wrong).toEqual([]);
  });
});

/** Where packages come from here, which may be a mirror of this machine's own. */
function registryHosts(): string[] {
  const registry = execFileSync("npm", ["config", "get", "registry"], { cwd: root, encoding: "utf8" }).trim();
  const { hostname } = new URL(registry);
  return ["localhost", "127.0.0.1", "[::1]"].includes(hostname) ? [] : [hostname];
}

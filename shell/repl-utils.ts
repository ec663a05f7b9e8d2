/** `use()` and `doc()` of repl-utils, over a session's own names instead of the globals of a Node REPL. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { InvalidArgumentError } from "../mod.ts";
import { pickExports } from "./evaluate/modules.ts";
import { importTypeScript, isTypeScript } from "./typescript.ts";

/** What `use` takes besides the module. */
export interface UseOptions {
  /** Takes only these of the module's exports. */
  only?: readonly string[];
  /** Takes exports under other names: `{ writeFile: "write" }`. */
  as?: Readonly<Record<string, string>>;
  /** Loads the module anew. */
  reload?: boolean;
}

/**
 * Loads a module and puts what it exports into the scope; gives what it put there, or the module itself when that is a function. repl-utils
 * takes modules from `global.require` and puts their exports among the globals: it is given one that has loaded the module already, of
 * either kind, and the globals are left as they were.
 */
export async function use(
  scope: Record<string, unknown>,
  directory: string,
  id: string,
  options: UseOptions = {},
): Promise<unknown> {
  if (typeof id !== "string" || id === "") {
    throw new InvalidArgumentError("use needs the name of a module", {
      hint: 'Write use("node:fs"), or use("./mine.js").',
    });
  }
  const { default: utils } = await import("repl-utils");
  const module = await load(id, directory, options.reload ?? false);
  if (typeof module === "object") pickExports(module, id, [...(options.only ?? []), ...Object.keys(options.as ?? {})]);
  const globals = globalThis as Record<string, unknown>;
  const taken = new Set(Object.values(options.as ?? {}).concat(options.only ?? Object.keys(module)));
  const before = new Map([...taken, "require"].map((name) => [name, Object.getOwnPropertyDescriptor(globals, name)]));
  try {
    globals["require"] = Object.assign(() => module, { cache: {}, resolve: (name: string) => name });
    const { only, as } = options;
    const imported = utils.use(id, { ...(only && { only }), ...(as && { as }) });
    // A name that was a constant is declared anew.
    for (const [name, value] of typeof imported === "object" && imported !== null ? Object.entries(imported) : [])
      Object.defineProperty(scope, name, { value, writable: true, configurable: true, enumerable: true });
    return imported;
  } finally {
    for (const [name, descriptor] of before) {
      delete globals[name];
      if (descriptor) Object.defineProperty(globals, name, descriptor);
    }
  }
}

/** Prints what a function says about itself, as repl-utils does. */
export async function doc(source: unknown): Promise<void> {
  if (typeof source !== "function") {
    throw new InvalidArgumentError("doc tells about functions", {
      hint: "help(x) tells about everything that is of dks.",
    });
  }
  const { default: utils } = await import("repl-utils");
  utils.doc(source as () => unknown);
}

/** A module of either kind, by its name or its path, as an object of its exports, or the function that it is. */
async function load(id: string, directory: string, reload: boolean): Promise<object> {
  const from = join(directory, "input.js");
  const require = createRequire(from);
  const url = (): string => `${pathToFileURL(require.resolve(id)).href}${reload ? `?${Date.now()}` : ""}`;
  // Bun requires it like anything else, and loads it anew only that way.
  if (isTypeScript(id) && !("Bun" in globalThis)) return { ...(await importTypeScript(url(), from)) };
  if (reload) delete require.cache?.[require.resolve(id)];
  try {
    return require(id) as object;
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code !== "ERR_REQUIRE_ESM" && code !== "ERR_REQUIRE_ASYNC_MODULE") throw error;
    return { ...((await import(url())) as object) };
  }
}

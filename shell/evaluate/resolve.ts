/** Where a module is that a file imports: what the runtimes do for their own modules, for a source that is none of them. */
import { existsSync, readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** The URL, or the name of a builtin, that a specifier means in the file `from`. */
export function resolveModule(specifier: string, from: string): string {
  if (/^\.{0,2}\//.test(specifier)) return new URL(specifier, pathToFileURL(from)).href;
  if (isBuiltin(specifier) || /^[a-z][\w+.-]*:/i.test(specifier)) return specifier;
  return pathToFileURL(exported(specifier, from) ?? createRequire(from).resolve(specifier)).href;
}

/** What a package exports to those who import it; `require` would be given something else, or nothing. Undefined where it does not say. */
function exported(specifier: string, from: string): string | undefined {
  const [, name = "", rest = ""] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(specifier) ?? [];
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const packageFolder = join(folder, "node_modules", name);
    const manifest = join(packageFolder, "package.json");
    if (existsSync(manifest)) {
      const { exports } = JSON.parse(readFileSync(manifest, "utf8")) as { exports?: unknown };
      const target = targetOf(exports, `.${rest}`);
      return target === undefined ? undefined : join(packageFolder, target);
    }
    if (folder === dirname(folder)) return undefined;
  }
}

const conditions: ReadonlySet<string> = new Set([
  ...("Deno" in globalThis ? ["deno"] : "Bun" in globalThis ? ["bun"] : []),
  "node",
  "import",
  "module-sync",
  "default",
]);

function targetOf(exports: unknown, path: string): string | undefined {
  if (typeof exports !== "object" || exports === null || Array.isArray(exports))
    return path === "." ? choose(exports) : undefined;
  const paths = exports as Record<string, unknown>;
  if (!Object.keys(paths).some((key) => key.startsWith("."))) return path === "." ? choose(exports) : undefined;
  if (path in paths) return choose(paths[path]);
  for (const [pattern, target] of Object.entries(paths)) {
    const [before, after] = pattern.split("*");
    if (after === undefined || !path.startsWith(before!) || !path.endsWith(after) || path.length < pattern.length)
      continue;
    return choose(target)?.replaceAll("*", path.slice(before!.length, path.length - after.length));
  }
  return undefined;
}

/** The first target whose conditions hold. */
function choose(target: unknown): string | undefined {
  if (typeof target === "string") return target;
  if (typeof target !== "object" || target === null) return undefined;
  for (const [condition, nested] of Object.entries(target)) {
    const chosen = conditions.has(condition) || Array.isArray(target) ? choose(nested) : undefined;
    if (chosen !== undefined) return chosen;
  }
  return undefined;
}

/** What `import` means in a source that is no module to the runtime: relative to where it is, and the library of this very command. */
import { didYouMean } from "../nearest.ts";
import { importTypeScript, isTypeScript } from "../typescript.ts";
import { resolveModule } from "./resolve.ts";

/** Modules that are part of the command: a script gets the classes that its helpers are made of, wherever it lies. */
const own: Readonly<Record<string, () => Promise<object>>> = {
  dks: () => import("../../mod.ts"),
  "dks/engine": () => import("../../lib/engine/mod.ts"),
};

/** Imports a module as a file at `base` would. */
export async function importModule(specifier: string, base: string, options?: ImportCallOptions): Promise<object> {
  if (Object.hasOwn(own, specifier)) return own[specifier]!();
  const url = resolveModule(specifier, base);
  return isTypeScript(url) ? importTypeScript(url, base) : load(url, options);
}

/** Written out for the one attribute there is, so that a bundler can follow. */
function load(url: string, { with: attributes = {} }: ImportCallOptions = {}): Promise<object> {
  return attributes["type"] === "json" ? import(url, { with: { type: "json" } }) : import(url);
}

/** The module, if it exports all these names: an import of one that is not there is an error, not an undefined. */
export function pickExports(module: object, specifier: string, names: readonly string[]): object {
  const missing = names.find((name) => !(name in module));
  if (missing === undefined) return module;
  throw new SyntaxError(
    `${JSON.stringify(specifier)} does not export \`${missing}\`. ${didYouMean(missing, Object.keys(module))}`.trim(),
  );
}

/** What `import` means in a source that is no module to the runtime: relative to where it is, and the library of this very command. */
import { fileURLToPath } from "node:url";
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
async function load(url: string, { with: attributes = {} }: ImportCallOptions = {}): Promise<object> {
  try {
    return await (attributes["type"] === "json" ? import(url, { with: { type: "json" } }) : import(url));
  } catch (error) {
    // Who asked for it was this very file, and that is nobody's business.
    if (error instanceof Error) Reflect.set(error, "message", error.message.replace(asked, ""));
    throw error;
  }
}

const asked = ` imported from ${fileURLToPath(import.meta.url)}`;

/** The module, if it exports all these names: an import of one that is not there is an error, not an undefined. */
export function pickExports(module: object, specifier: string, names: readonly string[]): object {
  const missing = names.find((name) => !(name in module));
  if (missing === undefined) return module;
  throw new SyntaxError(
    `${JSON.stringify(specifier)} does not export \`${missing}\`. ${didYouMean(missing, Object.keys(module))}`.trim(),
  );
}

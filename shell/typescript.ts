/** Modules in TypeScript: the runtime's own way, or tsx. */
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { resolveModule } from "./evaluate/resolve.ts";

/** Nothing here can run the TypeScript of a file. */
export class TypeScriptError extends Error {
  override readonly name = "TypeScriptError";
  readonly hint: string;

  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.hint = hint;
  }
}

/** Whether a file is in TypeScript, by its name. */
export function isTypeScript(path: string): boolean {
  return /\.[mc]?ts$/.test(path);
}

/** Imports a module in TypeScript for the file `from`. tsx is looked for from there, then from here. Throws a {@link TypeScriptError}. */
export async function importTypeScript(url: string, from: string): Promise<object> {
  if (stripsTypes()) return import(url);
  const tsx = locate(from) ?? locate(fileURLToPath(import.meta.url));
  if (tsx === undefined) {
    throw new TypeScriptError(
      `Node ${process.versions.node} cannot run TypeScript by itself, and there is no tsx`,
      "Use Node 22.18 or newer, Deno or Bun; or install tsx beside the script: npm install --save-dev tsx",
    );
  }
  const { tsImport } = (await import(tsx)) as { tsImport(url: string, parent: string): Promise<object> };
  try {
    return await tsImport(url, pathToFileURL(from).href);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('not supported with the "cjs" output format')) throw error;
    throw new TypeScriptError(
      `Node ${process.versions.node} takes ${fileURLToPath(url)} for CommonJS, which has no top-level await`,
      'Name it .mts, or put a package.json with "type": "module" beside it.',
      error,
    );
  }
}

/** Whether the runtime needs no help: Deno, Bun, and a Node that says so. */
function stripsTypes(): boolean {
  return (
    "Deno" in globalThis || "Bun" in globalThis || Boolean((process.features as { typescript?: unknown }).typescript)
  );
}

function locate(from: string): string | undefined {
  try {
    return resolveModule("tsx/esm/api", from);
  } catch {
    return undefined;
  }
}

/** `dks FILE`: which kind of file it is, and how that kind is run. */
import { stat } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { meantCommand, UsageError } from "./options.ts";

/** What is run. */
export interface FileOptions {
  path: string;
  args: readonly string[];
  host: string | undefined;
  apiVersion: string | undefined;
  json: boolean;
  /** Whether containers that a .dks file has made and not removed are left. */
  keep: boolean;
}

const modules: readonly string[] = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"];

/** Runs a file; gives the exit code. */
export async function runFile(options: FileOptions): Promise<number> {
  const { path } = options;
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) throw unreadable(path, found);
  if (found.isDirectory()) throw new UsageError(`${path} is a directory`, "Name a script: .dks, .ts or .js.");
  if (modules.includes(extname(path))) {
    const { runModule } = await import("./run-module.ts");
    return runModule({ ...options, path: resolve(path) });
  }
  const { runScript } = await import("./script/run.ts");
  return runScript(options);
}

function unreadable(path: string, error: NodeJS.ErrnoException): UsageError {
  if (error.code !== "ENOENT" && error.code !== "ENOTDIR")
    return new UsageError(`cannot read ${path}: ${error.message}`);
  const looksLikeCode = /[()=`'"]/.test(path);
  const hint = looksLikeCode ? `To run code, write: dks -e '${path}'` : meantCommand(path) || undefined;
  return new UsageError(
    extname(path) === "" ? `${path} is neither a file nor a command` : `no such file: ${path}`,
    hint,
  );
}

/** Which files are .dks scripts. */
import { readFile, stat } from "node:fs/promises";
import { extname } from "node:path";
import { UsageError } from "../options.ts";

/** The text of a script; undefined when neither the name of the file nor its beginning says that it is one. */
export async function readScript(path: string): Promise<string | undefined> {
  const text = (await readFile(path, "utf8")).replace(/^\ufeff/, "");
  return extname(path) === ".dks" || /^(?:#!.*\r?\n)?\s*\/\/! dks\b/.test(text) ? text : undefined;
}

/** The text of a script that was named on the command line. Throws a UsageError when it is none. */
export async function readTranscriptFile(path: string): Promise<string> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error)
    throw new UsageError(found.code === "ENOENT" ? `no such file: ${path}` : `cannot read ${path}: ${found.message}`);
  if (found.isDirectory()) throw new UsageError(`${path} is a directory`, "Name .dks files.");
  const source = await readScript(path);
  if (source === undefined)
    throw new UsageError(`${path} is no .dks file`, "Such a file is named .dks, or begins with `//! dks 1`.");
  return source;
}

/** Which files are .dks scripts. */
import { readFile } from "node:fs/promises";
import { extname } from "node:path";

/** The text of a script; undefined when neither the name of the file nor its beginning says that it is one. */
export async function readScript(path: string): Promise<string | undefined> {
  const text = (await readFile(path, "utf8")).replace(/^\ufeff/, "");
  return extname(path) === ".dks" || /^(?:#!.*\r?\n)?\s*\/\/! dks\b/.test(text) ? text : undefined;
}

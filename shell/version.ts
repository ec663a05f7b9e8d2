/** The version of dks. */
import { readFile } from "node:fs/promises";

/** As package.json has it, which lies beside the folder of this file: whether it is the source's or the bundle's. */
export async function versionOfCommand(): Promise<string> {
  const text = await readFile(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

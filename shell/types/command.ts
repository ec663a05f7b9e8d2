/** `dks types`: writes the declarations, and says what editors make of them. */
import { readFile, writeFile } from "node:fs/promises";
import process from "node:process";
import { UsageError } from "../options.ts";
import { exitCodes } from "../explain.ts";
import { examples } from "../reference/generated/examples.ts";
import { reference } from "../reference/generated/reference.ts";
import { declarations, firstLine } from "./declarations.ts";

/** What is said beside the declarations. */
const advice = `VS Code takes .dks files for TypeScript with "files.associations": { "*.dks": "typescript" }, and knows the names where one says /// <reference path="PATH" />.
Deno goes by the ending: deno check takes a copy of the file that is called .ts.
`;

/** Writes the declarations to a file, or to stdout; gives the exit code. Never over a file that is not its own. */
export async function writeTypes(out: string | undefined): Promise<number> {
  const text = declarations({ reference, examples });
  if (out === undefined) process.stdout.write(text);
  else {
    const before = await readFile(out, "utf8").catch(() => undefined);
    if (before !== undefined && !before.startsWith(firstLine))
      throw new UsageError(`${out} is there already, and was not written by dks types`, "Name another file.");
    await writeFile(out, text).catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(`cannot write ${out}: ${error.message}`);
    });
  }
  process.stderr.write(advice.replace("PATH", out ?? "dks.d.ts"));
  return exitCodes.ok;
}

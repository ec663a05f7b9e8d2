/**
 * Writes what is made from the types of the public API and their TSDoc: docs/reference, its pages, and the modules in shell/reference/generated, what the
 * shell's help and completion know. `npm run reference`; a test fails when they are not what the source gives.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { extractApi } from "./reference/extract.ts";
import { referenceModules } from "./reference/module.ts";
import { referencePages } from "./reference/pages.ts";

const api = extractApi();
write("docs/reference", referencePages(api));
write("shell/reference/generated", referenceModules(api));

function write(folder: string, files: ReadonlyMap<string, string>): void {
  const url = new URL(`../../${folder}/`, import.meta.url);
  mkdirSync(url, { recursive: true });
  for (const [file, text] of files) writeFileSync(new URL(file, url), text);
}

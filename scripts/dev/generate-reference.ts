/**
 * Writes what is made from the types of the public API and their TSDoc: docs/reference, its pages, and shell/reference/generated/reference.ts, what the
 * shell's help and completion know. `npm run reference`; a test fails when they are not what the source gives.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { extractReference } from "./reference/extract.ts";
import { referenceModule } from "./reference/module.ts";
import { referencePages } from "./reference/pages.ts";

const reference = extractReference();
const folder = new URL("../../docs/reference/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [file, text] of referencePages(reference)) writeFileSync(new URL(file, folder), text);
writeFileSync(new URL("../../shell/reference/generated/reference.ts", import.meta.url), referenceModule(reference));

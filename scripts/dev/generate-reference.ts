/**
 * Writes docs/reference, the pages about the public API, from its types and their TSDoc: `npm run reference`.
 * A test fails when the pages are not those that the source gives.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { extractReference } from "./reference/extract.ts";
import { referencePages } from "./reference/pages.ts";

const folder = new URL("../../docs/reference/", import.meta.url);
mkdirSync(folder, { recursive: true });
for (const [file, text] of referencePages(extractReference())) writeFileSync(new URL(file, folder), text);

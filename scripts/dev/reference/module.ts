/** The reference as a module for the shell. Parsed from text when it is first wanted: that is faster than reading it as code. */
import type { Reference } from "../../../shell/reference/model.ts";

/** The source of shell/reference/generated/reference.ts. */
export function referenceModule(reference: Reference): string {
  const text = JSON.stringify(reference).replace(/[\\`$]/g, "\\$&");
  return [
    "/** Made by `npm run reference` from the types of the public API and their TSDoc. Not to be changed by hand. */",
    'import type { Reference } from "../model.ts";',
    "",
    "/** The public API as data. */",
    `export const reference: Reference = JSON.parse(\`${text}\`);`,
    "",
  ].join("\n");
}

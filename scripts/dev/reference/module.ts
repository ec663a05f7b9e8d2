/** The reference as modules for the shell. Parsed from text when they are first wanted: that is faster than reading them as code. */
import type { PublicApi } from "../../../shell/reference/model.ts";

const head =
  "/** Made by `npm run reference` from the types of the public API and their TSDoc. Not to be changed by hand. */";

/** The sources of shell/reference/generated, by file name. */
export function referenceModules({ reference, examples }: PublicApi): Map<string, string> {
  return new Map([
    ["reference.ts", module("Reference", "reference", "The public API as data.", reference)],
    ["examples.ts", module("Examples", "examples", "What shows it at work.", examples)],
  ]);
}

function module(type: string, name: string, doc: string, value: unknown): string {
  const text = JSON.stringify(value).replace(/[\\`$]/g, "\\$&");
  return [
    head,
    `import type { ${type} } from "../model.ts";`,
    "",
    `/** ${doc} */`,
    `export const ${name}: ${type} = JSON.parse(\`${text}\`);`,
    "",
  ].join("\n");
}

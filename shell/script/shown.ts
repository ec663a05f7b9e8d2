/** What a statement shows, as it stands in a .dks file: the same whatever terminal it was seen on, and without secrets. */
import { report } from "../format/error.ts";
import { plain, visible } from "../format/text.ts";
import { formatValue } from "../format/value.ts";
import { withoutSecrets } from "../secrets.ts";

/** The width of everything that stands in a file. */
export const columns = 80;
/** How many lines a value may take before what is deep in it is folded; as at a prompt of the usual height. */
const lines = 24;

/** The lines of a value; none for undefined. */
export function valueLines(value: unknown): string[] {
  const text = formatValue(value, { columns, paint: plain, quoted: true, lines });
  return text === undefined ? [] : withoutSecrets(text).split("\n").map(trimmed);
}

/** The lines of what was printed, without empty ones at the end. */
export function printedLines(text: string): string[] {
  const kept = text.trimEnd();
  return kept === "" ? [] : withoutSecrets(visible(kept)).split("\n").map(trimmed);
}

/** The lines of an error: its name, its status if an engine gave it one, its message. Never a stack. */
export function errorLines(error: unknown): string[] {
  const { name, status, message } = report(error, []);
  const head = status === undefined ? name : `${name} ${status}`;
  return withoutSecrets(visible(`${head}: ${message}`))
    .split("\n")
    .map(trimmed);
}

/** Blanks at the end of a line would be lost in the next editor. */
function trimmed(line: string): string {
  return line.trimEnd();
}

/** What a statement shows, as it stands in a .dks file: the same whatever terminal it was seen on, and without secrets. */
import { report } from "../format/error.ts";
import { tableOf } from "../format/listing.ts";
import { layOut } from "../format/table.ts";
import { plain, visible } from "../format/text.ts";
import { formatValue } from "../format/value.ts";
import { withoutSecrets } from "../secrets.ts";

/** The width of everything that stands in a file. */
export const columns = 80;
/** How many lines a value may take before what is deep in it is folded; as at a prompt of the usual height. */
const lines = 24;

/** The lines of a value; none for undefined. */
export function valueLines(value: unknown): string[] {
  const text =
    tableLines(value) ?? withoutStacks(() => formatValue(value, { columns, paint: plain, quoted: true, lines }));
  return text === undefined ? [] : withoutSecrets(text).split("\n").map(trimmed);
}

/**
 * A table, as wide as it is: where its cells are cut depends on those beside them, and a file would not be the same twice. One that has too many
 * columns for a terminal is none here either.
 */
function tableLines(value: unknown): string | undefined {
  const table = Array.isArray(value) ? tableOf(value, Date.now() / 1000) : undefined;
  if (table === undefined || layOut(table, columns, plain) === undefined) return undefined;
  return layOut(table, Number.MAX_SAFE_INTEGER, plain);
}

/** The lines of what was printed, without empty ones at the end. */
export function printedLines(text: string): string[] {
  const kept = text.trimEnd();
  return kept === "" ? [] : withoutSecrets(visible(kept)).split("\n").map(trimmed);
}

/** The lines of an error: its name, its status if an engine gave it one, its message. Never a stack. */
export function errorLines(error: unknown): string[] {
  return withoutSecrets(visible(told(error)))
    .split("\n")
    .map(trimmed);
}

function told(error: unknown): string {
  const { name, status, message } = report(error, []);
  return `${status === undefined ? name : `${name} ${status}`}: ${message}`;
}

const inspected = Symbol.for("nodejs.util.inspect.custom");

/** Shows something in which errors are told as those are that were thrown: where they come from is not the same twice. */
function withoutStacks<T>(show: () => T): T {
  const own = Object.getOwnPropertyDescriptor(Error.prototype, inspected);
  const value = function (this: Error): string {
    return `[${told(this)}]`;
  };
  Object.defineProperty(Error.prototype, inspected, { value, configurable: true, writable: true });
  try {
    return show();
  } finally {
    if (own === undefined) delete (Error.prototype as { [inspected]?: unknown })[inspected];
    else Object.defineProperty(Error.prototype, inspected, own);
  }
}

/** Blanks at the end of a line would be lost in the next editor. */
function trimmed(line: string): string {
  return line.trimEnd();
}

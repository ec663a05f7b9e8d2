/** What a statement shows, as it stands in a .dks file: the same whatever terminal it was seen on, and without secrets. */
import { report } from "../format/error.ts";
import { custom } from "../format/error-value.ts";
import { tableOf } from "../format/listing.ts";
import { layOut } from "../format/table.ts";
import { plain, visible } from "../format/text.ts";
import { formatValue } from "../format/value.ts";
import { withoutSecrets } from "../secrets.ts";

/** The width of everything that stands in a file. */
export const columns = 80;
/** How many lines of a value are written into a file before what is deep in it is left out; as at a prompt of the usual height. */
const usual = 24;
/** How many items of an array are shown, and so compared. */
const items = 10_000;

/** The lines of a value, whole; none for undefined. */
export function valueLines(value: unknown): string[] {
  const text =
    tableLines(value) ?? withoutStacks(() => formatValue(value, { columns, paint: plain, quoted: true, items }));
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

/**
 * The lines of a value as they are first written into a file: of one that is too long, `...` stands for what is deep in it, and is for everybody to
 * see what is not compared.
 */
export function elided(lines: readonly string[]): readonly string[] {
  const deepest = Math.max(...lines.map(depthOf), 0);
  // A table has no depth.
  if (lines.length <= usual || !/^[}\])]+$/.test(lines.at(-1)!)) return lines;
  for (let depth = deepest - 1; depth > 0; depth--) {
    const shown = upTo(depth, lines);
    if (shown.length <= usual) return shown;
  }
  return [...upTo(1, lines).slice(0, usual - 2), "  ...", lines.at(-1)!];
}

function depthOf(line: string): number {
  return Math.floor(/^ */.exec(line)![0].length / 2);
}

function upTo(depth: number, lines: readonly string[]): string[] {
  const shown: string[] = [];
  const elision = `${"  ".repeat(depth + 1)}...`;
  for (const line of lines) {
    if (depthOf(line) <= depth) shown.push(line);
    else if (shown.at(-1) !== elision) shown.push(elision);
  }
  return shown;
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

/** Shows something in which errors are told as those are that were thrown: where they come from is not the same twice. */
function withoutStacks<T>(show: () => T): T {
  const own = Object.getOwnPropertyDescriptor(Error.prototype, custom);
  const value = function (this: Error): string {
    return `[${told(this)}]`;
  };
  Object.defineProperty(Error.prototype, custom, { value, configurable: true, writable: true });
  try {
    return show();
  } finally {
    if (own === undefined) Reflect.deleteProperty(Error.prototype, custom);
    else Object.defineProperty(Error.prototype, custom, own);
  }
}

/** Blanks at the end of a line would be lost in the next editor. */
function trimmed(line: string): string {
  return line.trimEnd();
}

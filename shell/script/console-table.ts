/** What `console.table` prints: a row for each entry of an array, an object, a map or a set, a column for each field that any of them has. */
import { inspect } from "node:util";
import { unicodeWidth } from "#std/cli";

/** A table that is being filled. */
interface Table {
  readonly columns: string[];
  readonly rows: Map<string, string>[];
}

const indexColumn = "(index)";
const iterationColumn = "(iteration index)";
const keyColumn = "Key";
const valuesColumn = "Values";

/** The text of a table; undefined for what is none, which is printed as it is. `properties` says which fields are shown. */
export function tableOf(data: unknown, properties?: readonly string[]): string | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const table: Table = { columns: [], rows: [] };
  if (data instanceof Map) {
    for (const [at, [key, value]] of [...data].entries())
      add(table, [
        [iterationColumn, String(at)],
        [keyColumn, cell(key)],
        [valuesColumn, cell(value)],
      ]);
  } else if (data instanceof Set || isIterator(data)) {
    for (const [at, value] of [...(data as Iterable<unknown>)].entries())
      add(table, [
        [iterationColumn, String(at)],
        [valuesColumn, cell(value)],
      ]);
  } else {
    for (const [index, value] of Object.entries(data))
      add(table, [[indexColumn, index], ...cellsOf(value, properties)]);
    if (table.rows.length === 0) table.columns.push(indexColumn);
  }
  return laidOut(table);
}

function isIterator(data: object): boolean {
  return /^\[object (?:Map|Set) Iterator\]$/.test(Object.prototype.toString.call(data));
}

/** The cells of a row: its fields, or itself where it has none. */
function cellsOf(value: unknown, properties: readonly string[] | undefined): [string, string][] {
  if (typeof value !== "object" || value === null) return [[valuesColumn, cell(value)]];
  const names = properties ?? Object.keys(value);
  return names.map((name) => [
    name,
    Object.hasOwn(value, name) ? cell((value as Readonly<Record<string, unknown>>)[name]) : "",
  ]);
}

function cell(value: unknown): string {
  const isLarge = typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length > 2;
  return inspect(value, {
    maxArrayLength: 3,
    breakLength: Number.POSITIVE_INFINITY,
    depth: isLarge ? -1 : 0,
    colors: false,
  });
}

function add({ columns, rows }: Table, cells: readonly (readonly [string, string])[]): void {
  for (const [column] of cells) if (!columns.includes(column)) columns.push(column);
  rows.push(new Map(cells));
}

/** Values without fields come last, whenever they came. */
function laidOut({ columns: found, rows }: Table): string {
  const columns = [...found.filter((name) => name !== valuesColumn), ...found.filter((name) => name === valuesColumn)];
  const widths = columns.map((name) =>
    rows.reduce((widest, row) => Math.max(widest, unicodeWidth(row.get(name) ?? "")), unicodeWidth(name)),
  );
  const line = (left: string, middle: string, right: string): string =>
    left + widths.map((width) => "─".repeat(width + 2)).join(middle) + right;
  const cells = (texts: readonly string[]): string =>
    `│${texts.map((text, at) => ` ${text}${" ".repeat(widths[at]! - unicodeWidth(text))} `).join("│")}│`;
  return [
    line("┌", "┬", "┐"),
    cells(columns),
    line("├", "┼", "┤"),
    ...rows.map((row) => cells(columns.map((name) => row.get(name) ?? ""))),
    line("└", "┴", "┘"),
  ].join("\n");
}

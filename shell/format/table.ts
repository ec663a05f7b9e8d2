/** Rows and columns that fit the terminal. */
import { unicodeWidth } from "#std/cli";
import { clip, type Paint, pad, visibleLine } from "./text.ts";

/** A table before it is laid out. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

const gap = 2;
/** What is left of a column when there is little room. */
const narrowest = 6;

/** Lays a table out in `width` columns; cells that do not fit are cut. `undefined` when there are too many columns for that. */
export function layOut({ head, rows }: Table, width: number, paint: Paint): string | undefined {
  const cells = rows.map((row) => head.map((_, column) => cellText(row[column], width)));
  const right = head.map(
    (_, column) => rows.every((row) => isNumeric(row[column])) && rows.some((row) => row[column] !== undefined),
  );
  const titles = head.map(visibleLine);
  const wanted = titles.map((title, column) =>
    cells.reduce((widest, row) => Math.max(widest, unicodeWidth(row[column]!)), unicodeWidth(title)),
  );
  const widths = shrink(wanted, width - gap * (head.length - 1));
  if (!widths) return undefined;
  const line = (texts: readonly string[]) =>
    texts
      .map((text, column) => pad(clip(text, widths[column]!), widths[column]!, right[column] ? "right" : "left"))
      .join(" ".repeat(gap))
      .trimEnd();
  return [paint.bold(line(titles)), ...cells.map(line)].join("\n");
}

/** Takes from the widest columns until all fit. */
function shrink(wanted: readonly number[], room: number): number[] | undefined {
  const widths = [...wanted];
  for (let over = widths.reduce((sum, width) => sum + width, 0) - room; over > 0; over--) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest]! <= narrowest) return undefined;
    widths[widest]!--;
  }
  return widths;
}

function isNumeric(value: unknown): boolean {
  return typeof value === "number" || typeof value === "bigint" || value === undefined;
}

/** A cell has room for `width` columns at the most: of a text of megabytes only the beginning is looked at. */
function cellText(value: unknown, width: number): string {
  if (value === undefined) return "";
  const text = String(value);
  const longest = 32 * width;
  return text.length <= longest ? visibleLine(text) : `${visibleLine(text.slice(0, longest))}…`;
}

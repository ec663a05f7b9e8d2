/** Which of the lines that were expected came, and which did not: the shortest way from the ones to the others. */
import { isElision, matchLine, pairsInAnyOrder } from "../script/match.ts";
import type { Bindings } from "../script/volatile.ts";

/** A line: one that came as expected, one that did not come, one that was not expected, or one that an elision stands for. */
export type Aligned =
  | { readonly sign: "same"; readonly expected: string; readonly actual: string }
  | { readonly sign: "missing"; readonly expected: string }
  | { readonly sign: "extra"; readonly actual: string }
  | { readonly sign: "elided"; readonly expected: string };

/** More than this many pairs of lines are not compared each with each. */
const most = 4_000_000;

/** Aligns lines. Lines that can match by their patterns count as the same only if their placeholders agree with all before. */
export function align(
  expected: readonly string[],
  actual: readonly string[],
  bindings: Bindings,
): { lines: Aligned[]; bindings: Bindings } {
  if (expected.length * actual.length > most) return { lines: replaced(expected, actual), bindings };
  const [rows, columns] = [expected.length, actual.length];
  const width = columns + 1;
  // One cell that has changed may give its column another width, in all rows.
  const spaced = isSameHead(expected[0], actual[0]) || undefined;
  const same = (row: number, column: number): boolean =>
    matchLine(expected[row]!, actual[column]!, bindings, spaced) !== undefined;
  // How many steps it takes from a pair of places to the ends.
  const steps = new Uint32Array((rows + 1) * width);
  for (let row = rows; row >= 0; row--) {
    for (let column = columns; column >= 0; column--) {
      const at = row * width + column;
      if (row === rows) steps[at] = columns - column;
      else if (isElision(expected[row]!))
        steps[at] = Math.min(steps[at + width]!, column < columns ? steps[at + 1]! : Number.POSITIVE_INFINITY);
      else {
        const skipped = 1 + Math.min(steps[at + width]!, column < columns ? steps[at + 1]! : Number.POSITIVE_INFINITY);
        steps[at] = column < columns && same(row, column) ? Math.min(steps[at + width + 1]!, skipped) : skipped;
      }
    }
  }
  return walk(expected, actual, bindings, steps, spaced);
}

/** The same where lines may come in any order: those that were expected stay in their places, and what nothing stands for is behind them. */
export function alignInAnyOrder(
  expected: readonly string[],
  actual: readonly string[],
  before: Bindings,
): { lines: Aligned[]; bindings: Bindings } {
  if (expected.length * actual.length > most) return { lines: replaced(expected, actual), bindings: before };
  const { pairs, bindings } = pairsInAnyOrder(expected, actual, before);
  const found = new Set(pairs.values());
  const lines = expected.map((line, index): Aligned => {
    if (isElision(line)) return { sign: "elided", expected: line };
    const at = pairs.get(index);
    return at === undefined
      ? { sign: "missing", expected: line }
      : { sign: "same", expected: line, actual: actual[at]! };
  });
  const rest = expected.some(isElision) ? [] : actual.filter((_, index) => !found.has(index));
  return { lines: [...lines, ...rest.map((line): Aligned => ({ sign: "extra", actual: line }))], bindings };
}

/** Whether both are the head of one table, as wide as its columns may be. */
function isSameHead(expected: string | undefined, actual: string | undefined): boolean {
  const [cells, others] = [expected, actual].map((line) => line?.split(/ {2,}/));
  return cells !== undefined && cells.length > 1 && cells[0] !== "" && cells.join("\n") === others?.join("\n");
}

function walk(
  expected: readonly string[],
  actual: readonly string[],
  bindings: Bindings,
  steps: Uint32Array,
  spaced: true | undefined,
): { lines: Aligned[]; bindings: Bindings } {
  const width = actual.length + 1;
  const lines: Aligned[] = [];
  let now = bindings;
  let [row, column] = [0, 0];
  while (row < expected.length || column < actual.length) {
    const at = row * width + column;
    const line = expected[row];
    const came = actual[column];
    if (line !== undefined && isElision(line)) {
      if (steps[at] === steps[at + width]) {
        lines.push({ sign: "elided", expected: line });
        row++;
      } else column++;
      continue;
    }
    const next = line === undefined || came === undefined ? undefined : matchLine(line, came, now, spaced);
    if (next && steps[at] === steps[at + width + 1]) {
      lines.push({ sign: "same", expected: line!, actual: came! });
      [now, row, column] = [next, row + 1, column + 1];
    } else if (line !== undefined && (came === undefined || steps[at + width]! <= steps[at + 1]!)) {
      lines.push({ sign: "missing", expected: line });
      row++;
    } else {
      lines.push({ sign: "extra", actual: came! });
      column++;
    }
  }
  return { lines, bindings: now };
}

function replaced(expected: readonly string[], actual: readonly string[]): Aligned[] {
  return [
    ...expected.map((line) => ({ sign: "missing" as const, expected: line })),
    ...actual.map((line) => ({ sign: "extra" as const, actual: line })),
  ];
}

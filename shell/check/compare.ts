/** What came of a statement against what its comments say. */
import { isElision, matchLines } from "../script/match.ts";
import type { Output, Statement } from "../script/transcript.ts";
import { has } from "../script/directed.ts";
import type { Placeholders } from "../script/volatile.ts";
import { type Aligned, align } from "./align.ts";

/** What came of a statement. */
export interface Outcome {
  readonly printed: readonly string[];
  readonly value: readonly string[];
  /** Absent if it ended without one. */
  readonly error?: readonly string[];
}

/** An output that is not what it was. */
export interface Difference {
  readonly kind: Output["kind"];
  /** The line of the file where it stands, or of the statement that it came of. */
  readonly line: number;
  readonly lines: readonly Aligned[];
}

/** What a comparison has found. */
export interface Comparison {
  readonly differences: readonly Difference[];
  /** What the file should say, for an update: patterns that still hold stay. */
  readonly outputs: readonly Output[];
}

const kinds: readonly Output["kind"][] = ["printed", "value", "error"];

/**
 * Compares. What was printed and errors are always compared, a value only where the file states one: that is how a file says which
 * values matter. Placeholders learn what they stand for.
 */
export function compare(
  statement: Statement,
  outcome: Outcome,
  placeholders: Placeholders,
  isUpdate: boolean,
): Comparison {
  const differences: Difference[] = [];
  const outputs: Output[] = [];
  for (const kind of kinds) {
    const stated = statement.expected.filter((expected) => expected.kind === kind);
    if (kind === "value" && stated.length === 0) continue;
    const expected = withoutEnd(stated.flatMap(({ lines }) => lines.map((line) => line.trimEnd())));
    const actual = outcome[kind] ?? [];
    const matched = matchLines(expected, actual, placeholders.bindings, {
      kind,
      unordered: kind === "printed" && has(statement, "unordered"),
    });
    if (matched) {
      placeholders.adopt(matched);
      outputs.push({ kind, lines: expected });
      continue;
    }
    const { lines, bindings } = align(expected, actual, placeholders.bindings);
    placeholders.adopt(bindings);
    differences.push({ kind, line: stated[0]?.line ?? statement.line, lines });
    if (isUpdate) outputs.push({ kind, lines: updated(lines, placeholders) });
  }
  return { differences, outputs: outputs.filter(({ lines }) => lines.length > 0) };
}

/** Without empty lines at the end: nothing that is shown has them. */
function withoutEnd(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
}

/** The lines as the file should have them. */
function updated(lines: readonly Aligned[], placeholders: Placeholders): string[] {
  return lines.flatMap((line) => {
    if (line.sign === "missing") return [];
    return line.sign === "extra" ? [escaped(placeholders.replace(line.actual))] : [line.expected];
  });
}

/** A line that happens to look like an elision is written as the pattern that it matches. */
function escaped(line: string): string {
  return isElision(line) ? `${line.replaceAll(".", "\\.")} (re)` : line;
}

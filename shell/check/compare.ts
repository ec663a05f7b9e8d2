/** What came of a statement against what its comments say. */
import { literalLine, matchLines } from "../script/match.ts";
import type { Output, Statement } from "../script/transcript.ts";
import { has } from "../script/directed.ts";
import { elided } from "../script/shown.ts";
import type { Placeholders } from "../script/volatile.ts";
import { type Aligned, align, alignInAnyOrder } from "./align.ts";

/** What came of a statement. */
export interface Outcome {
  readonly printed: readonly string[];
  readonly value: readonly string[];
  /** Absent if it ended without one. */
  readonly error?: readonly string[];
}

/** An output that is not what it was, or something that is not true. */
export interface Difference {
  readonly kind: Output["kind"] | "expectation";
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

/** What is longer is cut in the report of a difference, in characters. */
const longest = 2000;

const kinds: readonly Output["kind"][] = ["printed", "value", "error"];

/**
 * Compares. What was printed and errors are always compared, a value only where the file states one: that is how a file says which
 * values matter. Placeholders learn what they stand for. On another engine than a file was recorded on, what an engine said of an error is not compared:
 * each has words of its own.
 */
export function compare(
  statement: Statement,
  outcome: Outcome,
  placeholders: Placeholders,
  isUpdate: boolean,
  isOtherEngine: boolean = false,
): Comparison {
  const differences: Difference[] = [];
  const outputs: Output[] = [];
  for (const kind of kinds) {
    const stated = statement.expected.filter((expected) => expected.kind === kind);
    if (kind === "value" && stated.length === 0) continue;
    const expected = withoutEnd(stated.flatMap(({ lines }) => lines.map((line) => line.trimEnd())));
    const actual = outcome[kind] ?? [];
    // Where an error is stated, one must come, whatever its pattern.
    const isAbsent = kind === "error" && stated.length > 0 && outcome.error === undefined;
    const unordered = kind === "printed" && has(statement, "unordered");
    const matched = isAbsent ? undefined : matchLines(expected, actual, placeholders.bindings, { kind, unordered });
    if (matched) {
      placeholders.adopt(matched);
      outputs.push({ kind, lines: expected });
      continue;
    }
    if (isOtherEngine && isSameFailure(failureIn(kind, expected), failureIn(kind, actual))) {
      outputs.push({ kind, lines: expected });
      continue;
    }
    if (isAbsent) {
      const lines = expected.length === 0 ? ["an error"] : expected;
      differences.push({
        kind,
        line: stated[0]!.line,
        lines: lines.map((line) => ({ sign: "missing", expected: line })),
      });
      continue;
    }
    const { lines, bindings } = (unordered ? alignInAnyOrder : align)(expected, actual, placeholders.bindings);
    placeholders.adopt(bindings);
    differences.push({ kind, line: stated[0]?.line ?? statement.line, lines: lines.map(shortened) });
    if (!isUpdate) continue;
    const written = updated(lines, placeholders);
    outputs.push({ kind, lines: kind === "value" && expected.length === 0 ? elided(written) : written });
  }
  return { differences, outputs: outputs.filter(({ lines }) => lines.length > 0) };
}

/** Whether a value may be an error that an engine told of. */
export function mayBeFailure(value: readonly string[]): boolean {
  return failureIn("value", value) !== "";
}

/** The error that a statement ended with, or that is its value. */
function failureIn(kind: Output["kind"], lines: readonly string[]): string {
  if (kind === "error") return lines[0] ?? "";
  return kind === "value" ? (/^\[(\w+.*)\]$/s.exec(lines.join("\n"))?.[1] ?? "") : "";
}

/** Whether both are errors that an engine told of, of one class. */
function isSameFailure(expected: string, actual: string): boolean {
  const [name, other] = [expected, actual].map((line) =>
    /^(?:(\w+) \d{3}|(StreamError)):/
      .exec(line)
      ?.slice(1)
      .find((part) => part !== undefined),
  );
  return name !== undefined && name === other;
}

function shortened(line: Aligned): Aligned {
  const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);
  switch (line.sign) {
    case "same":
      return { ...line, expected: cut(line.expected), actual: cut(line.actual) };
    case "extra":
      return { ...line, actual: cut(line.actual) };
    default:
      return { ...line, expected: cut(line.expected) };
  }
}

/** Without empty lines at the end: nothing that is shown has them. */
function withoutEnd(lines: readonly string[]): readonly string[] {
  return lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
}

/** The lines as the file should have them. */
function updated(lines: readonly Aligned[], placeholders: Placeholders): string[] {
  return lines.flatMap((line) => {
    if (line.sign === "missing") return [];
    if (line.sign === "extra") return [literalLine(placeholders.replace(line.actual))];
    // The columns of a table get their new widths.
    const isWider = line.sign === "same" && narrow(line.expected) === narrow(line.actual);
    return [isWider ? line.actual : line.expected];
  });
}

function narrow(line: string): string {
  return line.replaceAll(/ +/g, " ");
}

/** What a check has found, file by file. */
import { exitCodes } from "../explain.ts";
import type { Statement } from "../script/transcript.ts";
import type { Entry, StatementResult } from "./journal.ts";

/** The exit code for a difference. */
export const differs = 3;

/** One file. */
export interface FileResult {
  readonly path: string;
  readonly state: "passed" | "updated" | "differs" | "failed" | "skipped";
  /** How many differences were written into it. */
  readonly updated?: number;
  /** Why it was skipped. */
  readonly reason?: string;
  /** The statements that were reached, in the order of the file. */
  readonly statements: readonly (StatementResult & { readonly source: string })[];
  /** What failed, as a script would have reported it. */
  readonly failures: readonly string[];
  readonly code: number;
  /** In milliseconds. */
  readonly took: number;
}

/** Puts the result of a file together. */
export function resultOf(
  path: string,
  statements: readonly Statement[],
  entries: readonly Entry[],
  took: number,
): FileResult {
  const sources = new Map(statements.map(({ line, source }) => [line, source]));
  const results = entries
    .flatMap((entry) => (entry.type === "result" ? [entry.result] : []))
    .map((result) => ({ ...result, source: sources.get(result.line) ?? "" }))
    .sort((a, b) => a.line - b.line);
  const failures = entries.filter((entry) => entry.type === "failure");
  const skipped = entries.find((entry) => entry.type === "skipped");
  const isDifferent = results.some(({ state }) => state === "differs");
  const state = failures.length > 0 ? "failed" : isDifferent ? "differs" : skipped ? "skipped" : "passed";
  return {
    path,
    state,
    ...(skipped && { reason: skipped.reason }),
    statements: results,
    failures: failures.map(({ text }) => text),
    code: failures[0]?.code ?? (isDifferent ? differs : exitCodes.ok),
    took,
  };
}

/** The result of a file into which its differences were written. What is not true stays so. */
export function updatedResult(result: FileResult): FileResult {
  const statements = result.statements.map((statement) => {
    const differences = statement.differences.filter(({ kind }) => kind === "expectation");
    const state = statement.state === "differs" && differences.length === 0 ? "passed" : statement.state;
    return { ...statement, state, differences };
  });
  const count = (all: FileResult["statements"]): number => all.flatMap(({ differences }) => differences).length;
  const [before, left] = [count(result.statements), count(statements)];
  return {
    ...result,
    statements,
    updated: before - left,
    ...(left === 0 && { state: "updated", code: exitCodes.ok }),
  };
}

/** A file that is no transcript. */
export function unreadable(path: string, text: string, code: number): FileResult {
  return { path, state: "failed", statements: [], failures: [text], code, took: 0 };
}

/** The exit code for all files: what is wrong with the run comes before what is wrong in it. */
export function exitCodeFor(files: readonly FileResult[]): number {
  const codes = files.map(({ code }) => code);
  const order: readonly number[] = [exitCodes.noEngine, exitCodes.usage, exitCodes.failed, differs];
  return order.find((code) => codes.includes(code)) ?? exitCodes.ok;
}

/** The first line of a statement, for a list. */
export function titleOf(source: string): string {
  return source.trim().split("\n", 1)[0]!.trim();
}

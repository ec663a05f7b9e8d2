/** Whether an error is one that a file states: then the statement that it came of is no end of the file. */
import { Interrupted } from "../session.ts";
import { StuckError, TimeoutError } from "./limit.ts";
import { matchLines } from "./match.ts";
import { errorLines } from "./shown.ts";
import type { Statement } from "./transcript.ts";
import { Bindings } from "./volatile.ts";

/** The lines of the error that a statement states; undefined where it states none. */
export function statedError({ expected }: Statement): readonly string[] | undefined {
  const stated = expected.filter(({ kind }) => kind === "error");
  return stated.length === 0 ? undefined : stated.flatMap(({ lines }) => lines.map((line) => line.trimEnd()));
}

/**
 * Whether an error is the one that is stated: of the same class, whatever its words, or one that the patterns of the lines stand for. Where a mark stands
 * alone, any error will do.
 */
export function isStated(stated: readonly string[], error: unknown): boolean {
  if (isEnd(error)) return false;
  if (stated.every((line) => line === "")) return true;
  const lines = errorLines(error);
  if (classOf(stated[0]!) === classOf(lines[0]!)) return true;
  return matchLines(stated, lines, new Bindings(), { kind: "error", unordered: false }) !== undefined;
}

/** Whether somebody, or the time, has ended a statement: no file states that. */
export function isEnd(error: unknown): boolean {
  return error instanceof TimeoutError || error instanceof StuckError || error instanceof Interrupted;
}

/** `NotFoundError` of `NotFoundError 404: No such container`. */
function classOf(line: string): string {
  return /^([^:]*?)(?: \d{3})?:/.exec(line)?.[1] ?? line;
}

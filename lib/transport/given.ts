/** What callers without a compiler pass in place of what is wanted. */
import { InvalidArgumentError } from "../errors.ts";

/** The kind of a value in words, for an error that says what was given: `null`, `a list`, `an object`, `a number`. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** Throws an InvalidArgumentError when what stands for options is no object; `what` has them, e.g. `connect`. */
export function checkOptions(what: string, options: unknown): void {
  if (typeof options === "object" && options !== null && !Array.isArray(options)) return;
  throw new InvalidArgumentError(`${what}: the options must be an object; they are ${kindOf(options)}`, {
    hint: "Leave them out, or pass an object: { ... }.",
  });
}

/** Throws an InvalidArgumentError when a signal was given that is none. */
export function checkSignal(what: string, signal: unknown): void {
  if (signal === undefined || signal instanceof AbortSignal) return;
  throw new InvalidArgumentError(`${what}: the signal must be an AbortSignal; it is ${kindOf(signal)}`, {
    hint: "Pass controller.signal of an AbortController, or AbortSignal.timeout(ms).",
  });
}

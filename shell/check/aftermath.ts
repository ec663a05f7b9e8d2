/** What is left of a file when its last statement is over. */
import process from "node:process";
import type { Place } from "../evaluate/unit.ts";
import { PlacedError } from "../session.ts";

/** Something was printed when the last statement was over. */
export class LateOutputError extends PlacedError {
  override readonly name = "LateOutputError";
  readonly hint = "Await what prints it, so that it counts to a statement.";

  constructor(line: string, place: Place | undefined) {
    super(`this came after the last statement: ${line}`, place);
  }
}

/** A file has asked for an exit code: run as a script, it would say that it failed. */
export class ExitCodeError extends PlacedError {
  override readonly name = "ExitCodeError";
  readonly hint = "A file that is to be checked ends with 0.";

  constructor(code: string | number, place: Place | undefined) {
    super(`the file has set the exit code ${code}`, place);
  }
}

/** Waits for what has been left behind, so many milliseconds at the most, and less where the runtime says that nothing is left (Node). */
export async function settled(milliseconds: number): Promise<void> {
  await new Promise<void>((resolve) => {
    // What was rejected already is told of in one of the next turns.
    const timer = setTimeout(over, milliseconds);
    timer.unref();
    process.once("beforeExit", over);
    function over(): void {
      clearTimeout(timer);
      process.off("beforeExit", over);
      resolve();
    }
  });
}

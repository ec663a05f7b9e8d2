/** Statements that take no longer than they may. */
import process from "node:process";
import type { Place } from "../evaluate/unit.ts";
import { PlacedError, type Session } from "../session.ts";
import type { Deadline } from "./deadline.ts";

/** A statement has not come to its end in the time that it has. */
export class TimeoutError extends PlacedError {
  override readonly name = "TimeoutError";
  readonly hint = "If it needs longer, say so behind it: // dks: timeout 2m";

  /** `line` is that of the statement. */
  constructor(milliseconds: number, line: number, place: Place | undefined) {
    super(`the statement on line ${line} has not ended after ${seconds(milliseconds)}`, place);
  }
}

/** A statement waits, and nothing is under way that could end that. */
export class StuckError extends PlacedError {
  override readonly name = "StuckError";
  readonly hint = "No call, timer or stream is open any more that could settle what is awaited.";

  constructor(place: Place | undefined) {
    super("the statement waits for something that can never come", place);
  }
}

/** How long what was interrupted may take to clean up, in milliseconds. */
const grace = 3000;

/** Limits what runs in a session, one statement after the other. */
export class Limit {
  readonly #session: Session;
  readonly #deadline: Deadline | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reject: (error: PlacedError) => void = () => {};

  /** `deadline` ends the process where a statement cannot be interrupted; left out where somebody else does. */
  constructor(session: Session, deadline?: Deadline) {
    this.#session = session;
    this.#deadline = deadline;
  }

  /** From now on there is so much time, in milliseconds; no limit when undefined. */
  start(milliseconds: number | undefined, line: number): void {
    clearTimeout(this.#timer);
    this.#deadline?.set(milliseconds, line);
    if (milliseconds === undefined) return;
    this.#timer = setTimeout(() => this.#end(new TimeoutError(milliseconds, line, this.#session.place)), milliseconds);
  }

  /**
   * What is given; or a {@link TimeoutError} or a {@link StuckError}, after the `finally` blocks of what was ended, if these come to an end.
   */
  async during(running: Promise<void>): Promise<void> {
    const ended = new Promise<PlacedError>((resolve) => {
      this.#reject = resolve;
    });
    const stuck = (): void => this.#end(new StuckError(this.#session.place));
    process.once("beforeExit", stuck);
    try {
      const error = await Promise.race([running.then(() => undefined), ended]);
      if (error === undefined) return;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, grace);
      });
      await Promise.race([running.catch(() => {}), patience]);
      clearTimeout(timer);
      throw error;
    } finally {
      process.off("beforeExit", stuck);
      clearTimeout(this.#timer);
      this.#deadline?.set(undefined, 0);
    }
  }

  #end(error: PlacedError): void {
    this.#reject(error);
    this.#session.interrupt();
  }
}

function seconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${milliseconds / 1000} s`;
}

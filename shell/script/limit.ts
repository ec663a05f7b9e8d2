/** Statements that take no longer than they may. */
import type { Session } from "../session.ts";

/** A statement has not come to its end in the time that it has. */
export class TimeoutError extends Error {
  override readonly name = "TimeoutError";
  readonly hint = "If it needs longer, say so behind it: // dks: timeout 2m";

  /** `line` is that of the statement. */
  constructor(milliseconds: number, line: number) {
    super(`the statement on line ${line} has not ended after ${seconds(milliseconds)}`);
  }
}

/** How long what was interrupted may take to clean up, in milliseconds. */
const grace = 3000;

/** Limits what runs in a session, one statement after the other. */
export class Limit {
  readonly #session: Session;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reject: (error: TimeoutError) => void = () => {};

  constructor(session: Session) {
    this.#session = session;
  }

  /** From now on there is so much time, in milliseconds; no limit when undefined. */
  start(milliseconds: number | undefined, line: number): void {
    clearTimeout(this.#timer);
    if (milliseconds === undefined) return;
    this.#timer = setTimeout(() => {
      this.#reject(new TimeoutError(milliseconds, line));
      this.#session.interrupt();
    }, milliseconds);
  }

  /** What is given, or a {@link TimeoutError}: after the `finally` blocks of what ran too long, if these come to an end. */
  async during(running: Promise<void>): Promise<void> {
    const exceeded = new Promise<TimeoutError>((resolve) => {
      this.#reject = resolve;
    });
    try {
      const error = await Promise.race([running.then(() => undefined), exceeded]);
      if (error === undefined) return;
      let timer: ReturnType<typeof setTimeout> | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, grace);
      });
      await Promise.race([running.catch(() => {}), patience]);
      clearTimeout(timer);
      throw error;
    } finally {
      clearTimeout(this.#timer);
    }
  }
}

function seconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${milliseconds / 1000} s`;
}

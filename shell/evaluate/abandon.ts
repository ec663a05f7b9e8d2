/** Inputs that do not end when they are interrupted: the prompt goes on without them. */
import { setImmediate } from "node:timers";

/** Interrupts that come closer than so many milliseconds are meant as one word: it shall end, whatever it does. */
const close = 1000;
/** So many interrupts, however far apart, mean the same. */
const enough = 3;

/** One run of an input. */
export class AbandonableRun {
  readonly #abandoned = new AbortController();
  #interrupts = 0;
  #last = Number.NEGATIVE_INFINITY;

  /** Aborted when nobody waits for it any more. What it waits for by then is to stay pending, so that it goes no further. */
  get signal(): AbortSignal {
    return this.#abandoned.signal;
  }

  /** Runs something to its end, or until it is abandoned: then it rejects with what `abandoned` makes. */
  async during(run: () => Promise<void>, abandoned: () => Error): Promise<void> {
    const { signal } = this.#abandoned;
    const given = new Promise<never>((_, reject) =>
      signal.addEventListener("abort", () => reject(abandoned()), { once: true }),
    );
    await Promise.race([run(), given]);
  }

  /** It was interrupted, and may end by that; the second time in a row, or the third, it is abandoned. */
  interrupted(): void {
    const now = performance.now();
    const isLast = ++this.#interrupts >= enough || now - this.#last <= close;
    this.#last = now;
    // What ends by the interrupt itself has ended by then.
    if (isLast) setImmediate(() => this.#abandoned.abort());
  }
}

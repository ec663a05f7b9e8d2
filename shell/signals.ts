/**
 * Signals that end the process, heard by a program only while it waits. A handler of JavaScript has its turn when nothing else runs: in a loop without an
 * `await` it never has, and while it stands there the signal ends nothing any more. So it stands there only when the event loop has come round, and from the
 * moment on when something that was awaited has come, the signal does what it does to every process.
 *
 * What a callback does, of a timer for instance, is not seen: there Ctrl-C is for the guard.
 */
import process from "node:process";
import type { Hooks, Unit } from "./evaluate/unit.ts";

/** Hears signals while nothing runs. */
export class Signals {
  readonly #handlers: ReadonlyMap<NodeJS.Signals, () => void>;
  readonly #onWait: () => void;
  #isHearing = false;
  #isOver = false;
  #next: NodeJS.Immediate | undefined;

  /** `onWait` is called each time when it begins to hear. */
  constructor(handlers: ReadonlyMap<NodeJS.Signals, () => void>, onWait: () => void) {
    this.#handlers = handlers;
    this.#onWait = onWait;
  }

  /** Follows a unit that is going to be run. */
  follow(unit: Unit): void {
    unit.interpose((hooks) => {
      this.runs();
      return this.#followed(hooks);
    });
  }

  /** The program runs from here on, until it waits. */
  runs(): void {
    this.#stop();
    if (!this.#isOver) this.#next ??= setImmediate(() => this.#waits());
  }

  /** Hears no more. */
  over(): void {
    this.#isOver = true;
    this.#stop();
  }

  #waits(): void {
    this.#next = undefined;
    if (this.#isOver || this.#isHearing) return;
    this.#isHearing = true;
    for (const [signal, handler] of this.#handlers) process.on(signal, handler);
    this.#onWait();
  }

  #stop(): void {
    if (!this.#isHearing) return;
    this.#isHearing = false;
    for (const [signal, handler] of this.#handlers) process.off(signal, handler);
  }

  #followed(hooks: Hooks): Hooks {
    const runs = (): void => this.runs();
    return {
      ...hooks,
      wait: (value) => {
        const waiting = hooks.wait(value);
        // Whoever asks first is told first: before the program goes on.
        if (waiting instanceof Promise) waiting.then(runs, runs);
        return waiting;
      },
      each: (values) => ({
        [Symbol.asyncIterator]: () => {
          const iterator = hooks.each(values)[Symbol.asyncIterator]();
          const next = async (): Promise<IteratorResult<unknown>> => {
            try {
              return await iterator.next();
            } finally {
              runs();
            }
          };
          return { next, return: async (value) => (await iterator.return?.(value)) ?? { done: true, value } };
        },
      }),
    };
  }
}

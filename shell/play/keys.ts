/** What the one who watches presses: Enter for the next step, s for all the rest, q or Ctrl-C to leave. */
import process from "node:process";

/** What was asked for. */
export type Wish = "next" | "skip" | "leave" | "interrupt";

/**
 * Reads keys from the terminal until it is closed. While a statement runs the terminal is in its usual mode, so that Ctrl-C is a signal, which also ends what
 * does not hear it.
 */
export class Keys {
  readonly #onWish: (wish: Wish) => void;
  #isLent = false;
  readonly #listener = (data: Uint8Array | string): void => {
    // Whoever has asked for the terminal gets what is typed. Else it is for the next step: to look away meanwhile would lose it (Bun).
    if (this.#isLent && process.stdin.listenerCount("data") > 1) return;
    for (const key of typeof data === "string" ? data : new TextDecoder().decode(data)) {
      const wish = wishOf(key);
      if (wish) this.#onWish(wish);
    }
  };

  constructor(onWish: (wish: Wish) => void) {
    this.#onWish = onWish;
    process.stdin.on("data", this.#listener);
    this.#take();
  }

  /** Lends the terminal to something that runs. */
  async lend<T>(run: () => Promise<T>): Promise<T> {
    this.#isLent = true;
    process.stdin.setRawMode(false);
    try {
      return await run();
    } finally {
      this.#isLent = false;
      this.#take();
    }
  }

  #take(): void {
    process.stdin.setRawMode(true);
    process.stdin.resume();
  }

  /** Gives the terminal back. */
  close(): void {
    process.stdin.off("data", this.#listener);
    process.stdin.setRawMode(false);
    process.stdin.pause();
  }
}

function wishOf(key: string): Wish | undefined {
  if (key === "\r" || key === "\n" || key === " ") return "next";
  if (key === "s" || key === "S") return "skip";
  if (key === "q" || key === "Q" || key === "\x04") return "leave";
  return key === "\x03" ? "interrupt" : undefined;
}

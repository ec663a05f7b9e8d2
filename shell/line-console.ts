/** The prompt's console over the line editor. */
import process from "node:process";
import type { Console, Input } from "./console.ts";
import { Guard } from "./guard.ts";
import { LineEditor, type LineEditorOptions } from "./editor/mod.ts";
import { measureScreen, takePrinted } from "./screen.ts";

/** Signals that come closer than so many milliseconds are one. */
const sameSignal = 50;

/** What a console is made of, besides what the editor takes. */
export interface LineConsoleOptions extends Omit<LineEditorOptions, "onInterrupt"> {
  /** Is told of Ctrl-C while something runs. */
  onInterrupt: () => void;
  /** Keeps an input for later sessions. */
  keep?: (input: string) => void;
}

/**
 * Reads inputs with the editor. While something runs the terminal is in its usual mode, so that Ctrl-C is a signal, which also breaks off what
 * gives the event loop no turn.
 */
export class LineConsole implements Console {
  readonly #editor: LineEditor;
  readonly #guard = new Guard();
  readonly #onInterrupt: () => void;
  readonly #keep: ((input: string) => void) | undefined;
  /** Whether something runs that can be interrupted. */
  #running = false;
  /** Whether an interrupt came after the input and before what it makes run. */
  #early = false;
  #reading = false;
  readonly #giveBackScreen: () => void;

  constructor({ onInterrupt, keep, ...options }: LineConsoleOptions) {
    this.#onInterrupt = onInterrupt;
    this.#keep = keep;
    this.#editor = new LineEditor({
      ...options,
      onInterrupt: () => {
        this.#guard.heard();
        if (!this.#reading) this.#early = true;
      },
    });
    this.#giveBackScreen = takePrinted(this.#editor);
  }

  get history(): readonly string[] {
    return this.#editor.history;
  }

  async next(prompt: string): Promise<Input> {
    this.#early = false;
    this.#reading = true;
    const text = await this.#editor.read(prompt);
    this.#reading = false;
    return text === undefined ? undefined : { text };
  }

  /** Keeps an input for the arrow keys, and for later sessions. */
  remember(input: string): void {
    this.#editor.remember(input);
    this.#keep?.(input);
  }

  async during(running: () => Promise<void>): Promise<void> {
    let last = Number.NEGATIVE_INFINITY;
    const interrupted = (): void => {
      this.#guard.heard();
      // npx hands on the signal that the terminal has sent to everybody: it is the same one.
      const now = performance.now();
      if (now - last > sameSignal) this.#onInterrupt();
      last = now;
    };
    this.#guard.start();
    this.#running = true;
    process.on("SIGINT", interrupted);
    if (process.platform !== "win32") process.on("SIGCONT", measureScreen);
    // Nothing else may keep the process alive while it waits for what never comes.
    const alive = setInterval(() => {}, 60_000);
    try {
      await this.#editor.away(() => {
        const result = running();
        if (this.#early) this.#onInterrupt();
        return result;
      });
    } finally {
      this.#running = false;
      clearInterval(alive);
      this.#guard.heard(); // of a loop that the runtime has broken off, too
      process.off("SIGINT", interrupted);
      process.off("SIGCONT", measureScreen);
    }
  }

  async lend<T>(use: () => Promise<T>): Promise<T> {
    const release = this.#editor.hold();
    try {
      // While something runs the terminal is in its usual mode already.
      return await (this.#running ? use() : this.#editor.away(use));
    } finally {
      release();
    }
  }

  close(): void {
    this.#guard.stop();
    this.#editor.close();
    this.#giveBackScreen();
  }
}

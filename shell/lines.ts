/** The lines that are typed at the prompt, one by one, and Ctrl-C and Ctrl-D between them. */
import process from "node:process";
import type { Console, Input } from "./console.ts";
import { clearScreenDown, createInterface, cursorTo, type Interface } from "node:readline";

/** Reads lines from the terminal. What is typed while nobody reads waits for its turn. */
export class LineReader implements Console {
  readonly #interface: Interface;
  readonly #output: NodeJS.WriteStream;
  readonly #waiting: Input[] = [];
  readonly #onInterrupt: () => void;
  #resolve: ((line: Input) => void) | undefined;
  /** Whether something runs that can be interrupted. */
  #running = false;
  /** Whether an interrupt came after the line and before what it makes run. */
  #early = false;
  #closed = false;

  /** `onInterrupt` is told of Ctrl-C while something runs. */
  constructor({ onInterrupt }: { onInterrupt: () => void }) {
    this.#onInterrupt = onInterrupt;
    this.#output = process.stdout.isTTY ? process.stdout : process.stderr;
    this.#interface = createInterface({ input: process.stdin, output: this.#output, terminal: true });
    this.#interface.on("line", (text) => this.#deliver({ text }));
    this.#interface.on("SIGINT", () => this.#interrupted());
    this.#interface.on("close", () => {
      this.#closed = true;
      if (!this.#resolve) this.#giveUp();
      this.#deliver(undefined);
    });
  }

  /** The next line, asked for with a prompt. */
  next(prompt: string): Promise<Input> {
    this.#early = false;
    const line = this.#waiting.shift();
    if (line !== undefined) return Promise.resolve(line);
    if (this.#closed) return Promise.resolve(undefined);
    this.#interface.setPrompt(prompt);
    this.#interface.prompt();
    return new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** Waits for what runs; meanwhile Ctrl-C interrupts it instead of the line. */
  async during(running: Promise<void>): Promise<void> {
    this.#running = true;
    if (this.#early) this.#onInterrupt();
    try {
      await running;
    } finally {
      this.#running = false;
    }
  }

  /** Says something while a line is being typed: above it. */
  above(say: () => void): void {
    const typing = this.#resolve !== undefined;
    if (typing) {
      cursorTo(this.#output, 0);
      clearScreenDown(this.#output);
    }
    say();
    if (typing) this.#interface.prompt(true);
  }

  async lend<T>(use: () => Promise<T>): Promise<T> {
    this.#interface.pause();
    process.stdin.setRawMode(false);
    try {
      return await use();
    } finally {
      process.stdin.setRawMode(true);
      this.#interface.resume();
    }
  }

  /** Ends reading, and gives the terminal back. */
  close(): void {
    if (!this.#closed) this.#interface.close();
  }

  #deliver(line: Input): void {
    const resolve = this.#resolve;
    this.#resolve = undefined;
    if (resolve) resolve(line);
    else if (line !== undefined) this.#waiting.push(line);
  }

  /** Interrupts what runs, or is about to, and forgets what was typed ahead. */
  #giveUp(): void {
    this.#waiting.length = 0;
    if (this.#running) this.#onInterrupt();
    else this.#early = true;
  }

  #interrupted(): void {
    if (!this.#resolve) {
      this.#giveUp();
      return;
    }
    // Ctrl-E and Ctrl-U: what was typed is gone, wherever the cursor was.
    this.#interface.write(null, { ctrl: true, name: "e" });
    this.#interface.write(null, { ctrl: true, name: "u" });
    this.#output.write("\n");
    this.#deliver("cancelled");
  }
}

/** Lines from a pipe, or from a terminal that can do nothing but print: no escape sequences, no editing. */
import process from "node:process";
import { directly, screenStream } from "../screen.ts";
import type { Completeness } from "./state.ts";

/** What of a line editor's options counts here. */
export interface PlainLinesOptions {
  isComplete?(source: string): Completeness | Promise<Completeness>;
  continuation?: string;
  onInterrupt?(): void;
}

/** Reads lines as they come. A terminal is asked with a prompt, a pipe is not. */
export class PlainLines {
  readonly #options: PlainLinesOptions;
  readonly #decoder = new TextDecoder();
  readonly #lines: string[] = [];
  #rest = "";
  #hasEnded = false;
  #isOpen = false;
  #wake: (() => void) | undefined;
  /** Whether Ctrl-C gave up what was typed so far. */
  #isCancelled = false;
  /** What a terminal was asked with, while it is waited for what is typed. */
  #asked: string | undefined;

  constructor(options: PlainLinesOptions) {
    this.#options = options;
  }

  /** Reads lines until they are complete; undefined when there are no more. */
  async read(prompt: string): Promise<string | undefined> {
    if (this.#hasEnded && this.#lines.length === 0) return undefined;
    this.open();
    const { continuation = "... " } = this.#options;
    for (let text: string | undefined; ; ) {
      this.#say(text === undefined ? prompt : continuation);
      this.#isCancelled = false;
      const line = await this.#next();
      // A terminal shows nothing of Ctrl-D: what comes next would stand behind what was asked.
      if (line === undefined && this.#asked !== undefined && !this.#isCancelled) this.#tell("\n");
      this.#asked = undefined;
      if (this.#isCancelled) {
        text = undefined;
        continue;
      }
      // What was not finished is run all the same, so that it is told why it cannot be.
      if (line === undefined) return text;
      text = text === undefined ? line : `${text}\n${line}`;
      if (await this.#isComplete(text)) return text;
    }
  }

  /** What cannot be judged is run: that tells why. */
  async #isComplete(text: string): Promise<boolean> {
    try {
      const answer = await this.#options.isComplete?.(text);
      return answer === undefined || "complete" in answer;
    } catch {
      return true;
    }
  }

  /** Whether a terminal was asked, and what is typed stands behind that. */
  get isAsking(): boolean {
    return this.#asked !== undefined;
  }

  /** Prints whole lines below what was asked, and asks again. What has been typed so far still counts, though it is not seen again. */
  print(lines: string): void {
    this.#tell(`\n${lines}${this.#asked ?? ""}`);
  }

  /** Stops reading. */
  close(): void {
    this.#hasEnded = true;
    this.pause();
    this.#wake?.();
  }

  /** Leaves what comes to somebody else, until the next line is read or {@link open} is called. */
  pause(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    process.stdin.off("data", this.#onData);
    process.stdin.off("end", this.#onEnd);
    process.stdin.pause();
    process.off("SIGINT", this.#onSignal);
  }

  /** Reads what comes from now on: lines wait until they are asked for. */
  open(): void {
    if (this.#isOpen || this.#hasEnded) return;
    this.#isOpen = true;
    process.stdin.on("data", this.#onData);
    process.stdin.on("end", this.#onEnd);
    process.stdin.resume();
    if (process.stdin.isTTY) process.on("SIGINT", this.#onSignal);
  }

  #say(prompt: string): void {
    if (!process.stdin.isTTY || screenStream() === undefined) return;
    this.#tell(prompt);
    this.#asked = prompt;
  }

  #tell(text: string): void {
    directly(screenStream() ?? process.stdout)(text);
  }

  async #next(): Promise<string | undefined> {
    while (this.#lines.length === 0 && !this.#hasEnded && !this.#isCancelled) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#wake = undefined;
    return this.#isCancelled ? undefined : this.#lines.shift();
  }

  readonly #onData = (bytes: Uint8Array | string): void => {
    this.#rest += typeof bytes === "string" ? bytes : this.#decoder.decode(bytes, { stream: true });
    const lines = this.#rest.split("\n");
    this.#rest = lines.pop()!;
    this.#lines.push(...lines.map((line) => line.replace(/\r$/, "")));
    this.#wake?.();
  };

  readonly #onEnd = (): void => {
    if (this.#rest !== "") this.#lines.push(this.#rest);
    this.#rest = "";
    this.#hasEnded = true;
    this.#wake?.();
  };

  readonly #onSignal = (): void => {
    this.#lines.length = 0;
    this.#rest = "";
    if (this.#wake) {
      this.#isCancelled = true;
      this.#asked = undefined;
      this.#tell("\n");
      this.#wake();
    }
    this.#options.onInterrupt?.();
  };
}

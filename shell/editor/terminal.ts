/** The terminal itself: raw while somebody edits, and back again whatever happens. */
import { writeSync } from "node:fs";
import process from "node:process";
import { descriptorOf, directly, measureScreen, screenStream } from "../screen.ts";

/** Switches bracketed paste on and off: pasted text is told from typed text. */
const pasteOn = "\x1b[?2004h";
const pasteOff = "\x1b[?2004l";

/** Signals that end a process. The terminal is given back before they do. */
const deadly = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/** What a terminal tells. */
export interface TerminalEvents {
  onBytes(bytes: Uint8Array): void;
  /** No more bytes will come. */
  onEnd(): void;
  /** The size has changed. */
  onResize(): void;
  /** The process goes on after it was stopped. Whatever was on the screen, something else is there now. */
  onContinue(): void;
  /** What is still to be written when the process ends. */
  parting(): string;
}

/** What a line editor needs of a terminal. */
export interface LineTerminal {
  /** Its width, in columns. */
  readonly columns: number;
  /** Its height, in rows. */
  readonly rows: number;
  /** Takes hold of it: keys come as bytes from now on. */
  open(): void;
  /** Gives it back as it was. */
  close(): void;
  write(text: string): void;
  /** Gives it back, and stops the process as Ctrl-Z does elsewhere, until it is told to go on. */
  suspend(): void;
}

/** The terminal of the process; undefined where there is none at both ends, or one that understands no escape sequences. */
export function processTerminal(events: TerminalEvents): LineTerminal | undefined {
  const output = screenStream();
  const isCapable = process.stdin.isTTY === true && process.env["TERM"] !== "dumb";
  return output && isCapable ? new Terminal(output, events) : undefined;
}

/** Standard input, and the screen. */
class Terminal implements LineTerminal {
  readonly #input: NodeJS.ReadStream = process.stdin;
  readonly #output: NodeJS.WriteStream;
  readonly #events: TerminalEvents;
  #isOpen = false;
  #isSuspended = false;
  /** Runs while it goes on after it was stopped, and its size is not known. */
  #unmeasured: ReturnType<typeof setTimeout> | undefined;

  constructor(output: NodeJS.WriteStream, events: TerminalEvents) {
    this.#output = output;
    this.#events = events;
  }

  get columns(): number {
    return this.#output.columns || 80;
  }

  get rows(): number {
    return this.#output.rows || 24;
  }

  open(): void {
    if (this.#isOpen) return;
    listen("SIGCONT", this.#onContinue);
    this.#take();
  }

  close(): void {
    this.#isSuspended = false;
    clearTimeout(this.#unmeasured);
    this.#unmeasured = undefined;
    process.off("SIGCONT", this.#onContinue);
    this.#giveBack();
  }

  #take(): void {
    this.#isOpen = true;
    this.#input.setRawMode(true);
    this.#input.on("data", this.#onData);
    this.#input.on("end", this.#onEnd);
    this.#input.on("error", this.#onEnd);
    this.#input.resume();
    listen("SIGWINCH", this.#onResize);
    process.on("exit", this.#onExit);
    for (const signal of deadly) listen(signal, this.#onDeadly);
    this.write(pasteOn);
  }

  #giveBack(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.write(pasteOff);
    this.#input.off("data", this.#onData);
    this.#input.off("end", this.#onEnd);
    this.#input.off("error", this.#onEnd);
    this.#input.pause();
    process.off("SIGWINCH", this.#onResize);
    process.off("exit", this.#onExit);
    for (const signal of deadly) process.off(signal, this.#onDeadly);
    this.#input.setRawMode(false);
  }

  write(text: string): void {
    if (text !== "") directly(this.#output)(text);
  }

  suspend(): void {
    if (process.platform === "win32") return;
    this.#giveBack();
    this.#isSuspended = true;
    // Where nobody could wake it up again, the system does not let a process be stopped: then it goes on by itself. A process that was stopped
    // finds the first time to have passed when it goes on, and hears the signal before the second.
    setTimeout(() => setTimeout(() => this.#isSuspended && this.#onContinue(), 50), 200);
    // To all that run in the foreground, as from the keyboard: what has started this process must be stopped as well.
    process.kill(0, "SIGTSTP");
  }

  readonly #onData = (bytes: Uint8Array | string): void =>
    this.#events.onBytes(typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);
  readonly #onEnd = (): void => this.#events.onEnd();
  readonly #onResize = (): void => {
    const isContinued = this.#unmeasured !== undefined;
    clearTimeout(this.#unmeasured);
    this.#unmeasured = undefined;
    if (isContinued) this.#events.onContinue();
    else this.#events.onResize();
  };

  /**
   * Who had the terminal meanwhile has left it in a mode of its own, and perhaps in another size, which must be known before anything is drawn. To take
   * the terminal may stop this process once more, when it was sent to the background; then it hears of going on a second time, and that is one with the
   * first.
   */
  readonly #onContinue = (): void => {
    this.#giveBack();
    this.#isSuspended = false;
    this.#take();
    clearTimeout(this.#unmeasured);
    this.#unmeasured = setTimeout(this.#onResize, 200);
    measureScreen();
  };

  /** When the process ends there is no time for streams. */
  readonly #onExit = (): void => {
    this.#isOpen = false;
    try {
      writeSync(descriptorOf(this.#output), pasteOff + this.#events.parting());
      this.#input.setRawMode(false);
    } catch {
      // the terminal has gone before
    }
  };

  readonly #onDeadly = (signal: NodeJS.Signals): void => {
    this.write(this.#events.parting());
    this.close();
    // Whoever else listens decides; otherwise the signal does what it would have done.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
}

/** Listens to a signal where there is such a one. */
function listen(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): void {
  try {
    process.on(signal, listener);
  } catch {
    // not on this platform
  }
}

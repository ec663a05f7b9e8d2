/** The terminal itself: raw while somebody edits, and back again whatever happens. */
import { writeSync } from "node:fs";
import process from "node:process";

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
  /** Whether a line is on the screen that the cursor is in. */
  isDrawn(): boolean;
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
  const hasOutput = process.stdout.isTTY === true || process.stderr.isTTY === true;
  const isCapable = process.stdin.isTTY === true && hasOutput && process.env["TERM"] !== "dumb";
  return isCapable ? new Terminal(events) : undefined;
}

/** Standard input, and standard output or, where that leads elsewhere, standard error. */
class Terminal implements LineTerminal {
  readonly #input: NodeJS.ReadStream = process.stdin;
  readonly #output: NodeJS.WriteStream = process.stdout.isTTY ? process.stdout : process.stderr;
  readonly #events: TerminalEvents;
  #isOpen = false;
  #isSuspended = false;

  constructor(events: TerminalEvents) {
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
    if (text !== "") this.#output.write(text);
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
  readonly #onResize = (): void => this.#events.onResize();

  /** Who had the terminal meanwhile has left it in a mode of its own. */
  readonly #onContinue = (): void => {
    this.#giveBack();
    this.#isSuspended = false;
    this.#take();
    this.#events.onContinue();
  };

  /** When the process ends there is no time for streams. */
  readonly #onExit = (): void => {
    this.#isOpen = false;
    try {
      writeSync(this.#output === process.stdout ? 1 : 2, pasteOff + (this.#events.isDrawn() ? "\r\n" : ""));
      this.#input.setRawMode(false);
    } catch {
      // the terminal has gone before
    }
  };

  readonly #onDeadly = (signal: NodeJS.Signals): void => {
    if (this.#events.isDrawn()) this.write("\r\n");
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

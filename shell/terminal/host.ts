/** The terminal that is handed over, or what stands in its place: the streams of the process. */
import { spawnSync } from "node:child_process";
import { writeSync } from "node:fs";
import process from "node:process";
import { descriptorOf, directly, holdPrinted, measureScreen, screenStream } from "../screen.ts";
import { TerminalModes } from "./modes.ts";
import { Rescue } from "./rescue.ts";
import { type TerminalSize, terminalSize } from "./size.ts";
import { written } from "./streams.ts";

/** What comes from the keyboard, or from whatever stdin is. */
export interface HostEvents {
  onBytes(bytes: Uint8Array): void;
  /** No more bytes will come, for want of them or because of an error. */
  onEnd(error?: Error): void;
  /** The size has changed. */
  onResize(): void;
  /** The terminal has been given back because a signal came that ends programs. */
  onSignal(): void;
}

/**
 * How the keys come. `raw`: as they are, for a terminal in a container, whose output then shows as it is; `keys`: the same, while output ends its lines
 * as programs without a terminal do; `stream`: as bytes of whatever stdin is.
 */
export type HostMode = "raw" | "keys" | "stream";

/** A terminal to hand over. */
export interface Host {
  /** Whether stdin is a terminal, and so is something that shows what is typed. */
  readonly isTerminal: boolean;
  /** The size of the screen; undefined where there is none, or where it is not known. */
  size(): TerminalSize | undefined;
  /** Takes hold of it. */
  open(mode: HostMode, events: HostEvents): void;
  /** Stops reading for a while. */
  pause(): void;
  /** Goes on reading. */
  resume(): void;
  /** Writes output of the container; resolves when more may follow. */
  write(side: "stdout" | "stderr", bytes: Uint8Array): Promise<void>;
  /** Shows what is typed. */
  echo(text: string): void;
  /** Gives it back as it was. `rest`: bytes that were typed and belong to whoever reads next. */
  close(rest: Uint8Array): Promise<void>;
}

/** Signals that end a process. The terminal is given back before they do. */
const deadly = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/** The streams of the process. */
export class ProcessHost implements Host {
  readonly #input: NodeJS.ReadStream = process.stdin;
  readonly #screen: NodeJS.WriteStream | undefined = screenStream();
  readonly #modes = new TerminalModes();
  readonly #rescue = new Rescue();
  #events: HostEvents | undefined;
  #mode: HostMode = "stream";
  /** Lets go what was printed meanwhile by others than the container. */
  #release = (): void => {};

  get isTerminal(): boolean {
    return this.#input.isTTY === true && this.#screen !== undefined;
  }

  size(): TerminalSize | undefined {
    return terminalSize(this.#screen?.rows, this.#screen?.columns);
  }

  open(mode: HostMode, events: HostEvents): void {
    this.#events = events;
    this.#mode = mode;
    if (this.isTerminal) {
      this.#release = holdPrinted();
      this.#rescue.start();
    }
    this.#setMode();
    this.#input.on("data", this.#onData);
    this.#input.on("end", this.#onEnd);
    this.#input.on("error", this.#onError);
    this.#screen?.on("resize", this.#onResize);
    if (this.#input.readableEnded) setTimeout(this.#onEnd);
    else this.#input.resume();
    if (this.#screen === undefined) return;
    listen("SIGCONT", this.#onContinue);
    process.on("exit", this.#onExit);
    for (const signal of deadly) listen(signal, this.#onDeadly);
  }

  pause(): void {
    this.#input.pause();
  }

  resume(): void {
    if (this.#events) this.#input.resume();
  }

  async write(side: "stdout" | "stderr", bytes: Uint8Array): Promise<void> {
    const stream = process[side];
    if (stream.isTTY) {
      this.#modes.push(bytes);
      this.#rescue.undoing(this.#modes.undoing);
    }
    await written(stream, bytes);
  }

  echo(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.#modes.push(bytes);
    if (this.#screen) directly(this.#screen)(bytes);
  }

  async close(rest: Uint8Array): Promise<void> {
    if (!this.#events) return;
    const text = this.#putRight();
    this.#letGo();
    if (rest.length > 0 && !this.#input.readableEnded) this.#input.unshift(rest);
    // Not before the screen has it: whoever comes next may be another process.
    if (text !== "") await written(this.#screen!, new TextEncoder().encode(text)).catch(() => {});
    this.#rescue.stop();
    this.#release();
  }

  #setMode(): void {
    if (this.#mode === "stream") return;
    this.#input.setRawMode(true);
    // A program in a container ends its lines itself, or moves down without going back. The runtimes go on to translate line feeds; when the mode
    // ends, they put this back together with the rest.
    if (this.#mode === "raw" && process.platform !== "win32")
      spawnSync("stty", ["-opost"], { stdio: ["inherit", "ignore", "ignore"] });
  }

  /** What puts the screen right. */
  #putRight(): string {
    const newLine = this.#mode !== "stream" && !this.#modes.atLineStart ? "\r\n" : "";
    return this.#screen ? this.#modes.undo() + newLine : "";
  }

  #letGo(): void {
    this.#events = undefined;
    this.#input.off("data", this.#onData);
    this.#input.off("end", this.#onEnd);
    this.#input.off("error", this.#onError);
    this.#input.pause();
    this.#screen?.off("resize", this.#onResize);
    process.off("SIGCONT", this.#onContinue);
    process.off("exit", this.#onExit);
    for (const signal of deadly) process.off(signal, this.#onDeadly);
    if (this.#mode !== "stream") this.#input.setRawMode(false);
  }

  readonly #onData = (bytes: Uint8Array | string): void =>
    this.#events?.onBytes(typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);
  readonly #onEnd = (): void => this.#events?.onEnd();
  readonly #onError = (error: Error): void => this.#events?.onEnd(error);
  readonly #onResize = (): void => this.#events?.onResize();

  /** Who had the terminal while this process was stopped has left it in a mode of its own. */
  readonly #onContinue = (): void => {
    if (this.#mode !== "stream") this.#input.setRawMode(false);
    this.#setMode();
    measureScreen();
    this.#events?.onResize();
  };

  /** When the process ends there is no time for streams. */
  readonly #onExit = (): void => {
    try {
      const text = this.#putRight();
      this.#letGo();
      if (text !== "") writeSync(descriptorOf(this.#screen!), text);
      this.#rescue.stop();
      this.#release();
    } catch {
      // the terminal has gone before
    }
  };

  readonly #onDeadly = (signal: NodeJS.Signals): void => {
    const events = this.#events;
    this.#onExit();
    // Whoever else listens decides; otherwise the signal does what it would have done.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    else events?.onSignal();
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

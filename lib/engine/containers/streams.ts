/** stdin, stdout and stderr of one run of a container, and the terminal that they may be. */
import {
  callbackFile,
  nullFile,
  type OpenFile,
  openTty,
  pipe,
  type Signal,
  SystemError,
  type TtyMaster,
} from "../kernel/mod.ts";
import type { Output } from "./output.ts";

/** What the streams are made for. */
export interface StreamsOptions {
  tty: boolean;
  openStdin: boolean;
  /** The first size of the terminal; 0 where it is not known. */
  rows: number;
  columns: number;
}

/**
 * Made before its run begins, so that a client can attach, and even write, to a container that has not been started: the
 * program finds what was written.
 */
export class Streams {
  readonly #output: Output;
  readonly #tty: { master: TtyMaster; slave: OpenFile } | undefined;
  readonly #stdin: { reader: OpenFile; writer: OpenFile } | undefined;
  #signal: (signal: Signal) => void = () => undefined;
  #opened = false;
  #inputEnded = false;
  #drained: Promise<void> = Promise.resolve();
  /** Resolves when the processes have ended: from then on, nobody has to wait for clients that do not keep up. */
  readonly #ended: Promise<void>;
  #end: () => void = () => undefined;

  constructor(options: StreamsOptions, output: Output) {
    this.#output = output;
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    if (options.tty) {
      this.#tty = openTty({
        ...(options.rows > 0 && options.columns > 0 ? { rows: options.rows, columns: options.columns } : {}),
        signal: (signal) => this.#signal(signal),
      });
    }
    this.#stdin = options.openStdin && !options.tty ? pipe() : undefined;
  }

  /** The descriptors of the first process. `signal` is told what the terminal sends. */
  open(signal: (signal: Signal) => void): Map<number, OpenFile> {
    this.#opened = true;
    this.#signal = signal;
    if (this.#tty !== undefined) {
      const { slave } = this.#tty;
      this.#drained = this.#pump(this.#tty.master);
      return new Map([
        [0, slave],
        [1, slave.retain()],
        [2, slave.retain()],
      ]);
    }
    const file = (stream: "stdout" | "stderr"): OpenFile =>
      callbackFile({ write: (bytes) => this.#output.write(stream, bytes) });
    return new Map([
      [0, this.#stdin?.reader ?? nullFile()],
      [1, file("stdout")],
      [2, file("stderr")],
    ]);
  }

  /** Resolves when everything that the processes wrote is in the output; they must have ended. */
  drained(): Promise<void> {
    this.#end();
    return this.#drained;
  }

  /** Hands bytes to the program; resolves when it has room for more, or when nobody reads them. */
  async write(bytes: Uint8Array): Promise<void> {
    const input = this.#tty?.master ?? this.#stdin?.writer;
    if (input === undefined || this.#inputEnded) return;
    try {
      await input.write(bytes);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
    }
  }

  /** The program comes to the end of its stdin, once it has read what was written. */
  endInput(): void {
    if (this.#inputEnded) return;
    this.#inputEnded = true;
    this.#stdin?.writer.release();
  }

  resize(rows: number, columns: number): void {
    this.#tty?.master.resize(rows, columns);
  }

  /** Lets go of everything: the run is over, or will not be. */
  abandon(): void {
    this.endInput();
    this.#tty?.master.close();
    if (this.#opened) return;
    this.#stdin?.reader.release();
    this.#tty?.slave.release();
  }

  async #pump(master: TtyMaster): Promise<void> {
    for (let bytes = await master.read(); bytes !== undefined; bytes = await master.read()) {
      const room = this.#output.write("stdout", bytes);
      if (room !== undefined) await Promise.race([room, this.#ended]);
    }
  }
}

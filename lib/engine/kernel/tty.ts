/** A pseudo terminal: the client's end (master), the programs' end (slave), and the line discipline between them. */

import { SystemError } from "./errors.ts";
import { ByteQueue, CountedFile } from "./pipe.ts";
import type { Signal } from "./signals.ts";
import type { Cancellation, OpenFile, Terminal, TerminalSettings } from "./types.ts";

/** What a terminal begins with. */
export interface TtyOptions {
  rows?: number;
  columns?: number;
  /** Called on ^C (INT), ^\ (QUIT), when it is resized (WINCH) and when the client has gone (HUP). */
  signal?: (signal: Signal) => void;
}

/** The client's end. */
export interface TtyMaster {
  /** What the programs print, and the echo of what is typed; undefined when the last program has closed its end. */
  read(): Promise<Uint8Array | undefined>;
  /** Keys. Resolves when there is room for more. */
  write(keys: Uint8Array): Promise<void>;
  resize(rows: number, columns: number): void;
  /** Hangs up: programs read the end of the file, and get HUP. */
  close(): void;
}

/** A terminal in its usual mode. */
export const SANE: Readonly<TerminalSettings> = {
  canonical: true,
  echo: true,
  signals: true,
  icrnl: true,
  onlcr: true,
};

/** A terminal that passes every byte as it is. */
export const RAW: Readonly<TerminalSettings> = {
  canonical: false,
  echo: false,
  signals: false,
  icrnl: false,
  onlcr: false,
};

const OUTPUT_CAPACITY = 65536;
const INPUT_CAPACITY = 65536;

const Key = {
  interrupt: 3,
  endOfFile: 4,
  backspace: 8,
  newline: 10,
  return: 13,
  killLine: 21,
  eraseWord: 23,
  suspend: 26,
  quit: 28,
  erase: 127,
};

const SPACE = 32;

/** What was typed and can be read: pieces that are read one at a time; an empty one is an end of the file. */
class Input {
  readonly #pieces: Uint8Array[] = [];
  readonly #readers: { max: number; resolve(bytes: Uint8Array | undefined): void }[] = [];
  readonly #waiting: (() => void)[] = [];
  #size = 0;
  #ended = false;

  push(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#size += piece.length;
    while (this.#readers.length > 0 && this.#pieces.length > 0) {
      const reader = this.#readers.shift()!;
      reader.resolve(this.#take(reader.max));
    }
  }

  read(max: number, cancellation: Cancellation | undefined): Promise<Uint8Array | undefined> {
    if (this.#pieces.length > 0) return Promise.resolve(this.#take(max));
    if (this.#ended) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      const reader = {
        max,
        resolve(bytes: Uint8Array | undefined) {
          cancellation?.delete(cancel);
          resolve(bytes);
        },
      };
      const cancel = (reason: Error) => {
        this.#readers.splice(this.#readers.indexOf(reader), 1);
        reject(reason);
      };
      cancellation?.add(cancel);
      this.#readers.push(reader);
    });
  }

  /** Resolves when little enough waits to be read. */
  room(): Promise<void> {
    if (this.#size <= INPUT_CAPACITY || this.#ended) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  discard(): void {
    this.#pieces.length = 0;
    this.#size = 0;
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    for (const reader of this.#readers.splice(0)) reader.resolve(undefined);
    this.#wake();
  }

  #take(max: number): Uint8Array | undefined {
    const piece = this.#pieces[0]!;
    if (piece.length > max) this.#pieces[0] = piece.subarray(max);
    else this.#pieces.shift();
    const taken = piece.subarray(0, max);
    this.#size -= taken.length;
    if (this.#size <= INPUT_CAPACITY) this.#wake();
    return taken.length === 0 ? undefined : taken;
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

class Tty implements TtyMaster, Terminal {
  readonly input: Input = new Input();
  readonly output: ByteQueue = new ByteQueue(OUTPUT_CAPACITY);
  readonly #signal: (signal: Signal) => void;
  #line: number[] = [];
  #settings: TerminalSettings = { ...SANE };
  size: { rows: number; columns: number };
  hungUp = false;

  constructor(options: TtyOptions) {
    this.size = { rows: options.rows ?? 24, columns: options.columns ?? 80 };
    this.#signal = options.signal ?? (() => undefined);
  }

  get settings(): Readonly<TerminalSettings> {
    return this.#settings;
  }

  configure(settings: Partial<TerminalSettings>): void {
    this.#settings = { ...this.#settings, ...settings };
    // Who reads byte by byte from now on gets the line that was begun, too.
    if (!this.#settings.canonical) this.#handOut();
  }

  resize(rows: number, columns: number): void {
    if (rows === this.size.rows && columns === this.size.columns) return;
    this.size = { rows, columns };
    this.#signal("WINCH");
  }

  read(): Promise<Uint8Array | undefined> {
    return this.output.read();
  }

  write(keys: Uint8Array): Promise<void> {
    if (!this.hungUp) {
      if (Object.values(this.#settings).includes(true)) for (const key of keys) this.#type(key);
      else if (keys.length > 0) this.input.push(keys.slice());
      // Without editing, what came together is read together.
      if (!this.#settings.canonical) this.#handOut();
    }
    return this.input.room();
  }

  close(): void {
    if (this.hungUp) return;
    this.hungUp = true;
    this.input.end();
    this.output.break();
    this.#signal("HUP");
  }

  /** What programs print, as the client gets it. */
  cook(bytes: Uint8Array): Uint8Array {
    if (!this.#settings.onlcr || !bytes.includes(Key.newline)) return bytes;
    const cooked = new Uint8Array(bytes.length * 2);
    let length = 0;
    for (const byte of bytes) {
      if (byte === Key.newline) cooked[length++] = Key.return;
      cooked[length++] = byte;
    }
    return cooked.subarray(0, length);
  }

  #type(typed: number): void {
    const key = typed === Key.return && this.#settings.icrnl ? Key.newline : typed;
    if (this.#settings.signals && this.#typeSignal(key)) return;
    if (!this.#settings.canonical) {
      this.#line.push(key);
      this.#echo(key);
    } else {
      this.#edit(key);
    }
  }

  #typeSignal(key: number): boolean {
    if (key !== Key.interrupt && key !== Key.quit && key !== Key.suspend) return false;
    this.#echo(key);
    // There is no job control: a program cannot be suspended from its terminal.
    if (key === Key.suspend) return true;
    this.#line = [];
    this.input.discard();
    this.#signal(key === Key.interrupt ? "INT" : "QUIT");
    return true;
  }

  #edit(key: number): void {
    switch (key) {
      case Key.erase:
      case Key.backspace:
        this.#erase();
        break;
      case Key.killLine:
        while (this.#erase());
        break;
      case Key.eraseWord:
        while (this.#line.at(-1) === SPACE) this.#erase();
        while (this.#line.length > 0 && this.#line.at(-1) !== SPACE) this.#erase();
        break;
      case Key.endOfFile:
        if (this.#line.length === 0) this.input.push(new Uint8Array(0));
        else this.#handOut();
        break;
      default:
        this.#line.push(key);
        this.#echo(key);
        if (key === Key.newline) this.#handOut();
    }
  }

  /** Takes back the last character of the line, all its bytes; false when there is none. */
  #erase(): boolean {
    let byte = this.#line.pop();
    if (byte === undefined) return false;
    while ((byte & 0xc0) === 0x80 && this.#line.length > 0) byte = this.#line.pop()!;
    const columns = byte < SPACE ? 2 : 1;
    if (this.#settings.echo) this.output.force(new TextEncoder().encode("\b \b".repeat(columns)));
    return true;
  }

  #handOut(): void {
    if (this.#line.length === 0) return;
    this.input.push(Uint8Array.from(this.#line));
    this.#line = [];
  }

  #echo(key: number): void {
    if (!this.#settings.echo) return;
    const control = key < SPACE && key !== Key.newline && key !== 9;
    this.output.force(this.cook(Uint8Array.from(control ? [0x5e, key + 64] : [key])));
  }
}

class Slave extends CountedFile {
  override readonly tty: boolean = true;
  readonly terminal: Tty;

  constructor(terminal: Tty) {
    super();
    this.terminal = terminal;
  }

  get size(): { rows: number; columns: number } {
    return this.terminal.size;
  }

  override read(max: number = INPUT_CAPACITY, cancellation?: Cancellation): Promise<Uint8Array | undefined> {
    return this.terminal.input.read(max, cancellation);
  }

  override write(bytes: Uint8Array, cancellation?: Cancellation): Promise<void> {
    if (this.terminal.hungUp) return Promise.reject(new SystemError("EIO"));
    return this.terminal.output.write(this.terminal.cook(bytes), cancellation);
  }

  protected override close(): void {
    this.terminal.output.end();
  }
}

/** A new terminal. `slave` is owned once; retain it for each further descriptor. */
export function openTty(options: TtyOptions = {}): { master: TtyMaster; slave: OpenFile } {
  const tty = new Tty(options);
  return { master: tty, slave: new Slave(tty) };
}

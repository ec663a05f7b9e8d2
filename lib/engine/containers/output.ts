/** The way of a container's output: into the log, and to everybody who is attached. */
import { ContainerLog, entryCost, type LogEntry, type OutputStream } from "./log.ts";

/** Live bytes that may wait for one attached client before the program has to. */
const pendingLimit = 1024 * 1024;

/** What an attached client wants to see. */
export interface Subscription {
  streams: ReadonlySet<OutputStream>;
  /** Whether it begins with the log. */
  logs: boolean;
  /** Whether it goes on with what is written from now on. */
  live: boolean;
  /** Whether the log comes stream by stream instead of in the order of writing. */
  logByStream: boolean;
}

/** What one attached client still has to get. */
export class OutputReader {
  readonly #streams: ReadonlySet<OutputStream>;
  readonly #onRoom: () => void;
  /** Entries in order: first the log, then what came live. */
  #queue: LogEntry[];
  #next = 0;
  #pending = 0;
  /** How many entries at the front are the log's, which were never counted as pending. */
  #replayed: number;
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(streams: ReadonlySet<OutputStream>, log: LogEntry[], onRoom: () => void) {
    this.#streams = streams;
    this.#queue = log;
    this.#replayed = log.length;
    this.#onRoom = onRoom;
  }

  /** Whether the program has to wait for this client. */
  get full(): boolean {
    return !this.#ended && this.#pending > pendingLimit;
  }

  /** Whether no more will come than what is queued. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The next entries, at least one and about `max` bytes at the most; undefined at the end. */
  async read(max: number): Promise<LogEntry[] | undefined> {
    while (this.#next === this.#queue.length) {
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const from = this.#next;
    let size = 0;
    while (this.#next < this.#queue.length && (size === 0 || size + this.#queue[this.#next]!.bytes.length <= max)) {
      const { length } = this.#queue[this.#next]!.bytes;
      size += length;
      if (this.#next >= this.#replayed) this.#pending -= length + entryCost;
      this.#next++;
    }
    const taken = this.#queue.slice(from, this.#next);
    // A client that is always a little behind never empties the queue: what it has read is let go of in between.
    if (this.#next === this.#queue.length || this.#next > 1024) {
      this.#queue = this.#queue.slice(this.#next);
      this.#replayed = Math.max(0, this.#replayed - this.#next);
      this.#next = 0;
    }
    this.#onRoom();
    return taken;
  }

  push(entry: LogEntry): void {
    if (this.#ended || !this.#streams.has(entry.stream)) return;
    this.#queue.push(entry);
    this.#pending += entry.bytes.length + entryCost;
    this.#awaken();
  }

  /** Nothing more will come: what is queued can still be read. */
  end(): void {
    this.#ended = true;
    this.#awaken();
    this.#onRoom();
  }

  /** The client does not want more, nor what is queued. */
  drop(): void {
    this.#queue = [];
    this.#next = 0;
    this.end();
  }

  #awaken(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}

/**
 * Where all programs of a container write. A write is logged and handed to every attached client in one step, so that a
 * client who begins with the log and goes on live misses nothing and gets nothing twice. A client who does not keep up makes
 * the writers wait: output is never dropped, and never piles up.
 */
export class Output {
  readonly log: ContainerLog;
  readonly #clock: () => number;
  readonly #readers: Set<OutputReader> = new Set();
  #waiting: (() => void)[] = [];

  constructor(logBytes: number, clock: () => number) {
    this.log = new ContainerLog(logBytes);
    this.#clock = clock;
  }

  /** Takes a program's bytes. A promise when the program has to wait for attached clients. */
  write(stream: OutputStream, bytes: Uint8Array): Promise<void> | undefined {
    const entry: LogEntry = { stream, time: this.#clock(), bytes };
    this.log.append(entry);
    for (const reader of this.#readers) reader.push(entry);
    return this.#hasRoom() ? undefined : this.#room();
  }

  /** Begins to read. What was written before this call comes from the log, what is written after it comes live. */
  subscribe({ streams, logs, live, logByStream }: Subscription): OutputReader {
    let log = logs ? this.log.entries().filter((entry) => streams.has(entry.stream)) : [];
    if (logByStream) {
      const of = (stream: OutputStream): LogEntry[] => log.filter((entry) => entry.stream === stream);
      log = [...of("stdout"), ...of("stderr")];
    }
    const reader = new OutputReader(streams, log, () => this.#admit());
    if (live) this.#readers.add(reader);
    else reader.end();
    return reader;
  }

  unsubscribe(reader: OutputReader): void {
    this.#readers.delete(reader);
    reader.drop();
  }

  /** The run is over: every client gets what is queued for it, then the end. */
  endRun(): void {
    for (const reader of this.#readers) reader.end();
    this.#readers.clear();
    this.#admit();
  }

  #hasRoom(): boolean {
    for (const reader of this.#readers) if (reader.full) return false;
    return true;
  }

  async #room(): Promise<void> {
    while (!this.#hasRoom()) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }

  #admit(): void {
    if (this.#waiting.length === 0 || !this.#hasRoom()) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }
}

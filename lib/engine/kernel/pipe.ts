/** Pipes with backpressure, and open files made of callbacks (where a container meets the engine). */

import { SystemError } from "./errors.ts";
import type { Cancellation, OpenFile } from "./types.ts";

/** Small pieces are handed out together, up to this many bytes. */
const GATHER = 65536;

/** Counts the owners of an open file; subclasses say what happens when there is none left. */
export abstract class CountedFile implements OpenFile {
  readonly tty: boolean = false;
  #owners = 1;

  retain(): this {
    this.#owners++;
    return this;
  }

  release(): void {
    if (--this.#owners === 0) this.close();
  }

  read(_max?: number, _cancellation?: Cancellation): Promise<Uint8Array | undefined> {
    return Promise.reject(new SystemError("EBADF"));
  }

  write(_bytes: Uint8Array, _cancellation?: Cancellation): Promise<void> {
    return Promise.reject(new SystemError("EBADF"));
  }

  protected abstract close(): void;
}

interface Reader {
  max: number;
  resolve(bytes: Uint8Array | undefined): void;
}

interface Writer {
  bytes: Uint8Array;
  /** Its bytes are in the queue; it only waits for them to fit. */
  queued: boolean;
  resolve(): void;
  reject(error: Error): void;
}

/** A queue of bytes between readers and writers. Pieces pass without being copied. */
export class ByteQueue {
  readonly #capacity: number;
  #pieces: Uint8Array[] = [];
  #size = 0;
  #readers: Reader[] = [];
  #writers: Writer[] = [];
  #ended = false;
  #broken = false;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  read(max: number = GATHER, cancellation?: Cancellation): Promise<Uint8Array | undefined> {
    if (this.#size > 0) return Promise.resolve(this.#take(max));
    if (this.#ended) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      const reader: Reader = {
        max,
        resolve(bytes) {
          cancellation?.delete(cancel);
          resolve(bytes);
        },
      };
      const cancel = (reason: Error) => {
        this.#readers = this.#readers.filter((other) => other !== reader);
        reject(reason);
      };
      cancellation?.add(cancel);
      this.#readers.push(reader);
    });
  }

  /** Resolves when all but `capacity` bytes have been read. */
  write(bytes: Uint8Array, cancellation?: Cancellation): Promise<void> {
    if (this.#broken) return Promise.reject(new SystemError("EPIPE"));
    if (bytes.length === 0) return Promise.resolve();
    const queued = this.#size < this.#capacity && this.#writers.length === 0;
    if (queued) {
      this.#push(bytes);
      if (this.#size <= this.#capacity) return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const writer: Writer = {
        bytes,
        queued,
        resolve() {
          cancellation?.delete(cancel);
          resolve();
        },
        reject(error) {
          cancellation?.delete(cancel);
          reject(error);
        },
      };
      const cancel = (reason: Error) => {
        this.#writers = this.#writers.filter((other) => other !== writer);
        reject(reason);
        this.#admit();
      };
      cancellation?.add(cancel);
      this.#writers.push(writer);
    });
  }

  /** Adds bytes without asking for room (the terminal's echo). */
  force(bytes: Uint8Array): void {
    if (bytes.length > 0 && !this.#broken) this.#push(bytes);
  }

  /** No more writers: readers get the rest, then the end. */
  end(): void {
    this.#ended = true;
    if (this.#size === 0) for (const reader of this.#readers.splice(0)) reader.resolve(undefined);
  }

  /** No more readers: what waits is dropped and writers fail. */
  break(): void {
    this.#broken = true;
    this.#pieces = [];
    this.#size = 0;
    for (const writer of this.#writers.splice(0)) writer.reject(new SystemError("EPIPE"));
  }

  #push(bytes: Uint8Array): void {
    this.#pieces.push(bytes);
    this.#size += bytes.length;
    while (this.#readers.length > 0 && this.#size > 0) {
      const reader = this.#readers.shift()!;
      reader.resolve(this.#take(reader.max));
    }
  }

  #take(max: number): Uint8Array {
    const first = this.#pieces[0]!;
    let taken: Uint8Array;
    if (first.length > max) {
      taken = first.subarray(0, max);
      this.#pieces[0] = first.subarray(max);
    } else if (this.#pieces.length === 1 || first.length >= GATHER / 4) {
      taken = first;
      this.#pieces.shift();
    } else {
      taken = this.#gather(Math.min(max, GATHER));
    }
    this.#size -= taken.length;
    if (this.#writers.length > 0) this.#admit();
    return taken;
  }

  /** The whole pieces at the front that fit into `max` bytes together. */
  #gather(max: number): Uint8Array {
    let length = 0;
    let count = 0;
    for (const piece of this.#pieces) {
      if (length + piece.length > max) break;
      length += piece.length;
      count++;
    }
    const gathered = new Uint8Array(length);
    let at = 0;
    for (const piece of this.#pieces.splice(0, count)) {
      gathered.set(piece, at);
      at += piece.length;
    }
    return gathered;
  }

  #admit(): void {
    while (this.#writers.length > 0) {
      const writer = this.#writers[0]!;
      if (writer.queued) {
        if (this.#size > this.#capacity) return;
        this.#writers.shift();
        writer.resolve();
      } else {
        if (this.#size >= this.#capacity) return;
        writer.queued = true;
        this.#push(writer.bytes);
      }
    }
  }
}

class PipeReader extends CountedFile {
  readonly #queue: ByteQueue;

  constructor(queue: ByteQueue) {
    super();
    this.#queue = queue;
  }

  override read(max?: number, cancellation?: Cancellation): Promise<Uint8Array | undefined> {
    return this.#queue.read(max, cancellation);
  }

  protected override close(): void {
    this.#queue.break();
  }
}

class PipeWriter extends CountedFile {
  readonly #queue: ByteQueue;

  constructor(queue: ByteQueue) {
    super();
    this.#queue = queue;
  }

  override write(bytes: Uint8Array, cancellation?: Cancellation): Promise<void> {
    return this.#queue.write(bytes, cancellation);
  }

  protected override close(): void {
    this.#queue.end();
  }
}

/** A pipe: the reader sees the end when the last writer is released, a writer `EPIPE` when the last reader is. */
export function pipe(capacity: number = 65536): { reader: OpenFile; writer: OpenFile } {
  const queue = new ByteQueue(capacity);
  return { reader: new PipeReader(queue), writer: new PipeWriter(queue) };
}

/** Settles like `operation`, unless the process is killed before. */
function cancellable<T>(operation: Promise<T>, cancellation: Cancellation | undefined): Promise<T> {
  if (cancellation === undefined) return operation;
  return new Promise<T>((resolve, reject) => {
    cancellation.add(reject);
    operation.then(resolve, reject).finally(() => cancellation.delete(reject));
  });
}

/** What stands behind an open file that the engine supplies. */
export interface FileCallbacks {
  /** The next bytes; undefined at the end. Never called again before it has settled. Absent: reading fails with EBADF. */
  read?: (() => Promise<Uint8Array | undefined>) | undefined;
  /** Takes bytes; the program waits until it has settled. Absent: writing fails with EBADF. */
  write?: ((bytes: Uint8Array) => Promise<void> | void) | undefined;
  /** Called once, when the last owner has released the file. */
  close?: (() => void) | undefined;
}

class CallbackFile extends CountedFile {
  readonly #callbacks: FileCallbacks;
  #rest: Uint8Array | undefined;
  #pending: Promise<void> | undefined;
  #ended = false;

  constructor(callbacks: FileCallbacks) {
    super();
    this.#callbacks = callbacks;
  }

  override async read(max?: number, cancellation?: Cancellation): Promise<Uint8Array | undefined> {
    while (this.#rest === undefined) {
      if (this.#ended) return undefined;
      // Bytes that arrive after a reader was killed stay here for the next one.
      this.#pending ??= this.#fetch();
      await cancellable(this.#pending, cancellation);
    }
    const bytes = this.#rest;
    this.#rest = max !== undefined && bytes.length > max ? bytes.subarray(max) : undefined;
    return this.#rest === undefined ? bytes : bytes.subarray(0, max);
  }

  async #fetch(): Promise<void> {
    try {
      if (this.#callbacks.read === undefined) throw new SystemError("EBADF");
      const bytes = await this.#callbacks.read();
      if (bytes === undefined) this.#ended = true;
      else if (bytes.length > 0) this.#rest = bytes;
    } finally {
      this.#pending = undefined;
    }
  }

  override write(bytes: Uint8Array, cancellation?: Cancellation): Promise<void> {
    if (this.#callbacks.write === undefined) return Promise.reject(new SystemError("EBADF"));
    if (bytes.length === 0) return Promise.resolve();
    try {
      const writing = this.#callbacks.write(bytes);
      return writing === undefined ? Promise.resolve() : cancellable(writing, cancellation);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  protected override close(): void {
    this.#callbacks.close?.();
  }
}

/** An open file made of callbacks: a container's stdout that goes to a log, a stdin that comes from an attached client. */
export function callbackFile(callbacks: FileCallbacks): OpenFile {
  return new CallbackFile(callbacks);
}

/** `/dev/null`: at its end at once, and takes everything. */
export function nullFile(): OpenFile {
  return callbackFile({ read: () => Promise.resolve(undefined), write: () => undefined });
}

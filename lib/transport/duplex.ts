/** Byte sources and two-way streams in memory, and the way between them and Web Streams. */

import { setImmediate } from "node:timers";
import { InvalidArgumentError, ProtocolError } from "../errors.ts";
import type { ByteSource, Duplex } from "./contract.ts";
import { connectionLost } from "./failures.ts";

/** What may lie unread in one direction of a pair before its writer has to wait. */
export const pipeCapacity: number = 256 * 1024;

/**
 * After so much traffic the event loop gets a turn, or two sides that only wait for each other would keep timers and
 * signals from ever running. A message counts for at least a KiB.
 */
const turnAfter = 256 * 1024;

interface Waiter<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

interface PendingWrite extends Waiter<void> {
  bytes: Uint8Array;
}

/** One direction of a pair: a bounded queue with one reader, and writers that wait in line. */
class Pipe {
  /** Whether the writer has said that nothing will follow. */
  ended = false;
  /** Why reads fail, once the pipe was broken. `{ error: undefined }` stands for a quiet end. */
  #readFailure: { error: unknown } | undefined;
  #writeFailure: unknown;
  #chunks: Uint8Array[] = [];
  #size = 0;
  #writes: PendingWrite[] = [];
  #reader: Waiter<Uint8Array | undefined> | undefined;
  #sinceTurn = 0;

  read(): Promise<Uint8Array | undefined> {
    if (this.#reader !== undefined) return Promise.reject(concurrentRead());
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) {
      this.#size -= chunk.length;
      this.#admit();
      return Promise.resolve(chunk);
    }
    if (this.#readFailure !== undefined) return settle(this.#readFailure);
    if (this.ended) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
    });
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#writeFailure !== undefined) return Promise.reject(this.#writeFailure);
    if (this.ended) return Promise.reject(writeAfterEnd());
    if (bytes.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#writes.push({ bytes, resolve, reject });
      this.#admit();
    });
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    // Writes that wait were there before the end; the reader sees it when they are through.
    if (this.#writes.length === 0) this.#finishReader();
  }

  /** Nobody will read any more, or nobody will write any more: what is under way fails on its side. */
  break(readFailure: { error: unknown }, writeFailure: unknown, dropQueue: boolean): void {
    if (dropQueue) {
      this.#chunks = [];
      this.#size = 0;
    }
    // What was ended in order has been said in full, however its writer went away afterwards.
    if (!this.ended || this.#writes.length > 0 || dropQueue) this.#readFailure ??= readFailure;
    this.#writeFailure ??= writeFailure;
    for (const write of this.#writes.splice(0)) write.reject(writeFailure);
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader !== undefined) settle(readFailure).then(reader.resolve, reader.reject);
  }

  /** Moves waiting writes into the queue, or to the reader, as far as there is room. */
  #admit(): void {
    while (this.#writes.length > 0 && this.#size < pipeCapacity) {
      const write = this.#writes[0]!;
      // Copied, since the writer has its bytes back when the write resolves, and the reader keeps what it got. (Not by
      // slice(), which does not copy when the bytes are a Buffer.)
      const taken = new Uint8Array(write.bytes.subarray(0, pipeCapacity - this.#size));
      write.bytes = write.bytes.subarray(taken.length);
      this.#sinceTurn += Math.max(taken.length, 1024);
      this.#deliver(taken);
      if (write.bytes.length > 0) continue;
      this.#writes.shift();
      this.#accepted(write);
    }
    if (this.ended && this.#writes.length === 0) this.#finishReader();
  }

  #deliver(chunk: Uint8Array): void {
    const reader = this.#reader;
    if (reader === undefined) {
      this.#chunks.push(chunk);
      this.#size += chunk.length;
    } else {
      this.#reader = undefined;
      reader.resolve(chunk);
    }
  }

  #accepted(write: PendingWrite): void {
    if (this.#sinceTurn < turnAfter) {
      write.resolve();
    } else {
      this.#sinceTurn = 0;
      setImmediate(() => write.resolve());
    }
  }

  #finishReader(): void {
    if (this.#size > 0) return;
    this.#reader?.resolve(undefined);
    this.#reader = undefined;
  }
}

function settle(failure: { error: unknown }): Promise<undefined> {
  return failure.error === undefined ? Promise.resolve(undefined) : Promise.reject(failure.error);
}

/** The error for a second read while the first one waits. */
export function concurrentRead(): InvalidArgumentError {
  return new InvalidArgumentError("a read of this stream is already waiting", {
    hint: "Await one read before the next.",
  });
}

/** The error for a write after the end. */
export function writeAfterEnd(): InvalidArgumentError {
  return new InvalidArgumentError("nothing can be written to a stream that was ended");
}

class MemoryDuplex implements Duplex {
  readonly #incoming: Pipe;
  readonly #outgoing: Pipe;
  /** Shared by both ends: whether one of them has given up. */
  readonly #state: { cancelled: boolean };

  constructor(incoming: Pipe, outgoing: Pipe, state: { cancelled: boolean }) {
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.#state = state;
  }

  get closed(): boolean {
    return this.#state.cancelled || (this.#incoming.ended && this.#outgoing.ended);
  }

  read(): Promise<Uint8Array | undefined> {
    return this.#incoming.read();
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#outgoing.write(bytes);
  }

  async end(): Promise<void> {
    this.#outgoing.end();
  }

  cancel(reason?: unknown): void {
    this.#state.cancelled = true;
    const here = reason ?? connectionLost("EPIPE", "the connection was given up");
    this.#incoming.break({ error: reason }, connectionLost("EPIPE", "the other side has closed the connection"), true);
    this.#outgoing.break(
      { error: connectionLost("ECONNRESET", "the other side has broken the connection off") },
      here,
      false,
    );
  }
}

/**
 * Two ends of a connection in memory: what is written to one is read from the other. Bounded ({@link pipeCapacity} each
 * way), with half-close; giving one end up breaks the other, as a reset would.
 */
export function duplexPair(): [Duplex, Duplex] {
  const there = new Pipe();
  const back = new Pipe();
  const state = { cancelled: false };
  return [new MemoryDuplex(back, there, state), new MemoryDuplex(there, back, state)];
}

/**
 * The Web Stream of a source. It reads only when asked (nothing is read ahead), and cancelling it frees the source.
 * Made by hand, since byte streams and the runtimes' adapters cost more.
 */
export function toReadableStream(source: ByteSource): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const bytes = await source.read();
        if (bytes === undefined) controller.close();
        else controller.enqueue(bytes);
      },
      cancel(reason) {
        source.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

/** The source of a Web Stream of bytes. Locks the stream. */
export function fromReadableStream(stream: ReadableStream<Uint8Array>): ByteSource {
  const reader = stream.getReader();
  return {
    async read() {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return undefined;
        if (!(value instanceof Uint8Array)) {
          const error = new InvalidArgumentError(`the stream gave ${typeof value}, not bytes`, {
            hint: "Encode text first: stream.pipeThrough(new TextEncoderStream())",
          });
          this.cancel(error);
          throw error;
        }
        if (value.length > 0) return value;
      }
    },
    cancel(reason) {
      // A stream that has failed already rejects here with what its reads rejected with.
      reader.cancel(reason).catch(() => {});
    },
  };
}

/** Reads a source to its end. More than `limit` bytes, if one is given, are a ProtocolError. */
export async function readAll(source: ByteSource, limit: number = Number.POSITIVE_INFINITY): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let chunk = await source.read(); chunk !== undefined; chunk = await source.read()) {
    size += chunk.length;
    if (size > limit) {
      const error = new ProtocolError(`the engine sent more than ${limit} bytes where a short answer belongs`);
      source.cancel(error);
      throw error;
    }
    chunks.push(chunk);
  }
  if (chunks.length === 1) return chunks[0]!;
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** The client's side of a connection, as the engine reads it. */
import type { ByteSource, Duplex } from "../transport/contract.ts";

/**
 * Reads from a connection, with two things a Duplex has not: bytes can be given back, and the next read can be begun ahead
 * of its reader, which is the only way to learn that a client has gone while its call is being worked on.
 */
export class Inlet implements ByteSource {
  readonly #connection: Duplex;
  #returned: Uint8Array | undefined;
  #ahead: Promise<Uint8Array | undefined> | undefined;
  #reading: Promise<Uint8Array | undefined> = Promise.resolve(undefined);
  #ended = false;

  constructor(connection: Duplex) {
    this.#connection = connection;
  }

  read(): Promise<Uint8Array | undefined> {
    this.#reading = this.#read();
    return this.#reading;
  }

  /** Reads to the end and drops everything, also what somebody else is reading just now. Never rejects. */
  async drain(): Promise<void> {
    try {
      await this.#reading;
      while ((await this.read()) !== undefined) {
        // Dropped.
      }
    } catch {
      // A connection that broke has ended, too.
    }
  }

  async #read(): Promise<Uint8Array | undefined> {
    const returned = this.#returned;
    if (returned !== undefined) {
      this.#returned = undefined;
      return returned;
    }
    if (this.#ended) return undefined;
    const reading = this.#ahead ?? this.#connection.read();
    this.#ahead = undefined;
    const bytes = await reading;
    if (bytes === undefined) this.#ended = true;
    return bytes;
  }

  /** Gives back bytes that the next read is to return. There can be none given back already. */
  unread(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#returned = bytes;
  }

  /** Begins to read ahead, and calls `gone` when that shows the end of the connection. What it shows else is kept for read(). */
  watch(gone: () => void): void {
    if (this.#returned !== undefined || this.#ahead !== undefined) return;
    if (this.#ended) {
      gone();
      return;
    }
    this.#ahead = this.#connection.read();
    this.#ahead.then((bytes) => {
      if (bytes === undefined) gone();
    }, gone);
  }

  cancel(reason?: unknown): void {
    this.#connection.cancel(reason);
  }
}

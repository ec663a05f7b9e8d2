/** A source whose beginning can be looked at before it is read. */
import type { ByteSource } from "../../transport/contract.ts";

export class Peeked implements ByteSource {
  readonly #source: ByteSource;
  #begun: Uint8Array[] = [];

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** The first bytes: as many as asked for, or all that there are. They are still to be read. */
  async peek(count: number): Promise<Uint8Array> {
    let size = this.#begun.reduce((sum, piece) => sum + piece.length, 0);
    while (size < count) {
      const piece = await this.#source.read();
      if (piece === undefined) break;
      this.#begun.push(piece);
      size += piece.length;
    }
    const first = new Uint8Array(Math.min(size, count));
    let at = 0;
    for (const piece of this.#begun) {
      if (at === first.length) break;
      const part = piece.subarray(0, first.length - at);
      first.set(part, at);
      at += part.length;
    }
    return first;
  }

  async read(): Promise<Uint8Array | undefined> {
    return this.#begun.shift() ?? (await this.#source.read());
  }

  cancel(reason?: unknown): void {
    this.#source.cancel(reason);
  }
}

/** Bytes that are there as a source. */
export function sourceOf(bytes: Uint8Array): Peeked {
  let rest: Uint8Array | undefined = bytes.length > 0 ? bytes : undefined;
  return new Peeked({
    async read() {
      const piece = rest;
      rest = undefined;
      return piece;
    },
    cancel() {
      rest = undefined;
    },
  });
}

/** All bytes of a source; undefined when there are more than `limit`. */
export async function readAll(source: ByteSource, limit: number): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (let piece = await source.read(); piece !== undefined; piece = await source.read()) {
    size += piece.length;
    if (size > limit) return undefined;
    pieces.push(piece);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/**
 * The bytes of a file, in blocks: appending never copies what is there, and a copy of a file shares its blocks until one
 * of the two is written to.
 */

const BLOCK = 1 << 18;
const zeros = new Uint8Array(BLOCK);

/** What a block lacks at its end, and a block that is missing, reads as zeros. */
export class Content {
  #size = 0;
  #blocks: (Uint8Array | undefined)[] = [];
  /** Whether the block at this index is ours alone, and may be written to. */
  #owned: boolean[] = [];

  /** Content that is a view of the bytes; they are not copied. */
  static of(bytes: Uint8Array): Content {
    const content = new Content();
    content.#size = bytes.length;
    for (let at = 0; at < bytes.length; at += BLOCK) content.#blocks.push(bytes.subarray(at, at + BLOCK));
    return content;
  }

  get size(): number {
    return this.#size;
  }

  /** The same bytes, to be changed independently. */
  clone(): Content {
    const copy = new Content();
    copy.#size = this.#size;
    copy.#blocks = [...this.#blocks];
    this.#owned = [];
    return copy;
  }

  /** Up to `max` bytes at a position, never more than one block; undefined at or after the end. */
  read(at: number, max: number = BLOCK): Uint8Array | undefined {
    if (at >= this.#size) return undefined;
    const index = Math.floor(at / BLOCK);
    const offset = at % BLOCK;
    const length = Math.min(max, BLOCK - offset, this.#size - at);
    const block = this.#blocks[index];
    if (block === undefined || offset >= block.length) return zeros.subarray(0, length);
    const end = Math.min(offset + length, block.length);
    return this.#owned[index] ? block.slice(offset, end) : block.subarray(offset, end);
  }

  /** All bytes in one piece. */
  bytes(): Uint8Array {
    if (this.#size === 0) return new Uint8Array(0);
    const first = this.read(0)!;
    if (first.length === this.#size) return first;
    const all = new Uint8Array(this.#size);
    for (let at = 0; at < this.#size; ) {
      const piece = this.read(at)!;
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }

  write(at: number, bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; ) {
      const index = Math.floor((at + done) / BLOCK);
      const offset = (at + done) % BLOCK;
      const piece = bytes.subarray(done, done + BLOCK - offset);
      if (piece.length === BLOCK) {
        this.#blocks[index] = piece;
        this.#owned[index] = false;
      } else {
        this.#writable(index, offset + piece.length).set(piece, offset);
      }
      done += piece.length;
    }
    if (bytes.length > 0) this.#size = Math.max(this.#size, at + bytes.length);
  }

  truncate(size: number): void {
    if (size < this.#size) {
      const count = Math.ceil(size / BLOCK);
      this.#blocks.length = Math.min(this.#blocks.length, count);
      this.#owned.length = Math.min(this.#owned.length, count);
      const tail = size % BLOCK;
      const last = tail === 0 ? undefined : this.#blocks[count - 1];
      if (last !== undefined && last.length > tail) {
        this.#blocks[count - 1] = last.slice(0, tail);
        this.#owned[count - 1] = true;
      }
    }
    this.#size = size;
  }

  /** The block at this index, as one of our own with room for `length` bytes. */
  #writable(index: number, length: number): Uint8Array {
    const block = this.#blocks[index];
    if (block !== undefined && this.#owned[index] && block.length >= length) return block;
    const doubled = block === undefined || !this.#owned[index] ? length : block.length * 2;
    const grown = new Uint8Array(Math.min(BLOCK, Math.max(length, doubled, block?.length ?? 0)));
    if (block !== undefined) grown.set(block);
    this.#blocks[index] = grown;
    this.#owned[index] = true;
    return grown;
  }
}

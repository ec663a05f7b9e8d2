/** Bytes that are collected until something is whole: a head, a line, a message. */

/** One for all: to make one costs more than to decode a line. */
const utf8 = new TextDecoder();

/** A buffer that grows. It copies what is appended, so one byte at a time costs no more memory than all at once. */
export class ByteBuffer {
  #bytes: Uint8Array = new Uint8Array(0);
  #length = 0;

  /** How many bytes are held. */
  get length(): number {
    return this.#length;
  }

  /** Takes a copy of the bytes in. */
  append(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(256, length, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = length;
  }

  /** A view of what is held; only good until the next change. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** What is held, as UTF-8. */
  text(): string {
    return utf8.decode(this.view());
  }

  /** Forgets what is held. A large buffer is given back, a small one used again. */
  clear(): void {
    this.#length = 0;
    if (this.#bytes.length > 4096) this.#bytes = new Uint8Array(0);
  }
}

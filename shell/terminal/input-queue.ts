/** What was typed and has not been sent yet. */
import type { Attachment } from "../../mod.ts";

/** What can be told to wait, so that the queue does not grow. */
export interface Pausable {
  pause(): void;
  resume(): void;
}

/** In bytes. What can be told to wait is from here on. */
const enough = 64 * 1024;

/** In bytes. What cannot, as a keyboard, is not listened to from here on. */
const most = 1024 * 1024;

/** The end of the input, as it is typed: at the beginning of a line. */
const [lineFeed, endOfInput] = [Uint8Array.of(0x0a), Uint8Array.of(0x04)];

/** Sends bytes one piece after the other, without ever making whoever types wait. */
export class InputQueue {
  readonly #attachment: Attachment;
  readonly #source: Pausable | undefined;
  #pieces: Uint8Array[] = [];
  #size = 0;
  #lastByte = 0x0a;
  #isSending = false;
  #hasEnded = false;
  #isOver = false;

  constructor(attachment: Attachment, source: Pausable | undefined) {
    this.#attachment = attachment;
    this.#source = source;
  }

  /** Adds bytes; false when there was no room for them. */
  push(bytes: Uint8Array): boolean {
    if (this.#hasEnded || bytes.length === 0) return true;
    if (!this.#source && this.#size + bytes.length > most) return false;
    this.#pieces.push(bytes);
    this.#size += bytes.length;
    this.#lastByte = bytes.at(-1)!;
    if (this.#size > enough || this.#isOver) this.#source?.pause();
    void this.#send();
    return true;
  }

  /** Half-closes the input when all has been sent. */
  end(): void {
    this.#hasEnded = true;
    void this.#send();
  }

  /** Types the end of the input when all has been sent. */
  endTty(): void {
    if (this.#lastByte !== 0x0a) this.push(lineFeed);
    this.push(endOfInput);
  }

  /** Sends no more; gives what has not been sent. */
  stop(): Uint8Array {
    this.#isOver = true;
    return concat(this.#pieces.splice(0));
  }

  async #send(): Promise<void> {
    if (this.#isSending || this.#isOver) return;
    this.#isSending = true;
    try {
      while (this.#pieces.length > 0 && !this.#isOver) {
        const piece = this.#pieces.shift()!;
        this.#size -= piece.length;
        await this.#attachment.write(piece);
        if (this.#size <= enough) this.#source?.resume();
      }
      if (this.#hasEnded && !this.#isOver) await this.#attachment.end();
    } catch {
      // An engine that hangs up on the input has closed the whole connection, and what was wrong shows where the output is read; or the program
      // has ended without reading all of its input, as it may. What is left is for whoever reads next.
      this.#isOver = true;
      this.#source?.pause();
    } finally {
      this.#isSending = false;
    }
  }
}

/** All of the parts in one. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

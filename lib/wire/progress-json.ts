/** The JSON dialects of progress: objects, run together or with white space between. See progress.ts. */
import { ProtocolError } from "../errors.ts";
import { ByteBuffer } from "./bytes.ts";
import { excerpt } from "./excerpt.ts";
import { messageOfJson, messageOfLine, type ProgressMessage } from "./progress-message.ts";

/** Real messages are under 1 KiB, but a build may send its trace in one. */
const defaultMaxMessage = 4 * 1024 * 1024;

const quote = 0x22;
const backslash = 0x5c;
const open = 0x7b;
const close = 0x7d;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Takes a stream of JSON objects apart. It looks for the end of each object in the bytes (the brace that closes it, outside
 * of strings), and leaves the rest to `JSON.parse`. What is no object, or not well-formed, is a ProtocolError; so is a known
 * field of the wrong type. With `bareText`, lines of text between objects are messages too, as in the v1.0 dialect.
 */
export class JsonMessages {
  readonly #maxMessage: number;
  readonly #bareText: boolean;
  /** What has arrived of the object, or the line of text, under way. */
  readonly #held = new ByteBuffer();
  /** How many braces are open; 0 between objects. */
  #depth = 0;
  #inString = false;
  #escaped = false;

  constructor(options: { maxMessage?: number; bareText?: boolean } = {}) {
    this.#maxMessage = options.maxMessage ?? defaultMaxMessage;
    this.#bareText = options.bareText ?? false;
  }

  /** Appends the messages that are complete to `out`. On a ProtocolError, `out` has those that came before. */
  push(bytes: Uint8Array, out: ProgressMessage[]): void {
    let at = 0;
    while (at < bytes.length) at = this.#depth === 0 ? this.#between(bytes, at, out) : this.#object(bytes, at, out);
  }

  /** The stream ended: appends a last line of text; a ProtocolError when it ended inside an object. */
  end(out: ProgressMessage[]): void {
    if (this.#depth > 0) {
      throw new ProtocolError(`the stream ended inside a progress message: ${excerpt(this.#held.view())}`);
    }
    this.#text(out);
  }

  /** Reads from between two objects on, up to the next one. Returns where it got to. */
  #between(bytes: Uint8Array, start: number, out: ProgressMessage[]): number {
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte === open) {
        if (this.#bareText) {
          this.#hold(bytes.subarray(start, at));
          this.#text(out);
        }
        this.#depth = 1;
        this.#hold(bytes.subarray(at, at + 1));
        return at + 1;
      }
      if (this.#bareText) {
        if (byte !== LF && byte !== CR) continue;
        this.#hold(bytes.subarray(start, at));
        this.#text(out);
        return at + 1;
      }
      if (byte !== 0x20 && byte !== 0x09 && byte !== LF && byte !== CR) {
        throw new ProtocolError(`a progress message that is not a JSON object: ${excerpt(bytes.subarray(at))}`);
      }
    }
    if (this.#bareText) this.#hold(bytes.subarray(start));
    return bytes.length;
  }

  /** Reads on inside an object. Returns where it got to. */
  #object(bytes: Uint8Array, start: number, out: ProgressMessage[]): number {
    let depth = this.#depth;
    let inString = this.#inString;
    let escaped = this.#escaped;
    let at = start;
    while (at < bytes.length && depth > 0) {
      const byte = bytes[at++]!;
      if (escaped) escaped = false;
      else if (byte === quote) inString = !inString;
      else if (inString) escaped = byte === backslash;
      else if (byte === open) depth++;
      else if (byte === close) depth--;
    }
    this.#depth = depth;
    this.#inString = inString;
    this.#escaped = escaped;
    this.#hold(bytes.subarray(start, at));
    if (depth === 0) {
      const text = this.#held.text();
      this.#held.clear();
      out.push(messageOfJson(text));
    }
    return at;
  }

  #hold(bytes: Uint8Array): void {
    if (this.#held.length + bytes.length > this.#maxMessage) {
      const start = this.#held.length > 0 ? this.#held.view() : bytes;
      throw new ProtocolError(`a progress message of more than ${this.#maxMessage} bytes: ${excerpt(start)}`);
    }
    this.#held.append(bytes);
  }

  #text(out: ProgressMessage[]): void {
    const message = messageOfLine(this.#held.text());
    this.#held.clear();
    if (message !== undefined) out.push(message);
  }
}

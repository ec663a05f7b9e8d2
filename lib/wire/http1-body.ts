/** The body of an HTTP/1.1 message: how long it is, and decoding it. See http1.ts for the format. */
import { ProtocolError } from "../errors.ts";
import type { HeaderMap } from "../transport/contract.ts";
import { excerpt } from "./excerpt.ts";
import { bodiless, type RequestHead, type ResponseHead, trimmed } from "./http1-head.ts";

/** Decodes the body that follows a head. */
export interface BodyDecoder {
  /** Appends the payload found in `bytes` to `out`, as slices of them, never empty ones. */
  push(bytes: Uint8Array, out: Uint8Array[]): void;
  /** Whether the body is complete. One that lasts until the close never is, until `end()`. */
  readonly done: boolean;
  /** The bytes that were pushed after the end of the body (the next message), once done. */
  readonly rest: Uint8Array;
  /** The connection ended: a ProtocolError when the body was not complete. */
  end(): void;
}

/**
 * The decoder for the body of a response: none for HEAD and for a status that has none, else by Transfer-Encoding or
 * Content-Length, else until the close. Lengths that are malformed or contradict each other are a ProtocolError.
 */
export function responseBody(head: ResponseHead, requestMethod: string): BodyDecoder {
  if (requestMethod === "HEAD" || bodiless(head.status)) return new LengthBody(0);
  return framedBody(head) ?? new UntilCloseBody();
}

/** The decoder for the body of a request: by Transfer-Encoding or Content-Length, else there is none. */
export function requestBody(head: RequestHead): BodyDecoder {
  return framedBody(head) ?? new LengthBody(0);
}

function framedBody(head: { version: string; headers: HeaderMap }): BodyDecoder | undefined {
  const coding = head.headers["transfer-encoding"];
  const length = head.headers["content-length"];
  if (coding === undefined) return length === undefined ? undefined : new LengthBody(parseLength(length));
  if (length !== undefined) throw new ProtocolError("a message with both a Transfer-Encoding and a Content-Length");
  if (head.version === "HTTP/1.0") throw new ProtocolError("an HTTP/1.0 message with a Transfer-Encoding");
  if (coding.toLowerCase() !== "chunked") {
    throw new ProtocolError(`a Transfer-Encoding other than chunked: ${excerpt(coding)}`);
  }
  return new ChunkedBody();
}

function parseLength(field: string): number {
  // A repeated field arrives joined by commas. The same length twice is harmless, two lengths are not.
  const [first = "", ...more] = field.split(",").map(trimmed);
  const length = Number(first);
  if (!/^\d+$/.test(first) || !Number.isSafeInteger(length)) {
    throw new ProtocolError(`a malformed Content-Length: ${excerpt(field)}`);
  }
  if (more.some((other) => other !== first)) {
    throw new ProtocolError(`several Content-Lengths that differ: ${excerpt(field)}`);
  }
  return length;
}

const nothing: Uint8Array = new Uint8Array(0);

/** A body of a known length, maybe zero. */
class LengthBody implements BodyDecoder {
  rest: Uint8Array = nothing;
  readonly #length: number;
  #remaining: number;

  constructor(length: number) {
    this.#length = length;
    this.#remaining = length;
  }

  get done(): boolean {
    return this.#remaining === 0;
  }

  push(bytes: Uint8Array, out: Uint8Array[]): void {
    const taken = Math.min(bytes.length, this.#remaining);
    this.#remaining -= taken;
    if (taken > 0) out.push(taken === bytes.length ? bytes : bytes.subarray(0, taken));
    if (taken < bytes.length) this.rest = joined(this.rest, bytes.subarray(taken));
  }

  end(): void {
    if (this.done) return;
    throw new ProtocolError(
      `the connection ended after ${this.#length - this.#remaining} of the ${this.#length} bytes of a body`,
    );
  }
}

/** A body that ends when the connection does. */
class UntilCloseBody implements BodyDecoder {
  done = false;
  readonly rest: Uint8Array = nothing;

  push(bytes: Uint8Array, out: Uint8Array[]): void {
    if (bytes.length > 0) out.push(bytes);
  }

  end(): void {
    this.done = true;
  }
}

/** Where a chunked body is: before each step, what the next byte belongs to. */
const Size = 0; // the hex digits of a size line
const Extension = 1; // the rest of a size line, which says nothing that we need
const SizeLF = 2; // the LF of a size line
const Data = 3;
const DataCR = 4; // the CR after the bytes of a chunk
const DataLF = 5;
const Trailer = 6; // inside a line after the last chunk
const TrailerLF = 7;
const End = 8;

/** No engine sends extensions or trailers of note; these bounds keep a hostile one from sending them for ever. */
const maxSizeLine = 4096;
const maxTrailers = 64 * 1024;

const LF = 10;
const CR = 13;

class ChunkedBody implements BodyDecoder {
  rest: Uint8Array = nothing;
  #state = Size;
  /** The size that is being read, then the bytes that are still to come of the chunk. */
  #size = 0;
  #digits = 0;
  /** Bytes of the size line so far, or of the trailers. */
  #seen = 0;
  /** Bytes of the trailer line so far. */
  #line = 0;

  get done(): boolean {
    return this.#state === End;
  }

  push(bytes: Uint8Array, out: Uint8Array[]): void {
    const length = bytes.length;
    let at = 0;
    while (at < length) {
      if (this.#state === Data) {
        const taken = Math.min(length - at, this.#size);
        out.push(taken === length ? bytes : bytes.subarray(at, at + taken));
        this.#size -= taken;
        at += taken;
        if (this.#size === 0) this.#state = DataCR;
      } else if (this.#state === End) {
        this.rest = joined(this.rest, bytes.subarray(at));
        return;
      } else {
        this.#step(bytes[at]!);
        at++;
      }
    }
  }

  end(): void {
    if (!this.done) throw new ProtocolError("the connection ended inside a chunked body");
  }

  /** One byte of what stands around the payload. Line ends are strict here: a tolerant reader can be told two bodies. */
  #step(byte: number): void {
    switch (this.#state) {
      case Size:
        this.#sizeByte(byte);
        break;
      case Extension:
        this.#count(maxSizeLine, "size line");
        if (byte === CR) this.#state = SizeLF;
        else if (byte === LF) throw malformed("a bare LF in a size line", byte);
        break;
      case SizeLF:
        if (byte !== LF) throw malformed("a bare CR in a size line", byte);
        this.#digits = 0;
        this.#seen = 0;
        this.#line = 0;
        this.#state = this.#size === 0 ? Trailer : Data;
        break;
      case DataCR:
        if (byte !== CR) throw malformed("more bytes in a chunk than its size says", byte);
        this.#state = DataLF;
        break;
      case DataLF:
        if (byte !== LF) throw malformed("no line end after a chunk", byte);
        this.#state = Size;
        break;
      case Trailer:
        this.#count(maxTrailers, "trailers");
        if (byte === CR) this.#state = TrailerLF;
        else if (byte === LF) throw malformed("a bare LF in the trailers", byte);
        else this.#line++;
        break;
      default:
        if (byte !== LF) throw malformed("a bare CR in the trailers", byte);
        this.#state = this.#line === 0 ? End : Trailer;
        this.#line = 0;
    }
  }

  #sizeByte(byte: number): void {
    const digit = hexDigit(byte);
    this.#count(maxSizeLine, "size line");
    if (digit >= 0) {
      this.#size = this.#size * 16 + digit;
      this.#digits++;
      if (this.#size > Number.MAX_SAFE_INTEGER) throw malformed("a size that is too large", byte);
    } else if (this.#digits === 0 || (byte !== CR && byte !== 0x3b && byte !== 0x20 && byte !== 0x09)) {
      throw malformed("a size that is not hexadecimal", byte);
    } else {
      this.#state = byte === CR ? SizeLF : Extension;
    }
  }

  #count(max: number, what: string): void {
    if (++this.#seen > max) throw new ProtocolError(`a malformed chunked body: more than ${max} bytes of ${what}`);
  }
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

function malformed(what: string, byte: number): ProtocolError {
  return new ProtocolError(`a malformed chunked body: ${what}, at ${excerpt(Uint8Array.of(byte))}`);
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

const encoder = new TextEncoder();
const lineEnd: Uint8Array = encoder.encode("\r\n");

/** The pieces of one chunk: size line, the bytes themselves (not copied), CRLF. Empty bytes give nothing: an empty chunk would end the body. */
export function encodeChunk(bytes: Uint8Array): Uint8Array[] {
  if (bytes.length === 0) return [];
  return [encoder.encode(`${bytes.length.toString(16)}\r\n`), bytes, lineEnd];
}

/** What ends a chunked body. */
export const lastChunk: Uint8Array = encoder.encode("0\r\n\r\n");

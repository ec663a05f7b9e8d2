/**
 * The frames in which an engine sends stdout and stderr over one connection (attach, exec and logs of a container without a
 * TTY; from API 1.6 on). Each frame is a header of eight bytes and a payload:
 *
 *      0     1     2     3     4     5     6     7     8 ...
 *     +-----+-----------------+-----------------------+------------ - -
 *     | type|  0     0     0  |  length, big-endian   |  payload
 *     +-----+-----------------+-----------------------+------------ - -
 *
 *     type 0  stdin: what was typed, echoed; on reading it counts as stdout
 *          1  stdout
 *          2  stderr
 *          3  an error of the engine itself, as text: thrown as a StreamError
 *
 * Frames say nothing about lines, nor reads about frames: a frame may arrive in many reads, and a read may hold a thousand
 * frames of one byte. So the decoder passes payload on as it arrives and never collects a frame. Large pieces are slices of
 * what was read; small ones are copied, and run together as long as they are of one stream, since a chunk object for each
 * costs more than its bytes, and a small slice would keep the whole read alive.
 */
import { InvalidArgumentError, ProtocolError, StreamError } from "../errors.ts";
import { ByteBuffer } from "./bytes.ts";
import { excerpt } from "./excerpt.ts";

/** The three streams of a process. */
export type StdioName = "stdin" | "stdout" | "stderr";

/** Bytes of one stream, in the order of the wire. */
export interface OutputChunk {
  /** Where the program wrote it. */
  stream: "stdout" | "stderr";
  /** What it wrote; never empty, and never changed afterwards. */
  bytes: Uint8Array;
}

const headerSize = 8;
const types: Record<StdioName, number> = { stdin: 0, stdout: 1, stderr: 2 };
const systemError = 3;

/**
 * Engines send frames of up to 16 to 64 KiB, but may frame a whole write of a program. A length costs no memory here, so the
 * bound is generous: it is there to notice that what is read as a header is none.
 */
const defaultMaxFrame = 128 * 1024 * 1024;
/** Payload pieces from here on are handed out as slices. */
const largePiece = 4096;
/** Up to here a loop copies faster than a call of `set()` with a view made for it. */
const shortCopy = 96;
/** How much is kept of the text of an engine's own error. */
const maxErrorText = 16 * 1024;

const notFramed =
  "The container may have a TTY: its output comes as raw bytes, without frames. Look at Config.Tty of its inspection.";

/** Takes stdio frames apart. What it hands out is never changed afterwards; the bytes pushed must not be either. */
export class StdioDecoder {
  readonly #maxFrame: number;
  /** A header of which only the beginning has arrived. */
  readonly #header = new Uint8Array(headerSize);
  #headerLength = 0;
  /** The frame under way. */
  #type = 0;
  #length = 0;
  #remaining = 0;
  readonly #errorText = new ByteBuffer();
  /** The run under way: beginning and end of each of its pieces in the bytes of this push. */
  readonly #run: number[] = [];
  #runPieces = 0;
  #runBytes = 0;
  #runStream: OutputChunk["stream"] = "stdout";

  constructor(options: { maxFrame?: number } = {}) {
    this.#maxFrame = options.maxFrame ?? defaultMaxFrame;
  }

  /**
   * Appends what `bytes` hold to `out`, in the order of the wire. Bytes that are no frames are a ProtocolError, an error
   * frame is a StreamError; `out` has then all that came before it.
   */
  push(bytes: Uint8Array, out: OutputChunk[]): void {
    try {
      this.#decode(bytes, out);
    } finally {
      this.#flush(bytes, out);
    }
  }

  /** The stream ended: a ProtocolError when that was inside a frame. */
  end(): void {
    if (this.#headerLength > 0) {
      throw new ProtocolError(
        `the stream ended inside the header of a stdio frame: ${this.#headerLength} of ${headerSize} bytes`,
      );
    }
    if (this.#remaining > 0) {
      const text = this.#type === systemError ? `: ${excerpt(this.#errorText.view())}` : "";
      throw new ProtocolError(
        `the stream ended inside a stdio frame: ${this.#length - this.#remaining} of ${this.#length} bytes${text}`,
      );
    }
  }

  #decode(bytes: Uint8Array, out: OutputChunk[]): void {
    const end = bytes.length;
    let at = 0;
    while (at < end) {
      if (this.#remaining === 0) {
        if (this.#headerLength === 0 && end - at >= headerSize) {
          this.#begin(bytes, at);
          at += headerSize;
        } else {
          at = this.#collectHeader(bytes, at);
        }
        continue;
      }
      const size = Math.min(this.#remaining, end - at);
      if (this.#type === systemError) {
        this.#collectError(bytes.subarray(at, at + size));
      } else {
        const stream = this.#type === types.stderr ? "stderr" : "stdout";
        if (size >= largePiece) {
          this.#flush(bytes, out);
          out.push({ stream, bytes: bytes.subarray(at, at + size) });
        } else {
          if (stream !== this.#runStream) {
            this.#flush(bytes, out);
            this.#runStream = stream;
          }
          this.#run[this.#runPieces++] = at;
          this.#run[this.#runPieces++] = at + size;
          this.#runBytes += size;
        }
      }
      this.#remaining -= size;
      at += size;
    }
  }

  /** Reads the header at `at`. */
  #begin(bytes: Uint8Array, at: number): void {
    const type = bytes[at]!;
    const length = ((bytes[at + 4]! << 24) | (bytes[at + 5]! << 16) | (bytes[at + 6]! << 8) | bytes[at + 7]!) >>> 0;
    if (type > systemError || (bytes[at + 1]! | bytes[at + 2]! | bytes[at + 3]!) !== 0) {
      const seen = hex(bytes.subarray(at, at + headerSize));
      const what = type > systemError ? `of the unknown type ${type}` : "with a malformed header";
      throw new ProtocolError(`a stdio frame ${what}: ${seen}`, { hint: notFramed });
    }
    if (length > this.#maxFrame) {
      throw new ProtocolError(`a stdio frame of ${length} bytes, more than ${this.#maxFrame}`, { hint: notFramed });
    }
    this.#type = type;
    this.#length = length;
    this.#remaining = length;
    if (type === systemError && length === 0) throw systemErrorOf("");
  }

  #collectHeader(bytes: Uint8Array, at: number): number {
    const taken = Math.min(headerSize - this.#headerLength, bytes.length - at);
    this.#header.set(bytes.subarray(at, at + taken), this.#headerLength);
    this.#headerLength += taken;
    // What cannot become a header is refused at once: the rest may never come.
    const padding = this.#header.subarray(1, Math.min(4, this.#headerLength));
    if (this.#headerLength === headerSize || this.#header[0]! > systemError || padding.some((byte) => byte !== 0)) {
      const seen = this.#header.subarray(0, this.#headerLength);
      this.#headerLength = 0;
      if (seen.length === headerSize) this.#begin(seen, 0);
      else throw new ProtocolError(`not the header of a stdio frame: ${hex(seen)}`, { hint: notFramed });
    }
    return at + taken;
  }

  #collectError(piece: Uint8Array): void {
    this.#errorText.append(piece.subarray(0, maxErrorText - this.#errorText.length));
    const whole = piece.length === this.#remaining;
    if (!whole && this.#errorText.length < maxErrorText) return;
    throw systemErrorOf(this.#errorText.text().trimEnd());
  }

  /** Hands out the run under way, in a buffer of its own. */
  #flush(bytes: Uint8Array, out: OutputChunk[]): void {
    if (this.#runBytes === 0) return;
    const together = new Uint8Array(this.#runBytes);
    const run = this.#run;
    let to = 0;
    for (let i = 0; i < this.#runPieces; i += 2) {
      const from = run[i]!;
      const end = run[i + 1]!;
      if (end - from > shortCopy) {
        together.set(bytes.subarray(from, end), to);
        to += end - from;
      } else {
        for (let at = from; at < end; at++) together[to++] = bytes[at]!;
      }
    }
    out.push({ stream: this.#runStream, bytes: together });
    this.#runPieces = 0;
    this.#runBytes = 0;
  }
}

/** One frame. */
export function encodeStdio(stream: StdioName, payload: Uint8Array): Uint8Array {
  const length = payload.length;
  if (length > defaultMaxFrame) {
    throw new InvalidArgumentError(`a payload of ${length} bytes is too large for one stdio frame`, {
      hint: "Send it in several frames.",
    });
  }
  const frame = new Uint8Array(headerSize + length);
  frame[0] = types[stream];
  new DataView(frame.buffer).setUint32(4, length);
  frame.set(payload, headerSize);
  return frame;
}

function systemErrorOf(text: string): StreamError {
  return new StreamError(text === "" ? "the engine reported an error, without a text" : text);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

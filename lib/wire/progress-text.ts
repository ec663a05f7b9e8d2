/**
 * The text dialect of progress, v1.0: lines ended by LF, CR LF or CR. See progress.ts.
 *
 * Which way a line ended is not used: "Downloading 5/9 (55%)\r" could be the start of a "\r\n" that is still on its way, and to
 * wait for the next byte would show every step one step late. What says progress is the form of the line, `n/total (p%)`, and
 * an LF after a CR only ends another, empty line. Empty lines are no messages.
 */
import { ProtocolError } from "../errors.ts";
import { ByteBuffer } from "./bytes.ts";
import { excerpt } from "./excerpt.ts";
import { messageOfError, messageOfJson, messageOfLine, type ProgressMessage } from "./progress-message.ts";

const defaultMaxLine = 1024 * 1024;
const LF = 0x0a;
const CR = 0x0d;

/** What a failure begins with. The 0.3.3 engine of 2013 has no mark at all: its errors read like any status. */
const errorMark = /^Error(?: build)?: /;
/** In the output of a build, a line that begins with `Error: ` may be a program's. */
const buildErrorMark = /^Error build: /;

/**
 * Takes the text streams of API v1.0 (pull, push, import, insert, build) apart:
 *
 * - a line is `{ status }`; of a build (`build: true`) it is `{ stream }`, with its line end, as today's engines send it;
 * - `Downloading 5/9 (55%)` is `{ status: "Downloading", progress: "5/9 (55%)", progressDetail: { current: 5, total: 9 } }`;
 * - `Error: TEXT` and `Error build: TEXT` are `{ error, errorDetail }`. An error is the last thing an engine sends and may
 *   have several lines (it holds what a program printed), so everything after the mark is its text;
 * - the `{"Id":"..."}` that an insert ends with is that object, as in v1.1;
 * - a last line without a line end counts like any other.
 */
export class TextMessages {
  readonly #maxLine: number;
  readonly #build: boolean;
  readonly #line = new ByteBuffer();
  /** Whether the error has begun, and `#line` has the whole of it. */
  #failed = false;

  constructor(options: { maxLine?: number; build?: boolean } = {}) {
    this.#maxLine = options.maxLine ?? defaultMaxLine;
    this.#build = options.build ?? false;
  }

  /** Appends the messages that are complete to `out`. */
  push(bytes: Uint8Array, out: ProgressMessage[]): void {
    let start = 0;
    while (start < bytes.length) {
      if (this.#failed) {
        this.#hold(bytes.subarray(start));
        return;
      }
      const end = lineEnd(bytes, start);
      this.#hold(bytes.subarray(start, end));
      if (end < bytes.length) this.#endLine(bytes[end]!, out);
      start = end + 1;
    }
  }

  /** The stream ended: appends the error if there was one, else the last line if it had no end. */
  end(out: ProgressMessage[]): void {
    const text = this.#take();
    if (this.#failed || this.#mark().test(text)) {
      this.#failed = false;
      out.push(messageOfError(text.replace(this.#mark(), "")));
    } else {
      this.#message(text, out);
    }
  }

  #endLine(byte: number, out: ProgressMessage[]): void {
    const text = this.#line.text();
    if (this.#mark().test(text)) {
      this.#failed = true;
      this.#hold(Uint8Array.of(byte));
    } else {
      this.#line.clear();
      this.#message(text, out);
    }
  }

  #message(text: string, out: ProgressMessage[]): void {
    const isResult = !this.#build && text.startsWith('{"Id":');
    const message = isResult ? messageOfJson(text) : messageOfLine(text);
    if (message === undefined) return;
    out.push(this.#build && message.progress === undefined ? { stream: `${message.status}\n` } : message);
  }

  #mark(): RegExp {
    return this.#build ? buildErrorMark : errorMark;
  }

  #hold(bytes: Uint8Array): void {
    if (this.#line.length + bytes.length > this.#maxLine) {
      const start = this.#line.length > 0 ? this.#line.view() : bytes;
      throw new ProtocolError(`a line of progress of more than ${this.#maxLine} bytes: ${excerpt(start)}`);
    }
    this.#line.append(bytes);
  }

  #take(): string {
    const text = this.#line.text();
    this.#line.clear();
    return text;
  }
}

/** Where the line that begins at `start` ends: at its LF or CR, or at the end of the bytes. */
function lineEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== LF && bytes[at] !== CR) at++;
  return at;
}

/**
 * Lines for a program that has no TTY: what the system's terminal does in its usual mode, done here. The end of the input is told to the program alone;
 * were it the system's, it would be the end of everything that is typed from then on.
 */
import { unicodeWidth } from "#std/cli";

/** What became of typed bytes. */
export interface TypedLines {
  /** What is for the program. */
  readonly pass: Uint8Array;
  /** What is to be shown. */
  readonly echo: string;
  /** `end`: the end of the input was typed; `interrupt`: Ctrl-C was. */
  readonly told?: "end" | "interrupt";
  /** What came after that. */
  readonly rest?: Uint8Array;
}

const [INTERRUPT, END, BACKSPACE, LF, CR, KILL, WORD, ESC, DELETE] = [
  0x03, 0x04, 0x08, 0x0a, 0x0d, 0x15, 0x17, 0x1b, 0x7f,
];

/** Collects lines, with the few keys that a terminal itself understands: backspace, Ctrl-U, Ctrl-W, Ctrl-D, Ctrl-C. */
export class LineDiscipline {
  #line: number[] = [];

  /** The bytes of the line that has not been sent yet. */
  get pending(): Uint8Array {
    return Uint8Array.from(this.#line);
  }

  /** Takes more typed bytes. */
  push(bytes: Uint8Array): TypedLines {
    const pass: number[] = [];
    let echo = "";
    for (const [index, byte] of bytes.entries()) {
      const after = (told: "end" | "interrupt"): TypedLines => ({
        pass: Uint8Array.from(pass),
        echo,
        told,
        rest: bytes.subarray(index + 1),
      });
      if (byte === INTERRUPT) {
        this.#line = [];
        echo += "^C";
        return after("interrupt");
      }
      if (byte === END) {
        if (this.#line.length === 0) return after("end");
        pass.push(...this.#line.splice(0));
      } else if (byte === CR || byte === LF) {
        pass.push(...this.#line.splice(0), LF);
        echo += "\r\n";
      } else if (byte === BACKSPACE || byte === DELETE) echo += this.#erase(1);
      else if (byte === KILL) echo += this.#erase(Number.POSITIVE_INFINITY);
      else if (byte === WORD) echo += this.#erase(this.#lastWord());
      else echo += this.#add(byte);
    }
    return { pass: Uint8Array.from(pass), echo };
  }

  /** A character is shown when all its bytes are there. */
  #add(byte: number): string {
    this.#line.push(byte);
    if (byte === 0x09) return "\t";
    if (byte < 0x20) return byte === ESC ? "^[" : `^${String.fromCharCode(byte + 0x40)}`;
    if (byte < 0x80) return String.fromCharCode(byte);
    const from = this.#startOfLast();
    const length = byteLength(this.#line[from]!);
    return this.#line.length - from === length ? decode(this.#line.slice(from)) : "";
  }

  /** Takes so many characters back, and gives what removes them from the screen. */
  #erase(count: number): string {
    let columns = 0;
    for (let left = count; left > 0 && this.#line.length > 0; left--) {
      const [first = 0, ...others] = this.#line.splice(this.#startOfLast());
      columns += first < 0x20 ? (first === 0x09 ? 1 : 2) : unicodeWidth(decode([first, ...others]));
    }
    return "\b \b".repeat(columns);
  }

  #startOfLast(): number {
    let at = this.#line.length - 1;
    while (at > 0 && (this.#line[at]! & 0xc0) === 0x80) at--;
    return at;
  }

  /** How many characters the last word has, with the blanks after it. */
  #lastWord(): number {
    const [word = ""] = /\S*\s*$/.exec(decode(this.#line)) ?? [];
    return [...word].length;
  }
}

function byteLength(first: number): number {
  return first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
}

function decode(bytes: readonly number[]): string {
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

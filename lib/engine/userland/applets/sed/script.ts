/** Scripts of sed, read into commands. */

import { Failure } from "../kit/applet.ts";
import { regexOrFail } from "../kit/regex.ts";

/** What selects a line. `undefined` as regex stands for the last one that was used. */
export type Address =
  | { kind: "line"; line: number }
  | { kind: "last" }
  | { kind: "regex"; regex: RegExp | undefined }
  | { kind: "step"; first: number; step: number }
  | { kind: "plus"; count: number }
  | { kind: "multiple"; of: number };

/** A piece of a replacement: text, a group (0: all), or a change of case of what follows. */
export type Piece = string | number | { letters: "U" | "L" | "E" | "u" | "l" };

/** What the s command does. */
export interface Substitution {
  regex: RegExp | undefined;
  replacement: readonly Piece[];
  global: boolean;
  print: boolean;
  /** Which match is the first to be replaced. */
  nth: number;
  file: string | undefined;
}

/** One command. */
export interface Command {
  name: string;
  from: Address | undefined;
  to: Address | undefined;
  negated: boolean;
  /** Of a, i, c: the text; of b, t, T, `:`: the label; of r, w: the file. */
  text: string;
  substitution?: Substitution;
  /** Of y. */
  map?: ReadonlyMap<string, string>;
  /** Of `{`, b, t, T: where to go on. */
  target: number;
  /** The exit code of q and Q. */
  code: number;
}

/** Reads a whole script. */
export class ScriptParser {
  readonly #text: string;
  readonly #extended: boolean;
  readonly #commands: Command[] = [];
  readonly #blocks: number[] = [];
  #at = 0;

  constructor(text: string, extended: boolean) {
    this.#text = text;
    this.#extended = extended;
  }

  parse(): Command[] {
    for (;;) {
      this.#skip(/[\s;]*/y);
      if (this.#at >= this.#text.length) break;
      if (this.#peek() === "#") this.#skip(/[^\n]*/y);
      else this.#command();
    }
    if (this.#blocks.length > 0) throw new Failure("unmatched '{'");
    this.#resolveLabels();
    return this.#commands;
  }

  #peek(): string {
    return this.#text[this.#at] ?? "";
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  #resolveLabels(): void {
    const labels = new Map<string, number>();
    for (const [index, { name, text }] of this.#commands.entries()) if (name === ":") labels.set(text, index);
    for (const command of this.#commands) {
      if (!"btT".includes(command.name)) continue;
      const target = command.text === "" ? this.#commands.length : labels.get(command.text);
      if (target === undefined) throw new Failure(`can't find label for jump to '${command.text}'`);
      command.target = target;
    }
  }

  #command(): void {
    const from = this.#address();
    let to: Address | undefined;
    if (from !== undefined) {
      this.#skip(/[ \t]*/y);
      if (this.#peek() === ",") {
        this.#at++;
        this.#skip(/[ \t]*/y);
        to = this.#address(true);
        if (to === undefined) throw new Failure("no address after comma");
      }
    }
    this.#skip(/[ \t]*/y);
    const negated = this.#skip(/!*[ \t]*/y).includes("!");
    const name = this.#peek();
    if (name === "") throw new Failure("missing command");
    this.#at++;
    const command: Command = { name, from, to, negated, text: "", target: 0, code: 0 };
    this.#read(command);
    if (name !== "}") this.#commands.push(command);
  }

  #read(command: Command): void {
    switch (command.name) {
      case "{":
        this.#blocks.push(this.#commands.length);
        return;
      case "}": {
        const open = this.#blocks.pop();
        if (open === undefined) throw new Failure("unexpected '}'");
        this.#commands[open]!.target = this.#commands.length;
        this.#end();
        return;
      }
      case "s":
        command.substitution = this.#substitution();
        this.#end();
        return;
      case "y":
        command.map = this.#transliteration();
        this.#end();
        return;
      case "a":
      case "i":
      case "c":
        command.text = this.#insertedText();
        return;
      case ":":
        command.text = this.#skip(/[ \t]*[^\n;]*/y).trim();
        return;
      case "b":
      case "t":
      case "T":
        command.text = this.#skip(/[ \t]*[^\n;}]*/y).trim();
        return;
      case "r":
      case "w":
        command.text = this.#skip(/[ \t]*[^\n]*/y).trim();
        if (command.text === "") throw new Failure("empty filename");
        return;
      case "q":
      case "Q":
        command.code = Number(this.#skip(/[ \t]*\d*/y));
        this.#end();
        return;
      default:
        if (!"=dDgGhHlnNpPxz".includes(command.name)) throw new Failure(`unsupported command ${command.name}`);
        this.#end();
        return;
    }
  }

  /** After a command there is nothing but a separator. */
  #end(): void {
    this.#skip(/[ \t\r]*/y);
    const next = this.#peek();
    if (next !== "" && !"\n;}#".includes(next)) throw new Failure("junk after command");
  }

  #address(second = false): Address | undefined {
    const digits = this.#skip(/\d+/y);
    if (digits !== "") {
      const step = this.#skip(/~\d+/y);
      return step === ""
        ? { kind: "line", line: Number(digits) }
        : { kind: "step", first: Number(digits), step: Number(step.slice(1)) };
    }
    if (this.#peek() === "$") {
      this.#at++;
      return { kind: "last" };
    }
    if (second) {
      const relative = this.#skip(/[+~]\d+/y);
      if (relative.startsWith("+")) return { kind: "plus", count: Number(relative.slice(1)) };
      if (relative !== "") return { kind: "multiple", of: Number(relative.slice(1)) };
    }
    if (this.#peek() !== "/" && this.#peek() !== "\\") return undefined;
    if (this.#peek() === "\\") this.#at++;
    const pattern = this.#delimited(this.#text[this.#at++]!, true);
    const flags = this.#skip(/[IM]*/y);
    return { kind: "regex", regex: this.#regex(pattern, flags) };
  }

  #regex(pattern: string, flags: string): RegExp | undefined {
    if (pattern === "") return undefined;
    const options = {
      extended: this.#extended,
      ignoreCase: /[iI]/.test(flags),
      multiline: /[mM]/.test(flags),
      flags: "g",
    };
    return regexOrFail(pattern, options);
  }

  /** The text up to the next delimiter, which may be escaped; in a pattern, not inside brackets. */
  #delimited(delimiter: string, pattern: boolean): string {
    let text = "";
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at++]!;
      if (char === delimiter) return text;
      if (char === "\\") {
        const next = this.#text[this.#at++] ?? "";
        text += next === delimiter ? next : char + next;
      } else if (char === "[" && pattern) {
        this.#at--;
        text += this.#skip(/\[\^?\]?(?:\[[:.=][^\]]*\]|[^\]])*\]?/y);
      } else {
        text += char;
      }
    }
    throw new Failure(`unmatched '${delimiter}'`);
  }

  #substitution(): Substitution {
    const delimiter = this.#text[this.#at++] ?? "";
    const pattern = this.#delimited(delimiter, true);
    const replacement = parseReplacement(this.#delimited(delimiter, false));
    const flags = this.#skip(/[gpiIm0-9]*/y);
    let file: string | undefined;
    if (this.#peek() === "w") {
      this.#at++;
      file = this.#skip(/[^\n]*/y).trim();
    }
    const nth = Number(/\d+/.exec(flags)?.[0] ?? 1);
    return {
      regex: this.#regex(pattern, flags),
      replacement,
      global: flags.includes("g"),
      print: flags.includes("p"),
      nth,
      file,
    };
  }

  #transliteration(): Map<string, string> {
    const delimiter = this.#text[this.#at++] ?? "";
    const plain = () =>
      this.#delimited(delimiter, false).replace(/\\(.)/gs, (_all, char) => (char === "n" ? "\n" : char));
    const [from, to] = [plain(), plain()];
    if (from.length !== to.length) throw new Failure("strings for 'y' command are different lengths");
    return new Map([...from].map((char, at) => [char, to[at]!]));
  }

  /** The text of a, i and c: the rest of the line, and of the next ones as long as lines end with a backslash. */
  #insertedText(): string {
    this.#skip(/[ \t]*/y);
    // `a\` and a newline before the text; or `a text`, where a backslash keeps blanks.
    if (this.#peek() === "\\") {
      this.#at++;
      this.#skip(/[ \t]*\n/y);
    }
    let text = "";
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at++]!;
      if (char === "\n") break;
      if (char === "\\") text += this.#text[this.#at++] ?? "";
      else text += char;
    }
    return `${text}\n`;
  }
}

const letters: Record<string, string> = { n: "\n", t: "\t", r: "\r", f: "\f", v: "\v", a: "\x07" };

function parseReplacement(text: string): Piece[] {
  const pieces: Piece[] = [];
  let plain = "";
  const push = (piece: Piece) => {
    if (plain !== "") pieces.push(plain);
    plain = "";
    pieces.push(piece);
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === "&") push(0);
    else if (char !== "\\") plain += char;
    else {
      const next = text[++at] ?? "\\";
      if (/\d/.test(next)) push(Number(next));
      else if (/[ULEul]/.test(next)) push({ letters: next as "U" });
      else plain += letters[next] ?? next;
    }
  }
  if (plain !== "") pieces.push(plain);
  return pieces;
}

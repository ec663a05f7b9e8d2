/**
 * POSIX regular expressions, translated to those of JavaScript, for text of bytes. One difference remains: of alternatives
 * the first that matches is taken, not the longest.
 */

import { Failure } from "./applet.ts";

/** How a pattern is to be read. */
export interface RegexOptions {
  /** Extended syntax (`+`, `|`, `()`), as -E has it. */
  extended?: boolean;
  ignoreCase?: boolean;
  /** `^` and `$` also match inside, at newlines. */
  multiline?: boolean;
  /** More flags for JavaScript. */
  flags?: string;
}

const classes: Record<string, string> = {
  alpha: "a-zA-Z",
  digit: "0-9",
  alnum: "a-zA-Z0-9",
  upper: "A-Z",
  lower: "a-z",
  space: " \\t-\\r",
  blank: " \\t",
  punct: "!-\\/:-@\\[-`{-~",
  print: " -~",
  graph: "!-~",
  cntrl: "\\x00-\\x1f\\x7f",
  xdigit: "0-9a-fA-F",
};

/** Escapes that mean the same with and without -E. */
const escapes: Record<string, string> = {
  n: "\\n",
  t: "\\t",
  r: "\\r",
  f: "\\f",
  v: "\\v",
  w: "[a-zA-Z0-9_]",
  W: "[^a-zA-Z0-9_]",
  s: "[ \\t-\\r]",
  S: "[^ \\t-\\r]",
  b: "\\b",
  B: "\\B",
  "<": "\\b(?=\\w)",
  ">": "\\b(?<=\\w)",
  "`": "(?<![^])",
  "'": "(?![^])",
};

const quote = (char: string) => char.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

/** The pattern makes no sense; the message says why. */
export class BadPattern extends Error {
  override readonly name = "BadPattern";
}

/** Reads a pattern once, from left to right. */
class Translator {
  readonly #pattern: string;
  readonly #extended: boolean;
  #at = 0;
  #result = "";
  #open = 0;
  #groups = 0;
  /** Where the atom began that a `*` would repeat; undefined where there is none. */
  #atom: number | undefined;

  constructor(pattern: string, extended: boolean) {
    this.#pattern = pattern;
    this.#extended = extended;
  }

  translate(): string {
    while (this.#at < this.#pattern.length) this.#step();
    if (this.#open > 0) throw new BadPattern("Unmatched ( or \\(");
    return this.#result;
  }

  #step(): void {
    const char = this.#pattern[this.#at]!;
    if (char === "\\") {
      this.#escape();
      return;
    }
    if (char === "[") {
      this.#bracket();
      return;
    }
    this.#at++;
    if (this.#extended && "(){}|+?".includes(char)) {
      this.#operator(char);
      return;
    }
    switch (char) {
      case "*":
        this.#repeat("*");
        return;
      case ".":
        this.#literal("[^]");
        return;
      case "^":
        this.#extended || this.#atStart(this.#at - 1) ? this.#anchor("^") : this.#literal("\\^");
        return;
      case "$":
        this.#extended || this.#atEnd() ? this.#anchor("$") : this.#literal("\\$");
        return;
      default:
        this.#literal(quote(char));
        return;
    }
  }

  #escape(): void {
    const char = this.#pattern[this.#at + 1];
    if (char === undefined) throw new BadPattern("Trailing backslash");
    this.#at += 2;
    if (!this.#extended && "(){}|+?".includes(char)) {
      this.#operator(char);
      return;
    }
    if (/[1-9]/.test(char)) {
      if (Number(char) > this.#groups) throw new BadPattern("Invalid back reference");
      this.#literal(`(?:\\${char})`);
      return;
    }
    const known = escapes[char];
    this.#literal(known ?? quote(char));
  }

  #operator(char: string): void {
    switch (char) {
      case "(":
        this.#open++;
        this.#groups++;
        this.#starts.push(this.#result.length);
        this.#result += "(";
        this.#atom = undefined;
        return;
      case ")": {
        if (this.#open === 0) {
          if (this.#extended) {
            this.#literal("\\)");
            return;
          }
          throw new BadPattern("Unmatched ) or \\)");
        }
        this.#open--;
        this.#result += ")";
        this.#atom = this.#starts.pop();
        return;
      }
      case "|":
        this.#result += "|";
        this.#atom = undefined;
        return;
      case "{":
        this.#interval();
        return;
      case "}":
        this.#literal("\\}");
        return;
      default:
        this.#repeat(char);
        return;
    }
  }

  readonly #starts: number[] = [];

  #interval(): void {
    const close = this.#extended ? "}" : "\\}";
    const end = this.#pattern.indexOf(close, this.#at);
    const text = end < 0 ? "" : this.#pattern.slice(this.#at, end);
    const [, from, comma, to] = /^(\d*)(,?)(\d*)$/.exec(text) ?? [];
    if (end < 0 || from === undefined || text === "" || this.#atom === undefined) {
      if (this.#extended) {
        this.#literal("\\{");
        return;
      }
      throw new BadPattern(end < 0 ? "Unmatched { or \\{" : "Invalid content of \\{\\}");
    }
    this.#at = end + close.length;
    this.#repeat(`{${from || 0}${comma}${to}}`);
  }

  #repeat(how: string): void {
    if (this.#atom === undefined) {
      // With nothing to repeat, a star is a star.
      if (how === "*" || !this.#extended) {
        this.#literal(quote(how));
        return;
      }
      throw new BadPattern("Invalid preceding regular expression");
    }
    // A repetition can be repeated again.
    this.#result = `${this.#result.slice(0, this.#atom)}(?:${this.#result.slice(this.#atom)})${how}`;
  }

  #anchor(char: string): void {
    this.#result += char;
    this.#atom = undefined;
  }

  #literal(text: string): void {
    this.#atom = this.#result.length;
    this.#result += text;
  }

  #atStart(at: number): boolean {
    const before = this.#pattern.slice(0, at);
    return before === "" || before.endsWith("\\(") || before.endsWith("\\|") || before.endsWith("\n");
  }

  #atEnd(): boolean {
    const after = this.#pattern.slice(this.#at);
    return after === "" || after.startsWith("\\)") || after.startsWith("\\|") || after.startsWith("\n");
  }

  #bracket(): void {
    let at = this.#at + 1;
    const negative = this.#pattern[at] === "^";
    if (negative) at++;
    let set = "";
    for (let first = true; ; first = false) {
      const char = this.#pattern[at];
      if (char === undefined) throw new BadPattern("Unmatched [, [^, [:, [., or [=");
      if (char === "]" && !first) break;
      const named = /^\[([:.=])(.*?)\1\]/.exec(this.#pattern.slice(at));
      if (named !== null) {
        const [all, kind, name] = named;
        const members = kind === ":" ? classes[name!] : quote(name!);
        if (members === undefined) throw new BadPattern("Invalid character class name");
        set += members;
        at += all.length;
      } else if (char === "\\" && this.#pattern[at + 1] === "n") {
        // sed writes a newline so, also here.
        set += "\\n";
        at += 2;
      } else if (
        this.#pattern[at + 1] === "-" &&
        this.#pattern[at + 2] !== "]" &&
        this.#pattern[at + 2] !== undefined
      ) {
        const to = this.#pattern[at + 2]!;
        if (to < char) throw new BadPattern("Invalid range end");
        set += `${quote(char)}-${quote(to)}`;
        at += 3;
      } else {
        set += quote(char);
        at++;
      }
    }
    this.#at = at + 1;
    this.#literal(`[${negative ? "^" : ""}${set}]`);
  }
}

/** The regular expression for a pattern; throws a BadPattern when there is none. */
export function compileRegex(pattern: string, options: RegexOptions = {}): RegExp {
  const source = new Translator(pattern, options.extended ?? false).translate();
  return new RegExp(source, (options.flags ?? "") + (options.ignoreCase ? "i" : "") + (options.multiline ? "m" : ""));
}

/** The same, for applets that end when a pattern is wrong. */
export function regexOrFail(pattern: string, options: RegexOptions = {}, code = 1): RegExp {
  try {
    return compileRegex(pattern, options);
  } catch (error) {
    if (error instanceof BadPattern || error instanceof SyntaxError) throw new Failure(`bad regex '${pattern}'`, code);
    throw error;
  }
}

/** A pattern that matches the text as it is. */
export function fixedSource(text: string): string {
  return quote(text);
}

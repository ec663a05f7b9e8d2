/** JavaScript and TypeScript, taken apart as far as colours need it. Any text has tokens, a half-typed one, too. */

/** What a token is. */
export type TokenKind =
  | "keyword"
  /** `true`, `null`, `undefined`, ... */
  | "constant"
  | "string"
  /** The fixed pieces of a template literal, with its back quotes and `${` `}`. */
  | "template"
  | "number"
  | "comment"
  | "regex"
  /** A name after a dot, or before a colon. */
  | "property"
  /** One of `()[]{}` that is code. The marks of a template's substitutions are not. */
  | "bracket";

/** A token: what is not in any is names, operators and white space. */
export interface Token {
  readonly start: number;
  readonly end: number;
  readonly kind: TokenKind;
}

const keywords = new Set(
  (
    "abstract as asserts async await break case catch class const continue debugger declare default delete do else enum export extends " +
    "finally for from function get if implements import in infer instanceof interface is keyof let namespace new of override private protected " +
    "public readonly return satisfies set static super switch this throw try type typeof unique using var void while with yield"
  ).split(" "),
);

/** Words that are keywords only where a name or the like follows. */
const contextual = new Set(
  (
    "abstract as asserts declare from get implements infer interface is keyof namespace of override private protected public readonly " +
    "satisfies set static type unique using"
  ).split(" "),
);

const constants = new Set(["true", "false", "null", "undefined", "NaN", "Infinity"]);

const blank = /\s+/y;
const word = /[\p{ID_Start}$_#@][\p{ID_Continue}$\u200c\u200d]*/uy;
const number =
  /0[xX][\da-fA-F_]*n?|0[bB][01_]*n?|0[oO][0-7_]*n?|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?[\d_]*)?n?/y;
const lineComment = /\/\/[^\n]*/y;
const blockComment = /\/\*[\s\S]*?(?:\*\/|$)/y;
const quoted = /"(?:[^"\\\n]+|\\[\s\S])*"?|'(?:[^'\\\n]+|\\[\s\S])*'?/y;
const regex = /\/(?:[^/\\[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*\]?)+(?:\/[\p{ID_Continue}]*)?/uy;
const templatePiece = /(?:[^`\\$]+|\\[\s\S]|\\$|\$(?!\{))*(?:`|\$\{)?/y;
const colonAhead = /\s*\??:/y;
const nameAhead = /[ \t]+[\p{ID_Start}$_#"'{[*]/uy;

/** Takes a source apart. The tokens come in order and do not overlap. */
export function highlight(source: string): Token[] {
  return new Highlighter(source).all();
}

interface Open {
  readonly by: string;
  /** Whether a `?` stands here whose colon has not come. */
  isConditional: boolean;
}

class Highlighter {
  readonly #source: string;
  readonly #tokens: Token[] = [];
  #at = 0;
  /** Whether a slash would begin a regular expression here, since no value stands before it. */
  #slashIsRegex = true;
  #afterDot = false;
  /** What is open: brackets, and `$` for a template's substitution; first of all the source itself. */
  readonly #open: Open[] = [{ by: "", isConditional: false }];

  constructor(source: string) {
    this.#source = source;
  }

  all(): Token[] {
    while (this.#at < this.#source.length) this.#next();
    return this.#tokens;
  }

  #next(): void {
    const character = this.#source[this.#at]!;
    if (this.#match(blank)) return;
    if (character === "/") this.#slash();
    else if (character === '"' || character === "'") this.#token("string", this.#match(quoted), false);
    else if (character === "`") {
      const start = this.#at++;
      this.#template(start);
    } else if (/\d/.test(character) || (character === "." && /\d/.test(this.#source[this.#at + 1] ?? "")))
      this.#token("number", this.#match(number), false);
    else if ("()[]{}".includes(character)) this.#bracket(character);
    else {
      const length = this.#match(word);
      if (length > 0) this.#word(length);
      else this.#operator(character);
    }
  }

  /** Passes over what an expression matches here; gives its length, 0 when there is nothing. */
  #match(expression: RegExp): number {
    expression.lastIndex = this.#at;
    if (!expression.test(this.#source)) return 0;
    const length = expression.lastIndex - this.#at;
    this.#at += length;
    return length;
  }

  #isAhead(expression: RegExp): boolean {
    expression.lastIndex = this.#at;
    return expression.test(this.#source);
  }

  /** Takes what was passed over for a token. */
  #token(kind: TokenKind, length: number, slashIsRegex: boolean): void {
    this.#tokens.push({ start: this.#at - length, end: this.#at, kind });
    this.#slashIsRegex = slashIsRegex;
    this.#afterDot = false;
  }

  #slash(): void {
    const comment = this.#match(lineComment) || this.#match(blockComment);
    if (comment > 0) {
      this.#tokens.push({ start: this.#at - comment, end: this.#at, kind: "comment" });
      return;
    }
    const length = this.#slashIsRegex ? this.#match(regex) : 0;
    if (length > 0) this.#token("regex", length, false);
    else this.#operator("/");
  }

  /** A piece of a template, up to its end or to a substitution. */
  #template(start: number): void {
    this.#match(templatePiece);
    const isSubstitution = this.#source.startsWith("${", this.#at - 2) && this.#at - 2 >= start;
    this.#token("template", this.#at - start, isSubstitution);
    if (isSubstitution) this.#open.push({ by: "$", isConditional: false });
  }

  #bracket(character: string): void {
    this.#at++;
    if ("([{".includes(character)) {
      this.#open.push({ by: character, isConditional: false });
      this.#token("bracket", 1, true);
      return;
    }
    if (character === "}" && this.#open.at(-1)!.by === "$") {
      this.#open.pop();
      this.#template(this.#at - 1);
      return;
    }
    const opener = { ")": "(", "]": "[", "}": "{" }[character]!;
    if (this.#open.at(-1)!.by === opener) this.#open.pop();
    // After a block a slash begins a regular expression, after an object it divides: blocks are the rule.
    this.#token("bracket", 1, character === "}");
  }

  #word(length: number): void {
    const text = this.#source.slice(this.#at - length, this.#at);
    const isName = this.#afterDot || this.#isAhead(colonAhead);
    if (!isName && constants.has(text)) this.#token("constant", length, false);
    else if (!isName && keywords.has(text) && (!contextual.has(text) || this.#isAhead(nameAhead)))
      this.#token("keyword", length, text !== "this" && text !== "super");
    else if (isName && (this.#afterDot || this.#isKey())) this.#token("property", length, false);
    else if (isName && (text === "default" || keywords.has(text))) this.#token("keyword", length, true);
    else if (isName && constants.has(text)) this.#token("constant", length, false);
    else {
      this.#slashIsRegex = false;
      this.#afterDot = false;
    }
  }

  /** Whether a name before a colon is a key: in braces, not in a conditional expression. */
  #isKey(): boolean {
    const { by, isConditional } = this.#open.at(-1)!;
    return by === "{" && !isConditional;
  }

  #operator(character: string): void {
    const isSpread = this.#source.startsWith("...", this.#at);
    const isOptional = character === "?" && this.#source[this.#at + 1] === ".";
    const open = this.#open.at(-1)!;
    if (character === "?" && !isOptional && this.#source[this.#at - 1] !== "?" && this.#source[this.#at + 1] !== "?")
      open.isConditional = true;
    else if (character === ":" || character === ";") open.isConditional = false;
    // After `x++` and `x--` a slash divides.
    const isStep = /[+-]/.test(character) && this.#source[this.#at + 1] === character && !this.#slashIsRegex;
    this.#at += isSpread ? 3 : isStep || isOptional ? 2 : this.#source.codePointAt(this.#at)! > 0xffff ? 2 : 1;
    // `x!` in TypeScript is a value as x is.
    const isValue = isStep || (character === "!" && !this.#slashIsRegex && this.#source[this.#at] !== "=");
    this.#slashIsRegex = !isValue;
    this.#afterDot = isOptional || (character === "." && !isSpread);
  }
}

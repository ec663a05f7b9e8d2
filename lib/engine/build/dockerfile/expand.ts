/** Variables and quotes in the words of an instruction. */
import { BadParameter } from "../../failure.ts";

/** The value of a variable; undefined when it has none. */
export type Lookup = (name: string) => string | undefined;

/** Takes quotes and escapes from a text and puts values in place of variables. A Failure 400 for what cannot be read. */
export function expandWord(text: string, lookup: Lookup, escapeChar: string): string {
  return new Expansion(text, lookup, escapeChar).run().text;
}

/** As expandWord, but blanks that are neither quoted nor escaped part the result in words, also those in a value. */
export function expandWords(text: string, lookup: Lookup, escapeChar: string): string[] {
  return new Expansion(text, lookup, escapeChar).run().words;
}

/** Characters that a text may become: a value that is doubled line by line would soon fill the memory. */
const mostCharacters = 1024 ** 2;

/** Substitutions within substitutions. */
const mostLevels = 100;

/** Of a text in an error, so many characters are shown. */
const shown = 200;

/** What the reading of a text throws; the caller names the text. */
class BadSubstitution extends Error {}

class Expansion {
  readonly #source: string;
  readonly #characters: string[];
  readonly #lookup: Lookup;
  readonly #escapeChar: string;
  #at = 0;
  #level = 0;

  constructor(source: string, lookup: Lookup, escapeChar: string) {
    this.#source = source;
    this.#characters = [...source];
    this.#lookup = lookup;
    this.#escapeChar = escapeChar;
  }

  run(): { text: string; words: string[] } {
    try {
      return this.#until(undefined);
    } catch (error) {
      if (!(error instanceof BadSubstitution)) throw error;
      const text = this.#source.length > shown ? `${this.#source.slice(0, shown)}...` : this.#source;
      throw new BadParameter(`failed to process ${JSON.stringify(text)}: ${error.message}`);
    }
  }

  #peek(): string | undefined {
    return this.#characters[this.#at];
  }

  #next(): string | undefined {
    return this.#characters[this.#at++];
  }

  /** Reads up to a character, which is taken too, or to the end. */
  #until(stop: string | undefined): { text: string; words: string[] } {
    let text = "";
    const words: string[] = [];
    let word: string | undefined;
    const add = (piece: string, whole: boolean): void => {
      text += piece;
      if (text.length > mostCharacters) throw tooLong();
      for (const c of whole ? [piece] : piece) {
        if (whole || !/\s/.test(c)) word = (word ?? "") + c;
        else if (word !== undefined) {
          words.push(word);
          word = undefined;
        }
      }
    };
    for (;;) {
      const c = this.#next();
      if (c === undefined) {
        if (stop !== undefined) throw new BadSubstitution(`syntax error: missing '${stop}'`);
        break;
      }
      if (c === stop) break;
      if (c === "'") add(this.#singleQuoted(), true);
      else if (c === '"') add(this.#doubleQuoted(), true);
      else if (c === "$") add(this.#variable(), false);
      else if (c === this.#escapeChar) {
        const escaped = this.#next();
        if (escaped !== undefined) add(escaped, true);
      } else add(c, false);
    }
    if (word !== undefined) words.push(word);
    return { text, words };
  }

  #singleQuoted(): string {
    let text = "";
    for (;;) {
      const c = this.#next();
      if (c === undefined) {
        throw new BadSubstitution("unexpected end of statement while looking for matching single-quote");
      }
      if (c === "'") return text;
      text += c;
    }
  }

  #doubleQuoted(): string {
    let text = "";
    for (;;) {
      const c = this.#next();
      if (c === undefined) {
        throw new BadSubstitution("unexpected end of statement while looking for matching double-quote");
      }
      if (c === '"') return text;
      if (c === "$") text += this.#variable();
      else if (c === this.#escapeChar) {
        const after = this.#peek();
        if (after === '"' || after === "$" || after === this.#escapeChar) text += this.#next();
        else if (after !== undefined) text += c;
      } else text += c;
      if (text.length > mostCharacters) throw tooLong();
    }
  }

  /** What stands for a variable, whose `$` has been read. */
  #variable(): string {
    if (this.#peek() !== "{") {
      const name = this.#name();
      return name === "" ? "$" : (this.#lookup(name) ?? "");
    }
    this.#next();
    const first = this.#peek();
    if (first === undefined) throw new BadSubstitution("syntax error: missing '}'");
    if (first === "{" || first === "}" || first === ":") throw new BadSubstitution("syntax error: bad substitution");
    const name = this.#name();
    const value = this.#lookup(name);
    const after = this.#next();
    if (after === "}") return value ?? "";
    if (after !== ":") throw new BadSubstitution("missing ':' in substitution");
    return this.#modified(name, value);
  }

  #modified(name: string, value: string | undefined): string {
    const modifier = this.#next();
    if (modifier === undefined) throw new BadSubstitution("syntax error: missing '}'");
    if (++this.#level > mostLevels)
      throw new BadSubstitution(`more than ${mostLevels} substitutions within each other`);
    const { text } = this.#until("}");
    this.#level--;
    switch (modifier) {
      case "-":
        return value || text;
      case "+":
        return value ? text : "";
      case "?":
        if (value) return value;
        throw new BadSubstitution(`${name}: ${text || "is not allowed to be unset"}`);
      default:
        throw new BadSubstitution(`unsupported modifier (${modifier}) in substitution`);
    }
  }

  /** A name, a number, or one of the special characters of a shell; empty when there is none. */
  #name(): string {
    const first = this.#peek();
    if (first === undefined) return "";
    if ("@*#?-$!".includes(first)) return this.#next()!;
    const allowed = /\p{Nd}/u.test(first) ? /\p{Nd}/u : /[\p{L}\p{Nd}_]/u;
    let name = "";
    for (let c = this.#peek(); c !== undefined && allowed.test(c); c = this.#peek()) name += this.#next();
    return name;
  }
}

function tooLong(): BadSubstitution {
  return new BadSubstitution(`it comes to more than ${mostCharacters} characters`);
}

/** From expanded text to fields: splitting by IFS, and what is quoted kept apart for patterns. */

import { escapePattern } from "./pattern.ts";

/** One field: its text, and the pattern that it is. */
export interface Field {
  text: string;
  /** The text with quoted characters escaped; undefined where it is the text itself. */
  pattern: string | undefined;
  /** It has an unquoted character that means something in a pattern. */
  magic: boolean;
}

const special = /[*?[\]\\!^:-]/;
const magic = /[*?[]/;

/** Takes the pieces of a word, one after the other, and makes fields of them. */
export class FieldBuilder {
  readonly #fields: Field[] = [];
  readonly #whitespace: string;
  readonly #separators: string;
  readonly #pathname: boolean;
  #text = "";
  #pattern: string | undefined;
  #magic = false;
  /** There is a field, even if it is empty. */
  #present = false;
  /** IFS whitespace ended the last field, and nothing came since: a separator that follows it belongs to it. */
  #afterWhitespace = false;

  /**
   * Splits by `ifs`; not at all if it is empty. In a pathname, a backslash that comes of an expansion stands for itself; in
   * other patterns it quotes what follows.
   */
  constructor(ifs: string, pathname: boolean) {
    this.#separators = ifs;
    this.#pathname = pathname;
    this.#whitespace = [...ifs].filter((character) => " \t\n".includes(character)).join("");
  }

  /** Text that is not split. */
  add(text: string, quoted: boolean): void {
    this.#present ||= quoted || text !== "";
    if (text === "") return;
    this.#afterWhitespace = false;
    if (quoted && special.test(text)) {
      this.#pattern = (this.#pattern ?? this.#text) + escapePattern(text);
    } else {
      if (!quoted && magic.test(text)) this.#magic = true;
      if (!quoted && this.#pathname && text.includes("\\")) {
        this.#pattern = (this.#pattern ?? this.#text) + text.replaceAll("\\", "\\\\");
      } else if (this.#pattern !== undefined) {
        this.#pattern += text;
      }
    }
    this.#text += text;
  }

  /** Text of an unquoted expansion, which is split. */
  split(text: string): void {
    if (this.#separators === "") {
      this.add(text, false);
      return;
    }
    // What follows in another expansion is a separator of its own.
    this.#afterWhitespace = false;
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      const character = text[at]!;
      if (!this.#separators.includes(character)) continue;
      if (at > start) this.add(text.slice(start, at), false);
      start = at + 1;
      if (this.#whitespace.includes(character)) {
        if (this.#present) {
          this.end();
          this.#afterWhitespace = true;
        }
      } else if (this.#afterWhitespace) {
        this.#afterWhitespace = false;
      } else {
        this.end();
      }
    }
    if (start < text.length) this.add(text.slice(start), false);
  }

  /** Makes sure that there is a field, as quotes do. */
  touch(): void {
    this.#present = true;
  }

  /** Ends a field, even an empty one. */
  end(): void {
    this.#fields.push({ text: this.#text, pattern: this.#pattern, magic: this.#magic });
    this.#text = "";
    this.#pattern = undefined;
    this.#magic = false;
    this.#present = false;
  }

  /** Ends a field, if there is one: between the words of an unquoted `$@`. */
  endIfPresent(): void {
    if (this.#present) this.end();
  }

  /** All fields. */
  finish(): readonly Field[] {
    if (this.#present) this.end();
    return this.#fields;
  }
}

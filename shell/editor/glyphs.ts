/**
 * What a line looks like in a terminal: its characters, and how many columns each takes.
 *
 * Terminals differ in that. A family joined from four emoji takes two columns in newer ones, eight in older ones; a heart with the emoji selector
 * one or two; an emoji that the terminal does not know yet one or none. Asking the terminal would need an answer at every new character, and there
 * are those that never answer. So nobody is asked and nothing depends on the answer: emoji have two columns, as where terminals are headed;
 * all else has what its code points have; and after each character that terminals do not agree on, the cursor is put where it belongs, by the number
 * of its column. What an older terminal draws beyond the room of the character is drawn over: it shows the first of the family.
 */
import { unicodeWidth } from "#std/cli";
import { visible } from "../format/text.ts";
import { characters } from "./text.ts";

/** A character as it is drawn. */
export interface Glyph {
  readonly text: string;
  /** In columns; 0 for a tab, whose width depends on where it stands. */
  readonly width: number;
  /** Where the character begins in its line. */
  readonly at: number;
}

const tabWidth = 4;

/** How far it is from a column to the next tab stop. */
export function tabStop(column: number): number {
  return tabWidth - (column % tabWidth);
}

/** Characters of which each is one column wide and one unit long. */
const narrow = /^[\x20-\x7e]*$/;

/** Whether the columns of a line can be counted by its length. */
export function isNarrow(line: string): boolean {
  return narrow.test(line);
}

/** Lines with wide characters, which take long to take apart and are asked for at every key. */
const remembered = new Map<string, readonly Glyph[]>();
/** In UTF-16 units. */
const mostRemembered = 64 * 1024;
let unitsRemembered = 0;

/** The characters of a line. */
export function glyphsOf(line: string): readonly Glyph[] {
  if (isNarrow(line)) return Array.from(line, (text, at) => ({ text, width: 1, at }));
  let glyphs = remembered.get(line);
  if (glyphs === undefined) {
    let at = 0;
    glyphs = Array.from(characters(line), (character) => {
      const glyph = glyphOf(character, at);
      at += character.length;
      return glyph;
    });
    if (unitsRemembered > mostRemembered) {
      remembered.clear();
      unitsRemembered = 0;
    }
    unitsRemembered += line.length;
    remembered.set(line, glyphs);
  }
  return glyphs;
}

function glyphOf(character: string, at: number): Glyph {
  if (isNarrow(character)) return { text: character, width: 1, at };
  if (character === "\t") return { text: "\t", width: 0, at };
  const shown = visible(character);
  if (shown !== character) return { text: shown, width: shown.length, at };
  const width = emoji.test(character) ? 2 : unicodeWidth(character);
  // A joiner with nothing to join would join what is drawn next, wherever that is.
  if (width > 0) return { text: character.replace(/\u200d+$/, ""), width, at };
  // What is drawn over the character before, with none before: it must be seen, too.
  const escaped = Array.from({ length: character.length }, (_, index) => escapeUnit(character.charCodeAt(index)));
  return { text: escaped.join(""), width: escaped.length * 6, at };
}

function escapeUnit(code: number): string {
  return `\\u${code.toString(16).padStart(4, "0")}`;
}

/** Emoji that are joined from several, have a selector, a colour of skin or the frame of a key, and flags, or the half of one. */
const emoji = /^\p{Emoji}.*[\u200d\ufe0f\u20e3\u{1f3fb}-\u{1f3ff}]|^[\u{1f1e6}-\u{1f1ff}]/su;

/** Letters and signs of Europe, with accents or without, and what is written in China, Japan and Korea in its composed form. */
const agreed =
  /^[\x20-\u02ff\u0370-\u0482\u048a-\u058f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u23ff\u2500-\u25ff\u3000-\u3029\u3030-\u3096\u309b-\u9fff\uac00-\ud7a3\ufb00-\ufb06\uff01-\uffe6][\u0300-\u036f\u3099\u309a]*$/u;

/** Whether terminals may differ in how many columns a character takes. */
export function isUncertain(text: string): boolean {
  return !isNarrow(text) && (!agreed.test(text) || /\p{Emoji_Presentation}/u.test(text));
}

/** The column of an offset in a line that begins at column 0 and is never broken. */
export function columnOf(line: string, at: number): number {
  if (isNarrow(line)) return Math.min(at, line.length);
  let column = 0;
  for (const glyph of glyphsOf(line)) {
    if (glyph.at >= at) break;
    column += glyph.width || tabStop(column);
  }
  return column;
}

/** The offset in a line that is at a column, or the last one before it. */
export function offsetAt(line: string, column: number): number {
  if (isNarrow(line)) return Math.min(column, line.length);
  let reached = 0;
  for (const glyph of glyphsOf(line)) {
    reached += glyph.width || tabStop(reached);
    if (reached > column) return glyph.at;
  }
  return line.length;
}

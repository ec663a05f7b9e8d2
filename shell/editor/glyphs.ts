/** What a line looks like in a terminal: its characters, and how many columns each takes. */
import { unicodeWidth } from "#std/cli";
import { visible } from "../format/text.ts";
import { segments } from "./text.ts";

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
const mostRemembered = 512;

/** The characters of a line. */
export function glyphsOf(line: string): readonly Glyph[] {
  if (isNarrow(line)) return Array.from(line, (text, at) => ({ text, width: 1, at }));
  let glyphs = remembered.get(line);
  if (glyphs === undefined) {
    glyphs = Array.from(segments(line), ({ segment, index }) => glyphOf(segment, index));
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(line, glyphs);
  }
  return glyphs;
}

function glyphOf(character: string, at: number): Glyph {
  if (character === "\t") return { text: "\t", width: 0, at };
  const shown = visible(character);
  if (shown !== character) return { text: shown, width: shown.length, at };
  // With the emoji selector some terminals draw two columns, some one: there must be room for both.
  const width = Math.max(unicodeWidth(character), character.length > 1 && character.includes("\ufe0f") ? 2 : 0);
  if (width > 0) return { text: character, width, at };
  // What is drawn over the character before, with none before: it must be seen, too.
  const escaped = Array.from({ length: character.length }, (_, index) => escapeUnit(character.charCodeAt(index)));
  return { text: escaped.join(""), width: escaped.length * 6, at };
}

function escapeUnit(code: number): string {
  return `\\u${code.toString(16).padStart(4, "0")}`;
}

/**
 * Whether terminals differ in how many columns a character takes: those that are joined from several, emoji with a selector or a colour of
 * skin, flags.
 */
export function isUncertain(text: string): boolean {
  return text.length > 1 && /[\u200d\ufe0f\u20e3\u{1f3fb}-\u{1f3ff}\u{1f1e6}-\u{1f1ff}]/u.test(text);
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

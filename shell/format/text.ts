/** Text that is safe to show, and how it is painted. */
import { unicodeWidth } from "#std/cli";

/** Everything that a terminal would obey or that would turn the order of the line around, but not what lines are made of. */
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** The text with its control characters written out, e.g. `\x1b`: an engine's words must not drive the terminal. Lines and tabs stay. */
export function visible(text: string): string {
  return text.replace(controls, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** The same on one line. */
export function visibleLine(text: string): string {
  return visible(text).replaceAll("\n", "\\n").replaceAll("\t", "\\t");
}

/** The beginning of a text, in at most `width` columns; the last is an ellipsis where something is missing. */
export function clip(text: string, width: number): string {
  if (unicodeWidth(text) <= width) return text;
  let clipped = "";
  let used = 1;
  for (const character of text) {
    used += unicodeWidth(character);
    if (used > width) break;
    clipped += character;
  }
  return `${clipped}…`;
}

/** Fills a text up to a number of columns. */
export function pad(text: string, width: number, side: "left" | "right"): string {
  const blanks = " ".repeat(Math.max(0, width - unicodeWidth(text)));
  return side === "left" ? text + blanks : blanks + text;
}

/** A text without what colours a terminal. */
export function withoutColours(text: string): string {
  return text.replaceAll(/\x1b\[[\d;:]*m/g, "");
}

/** Colours, or none. */
export interface Paint {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
}

/** Paints for a terminal that wants colours. */
export const coloured: Paint = {
  bold: (text) => `\x1b[1m${text}\x1b[22m`,
  dim: (text) => `\x1b[2m${text}\x1b[22m`,
  red: (text) => `\x1b[31m${text}\x1b[39m`,
};

/** Leaves everything as it is. */
export const plain: Paint = { bold: (text) => text, dim: (text) => text, red: (text) => text };

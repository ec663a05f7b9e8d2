/** Where the characters, words and lines of a text begin and end. Characters are those that people see: grapheme clusters. */

let segmenter: Intl.Segmenter | undefined;

/** The grapheme clusters of a text. */
export function segments(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return segmenter.segment(text);
}

/** In UTF-16 units. What Node 20 needs for each character of a text grows with the length of all of it: it gets a piece at a time. */
const atATime = 256;

/** The grapheme clusters of a text, one after the other. */
export function* characters(text: string): Generator<string> {
  let size = atATime;
  for (let start = 0; start < text.length; ) {
    if (standsAlone(text, start)) {
      yield text[start++]!;
      continue;
    }
    let end = Math.min(start + size, text.length);
    if (/[\ud800-\udbff]/.test(text[end - 1]!) && end < text.length) end++;
    const piece = Array.from(segments(text.slice(start, end)), ({ segment }) => segment);
    // The last one may go on behind the piece.
    if (end < text.length) piece.pop();
    yield* piece;
    start += piece.reduce((length, character) => length + character.length, 0);
    size = piece.length === 0 ? size * 2 : atATime;
  }
}

/** Whether the unit at an offset is a character, whatever comes next. */
function standsAlone(text: string, at: number): boolean {
  return text[at] !== "\r" && text.charCodeAt(at) < 0x300 && !(text.charCodeAt(at + 1) >= 0x300);
}

/** Where the line begins that an offset is in. */
export function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
}

/** Where the line ends that an offset is in. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

/** Whether nothing joins what stands before and after an offset: below U+0300 all characters stand alone. */
function isPlain(text: string, at: number): boolean {
  return !(text.charCodeAt(at) >= 0x300 || text.charCodeAt(at - 1) >= 0x300);
}

/** The nearest offset at or after this one that is not inside of a character. */
export function boundary(text: string, at: number): number {
  if (at <= 0 || at >= text.length || isPlain(text, at)) return Math.max(0, Math.min(at, text.length));
  const start = lineStart(text, at);
  const found = segments(text.slice(start, lineEnd(text, at))).containing(at - start);
  return found === undefined || start + found.index === at ? at : start + found.index + found.segment.length;
}

/** Where the character after an offset ends. */
export function next(text: string, at: number): number {
  return boundary(text, at + 1);
}

/** Where the character before an offset begins. */
export function previous(text: string, at: number): number {
  if (at <= 1) return 0;
  if (isPlain(text, at - 1)) return at - 1;
  const start = lineStart(text, at);
  if (start === at) return at - 1;
  return start + segments(text.slice(start, at)).containing(at - start - 1)!.index;
}

const wordCharacter = /[\p{L}\p{N}\p{M}_$]/u;

/** Whether the character at an offset is part of a word. */
export function isWord(text: string, at: number): boolean {
  const code = text.codePointAt(at);
  return code !== undefined && wordCharacter.test(String.fromCodePoint(code));
}

/** The end of the word that is at an offset or after it. */
export function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isWord(text, at)) at = next(text, at);
  while (at < text.length && isWord(text, at)) at = next(text, at);
  return at;
}

/** The beginning of the word that is before an offset. */
export function wordStart(text: string, from: number): number {
  let at = from;
  while (at > 0 && !isWord(text, previous(text, at))) at = previous(text, at);
  while (at > 0 && isWord(text, previous(text, at))) at = previous(text, at);
  return at;
}

/** The beginning of what stands before an offset up to white space. */
export function blankWordStart(text: string, from: number): number {
  let at = from;
  while (at > 0 && /\s/.test(text[at - 1]!)) at--;
  while (at > 0 && !/\s/.test(text[at - 1]!)) at--;
  return boundary(text, at);
}

/** A text with line feeds alone between its lines. */
export function withLineFeeds(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

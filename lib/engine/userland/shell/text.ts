/**
 * Strings of the shell and bytes of the system. A byte that is not part of valid UTF-8 becomes one lone low surrogate
 * (U+DC80 to U+DCFF) and comes back as that byte, so that whatever a script reads it can write again unchanged.
 */

const encoder = new TextEncoder();
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** With the `u` flag a surrogate of a pair does not match, a lone one does. */
const escapedByte = /[\udc80-\udcff]/u;
const escapedBytes = /[\udc80-\udcff]+/gu;

/** The bytes of a string. */
export function encode(text: string): Uint8Array {
  if (!escapedByte.test(text)) return encoder.encode(text);
  const pieces: Uint8Array[] = [];
  let last = 0;
  for (const match of text.matchAll(escapedBytes)) {
    pieces.push(encoder.encode(text.slice(last, match.index)));
    pieces.push(Uint8Array.from(match[0], (character) => character.charCodeAt(0) & 0xff));
    last = match.index + match[0].length;
  }
  pieces.push(encoder.encode(text.slice(last)));
  return concat(pieces);
}

/** The string for bytes; the inverse of {@link encode}. */
export function decode(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeEscaping(bytes);
  }
}

/** How many bytes, from `at` on, form one character of UTF-8; 0 when they form none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length < 2) return length;
  if (at + length > bytes.length) return 0;
  for (let offset = 1; offset < length; offset++) if ((bytes[at + offset]! & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1]!;
  const overlong = (first === 0xe0 && second < 0xa0) || (first === 0xf0 && second < 0x90);
  const outside = (first === 0xed && second > 0x9f) || (first === 0xf4 && second > 0x8f);
  return overlong || outside ? 0 : length;
}

function decodeEscaping(bytes: Uint8Array): string {
  let text = "";
  let start = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    text += strict.decode(bytes.subarray(start, at)) + String.fromCharCode(0xdc00 + bytes[at]!);
    start = ++at;
  }
  return text + strict.decode(bytes.subarray(start));
}

/** One array of many. */
export function concat(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** The number of bytes that a string has, which is how the shell counts. */
export function byteLength(text: string): number {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return encode(text).length;
  return text.length;
}

/** A text in single quotes, as `set`, `trap` and `alias` print it, to be read again by a shell. */
export function quote(text: string): string {
  return text
    .split(/('+)/)
    .map((piece, index) => (index % 2 === 1 ? `"${piece}"` : piece === "" && index > 0 ? "" : `'${piece}'`))
    .join("");
}

const reserved = new Set("! case do done elif else esac fi for function if in then until while { }".split(" "));

/** Whether a word is one of the grammar's. */
export function isReserved(word: string): boolean {
  return reserved.has(word);
}

/** A word as `set -x` shows it: in quotes only if it needs them. */
export function quoteIfNeeded(text: string): string {
  return reserved.has(text) || /[\x00-*;-?[\\`{-\uffff]/.test(text) ? quote(text) : text;
}

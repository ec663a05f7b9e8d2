/**
 * A short, safe quotation of foreign bytes or text for an error message: what came over the wire may hold escape sequences,
 * and error messages end up on terminals.
 */

const limit = 60;
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}"\\]/gu;

/** Quotes at most 60 characters; control and format characters, quotes and backslashes are escaped. Bytes are read as Latin-1. */
export function excerpt(what: Uint8Array | string): string {
  const text = typeof what === "string" ? what.slice(0, limit + 1) : latin1(what.subarray(0, limit + 1));
  const safe = text.slice(0, limit).replace(unsafe, escaped);
  return text.length > limit ? `"${safe}..."` : `"${safe}"`;
}

function escaped(character: string): string {
  const simple = { "\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\" }[character];
  if (simple !== undefined) return simple;
  const code = character.codePointAt(0)!;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, "0")}`;
  return `\\u{${code.toString(16)}}`;
}

/**
 * Bytes as text, each byte the character of the same number. Not `TextDecoder("latin1")`: that one is windows-1252 by the
 * rules of the web, and reads 0x80 to 0x9f as other characters.
 */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  // In pieces, since a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 4096) {
    text += String.fromCharCode.apply(null, bytes.subarray(at, at + 4096) as unknown as number[]);
  }
  return text;
}

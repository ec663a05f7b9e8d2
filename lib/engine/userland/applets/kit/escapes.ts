/** Backslash escapes, as echo -e, printf, tr and others have them. */

const simple: Record<string, string> = {
  a: "\x07",
  b: "\b",
  e: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

/**
 * Resolves the escapes of a text of bytes. `\c` ends it. With `zero`, a zero may stand before the three octal digits (echo
 * and %b); otherwise it is one of them (printf's format, tr).
 */
export function resolveEscapes(text: string, zero = false): { text: string; stopped: boolean } {
  let result = "";
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char !== "\\") {
      result += char;
      continue;
    }
    const rest = text.slice(at + 1, at + 5);
    const digits = (zero ? /^(?:0[0-7]{0,3}|[0-7]{1,3})/ : /^[0-7]{1,3}/).exec(rest)?.[0];
    const hexadecimal = /^x([0-9a-fA-F]{1,2})/.exec(rest);
    const next = rest[0];
    if (next === "c") return { text: result, stopped: true };
    if (digits !== undefined) {
      result += String.fromCharCode(Number.parseInt(digits, 8) & 255);
      at += digits.length;
    } else if (hexadecimal !== null) {
      result += String.fromCharCode(Number.parseInt(hexadecimal[1]!, 16));
      at += hexadecimal[0].length;
    } else if (next !== undefined && next in simple) {
      result += simple[next];
      at++;
    } else {
      result += char;
    }
  }
  return { text: result, stopped: false };
}

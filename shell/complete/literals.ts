/** Texts as they stand in a source: names come from engines and file systems, and may have quotes, backslashes and control characters in them. */
import { visible } from "../format/text.ts";

/** A text as it is written between these quotes. What a terminal would obey is written out. */
export function escaped(text: string, quote: string): string {
  const within = text
    .replaceAll("\\", "\\\\")
    .replaceAll(quote, `\\${quote}`)
    .replaceAll("\n", "\\n")
    .replaceAll("\t", "\\t");
  return visible(quote === "`" ? within.replaceAll("${", "\\${") : within);
}

const letters: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v", 0: "\0" };
const escapes = /\\(?:u\{([\da-f]{1,6})\}|u([\da-f]{4})|x([\da-f]{2})|(\r\n|[\s\S]))?/gi;

/** What is meant by the inside of a text, which may end in the middle. */
export function unescaped(source: string): string {
  return source.replace(escapes, (_, braced?: string, four?: string, two?: string, other = "") => {
    const digits = braced ?? four ?? two;
    if (digits !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(digits, 16), 0x10ffff));
    return /^\r?\n$/.test(other) ? "" : (letters[other] ?? other);
  });
}

/** Words of a POSIX shell that hold whatever there is, and come through a terminal as they are. */
import { visible } from "../format/text.ts";

/** A text as one word. */
export function word(text: string): string {
  if (/^[\w@%+=:,./-]+$/.test(text)) return text;
  if (isPlain(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  return `"$(${printf(new TextEncoder().encode(text))})"`;
}

/** A text whose characters are bytes (Latin-1), as one word. */
export function byteWord(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? word(text) : `"$(${printf(Uint8Array.from(text, (c) => c.charCodeAt(0)))})"`;
}

/** The command that writes bytes. */
export function printf(bytes: Uint8Array): string {
  let format = "";
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    if (character === "%") format += "%%";
    else if (byte >= 0x20 && byte < 0x7f && character !== "'" && character !== "\\") format += character;
    else format += `\\${byte.toString(8).padStart(3, "0")}`;
  }
  // What begins with a minus would be an option.
  return `printf '${format.replace(/^-/, "\\055")}'`;
}

/** Whether a text can be shown and pasted: a terminal acts on control characters, when it is pasted also on tabs. */
export function isPlain(text: string): boolean {
  return visible(text) === text && !text.includes("\t");
}

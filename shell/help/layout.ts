/** How help is laid out: lines of a width, and things with what is said about them beside. */
import type { Paint } from "../format/text.ts";

/** How it may look. */
export interface PageStyle {
  columns: number;
  paint: Paint;
}

/** So many columns are left for what is said, or it stands below. */
const narrowest = 24;

/** The most columns that a thing takes beside what is said about it; behind a longer one that begins on a line of its own. */
const widestHead = 24;

/** Blocks with an empty line between them, and none for those that are empty. */
export function blocks(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}

/** A heading, and what is below it; nothing without that. */
export function section(title: string, body: string, { paint }: PageStyle): string {
  return body === "" ? "" : `${paint.bold(title)}\n${body}`;
}

/** Breaks a text into lines of at most so many columns; `code` stays together. */
export function wrap(text: string, columns: number, indent: string): string {
  const lines: string[] = [];
  let line = "";
  for (const [word] of text.matchAll(/(?:`[^`]*`|\S)+/g)) {
    if (line !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  if (line !== "") lines.push(line);
  return lines.map((one) => indent + one).join("\n");
}

/** Things on the left, and what is said about them on the right. */
export function listed(rows: readonly (readonly [head: string, text: string])[], { columns }: PageStyle): string {
  const heads = rows.map(([head]) => head.length).filter((length) => length <= widestHead);
  const at = 4 + Math.max(8, ...heads);
  const lines = rows.map(([head, text]) => {
    if (text === "") return `  ${head}`;
    if (columns - at < narrowest) return `  ${head}\n${wrap(text, columns - 6, "      ")}`;
    const right = wrap(text, columns - at, " ".repeat(at));
    return head.length > widestHead ? `  ${head}\n${right}` : `  ${head.padEnd(at - 2)}${right.trimStart()}`;
  });
  return lines.join("\n");
}

/** Code, with what came of it in the background. */
export function code(source: string, { paint }: PageStyle): string {
  return source
    .split("\n")
    .map((line) => (line === "" ? "" : `  ${/^\s*\/\//.test(line) ? paint.dim(line) : line}`))
    .join("\n");
}

/** The signature of a call; one that is wider than the page has each parameter on a line of its own. */
export function signatureText(signature: string, { columns }: Pick<PageStyle, "columns">): string {
  const open = signature.indexOf("(");
  if (signature.length <= columns || open < 0) return signature;
  const parts: string[] = [];
  let depth = 0;
  let begin = open + 1;
  for (let at = open; at < signature.length; at++) {
    const character = signature[at]!;
    if ("([{<".includes(character)) depth++;
    // The arrow of a function's type closes nothing.
    else if (")]}>".includes(character) && signature.slice(at - 1, at + 1) !== "=>") depth--;
    if (depth === 0 || (depth === 1 && character === ",")) {
      parts.push(signature.slice(begin, at).trim());
      begin = at + 1;
    }
    if (depth === 0) break;
  }
  const inner = parts.filter((part) => part !== "").map((part) => `  ${part},`);
  return [signature.slice(0, open + 1), ...inner, `)${signature.slice(begin)}`].join("\n");
}

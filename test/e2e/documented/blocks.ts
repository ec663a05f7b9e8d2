/** What the pages of the project show in code: every block of a page, and what kind of example it is. */

/** A fenced block of code. */
export interface Block {
  /** The page, as a path from the root of the project. */
  readonly page: string;
  /** The line of the page on which its text begins, from 1. */
  readonly line: number;
  /** What stands behind the fence: a language, and more where that does not say enough. */
  readonly info: string;
  /** Its text, every line with its end. */
  readonly text: string;
}

/** What a block can be. */
export type Kind = "example" | "signature" | "commands" | "session" | "json" | "tree";

/** How a block is checked, by what stands behind its fence. Whatever is not here is refused. */
const kinds: ReadonlyMap<string, Kind> = new Map([
  // A `.dks` file, or a program that imports dks.
  ["ts", "example"],
  // A line of a declaration, as the reference prints it.
  ["typescript", "signature"],
  // Commands for a shell.
  ["sh", "commands"],
  // What is typed at a terminal, and what it shows.
  ["console", "session"],
  // The same; of what goes over the wire, the headers are not shown.
  ["console without headers", "session"],
  ["json", "json"],
  // Files and directories of the project, with what they hold.
  ["text tree", "tree"],
]);

/** What kind of example a block is. Throws when that is not known: then nobody would check it. */
export function kindOf({ page, line, info }: Block): Kind {
  const kind = kinds.get(info);
  if (kind !== undefined) return kind;
  const wrong = info === "" ? "has no language" : `is in "${info}", which nothing checks`;
  throw new Error(`${page}:${line}: this block ${wrong}; there are ${[...kinds.keys()].join(", ")}`);
}

/** Where a block is, as editors jump to it. */
export function placeOf({ page, line }: Block): string {
  return `${page}:${line}`;
}

/** The blocks of a page. Throws where code stands in another form, in which it would not be found: indented, quoted, in HTML. */
export function blocksOf(page: string, source: string): Block[] {
  const blocks: Block[] = [];
  let open: { fence: string; indent: number; line: number; info: string; text: string } | undefined;
  let before = "";
  for (const [index, line] of source.split("\n").entries()) {
    const at = `${page}:${index + 1}`;
    if (open) {
      if (isEndOf(open.fence, line)) {
        blocks.push({ page, line: open.line, info: open.info, text: open.text });
        open = undefined;
      } else open.text += `${withoutIndent(line, open.indent)}\n`;
    } else {
      const [, indent, fence, info] = /^( *(?:[-*+] +|\d+[.)] +)?)(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
      if (fence !== undefined && !info!.includes("`"))
        open = { fence, indent: indent!.length, line: index + 2, info: info!.trim(), text: "" };
      else if (/^\s*>.*(?:```|~~~)/.test(line)) throw new Error(`${at}: a block of code in a quotation is not checked`);
      else if (/<(?:pre|code)\b/i.test(line)) throw new Error(`${at}: code in HTML is not checked: give it a fence`);
      else if (/^(?: {4}|\t)/.test(line) && before === "" && line.trim() !== "")
        throw new Error(`${at}: code that is only indented is not checked: give it a fence`);
    }
    before = line.trim();
  }
  if (open) throw new Error(`${page}:${open.line}: this block has no end`);
  return blocks;
}

function isEndOf(fence: string, line: string): boolean {
  const text = line.trim();
  return text.startsWith(fence) && text === fence[0]!.repeat(text.length);
}

/** In a list, a block is as far to the right as its item. */
function withoutIndent(line: string, indent: number): string {
  return line.slice(Math.min(indent, line.length - line.trimStart().length));
}

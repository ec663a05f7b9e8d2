/** Comments as text for reading: paragraphs wrapped, with the little of Markdown that comments have. */
import { unicodeWidth } from "#std/cli";
import { visible } from "../format/text.ts";

/** How the parts of prose look. Given a text, gives it painted. */
export interface ProsePaint {
  code(text: string): string;
  emphasis(text: string): string;
  strong(text: string): string;
}

/** Paints for a terminal with colours. */
export const painted: ProsePaint = {
  code: (text) => `\x1b[36m${text}\x1b[39m`,
  emphasis: (text) => `\x1b[3m${text}\x1b[23m`,
  strong: (text) => `\x1b[1m${text}\x1b[22m`,
};

/** The text of comments: without their marks, and without what indents all of it. */
export function textOfComments(source: string): string {
  const lines = source.split(/\r\n|[\n\r\u2028\u2029]/);
  const isBlock = /^\s*\/\*/.test(source);
  return lines
    .map((line) =>
      isBlock
        ? line.replace(/^\s*(?:\/\*\*?|\*(?!\/))? ?/, "").replace(/\s*\*\/\s*$/, "")
        : line.replace(/^\s*\/\/ ?/, ""),
    )
    .join("\n")
    .replace(/^\n+|\s+$/g, "");
}

/** Lays text out in a width. With no `paint`, the marks of Markdown stay where they are. */
export function layOutProse(text: string, width: number, paint?: ProsePaint): string {
  const blocks: string[] = [];
  let paragraph: { first: string; rest: string; words: string } | undefined;
  const close = (): void => {
    if (paragraph) blocks.push(wrapped(paragraph.words, width, paragraph.first, paragraph.rest, paint));
    paragraph = undefined;
  };
  for (const line of visible(text).split("\n")) {
    const [, item] = /^(\s{0,3}(?:[-*]|\d{1,2}\.)\s+)\S/.exec(line) ?? [];
    const heading = /^#{1,6}\s+(.*)$/.exec(line)?.[1];
    if (line.trim() === "") {
      close();
      blocks.push("");
    } else if (heading !== undefined) {
      close();
      blocks.push(paint ? paint.strong(heading) : heading);
    } else if (/^(?: {4}|\t)/.test(line) && paragraph === undefined) {
      blocks.push(paint ? paint.code(line) : line);
    } else if (item !== undefined) {
      close();
      paragraph = { first: item, rest: " ".repeat(item.length), words: line.slice(item.length) };
    } else if (paragraph) paragraph.words += ` ${line.trim()}`;
    else paragraph = { first: "", rest: "", words: line.trim() };
  }
  close();
  return blocks.join("\n");
}

/** A word, and how it looks. */
interface Word {
  readonly plain: string;
  readonly painted: string;
}

function wrapped(text: string, width: number, first: string, rest: string, paint: ProsePaint | undefined): string {
  const lines: string[] = [];
  let line = first;
  let used = unicodeWidth(first);
  let isEmpty = true;
  for (const word of wordsOf(text, paint)) {
    const wide = unicodeWidth(word.plain);
    if (!isEmpty && used + 1 + wide > width) {
      lines.push(line);
      [line, used, isEmpty] = [rest, unicodeWidth(rest), true];
    }
    line += (isEmpty ? "" : " ") + word.painted;
    used += (isEmpty ? 0 : 1) + wide;
    isEmpty = false;
  }
  return [...lines, line].join("\n");
}

const spans =
  /`([^`]+)`|\*\*([^*\s](?:[^*]*[^*\s])?)\*\*|(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?!\w)|(?<!\w)_([^_\s](?:[^_]*[^_\s])?)_(?!\w)/g;

/** The words, each painted for itself, so that a line may end between any two. */
function wordsOf(text: string, paint: ProsePaint | undefined): Word[] {
  if (!paint) return plainWords(text).map((plain) => ({ plain, painted: plain }));
  // What is painted is put together with what stands right beside it: a full stop belongs to the word before.
  const pieces: { text: string; style: (text: string) => string }[] = [];
  let end = 0;
  for (const { 0: whole, 1: code, 2: strong, 3: one, 4: other, index } of text.matchAll(spans)) {
    pieces.push({ text: text.slice(end, index), style: (same) => same });
    const style = code !== undefined ? paint.code : strong !== undefined ? paint.strong : paint.emphasis;
    pieces.push({ text: (code ?? strong ?? one ?? other)!, style });
    end = index + whole.length;
  }
  pieces.push({ text: text.slice(end), style: (same) => same });
  const words: Word[] = [];
  let isOpen = false;
  for (const piece of pieces) {
    for (const [index, part] of piece.text.split(/(\s+)/).entries()) {
      if (index % 2 === 1) isOpen = false;
      else if (part !== "") {
        const word = { plain: part, painted: piece.style(part) };
        const last = isOpen ? words.pop() : undefined;
        words.push(last ? { plain: last.plain + word.plain, painted: last.painted + word.painted } : word);
        isOpen = true;
      }
    }
  }
  return words;
}

function plainWords(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/**
 * A .dks file taken apart: what it does, what it says to its reader, and what came of it when it was recorded. Whole lines belong to one
 * piece each, so that the pieces one after the other are the file again.
 */
import type { Directive, Requirement } from "./directives.ts";
import { type Header, readHeader } from "./header.ts";
import { parseScript } from "./parse.ts";
import { TranscriptError } from "./transcript-error.ts";
import { takeApart } from "./transcript-reader.ts";

export { TranscriptError };

/** What came of a statement: its value, what was printed, or the error that it ended with. */
export interface Output {
  readonly kind: "value" | "printed" | "error";
  readonly lines: readonly string[];
}

/** An output as it stands in the comments of a file: neighbouring lines of a kind. */
export interface Expected extends Output {
  /** The text, with its line ends. */
  readonly source: string;
  /** Its first line, from 1. */
  readonly line: number;
}

interface Piece {
  /** The text, with its line ends. */
  readonly source: string;
  /** Its first line, from 1. */
  readonly line: number;
  /** Its last line. */
  readonly endLine: number;
}

/** Comments that are for the reader. */
export interface Prose extends Piece {
  readonly kind: "prose";
}

/** Empty lines. */
export interface Blank extends Piece {
  readonly kind: "blank";
}

/** A directive on a line of its own; the statement that it is about has it, too. */
export interface DirectiveLine extends Piece {
  readonly kind: "directive";
}

/** A statement, or several that share lines. */
export interface Statement extends Piece {
  readonly kind: "statement";
  /**
   * What it is made of. Imports and functions are there before everything else runs; of types nothing is left to run.
   */
  readonly role: "imports" | "functions" | "types" | "statements";
  /** How many statements it is to the language. */
  readonly count: number;
  readonly directives: readonly Directive[];
  /** What came of it, in the order of the file. */
  readonly expected: readonly Expected[];
}

/** A piece of a file. */
export type Item = Prose | Blank | DirectiveLine | Statement;

/** A file. */
export interface Transcript {
  /** What the header says, and its text: everything up to its last line. */
  readonly header: Header & { readonly source: string };
  readonly items: readonly Item[];
  /** What the engine must be; from directives anywhere in the file. */
  readonly requirements: readonly Requirement[];
}

const prefixes: Readonly<Record<Output["kind"], string>> = { value: "//=>", printed: "//|", error: "//!!" };

/** Takes a file apart. Throws a {@link TranscriptError}, or a HeaderError, which is one. */
export async function parseTranscript(source: string): Promise<Transcript> {
  if (source.includes("\0")) throw new TranscriptError("this is no text, so no .dks file either", { line: 1 });
  const header = readHeader(source);
  return takeApart(source, await parseScript(source), header);
}

/** Puts a file together: what was taken apart and not changed comes out byte for byte. */
export function formatTranscript({
  header,
  items,
}: Pick<Transcript, "items"> & { header: { source: string } }): string {
  return header.source + items.map(formatItem).join("");
}

/** An output as it is written, every line with its mark. */
export function formatOutput({ kind, lines }: Output, indent = "", end = "\n"): string {
  return lines.map((line) => `${indent}${prefixes[kind]}${line === "" ? "" : ` ${line}`}${end}`).join("");
}

/** The statement with other outputs, in their order. One that stands beside the statement stays there, while it is one line. */
export function withOutputs(statement: Statement, outputs: readonly Output[], end = "\n"): Statement {
  const kept = outputs.filter(({ lines }) => lines.length > 0);
  const [first] = statement.expected;
  const isBeside = first !== undefined && !hasEnd(statement.source);
  if (isBeside && kept.length === 1 && kept[0]!.lines.length === 1)
    return { ...statement, expected: [placed(kept[0]!, "", end, first.line)] };
  const isOpen = isBeside || (kept.length > 0 && !hasEnd(statement.source));
  const source = isOpen ? `${statement.source.trimEnd()}${end}` : statement.source;
  const indent = /^[ \t]*/.exec(statement.source)![0];
  let line = statement.endLine + 1;
  const expected = kept.map((output) => {
    const next = placed(output, indent, end, line);
    line += output.lines.length;
    return next;
  });
  return { ...statement, source, expected };
}

function placed(output: Output, indent: string, end: string, line: number): Expected {
  return { ...output, source: formatOutput(output, indent, end), line };
}

function formatItem(item: Item): string {
  return item.kind === "statement" ? item.source + item.expected.map(({ source }) => source).join("") : item.source;
}

function hasEnd(text: string): boolean {
  return /[\n\r\u2028\u2029]$/.test(text);
}

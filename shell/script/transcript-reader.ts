/** How a .dks file is taken apart: which of its lines are statements, and what stands in the comments between them. */
import { type Comment, type Node, parse as parseModule } from "acorn";
import type { Parsed } from "../evaluate/parse.ts";
import { SourceText } from "../evaluate/source.ts";
import { type Directive, readDirectives, type Requirement } from "./directives.ts";
import { type Header, headerLine } from "./header.ts";
import type { Expected, Item, Output, Statement, Transcript } from "./transcript.ts";
import { TranscriptError } from "./transcript-error.ts";

/** The pieces of a file, from its parsed source. Throws a {@link TranscriptError}. */
export function takeApart(source: string, parsed: Parsed, header: Header): Transcript {
  return new Reader(source, parsed).read(header);
}

const marks: Readonly<Record<string, Output["kind"]>> = { "=>": "value", "|": "printed", "!!": "error" };

/** Lines of the file that belong together, from 0; both are included. */
interface Span {
  first: number;
  last: number;
  /** The nodes in it; none of types. */
  readonly nodes: readonly Node[];
  /** Where the last of them ends, in the code. */
  readonly end: number;
}

/** A comment, and the lines that it is on, from 0. */
interface Remark {
  readonly comment: Comment;
  readonly first: number;
  readonly last: number;
}

/** An output while it is read. It may be long: its lines are not copied for every one of them. */
interface Growing extends Expected {
  source: string;
  readonly lines: string[];
}

class Reader {
  /** The lines, with their ends. */
  readonly #lines: readonly string[];
  /** The same without types: they have the same numbers. */
  readonly #code: SourceText;
  readonly #parsed: Parsed;
  /** The comments on each line, in the order of the file. */
  readonly #remarks: ReadonlyMap<number, readonly Remark[]>;
  /** The same by where they end. */
  readonly #remarksByEnd: ReadonlyMap<number, Remark>;
  readonly #items: Item[] = [];
  readonly #requirements: Requirement[] = [];
  /** Directives that wait for their statement. */
  #pending: { directives: Directive[]; line: number } | undefined;

  constructor(source: string, parsed: Parsed) {
    this.#lines = linesOf(source);
    this.#parsed = parsed;
    this.#code = new SourceText(parsed.code);
    const comments: Comment[] = [];
    parseModule(parsed.code, { ecmaVersion: "latest", sourceType: "module", allowHashBang: true, onComment: comments });
    const remarks = comments.map((comment) => ({ comment, ...this.#linesBetween(comment.start, comment.end) }));
    this.#remarks = byLine(remarks);
    this.#remarksByEnd = new Map(remarks.map((remark) => [remark.comment.end, remark]));
  }

  read(header: Header): Transcript {
    const start = this.#headerLines();
    let next = start;
    for (const span of this.#spans(start)) {
      for (; next < span.first; next++) this.#between(next);
      this.#statement(span);
      next = span.last + 1;
    }
    for (; next < this.#lines.length; next++) this.#between(next);
    if (this.#pending)
      throw new TranscriptError(
        "this directive has no statement",
        { line: this.#pending.line },
        "It is about the statement that follows it, or that it stands behind.",
      );
    return {
      header: { ...header, source: this.#text(0, start - 1) },
      items: this.#items,
      requirements: this.#requirements,
    };
  }

  #headerLines(): number {
    let end = 0;
    for (const [index, line] of this.#lines.entries()) {
      if ((index === 0 && line.startsWith("#!")) || headerLine(withoutEnd(line)) !== undefined) end = index + 1;
      else if (line.trim() !== "") break;
    }
    return end;
  }

  /** The lines of the statements, in order. Those that share a line are one. */
  #spans(start: number): Span[] {
    const spans: Span[] = [];
    const { body } = this.#parsed.program;
    for (const [index, node] of body.entries()) {
      const end = this.#endOf(node, body[index + 1]);
      const { first, last } = this.#withRemarks(this.#linesBetween(node.start, end));
      const before = spans.at(-1);
      if (before === undefined || first > before.last) spans.push({ first, last, nodes: [node], end });
      else
        spans.splice(-1, 1, {
          first: before.first,
          last: Math.max(last, before.last),
          nodes: [...before.nodes, node],
          end,
        });
    }
    return this.#parsed.code === this.#parsed.source ? spans : this.#withTypes(spans, start);
  }

  /** A semicolon at the beginning of the line of the next statement ends this one, but belongs to that line: some put it there. */
  #endOf({ start, end }: Node, next: Node | undefined): number {
    const { code } = this.#parsed;
    if (next === undefined || code[end - 1] !== ";" || this.#lineOf(end - 1) !== this.#lineOf(next.start)) return end;
    let before = end - 1;
    for (;;) {
      before = start + code.slice(start, before).trimEnd().length;
      const remark = this.#remarksByEnd.get(before);
      if (remark === undefined || remark.comment.start <= start) break;
      before = remark.comment.start;
    }
    return before > start && this.#lineOf(before - 1) < this.#lineOf(end - 1) ? before : end;
  }

  /** Types stand between the spans where a line of the file is neither in the code nor a comment. */
  #withTypes(spans: readonly Span[], start: number): Span[] {
    const all: Span[] = [];
    let next = start;
    for (const span of [...spans, { first: this.#lines.length, last: this.#lines.length, nodes: [], end: 0 }]) {
      let [first, last] = [-1, -1];
      for (; next < span.first; next++) {
        if (!this.#isType(next)) continue;
        if (first < 0) first = next;
        last = next;
      }
      if (first >= 0) all.push({ first, last, nodes: [], end: 0 });
      if (span.first < this.#lines.length) all.push(span);
      next = span.last + 1;
    }
    return all;
  }

  #isType(line: number): boolean {
    const text = this.#lines[line]!.trim();
    if (text === "") return false;
    return text !== this.#code.line(line + 1).trim() || this.#remarksOn(line).length === 0;
  }

  /** Comments that begin or end beside a statement belong to its lines. */
  #withRemarks({ first, last }: { first: number; last: number }): { first: number; last: number } {
    const span = { first, last };
    for (let end = -1; end !== span.last; ) {
      end = span.last;
      for (const remark of this.#remarksOn(end)) span.last = Math.max(span.last, remark.last);
    }
    for (let start = -1; start !== span.first; ) {
      start = span.first;
      for (const remark of this.#remarksOn(start)) span.first = Math.min(span.first, remark.first);
    }
    return span;
  }

  #statement({ first, last, nodes, end }: Span): void {
    const behind = this.#remarksWithin(first, last);
    const text = this.#text(first, last);
    const directives = this.#pending?.directives ?? [];
    this.#pending = undefined;
    let expected: Growing[] = [];
    let source = text;
    for (const { comment, first: line } of behind) {
      const column = this.#columnOf(comment, line);
      const at = { line: line + 1, column };
      const isBehind = comment.start >= end && line === last && comment.type === "Line";
      const output = comment.type === "Line" ? readOutput(`//${comment.value}`) : undefined;
      const told = comment.type === "Line" ? readDirectives(comment.value, at) : undefined;
      if (!isBehind && (output ?? told))
        throw new TranscriptError(
          output ? "an output inside of a statement is never compared" : "this directive is inside of a statement",
          at,
          output
            ? "Put it right below the statement; if it is there, a semicolon is missing at the statement's end."
            : "Put it on a line above the statement, or at its end.",
        );
      if (told) directives.push(...this.#withoutRequirements(told));
      if (!output) continue;
      const cut = text.length - (this.#lines[last]!.length - column + 1);
      source = text.slice(0, cut);
      expected = [{ kind: output.kind, lines: [output.text], source: text.slice(cut), line: last + 1 }];
    }
    this.#items.push({
      kind: "statement",
      source,
      line: first + 1,
      endLine: last + 1,
      role: roleOf(nodes),
      count: nodes.length,
      directives,
      expected,
    });
  }

  /** A line that is in no statement. */
  #between(index: number): void {
    const source = this.#lines[index]!;
    const at = { line: index + 1, column: source.length - source.trimStart().length + 1 };
    const comment = this.#isLineComment(index) ? withoutEnd(source) : undefined;
    const output = comment === undefined ? undefined : readOutput(comment);
    const directives = comment === undefined ? undefined : readDirectives(comment.trim().slice(2), at);
    if (comment !== undefined && headerLine(comment) !== undefined)
      throw new TranscriptError(
        "the header is over",
        at,
        "Its lines stand before everything else, without prose between them.",
      );
    if (output) this.#output(output, source, at);
    else if (directives) this.#directives(directives, source, index);
    else this.#append(source.trim() === "" ? "blank" : "prose", source, index);
  }

  #directives(directives: readonly Directive[], source: string, index: number): void {
    const own = this.#withoutRequirements(directives);
    if (own.length > 0)
      this.#pending = {
        directives: [...(this.#pending?.directives ?? []), ...own],
        line: this.#pending?.line ?? index + 1,
      };
    this.#items.push({ kind: "directive", source, line: index + 1, endLine: index + 1 });
  }

  #output(
    { kind, text }: { kind: Output["kind"]; text: string },
    source: string,
    at: { line: number; column: number },
  ): void {
    const statement = this.#items.at(-1);
    if (statement?.kind !== "statement")
      throw new TranscriptError(
        "this output has no statement",
        at,
        "It stands right below the statement that it came of.",
      );
    const before = statement.expected.at(-1);
    const isMore = before?.kind === kind;
    if (isMore) {
      const growing = before as Growing;
      growing.lines.push(text);
      growing.source += source;
      return;
    }
    const expected: Growing = { kind, lines: [text], source, line: at.line };
    this.#items.splice(-1, 1, { ...statement, expected: [...statement.expected, expected] });
  }

  #append(kind: "blank" | "prose", source: string, index: number): void {
    const before = this.#items.at(-1);
    if (before?.kind === kind) {
      this.#items.splice(-1, 1, { ...before, source: before.source + source, endLine: index + 1 });
    } else this.#items.push({ kind, source, line: index + 1, endLine: index + 1 });
  }

  #withoutRequirements(directives: readonly Directive[]): Directive[] {
    return directives.filter((directive) => {
      if (directive.kind === "require") this.#requirements.push(directive.requirement);
      return directive.kind !== "require" && directive.kind !== "type";
    });
  }

  #remarksOn(line: number): readonly Remark[] {
    return this.#remarks.get(line) ?? [];
  }

  /** The comments that are within lines of a statement. */
  #remarksWithin(from: number, to: number): Remark[] {
    const found: Remark[] = [];
    for (let line = from; line <= to; line++)
      found.push(...this.#remarksOn(line).filter(({ first, last }) => first === line && last <= to));
    return found;
  }

  #isLineComment(line: number): boolean {
    return this.#remarksOn(line)[0]?.comment.type === "Line";
  }

  /** Where a comment begins in its line of the file; without its types, the line may have another length. */
  #columnOf({ value, type }: Comment, line: number): number {
    const text = withoutEnd(this.#lines[line]!);
    const at = type === "Line" ? text.lastIndexOf(`//${value}`) : -1;
    return (at < 0 ? text.length - text.trimStart().length : at) + 1;
  }

  #linesBetween(start: number, end: number): { first: number; last: number } {
    return { first: this.#lineOf(start), last: this.#lineOf(Math.max(start, end - 1)) };
  }

  #lineOf(offset: number): number {
    return this.#code.position(offset).line - 1;
  }

  #text(first: number, last: number): string {
    return this.#lines.slice(first, last + 1).join("");
  }
}

function byLine(remarks: readonly Remark[]): ReadonlyMap<number, readonly Remark[]> {
  const lines = new Map<number, Remark[]>();
  for (const remark of remarks) {
    for (let line = remark.first; line <= remark.last; line++) {
      const there = lines.get(line);
      if (there) there.push(remark);
      else lines.set(line, [remark]);
    }
  }
  return lines;
}

function roleOf(nodes: readonly Node[]): Statement["role"] {
  if (nodes.length === 0) return "types";
  if (nodes.every(({ type }) => type === "ImportDeclaration")) return "imports";
  return nodes.every(({ type }) => type === "FunctionDeclaration") ? "functions" : "statements";
}

/** A line of output: what kind it is of, and its text. */
function readOutput(comment: string): { kind: Output["kind"]; text: string } | undefined {
  const [, mark, text] = /^\s*\/\/(=>|\||!!) ?(.*)$/s.exec(comment) ?? [];
  return mark === undefined ? undefined : { kind: marks[mark]!, text: text! };
}

/** The lines of a text as JavaScript counts them, with their ends. */
function linesOf(text: string): string[] {
  return text.match(/[^\n\r\u2028\u2029]*(?:\r\n|[\n\r\u2028\u2029])|[^\n\r\u2028\u2029]+$/g) ?? [];
}

function withoutEnd(line: string): string {
  return line.replace(/[\r\n\u2028\u2029]+$/, "");
}

/** What a v1.0 engine says about its images, in the words of Graphviz. */
import { ProtocolError, StreamError } from "../../errors.ts";
import { excerpt } from "../../wire/excerpt.ts";
import type { ImageNode } from "./image-node.ts";

type Token = { readonly kind: "id" | "quoted" | "mark"; readonly text: string };

/** White space and comments, which mean nothing; or a token; a text in quotes may hold anything that is escaped. */
const tokens =
  /\s+|\/\/[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/|"((?:[^"\\]|\\[\s\S])*)"|([\w.\u0080-\uffff-]*[\w.\u0080-\uffff])|(->|[{}[\]=,;])/y;

/**
 * The nodes in a text like `digraph docker { "id" -> "id" ... "id" [label="id\nname",...]; }`; none for an empty one. The invisible `base` is
 * none of them. An engine that fails under way says so in the last line, in the middle of the graph: that is a StreamError. Anything else that
 * cannot be read is a ProtocolError.
 */
export function parseDot(text: string): ImageNode[] {
  const written = text.trimEnd();
  const lastLine = written.slice(written.lastIndexOf("\n") + 1);
  if (/^Error:?(?: |$)/.test(lastLine)) {
    throw new StreamError(lastLine, {
      operation: "ImageViz",
      hint: "An image was removed that another was made from, and the engine gives up there. images.list({ all: true }) has them all.",
    });
  }
  const reader = new Reader(text);
  if (reader.next === undefined) return [];
  reader.take("digraph");
  if (reader.next?.kind !== "mark") reader.shift();
  reader.take("{");
  const graph = new Graph();
  while (!reader.skip("}")) statement(reader, graph);
  if (reader.next !== undefined) throw reader.unexpected();
  return graph.nodes();
}

/** `a -> b [attributes];`, `a [attributes]`, `attribute=value`. */
function statement(reader: Reader, graph: Graph): void {
  if (reader.skip(";")) return;
  const chain = [reader.shift()];
  if (reader.skip("=")) {
    reader.shift();
    return;
  }
  while (reader.skip("->")) chain.push(reader.shift());
  const attributes = new Map<string, string>();
  while (reader.skip("[")) {
    while (!reader.skip("]")) {
      if (reader.skip(",") || reader.skip(";")) continue;
      const name = reader.shift().text;
      reader.take("=");
      attributes.set(name, reader.shift().text);
    }
  }
  const [first, second] = chain;
  if (second === undefined && first?.kind === "id" && /^(?:graph|node|edge)$/.test(first.text)) return; // for all that come after
  for (const [at, { text }] of chain.entries()) graph.add(text, chain[at - 1]?.text);
  const label = attributes.get("label");
  if (second === undefined && label !== undefined) graph.label(first!.text, label);
}

class Graph {
  readonly #parents = new Map<string, string | undefined>();
  readonly #names = new Map<string, readonly string[]>();

  add(id: string, parent: string | undefined): void {
    if (id === "base") return;
    const known = parent === "base" ? undefined : parent;
    this.#parents.set(id, this.#parents.get(id) ?? known);
  }

  /** The first line is the id, the others are names. */
  label(id: string, label: string): void {
    this.#names.set(id, label.split("\n").slice(1));
  }

  nodes(): ImageNode[] {
    return [...this.#parents].map(([id, parent]) => ({
      id,
      ...(parent !== undefined && { parent }),
      names: this.#names.get(id) ?? [],
    }));
  }
}

class Reader {
  /** The token that is to be read next; undefined at the end. */
  next: Token | undefined;
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#advance();
  }

  /** The next token, which must be a name or a value. */
  shift(): Token {
    const token = this.next;
    if (token === undefined || token.kind === "mark") throw this.unexpected();
    this.#advance();
    return token;
  }

  /** The next token, which must be this one. */
  take(text: string): void {
    if (!this.skip(text)) throw this.unexpected();
  }

  /** Whether the next token is this one, and nothing in quotes; it is then read. */
  skip(text: string): boolean {
    if (this.next === undefined || this.next.kind === "quoted" || this.next.text !== text) return false;
    this.#advance();
    return true;
  }

  unexpected(): ProtocolError {
    const what =
      this.next === undefined ? "ends too soon" : `cannot be read before ${excerpt(this.#text.slice(this.#at))}`;
    return new ProtocolError(`ImageViz: the graph ${what}`);
  }

  #advance(): void {
    this.next = undefined;
    while (this.#at < this.#text.length) {
      tokens.lastIndex = this.#at;
      const found = tokens.exec(this.#text);
      if (found === null) throw new ProtocolError(`ImageViz: this is no graph: ${excerpt(this.#text.slice(this.#at))}`);
      this.#at = tokens.lastIndex;
      const [, quoted, id, mark] = found;
      if (quoted !== undefined) this.next = { kind: "quoted", text: unescaped(quoted) };
      else if (id !== undefined) this.next = { kind: "id", text: id };
      else if (mark !== undefined) this.next = { kind: "mark", text: mark };
      else continue;
      return;
    }
  }
}

/** `\n`, `\l` and `\r` end a line of a label; a backslash before anything else stands for that. */
function unescaped(text: string): string {
  return text.replace(/\\([\s\S])/g, (_, character: string) => (/[nlr]/.test(character) ? "\n" : character));
}

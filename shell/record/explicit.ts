/**
 * Statements of the prompt as statements of a script: what the prompt awaited is awaited in the text, and names and texts are replaced where
 * the recorder says so. The text is otherwise the one that was typed, types and comments included.
 */
import type {
  AnyNode,
  ChainExpression,
  Comment,
  Expression,
  Literal,
  Node,
  Options,
  TemplateElement,
  VariableDeclaration,
} from "acorn";
import { parse as parseModule } from "acorn";
import MagicString from "magic-string";
import { chainLinks, skipTrivia } from "../evaluate/nodes.ts";
import { children, type Parsed } from "../evaluate/parse.ts";
import type { Reference } from "./scope.ts";

/** What is to be written otherwise than it was typed. */
export interface Changes {
  /** Whether a call is awaited, by its node. */
  awaited(call: Node): boolean;
  /** What the value of the last statement is wrapped in. */
  readonly value: "plain" | "awaited" | "all";
  /** Names that are written otherwise. */
  readonly names: ReadonlyMap<Reference, string>;
  /** What stands for a text; undefined, and it stays. */
  text(literal: Literal, parent: AnyNode): string | undefined;
  /** What stands for a piece of a template, as it is written; undefined, and it stays. */
  piece(raw: string): string | undefined;
  /** Statements, by their index, whose declaration becomes an assignment, or whose value alone is written. */
  readonly undeclared: ReadonlyMap<number, "assigned" | "valued">;
}

/** A statement as it is written. */
export interface Written {
  /** Its index in the program; -1 when there is no statement, but types or comments alone. */
  readonly index: number;
  readonly kind: "expression" | "declaration" | "other";
  /** Lines above it. */
  readonly before: string;
  /** Without its semicolon. */
  readonly body: string;
  /** A comment on its last line. */
  readonly after: string;
}

/** Writes the statements whose index is in `kept`. */
export async function writeExplicit(parsed: Parsed, kept: ReadonlySet<number>, changes: Changes): Promise<Written[]> {
  const { source, code } = parsed;
  if (code === `(${source}\n)`) return wrapped(parsed, kept, changes);
  const untyped = new Writer(parsed, code, kept, changes).run();
  if (code === source) return untyped;
  return (await typed(parsed, kept, changes, untyped)) ?? asTyped(parsed, untyped) ?? untyped;
}

/** A declaration that only TypeScript has, as it was typed, where nothing in it is written otherwise: what is run of it has no types. */
function asTyped({ source, code, program }: Parsed, untyped: readonly Written[]): Written[] | undefined {
  const isOwn = /^\s*(?:(?:const\s+)?enum|abstract\s+class|namespace)\b[^;]*\}\s*$/.test(source);
  if (!isOwn || bare(textOf(untyped)) !== bare(code)) return undefined;
  return [{ index: program.body.length - 1, kind: "other", before: "", body: source.trim(), after: "" }];
}

/** With the types that were typed, if what is left without them is what it must be. */
async function typed(
  parsed: Parsed,
  kept: ReadonlySet<number>,
  changes: Changes,
  untyped: readonly Written[],
): Promise<Written[] | undefined> {
  const { stripTypes } = await import("../evaluate/types.ts");
  try {
    const written = new Writer(parsed, parsed.source, kept, changes).run();
    const stripped = stripTypes(textOf(written));
    return "code" in stripped && bare(stripped.code) === bare(textOf(untyped)) ? written : undefined;
  } catch (error) {
    if (error instanceof Moved) return undefined;
    throw error;
  }
}

function textOf(written: readonly Written[]): string {
  return written.map(({ before, body, after }) => `${before}\n${body};${after}\n`).join("");
}

function bare(code: string): string {
  return code.replace(/[\s;]+/g, "");
}

/** An object that was typed like a block. */
function wrapped(parsed: Parsed, kept: ReadonlySet<number>, changes: Changes): Written[] {
  const [written, ...others] = new Writer(parsed, parsed.code, kept, changes).run();
  if (written === undefined) return others;
  const body = /\/\/[^\n]*\n\)$/.test(written.body) ? written.body : written.body.replace(/\s*\n\)$/, ")");
  return [{ ...written, body }, ...others];
}

/** What stands in the code does not stand in the source like that: it was made of types. */
class Moved extends Error {}

const parseOptions: Options = { ecmaVersion: "latest", sourceType: "module", allowHashBang: true };

class Writer {
  readonly #parsed: Parsed;
  readonly #kept: ReadonlySet<number>;
  readonly #changes: Changes;
  /** What is changed: the source, or its code without types. */
  readonly #target: string;
  readonly #text: MagicString;

  constructor(parsed: Parsed, target: string, kept: ReadonlySet<number>, changes: Changes) {
    this.#parsed = parsed;
    this.#kept = kept;
    this.#changes = changes;
    this.#target = target;
    this.#text = new MagicString(target);
  }

  run(): Written[] {
    const { body } = this.#parsed.program;
    this.#muteComments();
    for (const [reference, name] of this.#changes.names) this.#rename(reference, name);
    const written: Written[] = [];
    let from = 0;
    let before = "";
    for (const [index, statement] of body.entries()) {
      const start = this.#start(statement.start);
      before += this.#slice(from, start);
      from = Math.max(this.#end(statement.end), start + 1);
      const behind = this.#restOfLine(from, body[index + 1]);
      if (this.#kept.has(index) && statement.type !== "EmptyStatement") {
        written.push(this.#statement(index, statement as AnyNode, tidy(before), this.#slice(from, behind).trim()));
        before = "";
      }
      from = behind;
    }
    const rest = tidy(before + this.#slice(from, this.#target.length));
    const last = written.at(-1);
    if (rest === "") return written;
    if (last === undefined) return [{ index: -1, kind: "other", before: rest, body: "", after: "" }];
    return [...written.slice(0, -1), { ...last, before: tidy(`${last.before}\n${rest}`) }];
  }

  #statement(index: number, node: AnyNode, before: string, after: string): Written {
    const { program } = this.#parsed;
    const isLast = index === program.body.length - 1;
    const as = this.#changes.undeclared.get(index);
    if (node.type === "ExpressionStatement") {
      const end = this.#closed(node.expression, node.end);
      const wrapping = isLast ? this.#changes.value : "plain";
      const opening = wrapping === "plain" ? "" : this.#opening(wrapping, node.expression);
      this.#open(node.start, opening);
      this.#visit(node.expression, node, true);
      this.#close(end, ")".repeat(opening.split("(").length - 1));
      const isBare = node.expression.type === "SequenceExpression" && node.start === node.expression.start;
      const body = this.#body(node.start, end, node.end);
      return { index, kind: "expression", before, body: isBare ? `(${body})` : body, after };
    }
    for (const child of children(node)) this.#visit(child, node, !isFunction(node));
    if (node.type === "VariableDeclaration") return this.#declaration(index, node, as, before, after);
    if (as === "assigned" && (node.type === "FunctionDeclaration" || node.type === "ClassDeclaration")) {
      const name = this.#piece(node.id!.start, node.id!.end);
      return { index, kind: "other", before, body: `${name} = ${this.#piece(node.start, node.end)}`, after };
    }
    const body = this.#piece(node.start, node.end);
    return { index, kind: "other", before, body: body.replace(/;$/, ""), after };
  }

  #declaration(
    index: number,
    node: VariableDeclaration,
    as: "assigned" | "valued" | undefined,
    before: string,
    after: string,
  ): Written {
    const last = node.declarations.at(-1)!;
    const end = this.#closed(last, node.end);
    if (as === undefined)
      return { index, kind: "declaration", before, body: this.#body(node.start, end, node.end), after };
    const [{ id, init }] = node.declarations as [VariableDeclaration["declarations"][0]];
    if (as === "valued" && init) {
      const value = this.#body(skipTrivia(this.#parsed.code, equalsBehind(this.#parsed.code, id.end)), end, node.end);
      return {
        index,
        kind: "expression",
        before,
        body: /^(?:\{|function\b|class\b)/.test(value) ? `(${value})` : value,
        after,
      };
    }
    const name = this.#piece(id.start, id.end);
    if (init == null) return { index, kind: "other", before, body: `${name} = undefined`, after };
    const value = this.#body(skipTrivia(this.#parsed.code, equalsBehind(this.#parsed.code, id.end)), end, node.end);
    const assignment = `${name} = ${value}`;
    return { index, kind: "other", before, body: id.type === "Identifier" ? assignment : `(${assignment})`, after };
  }

  #visit(node: Node, parent: AnyNode, outside: boolean): void {
    const it = node as AnyNode;
    switch (it.type) {
      case "ChainExpression":
        if (outside) this.#chain(it, parent);
        else this.#visitChildren(it, outside);
        break;
      case "CallExpression":
        if (outside && this.#changes.awaited(it)) this.#await(it, parent, () => this.#visitChildren(it, outside));
        else this.#visitChildren(it, outside);
        break;
      case "Literal":
        if (typeof it.value === "string") this.#literal(it, parent);
        break;
      case "TaggedTemplateExpression":
        // The tag gets the pieces as they were typed.
        this.#visit(it.tag, it, outside);
        for (const expression of it.quasi.expressions) this.#visit(expression, it.quasi, outside);
        break;
      case "TemplateElement":
        this.#pieceOfTemplate(it);
        break;
      case "ExpressionStatement":
        this.#visitChildren(it, outside);
        this.#keepApart(it, parent);
        break;
      case "PropertyDefinition":
        if (it.computed) this.#visit(it.key, it, outside);
        if (it.value) this.#visit(it.value, it, false);
        break;
      case "StaticBlock":
        this.#visitChildren(it, false);
        break;
      default:
        this.#visitChildren(it, outside && !isFunction(it));
    }
  }

  #visitChildren(node: AnyNode, outside: boolean): void {
    for (const child of children(node)) this.#visit(child, node, outside);
  }

  /** `f()` -> `await f()`, in parentheses where the rest binds closer than `await` does. */
  #await(node: Node, parent: AnyNode, inside: () => void): void {
    const isTight = bindsCloser(parent, node) && parent.start === node.start;
    this.#open(node.start, isTight ? "(await " : "await ");
    inside();
    if (isTight) this.#close(node.end, ")");
  }

  /** As the prompt has it: what is cut off must still be cut off after an await in the middle. */
  #chain(chain: ChainExpression, parent: AnyNode): void {
    const links = chainLinks(chain);
    const awaited = links.filter((link) => link.type === "CallExpression" && this.#changes.awaited(link));
    const isTight = bindsCloser(parent, chain) && parent.start === chain.start;
    for (const link of awaited) this.#open(chain.start, link === links[0] && !isTight ? "await " : "(await ");
    for (const [at, link] of [...links.entries()].reverse()) {
      const below = link.type === "CallExpression" ? link.callee : link.object;
      if (!links.includes(below as typeof link)) this.#visit(below, link, true);
      if (link.type === "CallExpression") for (const argument of link.arguments) this.#visit(argument, link, true);
      else if (link.computed) this.#visit(link.property, link, true);
      if (!awaited.includes(link)) continue;
      if (link !== links[0] || isTight) this.#close(link.end, ")");
      const next = links[at - 1];
      const cut = links.slice(at).some(({ optional }) => optional);
      if (next && !next.optional && cut) {
        const here = skipTrivia(this.#parsed.code, link.end);
        this.#text.appendLeft(this.#start(here), next.type === "MemberExpression" && !next.computed ? "?" : "?.");
      }
    }
  }

  /** A statement that begins with a parenthesis now must not melt into the line above. */
  #keepApart(node: AnyNode, parent: AnyNode): void {
    const siblings = children(parent);
    const before = siblings[siblings.indexOf(node) - 1] as AnyNode | undefined;
    const isInList = parent.type === "BlockStatement" || parent.type === "StaticBlock" || parent.type === "SwitchCase";
    if (before === undefined || !isInList || this.#parsed.code[node.start] === "(") return;
    if (/[;}:]$/.test(this.#parsed.code.slice(0, before.end))) return;
    if (this.#piece(node.start, node.end).startsWith("(")) this.#text.prependRight(this.#start(node.start), ";");
  }

  #literal(node: Literal, parent: AnyNode): void {
    const isExpression =
      !("source" in parent && parent.source === node) &&
      !("key" in parent && parent.key === node) &&
      !("directive" in parent && parent.directive !== undefined) &&
      !/^(?:Import|Export)/.test(parent.type);
    const text = isExpression ? this.#changes.text(node, parent) : undefined;
    if (text !== undefined) this.#text.update(this.#start(node.start), this.#end(node.end), text);
  }

  #pieceOfTemplate({ start, value: { raw } }: TemplateElement): void {
    const text = raw === "" ? undefined : this.#changes.piece(raw);
    if (text === undefined) return;
    const from = this.#start(start);
    if (!this.#target.startsWith(raw, from)) throw new Moved();
    this.#text.update(from, from + raw.length, text);
  }

  #rename({ name, node, form }: Reference, to: string): void {
    const start = this.#start(node.start);
    if (this.#target.slice(start, start + name.length) !== name) throw new Moved();
    const text = form === "property" ? `${name}: ${to}` : form === "import" ? `${name} as ${to}` : to;
    this.#text.update(start, start + name.length, text);
  }

  #opening(wrapping: "awaited" | "all", expression: Expression): string {
    if (wrapping === "all") return "await Promise.all(";
    return ["CallExpression", "MemberExpression", "Identifier", "ChainExpression"].includes(expression.type)
      ? "await "
      : "await (";
  }

  /** Comments that a transcript would take for its own. */
  #muteComments(): void {
    const comments: Comment[] = [];
    parseModule(this.#parsed.code, { ...parseOptions, onComment: comments });
    for (const { type, start, value } of comments)
      if (type === "Line" && /^(?:=>|\||!)/.test(value)) this.#text.appendLeft(this.#start(start) + 2, " ");
  }

  #open(offset: number, text: string): void {
    if (text !== "") this.#text.appendRight(this.#start(offset), text);
  }

  #close(offset: number, text: string): void {
    if (text !== "") this.#text.appendLeft(this.#end(offset), text);
  }

  /** Where a node ends with the parentheses around it. */
  #closed({ end }: Node, limit: number): number {
    for (let at = end; ; ) {
      const next = skipTrivia(this.#parsed.code, at);
      if (next >= limit || this.#parsed.code[next] !== ")") return at;
      at = next + 1;
    }
  }

  /** What a statement is without its semicolon: types may follow what is left of it in the code. */
  #body(start: number, end: number, limit: number): string {
    const from = this.#start(start);
    const until = this.#end(end);
    if (this.#target === this.#parsed.code) return this.#slice(from, until);
    const isEnded = this.#parsed.code[limit - 1] === ";";
    const to = isEnded ? this.#start(limit - 1) : this.#restOfLine(until, undefined);
    const types = this.#target
      .slice(until, to)
      .replace(/\/[/*].*$/s, "")
      .trimEnd();
    return this.#slice(from, until + types.length);
  }

  #restOfLine(from: number, next: Node | undefined): number {
    const limit = next === undefined ? this.#target.length : this.#start(next.start);
    const line = this.#target.indexOf("\n", from);
    return line < 0 ? limit : Math.min(line, limit);
  }

  #piece(start: number, end: number): string {
    return this.#slice(this.#start(start), this.#end(end));
  }

  #slice(start: number, end: number): string {
    return start >= end ? "" : this.#text.slice(start, end);
  }

  #start(offset: number): number {
    if (this.#target === this.#parsed.code) return offset;
    // The map is exact for names; before a bracket or a semicolon there may be types.
    const at = this.#target.indexOf(this.#parsed.code[offset]!, this.#parsed.toSource(offset));
    if (at < 0) throw new Moved();
    return at;
  }

  /** The end of what stands before it: types may have followed there. */
  #end(offset: number): number {
    return this.#target === this.#parsed.code ? offset : this.#start(offset - 1) + 1;
  }
}

function isFunction({ type }: Node): boolean {
  return ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"].includes(type);
}

/** Whether what follows an operand binds closer than `await` before it. */
function bindsCloser(parent: AnyNode, node: Node): boolean {
  switch (parent.type) {
    case "MemberExpression":
      return parent.object === node;
    case "CallExpression":
    case "NewExpression":
      return parent.callee === node;
    case "TaggedTemplateExpression":
      return parent.tag === node;
    case "BinaryExpression":
      return parent.operator === "**" && parent.left === node;
    case "ClassDeclaration":
    case "ClassExpression":
      return parent.superClass === node;
    default:
      return false;
  }
}

/** Where the value begins behind a name: behind the equals sign. */
function equalsBehind(code: string, end: number): number {
  return skipTrivia(code, end) + 1;
}

/** Without empty lines around, and without the semicolons of empty statements. */
function tidy(text: string): string {
  return text
    .split("\n")
    .map((line) => (line.trim() === ";" ? "" : line.trimEnd()))
    .filter((line) => line.trim() !== "")
    .join("\n");
}

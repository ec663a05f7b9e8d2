/**
 * The names that the input itself has declared where the cursor stands: parameters of callbacks, what a loop goes through, declarations before it. Told
 * from the tokens, since what is being typed is no program yet; types come from the reference. Nothing runs for it.
 */
import { tokenizer } from "acorn";
import { calleeBefore, chainOf } from "./context.ts";
import { namesInPattern, patternEnd, type Token } from "./patterns.ts";
import {
  callbackParameter,
  elementOf,
  followPath,
  type Known,
  type Locals,
  ofType,
  resolve,
  type World,
} from "./resolve.ts";

type Names = Map<string, Known | undefined>;

/** A bracket that is open, and what is declared in it. */
interface Frame {
  /** The index of its token; -1 of the whole. */
  readonly open: number;
  readonly names: Names;
  /** Which argument of a call is being written. */
  index: number;
  /** Parameters of an arrow without a body in braces, and of a loop without: gone at the end of the expression, or of the statement. */
  passing: { readonly names: Names; readonly until: "expression" | "statement" }[];
}

/** The declared names at a cursor; undefined is the value of one of which nothing is known. */
export function localsAt(source: string, cursor: number, world: World): Locals {
  return new Binder(source.slice(0, cursor), world).locals();
}

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  try {
    for (const { type, start, end } of tokenizer(source, { ecmaVersion: "latest", sourceType: "module" }))
      tokens.push({ label: type.label, text: source.slice(start, end), start, end });
  } catch {
    // a text or a template that is still open: the cursor is in it, and what was before it is known
  }
  return tokens;
}

const opens: ReadonlySet<string> = new Set(["(", "[", "{", "${"]);
const closes: ReadonlySet<string> = new Set([")", "]", "}"]);
const endsValue: ReadonlySet<string> = new Set([
  "name",
  "num",
  "string",
  "regexp",
  "`",
  ")",
  "]",
  "}",
  "this",
  "null",
  "true",
  "false",
  "super",
  "++/--",
]);
/** Signs and words that go on with an expression on a new line. */
const goesOn = /^(?:[=?:.,;)\]}([`*/%<>&|^+-].*|in|of|instanceof|as|satisfies)$/;

class Binder {
  readonly #source: string;
  readonly #world: World;
  readonly #tokens: readonly Token[];
  readonly #frames: Frame[] = [frame(-1)];
  /** Where the bracket was opened that is closed by a token, by their indexes. */
  readonly #openOf = new Map<number, number>();
  /** The tokens that close what stands before a statement, as in `for (...)`. */
  readonly #heads = new Set<number>();
  /** What is declared as soon as a token is reached. */
  readonly #due: { readonly at: number; readonly to: Names; readonly names: () => Names }[] = [];
  /** What the next brace begins with. */
  #next: Names | undefined;

  constructor(source: string, world: World) {
    this.#source = source;
    this.#world = world;
    this.#tokens = tokensOf(source);
  }

  locals(): Locals {
    for (let at = 0; at < this.#tokens.length; at++) {
      this.#declareDue(at);
      if (this.#beginsStatement(at)) this.#top.passing = [];
      this.#take(at);
    }
    this.#declareDue(this.#tokens.length);
    return new Map(this.#declared().flatMap((names) => [...names]));
  }

  get #top(): Frame {
    return this.#frames.at(-1)!;
  }

  /** All that is declared, the outermost first. */
  #declared(): Names[] {
    return this.#frames.flatMap(({ names, passing }) => [names, ...passing.map((one) => one.names)]);
  }

  /** What is known where the tokens are now. */
  #seen(): World {
    const declared = this.#declared().reverse();
    const holder = (name: string): Names | undefined => declared.find((names) => names.has(name));
    const locals: Locals = {
      has: (name) => holder(name) !== undefined,
      get: (name) => holder(name)?.get(name),
      keys: () => new Map(declared.flatMap((names) => [...names])).keys(),
    };
    return { ...this.#world, locals };
  }

  #declareDue(at: number): void {
    for (let due = this.#due[0]; due !== undefined && due.at <= at; due = this.#due[0]) {
      this.#due.shift();
      for (const [name, known] of due.names()) due.to.set(name, known);
    }
  }

  /** Whether a token stands on a new line, and no expression goes on there. */
  #beginsStatement(at: number): boolean {
    const [before, token] = [this.#tokens[at - 1], this.#tokens[at]];
    if (before === undefined || !endsValue.has(before.label) || this.#heads.has(at - 1)) return false;
    const start = token?.start ?? this.#source.length;
    return this.#source.slice(before.end, start).includes("\n") && !(token && goesOn.test(token.text));
  }

  #take(at: number): void {
    const { label, text } = this.#tokens[at]!;
    if (opens.has(label)) {
      this.#frames.push(frame(at, label === "{" ? this.#next : undefined));
      this.#next = undefined;
    } else if (closes.has(label)) this.#close(at);
    else if (label === "=>") this.#arrow(at);
    else if (label === ",") {
      this.#top.index++;
      this.#top.passing = this.#top.passing.filter(({ until }) => until === "statement");
    } else if (label === ";") this.#top.passing = [];
    else if (label === "const" || label === "var" || (text === "let" && label === "name")) this.#declaration(at + 1);
    else if (label === "function" || label === "class") this.#named(at + 1);
    else if (label === "import") this.#imports(at + 1);
  }

  #named(at: number): void {
    const index = this.#tokens[at]?.text === "*" ? at + 1 : at;
    const token = this.#tokens[index];
    if (token?.label === "name") this.#top.names.set(token.text, undefined);
  }

  #imports(at: number): void {
    if (/^[(.]/.test(this.#tokens[at]?.text ?? "(")) return;
    for (let index = at; index < this.#tokens.length; index++) {
      const { label, text } = this.#tokens[index]!;
      if (label === "string" || label === ";" || text === "from") return;
      const isNamed = label === "name" && !/^(?:as|type)$/.test(text) && this.#tokens[index + 1]?.text !== "as";
      if (isNamed) this.#top.names.set(text, undefined);
    }
  }

  /** `const a = 1, { b } = c`: each of them is there from its end on. */
  #declaration(from: number): void {
    for (let at: number | undefined = from; at !== undefined; ) {
      const pattern = at;
      const end = patternEnd(this.#tokens, pattern);
      const { equals, stop } = this.#initializer(end);
      if (stop === undefined) return;
      const type = this.#tokens[end]?.label === ":" ? this.#text(end + 1, equals ?? stop) : undefined;
      const isLoop = equals !== undefined && this.#tokens[equals]!.text === "of";
      const value = equals === undefined ? undefined : ([equals + 1, stop] as const);
      const names = (): Names => {
        const seen = this.#seen();
        let known = type !== undefined ? ofType(type, seen) : value && this.#valueOf(...value, seen);
        if (isLoop) known = known && elementOf(known);
        return this.#bound(pattern, end, known, seen);
      };
      this.#due.push({ at: stop, to: this.#top.names, names });
      this.#due.sort((a, b) => a.at - b.at);
      at = this.#tokens[stop]?.label === "," ? stop + 1 : undefined;
    }
  }

  /** Where the value of a pattern begins, with `=` or `of`, and where it ends; no end when the cursor is in it. */
  #initializer(from: number): { equals: number | undefined; stop: number | undefined } {
    let equals: number | undefined;
    let depth = 0;
    for (let at = from; at <= this.#tokens.length; at++) {
      if (depth === 0 && at > from && this.#beginsStatement(at)) return { equals, stop: at };
      const token = this.#tokens[at];
      if (token === undefined) break;
      if (depth === 0 && (token.label === "," || token.label === ";" || closes.has(token.label)))
        return { equals, stop: at };
      if (opens.has(token.label)) depth++;
      else if (closes.has(token.label)) depth--;
      else if (depth === 0 && equals === undefined && /^(?:=|of|in)$/.test(token.text)) equals = at;
    }
    return { equals, stop: undefined };
  }

  #text(from: number, to: number): string {
    return this.#source.slice(this.#tokens[from]?.start ?? 0, this.#tokens[to - 1]?.end ?? 0);
  }

  #valueOf(from: number, to: number, seen: World): Known | undefined {
    const text = this.#text(from, to);
    const [, asserted] = /\sas\s+([\w.[\]<>| ]+)$/.exec(text) ?? [];
    if (asserted !== undefined) return ofType(asserted, seen);
    const chain = chainOf(text);
    return chain === undefined ? undefined : resolve(chain, seen);
  }

  #bound(from: number, to: number, known: Known | undefined, seen: World): Names {
    const names: Names = new Map();
    for (const { name, path } of namesInPattern(this.#tokens, from, to))
      names.set(name, known && followPath(known, path, seen));
    return names;
  }

  #close(at: number): void {
    if (this.#frames.length === 1) return; // one too many
    const { open, names } = this.#frames.pop()!;
    this.#openOf.set(at, open);
    if (this.#tokens[open]!.label !== "(") return;
    const isBrace = this.#tokens[at + 1]?.label === "{";
    const before = this.#tokens[open - 1];
    const isLoop = before?.label === "for" || (before?.text === "await" && this.#tokens[open - 2]?.label === "for");
    if (isLoop || before?.label === "if" || before?.label === "while") this.#heads.add(at);
    if (isLoop) {
      if (isBrace) this.#next = names;
      else this.#top.passing.push({ names, until: "statement" });
    } else if (isBrace && (before?.label === "catch" || before?.label === "name" || before?.label === "function")) {
      const start = before.label === "function" ? open - 1 : -1;
      this.#next = this.#parameters(open + 1, at, start);
    }
  }

  #arrow(at: number): void {
    const [from, to, start] = this.#parametersBefore(at);
    const names = this.#parameters(from, to, start);
    if (this.#tokens[at + 1]?.label === "{") this.#next = names;
    else this.#top.passing.push({ names, until: "expression" });
  }

  /** The parameters of an arrow, without their parentheses, and where the whole function begins. */
  #parametersBefore(arrow: number): [from: number, to: number, start: number] {
    // `(c): Type =>`
    const isTyped = this.#tokens[arrow - 2]?.label === ":" && this.#openOf.has(arrow - 3);
    const last = isTyped ? arrow - 3 : arrow - 1;
    const open = this.#openOf.get(last);
    return open === undefined ? [last, last + 1, last] : [open + 1, last, open];
  }

  /** The names of parameters; of a callback, with what it is called with. `start` is where the function begins, if it may be one. */
  #parameters(from: number, to: number, start: number): Names {
    const { open, index } = this.#top;
    const isAsync = this.#tokens[start - 1]?.text === "async";
    const before = this.#tokens[start - (isAsync ? 2 : 1)];
    const isArgument = start >= 0 && this.#tokens[open]?.label === "(" && /^[(,]$/.test(before?.label ?? "");
    const callee = isArgument ? calleeBefore(this.#source, this.#tokens[open]!.start) : undefined;
    const seen = this.#seen();
    const names: Names = new Map();
    let at = from;
    for (let position = 0; at < to; position++) {
      const end = patternEnd(this.#tokens, at);
      const stop = Math.min(this.#initializer(end).stop ?? to, to);
      const isTyped = this.#tokens[end]?.label === ":" && end < to;
      const known = isTyped
        ? ofType(this.#text(end + 1, stop), seen)
        : callee === undefined
          ? undefined
          : callbackParameter(callee, index, position, seen);
      for (const [name, one] of this.#bound(at, end, known, seen)) names.set(name, one);
      at = Math.max(stop, at) + 1;
    }
    return names;
  }
}

function frame(open: number, names: Names = new Map()): Frame {
  return { open, names, index: 0, passing: [] };
}

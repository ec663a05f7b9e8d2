/** What stands around the cursor: which name is being typed, in what of a call. A look at the text alone, which need not be whole. */

/** An argument of a call, and the way into the object literals in it. */
export interface Argument {
  /** What is called, as it is written, without what is in its own parentheses: `containers.get().attach`. */
  readonly callee: string;
  readonly index: number;
  /** The keys that lead from the argument to the place. */
  readonly keys: readonly string[];
}

/** A pattern that takes something apart: `{ Id, State: { Pid } }`. */
export interface Pattern {
  /** Of a callback's parameter: which one, of which argument of a call. Absent in a declaration, whose value stands behind it. */
  readonly parameter?: { readonly callee: string; readonly index: number; readonly position: number };
  /** The keys that lead to the place. */
  readonly keys: readonly string[];
}

/** Where the cursor is. `from` is where what is being typed begins, `prefix` what there is of it. */
export type Context =
  | { readonly kind: "none" }
  /** The beginning of a name. */
  | { readonly kind: "name"; readonly from: number; readonly prefix: string; readonly argument: Argument | undefined }
  /** The name of a member of what `receiver` says. */
  | { readonly kind: "member"; readonly from: number; readonly prefix: string; readonly receiver: string }
  /** A key of an object literal; `given` are those that it has already. */
  | {
      readonly kind: "key";
      readonly from: number;
      readonly prefix: string;
      readonly argument: Argument | undefined;
      /** What is taken apart, where it may be that. */
      readonly pattern: Pattern | undefined;
      readonly given: readonly string[];
      /** The quote that it has been begun with. */
      readonly quote?: string;
    }
  /** The inside of a string. */
  | {
      readonly kind: "string";
      readonly from: number;
      readonly prefix: string;
      readonly quote: string;
      readonly argument: Argument | undefined;
      /** Whether it names a module. */
      readonly isImport: boolean;
      /** What it is compared with, as in `c.State === "`. */
      readonly compared: string | undefined;
    };

/** A bracket that is open. */
interface Frame {
  readonly open: "(" | "[" | "{" | "${";
  /** Of a call: what is called. */
  readonly callee: string | undefined;
  /** Of a brace: whether it is an object literal, or a pattern. */
  readonly isObject: boolean;
  /** Of a brace: whether it is the pattern of a declaration. */
  readonly declares: boolean;
  index: number;
  /** In an object literal: the key whose value is being written; undefined while a key is. */
  key: string | undefined;
  readonly given: string[];
}

/** The name, string or key at the cursor, and what it is in. */
export function contextAt(source: string, cursor: number): Context {
  const scanner = new Scanner(source, cursor);
  return scanner.context();
}

const nameCharacter = /[\w$\u0080-\uffff]/;
/** After these a slash begins a regular expression, and a brace an object literal. */
const beforeValue = /(?:^|[([{,;=:?!&|+\-*%<>~^]|\b(?:return|typeof|await|case|in|of|new|delete|void|throw|yield))\s*$/;

class Scanner {
  readonly #source: string;
  readonly #end: number;
  readonly #frames: Frame[] = [];
  readonly #comments: { readonly from: number; readonly to: number }[] = [];
  #at = 0;

  constructor(source: string, cursor: number) {
    this.#source = source;
    this.#end = Math.min(cursor, source.length);
  }

  context(): Context {
    while (this.#at < this.#end) {
      const inside = this.#step();
      if (inside !== undefined) return inside;
    }
    return this.#nameContext();
  }

  /** Takes the next piece; a context when the cursor is inside of it. */
  #step(): Context | undefined {
    const character = this.#source[this.#at]!;
    const next = this.#source[this.#at + 1];
    if (character === "/" && next === "/") return this.#comment(this.#source.indexOf("\n", this.#at));
    if (character === "/" && next === "*") return this.#comment(after(this.#source, "*/", this.#at + 2));
    if (character === '"' || character === "'") return this.#string(character);
    if (character === "`") return this.#template(this.#at + 1);
    if (character === "/" && beforeValue.test(this.#before())) return this.#regex();
    if (character === "}" && this.#frames.at(-1)?.open === "${") {
      this.#frames.pop();
      return this.#template(this.#at + 1);
    }
    this.#bracket(character);
    this.#at++;
    return undefined;
  }

  /** What stands before an offset, without blanks and comments. */
  #before(at: number = this.#at): string {
    let end = at;
    for (;;) {
      while (end > 0 && /\s/.test(this.#source[end - 1]!)) end--;
      const comment = this.#comments.findLast(({ to }) => to === end);
      if (comment === undefined) return this.#source.slice(Math.max(0, end - 40), end);
      end = comment.from;
    }
  }

  #comment(to: number): Context | undefined {
    this.#comments.push({ from: this.#at, to });
    return this.#skip(to);
  }

  /** Skips to an offset; no context when that is behind the cursor or nowhere. */
  #skip(to: number): Context | undefined {
    if (to < 0 || to > this.#end) return { kind: "none" };
    this.#at = to;
    return undefined;
  }

  #string(quote: string): Context | undefined {
    const from = this.#at + 1;
    let at = from;
    while (at < this.#end && this.#source[at] !== quote && this.#source[at] !== "\n")
      at += this.#source[at] === "\\" ? 2 : 1;
    if (at >= this.#end) return this.#inString(from, quote);
    this.#at = at + 1;
    return undefined;
  }

  /** The rest of a template, from an offset in its text. */
  #template(from: number): Context | undefined {
    let at = from;
    while (at < this.#end && this.#source[at] !== "`") {
      if (this.#source[at] === "$" && this.#source[at + 1] === "{") {
        this.#push("${", undefined);
        this.#at = at + 2;
        return undefined;
      }
      at += this.#source[at] === "\\" ? 2 : 1;
    }
    if (at >= this.#end) return this.#source[from - 1] === "`" ? this.#inString(from, "`") : { kind: "none" };
    this.#at = at + 1;
    return undefined;
  }

  #inString(from: number, quote: string): Context {
    const before = this.#before(from - 1);
    const prefix = this.#source.slice(from, this.#end);
    if (quote !== "`" && this.#isAtKey(before)) return this.#keyContext(from, prefix, quote);
    const isImport = /(?:\bfrom|\bimport\s*\(?)$/.test(before);
    const sign = /[!=]==?$/.exec(before)?.[0];
    const compared = sign && receiverBefore(this.#source, this.#source.lastIndexOf(sign, from - 2));
    return { kind: "string", from, prefix, quote, argument: this.#argument(), isImport, compared };
  }

  #regex(): Context | undefined {
    let at = this.#at + 1;
    for (let inClass = false; at < this.#end && this.#source[at] !== "\n"; at++) {
      const character = this.#source[at];
      if (character === "\\") at++;
      else if (character === "[") inClass = true;
      else if (character === "]") inClass = false;
      else if (character === "/" && !inClass) break;
    }
    return at >= this.#end ? { kind: "none" } : this.#skip(at + 1);
  }

  #bracket(character: string): void {
    const top = this.#frames.at(-1);
    switch (character) {
      case "(":
        this.#push("(", calleeBefore(this.#source, this.#at));
        break;
      case "[":
        this.#push("[", undefined);
        break;
      case "{":
        this.#push("{", undefined, this.#isObject(top), this.#declares());
        break;
      case ")":
      case "]":
      case "}":
        this.#frames.pop();
        break;
      case ",":
        if (top) this.#comma(top);
        break;
      case ":":
        if (top?.isObject && top.key === undefined) this.#colon(top);
        break;
    }
  }

  #push(open: Frame["open"], callee: string | undefined, isObject = false, declares = false): void {
    this.#frames.push({ open, callee, isObject: isObject || declares, declares, index: 0, key: undefined, given: [] });
  }

  #declares(): boolean {
    return /(?<![.\w$])(?:const|let|var)$/.test(this.#before());
  }

  /** A brace is a literal where a value may stand, but not after `=>`, and a colon must be that of a key. */
  #isObject(top: Frame | undefined): boolean {
    const before = this.#before();
    if (/=>\s*$/.test(before) || !beforeValue.test(before)) return false;
    if (/:\s*$/.test(before)) return top?.isObject === true;
    return !/(?:^|[;{}])\s*$/.test(before);
  }

  #comma(top: Frame): void {
    if (top.isObject) {
      // `{ a, b: 1 }`: the short form of a key and its value.
      if (top.key === undefined) this.#given(top);
      top.key = undefined;
    }
    top.index++;
  }

  #colon(top: Frame): void {
    top.key = this.#given(top) ?? "";
  }

  /** The key that stands before the current place. */
  #given(top: Frame): string | undefined {
    const [, quoted, bare] = /(?:(["'])(?:.*?)\1|([\w$]+))\s*$/.exec(this.#before()) ?? [];
    const key = bare ?? (quoted === undefined ? undefined : /["']([^"']*)["']\s*$/.exec(this.#before())?.[1]);
    if (key !== undefined) top.given.push(key);
    return key;
  }

  #nameContext(): Context {
    let from = this.#end;
    while (from > 0 && nameCharacter.test(this.#source[from - 1]!)) from--;
    const prefix = this.#source.slice(from, this.#end);
    if (/^\d/.test(prefix)) return { kind: "none" };
    const before = this.#source.slice(0, from);
    if (/(?:^|[^.])\.\.\.$/.test(before)) return { kind: "name", from, prefix, argument: undefined };
    const dot = /[?!]?\.$/.exec(before);
    if (dot) {
      if (/(?:^|[^\w$.)\]])\d+\.$/.test(before)) return { kind: "none" }; // the dot of a number
      const receiver = receiverBefore(this.#source, dot.index);
      return receiver === "" ? { kind: "none" } : { kind: "member", from, prefix, receiver };
    }
    if (this.#isAtKey(this.#before(from))) return this.#keyContext(from, prefix);
    return { kind: "name", from, prefix, argument: this.#argument() };
  }

  /** Whether a key of an object literal stands behind this. */
  #isAtKey(before: string): boolean {
    const top = this.#frames.at(-1);
    return top?.isObject === true && top.key === undefined && /[{,]$/.test(before);
  }

  #keyContext(from: number, prefix: string, quote?: string): Context {
    const { given } = this.#frames.at(-1)!;
    const pattern = patternIn(this.#frames);
    return {
      kind: "key",
      from,
      prefix,
      argument: this.#argument(),
      pattern,
      given,
      ...(quote !== undefined && { quote }),
    };
  }

  /** The argument of the nearest call, and the keys that lead to here. */
  #argument(): Argument | undefined {
    const keys: string[] = [];
    for (let i = this.#frames.length - 1; i >= 0; i--) {
      const frame = this.#frames[i]!;
      if (frame.open === "(")
        return frame.callee === undefined ? undefined : { callee: frame.callee, index: frame.index, keys };
      if (frame.open === "${" || frame.declares || (frame.open === "{" && !frame.isObject)) return undefined;
      if (frame.key !== undefined) keys.unshift(frame.key);
    }
    return undefined;
  }
}

/** Takes the last frames for a pattern: of a declaration, or of a parameter, as in `list.map(({ `. */
function patternIn(frames: readonly Frame[]): Pattern | undefined {
  const keys: string[] = [];
  for (let at = frames.length - 1; at >= 0; at--) {
    const frame = frames[at]!;
    if (frame.open === "{" && frame.isObject) {
      if (frame.key !== undefined) keys.unshift(frame.key);
      if (frame.declares) return { keys };
      continue;
    }
    const call = frames[at - 1];
    if (frame.open !== "(" || frame.callee !== undefined || call?.open !== "(" || call.callee === undefined)
      return undefined;
    return { parameter: { callee: call.callee, index: call.index, position: frame.index }, keys };
  }
  return undefined;
}

function after(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from);
  return at < 0 ? -1 : at + what.length;
}

/** What is called by the parenthesis at an offset; undefined when it is no call. */
export function calleeBefore(source: string, paren: number): string | undefined {
  const callee = receiverBefore(source, paren);
  return callee === "" || /^(?:if|for|while|switch|catch|function|return|await|async)$/.test(callee)
    ? undefined
    : callee;
}

/** The chain of names, calls and indexes that ends at an offset, without what is inside of its brackets: `a.b().c[]`. */
export function receiverBefore(source: string, end: number): string {
  return chainBefore(source, end).chain;
}

/** An expression as such a chain; undefined when it is not one from beginning to end. */
export function chainOf(expression: string): string | undefined {
  const text = expression.trim().replace(/^await\s+/, "");
  const { chain, from } = chainBefore(text, text.length);
  return chain === "" || from > 0 ? undefined : chain;
}

function chainBefore(source: string, end: number): { chain: string; from: number } {
  const nothing = { chain: "", from: end };
  const parts: string[] = [];
  let at = end;
  for (;;) {
    while (at > 0 && /\s/.test(source[at - 1]!)) at--;
    const last = source[at - 1];
    if (last === ")" || last === "]") {
      const open = openingOf(source, at - 1);
      if (open < 0) return nothing;
      const isValue = beginsValue(source.slice(Math.max(0, open - 20), open));
      const isGroup = last === ")" && isValue;
      if (isGroup) {
        // `(await x.y())` is what it says inside.
        const inner = source.slice(open + 1, at - 1).replace(/^\s*await\s+/, "");
        return { chain: `${receiverBefore(inner, inner.length)}${parts.join("")}`, from: open };
      }
      const isList = last === "]" && isValue;
      parts.unshift(last === ")" ? "()" : "[]");
      if (isList) return { chain: parts.join(""), from: open };
      at = open;
      continue;
    }
    if (last === '"' || last === "'" || last === "`")
      return { chain: `""${parts.join("")}`, from: Math.max(0, source.lastIndexOf(last, at - 2)) };
    let from = at;
    while (from > 0 && nameCharacter.test(source[from - 1]!)) from--;
    if (from === at) return nothing;
    parts.unshift(source.slice(from, at));
    const link = /[?!]?\.\s*$/.exec(source.slice(Math.max(0, from - 1000), from));
    if (!link) return { chain: parts.join(""), from };
    parts.unshift(".");
    at = from - link[0].length;
  }
}

/** Whether a bracket behind this begins a value, rather than calling what stands there or taking a part of it: `await (`. */
function beginsValue(before: string): boolean {
  return (
    /(?<![.\w$])(?:await|return|typeof|void|case|throw|yield|else|of|in)\s*$/.test(before) ||
    !/[\w$)\]?.!]\s*$/.test(before)
  );
}

/** Where the bracket was opened that is closed at an offset; -1 where that cannot be told. Strings in between are skipped. */
function openingOf(source: string, close: number): number {
  let depth = 0;
  for (let at = close; at >= 0; at--) {
    const character = source[at]!;
    if (character === '"' || character === "'" || character === "`") {
      const begin = source.lastIndexOf(character, at - 1);
      if (begin < 0) return -1;
      at = begin;
    } else if (character === ")" || character === "]" || character === "}") depth++;
    else if (character === "(" || character === "[" || character === "{") {
      depth--;
      if (depth === 0) return at;
    }
  }
  return -1;
}

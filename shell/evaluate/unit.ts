/** One piece of source that is run: a typed input, a `-e`, a script. It knows where its places are, whatever became of its text. */
import { runInThisContext } from "node:vm";
import type { AnyNode } from "acorn";
import type { DisposeStack } from "./dispose.ts";
import { type Parsed, SourceError, walk } from "./parse.ts";
import { type Declared, type RewriteOptions, type Rewritten, rewrite } from "./rewrite.ts";
import { type Position, SourceText } from "./source.ts";

/** What rewritten statements call; see rewrite.ts for where. */
export interface Hooks {
  /** Whether it is a promise that a call of the API gave. `call` is where it ends in the parsed code. */
  pending(value: unknown, call: number): boolean;
  /** A statement of the program begins, counted from 0. */
  step(index: number): void;
  /** What `await` is given: a promise that can also be cut short. */
  wait(value: unknown): unknown;
  /** What `for await` loops over: values whose coming can be cut short. */
  each(values: AsyncIterable<unknown> | Iterable<unknown>): AsyncIterable<unknown>;
  /** Takes the value of an expression statement. */
  value(value: unknown): Promise<void>;
  /** Takes the value of a call that nobody uses. */
  drop(value: unknown): unknown;
  /** An error is caught by the source: it is to speak of the source. */
  caught(error: unknown): void;
  /** Keeps a frame on the stack. */
  tail(value: unknown): unknown;
  /** Makes names of the scope constant: they have their values now. */
  fix(...names: string[]): void;
  /** Takes the error of statements that are tried: the number of their run. Throws it where it is the end of all. */
  failed(error: unknown, run: number): void;
  /** Takes a resource until the end. */
  use(isAsync: boolean, resource: unknown): unknown;
  /** A stack for the resources of a block. */
  stack(): DisposeStack;
  import(specifier: string, options?: ImportCallOptions): Promise<object>;
  /** The module, if it exports all these names. */
  pick(module: object, specifier: string, names: readonly string[]): object;
  readonly meta: ImportMeta | object;
}

/** A place in a source that has a name. */
export interface Place extends Position {
  readonly unit: { readonly title: string; readonly source: SourceText };
}

/** Who a unit is. */
export interface UnitOptions {
  /** The name that the runtime has it by; no other unit may have it. */
  id: string;
  /** The name that people have it by. */
  title: string;
  /** The line of the file that it begins on, where it is a piece of one; 1 otherwise. */
  firstLine?: number;
}

const isJavaScriptCore = "Bun" in globalThis;

/** Source that is ready to run. */
export class Unit {
  readonly id: string;
  readonly title: string;
  readonly source: SourceText;
  readonly declared: readonly Declared[];
  readonly #rewritten: Rewritten;
  readonly #generated: SourceText;
  readonly #program: Parsed;
  #between: (hooks: Hooks) => Hooks = (hooks) => hooks;

  /** What was parsed. */
  get parsed(): Parsed {
    return this.#program;
  }

  /** The calls that may turn out to be calls of the API; see {@link Rewritten.calls}. */
  get calls(): readonly number[] {
    return this.#rewritten.calls;
  }

  /** Throws a {@link SourceError} for what cannot stand in a source. */
  constructor(parsed: Parsed, { id, title, firstLine }: UnitOptions, options: RewriteOptions) {
    this.id = id;
    this.title = title;
    this.source = new SourceText(parsed.source, firstLine);
    this.#program = parsed;
    this.#rewritten = rewrite(parsed, options);
    this.#generated = new SourceText(this.#rewritten.code);
    this.declared = this.#rewritten.declared;
  }

  /** Puts something between the source and the hooks that it is going to be run with. */
  interpose(between: (hooks: Hooks) => Hooks): void {
    this.#between = between;
  }

  /** The function that runs it. */
  compile(hooks: Hooks, scope: object): () => Promise<void> {
    try {
      return runInThisContext(this.#rewritten.code, { filename: this.id })(this.#between(hooks), scope);
    } catch (error) {
      // acorn knows more of the language than an older runtime does
      throw error instanceof SyntaxError ? new SourceError(`this runtime cannot run it: ${error.message}`, 0) : error;
    }
  }

  /** Where a frame of a stack stands; undefined when it is not one of this unit. */
  placeOf(frame: string, errorName: string): Place | undefined {
    const at = frame.lastIndexOf(`${this.id}:`);
    const found = at < 0 ? null : /^(\d+):(\d+)\)?$/.exec(frame.slice(at + this.id.length + 1).trim());
    if (!found) return undefined;
    const offset = this.#rewritten.map.at(this.#generated.offset({ line: Number(found[1]), column: Number(found[2]) }));
    return this.place(isJavaScriptCore ? this.#nameBefore(offset, errorName) : offset);
  }

  /** The place of an offset in the source. */
  place(offset: number): Place {
    return { unit: this, ...this.source.position(offset) };
  }

  /** JavaScriptCore names the end of what it called or looked up, V8 its beginning: the last name of it. */
  #nameBefore(offset: number, errorName: string): number {
    let found = offset;
    let rank = 0;
    const consider = (start: number, priority: number) => {
      if (priority > rank) [found, rank] = [start, priority];
    };
    walk(this.#program.program, (node: AnyNode) => {
      const isEnd = (part: { end: number }) => this.#program.toSource(part.end) === offset;
      if (node.type === "CallExpression" && isEnd(node.callee)) {
        consider(node.callee.type === "MemberExpression" ? node.callee.property.start : node.callee.start, 4);
      } else if (node.type === "NewExpression" && isEnd(node.callee)) consider(node.start, 4);
      else if (node.type === "MemberExpression" && isEnd(node.object))
        consider(node.property.start, errorName === "ReferenceError" ? 1 : 3);
      else if (node.type === "Identifier" && isEnd(node)) consider(node.start, 2);
    });
    return rank === 0 ? offset : this.#program.toSource(found);
  }
}

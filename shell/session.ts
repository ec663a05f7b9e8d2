/**
 * A session: names that last from one input to the next, an engine to talk to, and the inputs that were run. The prompt, `-e`, pipes and
 * scripts differ only in what they tell it.
 */
import { dirname, join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import type { CallExpression } from "acorn";
import type { Docker } from "../mod.ts";
import { type Call, Calls } from "./calls.ts";
import { AbandonableRun } from "./evaluate/abandon.ts";
import { DisposeStack } from "./evaluate/dispose.ts";
import { interruptibly } from "./evaluate/interruptible.ts";
import { eachOf } from "./evaluate/each.ts";
import { importModule, pickExports } from "./evaluate/modules.ts";
import { parse, parseTyped, SourceError } from "./evaluate/parse.ts";
import type { RewriteOptions } from "./evaluate/rewrite.ts";
import { SourceText } from "./evaluate/source.ts";
import { isError, propertyOf, textOf, told } from "./format/told.ts";
import { closeLive, isLive } from "./show.ts";
import { afterTurn, turn, Turns } from "./evaluate/turns.ts";
import { type Hooks, type Place, Unit } from "./evaluate/unit.ts";
import { callAt, reworded, speaksOfRewritten } from "./evaluate/wording.ts";

/** What a session is made of. */
export interface SessionOptions {
  docker: Docker;
  /**
   * `script` and `transcript`: awaits are explicit. The others await calls of the API by themselves. All but `script`, which is run as a whole,
   * keep what is declared for the next source. A `transcript` is a script that is run statement by statement.
   */
  mode: "prompt" | "eval" | "pipe" | "script" | "transcript";
  /** Where the source is: a file, for a script; else the directory that imports are relative to. */
  at: { file: string } | { directory: string };
  /** Is given the values of expression statements, as the mode has it: the last one's, or each. */
  onValue?: (value: unknown) => void | Promise<void>;
  /** Is given a call of an expression statement before it is awaited, to show how it goes; what it gives is awaited before the value is shown. */
  onCall?: (call: Promise<unknown>) => Promise<void> | undefined;
  /** Is given the connection at the end, when what `using` holds is disposed of, and before it is closed. */
  onEnd?: (docker: Docker) => Promise<void>;
  /** At the prompt: is given the calls of an input that nobody awaits, and that it has not kept. Elsewhere they are errors at the end. */
  onForgotten?: (calls: readonly UnawaitedCallError[]) => void;
}

/** Is told how a unit runs. */
export interface Trace {
  /** A statement of the program begins, counted from 0. */
  step(index: number): void;
  /** A call has given something: whether it was the promise of a call of the API, which is awaited. `end` is where it ends in the parsed code. */
  called(end: number, awaited: boolean): void;
  /** A value is handed out: as the statement gave it, and whether it is awaited first. */
  value(value: unknown, awaited: boolean): void;
  /** Statements that are tried have failed: says whether those behind them run. `run` is the number of theirs. */
  failed?(error: unknown, run: number): boolean;
}

/** How a source is read. */
export interface ReadOptions extends Pick<RewriteOptions, "tried"> {
  /** The line of the file that it begins on; 1 if left out. */
  firstLine?: number;
}

/** A running call, or a wait, was cut short by Ctrl-C. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** An error of a source, rather than of what runs in it. */
export class PlacedError extends Error {
  /** Where the source is wrong. */
  readonly place: Place | undefined;

  constructor(message: string, place: Place | undefined) {
    super(message);
    this.place = place;
  }
}

/** A program waits for what can never come: nothing is left that could make it come. */
export class StuckError extends PlacedError {
  override readonly name = "StuckError";
  readonly hint = "What it waits for is settled by nothing that is still open: no timer, no stream, no call.";

  constructor(place: Place | undefined) {
    super("the program ended while it was waiting", place);
  }
}

/** A call of the API that nobody awaited: what came of it would have been lost. */
export class UnawaitedCallError extends PlacedError {
  override readonly name = "UnawaitedCallError";
  readonly hint = "Write `await` before it; several at a time: await Promise.all(list.map((c) => c.stop())).";

  constructor({ name, place }: Call) {
    super(`the call of ${name} is not awaited`, place);
  }
}

const values: Record<SessionOptions["mode"], RewriteOptions["values"]> = {
  prompt: "last",
  eval: "last",
  pipe: "each",
  script: "none",
  transcript: "last",
};

/** Runs sources, one after the other, over the same names. */
export class Session {
  /** What sources see besides the globals of the runtime. Without a prototype, so that it holds what is put there and nothing else. */
  readonly scope: Record<string, unknown> = Object.create(null);
  readonly mode: SessionOptions["mode"];
  readonly calls: Calls;
  readonly #at: SessionOptions["at"];
  readonly #onValue: NonNullable<SessionOptions["onValue"]>;
  readonly #onCall: NonNullable<SessionOptions["onCall"]>;
  readonly #onEnd: NonNullable<SessionOptions["onEnd"]>;
  readonly #onForgotten: NonNullable<SessionOptions["onForgotten"]>;
  /** The names that the user has given a meaning: the shell leaves them alone. */
  readonly #declared = new Set<string>();
  readonly #turns = new Turns();
  readonly #told = new WeakSet<Call>();
  readonly #constants = new WeakMap<Error, string>();
  readonly #units: Unit[] = [];
  readonly #wrongSources = new WeakMap<SourceError, Place>();
  readonly #resources = new DisposeStack();
  /** What runs now, or has run last. */
  #current: { readonly unit: Unit; statement: number } | undefined;
  #docker: Docker;
  #cancel = new AbortController();
  /** What an interrupt abandons, if it comes again. */
  #abandonable: AbandonableRun | undefined;

  constructor({
    docker,
    mode,
    at,
    onValue = () => {},
    onCall = () => undefined,
    onEnd = async () => {},
    onForgotten = () => {},
  }: SessionOptions) {
    this.#docker = docker;
    this.mode = mode;
    this.#at = at;
    this.#onValue = onValue;
    this.#onCall = onCall;
    this.#onEnd = onEnd;
    this.#onForgotten = onForgotten;
    this.calls = new Calls({
      placeOf: (frame) => this.#placeOfFrame(frame, ""),
      signal: () => this.#cancel.signal,
      strict: mode !== "prompt",
    });
  }

  /** The connection that the helpers work with. */
  get docker(): Docker {
    return this.#docker;
  }

  /** Where the statement begins that runs now, or has run last. */
  get place(): Place | undefined {
    if (this.#current === undefined) return undefined;
    const { unit, statement } = this.#current;
    return unit.place(unit.parsed.toSource(unit.parsed.program.body[statement]?.start ?? 0));
  }

  /** The directory that modules are looked for from. */
  get directory(): string {
    return "file" in this.#at ? dirname(this.#at.file) : this.#at.directory;
  }

  /** Aborted by the next interrupt. */
  get signal(): AbortSignal {
    return this.#cancel.signal;
  }

  /** Goes on with another connection. The one before is closed; what was declared stays. */
  async connect(docker: Docker): Promise<void> {
    const before = this.#docker;
    this.#docker = docker;
    await before.close();
  }

  /** Puts names of the shell's own into the scope, but for those that the user has given a meaning; says which these are. */
  offer(names: Readonly<Record<string, unknown>>): string[] {
    const [theirs, ours] = [Object.keys(names), new Set<string>()];
    for (const name of theirs) if (!this.#declared.has(name)) ours.add(name);
    for (const name of ours) this.scope[name] = names[name];
    return theirs.filter((name) => !ours.has(name));
  }

  /** Forgets every name. */
  reset(): void {
    for (const name of Object.keys(this.scope)) delete this.scope[name];
    this.#declared.clear();
  }

  /** Reads a source. Throws a SourceError when it is not one. */
  async read(source: string, title: string, { firstLine = 1, tried = [] }: ReadOptions = {}): Promise<Unit> {
    const interactive = this.mode !== "script" && this.mode !== "transcript";
    // The name of a file stays as it is, so that the stacks which a script prints itself make sense.
    const id = this.mode === "script" && "file" in this.#at ? this.#at.file : `${title}#${this.#units.length + 1}`;
    try {
      const parsed = await (interactive ? parseTyped(source) : parse(source));
      const keeps = this.mode !== "script";
      return new Unit(parsed, { id, title, firstLine }, { interactive, keeps, values: values[this.mode], tried });
    } catch (error) {
      if (error instanceof SourceError) {
        const text = new SourceText(source, firstLine);
        this.#wrongSources.set(error, { unit: { title, source: text }, ...text.position(error.offset) });
      }
      throw error;
    }
  }

  /** Runs what was read, to its end. `trace` is told how it goes. */
  async run(unit: Unit, trace?: Trace): Promise<void> {
    this.#units.push(unit);
    this.#current = { unit, statement: 0 };
    const isNew = new Set<string>();
    const before = new Map(unit.declared.map(({ name }) => [name, this.scope[name]]));
    const taken = unit.declared.flatMap(({ name }) => (this.#declared.has(name) ? [] : [name]));
    const forget = (names: Iterable<string>): void => {
      for (const name of names) {
        if (isNew.has(name) && this.scope[name] === undefined) delete this.scope[name];
        if (taken.includes(name) && this.scope[name] === before.get(name)) this.#declared.delete(name);
      }
    };
    const failed = (error: unknown, run: number): void => {
      this.#reword(error);
      if (trace?.failed?.(error, run) !== true) throw error;
      forget(unit.declared.flatMap((declared) => (declared.run === run ? [declared.name] : [])));
    };
    const statements = unit.compile({ ...this.#hooks(trace), failed }, this.scope);
    for (const name of this.#declare(unit)) isNew.add(name);
    for (const { name } of unit.declared) this.#declared.add(name);
    try {
      // A script is left to clean up; at the prompt, what gives the event loop no turn is broken off as it stands.
      if (this.mode === "prompt") await this.#runAtPrompt(statements);
      else await this.#runToItsEnd(statements);
    } catch (error) {
      // A name whose value was never there is not left behind.
      forget(before.keys());
      this.#reword(error);
      throw error;
    }
    for (const { name, kind } of unit.declared) {
      if (kind === "const" && name in this.scope) this.#fix([name]);
    }
    if (this.mode === "prompt" && this.calls.unawaited().length > 0) await this.#tellOfForgotten(unit);
  }

  /** Cancels the calls and waits that are under way. What is begun after that, in a `finally` for instance, runs as ever. */
  interrupt(): void {
    this.#cancelWith(new Interrupted("interrupted"));
    this.#abandonable?.interrupted();
  }

  /**
   * Disposes of what `using` holds, and breaks the connections. Gives an error for every call that nobody awaited, except at the prompt,
   * where there is always a next input.
   */
  async end(): Promise<UnawaitedCallError[]> {
    try {
      await this.#resources.dispose(true).finally(() => this.#onEnd(this.docker));
      return this.mode === "prompt" ? [] : this.calls.unawaited().map((call) => new UnawaitedCallError(call));
    } finally {
      this.calls.close();
      await this.docker.close();
    }
  }

  /** The places in the session's sources that an error went through, innermost first. */
  placesOf(error: unknown): Place[] {
    if (error instanceof PlacedError) return error.place ? [error.place] : [];
    const known = error instanceof SourceError ? this.#wrongSources.get(error) : this.calls.placeOf(error);
    if (known) return [known];
    // What is no error does not know where it was thrown; in a script it was a statement.
    const isScript = this.mode === "script" || this.mode === "transcript";
    if (!isError(error)) return isScript && this.place ? [this.place] : [];
    const { name, stack } = told(error);
    const frames = stack.split("\n").filter((line) => /^\s*at /.test(line));
    return frames.map((frame) => this.#placeOfFrame(frame, name)).filter((place) => place !== undefined);
  }

  /** The constant that an error is about: it was assigned to. */
  constantOf(error: Error): string | undefined {
    return this.#constants.get(error);
  }

  /** The call that an error is about: there was no such function. */
  failedCall(error: unknown): CallExpression | undefined {
    const origin = this.#originOf(error);
    return origin && callAt(origin.unit.parsed, origin.offset);
  }

  #cancelWith(reason: Error): void {
    const cancelled = this.#cancel;
    this.#cancel = new AbortController();
    cancelled.abort(reason);
  }

  /** An input that goes on in spite of being interrupted is left to itself. */
  async #runAtPrompt(statements: () => Promise<void>): Promise<void> {
    const run = new AbandonableRun();
    this.#abandonable = run;
    try {
      await run.during(
        () => interruptibly(statements, () => new Interrupted("interrupted")),
        () =>
          new Interrupted("interrupted: it did not end, and was abandoned; what it still prints comes above the line"),
      );
    } finally {
      this.#abandonable = undefined;
    }
  }

  /** Where the runtime says that there is nothing left to wait for, what is waited for never comes. */
  async #runToItsEnd(statements: () => Promise<void>): Promise<void> {
    const stuck = (): void => this.#cancelWith(new StuckError(this.place));
    process.once("beforeExit", stuck);
    try {
      await statements();
    } finally {
      process.off("beforeExit", stuck);
    }
  }

  /** A call is not forgotten that is held by a name: it may be awaited later. */
  async #tellOfForgotten(unit: Unit): Promise<void> {
    await turn();
    const held = new Set(unit.declared.flatMap(({ name }) => [this.scope[name]].flat()));
    const forgotten = this.calls.unawaited(held).filter((call) => !this.#told.has(call));
    for (const call of forgotten) this.#told.add(call);
    if (forgotten.length > 0) this.#onForgotten(forgotten.map((call) => new UnawaitedCallError(call)));
  }

  /** A message speaks of the source, not of what it was rewritten to. */
  #reword(error: unknown): void {
    // Of a proxy that cannot even be asked, what its trap throws is told in its place.
    if (!(error instanceof Error)) return;
    // What is caught comes by here as well, a million times in a loop: a stack is put together only when it is asked for.
    const message = textOf(propertyOf(error, "message") ?? "");
    const constant = /^Cannot assign to read only property '(.+)' of object '\[object Object\]'$/.exec(message)?.[1];
    // The scope is an object, and a constant is a property of it.
    if (constant !== undefined && Object.getOwnPropertyDescriptor(this.scope, constant)?.writable === false) {
      this.#constants.set(error, constant);
      error.message = "Assignment to constant variable.";
      return;
    }
    if (!speaksOfRewritten(message)) return;
    const origin = this.#originOf(error);
    const unit = origin?.unit ?? this.#units.at(-1);
    if (unit === undefined) return;
    const said = reworded(message, unit.parsed, origin?.offset);
    const { stack } = told(error);
    // One that is frozen keeps its words.
    if (!Reflect.set(error, "message", said) || !stack.includes(message)) return;
    const shown = stack.replace(message, () => said);
    Reflect.set(error, "stack", shown);
  }

  /** Where in a source an error was thrown, if it was thrown there. */
  #originOf(error: unknown): { unit: Unit; offset: number } | undefined {
    if (!isError(error)) return undefined;
    const { name, stack } = told(error);
    const frame = stack.split("\n").find((line) => /^\s*at /.test(line));
    if (frame === undefined) return undefined;
    for (const unit of this.#units.toReversed()) {
      const place = unit.placeOf(frame, name);
      if (place) return { unit, offset: unit.source.offset(place) };
    }
    return undefined;
  }

  #fix(names: readonly string[]): void {
    for (const name of names) Object.defineProperty(this.scope, name, { writable: false });
  }

  #placeOfFrame(frame: string, errorName: string): Place | undefined {
    for (const unit of this.#units.toReversed()) {
      const place = unit.placeOf(frame, errorName);
      if (place) return place;
    }
    return undefined;
  }

  /** Makes room for the names that a unit declares; says which are new. */
  #declare(unit: Unit): string[] {
    const isNew: string[] = [];
    for (const { name, kind } of unit.declared) {
      const isKnown = name in this.scope;
      if (kind === "assigned" && (isKnown || name in globalThis)) continue;
      if (!isKnown) isNew.push(name);
      Object.defineProperty(this.scope, name, {
        value: this.scope[name],
        writable: true,
        configurable: true,
        enumerable: true,
      });
    }
    return isNew;
  }

  #hooks(trace: Trace | undefined): Omit<Hooks, "failed"> {
    // What is typed is imported from as a file in the directory would.
    const base = "file" in this.#at ? this.#at.file : join(this.#at.directory, "input.js");
    return {
      pending: (value, call) => {
        const isCall = this.calls.isCall(value);
        trace?.called(call, isCall);
        return isCall;
      },
      step: (index) => {
        if (this.#current) this.#current.statement = index;
        trace?.step(index);
      },
      wait: (value) => this.#untilInterrupted(value),
      value: async (value) => {
        const forgotten = this.mode === "transcript" ? this.calls.take(value) : undefined;
        if (forgotten) throw new UnawaitedCallError(forgotten);
        const isOfCall = this.calls.isCall(value) || this.calls.isMadeOfCall(value);
        // A transcript writes its awaits; elsewhere nobody wants to see that something is pending.
        const isAwaited = isOfCall || (this.mode !== "transcript" && value instanceof Promise);
        trace?.value(value, isAwaited);
        if (!isAwaited) return this.#onValue(value);
        const shown = isOfCall ? this.#onCall(value) : undefined;
        const result = await this.#untilInterrupted(value);
        await shown;
        await this.#onValue(result);
      },
      each: (values) => eachOf(values, (value) => this.#untilInterrupted(value)),
      drop: (value) => {
        const call = this.calls.take(value);
        if (call) throw new UnawaitedCallError(call);
        if (isLive(value)) void closeLive(value);
        return value;
      },
      caught: (error) => {
        if (isError(error)) this.#reword(error);
      },
      tail: (value) => value,
      fix: (...names) => this.#fix(names),
      use: (isAsync, resource) => this.#resources.use(isAsync, resource),
      stack: () => new DisposeStack(),
      import: (specifier, options) => importModule(specifier, base, options),
      pick: pickExports,
      meta:
        "file" in this.#at
          ? { url: pathToFileURL(base).href, filename: base, dirname: dirname(base) }
          : { dirname: this.#at.directory },
    };
  }

  /**
   * A promise that an interrupt rejects; anything else as it is. A call that can be cancelled was cancelled by the same interrupt, and may
   * clean up before it rejects: only the next one cuts it short. What an input waits for when it is abandoned stays pending.
   */
  #untilInterrupted(value: unknown): unknown {
    const abandoned = this.#abandonable?.signal;
    const awaited = this.#turns.isDue() ? afterTurn(value) : value;
    if (!isThenable(awaited)) return value;
    let patience = this.calls.isCancellable(value) ? 1 : 0;
    let { signal } = this.#cancel;
    return new Promise<unknown>((resolve, reject) => {
      const interrupted = () => {
        if (abandoned?.aborted) return;
        if (patience-- > 0) listen();
        else reject(signal.reason);
      };
      const listen = () => {
        ({ signal } = this.#cancel);
        signal.addEventListener("abort", interrupted, { once: true });
      };
      const settled =
        <A>(settle: (outcome: A) => void) =>
        (outcome: A) => {
          signal.removeEventListener("abort", interrupted);
          if (!abandoned?.aborted) settle(outcome);
        };
      listen();
      awaited.then(settled(resolve), settled(reject));
    });
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

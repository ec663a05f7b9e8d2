/**
 * Calls of the API as the shell sees them: which promises are theirs, who awaits them, where they stand in the source, and how they
 * are cancelled.
 *
 * For the time of a session the methods of the library's classes are wrapped. Nothing else is changed: what they give is the very promise
 * that they always give, only that it can be recognised, and that it notices when somebody asks for its `then`.
 */
import { Attachment, type AttachOptions, Container, Containers, Docker, Image, Images } from "../mod.ts";
import { eitherSignal } from "./either-signal.ts";
import type { Place } from "./evaluate/unit.ts";
import type { AttachmentOrigin } from "./terminal/mod.ts";

/** A call of the API. */
export interface Call {
  /** What was called, e.g. `Container.start`. */
  readonly name: string;
  /** Where, if it was in a source of the session. */
  readonly place: Place | undefined;
  /** Whether it ends by itself when it is cancelled. */
  readonly cancellable: boolean;
}

/** What the calls of a session depend on. */
export interface CallsOptions {
  /** Finds the place in a source of the session that a frame of a stack names. */
  placeOf(frame: string): Place | undefined;
  /** Aborted when the calls that are begun now shall end. */
  signal(): AbortSignal;
  /** Whether somebody will ask for {@link Calls.unawaited} at the end. If nobody does, a failure that nobody awaits is reported as it happens. */
  strict: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: a function of any kind
type Method = (...args: any[]) => unknown;

/**
 * The methods that take a signal, and which of their arguments it goes into. Those that are left out take none: they give no promise,
 * or they work on a stream that was opened with a signal of its own.
 */
export const cancellable: readonly (readonly [
  string,
  { readonly prototype: object },
  Readonly<Record<string, number>>,
])[] = [
  ["Docker", Docker, { version: 0, info: 0, ping: 0, account: 1, login: 1, run: 2, request: 1 }],
  ["Containers", Containers, { list: 0, create: 1 }],
  [
    "Container",
    Container,
    {
      inspect: 0,
      start: 0,
      stop: 0,
      restart: 0,
      kill: 1,
      wait: 0,
      expect: 0,
      remove: 0,
      attach: 0,
      logs: 0,
      resize: 1,
      changes: 0,
      export: 0,
      putArchive: 2,
      commit: 0,
    },
  ],
  ["Images", Images, { list: 0, pull: 1, build: 1, import: 1, search: 1, viz: 0 }],
  ["Image", Image, { inspect: 0, history: 0, tag: 1, remove: 0, push: 0, insert: 2 }],
  ["Attachment", Attachment, {}],
];

/** The place is looked for, which takes a look at the stack, only when somebody wants it. */
class TrackedCall implements Call {
  name: string;
  awaited = false;
  readonly cancellable: boolean;
  #stack: Error;
  readonly #placeOf: CallsOptions["placeOf"];
  #place: { readonly found: Place | undefined } | undefined;

  constructor(name: string, cancellable: boolean, stack: Error, placeOf: CallsOptions["placeOf"]) {
    this.name = name;
    this.cancellable = cancellable;
    this.#stack = stack;
    this.#placeOf = placeOf;
  }

  get place(): Place | undefined {
    this.#place ??= { found: callerIn(this.#stack, this.#placeOf) };
    return this.#place.found;
  }

  /** Another call gave the promise of this one to its own caller. */
  passOn(name: string, stack: Error): void {
    [this.name, this.#stack, this.#place] = [name, stack, undefined];
  }
}

/** The calls of a session. */
export class Calls {
  /** Looks at what is passed to a call before it is made; see check-arguments.ts. */
  check: ((call: string, args: readonly unknown[]) => void) | undefined;
  readonly #options: CallsOptions;
  readonly #known = new WeakMap<object, TrackedCall>();
  readonly #derived = new WeakSet<object>();
  readonly #open = new Set<TrackedCall>();
  readonly #places = new WeakMap<object, Place>();
  readonly #origins = new WeakMap<object, AttachmentOrigin>();
  readonly #undo: (() => void)[] = [];

  constructor(options: CallsOptions) {
    this.#options = options;
    for (const [className, Class, signals] of cancellable) {
      for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(Class.prototype))) {
        const method: unknown = descriptor.value;
        if (name === "constructor" || typeof method !== "function") continue;
        const wrapped = this.track(`${className}.${name}`, method as Method, signals[name]);
        Object.defineProperty(Class.prototype, name, { ...descriptor, value: wrapped });
        this.#undo.push(() => void Object.defineProperty(Class.prototype, name, descriptor));
      }
    }
  }

  /** A function whose promises are known as those of the API. `signalAt` is the argument whose `signal` cancels it. */
  track<F extends Method>(name: string, method: F, signalAt?: number): F {
    const calls = this;
    return function (this: unknown, ...args: unknown[]): unknown {
      const stack = new Error();
      calls.check?.(name, args);
      if (signalAt !== undefined) args[signalAt] = calls.#withSignal(args[signalAt]);
      const result = method.apply(this, args);
      if (this instanceof Container && name === "Container.attach")
        calls.#remember(result as Promise<Attachment>, this, args[0] as AttachOptions);
      if (result instanceof Promise) calls.#watch(result, name, signalAt !== undefined, stack);
      return result;
    } as F;
  }

  /** Whether it is a promise that a call gave. */
  isCall(value: unknown): value is Promise<unknown> {
    return typeof value === "object" && value !== null && this.#known.has(value);
  }

  /** Whether it is a promise that was made of a call's by `then`, `catch` or `finally`. */
  isMadeOfCall(value: unknown): value is Promise<unknown> {
    return typeof value === "object" && value !== null && this.#derived.has(value);
  }

  /** Whether it is a promise of a call that ends by itself when it is cancelled. */
  isCancellable(value: unknown): boolean {
    return typeof value === "object" && value !== null && this.#known.get(value)?.cancellable === true;
  }

  /** Which container an attachment belongs to, and what it was asked for; undefined for a log. */
  originOf(attachment: Attachment): AttachmentOrigin | undefined {
    return this.#origins.get(attachment);
  }

  /** The call that a promise belongs to. It is taken off the list of those that nobody awaits. */
  take(value: unknown): Call | undefined {
    const call = typeof value === "object" && value !== null ? this.#known.get(value) : undefined;
    if (call) this.#open.delete(call);
    return call;
  }

  /** The calls in sources of the session that nobody awaits, but for those whose promises are among `held`. */
  unawaited(held: Iterable<unknown> = []): Call[] {
    const kept = new Set<Call | undefined>();
    for (const value of held) if (this.isCall(value)) kept.add(this.#known.get(value));
    return [...this.#open].filter((call) => call.place !== undefined && !kept.has(call));
  }

  /** Where the call stands that an error came from. */
  placeOf(error: unknown): Place | undefined {
    return typeof error === "object" && error !== null ? this.#places.get(error) : undefined;
  }

  /** Leaves the library as it was. */
  close(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }

  #withSignal(options: unknown): unknown {
    if (options !== undefined && (typeof options !== "object" || options === null)) return options;
    const { signal: theirs } = (options ?? {}) as { signal?: AbortSignal };
    const ours = this.#options.signal();
    return { ...options, signal: theirs instanceof AbortSignal ? eitherSignal(theirs, ours) : ours };
  }

  #remember(attaching: Promise<Attachment>, container: Container, options: AttachOptions): void {
    attaching.then(
      (attachment) => this.#origins.set(attachment, { container, options }),
      () => {},
    );
  }

  #watch(promise: Promise<unknown>, name: string, cancellable: boolean, stack: Error): void {
    const known = this.#known.get(promise);
    if (known) known.passOn(name, stack);
    else this.#begin(promise, new TrackedCall(name, cancellable, stack, this.#options.placeOf));
  }

  #begin(promise: Promise<unknown>, call: TrackedCall): void {
    this.#known.set(promise, call);
    this.#open.add(call);
    const { then } = promise;
    this.#onThen(promise, () => {
      call.awaited = true;
      this.#open.delete(call);
    });
    then.call(promise, undefined, (error: unknown) => {
      if (typeof error === "object" && error !== null && !this.#places.has(error) && call.place)
        this.#places.set(error, call.place);
      this.#reportUnlessAwaited(call, error);
    });
  }

  /** Notices when somebody asks for the `then` of a promise; what that gives is known as made of a call. */
  #onThen(promise: Promise<unknown>, asked: () => void): void {
    const { then } = promise;
    const used: Method = (...args) => {
      asked();
      const next = then.apply(promise, args as Parameters<typeof then>);
      this.#derived.add(next);
      this.#onThen(next, () => {});
      return next;
    };
    Object.defineProperties(promise, {
      // Without a constructor that it knows, `await` asks for `then` instead of going straight to the result.
      constructor: { value: undefined, configurable: true },
      // biome-ignore lint/suspicious/noThenProperty: it is a promise, and this is its own `then`
      then: { value: used, configurable: true },
    });
  }

  /** A failure that nobody awaits is as loud as that of any other promise. */
  #reportUnlessAwaited(call: TrackedCall, error: unknown): void {
    if (call.awaited || (this.#options.strict && call.place)) return;
    setTimeout(() => {
      if (!call.awaited && this.#undo.length > 0) void Promise.reject(error);
    });
  }
}

/** The place of the caller: the first frame above the wrapper that stands in a source at all. */
function callerIn({ stack = "" }: Error, placeOf: CallsOptions["placeOf"]): Place | undefined {
  const frames = stack
    .split("\n")
    .filter((line) => /^\s*at /.test(line))
    .slice(1);
  const caller = frames.find((frame) => !/\(?(?:<anonymous>|native(?::\d+)*)\)?$/.test(frame));
  return caller === undefined ? undefined : placeOf(caller);
}

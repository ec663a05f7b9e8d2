/** The arguments of a command line as an object. See cli.ts. */

/** What {@link parseArgs} is told about the arguments. */
export interface ParseOptions<
  B extends string = string,
  S extends string = string,
  C extends string = string,
  DD extends boolean = boolean,
> {
  /** Flags that are true or false; absent means false. `true`: every long flag without `=`. */
  boolean?: boolean | B | readonly B[] | undefined;
  /** Flags whose value is text, even if it looks like a number. `_` stands for the positional arguments. */
  string?: S | readonly S[] | undefined;
  /** Flags that may be repeated: their value is a list, empty when absent. */
  collect?: C | readonly C[] | undefined;
  /** Flags for which `--no-NAME` means false. */
  negatable?: string | readonly string[] | undefined;
  /** Other names of a flag. Every name gets the value. */
  alias?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** Values of flags that are absent. */
  default?: Readonly<Record<string, unknown>> | undefined;
  /** Keeps what follows `--` apart, in a member of that name, instead of putting it with the positional arguments. */
  "--"?: DD | undefined;
  /** Takes everything from the first positional argument on as positional, a `--` included. */
  stopEarly?: boolean | undefined;
  /** Called for each argument that was not declared; `false` drops it. Positional arguments have no key. */
  unknown?: ((arg: string, key?: string, value?: unknown) => unknown) | undefined;
}

/** What {@link parseArgs} gives: the flags by name, and the positional arguments in `_`. */
export type Args<
  B extends string = never,
  S extends string = never,
  C extends string = never,
  DD extends boolean = false,
> = { _: (string | number)[] } & (DD extends true ? { "--": string[] } : unknown) & {
    [K in Exclude<B, C>]: boolean;
  } & { [K in Exclude<S, C | "_">]: string | undefined } & {
    [K in C]: (K extends S ? string : K extends B ? boolean : unknown)[];
  } & { [name: string]: unknown };

/**
 * Takes a command line apart: `--name value`, `--name=value`, `--flag`, `-f value`, `-fvalue` for numbers, `-abc` for several
 * flags. What looks like a number becomes one, unless the flag is declared as text.
 *
 *     parseArgs(["-v", "--name", "x", "run.dks", "--fast"], { boolean: "v", string: ["name", "_"], stopEarly: true })
 *     // { _: ["run.dks", "--fast"], v: true, name: "x" }
 */
export function parseArgs<
  const B extends string = never,
  const S extends string = never,
  const C extends string = never,
  const DD extends boolean = false,
>(args: readonly string[], options: ParseOptions<B, S, C, DD> = {}): Args<B, S, C, DD> {
  return new Parser(options).parse(args) as Args<B, S, C, DD>;
}

class Parser {
  readonly #options: ParseOptions;
  readonly #booleans: Set<string>;
  readonly #strings: Set<string>;
  readonly #collected: Set<string>;
  readonly #negatable: Set<string>;
  /** For each name, its other names. */
  readonly #aliases = new Map<string, string[]>();
  /** Without a prototype: a flag may be called `constructor` or `__proto__`. */
  readonly #values: Record<string, unknown> = Object.create(null);

  constructor(options: ParseOptions) {
    this.#options = options;
    for (const [name, others] of Object.entries(options.alias ?? {})) {
      const names = [name, ...list(others)];
      for (const one of names) {
        this.#aliases.set(
          one,
          names.filter((other) => other !== one),
        );
      }
    }
    this.#booleans = this.#withAliases(typeof options.boolean === "boolean" ? [] : options.boolean);
    this.#strings = this.#withAliases(options.string);
    this.#collected = this.#withAliases(options.collect);
    this.#negatable = this.#withAliases(options.negatable);
  }

  parse(args: readonly string[]): Record<string, unknown> {
    const separator = args.indexOf("--");
    const before = separator < 0 ? args : args.slice(0, separator);
    let after = separator < 0 ? [] : args.slice(separator + 1);
    const positional: (string | number)[] = [];
    for (let i = 0; i < before.length; i++) {
      const arg = before[i]!;
      if (/^-[^-]/.test(arg)) {
        if (this.#short(arg, before[i + 1])) i++;
      } else if (/^--./.test(arg)) {
        if (this.#long(arg, before[i + 1])) i++;
      } else {
        if (this.#options.unknown?.(arg) !== false) positional.push(this.#positional(arg));
        if (this.#options.stopEarly) {
          positional.push(...before.slice(i + 1));
          // They are another program's, and so is a `--` among them.
          if (separator >= 0 && !this.#options["--"]) after = args.slice(separator);
          break;
        }
      }
    }
    this.#fillIn();
    return this.#options["--"]
      ? { ...this.#values, _: positional, "--": after }
      : { ...this.#values, _: [...positional, ...after] };
  }

  /** Reads `--name`, `--name=value`, `--no-name`. Whether it took the next argument as its value. */
  #long(arg: string, next: string | undefined): boolean {
    const [, named, text] = /^--([^=]+)=(.*)$/s.exec(arg) ?? [];
    if (named !== undefined && text !== undefined) {
      this.#set(named, this.#booleans.has(named) ? text !== "false" : text, arg);
      return false;
    }
    const name = arg.slice(2);
    if (name.startsWith("no-") && this.#negatable.has(name.slice(3))) {
      this.#set(name.slice(3), false, arg);
      return false;
    }
    return this.#valueFrom(next, name, arg, this.#options.boolean === true);
  }

  /** Reads `-a`, `-abc`, `-n5`, `-n=5`. Whether it took the next argument as its value. */
  #short(arg: string, next: string | undefined): boolean {
    const letters = arg.slice(1);
    for (let i = 0; i < letters.length - 1; i++) {
      const letter = letters[i]!;
      const rest = letters.slice(i + 1);
      const isLetter = /[A-Za-z]/.test(letter);
      if (isLetter && rest.startsWith("=")) {
        this.#set(letter, rest.slice(1), arg);
        return false;
      }
      if ((isLetter && isNumber(rest)) || /^\W/.test(rest)) {
        this.#set(letter, rest, arg);
        return false;
      }
      this.#set(letter, this.#bare(letter), arg);
    }
    return this.#valueFrom(next, letters.at(-1)!, arg, false);
  }

  /** A flag without a value of its own: takes the next argument, if it may have one and that is none of its own. */
  #valueFrom(next: string | undefined, name: string, arg: string, bare: boolean): boolean {
    const isBoolean = bare || this.#booleans.has(name);
    if (next !== undefined && !isBoolean && !/^-./.test(next)) {
      this.#set(name, next, arg);
      return true;
    }
    if (isBoolean && (next === "true" || next === "false")) {
      this.#set(name, next === "true", arg);
      return true;
    }
    this.#set(name, this.#bare(name), arg);
    return false;
  }

  #bare(name: string): unknown {
    return this.#strings.has(name) ? "" : true;
  }

  #set(name: string, given: unknown, arg: string): void {
    const isText = typeof given === "string" && !this.#strings.has(name);
    const value = isText && isNumber(given) ? Number(given) : given;
    if (!this.#declared(name, arg) && this.#options.unknown?.(arg, name, value) === false) return;
    for (const one of this.#names(name)) {
      const before = this.#values[one];
      if (!this.#collected.has(one)) this.#values[one] = value;
      else if (Array.isArray(before)) before.push(value);
      else this.#values[one] = [value];
    }
  }

  #declared(name: string, arg: string): boolean {
    if (this.#options.boolean === true && /^--[^=]+$/.test(arg)) return true;
    return this.#booleans.has(name) || this.#strings.has(name) || this.#aliases.has(name);
  }

  #positional(arg: string): string | number {
    return !this.#strings.has("_") && isNumber(arg) ? Number(arg) : arg;
  }

  /** What absent flags are. */
  #fillIn(): void {
    for (const [name, value] of Object.entries(this.#options.default ?? {})) {
      for (const one of this.#names(name)) this.#values[one] ??= value;
    }
    for (const name of this.#collected) this.#values[name] ??= [];
    for (const name of this.#booleans) this.#values[name] ??= false;
  }

  #names(name: string): string[] {
    return [name, ...(this.#aliases.get(name) ?? [])];
  }

  #withAliases(names: string | readonly string[] | undefined): Set<string> {
    return new Set(list(names ?? []).flatMap((name) => this.#names(name)));
  }
}

function list(names: string | readonly string[]): readonly string[] {
  return typeof names === "string" ? [names] : names;
}

function isNumber(text: string): boolean {
  return /^0x[0-9a-f]+$/i.test(text) || /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i.test(text);
}

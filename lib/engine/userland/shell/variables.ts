/** Variables: values, the marks of `export` and `readonly`, and the scopes of `local`. */

import { ShellError } from "./errors.ts";

interface Variable {
  value: string | undefined;
  exported: boolean;
  readonly: boolean;
}

/** A name that variables may have. */
export function isName(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text);
}

/** The variables of one shell. Its process' environment is kept in step with what is exported. */
export class Variables {
  readonly #environment: Map<string, string>;
  readonly #variables: Map<string, Variable>;
  /** What the names of each scope were outside of it; the innermost scope is the last. */
  readonly #scopes: Map<string, Variable | undefined>[] = [];
  /** Values that are made when they are asked for, until they are assigned or unset. */
  readonly #computed = new Map<string, () => string>();
  /** Told of every change. */
  onChange: ((name: string) => void) | undefined;

  constructor(environment: Map<string, string>, from?: Variables) {
    this.#environment = environment;
    this.#variables = new Map();
    if (from !== undefined) {
      for (const [name, variable] of from.#variables) this.#variables.set(name, { ...variable });
      return;
    }
    for (const [name, value] of environment) {
      if (isName(name)) this.#variables.set(name, { value, exported: true, readonly: false });
    }
  }

  /** A value that is made anew each time. */
  compute(name: string, value: () => string): void {
    this.#computed.set(name, value);
  }

  get(name: string): string | undefined {
    const value = this.#variables.get(name)?.value;
    if (value !== undefined || this.#computed.size === 0) return value;
    return this.#computed.get(name)?.();
  }

  set(name: string, value: string): void {
    const variable = this.#variables.get(name);
    if (variable === undefined) {
      this.#variables.set(name, { value, exported: false, readonly: false });
      this.#computed.delete(name);
    } else {
      if (variable.readonly) throw new ShellError(`${name}: is read only`);
      variable.value = value;
      if (variable.exported) this.#environment.set(name, value);
    }
    this.onChange?.(name);
  }

  /** Unsets it; in a function, a local one stays local. */
  unset(name: string): void {
    const variable = this.#variables.get(name);
    if (variable?.readonly) throw new ShellError(`${name}: is read only`);
    this.#variables.delete(name);
    this.#computed.delete(name);
    this.#environment.delete(name);
    this.onChange?.(name);
  }

  /** Marks a variable, which need not have a value. */
  mark(name: string, mark: "exported" | "readonly", on = true): void {
    let variable = this.#variables.get(name);
    if (variable === undefined) {
      variable = { value: this.#computed.get(name)?.(), exported: false, readonly: false };
      this.#variables.set(name, variable);
    }
    variable[mark] = on;
    this.#publish(name, variable);
  }

  /** Whether the variable has the mark. */
  isMarked(name: string, mark: "exported" | "readonly"): boolean {
    return this.#variables.get(name)?.[mark] ?? false;
  }

  /** Opens a scope, for a function or for the assignments before a command. */
  enter(): void {
    this.#scopes.push(new Map());
  }

  /** Closes the innermost scope: its local names are again what they were. */
  leave(): void {
    const scope = this.#scopes.pop()!;
    for (const [name, variable] of scope) {
      if (variable === undefined) this.#variables.delete(name);
      else this.#variables.set(name, variable);
      this.#publish(name, variable);
      this.onChange?.(name);
    }
  }

  /** Makes a name local to the innermost scope; its value stays what it is until it is set. */
  declareLocal(name: string): void {
    const scope = this.#scopes.at(-1);
    if (scope === undefined || scope.has(name)) return;
    const variable = this.#variables.get(name);
    scope.set(name, variable);
    if (variable !== undefined) this.#variables.set(name, { ...variable });
  }

  /** Leaves a local variable without a value. */
  clear(name: string): void {
    const variable = this.#variables.get(name);
    if (variable?.readonly) throw new ShellError(`${name}: is read only`);
    this.#variables.delete(name);
    this.#environment.delete(name);
    this.onChange?.(name);
  }

  /** Names and values in the order of names; only the marked ones, if a mark is given. */
  list(mark?: "exported" | "readonly"): [name: string, value: string | undefined][] {
    const names = new Set([...this.#variables.keys(), ...(mark === undefined ? this.#computed.keys() : [])]);
    return [...names]
      .filter((name) => mark === undefined || this.isMarked(name, mark))
      .sort()
      .map((name) => [name, this.get(name)] as [string, string | undefined])
      .filter(([, value]) => mark !== undefined || value !== undefined);
  }

  /** The environment for a program, as an object. */
  environment(): Record<string, string> {
    return Object.fromEntries(this.#environment);
  }

  #publish(name: string, variable: Variable | undefined): void {
    if (variable?.exported && variable.value !== undefined) this.#environment.set(name, variable.value);
    else this.#environment.delete(name);
  }
}

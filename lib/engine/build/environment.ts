/** The variables that the instructions of a build see: the environment of the image, and the arguments of the build. */

/** The value of a variable in a list of `NAME=value`; undefined when it is not there. */
export function variable(env: readonly string[], name: string): string | undefined {
  const found = env.find((one) => one.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}

/** The values of a list of `NAME=value`, by name: for those who look up many. */
export function environment(env: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const one of env) {
    const equals = one.indexOf("=");
    const name = one.slice(0, equals);
    if (equals >= 0 && !values.has(name)) values.set(name, one.slice(equals + 1));
  }
  return values;
}

/** Arguments that need no ARG, and do not count for the cache: how to get out is no part of an image. */
const proxies: ReadonlySet<string> = new Set(
  ["http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy"].flatMap((name) => [name, name.toUpperCase()]),
);

/** The arguments of a build: what the call gives, what the Dockerfile asks for, and its defaults. */
export class BuildArguments {
  readonly #given: ReadonlyMap<string, string | null>;
  readonly #used: Set<string> = new Set();
  /** Those before the first FROM. */
  readonly #global: Map<string, string | undefined> = new Map();
  #stage: Map<string, string | undefined> = new Map();

  /** `null` stands for an argument that is named and has no value. */
  constructor(given: ReadonlyMap<string, string | null>) {
    this.#given = given;
  }

  /** An ARG before the first FROM. */
  addGlobal(name: string, value: string | undefined): void {
    this.#used.add(name);
    this.#global.set(name, value);
  }

  /** The value of an ARG before the first FROM. */
  global(name: string): string | undefined {
    return this.#global.has(name) ? this.#valueOf(name, this.#global.get(name)) : undefined;
  }

  /** A stage begins, in which no argument has been asked for. */
  beginStage(): void {
    this.#stage = new Map();
  }

  /** An ARG of the stage; without a value of its own it has that of before the first FROM. */
  add(name: string, value: string | undefined): void {
    this.#used.add(name);
    this.#stage.set(name, value ?? this.global(name));
  }

  /** The arguments that hold in the stage, unless the environment has a variable of that name. */
  inEffect(env: readonly string[]): Map<string, string> {
    const set = environment(env);
    const values = new Map<string, string>();
    for (const name of [...proxies, ...this.#stage.keys()]) {
      const value = this.#valueOf(name, this.#stage.get(name));
      if (value !== undefined && !set.has(name)) values.set(name, value);
    }
    return values;
  }

  /** Whether an argument is told in the history and counts for the cache. */
  counts(name: string): boolean {
    return !proxies.has(name) || this.#stage.has(name);
  }

  /** The names of arguments that were given, and that nobody asked for. */
  unused(): string[] {
    return [...this.#given.keys()].filter((name) => !this.#used.has(name) && !proxies.has(name));
  }

  #valueOf(name: string, byDefault: string | undefined): string | undefined {
    return this.#given.get(name) ?? byDefault;
  }
}

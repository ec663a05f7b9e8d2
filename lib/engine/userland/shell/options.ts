/** The options of `set`, in the order that `set -o` lists them. */

/** The long name of an option. */
export type OptionName =
  | "errexit"
  | "noglob"
  | "ignoreeof"
  | "monitor"
  | "noexec"
  | "xtrace"
  | "verbose"
  | "noclobber"
  | "allexport"
  | "notify"
  | "nounset"
  | "errtrace"
  | "vi"
  | "pipefail";

/** The names that `set -o` knows, with the letters that `set` and the command line know. */
export const optionLetters: ReadonlyMap<OptionName, string> = new Map<OptionName, string>([
  ["errexit", "e"],
  ["noglob", "f"],
  ["ignoreeof", "I"],
  ["monitor", "m"],
  ["noexec", "n"],
  ["xtrace", "x"],
  ["verbose", "v"],
  ["noclobber", "C"],
  ["allexport", "a"],
  ["notify", "b"],
  ["nounset", "u"],
  ["errtrace", "E"],
  ["vi", ""],
  ["pipefail", ""],
]);

const byLetter = new Map(
  [...optionLetters].filter(([, letter]) => letter !== "").map(([name, letter]) => [letter, name]),
);

/** The option that a letter stands for. */
export function optionOfLetter(letter: string): OptionName | undefined {
  return byLetter.get(letter);
}

/** Whether there is an option of this name. */
export function isOptionName(name: string): name is OptionName {
  return optionLetters.has(name as OptionName);
}

/** Letters in the order of `$-`; `i`, `s` and `c` tell how the shell was started. */
const shown = ["E", "u", "b", "a", "C", "v", "x", "c", "i", "s", "n", "m", "I", "f", "e"];

/** The options that are on. */
export class Options {
  readonly #on: Set<OptionName>;
  /** `i`, `s`, `c`: how the shell was started. */
  readonly #origin: Set<string>;

  constructor(on: Iterable<OptionName> = [], origin: Iterable<string> = []) {
    this.#on = new Set(on);
    this.#origin = new Set(origin);
  }

  has(name: OptionName): boolean {
    return this.#on.has(name);
  }

  set(name: OptionName, on: boolean): void {
    if (on) this.#on.add(name);
    else this.#on.delete(name);
  }

  /** Notes how the shell was started. */
  addOrigin(letter: "i" | "s" | "c"): void {
    this.#origin.add(letter);
  }

  /** The value of `$-`. */
  get letters(): string {
    return shown
      .filter((letter) => this.#origin.has(letter) || (byLetter.has(letter) && this.#on.has(byLetter.get(letter)!)))
      .join("");
  }

  clone(): Options {
    return new Options(this.#on, this.#origin);
  }
}

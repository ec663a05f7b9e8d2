/** `set`: options and positional parameters. */

import { ShellError } from "../errors.ts";
import { isOptionName, optionLetters, optionOfLetter } from "../options.ts";
import type { Shell } from "../state.ts";
import { quote } from "../text.ts";
import { print } from "./builtin.ts";

/** `set [-efux...] [-o OPTION] [--] [WORD...]` */
export async function set(shell: Shell, words: readonly string[]): Promise<number> {
  if (words.length === 1) {
    return print(
      shell,
      shell.variables
        .list()
        .map(([name, value]) => `${name}=${quote(value ?? "")}\n`)
        .join(""),
    );
  }
  const { rest, ended, listing, unknown } = applyOptions(shell, words.slice(1));
  if (unknown !== undefined) {
    await shell.warn(`illegal option ${unknown}`);
    return 1;
  }
  if (ended || rest.length > 0) shell.positional = rest;
  return listing === undefined ? 0 : print(shell, listOptions(shell, listing));
}

/** What is left after options, as `set` and the command line of the shell take them. */
export interface AppliedOptions {
  rest: string[];
  /** `--` or `-` ended the options. */
  ended: boolean;
  /** `-o` or `+o` without a name asks for a list. */
  listing: "-" | "+" | undefined;
  /** The name of an option that there is not, with its `-o`. */
  unknown: string | undefined;
}

/** Applies the options that `words` begin with. `other` is asked about letters that are no options of `set`. */
export function applyOptions(
  shell: Shell,
  words: readonly string[],
  other: (letter: string, on: boolean) => boolean = () => false,
): AppliedOptions {
  const result: AppliedOptions = { rest: [], ended: false, listing: undefined, unknown: undefined };
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at]!;
    if (!/^[-+]/.test(word) || word === "+") break;
    if (word === "--" || word === "-") {
      result.ended = word === "--" || words.length > at + 1;
      if (word === "-") shell.options.set("xtrace", false);
      at++;
      break;
    }
    const on = word.startsWith("-");
    for (const letter of word.slice(1)) {
      if (letter === "o") {
        const name = words[at + 1];
        if (name === undefined) result.listing = on ? "-" : "+";
        else if (!isOptionName(name)) result.unknown = `${word[0]}o ${name}`;
        else shell.options.set(name, on);
        at++;
        continue;
      }
      const name = optionOfLetter(letter);
      if (name !== undefined) shell.options.set(name, on);
      else if (!other(letter, on)) throw new ShellError(`illegal option ${word[0]}${letter}`);
    }
  }
  result.rest = words.slice(at);
  return result;
}

function listOptions(shell: Shell, listing: "-" | "+"): string {
  return [...optionLetters.keys()]
    .map((name) => {
      const on = shell.options.has(name);
      return listing === "-" ? `${name.padEnd(15)} ${on ? "on" : "off"}\n` : `set ${on ? "-" : "+"}o ${name}\n`;
    })
    .join("");
}

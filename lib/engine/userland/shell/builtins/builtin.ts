/** What built-ins have in common. */

import { SystemError } from "../../../kernel/errors.ts";
import { ShellError } from "../errors.ts";
import type { Redirected } from "../redirect.ts";
import type { Shell } from "../state.ts";
import { encode } from "../text.ts";

/** A command that runs inside the shell. */
export interface Builtin {
  /** A special one (as POSIX calls them): its errors end the shell, and assignments before it stay. */
  readonly special: boolean;
  /** Words of the form `name=value` are assignments for it, which are not split. */
  readonly declares: boolean;
  /** `words[0]` is its name; the flags are those of flags.ts, for what it executes itself. */
  run(
    shell: Shell,
    words: readonly string[],
    flags: number,
    redirected: Redirected | undefined,
  ): Promise<number> | number;
}

/** An ordinary built-in. */
export function regular(run: Builtin["run"]): Builtin {
  return { special: false, declares: false, run };
}

/** A special built-in. */
export function special(run: Builtin["run"]): Builtin {
  return { special: true, declares: false, run };
}

/** A special built-in that takes assignments. */
export function declaring(run: Builtin["run"]): Builtin {
  return { special: true, declares: true, run };
}

/** Writes text to descriptor 1; the result is the status. */
export async function print(shell: Shell, text: string): Promise<number> {
  return printBytes(shell, encode(text));
}

/** Writes bytes to descriptor 1; the result is the status. */
export async function printBytes(shell: Shell, bytes: Uint8Array): Promise<number> {
  try {
    if (bytes.length > 0) await shell.process.write(1, bytes);
    return 0;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    await shell.warnPlainly(`write error: ${error.message}`);
    return 1;
  }
}

/** A number that cannot be negative, as an argument. */
export function parseCount(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new ShellError(`Illegal number: ${text}`);
  return Number(text);
}

/** Options and operands of a built-in. */
export interface Options {
  /** Options in their order, with their argument if they take one. */
  given: readonly { letter: string; value: string }[];
  /** Whether an option was given. */
  has(letter: string): boolean;
  operands: readonly string[];
}

/** Reads options; `letters` has a colon behind those that take an argument. */
export function parseOptions(words: readonly string[], letters: string): Options {
  const given: { letter: string; value: string }[] = [];
  let at = 1;
  for (; at < words.length; at++) {
    const word = words[at]!;
    if (word === "--") {
      at++;
      break;
    }
    if (!word.startsWith("-") || word === "-") break;
    for (let offset = 1; offset < word.length; offset++) {
      const letter = word[offset]!;
      const known = letters.indexOf(letter);
      if (letter === ":" || known < 0) throw new ShellError(`illegal option -${letter}`);
      if (letters[known + 1] !== ":") {
        given.push({ letter, value: "" });
        continue;
      }
      const value = word.slice(offset + 1) || words[++at];
      if (value === undefined) throw new ShellError(`no arg for -${letter} option`);
      given.push({ letter, value });
      break;
    }
  }
  return {
    given,
    has: (letter) => given.some((option) => option.letter === letter),
    operands: words.slice(at),
  };
}

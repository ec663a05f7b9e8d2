/** Built-ins about commands: type, command, hash, alias, unalias. */

import { ShellError } from "../errors.ts";
import { findInPath, isProgram, runProgram } from "../programs.ts";
import type { Shell } from "../state.ts";
import { isReserved, quote } from "../text.ts";
import { type Builtin, parseOptions, print } from "./builtin.ts";

/** What built-ins need to know of all the built-ins. */
export type FindBuiltin = (name: string) => Builtin | undefined;

/** What a name stands for, in words or, as `command -v` has it, for use. Undefined when there is nothing. */
function describe(shell: Shell, find: FindBuiltin, name: string, short: boolean): string | undefined {
  if (isReserved(name)) return short ? name : `${name} is a shell keyword`;
  const alias = shell.aliases.get(name);
  if (alias !== undefined) return short ? `alias ${name}=${quote(alias)}` : `${name} is an alias for ${alias}`;
  if (shell.functions.has(name)) return short ? name : `${name} is a function`;
  const builtin = find(name);
  if (builtin !== undefined) return short ? name : `${name} is a ${builtin.special ? "special " : ""}shell builtin`;
  const path = name.includes("/") ? isProgram(shell.process, name, true) && name : findInPath(shell, name, true);
  if (path === false || path === undefined) return undefined;
  return short ? path : `${name} is ${path}`;
}

async function describeAll(shell: Shell, find: FindBuiltin, names: readonly string[], short: boolean): Promise<number> {
  let status = 0;
  for (const name of names) {
    const text = describe(shell, find, name, short);
    if (text !== undefined) {
      await print(shell, `${text}\n`);
    } else {
      status = 127;
      if (!short) await print(shell, `${name}: not found\n`);
    }
  }
  return status;
}

/** `type NAME...`: what names stand for. */
export function type(find: FindBuiltin): Builtin["run"] {
  return (shell, words) => describeAll(shell, find, parseOptions(words, "apP").operands, false);
}

/** `command`: a command that is no function; a special built-in whose errors do not end the shell. */
export function command(find: FindBuiltin): Builtin["run"] {
  return async (shell, words, flags, redirected) => {
    const { has, operands } = parseOptions(words, "pvV");
    if (operands.length === 0) return 0;
    if (has("v") || has("V")) return describeAll(shell, find, operands.slice(0, 1), has("v"));
    const builtin = find(operands[0]!);
    shell.builtin = builtin === undefined ? undefined : operands[0];
    return builtin === undefined ? runProgram(shell, operands, flags) : builtin.run(shell, operands, flags, redirected);
  };
}

/** `alias [NAME[=VALUE]...]` */
export async function alias(shell: Shell, words: readonly string[]): Promise<number> {
  if (words.length === 1) {
    const lines = [...shell.aliases].map(([name, value]) => `${name}=${quote(value)}\n`);
    return print(shell, lines.sort().join(""));
  }
  let status = 0;
  for (const word of words.slice(1)) {
    const mark = word.indexOf("=", 1);
    if (mark > 0) {
      shell.aliases.set(word.slice(0, mark), word.slice(mark + 1));
      continue;
    }
    const value = shell.aliases.get(word);
    if (value !== undefined) {
      await print(shell, `${word}=${quote(value)}\n`);
    } else {
      await shell.complain(`alias: ${word} not found\n`);
      status = 1;
    }
  }
  return status;
}

/** `unalias [-a] [NAME...]` */
export async function unalias(shell: Shell, words: readonly string[]): Promise<number> {
  const { has, operands } = parseOptions(words, "a");
  if (has("a")) shell.aliases.clear();
  let status = 0;
  for (const name of operands) {
    if (shell.aliases.delete(name)) continue;
    await shell.complain(`unalias: ${name} not found\n`);
    status = 1;
  }
  return status;
}

/** Nothing is remembered between look-ups, so there is nothing to forget. */
export function hash(shell: Shell, words: readonly string[]): number {
  for (const name of parseOptions(words, "r").operands) {
    if (findInPath(shell, name, true) === undefined) throw new ShellError(`${name}: not found`, 127);
  }
  return 0;
}

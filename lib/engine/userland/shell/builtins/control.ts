/** Built-ins that lead the evaluation: break, continue, return, exit, eval, `.`, exec. */

import { SystemError } from "../../../kernel/errors.ts";
import { ShellError, ShellExit } from "../errors.ts";
import { findInPath, replaceProcess } from "../programs.ts";
import type { Redirected } from "../redirect.ts";
import type { Shell } from "../state.ts";
import { decode } from "../text.ts";
import { parseCount } from "./builtin.ts";

function leaveLoops(kind: "break" | "continue") {
  return (shell: Shell, words: readonly string[]): number => {
    const levels = words[1] === undefined ? 1 : parseCount(words[1]);
    if (levels === 0) throw new ShellError(`Illegal number: ${words[1]}`);
    if (shell.loops > 0) shell.skip = { kind, levels: Math.min(levels, shell.loops) };
    return 0;
  };
}

/** `break [N]` */
export const breakLoop: (shell: Shell, words: readonly string[]) => number = leaveLoops("break");
/** `continue [N]` */
export const continueLoop: (shell: Shell, words: readonly string[]) => number = leaveLoops("continue");

/** `return [STATUS]` */
export function returnFromFunction(shell: Shell, words: readonly string[]): number {
  const status = words[1] === undefined ? shell.status : parseCount(words[1]) & 255;
  shell.skip = { kind: "return", levels: 1 };
  return status;
}

/** `exit [STATUS]` */
export function exit(shell: Shell, words: readonly string[]): never {
  throw new ShellExit(words[1] === undefined ? shell.status : parseCount(words[1]) & 255);
}

/** `eval [WORD...]`: the words, joined, as commands. */
export async function evaluateWords(shell: Shell, words: readonly string[], flags: number): Promise<number> {
  const text = words.slice(1).join(" ");
  return text === "" ? 0 : shell.nest(() => shell.evaluator.evaluate(shell, text, shell.line, flags));
}

/** `.` and `source`: a file in this shell, with its own arguments if there are any. */
export async function source(shell: Shell, words: readonly string[], flags: number): Promise<number> {
  const [, name, ...args] = words;
  if (name === undefined) return 2;
  const text = readSource(shell, name);
  const { positional, builtin } = shell;
  if (args.length > 0) shell.positional = args;
  shell.builtin = name;
  try {
    const status = await shell.nest(() => shell.evaluator.evaluate(shell, text, 1, flags));
    if (shell.skip?.kind === "return") shell.skip = undefined;
    return status;
  } catch (error) {
    await shell.report(error);
    throw error;
  } finally {
    shell.builtin = builtin;
    if (args.length > 0) shell.positional = positional;
  }
}

function readSource(shell: Shell, name: string): string {
  const { process } = shell;
  const path = name.includes("/") ? name : (findInPath(shell, name, false) ?? name);
  try {
    return decode(process.fs.readFile(process.resolve(path)));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new ShellError(`can't open '${name}': ${error.message}`);
  }
}

/** `exec`: with words, another program in place of the shell; without, redirections that stay. */
export async function exec(
  shell: Shell,
  words: readonly string[],
  _flags: number,
  redirected: Redirected | undefined,
): Promise<number> {
  redirected?.keep();
  if (words.length < 2) return 0;
  const status = await replaceProcess(shell, words.slice(1));
  if (shell.interactive && (status === 126 || status === 127)) return status;
  shell.traps.set("EXIT", undefined);
  throw new ShellExit(status);
}

/** Simple commands: assignments, functions, built-ins and programs. */

import type { Command, SimpleCommand } from "./ast.ts";
import type { Builtin } from "./builtins/builtin.ts";
import { findBuiltin } from "./builtins/table.ts";
import { ShellError } from "./errors.ts";
import { expandArguments, expandToText } from "./expand.ts";
import { TAIL, TESTED } from "./flags.ts";
import { runProgram } from "./programs.ts";
import { type Redirected, redirect } from "./redirect.ts";
import type { Shell } from "./state.ts";
import { encode, quoteIfNeeded } from "./text.ts";

/** Runs a simple command; the result is its status. */
export async function runSimple(shell: Shell, command: SimpleCommand, flags: number): Promise<number> {
  shell.line = command.line;
  shell.substitution = undefined;
  const words = await expandWords(shell, command);
  const name = words[0];
  const body = name === undefined ? undefined : shell.functions.get(name);
  const builtin = name === undefined || body !== undefined ? undefined : findBuiltin(name);
  const special = builtin?.special ?? false;

  let redirected: Redirected | undefined;
  if (command.redirections.length > 0) {
    try {
      redirected = await redirect(shell, command.redirections);
    } catch (error) {
      if (error instanceof ShellError && error.status === 1 && !special) return 1;
      throw error;
    }
  }
  try {
    const assigned = command.assignments.length > 0 ? await expandAssignments(shell, command) : [];
    if (shell.options.has("xtrace")) await trace(shell, assigned, words, redirected);
    if (name === undefined || special) {
      for (const [variable, value] of assigned) assign(shell, variable, value);
      if (name === undefined) return shell.substitution ?? 0;
      return await runBuiltin(shell, builtin!, words, flags, redirected);
    }
    if (assigned.length === 0) return await runNamed(shell, words, body, builtin, flags);
    shell.variables.enter();
    try {
      for (const [variable, value] of assigned) {
        shell.variables.declareLocal(variable);
        shell.variables.set(variable, value);
        shell.variables.mark(variable, "exported");
      }
      return await runNamed(shell, words, body, builtin, flags);
    } finally {
      shell.variables.leave();
    }
  } catch (error) {
    await shell.report(error);
    throw error;
  } finally {
    redirected?.undo();
  }
}

/** The words of a command. The first is expanded alone, since it says whether assignments among the others are split. */
async function expandWords(shell: Shell, { arguments: words }: SimpleCommand): Promise<string[]> {
  if (words.length < 2) return expandArguments(shell, words, false);
  const first = await expandArguments(shell, words.slice(0, 1), false);
  const declaring =
    first.length === 1 && !shell.functions.has(first[0]!) && (findBuiltin(first[0]!)?.declares ?? false);
  return first.concat(await expandArguments(shell, words, declaring, 1));
}

async function expandAssignments(shell: Shell, command: SimpleCommand): Promise<[name: string, value: string][]> {
  const assigned: [string, string][] = [];
  const { assignments } = command;
  // Alone, each takes effect before the next is expanded.
  const alone = command.arguments.length === 0;
  for (const { name, value } of assignments) {
    const text = await expandToText(shell, value);
    assigned.push([name, text]);
    if (alone && assignments.length > 1) assign(shell, name, text);
  }
  return assigned;
}

function assign(shell: Shell, name: string, value: string): void {
  shell.variables.set(name, value);
  if (shell.options.has("allexport")) shell.variables.mark(name, "exported");
}

async function runNamed(
  shell: Shell,
  words: readonly string[],
  body: Command | undefined,
  builtin: Builtin | undefined,
  flags: number,
): Promise<number> {
  if (body !== undefined) return callFunction(shell, body, words.slice(1), flags);
  if (builtin !== undefined) return runBuiltin(shell, builtin, words, flags, undefined);
  return runProgram(shell, words, flags);
}

async function callFunction(shell: Shell, body: Command, words: readonly string[], flags: number): Promise<number> {
  const { positional } = shell;
  shell.positional = words;
  shell.calls++;
  shell.variables.enter();
  try {
    return await shell.nest(() => shell.evaluator.execute(shell, body, flags & ~TAIL));
  } finally {
    // A `break` goes on to a loop around the call.
    if (shell.skip?.kind === "return") shell.skip = undefined;
    shell.variables.leave();
    shell.calls--;
    shell.positional = positional;
  }
}

/** Runs a built-in. An error in a special one ends the shell, in another one only the command. */
async function runBuiltin(
  shell: Shell,
  builtin: Builtin,
  words: readonly string[],
  flags: number,
  redirected: Redirected | undefined,
): Promise<number> {
  const outer = shell.builtin;
  shell.builtin = words[0];
  try {
    return await builtin.run(shell, words, flags & TESTED, redirected);
  } catch (error) {
    await shell.report(error);
    if (!(error instanceof ShellError) || builtin.special) throw error;
    return error.status;
  } finally {
    shell.builtin = outer;
  }
}

/** Shows a command as `set -x` does: where errors go without the redirections of the command. */
async function trace(
  shell: Shell,
  assigned: readonly [string, string][],
  words: readonly string[],
  redirected: Redirected | undefined,
): Promise<void> {
  const shown = [...assigned.map(([name, value]) => `${name}=${quoteIfNeeded(value)}`), ...words.map(quoteIfNeeded)];
  const line = encode(`${shell.variables.get("PS4") ?? ""}${shown.join(" ")}\n`);
  const file = redirected === undefined ? shell.process.files.get(2) : redirected.original(2);
  await file?.write(line);
}

/** The evaluation of commands. */

import type { Command } from "./ast.ts";
import { Interrupted, ShellError, ShellExit } from "./errors.ts";
import { expandToPattern, expandToText, expandWords } from "./expand.ts";
import { TAIL, TESTED } from "./flags.ts";
import { afterPass } from "./loop-control.ts";
import { Pattern } from "./pattern.ts";
import { runPipeline, startPipeline } from "./pipeline.ts";
import { redirect } from "./redirect.ts";
import { runSimple } from "./simple-command.ts";
import type { Shell } from "./state.ts";
import { startSubshell, waitFor } from "./subshell.ts";

type Of<Kind extends Command["kind"]> = Extract<Command, { kind: Kind }>;

/** Kinds of commands whose failure ends a shell with `set -e`; of the others, the commands in them do. */
const decisive: ReadonlySet<Command["kind"]> = new Set<Command["kind"]>(["simple", "pipeline", "subshell"]);

/** Executes a command; the result is its status, which is kept as `$?`. */
export async function execute(shell: Shell, command: Command, flags: number): Promise<number> {
  const status = await dispatch(shell, command, flags);
  shell.status = status;
  if (shell.interrupted) {
    shell.interrupted = false;
    throw new Interrupted();
  }
  if (shell.traps.pending !== undefined) await runTraps(shell);
  if (status !== 0 && (flags & TESTED) === 0 && decisive.has(command.kind) && shell.options.has("errexit")) {
    throw new ShellExit(status);
  }
  return shell.status;
}

function dispatch(shell: Shell, command: Command, flags: number): Promise<number> | number {
  switch (command.kind) {
    case "simple":
      return runSimple(shell, command, flags);
    case "pipeline":
      return runPipeline(shell, command.commands);
    case "list":
      return runList(shell, command.commands, flags);
    case "chain":
      return runChain(shell, command, flags);
    case "not":
      return runNot(shell, command.command);
    case "if":
      return runIf(shell, command, flags);
    case "while":
      return runWhile(shell, command, flags);
    case "for":
      return runFor(shell, command, flags);
    case "case":
      return runCase(shell, command, flags);
    case "redirected":
      return runRedirected(shell, command, flags);
    case "subshell":
      return runSubshell(shell, command, flags);
    case "background":
      return runBackground(shell, command);
    case "function":
      shell.functions.set(command.name, command.body);
      return 0;
  }
}

/** Runs the actions of the signals that have arrived. `$?` is for the script what it was before. */
export async function runTraps(shell: Shell): Promise<void> {
  for (const signal of shell.traps.takePending()) {
    const action = shell.traps.get(signal);
    if (!action) continue;
    const { status, skip } = shell;
    shell.skip = undefined;
    await shell.evaluator.evaluate(shell, action);
    // A `return` in the action returns from the function that was interrupted.
    if (shell.skip === undefined) {
      shell.skip = skip;
      shell.status = status;
    }
  }
}

async function runList(shell: Shell, commands: readonly Command[], flags: number): Promise<number> {
  let status = 0;
  const last = commands.length - 1;
  for (let index = 0; index <= last; index++) {
    status = await execute(shell, commands[index]!, index === last ? flags : flags & ~TAIL);
    if (shell.skip !== undefined) break;
  }
  return status;
}

async function runChain(shell: Shell, chain: Of<"chain">, flags: number): Promise<number> {
  let status = await execute(shell, chain.first, TESTED);
  const last = chain.rest.length - 1;
  for (let index = 0; index <= last; index++) {
    if (shell.skip !== undefined) break;
    const { operator, command } = chain.rest[index]!;
    if ((status === 0) !== (operator === "&&")) continue;
    status = await execute(shell, command, index === last ? flags : TESTED);
  }
  return status;
}

async function runNot(shell: Shell, command: Command): Promise<number> {
  const status = await execute(shell, command, TESTED);
  return status === 0 ? 1 : 0;
}

async function runIf(shell: Shell, command: Of<"if">, flags: number): Promise<number> {
  const test = await execute(shell, command.test, TESTED);
  if (shell.skip !== undefined) return test;
  if (test === 0) return execute(shell, command.consequent, flags);
  return command.alternate === undefined ? 0 : execute(shell, command.alternate, flags);
}

async function runWhile(shell: Shell, command: Of<"while">, flags: number): Promise<number> {
  let status = 0;
  const inner = flags & ~TAIL;
  shell.loops++;
  try {
    for (;;) {
      await shell.process.breathe();
      const test = await execute(shell, command.test, TESTED);
      const afterTest = afterPass(shell);
      if (afterTest === "stop") {
        if (shell.skip?.kind === "return") status = test;
        break;
      }
      if (afterTest === "next") continue;
      if ((test === 0) === command.until) break;
      status = await execute(shell, command.body, inner);
      if (afterPass(shell) === "stop") break;
    }
  } finally {
    shell.loops--;
  }
  return status;
}

async function runFor(shell: Shell, command: Of<"for">, flags: number): Promise<number> {
  shell.line = command.line;
  const words = command.words === undefined ? shell.positional : await expandWords(shell, command.words);
  let status = 0;
  const inner = flags & ~TAIL;
  shell.loops++;
  try {
    for (const word of words) {
      const pause = shell.process.breathe();
      if (pause !== undefined) await pause;
      shell.variables.set(command.name, word);
      status = await execute(shell, command.body, inner);
      if (afterPass(shell) === "stop") break;
    }
  } finally {
    shell.loops--;
  }
  return status;
}

async function runCase(shell: Shell, command: Of<"case">, flags: number): Promise<number> {
  shell.line = command.line;
  const text = await expandToText(shell, command.word);
  for (const branch of command.branches) {
    for (const pattern of branch.patterns) {
      if (Pattern.of(await expandToPattern(shell, pattern)).test(text)) return execute(shell, branch.body, flags);
    }
  }
  return 0;
}

async function runRedirected(shell: Shell, command: Of<"redirected">, flags: number): Promise<number> {
  shell.line = command.line;
  let redirected: Awaited<ReturnType<typeof redirect>>;
  try {
    redirected = await redirect(shell, command.redirections);
  } catch (error) {
    // In a subshell, which would have ended.
    if (error instanceof ShellError && error.status === 1) return command.command.kind === "subshell" ? 2 : 1;
    throw error;
  }
  try {
    return await execute(shell, command.command, flags);
  } catch (error) {
    await shell.report(error);
    throw error;
  } finally {
    redirected.undo();
  }
}

/** A subshell that nothing follows, and whose signals nobody traps, is this shell itself. */
async function runSubshell(shell: Shell, { body }: Of<"subshell">, flags: number): Promise<number> {
  if ((flags & TAIL) !== 0 && !shell.interactive && !shell.traps.active) return execute(shell, body, flags);
  return waitFor(shell, startSubshell(shell, body, { flags: flags & TESTED }));
}

async function runBackground(shell: Shell, { command, source }: Of<"background">): Promise<number> {
  const processes = startPipeline(shell, command.kind === "pipeline" ? command.commands : [command], true);
  const job = shell.jobs.add(processes, source);
  shell.lastBackground = processes.at(-1)!.pid;
  if (shell.interactive) await shell.complain(`[${job.id}] ${shell.lastBackground}\n`);
  return 0;
}

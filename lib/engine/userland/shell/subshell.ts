/** Shells in processes of their own: subshells, the sides of a pipeline, what runs in the background. */

import { SystemError } from "../../kernel/errors.ts";
import type { ExitStatus, OpenFile, Process } from "../../kernel/types.ts";
import type { Command } from "./ast.ts";
import { describeStatus } from "./describe-status.ts";
import { ShellError, ShellExit } from "./errors.ts";
import { inheritedFiles } from "./files.ts";
import { TAIL } from "./flags.ts";
import type { Shell } from "./state.ts";

/** How a subshell begins. */
export interface SubshellOptions {
  /** Descriptors that differ from the shell's. */
  files?: Iterable<readonly [number, OpenFile]>;
  /** It runs in the background: the terminal's signals are not for it. */
  background?: boolean;
  /** `set -e` does not apply in it. */
  lenient?: boolean;
  /** Flags for its command, besides that nothing follows it. */
  flags?: number;
}

/** Starts a command in a copy of the shell. */
export function startSubshell(shell: Shell, command: Command, options: SubshellOptions = {}): Process {
  const files = inheritedFiles(shell.process);
  for (const [fd, file] of options.files ?? []) files.set(fd, file);
  const flags = TAIL | (options.flags ?? 0);
  const process = fork(
    shell,
    () => endShell(subshell, () => subshell.evaluator.execute(subshell, command, flags)),
    files,
  );
  // The copy is made now: the shell goes on, and changes, before the child begins.
  const subshell = shell.subshell(process);
  if (options.lenient) subshell.options.set("errexit", false);
  if (options.background) {
    subshell.traps.set("INT", "");
    subshell.traps.set("QUIT", "");
  }
  return process;
}

function fork(shell: Shell, body: () => Promise<number>, files: ReadonlyMap<number, OpenFile>): Process {
  try {
    return shell.process.fork(body, { files });
  } catch (error) {
    if (error instanceof SystemError) throw new ShellError(`can't fork: ${error.message}`);
    throw error;
  }
}

/** Runs the body of a shell and its EXIT trap; the result is the exit code of its process. */
export async function endShell(shell: Shell, body: () => Promise<unknown>): Promise<number> {
  await settle(shell, body);
  const action = shell.traps.get("EXIT");
  if (action !== undefined) {
    shell.traps.set("EXIT", undefined);
    shell.skip = undefined;
    const { status } = shell;
    shell.status = await settle(shell, async () => {
      await shell.evaluator.evaluate(shell, action);
      shell.status = status;
    });
  }
  return shell.status;
}

/** Runs a body; its end, and its errors, become the status. */
async function settle(shell: Shell, body: () => Promise<unknown>): Promise<number> {
  try {
    await body();
  } catch (error) {
    if (error instanceof ShellExit) {
      shell.status = error.status;
    } else if (error instanceof ShellError) {
      await shell.report(error);
      shell.status = error.status;
    } else if (error instanceof RangeError) {
      await shell.warn("commands are nested too deeply");
      shell.status = 2;
    } else {
      throw error;
    }
  }
  return shell.status;
}

/** Waits for a child in the foreground, whatever traps come in between, and says which signal ended it. */
export async function waitFor(shell: Shell, child: Process): Promise<number> {
  let status: ExitStatus | undefined;
  while (status === undefined) status = await shell.process.wait(child);
  await tellSignal(shell, status);
  return status.code;
}

/** Says which signal ended a child, where that is worth a word. */
export async function tellSignal(shell: Shell, status: ExitStatus): Promise<void> {
  if (status.signal === undefined || status.signal === "INT" || status.signal === "PIPE") return;
  await shell.complain(`${describeStatus(status)}\n`);
}

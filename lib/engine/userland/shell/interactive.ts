/** The shell at a terminal: prompts, ^C and ^D. */

import { Interrupted, ShellError } from "./errors.ts";
import { execute, runTraps } from "./execute.ts";
import { Interruption } from "./input.ts";
import { expandPrompt } from "./prompt.ts";
import { ScriptReader } from "./read-script.ts";
import type { Shell } from "./state.ts";
import { decode } from "./text.ts";

/** Reads and executes commands until the input ends or `exit` is called. Errors end a command only. */
export async function runInteractively(shell: Shell): Promise<number> {
  shell.traps.listen("INT", () => {
    shell.interrupted = true;
    shell.input.interrupt();
  });
  shell.traps.listen("TERM", () => undefined);
  shell.traps.listen("QUIT", () => undefined);
  for (;;) {
    try {
      await readCommands(shell);
      return shell.status;
    } catch (error) {
      if (error instanceof ShellError) {
        await shell.report(error);
        shell.status = error.status;
      } else if (error instanceof Interruption && !shell.interrupted) {
        await runTraps(shell);
      } else if (error instanceof Interrupted || error instanceof Interruption) {
        await shell.complain("\n");
        shell.status = 130;
      } else {
        throw error;
      }
      recover(shell);
    }
  }
}

/** The command that was being executed is given up. */
function recover(shell: Shell): void {
  shell.interrupted = false;
  shell.skip = undefined;
  shell.loops = 0;
  shell.builtin = undefined;
}

async function readCommands(shell: Shell): Promise<void> {
  const reader = new ScriptReader(
    async (continued) => {
      if (!continued) await tellEndedJobs(shell);
      await shell.complain(expandPrompt(shell, continued ? "PS2" : "PS1"));
      return readLine(shell);
    },
    1,
    shell.aliases,
  );
  for (;;) {
    const command = await reader.next();
    if (command === undefined) return;
    await execute(shell, command, 0);
    shell.skip = undefined;
  }
}

async function tellEndedJobs(shell: Shell): Promise<void> {
  for (const job of shell.jobs.list) {
    if (job.running > 0) continue;
    await shell.complain(`${shell.jobs.describe(job)}\n`);
    shell.jobs.remove(job);
  }
}

async function readLine(shell: Shell): Promise<string | undefined> {
  const bytes: number[] = [];
  for (;;) {
    const byte = await shell.input.readByte(0);
    if (byte !== undefined) bytes.push(byte);
    if (byte === 10 || (byte === undefined && bytes.length > 0)) return decode(Uint8Array.from(bytes));
    if (byte === undefined) return undefined;
  }
}

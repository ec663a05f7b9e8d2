/** Pipelines: every command a process, connected by pipes. */

import { callbackFile, pipe } from "../../kernel/pipe.ts";
import type { ExitStatus, OpenFile, Process } from "../../kernel/types.ts";
import type { Command } from "./ast.ts";
import type { Shell } from "./state.ts";
import { startSubshell, tellSignal } from "./subshell.ts";

/** Starts the commands of a pipeline, from the first to the last. */
export function startPipeline(shell: Shell, commands: readonly Command[], background: boolean): Process[] {
  const processes: Process[] = [];
  // What runs in the background does not take the input of the shell away.
  let input: OpenFile | undefined = background ? emptyFile() : undefined;
  for (const [index, command] of commands.entries()) {
    const output = index < commands.length - 1 ? pipe() : undefined;
    const files: [number, OpenFile][] = [];
    if (input !== undefined) files.push([0, input]);
    if (output !== undefined) files.push([1, output.writer]);
    try {
      processes.push(startSubshell(shell, command, { files, background }));
    } catch (error) {
      output?.reader.release();
      throw error;
    } finally {
      input?.release();
      output?.writer.release();
    }
    input = output?.reader;
  }
  return processes;
}

/** Runs a pipeline in the foreground. Its status is the last command's; with `pipefail`, that of the last which failed. */
export async function runPipeline(shell: Shell, commands: readonly Command[]): Promise<number> {
  const processes = startPipeline(shell, commands, false);
  const statuses: ExitStatus[] = [];
  for (const process of processes) {
    let status: ExitStatus | undefined;
    while (status === undefined) status = await shell.process.wait(process);
    statuses.push(status);
    await tellSignal(shell, status);
  }
  if (!shell.options.has("pipefail")) return statuses.at(-1)!.code;
  return statuses.findLast((status) => status.code !== 0)?.code ?? 0;
}

function emptyFile(): OpenFile {
  return callbackFile({ read: () => Promise.resolve(undefined) });
}

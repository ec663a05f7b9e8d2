/** Programs: found along PATH, started as children, or in the place of the shell. */

import { describe, SystemError } from "../../kernel/errors.ts";
import type { Process } from "../../kernel/types.ts";
import { closeHidden, inheritedFiles } from "./files.ts";
import { TAIL } from "./flags.ts";
import type { Shell } from "./state.ts";
import { waitFor } from "./subshell.ts";

/** Runs a program and waits for it. */
export async function runProgram(shell: Shell, words: readonly string[], flags: number): Promise<number> {
  if ((flags & TAIL) !== 0 && !shell.interactive && !shell.traps.active) {
    return replaceProcess(shell, words);
  }
  let child: Process;
  try {
    child = shell.process.spawn(words, {
      env: shell.variables.environment(),
      clearEnv: true,
      files: inheritedFiles(shell.process),
    });
  } catch (error) {
    const status = await explain(shell, words[0]!, error);
    if (status !== undefined) return status;
    child = startScript(shell, words);
  }
  return waitFor(shell, child);
}

/** Runs a program in place of this shell; returns only if there is no such program. */
export async function replaceProcess(shell: Shell, words: readonly string[]): Promise<number> {
  const before = shell.process.argv;
  closeHidden(shell.process);
  try {
    return await shell.process.exec(words);
  } catch (error) {
    // Once it runs, what it throws is not about finding it.
    if (shell.process.argv !== before) throw error;
    const status = await explain(shell, words[0]!, error);
    return status ?? waitFor(shell, startScript(shell, words));
  }
}

/** The file that PATH leads to for a name; executable ones only, if asked for. */
export function findInPath(shell: Shell, name: string, executable: boolean): string | undefined {
  for (const directory of (shell.variables.get("PATH") ?? "").split(":")) {
    const path = directory === "" ? name : `${directory.replace(/\/$/, "")}/${name}`;
    if (isProgram(shell.process, path, executable)) return path;
  }
  return undefined;
}

/** Whether a path is a file, and may be executed if that is asked for. */
export function isProgram(process: Process, path: string, executable: boolean): boolean {
  try {
    const { type, mode } = process.fs.stat(process.resolve(path));
    return type === "file" && (!executable || (mode & 0o111) !== 0);
  } catch {
    return false;
  }
}

/** Says why there is no program to run; undefined if the file is a script without `#!`, for the shell to run. */
async function explain(shell: Shell, name: string, error: unknown): Promise<number | undefined> {
  if (!(error instanceof SystemError)) throw error;
  if (error.code === "ENOENT" || error.code === "ENOTDIR") {
    await shell.warn(`${name}: not found`);
    return 127;
  }
  if (error.code === "ENOEXEC" && error.message === describe("ENOEXEC")) return undefined;
  await shell.warn(`${name}: ${error.message}`);
  return error.code === "EAGAIN" ? 2 : 126;
}

function startScript(shell: Shell, words: readonly string[]): Process {
  const name = words[0]!;
  const path = name.includes("/") ? name : (findInPath(shell, name, true) ?? name);
  return shell.process.fork((process) => shell.evaluator.program(process), {
    argv: ["sh", path, ...words.slice(1)],
    files: inheritedFiles(shell.process),
  });
}

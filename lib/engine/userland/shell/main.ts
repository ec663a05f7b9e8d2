/** The shell as a program. */

import { SystemError } from "../../kernel/errors.ts";
import type { Process, Program } from "../../kernel/types.ts";
import { applyOptions } from "./builtins/set.ts";
import { ShellError } from "./errors.ts";
import { evaluate } from "./evaluate.ts";
import { execute } from "./execute.ts";
import { TAIL } from "./flags.ts";
import { runInteractively } from "./interactive.ts";
import { ScriptReader } from "./read-script.ts";
import { type Evaluator, Shell } from "./state.ts";
import { endShell } from "./subshell.ts";
import { decode } from "./text.ts";

/** Where the shell gets its commands. */
type Source = { kind: "text"; text: string } | { kind: "file"; path: string } | { kind: "input" };

/**
 * The POSIX shell of the userland, which behaves as BusyBox ash does: `sh [-efux...] [-c COMMAND [NAME ARG...] | -s | FILE]
 * [ARG...]`. Without a command or a file it reads its input, and is interactive if that is a terminal.
 */
export const sh: Program = async (process) => {
  const shell = new Shell(process, evaluator, process.argv[0] ?? "sh");
  return endShell(shell, async () => {
    const source = begin(shell, process.argv.slice(1));
    if (source.kind === "text") return evaluate(shell, source.text, 0, TAIL);
    if (source.kind === "file") return runFile(shell, source.path);
    if (shell.interactive) return runInteractively(shell);
    return runInput(shell);
  });
};

const evaluator: Evaluator = { execute, evaluate, program: (process: Process) => sh(process) };

/** Reads the command line. */
function begin(shell: Shell, words: readonly string[]): Source {
  const origin = new Set<string>();
  const { rest, unknown } = applyOptions(shell, words, (letter, on) => {
    if (!"csil".includes(letter)) return false;
    if (on) origin.add(letter);
    return true;
  });
  if (unknown !== undefined) throw new ShellError(`illegal option ${unknown}`);
  let source: Source = { kind: "input" };
  let args = rest;
  if (origin.has("c")) {
    const [text, name, ...more] = rest;
    if (text === undefined) throw new ShellError("-c requires an argument");
    source = { kind: "text", text };
    args = more;
    shell.options.addOrigin("c");
    if (name !== undefined) shell.name = name;
  } else if (rest.length > 0 && !origin.has("s")) {
    source = { kind: "file", path: rest[0]! };
    args = rest.slice(1);
  } else {
    shell.options.addOrigin("s");
  }
  shell.positional = args;
  const { files } = shell.process;
  const terminal = source.kind === "input" && files.get(0)?.tty === true && files.get(2)?.tty === true;
  if (origin.has("i") || terminal) {
    shell.interactive = true;
    shell.options.addOrigin("i");
  }
  return source;
}

async function runFile(shell: Shell, path: string): Promise<number> {
  let text: string;
  try {
    text = decode(shell.process.fs.readFile(shell.process.resolve(path)));
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new ShellError(`can't open '${path}': ${error.message}`);
  }
  shell.name = path;
  shell.isScript = true;
  return evaluate(shell, text, 1);
}

/** Commands from the input, which they read too: nothing is read before its time. */
async function runInput(shell: Shell): Promise<number> {
  const reader = new ScriptReader(() => readLine(shell), 1, shell.aliases);
  while (shell.skip === undefined) {
    const command = await reader.next();
    if (command === undefined) break;
    if (!shell.options.has("noexec")) await execute(shell, command, 0);
  }
  return shell.status;
}

async function readLine(shell: Shell): Promise<string | undefined> {
  const bytes: number[] = [];
  for (;;) {
    const byte = (await shell.process.read(0, 1))?.[0];
    if (byte !== undefined) bytes.push(byte);
    if (byte === 10 || (byte === undefined && bytes.length > 0)) return decode(Uint8Array.from(bytes));
    if (byte === undefined) return undefined;
  }
}

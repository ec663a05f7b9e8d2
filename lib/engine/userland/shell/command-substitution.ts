/** `$(command)`: what a command writes, as text. */

import { pipe } from "../../kernel/pipe.ts";
import type { OpenFile, Process } from "../../kernel/types.ts";
import type { Command } from "./ast.ts";
import { ShellError } from "./errors.ts";
import { hide, setFile } from "./files.ts";
import type { Shell } from "./state.ts";
import { startSubshell, waitFor } from "./subshell.ts";
import { concat, decode } from "./text.ts";

/** More output than this is an error, so that a script cannot take all memory. */
const MAX_OUTPUT = 64 * 1024 * 1024;

/** Runs a command in a subshell and gives its output, without the newlines at its end and without NULs. */
export async function substituteCommand(shell: Shell, command: Command): Promise<string> {
  const { reader, writer } = pipe();
  const fd = hide(shell.process, reader);
  let output: Uint8Array;
  try {
    const child = startPiped(shell, command, writer);
    output = await readAll(shell, fd);
    shell.substitution = await waitFor(shell, child);
  } finally {
    setFile(shell.process, fd, undefined);
  }
  return decode(output).replaceAll("\0", "").replace(/\n+$/, "");
}

function startPiped(shell: Shell, command: Command, writer: OpenFile): Process {
  try {
    return startSubshell(shell, command, { files: [[1, writer]], lenient: true });
  } finally {
    writer.release();
  }
}

async function readAll(shell: Shell, fd: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const bytes = await shell.process.read(fd);
    if (bytes === undefined) return concat(pieces);
    size += bytes.length;
    if (size > MAX_OUTPUT) throw new ShellError(`command substitution: more than ${MAX_OUTPUT} bytes of output`);
    pieces.push(bytes);
  }
}

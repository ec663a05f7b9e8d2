/** Executes text, and what the shell is told to read. */

import { execute } from "./execute.ts";
import { TAIL } from "./flags.ts";
import { TextReader } from "./read-script.ts";
import type { Shell } from "./state.ts";

/** Executes a text; the result is the status of its last command. */
export async function evaluate(shell: Shell, text: string, line: number = shell.line, flags = 0): Promise<number> {
  const reader = new TextReader(text, line, shell.aliases);
  let status = 0;
  while (shell.skip === undefined) {
    const next = await reader.next();
    if (next === undefined) break;
    if (shell.options.has("noexec")) continue;
    status = await execute(shell, next.command, next.last ? flags : flags & ~TAIL);
  }
  return status;
}

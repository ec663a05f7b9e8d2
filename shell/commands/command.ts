/** What a command of the prompt is, and what it works with. */
import type { CompletionKind } from "../complete/commands.ts";
import type { Shell } from "../shell.ts";

/** A command of the prompt: a word that begins with a dot, maybe with an argument. */
export interface Command {
  readonly name: string;
  /** What may stand after it, e.g. `FILE`, `[on|off]`. */
  readonly argument?: string;
  /** What it does, in one line. */
  readonly line: string;
  /** What can be completed for its argument: the words themselves, or what kind of thing it is. */
  readonly completes?: CompletionKind;
  /** What it gives is said; a {@link CommandError} tells what is wrong with the argument. */
  run(shell: Shell, argument: string): Promise<string | undefined> | string | undefined;
}

/** A command that was called wrongly. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** `on`, `off`, or nothing to change over. */
export function onOrOff(command: string, argument: string, before: boolean): boolean {
  if (argument === "") return !before;
  if (argument === "on" || argument === "off") return argument === "on";
  throw new CommandError(
    `${command} is on or off, not ${JSON.stringify(argument)}`,
    `Write ${command} on, or ${command} off.`,
  );
}

/** What ends the evaluation of a command, as exceptions. None of them leaves the shell. */

/**
 * The command cannot go on: a bad substitution, a redirection or a special built-in that failed, a syntax error. Ends a
 * shell that is not interactive. The message has no prefix; it is written where the error leaves the redirections it belongs to.
 */
export class ShellError extends Error {
  override readonly name = "ShellError";
  readonly status: number;
  /** The line of the script, where another one than the current command's. */
  readonly line: number | undefined;
  /** The message has been written. */
  reported = false;

  constructor(message: string, status = 2, line?: number) {
    super(message);
    this.status = status;
    this.line = line;
  }
}

/** The shell is to end, with this status. */
export class ShellExit extends Error {
  override readonly name = "ShellExit";
  readonly status: number;

  constructor(status: number) {
    super(`exit ${status}`);
    this.status = status;
  }
}

/** The user pressed ^C at the prompt of an interactive shell, or while it ran a command. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

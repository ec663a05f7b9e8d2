/** What every applet begins and ends with. */

import { SystemError } from "../../../kernel/errors.ts";
import type { Process, Program } from "../../../kernel/types.ts";

/** Ends an applet with a message; thrown by whatever finds that it cannot go on. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly code: number;

  constructor(message: string, code = 1) {
    super(message);
    this.code = code;
  }
}

/** The call does not make sense: the applet shows how it is to be called. */
export class BadUsage extends Error {
  override readonly name = "BadUsage";
}

/** The name that a program was called by, without directories. */
export function nameOf(process: Process): string {
  const argv0 = process.argv[0] ?? "";
  return argv0.slice(argv0.lastIndexOf("/") + 1);
}

/** Writes `applet: message` to standard error. */
export async function complain(process: Process, message: string): Promise<void> {
  await process.write(2, `${nameOf(process)}: ${message}\n`);
}

/** What a failed system call says; any other error is not for the user and goes on. */
export function reason(error: unknown): string {
  if (error instanceof SystemError) return error.message;
  throw error;
}

/**
 * A program that may end by a Failure or a failed system call, and says so in the usual form. `usage` is what may follow its
 * name; without it the program takes every argument as it is, `--help` too. `code` is what a bad call ends with.
 */
export function applet(usage: string | undefined, main: (process: Process) => Promise<number>, code = 1): Program {
  const help = (process: Process) => process.write(2, `Usage: ${nameOf(process)} ${usage}`.trimEnd().concat("\n"));
  return async (process) => {
    try {
      if (usage !== undefined && process.argv.length === 2 && process.argv[1] === "--help") {
        await help(process);
        return 0;
      }
      return await main(process);
    } catch (error) {
      if (error instanceof BadUsage) {
        if (error.message !== "") await complain(process, error.message);
        await help(process);
        return code;
      }
      if (!(error instanceof Failure) && !(error instanceof SystemError)) throw error;
      await complain(process, error.message);
      return error instanceof Failure ? error.code : code;
    }
  };
}

/** How the shell words the end of a process that a signal ended. */

import type { ExitStatus, Signal } from "../../kernel/types.ts";

const wording: Partial<Record<Signal, string>> = {
  HUP: "Hangup",
  INT: "Interrupt",
  QUIT: "Quit",
  KILL: "Killed",
  USR1: "User defined signal 1",
  USR2: "User defined signal 2",
  PIPE: "Broken pipe",
  ALRM: "Alarm clock",
  TERM: "Terminated",
};

/** The words for the signal; the empty string where there was none. */
export function describeStatus(status: ExitStatus): string {
  return status.signal === undefined ? "" : (wording[status.signal] ?? `Signal ${status.signal}`);
}

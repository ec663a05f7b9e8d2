/** How the shell words the end of a process that a signal ended. */

import { type Signal, signalNumbers } from "../../kernel/signals.ts";
import type { ExitStatus } from "../../kernel/types.ts";

const wording: Partial<Record<Signal, string>> = {
  HUP: "Hangup",
  INT: "Interrupt",
  QUIT: "Quit",
  ILL: "Illegal instruction",
  TRAP: "Trace/breakpoint trap",
  ABRT: "Aborted",
  BUS: "Bus error",
  FPE: "Floating point exception",
  KILL: "Killed",
  USR1: "User defined signal 1",
  SEGV: "Segmentation fault",
  USR2: "User defined signal 2",
  PIPE: "Broken pipe",
  ALRM: "Alarm clock",
  TERM: "Terminated",
  STKFLT: "Stack fault",
  XCPU: "CPU time limit exceeded",
  XFSZ: "File size limit exceeded",
  VTALRM: "Virtual timer expired",
  PROF: "Profiling timer expired",
  POLL: "I/O possible",
  PWR: "Power failure",
  SYS: "Bad system call",
};

/** The words for the signal; the empty string where there was none. */
export function describeStatus(status: ExitStatus): string {
  if (status.signal === undefined) return "";
  return wording[status.signal] ?? `Real-time signal ${signalNumbers[status.signal] - signalNumbers.RTMIN}`;
}

/** The signals of Linux: their names, their numbers, and what each does to a process that has not asked for it. */

type StandardSignal =
  | ("HUP" | "INT" | "QUIT" | "ILL" | "TRAP" | "ABRT" | "BUS" | "FPE" | "KILL" | "USR1" | "SEGV" | "USR2" | "PIPE")
  | ("ALRM" | "TERM" | "STKFLT" | "CHLD" | "CONT" | "STOP" | "TSTP" | "TTIN" | "TTOU" | "URG" | "XCPU" | "XFSZ")
  | ("VTALRM" | "PROF" | "WINCH" | "POLL" | "PWR" | "SYS");

type UpTo14 = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14;

/** Counted from the nearer end, as the API has it. */
type RealTimeSignal = "RTMIN" | `RTMIN+${UpTo14 | 15}` | `RTMAX-${UpTo14}` | "RTMAX";

/** The signals that there are. */
export type Signal = StandardSignal | RealTimeSignal;

const standard: Readonly<Record<StandardSignal, number>> = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ILL: 4,
  TRAP: 5,
  ABRT: 6,
  BUS: 7,
  FPE: 8,
  KILL: 9,
  USR1: 10,
  SEGV: 11,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  STKFLT: 16,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
  TTIN: 21,
  TTOU: 22,
  URG: 23,
  XCPU: 24,
  XFSZ: 25,
  VTALRM: 26,
  PROF: 27,
  WINCH: 28,
  POLL: 29,
  PWR: 30,
  SYS: 31,
};

/** The C library keeps 32 and 33 for itself. */
const RTMIN = 34;
const RTMAX = 64;

function realTime(): Record<RealTimeSignal, number> {
  const numbers: Record<string, number> = {};
  for (let number = RTMIN; number <= RTMAX; number++) {
    const [fromMin, fromMax] = [number - RTMIN, RTMAX - number];
    if (fromMin < fromMax || fromMin === 15) numbers[fromMin === 0 ? "RTMIN" : `RTMIN+${fromMin}`] = number;
    else numbers[fromMax === 0 ? "RTMAX" : `RTMAX-${fromMax}`] = number;
  }
  return numbers as Record<RealTimeSignal, number>;
}

/** Numbers of the signals, as on Linux. */
export const signalNumbers: Readonly<Record<Signal, number>> = { ...standard, ...realTime() };

/** The signals that `kill -l` lists, by number. */
export const listedSignals: readonly Signal[] = Object.keys(standard) as StandardSignal[];

/** Other names for some of them. */
const aliases: Readonly<Record<string, Signal>> = { CLD: "CHLD", IOT: "ABRT", IO: "POLL" };

/** The signal for a name (`TERM`, `SIGTERM`, any case) or a number; undefined when there is none. */
export function signalOf(text: string | number): Signal | undefined {
  const name = String(text).toUpperCase().replace(/^SIG/, "");
  if (Object.hasOwn(signalNumbers, name)) return name as Signal;
  if (Object.hasOwn(aliases, name)) return aliases[name];
  if (!/^\d+$/.test(name)) return undefined;
  return (Object.keys(signalNumbers) as Signal[]).find((signal) => signalNumbers[signal] === Number(name));
}

/** What a signal does to a process that has not asked for it: end it, hold it until CONT, or nothing. */
export type DefaultAction = "end" | "hold" | "nothing";

const others: ReadonlyMap<Signal, DefaultAction> = new Map<Signal, DefaultAction>([
  ["CHLD", "nothing"],
  ["CONT", "nothing"],
  ["URG", "nothing"],
  ["WINCH", "nothing"],
  ["STOP", "hold"],
  ["TSTP", "hold"],
  ["TTIN", "hold"],
  ["TTOU", "hold"],
]);

/** What a signal does by default. */
export function defaultAction(signal: Signal): DefaultAction {
  return others.get(signal) ?? "end";
}

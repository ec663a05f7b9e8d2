/** ps, kill, killall, pidof, pgrep. */

import { listedSignals, type Signal, signalNumbers, signalOf } from "../../kernel/signals.ts";
import type { Process, Program } from "../../kernel/types.ts";
import { applet, BadUsage, complain, Failure } from "./kit/applet.ts";
import { parseOptions } from "./kit/options.ts";
import { userName } from "./kit/users.ts";

const commandOf = (process: Process) => process.argv.join(" ");
const programOf = (process: Process) => (process.argv[0] ?? "").split("/").at(-1)!;

/** What ps can show. Numbers stand at the right of a column, which has a negative width then. */
const columns: Record<string, { title: string; width: number; value: (other: Process, self: Process) => string }> = {
  pid: { title: "PID", width: -5, value: (other) => String(other.pid) },
  ppid: { title: "PPID", width: -5, value: (other) => String(other.parent) },
  user: { title: "USER", width: 8, value: (other, self) => userName(self, other.uid) ?? String(other.uid) },
  comm: { title: "COMMAND", width: 16, value: programOf },
  args: { title: "COMMAND", width: 0, value: commandOf },
  time: { title: "TIME", width: -5, value: () => "0:00" },
  tty: { title: "TT", width: 6, value: (other) => (other.files.get(0)?.tty ? "136,0" : "?") },
  stat: { title: "STAT", width: 4, value: () => "S" },
};

export const ps: Program = applet("[-o COL1,COL2=HEADER]", async (process) => {
  // Options of other systems' ps (aux, -ef) are taken, and show the same.
  const options = parseOptions(process, { short: "o:TeflawuxA" });
  const chosen = (options.get("o") ?? "pid,user,time,args").split(",").map((text) => {
    const [name, title] = text.split("=") as [string, string | undefined];
    const column = columns[name];
    if (column === undefined)
      throw new Failure(`bad -o argument '${name}', supported arguments: ${Object.keys(columns).join(",")}`);
    return { ...column, title: title ?? column.title };
  });
  const line = (cells: string[]) => `${cells.join(" ").trimEnd()}\n`;
  const titles = chosen.map(({ title, width }) => title.padEnd(Math.abs(width)));
  const rows = process.processes().map((other) => {
    const pad = (text: string, width: number) => (width < 0 ? text.padStart(-width) : text.padEnd(width));
    return line(chosen.map(({ value, width }) => pad(value(other, process), width)));
  });
  await process.write(1, line(titles) + rows.join(""));
  return 0;
});

async function listSignals(process: Process, words: readonly string[]): Promise<number> {
  if (words.length === 0) {
    const lines = listedSignals.map((signal) => `${String(signalNumbers[signal]).padStart(2)}) ${signal}\n`);
    await process.write(1, lines.join(""));
  }
  for (const word of words) {
    // The exit code of a killed process stands for its signal.
    const number = Number(word) > 128 ? String(Number(word) - 128) : word;
    const signal = signalOf(number);
    if (signal === undefined) throw new Failure(`bad signal name '${word}'`);
    await process.write(1, `${/^\d+$/.test(word) ? signal : signalNumbers[signal]}\n`);
  }
  return 0;
}

/** The signal that the first words ask for, and the words after them. */
function parseSignal(words: readonly string[]): { signal: Signal; rest: readonly string[] } {
  const first = words[0] ?? "";
  const text =
    first === "-s" ? words[1] : first.startsWith("-") && first !== "--" && first !== "-q" ? first.slice(1) : undefined;
  if (text === undefined) return { signal: "TERM", rest: first === "--" ? words.slice(1) : words };
  const signal = signalOf(text);
  if (signal === undefined && text !== "0") throw new Failure(`bad signal name '${text}'`);
  // Signal 0 only asks whether the process is there; CONT does nothing to one that runs.
  return { signal: signal ?? "CONT", rest: words.slice(first === "-s" ? 2 : 1) };
}

export const kill: Program = applet("[-l] [-SIG] PID...", async (process) => {
  const words = process.argv.slice(1);
  if (words[0] === "-l") return listSignals(process, words.slice(1));
  const { signal, rest } = parseSignal(words);
  if (rest.length === 0) throw new Failure("you need to specify whom to kill");
  let code = 0;
  for (const word of rest) {
    if (!/^-?\d+$/.test(word)) {
      await complain(process, `invalid number '${word}'`);
      code = 1;
    } else if (!sendTo(process, Number(word), signal)) {
      await complain(process, `can't kill pid ${word}: No such process`);
      code = 1;
    }
  }
  return code;
});

/** To one process, or with -1 to all but pid 1 and the sender. */
function sendTo(process: Process, pid: number, signal: Signal): boolean {
  if (pid > 0) return process.kill(pid, signal);
  if (pid === 0) return process.kill(process.pid, signal);
  if (pid < -1) return process.kill(-pid, signal);
  for (const other of process.processes())
    if (other.pid > 1 && other.pid !== process.pid) process.kill(other.pid, signal);
  return true;
}

function named(process: Process, name: string): Process[] {
  return process.processes().filter((other) => other.pid !== process.pid && programOf(other) === name);
}

export const killall: Program = applet("[-lq] [-SIG] PROCESS_NAME...", async (process) => {
  const words = process.argv.slice(1);
  if (words[0] === "-l") return listSignals(process, words.slice(1));
  const { signal, rest } = parseSignal(words);
  const quiet = rest[0] === "-q";
  const names = quiet ? rest.slice(1) : rest;
  if (names.length === 0) throw new Failure("you need to specify whom to kill");
  let code = 0;
  for (const name of names) {
    const targets = named(process, name);
    for (const { pid } of targets) process.kill(pid, signal);
    if (targets.length > 0) continue;
    if (!quiet) await complain(process, `${name}: no process killed`);
    code = 1;
  }
  return code;
});

export const pidof: Program = applet("[NAME]...", async (process) => {
  const { operands } = parseOptions(process, { short: "so:" });
  const pids = operands.flatMap((name) => named(process, name)).map(({ pid }) => pid);
  if (pids.length > 0) await process.write(1, `${pids.reverse().join(" ")}\n`);
  return pids.length > 0 ? 0 : 1;
});

export const pgrep: Program = applet("[-flx] PATTERN", async (process) => {
  const options = parseOptions(process, { short: "flnovx", min: 1, max: 1 });
  let pattern: RegExp;
  try {
    pattern = new RegExp(options.has("x") ? `^(?:${options.operands[0]})$` : options.operands[0]!);
  } catch {
    throw new BadUsage();
  }
  const found = process
    .processes()
    .filter(
      (other) => other.pid !== process.pid && pattern.test(options.has("f") ? commandOf(other) : programOf(other)),
    );
  for (const other of found)
    await process.write(1, options.has("l") ? `${other.pid} ${commandOf(other)}\n` : `${other.pid}\n`);
  return found.length > 0 ? 0 : 1;
});

/** Built-ins about jobs and processes: jobs, wait, kill, fg, bg, times. */

import { listedSignals, type Signal, signalNumbers, signalOf } from "../../../kernel/signals.ts";
import type { ExitStatus } from "../../../kernel/types.ts";
import { ShellError } from "../errors.ts";
import type { Job } from "../jobs.ts";
import type { Shell } from "../state.ts";
import { tellSignal } from "../subshell.ts";
import { parseCount, parseOptions, print } from "./builtin.ts";

/** `jobs [-p] [JOB...]`: lists jobs, and forgets those that have ended. */
export async function jobs(shell: Shell, words: readonly string[]): Promise<number> {
  const { has, operands } = parseOptions(words, "lp");
  const list = operands.length === 0 ? shell.jobs.list : operands.map((operand) => requireJob(shell, operand));
  const lines = [...list].reverse().map((job) => (has("p") ? job.processes[0]!.pid : shell.jobs.describe(job)));
  for (const job of list) if (job.running === 0) shell.jobs.remove(job);
  return print(shell, lines.map((line) => `${line}\n`).join(""));
}

function requireJob(shell: Shell, text: string): Job {
  const job = shell.jobs.find(text);
  if (job === undefined) throw new ShellError(`${text}: no such job`);
  return job;
}

/** `wait [PID|JOB...]`: until they have ended, or a trapped signal arrives. */
export async function wait(shell: Shell, words: readonly string[]): Promise<number> {
  const { operands } = parseOptions(words, "");
  let status = 0;
  for (const job of operands.length === 0 ? shell.jobs.list : operands.map((operand) => jobToWaitFor(shell, operand))) {
    if (job === undefined) {
      status = 127;
      continue;
    }
    const ended = await shell.jobs.wait(job);
    if (ended === undefined) return interrupted(shell);
    job.waited = true;
    if (operands.length === 0) {
      shell.jobs.remove(job);
    } else {
      await tellSignal(shell, ended);
      status = ended.code;
    }
  }
  return status;
}

function jobToWaitFor(shell: Shell, operand: string): Job | undefined {
  if (!operand.startsWith("%")) parseCount(operand);
  return shell.jobs.find(operand);
}

/** The status of a built-in that a trapped signal ended. */
function interrupted(shell: Shell): number {
  const signal = shell.traps.pending;
  return signal === undefined ? 128 + signalNumbers.INT : 128 + signalNumbers[signal];
}

/** `fg [JOB]`: waits for a job as if it had not been put in the background. */
export async function foreground(shell: Shell, words: readonly string[]): Promise<number> {
  const job = words[1] === undefined ? shell.jobs.find("%+") : shell.jobs.find(words[1]);
  if (job === undefined) throw new ShellError(words[1] === undefined ? "No current job" : `${words[1]}: no such job`);
  await print(shell, `${job.source}\n`);
  for (const process of job.processes) shell.process.kill(process.pid, "CONT");
  let status: ExitStatus | undefined;
  while (status === undefined) {
    status = await shell.jobs.wait(job);
    if (status === undefined && shell.interrupted) for (const { pid } of job.processes) shell.process.kill(pid, "TERM");
  }
  shell.jobs.remove(job);
  await tellSignal(shell, status);
  return status.code;
}

/** `kill [-SIGNAL|-s SIGNAL] PID|JOB...`, `kill -l [SIGNAL...]` */
export async function kill(shell: Shell, words: readonly string[]): Promise<number> {
  let operands = words.slice(1);
  if (operands[0] === "-l") return listSignals(shell, operands.slice(1));
  let signal: Signal | 0 | undefined = "TERM";
  const first = operands[0];
  if (first === "-s" || first === "-n") {
    signal = parseSignal(operands[1] ?? "");
    if (signal === undefined) return refuse(shell, `bad signal name '${operands[1] ?? ""}'`);
    operands = operands.slice(2);
  } else if (first !== undefined && first !== "--" && first.startsWith("-")) {
    signal = parseSignal(first.slice(1));
    if (signal === undefined) return refuse(shell, `bad signal name '${first.slice(1)}'`);
    operands = operands.slice(1);
  }
  if (operands[0] === "--") operands = operands.slice(1);
  if (operands.length === 0) return refuse(shell, "you need to specify whom to kill");
  let status = 0;
  for (const operand of operands) if (!(await send(shell, operand, signal))) status = 1;
  return status;
}

function parseSignal(text: string): Signal | 0 | undefined {
  return text === "0" ? 0 : signalOf(text);
}

async function send(shell: Shell, operand: string, signal: Signal | 0): Promise<boolean> {
  const { process } = shell;
  let pids: number[];
  if (operand.startsWith("%")) {
    const job = shell.jobs.find(operand);
    if (job === undefined) {
      await shell.warnPlainly(`${operand}: no such job`);
      return false;
    }
    pids = job.processes.map(({ pid }) => pid);
  } else if (/^-?\d+$/.test(operand)) {
    pids = [Math.abs(Number(operand))];
  } else {
    await shell.warnPlainly(`invalid number '${operand}'`);
    return false;
  }
  const exists = (pid: number): boolean => process.processes().some((other) => other.pid === pid);
  const reached = pids.filter((pid) => (signal === 0 ? exists(pid) : process.kill(pid, signal)));
  // A shell that kills itself gets no further.
  await process.breathe();
  if (reached.length > 0) return true;
  await shell.warnPlainly(`can't kill pid ${operand}: No such process`);
  return false;
}

async function refuse(shell: Shell, message: string): Promise<number> {
  await shell.warnPlainly(message);
  return 1;
}

async function listSignals(shell: Shell, operands: readonly string[]): Promise<number> {
  if (operands.length === 0) {
    const lines = listedSignals.map((signal) => `${String(signalNumbers[signal]).padStart(2)}) ${signal}\n`);
    return print(shell, lines.join(""));
  }
  for (const operand of operands) {
    const number = Number(operand);
    const signal = signalOf(number > 128 ? number - 128 : operand);
    if (signal === undefined) return refuse(shell, `unknown signal '${operand}'`);
    await print(shell, `${Number.isNaN(number) ? signalNumbers[signal] : signal}\n`);
  }
  return 0;
}

/** All processes share one thread, and nobody counts whose time it spends. */
export function times(shell: Shell): Promise<number> {
  return print(shell, "0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n");
}

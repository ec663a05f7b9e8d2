/** What ends the process when a statement has had its time and cannot be interrupted: a loop without an `await` gives no other code a turn. */
import { Worker } from "node:worker_threads";

/** How much longer than a statement may take the process has for it, in milliseconds: it ends the statement itself, unless it cannot. */
export const allowance = 6000;

/** Runs in a thread of its own, which the loop does not hold up. */
const script = `
const { parentPort } = require("node:worker_threads");
const { writeSync } = require("node:fs");
let timer;
parentPort.on("message", ({ milliseconds, text }) => {
  clearTimeout(timer);
  if (milliseconds === undefined) return;
  timer = setTimeout(() => {
    try { writeSync(2, text); } catch {}
    process.kill(process.pid, "SIGKILL");
  }, milliseconds);
});
`;

/** Watches over one statement after the other. */
export class Deadline {
  #worker: Worker | undefined;

  /** From now on there is so much time, in milliseconds, and what is allowed beside it; no limit when undefined. */
  set(milliseconds: number | undefined, line: number): void {
    if (milliseconds === undefined) {
      this.#worker?.postMessage({});
      return;
    }
    if (this.#worker === undefined) {
      this.#worker = new Worker(script, { eval: true });
      this.#worker.unref();
    }
    this.#worker.postMessage({ milliseconds: milliseconds + allowance, text: `${overdue(milliseconds, line)}\n` });
  }
}

/** What is said of a process that was ended. */
export function overdue(milliseconds: number, line: number): string {
  const where = line === 0 ? "before its first statement" : `in the statement on line ${line}`;
  return `TimeoutError: the process was ended: ${where} it did nothing else for ${milliseconds / 1000} s\n  A loop without an await cannot be interrupted; give the statement more time with: // dks: timeout 2m`;
}

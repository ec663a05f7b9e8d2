/** Commands in the background. */

import type { ExitStatus, Process } from "../../kernel/types.ts";
import { describeStatus } from "./describe-status.ts";

/** One command in the background: the processes of its pipeline. */
export interface Job {
  readonly id: number;
  readonly source: string;
  readonly processes: readonly Process[];
  /** How its last process ended; undefined while that runs. */
  status: ExitStatus | undefined;
  /** How many of its processes run. */
  running: number;
  /** Its status has been asked for. */
  waited: boolean;
}

/** The jobs of one shell. */
export class Jobs {
  readonly #process: Process;
  #jobs: Job[] = [];
  /** By when they were last started, for `%+` and `%-`. */
  #recent: Job[] = [];

  constructor(process: Process) {
    this.#process = process;
  }

  add(processes: readonly Process[], source: string): Job {
    this.#forget();
    const id = Math.max(0, ...this.#jobs.map((job) => job.id)) + 1;
    const job: Job = { id, source, processes, status: undefined, running: processes.length, waited: false };
    const last = processes.at(-1);
    for (const process of processes) {
      process.exited.then((status) => {
        job.running--;
        if (process === last) job.status = status;
      });
    }
    this.#jobs.push(job);
    this.#recent.unshift(job);
    return job;
  }

  get list(): readonly Job[] {
    return this.#jobs;
  }

  /** The job that `%n`, `%%`, `%+`, `%-`, `%name` or a pid stands for. */
  find(text: string): Job | undefined {
    if (!text.startsWith("%")) {
      return this.#jobs.find((job) => job.processes.some((process) => process.pid === Number(text)));
    }
    const which = text.slice(1);
    if (which === "" || which === "%" || which === "+") return this.#recent[0];
    if (which === "-") return this.#recent[1];
    if (/^\d+$/.test(which)) return this.#jobs.find((job) => job.id === Number(which));
    return this.#jobs.find((job) =>
      which.startsWith("?") ? job.source.includes(which.slice(1)) : job.source.startsWith(which),
    );
  }

  /** Waits until a job has ended; undefined when a trapped signal arrives before. */
  async wait(job: Job): Promise<ExitStatus | undefined> {
    let status: ExitStatus | undefined = { code: 0 };
    for (const process of job.processes) {
      status = await this.#process.wait(process);
      if (status === undefined) return undefined;
    }
    return status;
  }

  /** A line for `jobs`. */
  describe(job: Job): string {
    const mark = this.#recent[0] === job ? "+" : this.#recent[1] === job ? "-" : " ";
    const state = job.running > 0 || job.status === undefined ? "Running" : describeStatus(job.status) || "Done";
    const text = state === "Done" && job.status!.code !== 0 ? `Done(${job.status!.code})` : state;
    return `[${job.id}]${mark}  ${text.padEnd(27)}${job.source}`;
  }

  /** Takes a job off the list. */
  remove(job: Job): void {
    this.#jobs = this.#jobs.filter((other) => other !== job);
    this.#recent = this.#recent.filter((other) => other !== job);
  }

  /** Nobody will ask again for what was waited for; and a script that starts jobs without end must not keep them all. */
  #forget(): void {
    for (const job of this.#jobs) if (job.running === 0 && job.waited) this.remove(job);
    const ended = this.#jobs.length < 256 ? undefined : this.#jobs.find((job) => job.running === 0);
    if (ended !== undefined) this.remove(ended);
  }
}

/** Reads that a trapped signal ends, which a process' own reads are not. */

import { SystemError, Terminated } from "../../kernel/errors.ts";
import type { Cancellation, Process } from "../../kernel/types.ts";
import type { Traps } from "./traps.ts";

/** A read was given up: a trapped signal arrived, or its time was over. No byte is lost. */
export class Interruption extends Error {
  override readonly name = "Interruption";
}

/** The input of one shell. */
export class Input {
  readonly #process: Process;
  readonly #waits = new Set<(reason: Error) => void>();
  readonly #traps: Traps;
  #watching = false;

  constructor(process: Process, traps: Traps) {
    this.#process = process;
    this.#traps = traps;
  }

  /** One byte; undefined at the end. Rejects with an Interruption when a trapped signal arrives. */
  async readByte(fd: number): Promise<number | undefined> {
    this.#watch();
    const pause = this.#process.breathe();
    if (pause !== undefined) await pause;
    const file = this.#process.files.get(fd);
    if (file === undefined) throw new SystemError("EBADF");
    return (await file.read(1, this.#cancellation))?.[0];
  }

  /** Gives up the read that waits. */
  interrupt(reason: Error = new Interruption()): void {
    for (const cancel of [...this.#waits]) cancel(reason);
    this.#waits.clear();
  }

  readonly #cancellation: Cancellation = {
    add: (cancel) => this.#waits.add(cancel),
    delete: (cancel) => this.#waits.delete(cancel),
  };

  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    this.#traps.onArrival(() => this.interrupt());
    this.#process.exited.then(() => this.interrupt(new Terminated("KILL")));
  }
}

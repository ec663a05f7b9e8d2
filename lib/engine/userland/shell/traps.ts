/** `trap`: what a shell does when a signal arrives, and when it ends. */

import { type Signal, signalNumbers } from "../../kernel/signals.ts";
import type { Process } from "../../kernel/types.ts";

/** What a trap can be set for: a signal, or the end of the shell. */
export type Condition = Signal | "EXIT";

/** The conditions in the order that `trap` lists them. */
const order: readonly Condition[] = [
  "EXIT",
  ...(Object.keys(signalNumbers) as Signal[]).sort((left, right) => signalNumbers[left] - signalNumbers[right]),
];

/** The traps of one shell. Signals are noted when they arrive; their actions run between commands. */
export class Traps {
  readonly #process: Process;
  /** Actions by condition; the empty one means that the signal is ignored. */
  readonly #actions = new Map<Condition, string>();
  /** What the shell itself does about signals, unless a trap takes its place. */
  readonly #own = new Map<Signal, () => void>();
  #pending: Signal[] = [];
  /** Waits that a trapped signal ends. */
  readonly #waits = new Set<() => void>();

  /** The traps of a subshell: what is ignored stays so, all else is forgotten. */
  constructor(process: Process, parent?: Traps) {
    this.#process = process;
    if (parent === undefined) return;
    for (const [condition, action] of parent.#actions) if (action === "") this.#actions.set(condition, action);
  }

  /** The signals that arrived and wait for their actions to run. */
  takePending(): Signal[] {
    if (this.#pending.length === 0) return this.#pending;
    const pending = this.#pending;
    this.#pending = [];
    return pending;
  }

  /** The last signal that arrived and whose action has not run yet. */
  get pending(): Signal | undefined {
    return this.#pending.at(-1);
  }

  /** Whether the shell must be there when signals arrive, or at its end; what is ignored needs nobody. */
  get active(): boolean {
    for (const action of this.#actions.values()) if (action !== "") return true;
    return false;
  }

  get(condition: Condition): string | undefined {
    return this.#actions.get(condition);
  }

  set(condition: Condition, action: string | undefined): void {
    if (action === undefined) this.#actions.delete(condition);
    else this.#actions.set(condition, action);
    if (condition === "EXIT") return;
    if (action === "") this.#process.trap(condition, "ignore");
    else if (action !== undefined) this.#process.trap(condition, () => this.#arrived(condition));
    else this.#process.trap(condition, this.#own.get(condition));
  }

  /** What the shell does about a signal itself, where the script has set no trap. */
  listen(signal: Signal, listener: () => void): void {
    this.#own.set(signal, listener);
    if (!this.#actions.has(signal)) this.#process.trap(signal, listener);
  }

  /** All traps, for `trap` to list. */
  list(): [condition: Condition, action: string][] {
    return order.flatMap((condition): [Condition, string][] => {
      const action = this.#actions.get(condition);
      return action === undefined ? [] : [[condition, action]];
    });
  }

  /** Calls back when a trapped signal arrives, until the returned function is called. */
  onArrival(callback: () => void): () => void {
    this.#waits.add(callback);
    return () => this.#waits.delete(callback);
  }

  #arrived(signal: Signal): void {
    if (!this.#pending.includes(signal)) this.#pending.push(signal);
    for (const callback of [...this.#waits]) callback();
  }
}

/** How the inputs of a prompt went, as far as a script of them has to know. */
import type { Unit } from "./evaluate/unit.ts";
import type { Run } from "./record/compose.ts";
import { Interrupted, type Session, type Trace } from "./session.ts";

/** An input that ran; or `forgotten`, when the names of all before were. */
export type PastStep = { readonly unit: Unit; readonly run: Run } | "forgotten";

/** Remembers the inputs of a prompt. */
export class Past {
  readonly #steps: PastStep[] = [];

  /** All of it, the oldest first. */
  get steps(): readonly PastStep[] {
    return this.#steps;
  }

  /** Whether nothing has run yet. */
  get isEmpty(): boolean {
    return this.#steps.every((step) => step === "forgotten");
  }

  /** Runs a unit, and remembers how it goes. `trace` is told as well. */
  async run(session: Session, unit: Unit, trace?: Trace): Promise<void> {
    const called = new Map<number, boolean>();
    let step = -1;
    let value: Run["value"] = "plain";
    let failed: Run["failed"] = "error";
    const { calls } = session;
    try {
      await session.run(unit, {
        step: (index) => {
          step = index;
          trace?.step(index);
        },
        called: (end, awaited) => {
          called.set(end, awaited || called.get(end) === true);
          trace?.called(end, awaited);
        },
        value: (given, awaited) => {
          const isList = Array.isArray(given) && given.some((item) => calls.isCall(item) || calls.isMadeOfCall(item));
          value = awaited ? "awaited" : isList ? "all" : "plain";
          trace?.value(given, awaited);
        },
      });
      failed = "no";
    } catch (error) {
      if (error instanceof Interrupted) failed = "interrupted";
      throw error;
    } finally {
      this.#steps.push({ unit, run: { called, step, value, failed } });
    }
  }

  /** The names that were declared mean nothing any more. */
  forget(): void {
    this.#steps.push("forgotten");
  }
}

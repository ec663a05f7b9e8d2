/** Turns of the event loop: what only awaits what is there already would never give it one, and no signal would be heard. */
import { setTimeout } from "node:timers";

/** How long waits may follow each other without a turn, in milliseconds. */
const longest = 100;

/** Resolves when the event loop has had a turn. It must come to rest for a moment: Deno looks for signals only then, and not on a turn that goes on at once. */
export function turn(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, 1));
}

/** Says now and then that a turn is due. */
export class Turns {
  #last = performance.now();

  /** Whether one is due; who asks is to see to it. */
  isDue(): boolean {
    const now = performance.now();
    if (now - this.#last < longest) return false;
    this.#last = now;
    return true;
  }
}

/** What `await` would give, after a turn. */
export async function afterTurn(value: unknown): Promise<unknown> {
  const settled = Promise.resolve(value);
  settled.catch(() => {}); // it is awaited below
  await turn();
  return settled;
}

/**
 * Time for the programs of containers. A container alone does not keep the machine's process alive: one that runs
 * `sleep 1000` must not keep a script from ending. So everything here is unreferenced, and whoever waits for something
 * that only a container will bring (a call to an engine in the same process) holds a {@link keepAlive} meanwhile.
 */

import { clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } from "node:timers";

/** The longest delay that a timer takes. */
const LONGEST = 0x7fffffff;

/** How long programs may run before others get the processor. */
const SLICE = 10;

/** Calls back after the time, however long; returns what takes that back. */
export function after(milliseconds: number, callback: () => void): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const start = (left: number) => {
    const delay = Math.min(left, LONGEST);
    timer = setTimeout(() => (left > delay ? start(left - delay) : callback()), delay);
    timer.unref();
  };
  start(Math.max(0, milliseconds));
  return () => clearTimeout(timer);
}

/** How many wait for what only a container will bring. */
let holders = 0;
let anchor: ReturnType<typeof setInterval> | undefined;

let sliceStart = 0;

/** Whether the programs have run for long enough without a turn of the event loop. */
export function sliceIsOver(): boolean {
  return performance.now() - sliceStart > SLICE;
}

let turn: Promise<void> | undefined;

/** Resolves after a turn of the event loop. */
export function nextTurn(): Promise<void> {
  turn ??= new Promise((resolve) => {
    const next = () => {
      turn = undefined;
      sliceStart = performance.now();
      resolve();
    };
    // An immediate is faster, but an unreferenced one does not run while the loop sleeps.
    if (holders > 0) setImmediate(next);
    else setTimeout(next, 0).unref();
  });
  return turn;
}

/** Keeps the machine's process alive until the returned function is called. */
export function keepAlive(): () => void {
  if (holders++ === 0) anchor = setInterval(() => undefined, LONGEST);
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    if (--holders === 0) clearInterval(anchor);
  };
}

import { getEventListeners } from "node:events";
import { expect, test, vi } from "vitest";
import { onAbort } from "./abort.ts";

test("all that wait are told, once, with one listener on the signal", () => {
  const { signal, abort } = controller();
  const acts = Array.from({ length: 50 }, () => vi.fn());
  for (const act of acts) onAbort(signal, act);
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  abort();
  abort();
  for (const act of acts) expect(act).toHaveBeenCalledTimes(1);
});

test("what was taken back is not told, though its twin is", () => {
  const { signal, abort } = controller();
  const act = vi.fn();
  const takeBack = onAbort(signal, act);
  onAbort(signal, act);
  takeBack();
  abort();
  expect(act).toHaveBeenCalledTimes(1);
});

test("one that takes another back while it is told keeps it from being told", () => {
  const { signal, abort } = controller();
  const late = vi.fn();
  let takeBack = () => {};
  onAbort(signal, () => takeBack());
  takeBack = onAbort(signal, late);
  abort();
  expect(late).not.toHaveBeenCalled();
});

test("no signal never aborts", () => {
  expect(() => onAbort(undefined, () => expect.unreachable())()).not.toThrow();
});

function controller() {
  const c = new AbortController();
  return { signal: c.signal, abort: () => c.abort() };
}

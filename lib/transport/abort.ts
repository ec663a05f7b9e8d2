/**
 * Listening to abort signals. Programs share one signal among many calls, and Node warns of a leak from the eleventh listener on; so a
 * signal gets one listener of ours, which tells all that wait for it.
 */

const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls `act` when the signal aborts (not if it has already). What it returns takes that back. */
export function onAbort(signal: AbortSignal | undefined, act: () => void): () => void {
  if (signal === undefined) return () => {};
  let acts = waiting.get(signal);
  if (acts === undefined) {
    const all = new Set<() => void>();
    const tell = () => {
      waiting.delete(signal);
      for (const one of all) one();
    };
    signal.addEventListener("abort", tell, { once: true });
    waiting.set(signal, all);
    acts = all;
  }
  // A function of its own, so that the same `act` may wait twice.
  const own = () => act();
  acts.add(own);
  return () => acts.delete(own);
}

/** The value of a promise, unless the signal aborts first; the promise itself goes on. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  if (signal.aborted) {
    promise.catch(() => {}); // whoever shares it is told
    return Promise.reject(signal.reason);
  }
  return new Promise((resolve, reject) => {
    const ignore = onAbort(signal, () => reject(signal.reason));
    promise.then(resolve, reject).finally(ignore);
  });
}

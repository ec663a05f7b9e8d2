/** Signals that are heard together. */

const keep = (): void => {};

/**
 * A signal that aborts with the first of the two. Node 20 forgets the signal of a timeout that only `AbortSignal.any` knows of, and then it never
 * comes: one that is listened to is kept. The listener is always the same, so that there is one of it.
 */
export function eitherSignal(theirs: AbortSignal, ours: AbortSignal): AbortSignal {
  theirs.addEventListener("abort", keep, { once: true });
  return AbortSignal.any([theirs, ours]);
}

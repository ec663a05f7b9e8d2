/** Many calls, but not all at once. */
import { onAbort } from "../../transport/abort.ts";

/**
 * Does `work` for every item, `atOnce` at the same time, and gives the results in the order of the items. Rejects with the first failure, and
 * aborts what is under way; so it does when the signal aborts.
 */
export async function eachOf<T, R>(
  items: readonly T[],
  atOnce: number,
  signal: AbortSignal | undefined,
  work: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const ending = new AbortController();
  const ignore = onAbort(signal, () => ending.abort(signal!.reason));
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      ending.signal.throwIfAborted();
      const at = next++;
      results[at] = await work(items[at]!, ending.signal);
    }
  };
  try {
    signal?.throwIfAborted();
    await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
    return results;
  } catch (error) {
    ending.abort(error);
    throw error;
  } finally {
    ignore();
  }
}

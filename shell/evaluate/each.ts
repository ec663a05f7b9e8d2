/** What `for await` becomes, so that waiting for the next value can be cut short. */

/** The same values; `wait` is given every promise before it is awaited. */
export async function* eachOf(
  values: AsyncIterable<unknown> | Iterable<unknown>,
  wait: (value: unknown) => unknown,
): AsyncGenerator<unknown, void, undefined> {
  const iterator = iteratorOf(values);
  // Left early, by `break` for instance, the iterator is told. One that broke, or is stuck, is not asked for more.
  let left = true;
  try {
    for (;;) {
      left = false;
      const { done, value } = (await wait(iterator.next())) as IteratorResult<unknown>;
      if (done) return;
      const next = await wait(value);
      left = true;
      yield next;
    }
  } finally {
    if (left) await iterator.return?.();
  }
}

function iteratorOf(
  values: Partial<AsyncIterable<unknown> & Iterable<unknown>>,
): AsyncIterator<unknown> | Iterator<unknown> {
  const iterator = values?.[Symbol.asyncIterator]?.() ?? values?.[Symbol.iterator]?.();
  if (!iterator) throw new TypeError("the value of `for await` is not iterable");
  return iterator;
}

/** What is offered, and which of it fits what is typed. */

/** What may be put in place of what stands from `from` to the cursor. */
export interface Completions {
  readonly from: number;
  readonly items: readonly Item[];
}

/** One of them. */
export interface Item {
  /** What is inserted. */
  readonly text: string;
  /** What is shown, where that is not the same. */
  readonly label?: string;
  /** What is said about it. */
  readonly detail?: string;
}

/** No list is longer. */
export const most = 200;

/** Those that begin so; else those that do without regard to case; else those that have it in them. */
export function matching<T>(prefix: string, items: readonly T[], nameOf: (item: T) => string): T[] {
  if (prefix === "") return items.slice(0, most);
  const exact = items.filter((item) => nameOf(item).startsWith(prefix));
  if (exact.length > 0) return exact.slice(0, most);
  const lower = prefix.toLowerCase();
  const loose = items.filter((item) => nameOf(item).toLowerCase().startsWith(lower));
  if (loose.length > 0) return loose.slice(0, most);
  return items.filter((item) => nameOf(item).toLowerCase().includes(lower)).slice(0, most);
}

/** The same, as an answer. */
export function chosen(from: number, prefix: string, items: readonly Item[]): Completions {
  return { from, items: matching(prefix, items, ({ text }) => text) };
}

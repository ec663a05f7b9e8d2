/** The texts in a value, and the names among them that an engine made up. */

/** A name as engines make them up: `eager_hopper`, `eager_hopper3`. */
export const generatedName: RegExp = /^\/?[a-z]+_[a-z]+\d?$/;

/** How deep and how far a value is looked through. */
const bounds = { depth: 8, nodes: 20_000 };

/** A text in a value. */
export interface Leaf {
  readonly text: string;
  /** The way to it: names of fields, and places in lists. */
  readonly path: readonly (string | number)[];
  /** The object that it is in, past any lists. */
  readonly holder: object | undefined;
}

/** The texts in a value, in its order. */
export function leavesOf(value: unknown): Leaf[] {
  const leaves: Leaf[] = [];
  const seen = new Set<object>();
  let left = bounds.nodes;
  const visit = (it: unknown, path: readonly (string | number)[], holder: object | undefined): void => {
    if (left-- <= 0) return;
    if (typeof it === "string") leaves.push({ text: it, path, holder });
    if (typeof it !== "object" || it === null || path.length >= bounds.depth || seen.has(it)) return;
    seen.add(it);
    if (Array.isArray(it)) for (const [index, item] of it.entries()) visit(item, [...path, index], holder);
    else if (!ArrayBuffer.isView(it)) {
      // A getter could do anything: only what is there is looked at.
      for (const [key, { value: item, enumerable }] of Object.entries(Object.getOwnPropertyDescriptors(it)))
        if (enumerable) visit(item, [...path, key], it);
    }
  };
  visit(value, [], undefined);
  return leaves;
}

/** Whether a leaf is the name of a container that an engine made up. `typed` are texts that the user wrote. */
export function isGeneratedName({ text, path }: Leaf, typed: (text: string) => boolean): boolean {
  const isName = path.some((step) => step === "Names" || step === "Name");
  return isName && generatedName.test(text) && !typed(text.replace(/^\//, ""));
}

/** How an image came to be, step by step. */
import type { HistoryEntry, Image } from "./image.ts";
import type { ImageStore } from "./images.ts";

/** A step of an image's history. */
export interface ImageStep {
  entry: HistoryEntry;
  /** The image that the step made; undefined when the engine does not have it as one. */
  image: Image | undefined;
  /** Bytes of the files of its layer. */
  size: number;
}

/** The steps of an image, newest first. */
export function stepsOf(image: Image, store: ImageStore): ImageStep[] {
  const made = new Map<number, Image>();
  // An image has the steps of its parent, and more; so the count of its own says which of them was the last.
  for (const one of withAncestors(image, store)) {
    if (!made.has(one.history.length)) made.set(one.history.length, one);
  }
  let layers = 0;
  const steps = image.history.map((entry, at): ImageStep => {
    const size = entry.empty_layer === true ? 0 : (image.layers[layers++]?.size ?? 0);
    return { entry, image: made.get(at + 1), size };
  });
  return steps.reverse();
}

/** An image, its parent, and so on, as far as the store has them. */
export function* withAncestors(image: Image, store: ImageStore): Generator<Image> {
  for (
    let one: Image | undefined = image;
    one !== undefined;
    one = one.parent === undefined ? undefined : store.get(one.parent)
  ) {
    yield one;
  }
}

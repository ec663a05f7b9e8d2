/** A pull, step by step, for the dialects to tell in their own words. */
import type { Image } from "../store/image.ts";
import type { ImageStore } from "../store/images.ts";
import { familiar, type Reference } from "../store/reference.ts";
import type { Registry } from "./registry.ts";

/** Something that happened in a pull. */
export type PullEvent =
  /** It begins, with this repository, spelled out. */
  | { step: "repository"; repository: string }
  /** It goes on with the image of this tag, or of this whole reference. */
  | { step: "image"; repository: string; tag: string; image: Image }
  /** The state of a layer. */
  | { step: "layer"; diffId: string; state: LayerState; size: number }
  /** An image is there under its name; `fresh` when it was not before. */
  | { step: "done"; reference: Reference; digest: string; fresh: boolean };

export type LayerState = "known" | "waiting" | "downloading" | "downloaded" | "extracting" | "complete";

/**
 * Pulls what a reference means into the store, telling every step. Fails after the first step when the registry does not
 * have it. Stops between steps when the signal is aborted.
 */
export async function pull(
  reference: Reference,
  options: { all: boolean; registry: Registry; store: ImageStore; signal: AbortSignal },
  tell: (event: PullEvent) => Promise<void>,
): Promise<void> {
  const { registry, store, signal } = options;
  const { repository } = reference;
  await tell({ step: "repository", repository });
  const found = await registry.resolve(reference, options.all);
  for (const { tag, image, digest } of found) {
    const named = tag === undefined ? reference : { repository, tag, digest: undefined };
    await tell({ step: "image", repository, tag: tag ?? familiar(reference), image });
    await pullLayers(image, store, signal, tell);
    const fresh = store.get(image.id) === undefined || (tag !== undefined && !store.hasTag(named, image.id));
    const kept = store.add(image);
    if (tag !== undefined) store.tag(named, kept.id);
    store.setDigest(repository, digest, kept.id);
    await tell({ step: "done", reference: named, digest, fresh });
  }
}

/** An image that is there has all its layers, and nothing is said of them. */
async function pullLayers(
  image: Image,
  store: ImageStore,
  signal: AbortSignal,
  tell: (event: PullEvent) => Promise<void>,
): Promise<void> {
  if (store.get(image.id) !== undefined) return;
  const known = new Set(store.list().flatMap(({ layers }) => layers.map(({ diffId }) => diffId)));
  for (const { diffId, size } of image.layers) {
    const states: LayerState[] = known.has(diffId)
      ? ["known"]
      : ["waiting", "downloading", "downloaded", "extracting", "complete"];
    for (const state of states) {
      signal.throwIfAborted();
      await tell({ step: "layer", diffId, state, size });
    }
  }
}

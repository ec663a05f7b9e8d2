/** A pull, step by step, for the dialects to tell in their own words. */
import type { Image } from "../store/image.ts";
import type { ImageStore } from "../store/images.ts";
import type { Reference } from "../store/reference.ts";
import type { Registry } from "./registry.ts";

/** Something that happened in a pull. */
export type PullEvent =
  /** It begins, with this repository, spelled out. */
  | { step: "repository"; repository: string }
  /** It goes on with the image of this tag. */
  | { step: "image"; repository: string; tag: string; image: Image }
  /** The state of a layer. */
  | { step: "layer"; diffId: string; state: LayerState; size: number }
  /** An image is there under its name; `fresh` when it was not before. */
  | { step: "done"; reference: Reference; digest: string; fresh: boolean };

export type LayerState = "known" | "waiting" | "downloading" | "downloaded" | "extracting" | "complete";

/**
 * Pulls what a reference means into the store, telling every step. Fails before the first step when the registry does not
 * have it. Stops between steps when the signal is aborted.
 */
export async function pull(
  reference: Reference,
  options: { all: boolean; registry: Registry; store: ImageStore; signal: AbortSignal },
  tell: (event: PullEvent) => Promise<void>,
): Promise<void> {
  const { registry, store, signal } = options;
  const { repository } = reference;
  const tags = registry.tags(reference, options.all);
  const { image, digest } = await registry.fetch(reference);
  await tell({ step: "repository", repository });
  for (const tag of tags) {
    await tell({ step: "image", repository, tag, image });
    await pullLayers(image, store, signal, tell);
    const named: Reference = reference.digest === undefined ? { repository, tag, digest: undefined } : reference;
    const fresh = store.get(image.id) === undefined || (named.digest === undefined && !store.hasTag(named, image.id));
    const kept = store.add(image);
    if (named.digest === undefined) store.tag(named, kept.id);
    store.setDigest(repository, digest, kept.id);
    await tell({ step: "done", reference: named, digest, fresh });
  }
}

async function pullLayers(
  image: Image,
  store: ImageStore,
  signal: AbortSignal,
  tell: (event: PullEvent) => Promise<void>,
): Promise<void> {
  const known = store.get(image.id) !== undefined;
  for (const { diffId, size } of image.layers) {
    const states: LayerState[] = known ? ["known"] : ["waiting", "downloading", "downloaded", "extracting", "complete"];
    for (const state of states) {
      signal.throwIfAborted();
      await tell({ step: "layer", diffId, state, size });
    }
  }
}

/** A push, step by step, for the dialects to tell in their own words. */
import type { Image } from "../store/image.ts";
import type { ImageStore } from "../store/images.ts";
import { checkPush } from "./access.ts";
import type { Published, Registry } from "./registry.ts";

/** Something that happened in a push. */
export type PushEvent =
  /** It begins, to this repository, spelled out, with so many tags. */
  | { step: "repository"; repository: string; tags: number }
  /** It goes on with this image. */
  | { step: "image"; image: Image; repository: string; tag: string }
  /** The state of a layer. */
  | { step: "layer"; diffId: string; state: PushedLayerState; size: number }
  /** The registry has the image under its tag. */
  | { step: "done"; repository: string; tag: string; published: Published };

export type PushedLayerState = "preparing" | "pushing" | "pushed" | "known";

/** What is pushed, and where to. */
export interface PushOptions {
  /** Spelled out. */
  repository: string;
  tags: readonly { tag: string; image: Image }[];
  /** Who pushes: the name of an account, undefined for nobody; a Failure when the credentials are wrong. */
  user: () => string | undefined;
  registry: Registry;
  store: ImageStore;
  signal: AbortSignal;
}

/** Pushes images, telling every step. Fails after the first when the registry does not take them. Stops between steps when aborted. */
export async function push(options: PushOptions, tell: (event: PushEvent) => Promise<void>): Promise<void> {
  const { repository, tags, registry, store, signal } = options;
  await tell({ step: "repository", repository, tags: tags.length });
  checkPush(repository, options.user);
  for (const { tag, image } of tags) {
    const layers = image.layers.map((layer) => ({ ...layer, known: registry.hasLayer(repository, layer.diffId) }));
    await tell({ step: "image", image, repository, tag });
    for (const { diffId, size } of layers) await tell({ step: "layer", diffId, state: "preparing", size });
    for (const { diffId, size, known } of layers) {
      const states: PushedLayerState[] = known ? ["known"] : ["pushing", "pushed"];
      for (const state of states) {
        signal.throwIfAborted();
        await tell({ step: "layer", diffId, state, size });
      }
    }
    const published = registry.put(repository, tag, image);
    if (store.get(image.id) !== undefined) store.setDigest(repository, published.digest, image.id);
    await tell({ step: "done", repository, tag, published });
  }
}

/** Images made of containers, and of the steps of a build. */
import type { Layer } from "../kernel/mod.ts";
import type { EngineState } from "../state.ts";
import { type Image, makeImage, type RunConfig } from "../store/image.ts";
import { storeLayer } from "../store/layer-tar.ts";

/** What an image is made of, above another. */
export interface Addition {
  /** Undefined when there is nothing below. */
  base: Image | undefined;
  /** What changes in the files. */
  layer: Layer;
  config: RunConfig;
  /** What made it, for the history. */
  createdBy: string;
  comment?: string | undefined;
  author?: string | undefined;
  /** Id of the container that it was made of. */
  container?: string | undefined;
  /** What a build needs to know to take it again instead of making it again. */
  recipe?: string;
}

/** Makes an image and keeps it. A layer in which nothing is stays out. */
export async function addImage(engine: EngineState, addition: Addition): Promise<Image> {
  const { base, layer, config, createdBy, comment, author, container, recipe } = addition;
  const created = new Date(engine.clock()).toISOString();
  const step = {
    created,
    created_by: createdBy,
    ...(comment ? { comment } : {}),
    ...(layer.empty ? { empty_layer: true } : {}),
  };
  return engine.images.add(
    makeImage({
      layers: [...(base?.layers ?? []), ...(layer.empty ? [] : [await storeLayer(layer)])],
      config,
      created,
      history: [...(base?.history ?? []), step],
      ...(comment ? { comment } : {}),
      ...(author ? { author } : {}),
      ...(base === undefined ? {} : { parent: base.id }),
      ...(container === undefined ? {} : { container }),
      ...(recipe === undefined ? {} : { recipe }),
    }),
  );
}

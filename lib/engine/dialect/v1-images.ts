/** Images in the form of 2013. */
import type { Call } from "../call.ts";
import { engineVersion } from "../about.ts";
import { type Failure, noSuchImage } from "../failure.ts";
import type { SearchResult } from "../registry/registry.ts";
import type { EngineState } from "../state.ts";
import { bareId, type Image } from "../store/image.ts";
import type { ImageStep } from "../store/images-history.ts";
import type { ImageQuery, ListedImage } from "../store/images-query.ts";
import { familiarRepository } from "../store/reference.ts";
import { seconds } from "./durations.ts";
import type { ImageForm } from "./form.ts";
import { v1Config } from "./v1-containers.ts";
import { v1Progress } from "./v1-progress.ts";

export const v1Images: ImageForm = {
  query(call: Call): ImageQuery {
    const repository = call.text("filter");
    const wantsName: ImageQuery["wantsName"] = (name) =>
      name.tag !== undefined && familiarRepository(name.repository) === repository;
    return { all: call.flag("all"), wantsName: repository ? wantsName : undefined, filters: new Map() };
  },

  summaries(listed: readonly ListedImage[]): unknown {
    return listed.flatMap(({ image, names }) => {
      const about = { Id: short(image), Created: seconds(Date.parse(image.created)) };
      const rows = names
        .filter(({ tag }) => tag !== undefined)
        .map(({ repository, tag }) => ({ Repository: familiarRepository(repository), Tag: tag, ...about }));
      return rows.length > 0 ? rows : [about];
    });
  },

  inspection(image: Image): unknown {
    const config = v1Config(image.config, {});
    return {
      id: bareId(image.id),
      parent: image.parent === undefined ? undefined : bareId(image.parent),
      comment: image.comment || undefined,
      created: image.created,
      container: image.container,
      container_config: config,
      docker_version: engineVersion,
      author: image.author || undefined,
      config,
      architecture: "x86_64",
    };
  },

  /** Every step was an image then; one that is none has no id that could be told. */
  history(steps: readonly ImageStep[]): unknown {
    return steps.flatMap(({ image, entry }) => {
      if (image === undefined) return [];
      return [{ Id: short(image), Created: seconds(Date.parse(entry.created)), CreatedBy: entry.created_by }];
    });
  },

  /** The image goes, whatever else points to it or stands on it, and its names with it. */
  remove(engine: EngineState, image: Image): undefined {
    engine.images.remove(image.id);
  },

  found(results: readonly SearchResult[]): unknown {
    return results.map(({ name, description }) => ({ Name: name, Description: description }));
  },

  unknown(ref: string): Failure {
    return noSuchImage(ref);
  },

  progress: v1Progress,

  refusesEarly: false,
};

function short(image: Image): string {
  return bareId(image.id).slice(0, 12);
}

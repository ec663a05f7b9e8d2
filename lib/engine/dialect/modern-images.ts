/** Images in today's form. */
import type { ImageSummary } from "../../api/models.ts";
import type { ImageInspect } from "../../api/generated/models.ts";
import { engineVersion } from "../about.ts";
import type { Call } from "../call.ts";
import { type Failure, noSuchImage } from "../failure.ts";
import type { SearchResult } from "../registry/registry.ts";
import type { EngineState } from "../state.ts";
import { architecture, type Image } from "../store/image.ts";
import type { ImageStep } from "../store/images-history.ts";
import { anyName, type ImageQuery, type ListedImage } from "../store/images-query.ts";
import { type Removed, removeImage } from "../store/images-removal.ts";
import { familiar, parseReference } from "../store/reference.ts";
import { date, seconds } from "./durations.ts";
import type { ImageForm } from "./form.ts";
import { modernProgress } from "./modern-progress.ts";

export const modernImages: ImageForm = {
  query(call: Call): ImageQuery {
    const filters = call.filters("filters");
    const wantsName = anyName(filters.get("reference"));
    filters.delete("reference");
    return { all: call.flag("all"), wantsName, filters };
  },

  summaries(listed: readonly ListedImage[], engine: EngineState, call: Call): ImageSummary[] {
    const containers = engine.containers.list();
    return listed.map(({ image, names }) => {
      const tags = names.filter(({ digest }) => digest === undefined).map(familiar);
      const digests = names.filter(({ digest }) => digest !== undefined).map(familiar);
      // Before 1.43 an image without a name had a name that said so.
      const unnamed = names.length === 0 && !call.atLeast("1.43");
      return {
        Id: image.id,
        ParentId: image.parent ?? "",
        RepoTags: unnamed ? ["<none>:<none>"] : tags.sort(),
        RepoDigests: unnamed ? ["<none>@<none>"] : digests.sort(),
        Created: seconds(Date.parse(image.created)),
        Size: image.size,
        ...(call.atLeast("1.44") ? {} : { VirtualSize: image.size }),
        SharedSize: -1,
        Labels: image.config.Labels,
        Containers: call.flag("shared-size") ? containers.filter((one) => one.image.id === image.id).length : -1,
      };
    });
  },

  inspection(image: Image, engine: EngineState, call: Call): ImageInspect {
    const { config } = image;
    return {
      Id: image.id,
      RepoTags: engine.images.repoTags(image.id),
      RepoDigests: engine.images.repoDigests(image.id),
      Parent: image.parent ?? "",
      Comment: image.comment ?? "",
      Created: image.created,
      ...(call.atLeast("1.45") ? {} : { Container: image.container ?? "", ContainerConfig: null }),
      DockerVersion: engineVersion,
      Author: image.author ?? "",
      Config: {
        Hostname: "",
        Domainname: "",
        User: config.User,
        AttachStdin: false,
        AttachStdout: false,
        AttachStderr: false,
        ...(config.ExposedPorts === undefined ? {} : { ExposedPorts: config.ExposedPorts }),
        Tty: false,
        OpenStdin: false,
        StdinOnce: false,
        Env: config.Env,
        Cmd: config.Cmd ?? null,
        Image: "",
        Volumes: config.Volumes ?? null,
        WorkingDir: config.WorkingDir,
        Entrypoint: config.Entrypoint ?? null,
        OnBuild: config.OnBuild ?? null,
        Labels: config.Labels,
        ...(config.StopSignal === undefined ? {} : { StopSignal: config.StopSignal }),
        ...(config.Healthcheck === undefined ? {} : { Healthcheck: config.Healthcheck }),
        ...(config.Shell === undefined ? {} : { Shell: config.Shell }),
      },
      Architecture: architecture,
      Os: "linux",
      Size: image.size,
      ...(call.atLeast("1.44") ? {} : { VirtualSize: image.size }),
      GraphDriver: { Name: "memory", Data: {} },
      RootFS: { Type: "layers", Layers: image.layers.map((layer) => layer.diffId) },
      Metadata: { LastTagTime: date(engine.images.taggedAt(image.id)) },
    };
  },

  history(steps: readonly ImageStep[], engine: EngineState): unknown {
    return steps.map(({ image, entry, size }) => {
      const tags = image === undefined ? [] : engine.images.repoTags(image.id);
      return {
        Id: image?.id ?? "<missing>",
        Created: seconds(Date.parse(entry.created)),
        CreatedBy: entry.created_by,
        Tags: tags.length > 0 ? tags : null,
        Size: size,
        Comment: entry.comment ?? "",
      };
    });
  },

  remove(engine: EngineState, image: Image, call: Call): Removed[] {
    return removeImage(engine.images, image, {
      ref: call.part("name"),
      force: call.flag("force"),
      prune: !call.flag("noprune"),
      users: engine.containers.list(),
    });
  },

  found(results: readonly SearchResult[]): unknown {
    return results.map(({ name, description, stars, official }) => ({
      star_count: stars,
      is_official: official,
      name,
      is_automated: false,
      description,
    }));
  },

  /** What is malformed is no name of anything, which is another mistake than a name that means nothing. */
  unknown(ref: string): Failure {
    parseReference(ref);
    return noSuchImage(ref);
  },

  progress: () => modernProgress,

  refusesEarly: true,
};

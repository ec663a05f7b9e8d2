/** Images in today's form. */
import type { ImageInspect, ImageSummary } from "../../api/generated/models.ts";
import type { ProgressMessage } from "../../wire/progress.ts";
import { engineVersion } from "../about.ts";
import type { Call } from "../call.ts";
import type { EngineState } from "../state.ts";
import type { LayerState, PullEvent } from "../registry/pull.ts";
import { architecture, bareId, type Image } from "../store/image.ts";
import { defaultRegistry, familiar } from "../store/reference.ts";
import { seconds } from "./durations.ts";
import type { ImageForm, ProgressForm } from "./form.ts";

export const modernImages: ImageForm = {
  summaries(images: readonly Image[], engine: EngineState, call: Call): ImageSummary[] {
    const containers = engine.containers.list();
    return images.map((image) => {
      const tags = engine.images.repoTags(image.id);
      const digests = engine.images.repoDigests(image.id);
      return {
        Id: image.id,
        ParentId: image.parent ?? "",
        RepoTags: tags,
        RepoDigests: digests,
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
      },
      Architecture: architecture,
      Os: "linux",
      Size: image.size,
      ...(call.atLeast("1.44") ? {} : { VirtualSize: image.size }),
      GraphDriver: { Name: "memory", Data: {} },
      RootFS: { Type: "layers", Layers: image.layers.map((layer) => layer.diffId) },
      Metadata: { LastTagTime: null },
    };
  },

  progress(): ProgressForm {
    return progressForm;
  },

  refusesPull: true,
};

const progressForm: ProgressForm = {
  type: "application/json",
  untilClose: false,
  pull: (event) => pullMessages(event).map(line).join(""),
  imported: (image) => line({ status: image.id }),
  downloading: (url) => line({ status: `Downloading from ${url}` }),
  failed: (message) => line({ errorDetail: { message }, error: message }),
};

function line(message: ProgressMessage): string {
  return `${JSON.stringify(message)}\r\n`;
}

function pullMessages(event: PullEvent): ProgressMessage[] {
  switch (event.step) {
    case "repository":
      return [];
    case "image": {
      const prefix = `${defaultRegistry}/`;
      const from = event.repository.startsWith(prefix) ? event.repository.slice(prefix.length) : event.repository;
      return [{ status: `Pulling from ${from}`, id: event.tag }];
    }
    case "layer":
      return [layerMessage(event.state, bareId(event.diffId).slice(0, 12), event.size)];
    case "done":
      return [
        { status: `Digest: ${event.digest}` },
        {
          status: event.fresh
            ? `Status: Downloaded newer image for ${familiar(event.reference)}`
            : `Status: Image is up to date for ${familiar(event.reference)}`,
        },
      ];
  }
}

const layerWords: Record<LayerState, string> = {
  known: "Already exists",
  waiting: "Pulling fs layer",
  downloading: "Downloading",
  downloaded: "Download complete",
  extracting: "Extracting",
  complete: "Pull complete",
};

function layerMessage(state: LayerState, id: string, size: number): ProgressMessage {
  const status = layerWords[state];
  if (state !== "downloading" && state !== "extracting") return { status, progressDetail: {}, id };
  return {
    status,
    progressDetail: { current: size, total: size },
    progress: `[${"=".repeat(49)}>]  ${size}B/${size}B`,
    id,
  };
}

/** Images in the form of 2013. */
import type { Call } from "../call.ts";
import { engineVersion } from "../about.ts";
import { compareVersions } from "../../api/versions.ts";
import type { EngineState } from "../state.ts";
import type { PullEvent } from "../registry/pull.ts";
import { bareId, type Image } from "../store/image.ts";
import { familiarRepository } from "../store/reference.ts";
import { seconds } from "./durations.ts";
import type { ImageForm, ProgressForm } from "./form.ts";
import { v1Config } from "./v1-containers.ts";

export const v1Images: ImageForm = {
  summaries(images: readonly Image[], engine: EngineState): unknown {
    return images.flatMap((image) => {
      const id = bareId(image.id).slice(0, 12);
      const Created = seconds(Date.parse(image.created));
      const rows = engine.images
        .tagsOf(image.id)
        .map(({ repository, tag }) => ({ Repository: repository, Tag: tag, Id: id, Created }));
      return rows.length > 0 ? rows : [{ Id: id, Created }];
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

  progress(call: Call): ProgressForm {
    return compareVersions(call.version, "1.1") < 0 ? lines : objects;
  },

  refusesPull: false,
};

/** What 1.0 and 1.1 say; the one in lines of text, the other in JSON objects that run together. */
interface Words {
  status(text: string): string;
  progress(current: number, total: number): string;
  blank: string;
  error(text: string): string;
}

const lines = form("application/vnd.docker.raw-stream", true, {
  status: (text) => `${text}\r\n`,
  progress: (current, total) => `Downloading ${share(current, total)}\r`,
  blank: "\r\n",
  error: (text) => `Error: ${text}\r\n`,
});

const objects = form("application/json", false, {
  status: (text) => JSON.stringify({ status: text }),
  progress: (current, total) => JSON.stringify({ progress: share(current, total) }),
  blank: "{}",
  error: (text) => JSON.stringify({ error: text }),
});

function share(current: number, total: number): string {
  return `${current}/${total} (${total === 0 ? 100 : Math.floor((current / total) * 100)}%)`;
}

function form(type: string, untilClose: boolean, words: Words): ProgressForm {
  return {
    type,
    untilClose,
    pull: (event) => pullText(event, words),
    imported: (image) => words.status(bareId(image.id).slice(0, 12)),
    downloading: (url) => words.status(`Downloading from ${url}`),
    failed: (message) => words.error(message),
  };
}

function pullText(event: PullEvent, words: Words): string {
  switch (event.step) {
    case "repository":
      return words.status(`Pulling repository ${familiarRepository(event.repository)}`);
    case "image": {
      const id = bareId(event.image.id);
      return words.status(`Pulling image ${id} (${event.tag}) from ${familiarRepository(event.repository)}`);
    }
    case "layer": {
      const id = bareId(event.diffId);
      if (event.state === "waiting")
        return words.status(`Pulling ${id} metadata`) + words.status(`Pulling ${id} fs layer`);
      if (event.state === "downloaded") return words.progress(event.size, event.size) + words.blank;
      return "";
    }
    case "done":
      return "";
  }
}

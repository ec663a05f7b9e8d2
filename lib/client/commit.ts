/** Making an image of a container. */
import type { ContainerConfig } from "../api/models.ts";
import { imageCommitted } from "../api/replies.ts";
import type { ApiClient } from "./api-client.ts";
import type { CallOptions } from "./container.ts";
import { configChanges } from "./dialect/podman-commit.ts";
import * as v1 from "./dialect/v1.ts";
import { Image } from "./image.ts";
import { newImageName } from "./image-name.ts";
import { checkReply } from "./reply.ts";

/** Options of {@link Container.commit}. */
export interface CommitOptions extends CallOptions {
  /** The repository to name the image with, e.g. `team/app`; with a tag if it has one, else with `latest`. Left out, it has no name. */
  repository?: string;
  /** What the image's history says of it. */
  message?: string;
  /** Who made it, e.g. `Ada <ada@example.com>`. */
  author?: string;
  /** Whether the container is paused meanwhile; true when left out. Since API 1.24. */
  pause?: boolean;
  /** Dockerfile instructions to apply, e.g. `CMD ["sh"]`. Since API 1.24. */
  changes?: readonly string[];
  /**
   * What the image gives to the containers that are made from it, e.g. `{ Cmd: ["sh"] }`. Today's engines take from the container what is left out
   * here; one of v1.0 gives the image only what stands here.
   */
  config?: ContainerConfig;
}

/** Makes an image of what is in a container. */
export async function commit(api: ApiClient, container: string, options: CommitOptions): Promise<Image> {
  const { repository, message, author, pause, changes, config, signal } = options;
  const name = repository === undefined ? {} : newImageName(repository);
  const parameters = { container, ...name, comment: message, author, pause, changes };
  const { dialect } = await api.engine(signal);
  const call = async () => {
    if (dialect === "v1.0") {
      // The document names the message `m` and the configuration `run`; its engine took `comment` and a body.
      const run = config && v1.createBody(config);
      return api.json("ImageCommit", { parameters: { ...parameters, m: message, run }, json: run, signal });
    }
    if (config !== undefined && (await api.isPodman())) {
      const all = [...configChanges(config), ...(changes ?? [])];
      return api.json("ImageCommit", { parameters: { ...parameters, changes: all }, json: {}, signal });
    }
    // Podman wants a body, be it an empty one.
    return api.json("ImageCommit", { parameters, json: config ?? {}, signal });
  };
  const { Id } = checkReply("ImageCommit", imageCommitted, await call());
  return new Image(api, Id);
}

/** The images of an engine. */
import type { ImageSummary } from "../api/models.ts";
import { checkImageRef, type ImageRef, parseImageRef } from "../api/reference.ts";
import { imageList } from "../api/replies.ts";
import { InvalidArgumentError, ProtocolError } from "../errors.ts";
import type { ByteSource } from "../transport/contract.ts";
import type { ProgressMessage } from "../wire/progress.ts";
import type { ApiClient, PerformOptions } from "./api-client.ts";
import type { CallOptions } from "./container.ts";
import { checkFilters } from "./containers.ts";
import * as v1 from "./dialect/v1.ts";
import { Image } from "./image.ts";
import { Progress, type ProgressResponse } from "./progress.ts";
import { checkReply } from "./reply.ts";
import { type Uploadable, toByteSource } from "./upload.ts";

/** Which images are meant: every value of a key is an alternative, all keys must match. Since API 1.24. */
export interface ImageFilters {
  /** Made before these images. */
  before?: readonly ImageRef[];
  /** Without a name, or with one. */
  dangling?: readonly ("true" | "false")[];
  /** With these labels: `key` or `key=value`. */
  label?: readonly string[];
  /** Whose name matches this pattern, e.g. `busybox:1.*`. */
  reference?: readonly string[];
  /** Made after these images. */
  since?: readonly ImageRef[];
}

/** Options of {@link Images.list}. */
export interface ImageListOptions extends CallOptions {
  /** Shows intermediate images, too. */
  all?: boolean;
  /** Adds RepoDigests. Since API 1.24. */
  digests?: boolean;
  /** Only images that match. Since API 1.24. */
  filters?: ImageFilters;
}

/** Credentials for a registry. They go to the engine with the call, and nowhere else. */
export interface RegistryAuth {
  username?: string;
  password?: string;
  serveraddress?: string;
  identitytoken?: string;
}

/** Options of {@link Images.pull}. */
export interface PullOptions extends CallOptions {
  /** The platform to pull for, e.g. `linux/arm64`. Since API 1.32. */
  platform?: string;
  /** Credentials for the image's registry. Since API 1.24. */
  auth?: RegistryAuth;
}

/** Options of {@link Images.import}. */
export interface ImportOptions extends CallOptions {
  /** The repository to name the image with, e.g. `team/app`; with a tag if it has one. */
  repository?: string;
  /** The commit message of the image. Since API 1.24. */
  message?: string;
  /** Dockerfile instructions to apply, e.g. `CMD ["sh"]`. Since API 1.24. */
  changes?: readonly string[];
  /** The platform of the image. Since API 1.32. */
  platform?: string;
}

/** Lists, pulls, imports and finds images. */
export class Images {
  readonly #api: ApiClient;

  /** Made by `connect()`. */
  constructor(api: ApiClient) {
    this.#api = api;
  }

  /** The images, with all their tags (ImageList). Throws a BadParameterError for a filter that is not known. */
  async list(options: ImageListOptions = {}): Promise<ImageSummary[]> {
    const { signal, filters, ...parameters } = options;
    const engine = await this.#api.engine(signal);
    const answer = await this.#api.json("ImageList", {
      parameters: { ...parameters, filters: filters && checkFilters("ImageList", filters) },
      signal,
    });
    return checkReply("ImageList", imageList, engine.dialect === "v1.0" ? v1.imageList(answer) : answer);
  }

  /**
   * Pulls an image from its registry (ImageCreate); `latest` when the reference has no tag. Await it for the image, loop over it for the
   * progress. Rejects with a StreamError, or a NotFoundError, when the registry has no such image or denies it.
   */
  pull(ref: ImageRef, options: PullOptions = {}): Progress<Image> {
    const { repository, tag, digest } = parseImageRef(ref);
    const { signal, platform, auth } = options;
    const parameters = {
      fromImage: repository,
      tag: digest ?? tag ?? "latest",
      platform,
      "X-Registry-Auth": auth,
    };
    return Progress.begin(
      "ImageCreate",
      () => this.#create({ parameters, signal }),
      () => new Image(this.#api, ref),
    );
  }

  /**
   * Makes an image of one layer from a tar archive (ImageCreate with `fromSrc`): bytes, a stream of them, or the URL where the engine finds
   * it. The archive is sent as it is read. Rejects with a ServerError or StreamError when it is not an archive.
   */
  import(source: Uploadable | URL, options: ImportOptions = {}): Progress<Image> {
    const { signal, repository, message, changes, platform } = options;
    if (source instanceof URL && (source.username !== "" || source.password !== "")) {
      throw new InvalidArgumentError(
        "the URL to import from has credentials in it, which would show in the engine's log",
        {
          hint: "Fetch the archive here, and import its body.",
        },
      );
    }
    const target = repository === undefined ? undefined : importTarget(repository);
    const fromSrc = source instanceof URL ? source.href : "-";
    const body = source instanceof URL ? undefined : toByteSource(source);
    const parameters = { fromSrc, message, changes, platform };
    return Progress.begin(
      "ImageCreate",
      async () => {
        // v1.0 takes repository and tag apart only; Podman heeds the tag only where it stands in the repository
        const { dialect } = await this.#api.engine(signal);
        const name = target && (dialect === "v1.0" ? target : { repo: `${target.repo}:${target.tag}` });
        const headers = { "content-type": "application/x-tar" };
        return this.#create({ parameters: { ...parameters, ...name }, signal, headers, ...(body && { body }) });
      },
      (messages) => new Image(this.#api, importedId(messages)),
    );
  }

  /** A handle for the image with this reference or id. Nothing is asked of the engine yet. */
  get(ref: ImageRef): Image {
    return new Image(this.#api, ref);
  }

  async #create(options: PerformOptions & { body?: Uint8Array | ByteSource }): Promise<ProgressResponse> {
    const { dialect } = await this.#api.engine(options.signal);
    return { response: await this.#api.perform("ImageCreate", options), dialect };
  }
}

/** What the new image is called; `latest` when no tag is given. */
function importTarget(repository: string): { repo: string; tag: string } {
  const parsed = parseImageRef(repository);
  if (parsed.digest !== undefined) {
    throw new InvalidArgumentError(`${JSON.stringify(repository)} cannot name a new image: it has a digest`, {
      hint: "Name it by repository and tag.",
    });
  }
  return { repo: parsed.repository, tag: parsed.tag ?? "latest" };
}

/** The id of an imported image is the last status of the stream. */
function importedId(messages: readonly ProgressMessage[]): string {
  const id = messages.findLast((message) => typeof message.status === "string")?.status?.trim();
  if (id === undefined || !/^(?:sha256:)?[0-9a-f]{12,64}$/.test(id))
    throw new ProtocolError("ImageCreate: the import ended without the id of an image");
  return checkImageRef(id);
}

/** The images of an engine. */
import type { AuthConfig, ImageSearchResult, ImageSummary } from "../api/models.ts";
import { checkImageRef, type ImageRef, parseImageRef } from "../api/reference.ts";
import { imageList, imageSearch } from "../api/replies.ts";
import { InvalidArgumentError, ProtocolError } from "../errors.ts";
import type { ByteSource } from "../transport/contract.ts";
import type { ProgressMessage } from "../wire/progress.ts";
import type { ApiClient, PerformOptions } from "./api-client.ts";
import { build } from "./build/build.ts";
import type { BuildContext } from "./build/context.ts";
import type { BuildOptions } from "./build/options.ts";
import type { CallOptions } from "./container.ts";
import { checkFilters } from "./containers.ts";
import * as podman from "./dialect/podman-images.ts";
import * as v1 from "./dialect/v1.ts";
import type { ImageGraph } from "./graph/image-graph.ts";
import { Image } from "./image.ts";
import { newImageName } from "./image-name.ts";
import { Progress, type ProgressResponse } from "./progress.ts";
import { authFor } from "./registry-auth.ts";
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

/** Options of {@link Images.pull}. */
export interface PullOptions extends CallOptions {
  /** The platform to pull for, e.g. `linux/arm64`. Since API 1.32. */
  platform?: string;
  /**
   * Credentials for the image's registry; `false` sends none. Left out, those of `docker login` are taken, and a CredentialsError is thrown
   * when they cannot be read. Since API 1.24: a v1.0 engine uses those that it keeps.
   */
  auth?: AuthConfig | false;
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

/** Which repositories of a registry are meant: every value of a key is an alternative, all keys must match. Since API 1.24. */
export interface ImageSearchFilters {
  /** Those that the registry calls official, or not. */
  "is-official"?: readonly ("true" | "false")[];
  /** Those that were built by the registry, or not. */
  "is-automated"?: readonly ("true" | "false")[];
  /** With at least so many stars. */
  stars?: readonly string[];
}

/** Options of {@link Images.search}. */
export interface ImageSearchOptions extends CallOptions {
  /** The most results that are wanted; the engine's default is 25. Since API 1.24. */
  limit?: number;
  /** Only repositories that match. Since API 1.24. */
  filters?: ImageSearchFilters;
}

/**
 * Lists, pulls, builds, imports and finds images.
 *
 * @example
 * ```ts
 * await images.pull("busybox");
 * const { Os, Config } = await images.get("busybox").inspect();
 * [Os, Config.Cmd];
 * //=> [ 'linux', [ 'sh' ] ]
 * ```
 */
export class Images {
  readonly #api: ApiClient;

  /** Made by `connect()`. */
  constructor(api: ApiClient) {
    this.#api = api;
  }

  /**
   * The images, with all their tags (ImageList).
   *
   * @throws {BadParameterError} When a filter is not known.
   * @example
   * ```ts
   * await (await pull("busybox")).tag("team/box:1");
   * const rows = await images.list({ filters: { reference: ["team/*"] } });
   * rows.flatMap(({ RepoTags }) => RepoTags).includes("team/box:1");
   * //=> true
   * ```
   */
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
   * Pulls an image from its registry (ImageCreate). Await it for the image, loop over it for the progress.
   *
   * @param ref - The image, with `latest` where it has no tag: `busybox`, `busybox:1.36`, `registry.example:5000/team/app`, or with a digest.
   * @throws {NotFoundError} When the registry has no such image, or denies it; some engines report that as a StreamError.
   * @throws {StreamError} When the pull fails on the way.
   * @throws {CredentialsError} When the logins of this machine cannot be read.
   * @example
   * ```ts
   * for await (const { status } of images.pull("busybox"))
   *   if (status?.startsWith("Status:")) print(status);
   * //| Status: * for busybox:latest (glob)
   * ```
   */
  pull(ref: ImageRef, options: PullOptions = {}): Progress<Image> {
    const { repository, tag, digest } = parseImageRef(ref);
    const { signal, platform, auth } = options;
    const parameters = { fromImage: repository, tag: digest ?? tag ?? "latest", platform };
    return Progress.begin(
      "ImageCreate",
      async () => {
        const header = await authFor(this.#api, ref, auth, signal);
        return this.#create({ parameters: { ...parameters, "X-Registry-Auth": header }, signal });
      },
      () => new Image(this.#api, ref),
    );
  }

  /**
   * Makes an image of one layer from a tar archive (ImageCreate with `fromSrc`). The archive is sent as it is read.
   *
   * @param source - The archive: bytes, a stream of them, or the URL where the engine finds it.
   * @throws {StreamError} When it is not an archive, which some engines answer with a ServerError; or when the URL cannot be had.
   * @throws {InvalidArgumentError} When the URL has credentials in it.
   * @example
   * ```ts
   * const c = await run("busybox", ["touch", "/marker"], { detach: true });
   * await c.wait();
   * const flat = await images.import(await c.export(), {
   *   repository: "team/flat",
   *   changes: ['CMD ["ls", "/marker"]'],
   * });
   * (await flat.history()).length; // all layers in one
   * //=> 1
   * (await run("team/flat")).stdout;
   * //=> '/marker\n'
   * ```
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
    const target = repository === undefined ? undefined : newImageName(repository);
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

  /**
   * The repositories whose name or description has the term, as the engine's registry finds them (ImageSearch).
   *
   * @param term - A part of a name or of a description.
   * @throws {ServerError} When the registry cannot be asked.
   * @throws {InvalidArgumentError} When the term is empty.
   * @example
   * ```ts
   * const found = await images.search("busybox", {
   *   filters: { "is-official": ["true"] },
   * });
   * found.map(({ name }) => name);
   * //=> [ 'busybox' ]
   * ```
   */
  async search(term: string, options: ImageSearchOptions = {}): Promise<ImageSearchResult[]> {
    if (typeof term !== "string" || term.trim() === "") {
      throw new InvalidArgumentError("search: the term is empty", { hint: "Pass a part of a name, e.g. busybox." });
    }
    const { signal, limit, filters } = options;
    const parameters = { term, limit, filters: filters && checkFilters("ImageSearch", filters) };
    const { dialect } = await this.#api.engine(signal);
    const isPodman = await this.#api.isPodman();
    const call = this.#api.json("ImageSearch", { parameters, signal });
    const rows =
      dialect === "v1.0"
        ? v1.imageSearch(await call)
        : isPodman
          ? podman.imageSearch(await call.catch(podman.nothingFound))
          : await call;
    return checkReply("ImageSearch", imageSearch, rows);
  }

  /**
   * All images, and what each was made from, as a graph to be drawn (ImageViz). A v1.0 engine draws it. Elsewhere the client finds it out: the parent
   * that the engine names, else the next image in the history, else the image that has the most of its layers.
   *
   * @throws {StreamError} When an image was removed that another was made from, on a v1.0 engine.
   * @example
   * ```ts
   * // dks: require engine embedded
   * await build(
   *   { dockerfile: "FROM busybox\nRUN echo base > /base" },
   *   { tag: "team/base" },
   * );
   * await build(
   *   { dockerfile: "FROM team/base\nRUN echo app > /app" },
   *   { tag: "team/app" },
   * );
   * await images.viz();
   * //=> <id:1>  busybox:latest  <size>
   * //=> └─ <id:2>  team/base:latest  <size>
   * //=>    └─ <id:3>  team/app:latest  <size>
   * ```
   */
  async viz(options: CallOptions = {}): Promise<ImageGraph> {
    const { imageGraph } = await import("./graph/mod.ts");
    return imageGraph(this.#api, this, options.signal);
  }

  /**
   * Builds an image from a Dockerfile and the files that it copies (ImageBuild). Await it for the image, loop over it for the output.
   *
   * A directory is packed and sent as it is read, without what its `.dockerignore` names. Aborting the signal ends the build; Podman (4.3) still
   * carries the step that it is at to its end.
   *
   * @param context - A directory, as a path or a `file:` URL; a Dockerfile as text, with files; or a tar archive, as bytes or a stream.
   * @throws {StreamError} When a step fails: `code` is the exit code of its command. An engine that notices before it begins answers with an ApiError.
   * @throws {InvalidArgumentError} When the directory or the Dockerfile cannot be read.
   * @throws {UnsupportedError} When the engine does not have an option.
   * @example
   * ```ts
   * const dockerfile = "FROM busybox\nCOPY hello.txt /\nRUN cat /hello.txt";
   * const building = images.build(
   *   { dockerfile, files: { "hello.txt": "hello\n" } },
   *   { tag: "team/hello" },
   * );
   * for await (const { stream } of building)
   *   if (stream?.startsWith("Step")) print(stream.trimEnd());
   * //| Step 1/3 : FROM busybox
   * //| Step 2/3 : COPY hello.txt /
   * //| Step 3/3 : RUN cat /hello.txt
   * const image = await building;
   * ```
   */
  build(context: BuildContext, options: BuildOptions = {}): Progress<Image> {
    return build(this.#api, context, options);
  }

  /**
   * A handle for an image. Nothing is asked of the engine yet.
   *
   * @param ref - A name, with a tag or a digest if it has one; or an id, or as much of it as tells it from others.
   * @throws {InvalidArgumentError} When that can name no image.
   * @example
   * ```ts
   * images.get("busybox:latest"); // nothing is asked yet
   * //=> Image <busybox:latest>
   * images.get("Not A Name");
   * //!! InvalidArgumentError: "Not A Name" cannot name an image: it must be in lower case
   * ```
   */
  get(ref: ImageRef): Image {
    return new Image(this.#api, ref);
  }

  async #create(options: PerformOptions & { body?: Uint8Array | ByteSource }): Promise<ProgressResponse> {
    const { dialect } = await this.#api.engine(options.signal);
    return { response: await this.#api.perform("ImageCreate", options), dialect };
  }
}

/** The id of an imported image is the last status of the stream. */
function importedId(messages: readonly ProgressMessage[]): string {
  const id = messages.findLast((message) => typeof message.status === "string")?.status?.trim();
  if (id === undefined || !/^(?:sha256:)?[0-9a-f]{12,64}$/.test(id))
    throw new ProtocolError("ImageCreate: the import ended without the id of an image");
  return checkImageRef(id);
}

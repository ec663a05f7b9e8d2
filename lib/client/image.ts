/** One image, to act on. */
import type { ImageDeleted, ImageHistoryItem, ImageInspect } from "../api/models.ts";
import { checkImageRef, type ImageRef } from "../api/reference.ts";
import { imageDeleted, imageHistory, imageInspect } from "../api/replies.ts";
import { readJson } from "./answer.ts";
import type { ApiClient } from "./api-client.ts";
import type { CallOptions } from "./container.ts";
import { severalNames } from "./dialect/podman-images.ts";
import * as v1 from "./dialect/v1.ts";
import { newImageName } from "./image-name.ts";
import { checkInsert, type InsertOptions } from "./insert-options.ts";
import { Progress } from "./progress.ts";
import { push, type PushedTag, type PushOptions } from "./push.ts";
import { checkReply } from "./reply.ts";
import type { Uploadable } from "./upload.ts";

/** Options of {@link Image.remove}. */
export interface ImageRemoveOptions extends CallOptions {
  /**
   * Removes it even where it has several names, or a stopped container uses it. A v1.0 engine always does: it looks at neither.
   */
  force?: boolean;
  /** Leaves the images alone that it was made from and that have no name. A v1.0 engine always does. */
  noprune?: boolean;
}

/**
 * A handle for one image. It holds a reference, and asks the engine each time.
 *
 * @example
 * ```ts
 * const image = await pull("busybox");
 * await image.tag("team/box:1");
 * // Two names of one image.
 * (await images.get("team/box:1").inspect()).Id ===
 *   (await image.inspect()).Id;
 * //=> true
 * ```
 */
export class Image {
  /**
   * The reference or the id that it was made with.
   *
   * @example
   * ```ts
   * const named = await pull("busybox");
   * named.ref;
   * //=> 'busybox'
   * const built = await build({
   *   dockerfile: "FROM busybox\nRUN echo built > /built",
   * });
   * built.ref.replace(/^sha256:/, "").length > 11; // without a tag, it is an id
   * //=> true
   * ```
   */
  readonly ref: ImageRef;
  readonly #api: ApiClient;

  /** Made by `images.get()`, `images.pull()` and `images.import()`. */
  constructor(api: ApiClient, ref: ImageRef) {
    this.#api = api;
    this.ref = checkImageRef(ref);
  }

  /**
   * Everything the engine knows about it (ImageInspect).
   *
   * @throws {NotFoundError} When there is no such image.
   * @example
   * ```ts
   * await build(
   *   {
   *     dockerfile:
   *       'FROM busybox\nENV LEVEL=3\nCMD ["env"]\nRUN echo layer > /layer',
   *   },
   *   { tag: "team/levels" },
   * );
   * const { Config, RootFS } = await images.get("team/levels").inspect();
   * [Config.Cmd, Config.Env?.at(-1), RootFS?.Layers?.length];
   * //=> [ [ 'env' ], 'LEVEL=3', 2 ]
   * ```
   */
  async inspect(options: CallOptions = {}): Promise<ImageInspect> {
    const engine = await this.#api.engine(options.signal);
    const answer = await this.#api.json("ImageInspect", { parameters: { name: this.ref }, signal: options.signal });
    return checkReply("ImageInspect", imageInspect, engine.dialect === "v1.0" ? v1.imageInspect(answer) : answer);
  }

  /**
   * How it came to be (ImageHistory): its layers, newest first, and the command that made each.
   *
   * @throws {NotFoundError} When there is no such image.
   * @example
   * ```ts
   * const image = await build(
   *   { dockerfile: "FROM busybox\nRUN echo hello > /hello" },
   *   { tag: "team/hello" },
   * );
   * const [newest] = await image.history();
   * print(newest?.CreatedBy, newest?.Tags);
   * //| *echo hello > /hello [ 'team/hello:latest' ] (glob)
   * ```
   */
  async history(options: CallOptions = {}): Promise<ImageHistoryItem[]> {
    const answer = await this.#api
      .json("ImageHistory", { parameters: { name: this.ref }, signal: options.signal })
      .catch(v1.absentImage);
    return checkReply("ImageHistory", imageHistory, answer);
  }

  /**
   * Gives it one more name (ImageTag), and gives a handle by that name. The name is taken from the image that had it, if one had.
   *
   * @param name - The name, with `latest` where it has no tag.
   * @throws {NotFoundError} When there is no such image.
   * @throws {InvalidArgumentError} When that cannot be a name for an image.
   * @example
   * ```ts
   * const image = await pull("busybox");
   * const tagged = await image.tag("registry.example:5000/team/box:1");
   * tagged.ref;
   * //=> 'registry.example:5000/team/box:1'
   * await image.tag("team/box@sha256:0123");
   * //!! InvalidArgumentError: "team/box@sha256:0123" cannot name an image: * (glob)
   * ```
   */
  async tag(name: ImageRef, options: CallOptions = {}): Promise<Image> {
    const { repo, tag } = newImageName(name);
    await this.#api
      .empty("ImageTag", { parameters: { name: this.ref, repo, tag }, signal: options.signal })
      .catch(v1.absentImage);
    return new Image(this.#api, name);
  }

  /**
   * Removes its name, and with the last one the image and what nothing else needs of it (ImageDelete); gives what went, in the order in which
   * it did. A v1.0 engine removes the image with all its names, refuses nothing, and does not tell what went.
   *
   * @throws {NotFoundError} When there is no such image.
   * @throws {ConflictError} When a container uses it, or when it is meant by its id and has several names.
   * @example
   * ```ts
   * const second = await (await pull("busybox")).tag("team/box:old");
   * await second.remove(); // one name of two: the image stays
   * //=> Untagged
   * //=> team/box:old
   * ```
   */
  async remove(options: ImageRemoveOptions = {}): Promise<ImageDeleted[]> {
    const { signal, force, noprune } = options;
    const { dialect } = await this.#api.engine(signal);
    const response = await this.#api
      .perform("ImageDelete", {
        parameters: { name: this.ref, ...(dialect === "modern" && { force, noprune }) },
        signal,
      })
      .catch(severalNames);
    if (response.status !== 204)
      return checkReply("ImageDelete", imageDeleted, await readJson("ImageDelete", response));
    while ((await response.body.read()) !== undefined); // so that the connection can serve again
    return [];
  }

  /**
   * Pushes it to the registry in its name (ImagePush): its tag, `latest` where the reference has none, or with `allTags` every tag of its
   * repository. Await it for the tags that the registry has now, loop over it for the progress. A v1.0 engine pushes every tag,
   * does not tell which, and uses the login that it keeps itself.
   *
   * @throws {NotFoundError} When there is no such image; a v1.0 engine may answer that with a StreamError.
   * @throws {StreamError} When the registry does not take it.
   * @throws {ProtocolError} When the engine breaks off.
   * @throws {CredentialsError} When the logins of this machine cannot be read.
   * @throws {InvalidArgumentError} When the reference is an id, or has a digest: a registry takes images by name.
   * @throws {UnsupportedError} When one tag alone is to be pushed on v1.0.
   * @example
   * ```ts
   * // dks: require engine embedded
   * const image = await (await pull("busybox")).tag(
   *   "localhost:5000/team/box:1",
   * );
   * const [pushed] = await image.push();
   * pushed;
   * //=> { Tag: '1', Digest: '<digest:1>', Size: <size> }
   * ```
   */
  push(options: PushOptions = {}): Progress<PushedTag[]> {
    return push(this.#api, this.ref, options);
  }

  /**
   * Makes a new image of this one and one more file (ImageInsert). Directories on the way that are not there are made; a file that is there already is
   * replaced. Its mode is 644, its owner root.
   *
   * A v1.0 engine fetches the URL itself, and takes nothing else; it leaves a container behind. Elsewhere the client does it, and fetches the
   * URL: it makes a container, writes the file into it, commits it with the image's own configuration, and removes it, also after a failure or
   * an abort. The length of the file has to be known beforehand: a source that does not tell it is held in memory, up to 64 MiB; see `size`.
   *
   * @param source - A URL (http or https, without credentials), bytes, or a stream of bytes.
   * @param path - Where the file shall be in the image: absolute.
   * @throws {StreamError} When the URL cannot be had.
   * @throws {NotFoundError} When there is no such image; a v1.0 engine may answer that with a StreamError, too.
   * @throws {UnsupportedError} When bytes are to be inserted on v1.0.
   * @throws {InvalidArgumentError} When the source, the path or the size cannot be.
   * @example
   * ```ts
   * const image = await pull("busybox");
   * const marked = await image.insert(
   *   new TextEncoder().encode("v1\n"),
   *   "/etc/app/version",
   * );
   * (await run(marked.ref, ["cat", "/etc/app/version"])).stdout;
   * //=> 'v1\n'
   * ```
   */
  insert(source: URL | Uploadable, path: string, options: InsertOptions = {}): Progress<Image> {
    checkInsert(source, path, options);
    return Progress.of(async (report) => {
      const { insert } = await import("./insert.ts");
      return insert(this.#api, this.ref, source, path, options, report);
    });
  }

  /**
   * What JSON.stringify shows.
   *
   * @example
   * ```ts
   * JSON.stringify([images.get("busybox:1.36")]);
   * //=> '[{"Ref":"busybox:1.36"}]'
   * ```
   */
  toJSON(): { Ref: string } {
    return { Ref: this.ref };
  }
}

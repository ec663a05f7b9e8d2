/** One image, to act on. */
import type { ImageInspect } from "../api/models.ts";
import { checkImageRef, type ImageRef } from "../api/reference.ts";
import { imageInspect } from "../api/replies.ts";
import type { ApiClient } from "./api-client.ts";
import type { CallOptions } from "./container.ts";
import * as v1 from "./dialect/v1.ts";
import { checkReply } from "./reply.ts";

/** A handle for one image. It holds a reference, and asks the engine each time. */
export class Image {
  /** The reference or the id that it was made with. */
  readonly ref: ImageRef;
  readonly #api: ApiClient;

  /** Made by `images.get()`, `images.pull()` and `images.import()`. */
  constructor(api: ApiClient, ref: ImageRef) {
    this.#api = api;
    this.ref = checkImageRef(ref);
  }

  /** Everything the engine knows about it (ImageInspect). Throws a NotFoundError when there is no such image. */
  async inspect(options: CallOptions = {}): Promise<ImageInspect> {
    const engine = await this.#api.engine(options.signal);
    const answer = await this.#api.json("ImageInspect", { parameters: { name: this.ref }, signal: options.signal });
    return checkReply("ImageInspect", imageInspect, engine.dialect === "v1.0" ? v1.imageInspect(answer) : answer);
  }

  /** What JSON.stringify shows. */
  toJSON(): { Ref: string } {
    return { Ref: this.ref };
  }
}

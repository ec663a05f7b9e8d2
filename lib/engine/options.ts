/** What an engine may be told when it is made. */

/** Bounds on what one engine takes, each with a clear error when it is reached. */
export interface Limits {
  /** Containers that exist at the same time. Default 1000. */
  containers: number;
  /** Images that exist at the same time, and as many again that were pushed to the engine's registry. Default 5000. */
  images: number;
  /**
   * Bytes of all files that one container writes, those in its volumes and an archive that is put into it included, and of all
   * files of one imported image. Default 1 GiB.
   */
  fileBytes: number;
  /** Tags and digests of all images. Default 20 000. */
  imageNames: number;
  /** Bytes of what all images say of themselves: their configurations and histories, as JSON. Default 256 MiB. */
  imageJsonBytes: number;
  /** Bytes of all files that were pushed to the engine's registry. Default 1 GiB. */
  registryBytes: number;
  /** Bytes of output that are kept of one container; beyond that the oldest output is forgotten. Default 16 MiB. */
  logBytes: number;
  /** Instructions of one build, with those of all its stages. Default 1000. */
  buildSteps: number;
  /** Bytes of a JSON body, of a Dockerfile, and of a .dockerignore. Default 4 MiB. */
  jsonBytes: number;
  /** Bytes of the head of a request. Default 64 KiB. */
  headBytes: number;
}

/** Fetches a URL for an engine. The `fetch` that every runtime has is one. */
export type Fetch = (url: string, init: { signal: AbortSignal }) => Promise<Response>;

/** How to make an engine. */
export interface EngineOptions {
  /** `"1.0"`: the engine presents itself as one of 2013, and a path without version prefix is v1.0's. Default: modern. */
  apiVersion?: "1.0" | undefined;
  /** Bounds on what the engine takes; those that are left out are as in `defaultLimits`. */
  limits?: Partial<Limits> | undefined;
  /** Milliseconds since 1970, for all dates that the engine gives out. Default: the time of day. */
  clock?: (() => number) | undefined;
  /**
   * What the engine goes out with, to insert a file and to import an image from a URL: `fetch`, for instance. Whoever may use the engine
   * reaches through it whatever this process does. Default: none, and the engine refuses.
   */
  fetch?: Fetch | undefined;
}

/** The bounds of an engine that was told nothing else. */
export const defaultLimits: Limits = {
  containers: 1000,
  images: 5000,
  fileBytes: 1024 ** 3,
  imageNames: 20_000,
  imageJsonBytes: 256 * 1024 ** 2,
  registryBytes: 1024 ** 3,
  logBytes: 16 * 1024 ** 2,
  buildSteps: 1000,
  jsonBytes: 4 * 1024 ** 2,
  headBytes: 64 * 1024,
};

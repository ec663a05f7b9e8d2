/** What an engine may be told when it is made. */

/** Bounds on what one engine takes, each with a clear error when it is reached. */
export interface Limits {
  /** Containers that exist at the same time. Default 1000. */
  containers: number;
  /** Bytes of all files of one container, and of all files of one imported image. Default 1 GiB. */
  fileBytes: number;
  /** Bytes of output that are kept of one container; beyond that the oldest output is forgotten. Default 16 MiB. */
  logBytes: number;
  /** Bytes of a JSON body. Default 4 MiB. */
  jsonBytes: number;
  /** Bytes of the head of a request. Default 64 KiB. */
  headBytes: number;
}

/** How to make an engine. */
export interface EngineOptions {
  /** `"1.0"`: the engine presents itself as one of 2013, and a path without version prefix is v1.0's. Default: modern. */
  apiVersion?: "1.0" | undefined;
  limits?: Partial<Limits> | undefined;
  /** Milliseconds since 1970, for all dates that the engine gives out. Default: the time of day. */
  clock?: (() => number) | undefined;
}

/** The bounds of an engine that was told nothing else. */
export const defaultLimits: Limits = {
  containers: 1000,
  fileBytes: 1024 ** 3,
  logBytes: 16 * 1024 ** 2,
  jsonBytes: 4 * 1024 ** 2,
  headBytes: 64 * 1024,
};

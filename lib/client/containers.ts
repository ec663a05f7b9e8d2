/** The containers of an engine. */
import type { ContainerCreateRequest, ContainerSummary } from "../api/models.ts";
import { checkContainerRef, checkImageRef, type ContainerRef, type ImageRef } from "../api/reference.ts";
import { containerCreated, containerList } from "../api/replies.ts";
import { InvalidArgumentError } from "../errors.ts";
import { type ApiClient, requireVersion } from "./api-client.ts";
import { type CallOptions, Container } from "./container.ts";
import * as v1 from "./dialect/v1.ts";
import { checkReply } from "./reply.ts";

/** Which containers are meant: every value of a key is an alternative, all keys must match. Since API 1.24. */
export interface ContainerFilters {
  /** Made from these images, or from what was made of them. */
  ancestor?: readonly ImageRef[];
  /** Made before these containers. */
  before?: readonly ContainerRef[];
  /** Ended with these exit codes. */
  exited?: readonly string[];
  /** `starting`, `healthy`, `unhealthy` or `none`. */
  health?: readonly string[];
  /** Whose id begins so. */
  id?: readonly string[];
  /** With these labels: `key` or `key=value`. */
  label?: readonly string[];
  /** Whose name has this in it. */
  name?: readonly string[];
  /** In these networks. */
  network?: readonly string[];
  /** Made after these containers. */
  since?: readonly ContainerRef[];
  /** In these states. */
  status?: readonly ("created" | "restarting" | "running" | "removing" | "paused" | "exited" | "dead")[];
  /** With these volumes, by name or by the path where they are mounted. */
  volume?: readonly string[];
}

/** Options of {@link Containers.list}. */
export interface ContainerListOptions extends CallOptions {
  /** Shows all containers, not only those that run. */
  all?: boolean;
  /** Shows the newest `limit` containers, those that do not run included. */
  limit?: number;
  /** Only containers made after this one. v1.0 only: use `filters` on newer engines. */
  since?: ContainerRef;
  /** Only containers made before this one. v1.0 only: use `filters` on newer engines. */
  before?: ContainerRef;
  /** Adds SizeRw and SizeRootFs, in bytes. Since API 1.24. */
  size?: boolean;
  /** Only containers that match. Since API 1.24. */
  filters?: ContainerFilters;
}

/** Options of {@link Containers.create} that do not stand in the configuration. */
export interface ContainerCreateOptions extends CallOptions {
  /** The container's name; the engine makes one up when it is left out. Since API 1.24. */
  name?: string;
  /** The platform of the image, e.g. `linux/arm64`. Since API 1.41. */
  platform?: string;
}

/** What may be written for a new container: today's configuration, in which an image must be named. */
export type ContainerSpec = ContainerCreateRequest & { Image: ImageRef };

/**
 * Lists, makes and finds containers.
 *
 * @example
 * ```ts
 * await pull("busybox");
 * await containers.create({ Image: "busybox" }, { name: "idle" });
 * (await containers.list({ all: true }))
 *   .filter(({ State }) => State === "created")
 *   .map(({ Names }) => Names[0]);
 * //=> [ '/idle' ]
 * ```
 */
export class Containers {
  readonly #api: ApiClient;

  /** Made by `connect()`. */
  constructor(api: ApiClient) {
    this.#api = api;
  }

  /**
   * The containers that run, or all of them, newest first (ContainerList).
   *
   * @throws {BadParameterError} When a filter is not known.
   * @example
   * ```ts
   * await run("busybox", ["sleep", "60"], {
   *   detach: true,
   *   config: { Labels: { job: "nightly" } },
   * });
   * await containers.list({
   *   filters: { label: ["job=nightly"], status: ["running", "paused"] },
   * });
   * //=> ID      NAMES     IMAGE    STATUS         CREATED
   * //=> <id:1>  <name:1>  busybox  Up <duration>  <duration>
   * ```
   */
  async list(options: ContainerListOptions = {}): Promise<ContainerSummary[]> {
    const { signal, filters, ...parameters } = options;
    const engine = await this.#api.engine(signal);
    const answer = await this.#api.json("ContainerList", {
      parameters: { ...parameters, filters: filters && checkFilters("ContainerList", filters) },
      signal,
    });
    const rows = engine.dialect === "v1.0" && Array.isArray(answer) ? answer.map(v1.containerSummary) : answer;
    return checkReply("ContainerList", containerList, rows);
  }

  /**
   * Makes a container (ContainerCreate); it does not run yet.
   *
   * @param spec - The configuration: `Image`, `Cmd`, `Env`, `HostConfig` and the like, under the names that they have in the API.
   * @throws {NotFoundError} When the image is not there: pull it first, or use `docker.run`.
   * @throws {ConflictError} When the name is taken.
   * @throws {BadParameterError} When the configuration cannot be.
   * @example
   * ```ts
   * await pull("busybox");
   * const c = await containers.create({
   *   Image: "busybox",
   *   Cmd: ["sh", "-c", "echo hello, $WHO"],
   *   Env: ["WHO=you"],
   * });
   * (await c.inspect()).State.Status;
   * //=> 'created'
   * await c.start();
   * await (await c.logs({ follow: true })).text();
   * //=> 'hello, you\n'
   * ```
   */
  async create(spec: ContainerSpec, options: ContainerCreateOptions = {}): Promise<Container> {
    const { signal, name, platform } = options;
    checkImageRef((spec as ContainerSpec | undefined)?.Image);
    if (name !== undefined) checkContainerRef(name);
    const engine = await this.#api.engine(signal);
    // An engine that is spoken to in an older version drops it without a word.
    if (spec.HostConfig?.AutoRemove) requireVersion("HostConfig.AutoRemove", "1.25", engine);
    const answer = await this.#api.json("ContainerCreate", {
      parameters: { name, platform },
      json: engine.dialect === "v1.0" ? v1.createBody(spec) : spec,
      signal,
    });
    const { Id, Warnings: warnings } = checkReply("ContainerCreate", containerCreated, answer);
    return new Container(this.#api, Id, { tty: spec.Tty ?? false, warnings });
  }

  /**
   * A handle for a container. Nothing is asked of the engine yet.
   *
   * @param ref - The container's name, or its id, or as much of the id as tells it from others.
   * @throws {InvalidArgumentError} When that can be neither a name nor an id.
   * @example
   * ```ts
   * const c = containers.get("no-such-container"); // nothing is asked yet
   * await c.inspect();
   * //!! NotFoundError 404: No such container: no-such-container
   * ```
   */
  get(ref: ContainerRef): Container {
    return new Container(this.#api, ref);
  }
}

/** Filters must be lists of text: engines ignore other shapes, or part of them, in silence. */
export function checkFilters(operation: string, filters: object): Readonly<Record<string, readonly string[]>> {
  for (const [key, values] of Object.entries(filters)) {
    if (Array.isArray(values) && values.every((value) => typeof value === "string")) continue;
    throw new InvalidArgumentError(`${operation}: the filter \`${key}\` must be a list of strings`, {
      hint: `Write { filters: { ${key}: ["..."] } }.`,
    });
  }
  return filters as Readonly<Record<string, readonly string[]>>;
}

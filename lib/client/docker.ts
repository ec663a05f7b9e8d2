/** An engine, to talk to. */
import type { Account, AuthConfig, LoginResult, SystemInfo, SystemVersion } from "../api/models.ts";
import type { ImageRef } from "../api/reference.ts";
import { systemInfo, systemVersion } from "../api/replies.ts";
import type { Transport } from "../transport/contract.ts";
import { ApiClient } from "./api-client.ts";
import type { CallOptions, Container } from "./container.ts";
import { Containers } from "./containers.ts";
import * as v1 from "./dialect/v1.ts";
import { Images } from "./images.ts";
import { type EngineVersion, pinnedVersion } from "./negotiate.ts";
import { type RawAnswer, request, type RequestOptions } from "./raw.ts";
import { checkReply } from "./reply.ts";
import { run, type RunOptions, type RunResult } from "./run.ts";

/** A connection to one engine. Made by `connect()`; close it, or leave it to `await using`. */
export class Docker implements AsyncDisposable {
  /** The containers of the engine. */
  readonly containers: Containers;
  /** The images of the engine. */
  readonly images: Images;
  readonly #api: ApiClient;

  /** Made by `connect()`. */
  constructor(transport: Transport, apiVersion?: string) {
    if (apiVersion !== undefined) pinnedVersion(apiVersion);
    this.#api = new ApiClient(transport, apiVersion);
    this.containers = new Containers(this.#api);
    this.images = new Images(this.#api);
  }

  /** Where the engine listens, e.g. `unix:///var/run/docker.sock`. */
  get endpoint(): string {
    return this.#api.transport.endpoint;
  }

  /** The API version and the dialect that are spoken with this engine; agreed on at the first call. */
  api(): Promise<EngineVersion> {
    return this.#api.engine();
  }

  /** The versions of the engine (SystemVersion). */
  async version(options: CallOptions = {}): Promise<SystemVersion> {
    const engine = await this.#api.engine(options.signal);
    const answer = await this.#api.json("SystemVersion", { signal: options.signal });
    return checkReply("SystemVersion", systemVersion, engine.dialect === "v1.0" ? v1.systemVersion(answer) : answer);
  }

  /** The engine and its machine (SystemInfo). */
  async info(options: CallOptions = {}): Promise<SystemInfo> {
    return checkReply("SystemInfo", systemInfo, await this.#api.json("SystemInfo", { signal: options.signal }));
  }

  /** Whether the engine answers (SystemPing). Rejects when it does not; resolves on v1.0, too, which is asked for its version. */
  async ping(options: CallOptions = {}): Promise<void> {
    const engine = await this.#api.engine(options.signal);
    await this.#api.empty(engine.dialect === "v1.0" ? "SystemVersion" : "SystemPing", { signal: options.signal });
  }

  /**
   * The account at a registry, without its password (SystemAccount); at Docker Hub when none is named. Undefined when nobody is logged in.
   *
   * A v1.0 engine is asked for the one account that it keeps. Everywhere else it is the login that the docker CLI keeps on this machine: in
   * DOCKER_AUTH_CONFIG, with a credential helper, or in `config.json` (in DOCKER_CONFIG, else in `~/.docker`). Throws a CredentialsError when the
   * configuration cannot be read or the helper fails, an UnsupportedError when a registry is named on v1.0.
   */
  async account(registry?: string, options: CallOptions = {}): Promise<Account | undefined> {
    const { account } = await import("./account.ts");
    return account(this.#api, registry, options.signal);
  }

  /**
   * Tries credentials at their registry, at Docker Hub when they name none (SystemAuth). A v1.0 engine keeps them, for its pulls and pushes. Everywhere
   * else they are checked, and nothing is kept: give them to each call, or log in with the docker CLI once, whose login dks uses.
   *
   * Throws an UnauthorizedError when the registry refuses them, which a v1.0 engine answers with a ServerError; a ServerError when the registry cannot be
   * reached.
   */
  async login(auth: AuthConfig, options: CallOptions = {}): Promise<LoginResult> {
    const { login } = await import("./account.ts");
    return login(this.#api, auth, options.signal);
  }

  /** Starts a program in a new container and leaves it running. */
  run(
    image: ImageRef,
    command: readonly string[] | undefined,
    options: RunOptions & { detach: true },
  ): Promise<Container>;
  /** Runs a program in a new container, and hands its attachment over; gives the container when that has detached. */
  run(
    image: ImageRef,
    command: readonly string[] | undefined,
    options: RunOptions & { onAttached: NonNullable<RunOptions["onAttached"]> },
  ): Promise<RunResult | Container>;
  /**
   * Runs a program in a new container, to its end, and removes the container: the recipe of `docker run`. Pulls the image when it is not
   * there. Aborting the signal removes the container and rejects with the signal's reason.
   */
  run(image: ImageRef, command?: readonly string[], options?: RunOptions & { detach?: false }): Promise<RunResult>;
  run(image: ImageRef, command?: readonly string[], options: RunOptions = {}): Promise<RunResult | Container> {
    return run({ api: this.#api, containers: this.containers, images: this.images }, image, command, options);
  }

  /**
   * The raw way: sends `"GET /images/json?all=1"` and gives what the engine said, untranslated. A path without a version gets the one
   * that was agreed on; an error status is an answer like any other.
   */
  request(line: string, options: RequestOptions = {}): Promise<RawAnswer> {
    return request(this.#api, line, options);
  }

  /** Closes the idle connections and breaks what is under way. Containers are not touched. */
  close(): Promise<void> {
    return this.#api.transport.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

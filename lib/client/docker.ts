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

/**
 * A connection to one engine. Made by `connect()`; close it, or leave it to `await using`.
 *
 * @example
 * ```ts
 * // Closed at the end.
 * await using old = await connect("embedded:", { apiVersion: "1.0" });
 * await old.images.pull("busybox");
 * (await old.run("busybox", ["echo", "hello from 2013"])).stdout;
 * //=> 'hello from 2013\n'
 * ```
 */
export class Docker implements AsyncDisposable {
  /**
   * The containers of the engine.
   *
   * @example
   * ```ts
   * await run("busybox", ["sleep", "60"], { detach: true, name: "sleeper" });
   * for (const { Names, State } of await docker.containers.list())
   *   print(Names[0], State);
   * //| /sleeper running
   * ```
   */
  readonly containers: Containers;
  /**
   * The images of the engine.
   *
   * @example
   * ```ts
   * await docker.images.pull("hello-world");
   * (await docker.images.get("hello-world").inspect()).Config.Cmd;
   * //=> [ '/hello' ]
   * ```
   */
  readonly images: Images;
  readonly #api: ApiClient;

  /** Made by `connect()`. */
  constructor(transport: Transport, apiVersion?: string) {
    if (apiVersion !== undefined) pinnedVersion(apiVersion);
    this.#api = new ApiClient(transport, apiVersion);
    this.containers = new Containers(this.#api);
    this.images = new Images(this.#api);
  }

  /**
   * Where the engine listens, e.g. `unix:///var/run/docker.sock`.
   *
   * @example
   * ```ts
   * await using inside = await connect("embedded:");
   * inside.endpoint;
   * //=> 'embedded:'
   * ```
   */
  get endpoint(): string {
    return this.#api.transport.endpoint;
  }

  /**
   * The API version and the dialect that are spoken with this engine; agreed on at the first call.
   *
   * @throws {ProtocolError} When what answers is no engine.
   * @throws {UnsupportedError} When the engine speaks no version that dks knows.
   * @example
   * ```ts
   * (await docker.api()).dialect;
   * //=> 'modern'
   * await using old = await connect("embedded:", { apiVersion: "1.0" });
   * await old.api();
   * //=> { version: '1.0', dialect: 'v1.0' }
   * ```
   */
  api(): Promise<EngineVersion> {
    return this.#api.engine();
  }

  /**
   * The versions of the engine (SystemVersion).
   *
   * @example
   * ```ts
   * const { ApiVersion, MinAPIVersion } = await docker.version();
   * print(`speaks ${MinAPIVersion} to ${ApiVersion}`);
   * //| speaks 1.* to 1.* (glob)
   * ```
   */
  async version(options: CallOptions = {}): Promise<SystemVersion> {
    const engine = await this.#api.engine(options.signal);
    const answer = await this.#api.json("SystemVersion", { signal: options.signal });
    return checkReply("SystemVersion", systemVersion, engine.dialect === "v1.0" ? v1.systemVersion(answer) : answer);
  }

  /**
   * The engine and its machine (SystemInfo).
   *
   * @example
   * ```ts
   * const before = await docker.info();
   * await run("busybox", ["sleep", "60"], { detach: true });
   * const now = await docker.info();
   * now.Containers - before.Containers;
   * //=> 1
   * ```
   */
  async info(options: CallOptions = {}): Promise<SystemInfo> {
    return checkReply("SystemInfo", systemInfo, await this.#api.json("SystemInfo", { signal: options.signal }));
  }

  /**
   * Whether the engine answers (SystemPing). Resolves on v1.0, too, which is asked for its version.
   *
   * @throws {ConnectError} When the engine does not answer.
   * @example
   * ```ts
   * await docker.ping(); // nothing to say: it is there
   * // Sends nothing yet.
   * const nobody = await connect("unix:///nowhere/docker.sock");
   * await nobody.ping();
   * //!! ConnectError: cannot reach the engine at unix:///nowhere/docker.sock: it does not exist
   * ```
   */
  async ping(options: CallOptions = {}): Promise<void> {
    const engine = await this.#api.engine(options.signal);
    await this.#api.empty(engine.dialect === "v1.0" ? "SystemVersion" : "SystemPing", { signal: options.signal });
  }

  /**
   * The account at a registry, without its password (SystemAccount). Undefined when nobody is logged in.
   *
   * A v1.0 engine is asked for the one account that it keeps. Everywhere else it is the login that the docker CLI keeps on this machine: in
   * DOCKER_AUTH_CONFIG, with a credential helper, or in `config.json` (in DOCKER_CONFIG, else in `~/.docker`).
   *
   * @param registry - The registry, e.g. `registry.example:5000`; Docker Hub when left out.
   * @throws {CredentialsError} When the configuration cannot be read, or the credential helper fails.
   * @throws {UnsupportedError} When a registry is named on v1.0.
   * @example
   * ```ts
   * // Whom `docker login` has left.
   * const account = await docker.account("registry.example:5000");
   * account?.username ?? "nobody is logged in";
   * //=> 'nobody is logged in'
   * ```
   */
  async account(registry?: string, options: CallOptions = {}): Promise<Account | undefined> {
    const { account } = await import("./account.ts");
    return account(this.#api, registry, options.signal);
  }

  /**
   * Tries credentials at their registry (SystemAuth). A v1.0 engine keeps them, for its pulls and pushes. Everywhere else they are checked, and nothing is
   * kept: give them to each call, or log in with the docker CLI once, whose login dks uses.
   *
   * @param auth - `username`, `password`, and `serveraddress` for another registry than Docker Hub.
   * @throws {UnauthorizedError} When the registry refuses them, which a v1.0 engine answers with a ServerError.
   * @throws {ServerError} When the registry cannot be reached.
   * @example
   * ```ts
   * // dks: require engine embedded
   * await docker.login({ username: "ada", password: "correct horse" });
   * //=> { Status: 'Login Succeeded' }
   * ```
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
   * there (ContainerCreate, ImageCreate, ContainerAttach, ContainerStart, ContainerWait, ContainerDelete). Aborting the signal removes the container and
   * rejects with the signal's reason.
   *
   * @param image - The image to run; pulled when it is not there, see `pull`.
   * @param command - The program and its arguments; those of the image when left out.
   * @throws {NotFoundError} When there is no such image, in the registry neither.
   * @throws {StreamError} When the image cannot be pulled.
   * @throws {BadParameterError} When the program cannot be started, which some engines answer with a NotFoundError or a ServerError.
   * @throws {ConflictError} When the name is taken.
   * @example
   * ```ts
   * const { stdout } = await docker.run("busybox", ["sort"], {
   *   stdin: "pear\napple\n",
   * });
   * stdout;
   * //=> 'apple\npear\n'
   * await docker.run("busybox", ["sh", "-c", "echo $GREETING >&2; exit 3"], {
   *   env: { GREETING: "hello" },
   * });
   * //=> { exitCode: 3, stdout: '', stderr: 'hello\n' }
   * ```
   */
  run(image: ImageRef, command?: readonly string[], options?: RunOptions & { detach?: false }): Promise<RunResult>;
  run(image: ImageRef, command?: readonly string[], options: RunOptions = {}): Promise<RunResult | Container> {
    return run({ api: this.#api, containers: this.containers, images: this.images }, image, command, options);
  }

  /**
   * The raw way: sends a request as it is written, and gives what the engine said, untranslated. A path without a version gets the one
   * that was agreed on; an error status is an answer like any other.
   *
   * @param line - The method and the path with its query: `"GET /images/json?all=1"`.
   * @throws {InvalidArgumentError} When the line is not a method and a path.
   * @example
   * ```ts
   * const { status, body } = await docker.request("POST /containers/create", {
   *   body: { Image: "no-such-image:1" },
   * });
   * status;
   * //=> 404
   * body;
   * //=> { message: 'No such image: no-such-image:1' }
   * ```
   */
  request(line: string, options: RequestOptions = {}): Promise<RawAnswer> {
    return request(this.#api, line, options);
  }

  /**
   * Closes the idle connections and breaks what is under way. Containers are not touched.
   *
   * @example
   * ```ts
   * const other = await connect("embedded:");
   * await other.close();
   * await other.ping();
   * //!! ConnectError: the connection to the engine was closed on this side
   * ```
   */
  close(): Promise<void> {
    return this.#api.transport.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/**
 * The names that are there from the start, at the prompt, in `-e`, in pipes and in `.dks` files. Their help, their completion and the
 * declarations that `dks types` writes are made from this one file.
 */
import type {
  Attachment,
  AttachOptions,
  BuildContext,
  BuildOptions,
  CallOptions,
  connect,
  Container,
  ContainerRef,
  ContainerListOptions,
  Containers,
  ContainerSummary,
  Docker,
  Image,
  ImageRef,
  Images,
  LogsOptions,
  PullOptions,
  RemoveOptions,
  RunningContainerRef,
  RunOptions,
  RunResult,
  StopOptions,
  StoppedContainerRef,
  SystemInfo,
  SystemVersion,
} from "../mod.ts";
import type { UseOptions } from "./repl-utils.ts";
import type { SaveOptions } from "./save.ts";

/** Options of the helper `run`: those of `docker.run`, and one more way to say what the program reads. */
export interface RunHelperOptions extends Omit<RunOptions, "stdin"> {
  /**
   * What the program reads: text, bytes, or a stream of bytes. Its stdin is closed after it. Without it, stdin is empty. `"inherit"` hands over what the
   * shell itself reads and writes: the terminal, or the pipes in its place.
   */
  stdin?: RunOptions["stdin"] | "inherit";
}

/** What a session's scope has before anything is declared. */
export interface Globals {
  /**
   * The connection to the engine: `docker.endpoint`, `docker.api()`, `docker.request("GET /info")`, and all the rest.
   *
   * @example
   * ```ts
   * await docker.ping();
   * const { body } = await docker.request("GET /containers/json?limit=1");
   * Array.isArray(body);
   * //=> true
   * ```
   */
  docker: Docker;
  /**
   * The containers of the engine: make one with `create`, find one with `get`.
   *
   * @example
   * ```ts
   * await pull("busybox");
   * const c = await containers.create({
   *   Image: "busybox",
   *   Cmd: ["hostname"],
   *   Hostname: "orchard",
   * });
   * await c.start();
   * await (await c.logs({ follow: true })).text();
   * //=> 'orchard\n'
   * ```
   */
  containers: Containers;
  /**
   * The images of the engine: `list`, `get`, `pull`, `import`, `build`, `search`, `viz`.
   *
   * @example
   * ```ts
   * await pull("busybox");
   * const [newest] = await images.get("busybox").history();
   * newest?.Tags;
   * //=> [ 'busybox:latest' ]
   * ```
   */
  images: Images;
  /**
   * Runs a program in a new container, to its end, and removes the container: the recipe of `docker run`. Shows the progress of a pull.
   * With `detach: true` it leaves the container running, and gives it. With `stdin: "inherit"` the program has the terminal, until it ends or until the
   * detach keys are typed, which give the container: `run("busybox", ["sh"], { tty: true, stdin: "inherit" })` (ContainerCreate, ImageCreate, ContainerAttach,
   * ContainerStart, ContainerWait, ContainerDelete).
   *
   * @param image - The image to run; pulled when it is not there, see `pull`.
   * @param command - The program and its arguments; those of the image when left out.
   * @throws {NotFoundError} When there is no such image, in the registry neither.
   * @throws {StreamError} When the image cannot be pulled.
   * @throws {BadParameterError} When the program cannot be started, which some engines answer with a NotFoundError or a ServerError.
   * @throws {ConflictError} When the name is taken.
   * @example
   * ```ts
   * await run("busybox", ["sh", "-c", "echo hello; exit 3"]);
   * //=> { exitCode: 3, stdout: 'hello\n', stderr: '' }
   * ```
   */
  run(
    image: ImageRef,
    command: readonly string[] | undefined,
    options: RunHelperOptions & { detach: true },
  ): Promise<Container>;
  run(
    image: ImageRef,
    command: readonly string[] | undefined,
    options: RunHelperOptions & { stdin: "inherit" },
  ): Promise<RunResult | Container>;
  run(
    image: ImageRef,
    command?: readonly string[],
    options?: RunHelperOptions & { detach?: false },
  ): Promise<RunResult>;
  /**
   * Pulls an image from its registry, and shows how it comes (ImageCreate).
   *
   * @param ref - The image, with `latest` where it has no tag.
   * @throws {NotFoundError} When the registry has no such image, or denies it; some engines report that as a StreamError.
   * @throws {StreamError} When the pull fails on the way.
   * @throws {CredentialsError} When the logins of this machine cannot be read.
   * @example
   * ```ts
   * await pull("hello-world");
   * //=> Image <hello-world>
   * const { stdout } = await run("hello-world");
   * stdout.includes("Hello");
   * //=> true
   * ```
   */
  pull(ref: ImageRef, options?: PullOptions): Promise<Image>;
  /**
   * Builds an image from a directory, an archive or a Dockerfile as text, and shows what the build says (ImageBuild).
   *
   * @param context - A directory, as a path or a `file:` URL; a Dockerfile as text, with files; or a tar archive, as bytes or a stream.
   * @throws {StreamError} When a step fails: `code` is the exit code of its command. An engine that notices before it begins answers with an ApiError.
   * @throws {InvalidArgumentError} When the directory or the Dockerfile cannot be read.
   * @throws {UnsupportedError} When the engine does not have an option.
   * @example
   * ```ts
   * await build(
   *   { dockerfile: "FROM busybox\nARG WHO\nRUN echo hello, $WHO > /hello" },
   *   { tag: "greeter", buildArgs: { WHO: "you" } },
   * );
   * (await run("greeter", ["cat", "/hello"])).stdout;
   * //=> 'hello, you\n'
   * ```
   */
  build(context: BuildContext, options?: BuildOptions): Promise<Image>;
  /**
   * The containers that run, or all of them (ContainerList).
   *
   * @throws {BadParameterError} When a filter is not known.
   * @example
   * ```ts
   * await run("busybox", ["sleep", "60"], { detach: true, name: "nap" });
   * (await ps())
   *   .filter(({ Names }) => Names.includes("/nap"))
   *   .map(({ Command }) => Command);
   * //=> [ 'sleep 60' ]
   * ```
   */
  ps(options?: ContainerListOptions): Promise<ContainerSummary[]>;
  /**
   * The versions of the engine (SystemVersion).
   *
   * @example
   * ```ts
   * const { Os, ApiVersion } = await version();
   * print(Os, Number(ApiVersion) >= 1);
   * //| linux true
   * ```
   */
  version(options?: CallOptions): Promise<SystemVersion>;
  /**
   * The engine and its machine (SystemInfo).
   *
   * @example
   * ```ts
   * await pull("hello-world");
   * const { Images } = await info();
   * Images > 0;
   * //=> true
   * ```
   */
  info(options?: CallOptions): Promise<SystemInfo>;
  /**
   * Writes to stdout: texts as they are, everything else as the prompt shows it. On a terminal the control characters of a text are written out, as in
   * `\x1b[31m`: it may be an engine's or a container's. So does `console`; `process.stdout.write` is the way for those who mean them.
   *
   * @param values - They stand on one line, with a blank between them.
   * @example
   * ```ts
   * print("exit code", (await run("busybox", ["false"])).exitCode);
   * //| exit code 1
   * ```
   */
  print(...values: unknown[]): void;
  /**
   * Tells about a helper, a method, a class, an operation of the API or an error, or shows the map of all helpers. At the prompt, `x?` says the same.
   *
   * @param topic - The thing itself, or its name: `"Container.attach"`, `"ContainerWait"`. Without it, the map.
   * @example
   * ```ts
   * await help("ContainerWait"); // an operation of the API
   * //| ContainerWait
   * //| ...
   * ```
   */
  help(topic?: unknown): Promise<void>;
  /** Opens a connection to another engine; `docker` stays what it is. */
  connect: typeof connect;
  /**
   * Starts a container that is there (ContainerStart), and gives it.
   *
   * @param ref - The container's name or id.
   * @throws {NotFoundError} When there is no such container.
   * @throws {BadParameterError} When its program cannot be started, which some engines answer with a NotFoundError or a ServerError.
   * @example
   * ```ts
   * await pull("busybox");
   * await containers.create(
   *   { Image: "busybox", Cmd: ["echo", "once"] },
   *   { name: "once" },
   * );
   * const c = await start("once");
   * (await c.wait()).StatusCode;
   * //=> 0
   * ```
   */
  start(ref: StoppedContainerRef, options?: CallOptions): Promise<Container>;
  /**
   * Stops a container (ContainerStop).
   *
   * @param ref - The container's name or id.
   * @throws {NotFoundError} When there is no such container.
   * @example
   * ```ts
   * await run("busybox", ["sleep", "60"], { detach: true, name: "nap" });
   * await stop("nap", { t: 0 }); // no time to end by itself: it is killed
   * (await containers.get("nap").inspect()).State.ExitCode;
   * //=> 137
   * ```
   */
  stop(ref: RunningContainerRef, options?: StopOptions): Promise<void>;
  /**
   * Attaches to a container (ContainerAttach). At the prompt one that takes input gets the terminal, until it ends or the detach keys are typed; what any
   * other says, or one that is attached to with `stdin: false`, is shown as it comes.
   *
   * @param ref - The container's name or id.
   * @throws {NotFoundError} When there is no such container.
   * @throws {ConflictError} When it is paused, or when it does not run on a v1.0 engine.
   * @example
   * ```ts
   * await run("busybox", ["sh", "-c", "sleep 1; echo at last"], {
   *   detach: true,
   *   name: "slow",
   * });
   * await attach("slow"); // shown as it comes, to its end
   * //| at last
   * ```
   */
  attach(ref: RunningContainerRef, options?: AttachOptions): Promise<Attachment>;
  /**
   * Reads what a container has written (ContainerLogs). Since API 1.24.
   *
   * @param ref - The container's name or id.
   * @throws {NotFoundError} When there is no such container.
   * @example
   * ```ts
   * const c = await run("busybox", ["seq", "100"], {
   *   detach: true,
   *   name: "counter",
   * });
   * await c.wait();
   * await logs("counter", { tail: 2 });
   * //| 99
   * //| 100
   * ```
   */
  logs(ref: ContainerRef, options?: LogsOptions): Promise<Attachment>;
  /**
   * Removes a container (ContainerDelete).
   *
   * @param ref - The container's name or id.
   * @throws {NotFoundError} When there is no such container.
   * @throws {ConflictError} When it runs, and `force` is not given.
   * @example
   * ```ts
   * await run("busybox", ["sleep", "60"], {
   *   detach: true,
   *   config: { Labels: { stale: "yes" } },
   * });
   * for (const { Id } of await ps({ filters: { label: ["stale=yes"] } }))
   *   await rm(Id, { force: true });
   * await ps({ all: true, filters: { label: ["stale=yes"] } });
   * //=> []
   * ```
   */
  rm(ref: ContainerRef, options?: RemoveOptions): Promise<void>;
  /**
   * Writes what a stream gives into a new file, and shows how much it is; gives the number of bytes. `overwrite` writes over a file that is there.
   *
   * @param source - A stream of bytes, or the promise of one.
   * @param path - The file, from the directory where dks runs.
   * @throws {InvalidArgumentError} When the file is there, and `overwrite` is not given.
   * @example
   * ```ts
   * import { tmpdir } from "node:os";
   *
   * await run("busybox", ["touch", "/marker"], {
   *   detach: true,
   *   name: "marked",
   * });
   * const bytes = await save(
   *   containers.get("marked").export(),
   *   `${tmpdir()}/dks-marked.tar`,
   *   { overwrite: true },
   * );
   * bytes % 512; // a tar archive is made of such blocks
   * //=> 0
   * ```
   */
  save(
    source: ReadableStream<Uint8Array> | Promise<ReadableStream<Uint8Array>>,
    path: string,
    options?: SaveOptions,
  ): Promise<number>;
  /**
   * Loads a module and puts what it exports into the scope. `only` takes some of it, `as` takes it under other names, `reload` loads it anew.
   *
   * @param module - What an `import` would name: `node:path`, a package, or `./mine.js`.
   * @throws {InvalidArgumentError} When nothing is named.
   * @example
   * ```ts
   * const path = (await use("node:path", {
   *   only: ["basename"],
   * })) as typeof import("node:path");
   * // It is in the scope now, too: basename("/backups/web.tar").
   * path.basename("/backups/web.tar");
   * //=> 'web.tar'
   * ```
   */
  use(module: string, options?: UseOptions): Promise<unknown>;
  /**
   * Prints what a function says about itself in a comment; of what is of dks, the same as `help`.
   *
   * @param source - The function. What it says is the `/**` comment at its beginning, between the braces.
   * @throws {InvalidArgumentError} When it is no function.
   * @example
   * ```ts
   * await doc(containers.get); // of dks: what help says
   * //| Containers.get(ref: ContainerRef): Container
   * //| ...
   * ```
   */
  doc(source: unknown): Promise<void>;
  /**
   * The arguments of the script, or those after `-e CODE`.
   *
   * @example
   * ```ts
   * const [image = "busybox", ...command] = args; // dks FILE alpine date
   * (await run(image, command.length > 0 ? command : ["echo", "hello"])).stdout;
   * //=> 'hello\n'
   * ```
   */
  args: string[];
}

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
   * @example docker.request("GET /images/json?all=1")
   */
  docker: Docker;
  /**
   * The containers of the engine: make one with `create`, find one with `get`.
   *
   * @example containers.create({ Image: "busybox", Cmd: ["sh"], Tty: true, OpenStdin: true })
   */
  containers: Containers;
  /**
   * The images of the engine: `list`, `get`, `pull`, `import`, `build`, `search`, `viz`.
   *
   * @example images.get("busybox").history()
   */
  images: Images;
  /**
   * Runs a program in a new container, to its end, and removes the container: the recipe of `docker run`. Shows the progress of a pull.
   * With `detach: true` it leaves the container running, and gives it. With `stdin: "inherit"` the program has the terminal, until it ends or until the
   * detach keys are typed, which give the container.
   *
   * @example run("busybox", ["sh"], { tty: true, stdin: "inherit" })
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
   * @example pull("busybox:latest")
   */
  pull(ref: ImageRef, options?: PullOptions): Promise<Image>;
  /**
   * Builds an image from a directory, an archive or a Dockerfile as text, and shows what the build says (ImageBuild).
   *
   * @example build({ dockerfile: "FROM busybox\nRUN date > /built" }, { tag: "built" })
   */
  build(context: BuildContext, options?: BuildOptions): Promise<Image>;
  /**
   * The containers that run, or all of them (ContainerList).
   *
   * @example ps({ all: true })
   */
  ps(options?: ContainerListOptions): Promise<ContainerSummary[]>;
  /** The versions of the engine (SystemVersion). */
  version(options?: CallOptions): Promise<SystemVersion>;
  /** The engine and its machine (SystemInfo). */
  info(options?: CallOptions): Promise<SystemInfo>;
  /**
   * Writes to stdout: texts as they are, everything else as the prompt shows it.
   *
   * @example print("exit code", (await run("busybox", ["false"])).exitCode)
   */
  print(...values: unknown[]): void;
  /**
   * Tells about a helper, a method or a class, or shows the map of all helpers. At the prompt, `x?` says the same.
   *
   * @example help(containers.create)
   */
  help(topic?: unknown): Promise<void>;
  /**
   * Opens a connection to another engine; `docker` stays what it is.
   *
   * @example const old = await connect("embedded:", { apiVersion: "1.0" })
   */
  connect: typeof connect;
  /**
   * Starts a container that is there (ContainerStart), and gives it.
   *
   * @example start("web")
   */
  start(ref: StoppedContainerRef, options?: CallOptions): Promise<Container>;
  /**
   * Stops a container (ContainerStop).
   *
   * @example stop("web", { t: 1 })
   */
  stop(ref: RunningContainerRef, options?: StopOptions): Promise<void>;
  /**
   * Attaches to a container (ContainerAttach). At the prompt one that takes input gets the terminal, until it ends or the detach keys are typed; what any
   * other says, or one that is attached to with `stdin: false`, is shown as it comes.
   *
   * @example attach("web")
   */
  attach(ref: RunningContainerRef, options?: AttachOptions): Promise<Attachment>;
  /**
   * Reads what a container has written (ContainerLogs). Since API 1.24.
   *
   * @example logs("web", { tail: 10 })
   */
  logs(ref: ContainerRef, options?: LogsOptions): Promise<Attachment>;
  /**
   * Removes a container (ContainerDelete).
   *
   * @example rm("web", { force: true })
   */
  rm(ref: ContainerRef, options?: RemoveOptions): Promise<void>;
  /**
   * Writes what a stream gives into a new file, and shows how much it is; gives the number of bytes. `overwrite` writes over a file that is there.
   *
   * @example save(containers.get("web").export(), "web.tar")
   */
  save(
    source: ReadableStream<Uint8Array> | Promise<ReadableStream<Uint8Array>>,
    path: string,
    options?: SaveOptions,
  ): Promise<number>;
  /**
   * Loads a module and puts what it exports into the scope. `only` takes some of it, `as` takes it under other names, `reload` loads it anew.
   *
   * @example use("node:path", { only: ["join"] })
   */
  use(module: string, options?: UseOptions): Promise<unknown>;
  /**
   * Prints what a function says about itself in a comment; of what is of dks, the same as `help`.
   *
   * @example doc(use)
   */
  doc(source: unknown): Promise<void>;
  /** The arguments of the script, or those after `-e CODE`. */
  args: string[];
}

/** One container, to act on. */
import type { ContainerRef, Signal } from "../api/reference.ts";
import type { ContainerChange, ContainerInspect, ContainerWait } from "../api/models.ts";
import { containerChanges, containerInspect, containerWait } from "../api/replies.ts";
import { checkContainerRef } from "../api/reference.ts";
import { InvalidArgumentError } from "../errors.ts";
import { toReadableStream } from "../transport/duplex.ts";
import type { ApiClient } from "./api-client.ts";
import { readJson } from "./answer.ts";
import { type AboutContainer, attach, type AttachOptions, logs, type LogsOptions } from "./attach.ts";
import type { Attachment } from "./attachment.ts";
import { commit, type CommitOptions } from "./commit.ts";
import * as v1 from "./dialect/v1.ts";
import type { Image } from "./image.ts";
import { checkReply } from "./reply.ts";
import { toByteSource, type Uploadable } from "./upload.ts";

/** Lets a call be cancelled. */
export interface CallOptions {
  /** Aborting it closes the connection of the call and rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** Options of {@link Container.stop}. */
export interface StopOptions extends CallOptions {
  /** Seconds to wait before the container is killed; the engine's default is 10. */
  t?: number;
  /** The signal to stop with, e.g. `SIGINT`. Since API 1.42. */
  stopSignal?: Signal;
}

/** Options of {@link Container.restart}. */
export interface RestartOptions extends CallOptions {
  /** Seconds to wait before the container is killed; the engine's default is 10. */
  t?: number;
  /** The signal to stop with, e.g. `SIGINT`. Since API 1.42. */
  stopSignal?: Signal;
}

/** Options of {@link Container.putArchive}. */
export interface PutArchiveOptions extends CallOptions {
  /** Refuses to put a directory in the place of something else, and something else in the place of a directory. */
  noOverwriteDirNonDir?: boolean;
}

/** Options of {@link Container.wait}. */
export interface WaitOptions extends CallOptions {
  /** What to wait for; `not-running` when left out. Podman (4.3) gives the exit code 0 with `removed`, whatever it was. Since API 1.30. */
  condition?: "not-running" | "next-exit" | "removed";
}

/** Options of {@link Container.remove}. */
export interface RemoveOptions extends CallOptions {
  /** Removes its anonymous volumes, too. */
  v?: boolean;
  /** Removes it even while it runs. Since API 1.24; on v1.0 a running container is always stopped and removed. */
  force?: boolean;
}

/** Options of {@link Container.inspect}. */
export interface InspectOptions extends CallOptions {
  /** Adds SizeRw and SizeRootFs, in bytes. Since API 1.24. */
  size?: boolean;
}

/**
 * A handle for one container. It holds a name or an id, and asks the engine each time.
 *
 * @example
 * ```ts
 * await pull("busybox");
 * const c = await containers.create({ Image: "busybox", Cmd: ["date"] });
 * await c.start();
 * (await c.wait()).StatusCode;
 * //=> 0
 * await c.remove();
 * ```
 */
export class Container {
  /**
   * The name or the id that it was made with.
   *
   * @example
   * ```ts
   * const c = await run("busybox", ["true"], { detach: true, name: "quick" });
   * c.id.length;
   * //=> 64
   * containers.get("quick").id;
   * //=> 'quick'
   * ```
   */
  readonly id: ContainerRef;
  /**
   * What the engine warned of when it made the container: settings that it left out, for instance. Empty on a handle of `get()`.
   *
   * @example
   * ```ts
   * await pull("busybox");
   * const c = await containers.create({ Image: "busybox" });
   * for (const warning of c.warnings) print("the engine warns:", warning);
   * ```
   */
  readonly warnings: readonly string[];
  readonly #api: ApiClient;
  /** Whether it has a TTY, once that is known: it never changes. */
  #tty: boolean | undefined;

  /** Made by `containers.get()` and `containers.create()`. */
  constructor(api: ApiClient, id: ContainerRef, made: { tty?: boolean; warnings?: readonly string[] } = {}) {
    this.#api = api;
    this.warnings = made.warnings ?? [];
    this.id = checkContainerRef(id);
    this.#tty = made.tty;
  }

  /**
   * Everything the engine knows about it (ContainerInspect).
   *
   * @throws {NotFoundError} When there is no such container.
   * @example
   * ```ts
   * const c = await run("busybox", ["sleep", "60"], {
   *   detach: true,
   *   config: { HostConfig: { Memory: 64 * 1024 ** 2 } },
   * });
   * const { State, Path, Args, HostConfig } = await c.inspect();
   * [State.Status, Path, ...Args, HostConfig.Memory];
   * //=> [ 'running', 'sleep', '60', 67108864 ]
   * ```
   */
  async inspect(options: InspectOptions = {}): Promise<ContainerInspect> {
    const { signal, ...parameters } = options;
    const engine = await this.#api.engine(signal);
    const answer = await this.#api.json("ContainerInspect", { parameters: { id: this.id, ...parameters }, signal });
    const value = checkReply(
      "ContainerInspect",
      containerInspect,
      engine.dialect === "v1.0" ? v1.containerInspect(answer) : answer,
    );
    this.#tty = value.Config.Tty ?? false;
    return value;
  }

  /**
   * Starts it (ContainerStart). A container that runs already is left as it is; a v1.0 engine answers that with a ServerError.
   *
   * @throws {NotFoundError} When there is no such container.
   * @throws {BadParameterError} When its program cannot be started, which some engines answer with a NotFoundError or a ServerError.
   * @example
   * ```ts
   * await pull("busybox");
   * const c = await containers.create({
   *   Image: "busybox",
   *   Cmd: ["sh", "-c", "date >> /starts; wc -l < /starts"],
   * });
   * for (let time = 1; time <= 3; time++) {
   *   await c.start(); // its files are those that it had at its last end
   *   await c.wait();
   * }
   * await (await c.logs()).text();
   * //=> '1\n2\n3\n'
   * ```
   */
  async start(options: CallOptions = {}): Promise<void> {
    await this.#api.empty("ContainerStart", { parameters: { id: this.id }, signal: options.signal });
  }

  /**
   * Asks its program to end, and kills it when it has not after `t` seconds (ContainerStop). Resolves when it has ended.
   *
   * @throws {NotFoundError} When there is no such container.
   * @example
   * ```ts
   * const c = await run("busybox", ["sleep", "60"], { detach: true });
   * // SIGTERM, which this program does not heed, and SIGKILL after one second.
   * await c.stop({ t: 1 });
   * (await c.inspect()).State.ExitCode;
   * //=> 137
   * ```
   */
  async stop(options: StopOptions = {}): Promise<void> {
    await this.#api.empty("ContainerStop", {
      parameters: { id: this.id, t: options.t, signal: options.stopSignal },
      signal: options.signal,
    });
  }

  /**
   * Stops it as {@link Container.stop} does, and starts it again (ContainerRestart); starts it when it does not run.
   *
   * @throws {NotFoundError} When there is no such container.
   * @example
   * ```ts
   * const c = await run("busybox", ["sleep", "60"], { detach: true });
   * const { State: before } = await c.inspect();
   * await c.restart({ t: 0 });
   * const { State: now } = await c.inspect();
   * [now.Running, now.StartedAt > before.StartedAt];
   * //=> [ true, true ]
   * ```
   */
  async restart(options: RestartOptions = {}): Promise<void> {
    await this.#api.empty("ContainerRestart", {
      parameters: { id: this.id, t: options.t, signal: options.stopSignal },
      signal: options.signal,
    });
  }

  /**
   * Sends its program a signal (ContainerKill).
   *
   * @param name - The signal, e.g. `SIGHUP` or `1`; SIGKILL when left out. Another one needs API 1.24: v1.0 only kills.
   * @throws {NotFoundError} When there is no such container.
   * @throws {ConflictError} When the container does not run.
   * @throws {BadParameterError} When there is no such signal.
   * @example
   * ```ts
   * const c = await run("busybox", ["sleep", "60"], { detach: true });
   * await c.kill();
   * (await c.wait()).StatusCode; // 128 + 9, the number of SIGKILL
   * //=> 137
   * ```
   */
  async kill(name?: Signal, options: CallOptions = {}): Promise<void> {
    await this.#api.empty("ContainerKill", { parameters: { id: this.id, signal: name }, signal: options.signal });
  }

  /**
   * Waits for its end (ContainerWait); gives its exit code. Returns at once when it does not run, unless `condition` says else.
   *
   * @throws {NotFoundError} When there is no such container.
   * @throws {BadParameterError} When the engine does not know the condition.
   * @example
   * ```ts
   * const job = await run("busybox", ["sh", "-c", "sleep 1; exit 7"], {
   *   detach: true,
   *   rm: true,
   * });
   * (await job.wait({ condition: "removed" })).StatusCode;
   * //=> 7
   * await job.inspect();
   * //!! NotFoundError 404: No such container: <id:1>
   * ```
   */
  async wait(options: WaitOptions = {}): Promise<ContainerWait> {
    const { exited } = await this.expect(options);
    return exited;
  }

  /**
   * Registers a wait (ContainerWait): resolves as soon as the engine has taken it down, to a promise of the end. With `condition: "next-exit"`, registered
   * before a start, no end can be missed. Before API 1.30 engines say nothing until the end; there it resolves at once.
   *
   * @throws {NotFoundError} When there is no such container.
   * @throws {BadParameterError} When the engine does not know the condition.
   * @example
   * ```ts
   * await pull("busybox");
   * const c = await containers.create({
   *   Image: "busybox",
   *   Cmd: ["sh", "-c", "exit 3"],
   * });
   * // Before the start: however short it runs, its end is seen.
   * const { exited } = await c.expect({ condition: "next-exit" });
   * await c.start();
   * (await exited).StatusCode;
   * //=> 3
   * ```
   */
  async expect(options: WaitOptions = {}): Promise<{ exited: Promise<ContainerWait> }> {
    const { signal, condition } = options;
    const engine = await this.#api.engine(signal);
    const call = this.#api.perform("ContainerWait", { parameters: { id: this.id, condition }, signal });
    const exited = call
      .then((response) => readJson("ContainerWait", response))
      .then((answer) => checkReply("ContainerWait", containerWait, answer));
    exited.catch(() => {}); // whoever awaits it is told; until then it is not unhandled
    const [major = 0, minor = 0] = engine.version.split(".").map(Number);
    if (major > 1 || minor >= 30) await call;
    return { exited };
  }

  /**
   * Removes it (ContainerDelete).
   *
   * @throws {NotFoundError} When there is no such container.
   * @throws {ConflictError} When it runs, and `force` is not given.
   * @example
   * ```ts
   * const c = await run("busybox", ["sleep", "60"], {
   *   detach: true,
   *   name: "busy",
   * });
   * await c.remove();
   * //!! ConflictError 409: *running* (glob)
   * await c.remove({ force: true });
   * ```
   */
  async remove(options: RemoveOptions = {}): Promise<void> {
    const engine = await this.#api.engine(options.signal);
    const { signal, v, force } = options;
    // v1.0 has no `force` and always does what it means
    await this.#api.empty("ContainerDelete", {
      parameters: { id: this.id, v, force: engine.dialect === "v1.0" ? undefined : force },
      signal,
    });
  }

  /**
   * Attaches to its program (ContainerAttach): a two-way stream, on a connection of its own. `{ logs: true, stream: true }` loses nothing
   * that was said since the start, and repeats nothing: on the engines of today, whose own join of the two does both, its output comes from
   * ContainerLogs.
   *
   * @throws {NotFoundError} When there is no such container.
   * @throws {ConflictError} When it is paused, or when it does not run on a v1.0 engine.
   * @example
   * ```ts
   * await pull("busybox");
   * const c = await containers.create({
   *   Image: "busybox",
   *   Cmd: ["sort"],
   *   OpenStdin: true,
   *   StdinOnce: true,
   * });
   * // Before the start, so that nothing is lost.
   * const s = await c.attach({ stream: true, stdin: true, stdout: true });
   * await c.start();
   * // The half-close: its input ends, its output still comes.
   * await s.end("pear\napple\n");
   * await s.text();
   * //=> 'apple\npear\n'
   * ```
   */
  attach(options: AttachOptions = {}): Promise<Attachment> {
    return attach(this.#api, this.id, options, this.#about(options));
  }

  /**
   * Opens its log (ContainerLogs): what its program has written, and with `follow` what it goes on to write. On a v1.0 engine the log comes
   * whole, through an attachment.
   *
   * @throws {NotFoundError} When there is no such container.
   * @example
   * ```ts
   * const c = await run("busybox", ["seq", "100"], { detach: true });
   * await c.wait();
   * const log = await c.logs({ tail: 3, timestamps: true });
   * print(await log.text());
   * //| <time> 98
   * //| <time> 99
   * //| <time> 100
   * ```
   */
  logs(options: LogsOptions = {}): Promise<Attachment> {
    return logs(this.#api, this.id, options, this.#about(options));
  }

  /**
   * Sets the size of its TTY (ContainerResize). Since API 1.24.
   *
   * @param size - In characters.
   * @throws {NotFoundError} When there is no such container.
   * @throws {ConflictError} When it does not run; some engines answer that with a ServerError.
   * @example
   * ```ts
   * const c = await run("busybox", ["sh"], {
   *   detach: true,
   *   tty: true,
   *   config: { OpenStdin: true },
   * });
   * await c.resize({ rows: 40, columns: 120 });
   * const terminal = await c.attach({
   *   stream: true,
   *   stdin: true,
   *   stdout: true,
   * });
   * await terminal.write("stty size; exit\n");
   * /40 120/.test(await terminal.text());
   * //=> true
   * ```
   */
  async resize(size: { rows: number; columns: number }, options: CallOptions = {}): Promise<void> {
    await this.#api.empty("ContainerResize", {
      parameters: { id: this.id, h: size.rows, w: size.columns },
      signal: options.signal,
    });
  }

  /**
   * What differs between its file system and its image (ContainerChanges): every path that was modified, added or deleted, and the directories that this
   * changed; empty when nothing was.
   *
   * @throws {NotFoundError} When there is no such container.
   * @throws {ServerError} When it was never started, on a v1.0 engine.
   * @example
   * ```ts
   * const c = await run(
   *   "busybox",
   *   ["sh", "-c", "echo note > /etc/note; rm /etc/passwd"],
   *   { detach: true },
   * );
   * await c.wait();
   * await c.changes();
   * //=> CHANGE    PATH
   * //=> modified  /etc
   * //=> added     /etc/note
   * //=> deleted   /etc/passwd
   * ```
   */
  async changes(options: CallOptions = {}): Promise<ContainerChange[]> {
    const answer = await this.#api.json("ContainerChanges", { parameters: { id: this.id }, signal: options.signal });
    return checkReply("ContainerChanges", containerChanges, answer);
  }

  /**
   * Its whole file system as a tar archive (ContainerExport), without what is mounted into it. The archive comes as fast as the stream is read, and holds
   * a connection until then: read it to its end, or cancel it, which closes the connection. A read rejects with a ProtocolError when the archive was cut
   * off, with the signal's reason after an abort.
   *
   * @throws {NotFoundError} When there is no such container.
   * @example
   * ```ts
   * const c = await run("busybox", ["sh", "-c", "echo needle > /haystack"], {
   *   detach: true,
   * });
   * await c.wait();
   * // As it comes, into the stdin of another container, which searches it.
   * const { stdout } = await run("busybox", ["grep", "-ac", "needle"], {
   *   stdin: await c.export(),
   * });
   * stdout;
   * //=> '1\n'
   * ```
   */
  async export(options: CallOptions = {}): Promise<ReadableStream<Uint8Array>> {
    const { body } = await this.#api.perform("ContainerExport", {
      parameters: { id: this.id },
      signal: options.signal,
    });
    return toReadableStream(body);
  }

  /**
   * Unpacks a tar archive in a directory of it (PutContainerArchive), running or not. It is sent as fast as the engine takes it. Since API 1.24.
   *
   * @param path - The directory inside, e.g. `/tmp`.
   * @param archive - The archive: plain, or compressed with gzip, bzip2 or xz.
   * @throws {NotFoundError} When there is no such container, or no such directory (Podman makes it).
   * @throws {BadParameterError} When it is no directory, or what comes is no archive; some engines answer that with a ServerError.
   * @throws {UnauthorizedError} When the path is read-only.
   * @example
   * ```ts
   * const from = await run("busybox", ["sh", "-c", "echo a note > /note"], {
   *   detach: true,
   * });
   * await from.wait();
   * const to = await containers.create({
   *   Image: "busybox",
   *   Cmd: ["cat", "/root/note"],
   * });
   * // The one streams into the other.
   * await to.putArchive("/root", await from.export());
   * await to.start();
   * await (await to.logs({ follow: true })).text();
   * //=> 'a note\n'
   * ```
   */
  async putArchive(path: string, archive: Uploadable, options: PutArchiveOptions = {}): Promise<void> {
    const { noOverwriteDirNonDir, signal } = options;
    if (typeof path !== "string" || path === "" || path.includes("\0")) {
      throw new InvalidArgumentError(`${JSON.stringify(path)} cannot be a directory in a container`, {
        hint: 'Name the directory to unpack in, e.g. "/tmp".',
      });
    }
    await this.#api.empty("PutContainerArchive", {
      parameters: { id: this.id, path, noOverwriteDirNonDir },
      headers: { "content-type": "application/x-tar" },
      body: toByteSource(archive),
      signal,
    });
  }

  /**
   * Makes an image of it (ImageCommit): its image, and what has changed since.
   *
   * @throws {NotFoundError} When there is no such container.
   * @throws {ServerError} When it was never started, on a v1.0 engine.
   * @example
   * ```ts
   * const c = await run("busybox", ["sh", "-c", "echo v1 > /version"], {
   *   detach: true,
   * });
   * await c.wait();
   * await c.commit({
   *   repository: "team/app:v1",
   *   message: "the first version",
   *   changes: ['CMD ["cat", "/version"]'],
   * });
   * (await run("team/app:v1")).stdout;
   * //=> 'v1\n'
   * ```
   */
  commit(options: CommitOptions = {}): Promise<Image> {
    return commit(this.#api, this.id, options);
  }

  #about({ signal }: { signal?: AbortSignal }): AboutContainer {
    const inspect = () => this.inspect(signal ? { signal } : {});
    return {
      isTty: async () => this.#tty ?? (await inspect()).Config.Tty ?? false,
      status: async () => (await inspect()).State.Status,
    };
  }

  /**
   * What JSON.stringify shows.
   *
   * @example
   * ```ts
   * JSON.stringify({ web: containers.get("web") });
   * //=> '{"web":{"Id":"web"}}'
   * ```
   */
  toJSON(): { Id: string } {
    return { Id: this.id };
  }
}

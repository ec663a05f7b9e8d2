/** One container, to act on. */
import type { ContainerRef } from "../api/reference.ts";
import type { ContainerChange, ContainerInspect, ContainerWait } from "../api/models.ts";
import { containerChanges, containerInspect, containerWait } from "../api/replies.ts";
import { checkContainerRef } from "../api/reference.ts";
import { InvalidArgumentError } from "../errors.ts";
import { toReadableStream } from "../transport/duplex.ts";
import type { ApiClient } from "./api-client.ts";
import { readJson } from "./answer.ts";
import { attach, type AttachOptions, logs, type LogsOptions } from "./attach.ts";
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
  stopSignal?: string;
}

/** Options of {@link Container.restart}. */
export interface RestartOptions extends CallOptions {
  /** Seconds to wait before the container is killed; the engine's default is 10. */
  t?: number;
  /** The signal to stop with, e.g. `SIGINT`. Since API 1.42. */
  stopSignal?: string;
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

/** A handle for one container. It holds a name or an id, and asks the engine each time. */
export class Container {
  /** The name or the id that it was made with. */
  readonly id: ContainerRef;
  /** What the engine warned of when it made the container: settings that it left out, for instance. Empty on a handle of `get()`. */
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

  /** Everything the engine knows about it (ContainerInspect). Throws a NotFoundError when there is no such container. */
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
   * Throws a NotFoundError when there is no such container, a BadParameterError or NotFoundError when its program does not exist.
   */
  async start(options: CallOptions = {}): Promise<void> {
    await this.#api.empty("ContainerStart", { parameters: { id: this.id }, signal: options.signal });
  }

  /** Asks its program to end, and kills it when it has not after `t` seconds (ContainerStop). Resolves when it has ended. */
  async stop(options: StopOptions = {}): Promise<void> {
    await this.#api.empty("ContainerStop", {
      parameters: { id: this.id, t: options.t, signal: options.stopSignal },
      signal: options.signal,
    });
  }

  /**
   * Stops it as {@link Container.stop} does, and starts it again (ContainerRestart); starts it when it does not run. Throws a NotFoundError when there
   * is no such container.
   */
  async restart(options: RestartOptions = {}): Promise<void> {
    await this.#api.empty("ContainerRestart", {
      parameters: { id: this.id, t: options.t, signal: options.stopSignal },
      signal: options.signal,
    });
  }

  /**
   * Sends its program a signal, e.g. `SIGTERM` or `15`; SIGKILL when none is named (ContainerKill). Another signal needs API 1.24: v1.0
   * only kills. Throws a ConflictError when the container does not run.
   */
  async kill(name?: string, options: CallOptions = {}): Promise<void> {
    await this.#api.empty("ContainerKill", { parameters: { id: this.id, signal: name }, signal: options.signal });
  }

  /** Waits for its end (ContainerWait); resolves to its exit code. Returns at once when it does not run, unless `condition` says else. */
  async wait(options: WaitOptions = {}): Promise<ContainerWait> {
    const { exited } = await this.expect(options);
    return exited;
  }

  /**
   * Registers a wait: resolves as soon as the engine has taken it down, to a promise of the end. With `condition: "next-exit"`, registered
   * before a start, no end can be missed. Before API 1.30 engines say nothing until the end; there it resolves at once.
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

  /** Removes it (ContainerDelete). Throws a ConflictError when it runs and `force` is not given. */
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
   * that was said since the start. Throws a NotFoundError when there is no such container, a ConflictError when it is paused, or when it
   * does not run on a v1.0 engine.
   */
  attach(options: AttachOptions = {}): Promise<Attachment> {
    return attach(this.#api, this.id, options, () => this.#isTty(options.signal));
  }

  /**
   * Opens its log (ContainerLogs): what its program has written, and with `follow` what it goes on to write. On a v1.0 engine the log comes
   * whole, through an attachment. Throws a NotFoundError when there is no such container.
   */
  logs(options: LogsOptions = {}): Promise<Attachment> {
    return logs(this.#api, this.id, options, () => this.#isTty(options.signal));
  }

  /** Sets the size of its TTY, in rows and columns (ContainerResize). Since API 1.24. */
  async resize(size: { rows: number; columns: number }, options: CallOptions = {}): Promise<void> {
    await this.#api.empty("ContainerResize", {
      parameters: { id: this.id, h: size.rows, w: size.columns },
      signal: options.signal,
    });
  }

  /**
   * What differs between its file system and its image (ContainerChanges): every path that was modified, added or deleted, and the directories that this
   * changed; empty when nothing was. Throws a NotFoundError when there is no such container, a ServerError on a v1.0 engine when it was never started.
   */
  async changes(options: CallOptions = {}): Promise<ContainerChange[]> {
    const answer = await this.#api.json("ContainerChanges", { parameters: { id: this.id }, signal: options.signal });
    return checkReply("ContainerChanges", containerChanges, answer);
  }

  /**
   * Its whole file system as a tar archive (ContainerExport), without what is mounted into it. The archive comes as fast as the stream is read, and holds
   * a connection until then: read it to its end, or cancel it, which closes the connection. Throws a NotFoundError when there is no such container; a
   * read rejects with a ProtocolError when the archive was cut off, with the signal's reason after an abort.
   */
  async export(options: CallOptions = {}): Promise<ReadableStream<Uint8Array>> {
    const { body } = await this.#api.perform("ContainerExport", {
      parameters: { id: this.id },
      signal: options.signal,
    });
    return toReadableStream(body);
  }

  /**
   * Unpacks a tar archive in a directory of it (PutContainerArchive), running or not; the archive may be compressed with gzip, bzip2 or xz. It is sent as
   * fast as the engine takes it. Throws a NotFoundError when there is no such container, or no such directory (Podman makes it), a BadParameterError or
   * ServerError when it is no directory, or what comes is no archive. Since API 1.24.
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
   * Makes an image of it (ImageCommit): its image, and what has changed since. Throws a NotFoundError when there is no such container, a ServerError on a
   * v1.0 engine when it was never started.
   */
  commit(options: CommitOptions = {}): Promise<Image> {
    return commit(this.#api, this.id, options);
  }

  async #isTty(signal: AbortSignal | undefined): Promise<boolean> {
    this.#tty ??= (await this.inspect(signal ? { signal } : {})).Config.Tty ?? false;
    return this.#tty;
  }

  /** What JSON.stringify shows. */
  toJSON(): { Id: string } {
    return { Id: this.id };
  }
}

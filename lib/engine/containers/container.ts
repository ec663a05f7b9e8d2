/** One container: its configuration, its state, and what can be done with it. */
import { clearTimeout, setTimeout } from "node:timers";
import type { HostConfig } from "../../api/generated/models.ts";
import { Failure } from "../failure.ts";
import { Kernel, type LayeredFileSystem, normalize, type Process, type Signal, SystemError } from "../kernel/mod.ts";
import type { Image } from "../store/image.ts";
import { programs } from "../userland/mod.ts";
import { commandOf, type ContainerConfig } from "./config.ts";
import { environmentOf } from "./environment.ts";
import type { Output } from "./output.ts";
import { Streams } from "./streams.ts";
import { findUser } from "./user.ts";
import { type MountedVolume, makeVolume, shareVolume, type VolumesFrom } from "./volumes.ts";

export type ContainerStatus = "created" | "running" | "exited" | "removing";

/** The state of a container. Dates are milliseconds since 1970, undefined before the first start or end. */
export interface ContainerState {
  status: ContainerStatus;
  pid: number;
  exitCode: number;
  error: string;
  startedAt: number | undefined;
  finishedAt: number | undefined;
}

/** What a container is made of. */
export interface ContainerParts {
  id: string;
  name: string;
  created: number;
  image: Image;
  config: ContainerConfig;
  hostConfig: HostConfig;
  fs: LayeredFileSystem;
  /** Containers whose volumes it is to take over. */
  volumesFrom: readonly VolumesFrom[];
  output: Output;
  clock: () => number;
}

/** What a wait waits for. */
export type WaitCondition = "not-running" | "next-exit" | "removed";

/** How a wait ended. */
export interface WaitResult {
  code: number;
  error?: string;
}

/** What programs see as their pid is theirs alone; this is what the engine shows, a number that no other run has. */
let lastPid = 1000;

export class Container {
  readonly id: string;
  readonly name: string;
  readonly created: number;
  readonly image: Image;
  readonly config: ContainerConfig;
  readonly hostConfig: HostConfig;
  readonly fs: LayeredFileSystem;
  readonly output: Output;
  readonly state: ContainerState = {
    status: "created",
    pid: 0,
    exitCode: 0,
    error: "",
    startedAt: undefined,
    finishedAt: undefined,
  };
  /** Containers whose volumes it has not taken over yet. */
  volumesFrom: readonly VolumesFrom[];
  /** The streams of the run that goes on, else of the next one. */
  streams: Streams;
  /** Called when a container that removes itself has ended. */
  onAutoRemove: () => void = () => undefined;

  readonly #clock: () => number;
  readonly #volumes: MountedVolume[] = [];
  #kernel: Kernel | undefined;
  #main: Process | undefined;
  #ended: Promise<void> = Promise.resolve();
  #nextExit: (() => void)[] = [];
  #removed: (() => void)[] = [];
  #isRemoved = false;
  #restarts = 0;

  constructor(parts: ContainerParts) {
    this.id = parts.id;
    this.name = parts.name;
    this.created = parts.created;
    this.image = parts.image;
    this.config = parts.config;
    this.hostConfig = parts.hostConfig;
    this.fs = parts.fs;
    this.volumesFrom = parts.volumesFrom;
    this.output = parts.output;
    this.#clock = parts.clock;
    this.streams = this.#newStreams();
  }

  get running(): boolean {
    return this.state.status === "running";
  }

  get volumes(): readonly MountedVolume[] {
    return this.#volumes;
  }

  /** Makes a volume at a path, unless it has one there. */
  addVolume(path: string): void {
    if (!this.#hasVolume(normalize(path))) this.#volumes.push(makeVolume(this.fs, path));
  }

  /** Takes over a volume of another container, unless it has one at the same path. */
  share(volume: MountedVolume, readOnly: boolean): void {
    if (!this.#hasVolume(volume.path)) this.#volumes.push(shareVolume(this.fs, volume, readOnly));
  }

  /** Program and arguments. */
  get command(): string[] {
    return commandOf(this.config);
  }

  /**
   * Starts it; false when it runs already. A program that is not there is a Failure 400, after which the container has not
   * run; or, if `missing` is `run`, a run that ends at once.
   */
  start(missing: "refuse" | "run"): boolean {
    if (this.running) return false;
    if (this.state.status === "removing") {
      throw new Failure(409, "container is marked for removal and cannot be started");
    }
    this.state.error = "";
    try {
      const user = findUser(this.fs, this.config.User);
      this.#kernel = new Kernel({ fs: this.fs, hostname: this.config.Hostname, programs });
      this.#main = this.#kernel.start({
        argv: this.command,
        env: environmentOf(this.config, user.home),
        cwd: this.config.WorkingDir || "/",
        uid: user.uid,
        gid: user.gid,
        files: this.streams.open((signal) => this.#kernel?.killSession(this.#main?.pid ?? 1, signal)),
      });
    } catch (error) {
      this.#startFailed(error, missing);
      return true;
    }
    this.#begin();
    const { exited } = this.#main;
    const { streams } = this;
    this.#ended = exited.then(async ({ code }) => {
      await streams.drained();
      this.#finish(code);
    });
    return true;
  }

  /** Stops it: a signal, and after the grace (seconds; negative is for ever) the end by force. False when it does not run. */
  async stop(signal: Signal, grace: number): Promise<boolean> {
    if (!this.running) return false;
    const ended = this.#ended;
    this.#kernel?.kill(1, signal);
    if (!(await endsWithin(ended, grace))) {
      this.#kernel?.killAll("KILL");
      await ended;
    }
    return true;
  }

  /** Stops it as `stop` does, if it runs, and has it started again. One that removes itself when it has ended does not in between. */
  async restart(signal: Signal, grace: number, start: () => void): Promise<void> {
    this.#restarts++;
    try {
      await this.stop(signal, grace);
    } finally {
      this.#restarts--;
    }
    start();
  }

  /** Sends a signal to its first process; false when it does not run. KILL returns when it has ended. */
  async kill(signal: Signal): Promise<boolean> {
    if (!this.running) return false;
    const ended = this.#ended;
    if (signal !== "KILL") return this.#kernel?.kill(1, signal) ?? false;
    this.#kernel?.killAll("KILL");
    await ended;
    return true;
  }

  /** Gives its terminal another size. */
  resize(rows: number, columns: number): void {
    if (!this.running) throw new Failure(409, `container ${this.id} is not running`);
    this.streams.resize(rows, columns);
  }

  /** Waits for what the condition says; rejects when the signal is aborted. */
  async wait(condition: WaitCondition, signal: AbortSignal): Promise<WaitResult> {
    if (condition === "removed") {
      if (!this.#isRemoved) await listed(this.#removed, signal);
    } else if (condition === "next-exit" || this.running) {
      await listed(this.#nextExit, signal);
    }
    const { exitCode, error } = this.state;
    return error === "" ? { code: exitCode } : { code: exitCode, error };
  }

  /** Marks it as about to go, so that nothing else begins. A Failure 409 when it is already. */
  beginRemoval(): void {
    if (this.state.status === "removing") {
      throw new Failure(409, `removal of container ${this.id} is already in progress`);
    }
    this.state.status = "removing";
  }

  /** It is gone: ends what waits for it or is attached to it. */
  removed(): void {
    this.#isRemoved = true;
    this.fs.discard();
    this.streams.abandon();
    this.output.endRun();
    for (const resolve of [...this.#nextExit.splice(0), ...this.#removed.splice(0)]) resolve();
  }

  #hasVolume(path: string): boolean {
    return this.#volumes.some((volume) => volume.path === path);
  }

  #newStreams(): Streams {
    const [rows = 0, columns = 0] = this.hostConfig.ConsoleSize ?? [];
    return new Streams({ tty: this.config.Tty, openStdin: this.config.OpenStdin, rows, columns }, this.output);
  }

  #begin(): void {
    Object.assign(this.state, {
      status: "running",
      pid: ++lastPid,
      exitCode: 0,
      error: "",
      startedAt: this.#clock(),
    });
  }

  /** The run is over: the state says so before anybody who waited or was attached hears of it. */
  #finish(code: number): void {
    Object.assign(this.state, { status: "exited", pid: 0, exitCode: code, finishedAt: this.#clock() });
    this.#kernel = undefined;
    this.#main = undefined;
    this.streams.abandon();
    this.streams = this.#newStreams();
    this.output.endRun();
    for (const resolve of this.#nextExit.splice(0)) resolve();
    if (this.hostConfig.AutoRemove && this.#restarts === 0) this.onAutoRemove();
  }

  #startFailed(error: unknown, missing: "refuse" | "run"): void {
    const failure = startFailure(error, this.command[0] ?? "");
    this.#kernel = undefined;
    if (missing === "run") {
      this.#begin();
      const date = new Date(this.#clock()).toISOString().slice(0, 19).replaceAll("-", "/").replace("T", " ");
      this.output.write("stderr", new TextEncoder().encode(`${date} ${failure.told}\n`));
      this.#finish(failure.code);
      return;
    }
    this.state.exitCode = failure.code;
    this.state.error = failure.message;
    this.streams.abandon();
    this.streams = this.#newStreams();
    this.output.endRun();
    if (this.hostConfig.AutoRemove) this.onAutoRemove();
    throw new Failure(400, failure.message, { cause: error });
  }
}

/** Why a program could not be started: the exit code that stands for it, today's words, and those of 2013. */
function startFailure(error: unknown, program: string): { code: number; message: string; told: string } {
  if (error instanceof Failure) return { code: 1, message: error.message, told: error.message };
  if (!(error instanceof SystemError)) throw error;
  const reason =
    error.code === "ENOENT" && !program.includes("/")
      ? "executable file not found in $PATH"
      : error.message.toLowerCase();
  return {
    code: error.code === "ENOENT" ? 127 : 126,
    message:
      "failed to create task for container: OCI runtime create failed: unable to start container process: " +
      `exec: "${program}": ${reason}: unknown`,
    told: `Unable to locate ${program}`,
  };
}

/** Whether a promise settles within a time, in seconds; a negative one is for ever. */
async function endsWithin(ended: Promise<void>, seconds: number): Promise<boolean> {
  if (seconds < 0) return ended.then(() => true);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), Math.min(seconds * 1000, 0x7fffffff));
    timer.unref();
  });
  const inTime = await Promise.race([ended.then((): true => true), late]);
  clearTimeout(timer);
  return inTime;
}

/** Resolves when everybody on the list is called. */
function listed(list: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const done = (): void => {
      signal.removeEventListener("abort", abort);
      resolve();
    };
    const abort = (): void => {
      const at = list.indexOf(done);
      if (at >= 0) list.splice(at, 1);
      reject(signal.reason);
    };
    signal.addEventListener("abort", abort, { once: true });
    list.push(done);
  });
}

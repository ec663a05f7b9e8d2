/** The kernel of one container: its processes, over its file system. */

import { load } from "./exec.ts";
import { SystemError } from "./errors.ts";
import { type DeviceTable, deviceDirectory, processDirectory, standardDevices } from "./fs/devices.ts";
import type { LayeredFileSystem } from "./fs/layered.ts";
import { Quota, Tree } from "./fs/tree.ts";
import { KernelProcess, type Table } from "./process.ts";
import type { Signal } from "./signals.ts";
import type { OpenFile, Process, Program } from "./types.ts";

/** More processes than these fail with EAGAIN, so that a fork bomb stays in its container. */
const MAX_PROCESSES = 1024;

/** What may be written to files of `/dev` (`/dev/shm`, mostly), which are gone with the run. */
const MAX_DEV_BYTES = 64 * 1024 ** 2;

/** What a container's kernel is made of. */
export interface KernelOptions {
  /** The container's file system. `/dev` and `/proc` are mounted on it. */
  fs: LayeredFileSystem;
  hostname: string;
  /** The programs of the userland, by name. */
  programs: ReadonlyMap<string, Program>;
  /** Devices besides the usual ones, or in their place. */
  devices?: DeviceTable;
  maxProcesses?: number;
}

/** What the engine starts. */
export interface StartOptions {
  argv: readonly string[];
  /** The whole environment. */
  env?: Record<string, string>;
  cwd?: string;
  uid?: number;
  gid?: number;
  /** Its descriptors. They are the process' from now on: it releases them when it ends, also when it cannot be started. */
  files: ReadonlyMap<number, OpenFile>;
}

/** Runs the processes of one container. The first one has pid 1; when it ends, all others are killed. */
export class Kernel {
  readonly fs: LayeredFileSystem;
  readonly #table: Table;
  readonly #running = new Map<number, KernelProcess>();
  #lastPid = 0;

  constructor(options: KernelOptions) {
    this.fs = options.fs;
    const devices: DeviceTable = new Map([...standardDevices, ...(options.devices ?? [])]);
    options.fs.setDevices(devices);
    options.fs.mount("/dev", new Tree({ base: deviceDirectory(devices), quota: new Quota(MAX_DEV_BYTES) }));
    options.fs.mount("/proc", new Tree({ base: processDirectory() }), { readOnly: true });
    const maxProcesses = options.maxProcesses ?? MAX_PROCESSES;
    this.#table = {
      fs: options.fs,
      hostname: options.hostname,
      programs: options.programs,
      running: this.#running,
      nextPid: () => {
        if (this.#running.size >= maxProcesses) throw new SystemError("EAGAIN");
        return ++this.#lastPid;
      },
      ended: (process) => this.#ended(process),
    };
  }

  /** The processes that have not ended. */
  get processes(): readonly Process[] {
    return [...this.#running.values()];
  }

  /**
   * Starts a program: the first is the container's pid 1, later ones join it (as `docker exec` does). Throws a SystemError
   * when there is no such program, it cannot be executed, or the container has ended (ESRCH).
   */
  start(options: StartOptions): Process {
    const cwd = options.cwd ?? "/";
    const env = new Map(Object.entries(options.env ?? {}));
    const uid = options.uid ?? 0;
    const gid = options.gid ?? 0;
    try {
      if (this.#lastPid > 0 && !this.#running.has(1)) throw new SystemError("ESRCH");
      const { program, argv } = load(
        {
          fs: this.fs.forContext({ uid, gid, umask: 0o22, files: options.files }),
          programs: this.#table.programs,
          path: env.get("PATH"),
          resolve: (path) => (path.startsWith("/") ? path : `${cwd === "/" ? "" : cwd}/${path}`),
        },
        options.argv,
      );
      const files = new Map(options.files);
      const process = new KernelProcess(this.#table, {
        parent: 0,
        session: 0,
        argv,
        env,
        cwd,
        umask: 0o22,
        uid,
        gid,
        files,
      });
      process.run(program);
      return process;
    } catch (error) {
      for (const file of options.files.values()) file.release();
      throw error;
    }
  }

  /** Sends a signal from outside; false when there is no such process. */
  kill(pid: number, signal: Signal): boolean {
    const process = this.#running.get(pid);
    process?.deliver(signal);
    return process !== undefined;
  }

  /** Sends a signal to every process. */
  killAll(signal: Signal): void {
    for (const process of [...this.#running.values()].reverse()) process.deliver(signal);
  }

  /** Sends a signal to a started process and all that descend from it: what a terminal does on ^C, or when it is resized. */
  killSession(pid: number, signal: Signal): void {
    for (const process of [...this.#running.values()].reverse()) {
      if (process.session === pid) process.deliver(signal);
    }
  }

  #ended(process: KernelProcess): void {
    if (process.pid === 1) {
      this.killAll("KILL");
      return;
    }
    for (const other of this.#running.values()) if (other.parent === process.pid) other.parent = 1;
    this.#running.get(process.parent)?.deliver("CHLD");
  }
}

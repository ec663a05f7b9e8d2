/** The processes of a container. */

import { load } from "./exec.ts";
import { SystemError, Terminated } from "./errors.ts";
import type { LayeredFileSystem } from "./fs/layered.ts";
import { defaultAction, type Signal, signalNumbers } from "./signals.ts";
import { after, nextTurn, sliceIsOver } from "./timers.ts";
import type { Cancellation, ExitStatus, OpenFile, Process, Program, SpawnOptions } from "./types.ts";

/** What processes have of the kernel that runs them. */
export interface Table {
  readonly fs: LayeredFileSystem;
  readonly hostname: string;
  readonly programs: ReadonlyMap<string, Program>;
  /** Those that have not ended, by pid. */
  readonly running: Map<number, KernelProcess>;
  /** The pid for a new process; throws EAGAIN when there are too many. */
  nextPid(): number;
  /** Called when one has ended, after its files were closed. */
  ended(process: KernelProcess): void;
}

/** What a process begins with. Its files are its own already. */
export interface Beginning {
  parent: number;
  /** The pid of the process that the engine started, which it descends from. */
  session: number;
  argv: readonly string[];
  env: Map<string, string>;
  cwd: string;
  umask: number;
  uid: number;
  gid: number;
  files: Map<number, OpenFile>;
}

/** The pid of a container's first process, which signals cannot end by default. */
const INIT = 1;

/** A process: a program that runs, with what it may use. */
export class KernelProcess implements Process {
  readonly pid: number;
  parent: number;
  readonly session: number;
  argv: readonly string[];
  readonly env: Map<string, string>;
  cwd: string;
  umask: number;
  readonly uid: number;
  readonly gid: number;
  readonly files: Map<number, OpenFile>;
  readonly fs: LayeredFileSystem;
  readonly hostname: string;
  readonly exited: Promise<ExitStatus>;
  /** When it began, in milliseconds since 1970. */
  readonly started: number = Date.now();
  /** How it ended; undefined while it runs. */
  status: ExitStatus | undefined;

  readonly #table: Table;
  readonly #traps = new Map<Signal, "ignore" | (() => void)>();
  readonly #waits = new Set<(reason: Error) => void>();
  /** Waits that a trapped signal ends early. */
  readonly #interruptible = new Set<() => void>();
  #terminated: Terminated | undefined;
  #resume: (() => void) | undefined;
  #stopped: Promise<void> | undefined;
  readonly #cancellation: Cancellation = {
    add: (cancel) => {
      this.#waits.add(cancel);
    },
    delete: (cancel) => {
      this.#waits.delete(cancel);
    },
  };
  #settle: (status: ExitStatus) => void = () => undefined;

  constructor(table: Table, beginning: Beginning) {
    this.#table = table;
    this.pid = table.nextPid();
    this.parent = beginning.parent;
    this.session = beginning.session || this.pid;
    this.argv = beginning.argv;
    this.env = beginning.env;
    this.cwd = beginning.cwd;
    this.umask = beginning.umask;
    this.uid = beginning.uid;
    this.gid = beginning.gid;
    this.files = beginning.files;
    this.hostname = table.hostname;
    this.fs = table.fs.forContext(this);
    this.exited = new Promise((resolve) => {
      this.#settle = resolve;
    });
    table.running.set(this.pid, this);
  }

  /** Runs the body as this process, from the next microtask on. */
  run(body: (process: Process) => Promise<number>): void {
    Promise.resolve()
      .then(() => (this.#terminated === undefined ? body(this) : 0))
      .then(
        (code) => this.#end({ code: code & 255 }),
        (error) => this.#fail(error),
      );
  }

  read(fd: number, max?: number): Promise<Uint8Array | undefined> {
    const pause = this.#pause();
    if (pause !== undefined) return pause.then(() => this.read(fd, max));
    const file = this.files.get(fd);
    if (file === undefined) return this.#refuse(new SystemError("EBADF"));
    return file.read(max, this.#cancellation);
  }

  write(fd: number, data: Uint8Array | string): Promise<void> {
    const pause = this.#pause();
    if (pause !== undefined) return pause.then(() => this.write(fd, data));
    const file = this.files.get(fd);
    if (file === undefined) return this.#refuse(new SystemError("EBADF"));
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    return file.write(bytes, this.#cancellation).catch((error) => {
      if (error instanceof SystemError && error.code === "EPIPE") this.deliver("PIPE");
      throw this.#terminated ?? error;
    });
  }

  async sleep(milliseconds: number): Promise<boolean> {
    await this.#pause();
    return this.#interruptibly<boolean>(false, (done) => after(milliseconds, () => done(true)));
  }

  breathe(): Promise<void> | undefined {
    if (this.#terminated !== undefined) throw this.#terminated;
    if (this.#stopped === undefined && !sliceIsOver()) return undefined;
    return this.#pause();
  }

  resolve(path: string): string {
    if (path.startsWith("/")) return path;
    // An empty path is nowhere, also in the current directory.
    if (path === "") return "";
    return this.cwd === "/" ? `/${path}` : `${this.cwd}/${path}`;
  }

  fork(body: (child: Process) => Promise<number>, options: SpawnOptions & { argv?: readonly string[] } = {}): Process {
    const child = this.#child(options.argv ?? this.argv, options);
    child.run(body);
    return child;
  }

  spawn(argv: readonly string[], options: SpawnOptions = {}): Process {
    this.#alive();
    const path = options.env?.PATH ?? (options.clearEnv ? undefined : this.env.get("PATH"));
    const { program, argv: words } = load(this.#execContext(path, options.cwd), argv);
    const child = this.#child(words, options);
    child.run(program);
    return child;
  }

  async exec(argv: readonly string[]): Promise<number> {
    this.#alive();
    const { program, argv: words } = load(this.#execContext(this.env.get("PATH"), undefined), argv);
    this.argv = words;
    for (const [signal, action] of this.#traps) if (action !== "ignore") this.#traps.delete(signal);
    return program(this);
  }

  async wait(child: Process): Promise<ExitStatus | undefined> {
    await this.#pause();
    const ended = (child as KernelProcess).status;
    if (ended !== undefined) return ended;
    return this.#interruptibly<ExitStatus | undefined>(undefined, (done) => {
      child.exited.then(done);
      return () => undefined;
    });
  }

  trap(signal: Signal, action: "ignore" | (() => void) | undefined): void {
    if (signal === "KILL" || signal === "STOP") return;
    if (action === undefined) this.#traps.delete(signal);
    else this.#traps.set(signal, action);
  }

  kill(pid: number, signal: Signal): boolean {
    const target = this.#table.running.get(pid);
    if (target === undefined) return false;
    // Nobody inside a container can kill or stop its first process.
    if (pid !== INIT || (signal !== "KILL" && signal !== "STOP")) target.deliver(signal);
    return true;
  }

  processes(): Process[] {
    return [...this.#table.running.values()];
  }

  /** A signal arrives. */
  deliver(signal: Signal): void {
    if (this.status !== undefined) return;
    if (signal === "KILL") {
      this.#terminate(signal);
      return;
    }
    if (signal === "STOP") {
      this.#hold();
      return;
    }
    if (signal === "CONT") {
      this.#resume?.();
      this.#stopped = undefined;
      this.#resume = undefined;
    }
    const action = this.#traps.get(signal);
    if (action === "ignore") return;
    if (action === undefined) {
      if (this.pid !== INIT) this.#default(signal);
      return;
    }
    action();
    for (const interrupt of [...this.#interruptible]) interrupt();
  }

  #default(signal: Signal): void {
    const action = defaultAction(signal);
    if (action === "end") this.#terminate(signal);
    else if (action === "hold") this.#hold();
  }

  #hold(): void {
    this.#stopped ??= new Promise((resolve) => {
      this.#resume = resolve;
    });
  }

  #alive(): void {
    if (this.#terminated !== undefined) throw this.#terminated;
  }

  #refuse(error: Error): Promise<never> {
    return Promise.reject(this.#terminated ?? error);
  }

  /** What must be waited for before this process may go on: nothing, its turn, or SIGCONT. Rejects once killed. */
  #pause(): Promise<void> | undefined {
    if (this.#terminated !== undefined) return Promise.reject(this.#terminated);
    if (this.#stopped === undefined && !sliceIsOver()) return undefined;
    return this.#paused();
  }

  async #paused(): Promise<void> {
    if (sliceIsOver()) await nextTurn();
    while (this.#stopped !== undefined && this.#terminated === undefined) {
      const stopped = this.#stopped;
      await this.#interruptibly(undefined, (done) => {
        stopped.then(() => done(undefined));
        return () => undefined;
      });
    }
    this.#alive();
  }

  /** A wait that ends with `early` when a trapped signal arrives, and rejects when the process is killed. */
  #interruptibly<T>(early: T, start: (done: (value: T) => void) => () => void): Promise<T> {
    return new Promise((resolve, reject) => {
      let stop: () => void = () => undefined;
      const over = () => {
        stop();
        this.#waits.delete(cancel);
        this.#interruptible.delete(interrupt);
      };
      const interrupt = () => {
        over();
        resolve(early);
      };
      const cancel = (reason: Error) => {
        over();
        reject(reason);
      };
      this.#waits.add(cancel);
      this.#interruptible.add(interrupt);
      stop = start((value) => {
        over();
        resolve(value);
      });
    });
  }

  #execContext(path: string | undefined, cwd: string | undefined): Parameters<typeof load>[0] {
    const resolve = (name: string) =>
      cwd === undefined || name.startsWith("/") ? this.resolve(name) : `${cwd}/${name}`;
    return { fs: this.fs, programs: this.#table.programs, path, resolve };
  }

  #child(argv: readonly string[], options: SpawnOptions): KernelProcess {
    this.#alive();
    const child = new KernelProcess(this.#table, {
      parent: this.pid,
      session: this.session,
      argv,
      env: new Map([...(options.clearEnv ? [] : this.env), ...Object.entries(options.env ?? {})]),
      cwd: options.cwd ?? this.cwd,
      umask: this.umask,
      uid: this.uid,
      gid: this.gid,
      files: new Map(),
    });
    for (const [fd, file] of options.files ?? this.files) child.files.set(fd, file.retain());
    for (const [signal, action] of this.#traps) if (action === "ignore") child.#traps.set(signal, action);
    return child;
  }

  #terminate(signal: Signal): void {
    this.#terminated = new Terminated(signal);
    this.#end({ code: 128 + signalNumbers[signal], signal });
  }

  #end(status: ExitStatus): void {
    if (this.status !== undefined) return;
    this.status = status;
    // Whatever the program still tries after this ends it.
    this.#terminated ??= new Terminated("KILL");
    for (const cancel of [...this.#waits]) cancel(this.#terminated);
    this.#waits.clear();
    this.#interruptible.clear();
    this.#resume?.();
    for (const file of this.files.values()) file.release();
    this.files.clear();
    this.#table.running.delete(this.pid);
    this.#settle(status);
    this.#table.ended(this);
  }

  /** The program threw: it was killed, a system call failed that it did not expect, or it is broken. */
  async #fail(error: unknown): Promise<void> {
    if (this.status !== undefined) return;
    if (error instanceof Terminated)
      return this.#end({ code: 128 + signalNumbers[error.signal], signal: error.signal });
    const message = error instanceof Error ? error.message : String(error);
    await this.files
      .get(2)
      ?.write(new TextEncoder().encode(`${this.argv[0]}: ${message}\n`), this.#cancellation)
      .catch(() => undefined);
    this.#end({ code: 1 });
  }
}

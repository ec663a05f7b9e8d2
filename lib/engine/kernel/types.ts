/**
 * What a program inside a container sees of its system. The userland (the shell and the applets) is written against these
 * types only; kernel.ts, pipe.ts, tty.ts and fs/ implement them. Nothing here can reach the machine that dks runs on.
 */

import type { Signal } from "./signals.ts";

/**
 * Lets a blocked operation be given up when its process is killed, without losing bytes that the next reader should get.
 * The operation registers how it is undone, and takes that back when it is over.
 */
export interface Cancellation {
  add(cancel: (reason: Error) => void): void;
  delete(cancel: (reason: Error) => void): void;
}

/** What a terminal does to the bytes that pass through it. */
export interface TerminalSettings {
  /** Input is handed out by lines, and can be edited until then. */
  canonical: boolean;
  /** Input is written back. */
  echo: boolean;
  /** ^C, ^\ send signals. */
  signals: boolean;
  /** Carriage return in becomes newline. */
  icrnl: boolean;
  /** Newline out becomes carriage return, newline. */
  onlcr: boolean;
}

/** The controls of a terminal (what ioctl is for). */
export interface Terminal {
  readonly settings: Readonly<TerminalSettings>;
  configure(settings: Partial<TerminalSettings>): void;
  resize(rows: number, columns: number): void;
}

/**
 * An open file: what a file descriptor points to. Shared by all descriptors that were duplicated from it.
 * Bytes that were handed over, by read or to write, are not changed afterwards by either side, so that nobody needs to copy.
 */
export interface OpenFile {
  /** At most `max` bytes (any number when absent), never empty; `undefined` at the end of the file. */
  read(max?: number, cancellation?: Cancellation): Promise<Uint8Array | undefined>;
  /** Resolves when accepted; rejects with a SystemError `EPIPE` when nobody can read it any more. */
  write(bytes: Uint8Array, cancellation?: Cancellation): Promise<void>;
  /** Moves the position; absent where there is none (pipes, terminals, devices). */
  seek?(position: number): void;
  /** Cuts (or grows) the file; absent where there is nothing to cut. */
  truncate?(size: number): void;
  /** One more owner; returns itself. */
  retain(): OpenFile;
  /** One owner less; the last one closes the file. */
  release(): void;
  /** Whether it is a terminal. */
  readonly tty: boolean;
  /** Rows and columns, of a terminal. */
  readonly size?: { rows: number; columns: number };
  /** The controls, of a terminal. */
  readonly terminal?: Terminal;
}

/** The kinds of files. */
export type FileType = "file" | "directory" | "symlink" | "device" | "fifo";

/** What is known of a file besides its bytes. */
export interface Stat {
  type: FileType;
  /** Permission bits, without the type. */
  mode: number;
  uid: number;
  gid: number;
  size: number;
  /** Milliseconds since 1970. */
  mtime: number;
  /** A number that is the same for the same file. */
  inode: number;
  links: number;
}

/** `errno` of a failed system call: ENOENT, EEXIST, ENOTDIR, EISDIR, ENOTEMPTY, EACCES, EPIPE, ELOOP, EINVAL, EROFS, ENOSPC, ... */
export type ErrorCode = string;

/** How a file is to be opened. */
export interface OpenFlags {
  read?: boolean;
  write?: boolean;
  append?: boolean;
  create?: boolean;
  truncate?: boolean;
  exclusive?: boolean;
  /** Permission bits of a file that is created (before the umask). */
  mode?: number;
}

/** A file system, in memory and synchronous. Paths are absolute; failures throw a SystemError. */
export interface FileSystem {
  stat(path: string): Stat;
  lstat(path: string): Stat;
  exists(path: string): boolean;
  readFile(path: string): Uint8Array;
  writeFile(path: string, bytes: Uint8Array | string, options?: { mode?: number; append?: boolean }): void;
  open(path: string, flags: OpenFlags): OpenFile;
  readdir(path: string): string[];
  mkdir(path: string, options?: { mode?: number; parents?: boolean }): void;
  unlink(path: string): void;
  rmdir(path: string): void;
  rename(from: string, to: string): void;
  symlink(target: string, path: string): void;
  link(existing: string, path: string): void;
  readlink(path: string): string;
  realpath(path: string): string;
  chmod(path: string, mode: number): void;
  chown(path: string, uid: number, gid: number): void;
  utimes(path: string, mtime: number): void;
}

/** How a process ended: `code` is what `$?` shows (128 + n after signal n). */
export interface ExitStatus {
  code: number;
  signal?: Signal;
}

/** What a child has that its parent has not. */
export interface SpawnOptions {
  /** Added to (or replacing parts of) the parent's environment; the whole environment when `clearEnv`. */
  env?: Record<string, string>;
  clearEnv?: boolean;
  cwd?: string;
  /** The child's descriptors; each is retained for the child. Default: the parent's, all of them. */
  files?: ReadonlyMap<number, OpenFile>;
}

/**
 * A running program. Every method that waits rejects with a `Terminated` once the process has been killed, so that an
 * async function can be ended like a process; programs must let it pass through.
 */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly argv: readonly string[];
  /** The exported environment. */
  readonly env: Map<string, string>;
  cwd: string;
  umask: number;
  readonly files: Map<number, OpenFile>;
  readonly fs: FileSystem;
  readonly hostname: string;
  readonly uid: number;
  readonly gid: number;
  /** Settles when the process has ended. Never rejects. */
  readonly exited: Promise<ExitStatus>;

  /** Reads from a descriptor; EBADF when it is not open. */
  read(fd: number, max?: number): Promise<Uint8Array | undefined>;
  /** Writes to a descriptor. On a broken pipe the process gets SIGPIPE, then EPIPE if that is ignored. */
  write(fd: number, data: Uint8Array | string): Promise<void>;
  /** Resolves after the time, or as soon as a trapped signal arrives (then false). */
  sleep(milliseconds: number): Promise<boolean>;
  /** To be awaited in loops: gives others the processor when this process had it for some milliseconds, and ends a killed one. */
  breathe(): Promise<void> | undefined;
  /** An absolute path for one relative to cwd, with `.` and `..` left to the file system. */
  resolve(path: string): string;

  /** A child that runs a JavaScript function with copies of env, cwd, umask and descriptors (a subshell). */
  fork(body: (child: Process) => Promise<number>, options?: SpawnOptions & { argv?: readonly string[] }): Process;
  /** fork + exec: looks argv[0] up in PATH. Throws a SystemError ENOENT (127), EACCES (126) or ENOEXEC (126) without a child. */
  spawn(argv: readonly string[], options?: SpawnOptions): Process;
  /** Runs another program in place of this one, in this process, and resolves to its exit code. */
  exec(argv: readonly string[]): Promise<number>;
  /** Waits for a child. Resolves early with undefined when a trapped signal arrives meanwhile. */
  wait(child: Process): Promise<ExitStatus | undefined>;

  /** What happens on a signal: `undefined` the default action, `"ignore"`, or a function that is called when it arrives. */
  trap(signal: Signal, action: "ignore" | (() => void) | undefined): void;
  /** Sends a signal; false when there is no such process. */
  kill(pid: number, signal: Signal): boolean;
  /** All processes of the container, for ps. */
  processes(): Process[];
}

/** A program of the userland; resolves to its exit code. */
export type Program = (process: Process) => Promise<number>;

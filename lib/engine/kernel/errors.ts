/**
 * The failures of the simulated system: `SystemError` for a failed system call, `Terminated` for a process that was killed.
 * They stay inside a container; what leaves the engine is a DockerError.
 */

import type { Signal } from "./signals.ts";
import type { ErrorCode } from "./types.ts";

const wording: Record<string, string> = {
  E2BIG: "Argument list too long",
  EACCES: "Permission denied",
  EAGAIN: "Resource temporarily unavailable",
  EBADF: "Bad file descriptor",
  EBUSY: "Device or resource busy",
  ECHILD: "No child processes",
  EEXIST: "File exists",
  EFBIG: "File too large",
  EINVAL: "Invalid argument",
  EIO: "Input/output error",
  EISDIR: "Is a directory",
  ELOOP: "Too many levels of symbolic links",
  EMFILE: "Too many open files",
  ENAMETOOLONG: "File name too long",
  ENODEV: "No such device",
  ENOENT: "No such file or directory",
  ENOEXEC: "Exec format error",
  ENOMEM: "Cannot allocate memory",
  ENOSPC: "No space left on device",
  ENOSYS: "Function not implemented",
  ENOTDIR: "Not a directory",
  ENOTEMPTY: "Directory not empty",
  ENOTTY: "Inappropriate ioctl for device",
  ENXIO: "No such device or address",
  EPERM: "Operation not permitted",
  EPIPE: "Broken pipe",
  EROFS: "Read-only file system",
  ESPIPE: "Illegal seek",
  ESRCH: "No such process",
  EXDEV: "Invalid cross-device link",
};

/** The wording of Linux for an error code, as programs print it. */
export function describe(code: ErrorCode): string {
  return wording[code] ?? `Unknown error ${code}`;
}

/** A system call failed. The message is the system's wording alone, without path or program. */
export class SystemError extends Error {
  override readonly name = "SystemError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string = describe(code)) {
    super(message);
    this.code = code;
  }
}

/** Thrown through the programs of a process that was killed; they must let it pass. */
export class Terminated extends Error {
  override readonly name = "Terminated";
  readonly signal: Signal;

  constructor(signal: Signal) {
    super(`terminated by SIG${signal}`);
    this.signal = signal;
  }
}

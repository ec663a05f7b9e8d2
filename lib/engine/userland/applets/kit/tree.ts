/** Going through trees of files. */

import { SystemError } from "../../../kernel/errors.ts";
import type { Process, Stat } from "../../../kernel/types.ts";

/** A name in a directory, as it is shown. */
export function join(directory: string, name: string): string {
  return directory.endsWith("/") ? directory + name : `${directory}/${name}`;
}

/** The last name of a path. */
export function lastName(path: string): string {
  const trimmed = path.replace(/\/+$/, "");
  return trimmed === "" ? "/" : trimmed.slice(trimmed.lastIndexOf("/") + 1);
}

/** The state of a file; undefined when there is none. */
export function statIfAny(process: Process, path: string, follow = true): Stat | undefined {
  try {
    const absolute = process.resolve(path);
    return follow ? process.fs.stat(absolute) : process.fs.lstat(absolute);
  } catch (error) {
    if (error instanceof SystemError) return undefined;
    throw error;
  }
}

/** Whether a path leads to a directory. */
export function isDirectory(process: Process, path: string): boolean {
  return statIfAny(process, path)?.type === "directory";
}

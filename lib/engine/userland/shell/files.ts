/** The descriptors of a shell. Those from {@link HIDDEN} on are the shell's own, and not handed on to its children. */

import type { OpenFile, Process } from "../../kernel/types.ts";

/** The first descriptor that scripts cannot name. */
export const HIDDEN = 1000;

/** The descriptors that a child gets. */
export function inheritedFiles(process: Process): Map<number, OpenFile> {
  const files = new Map<number, OpenFile>();
  for (const [fd, file] of process.files) if (fd < HIDDEN) files.set(fd, file);
  return files;
}

/** Puts an open file, or nothing, at a descriptor, which owns it from now on. */
export function setFile(process: Process, fd: number, file: OpenFile | undefined): void {
  process.files.get(fd)?.release();
  if (file === undefined) process.files.delete(fd);
  else process.files.set(fd, file);
}

/** Keeps an open file at a hidden descriptor. It is closed with the process, however that ends. */
export function hide(process: Process, file: OpenFile): number {
  let fd = HIDDEN;
  while (process.files.has(fd)) fd++;
  process.files.set(fd, file);
  return fd;
}

/** Closes what is hidden, before another program takes the place of the shell. */
export function closeHidden(process: Process): void {
  for (const fd of [...process.files.keys()]) if (fd >= HIDDEN) setFile(process, fd, undefined);
}

/** The files of a directory, as entries of an archive, read as they are taken. */
import { constants, type Stats } from "node:fs";
import { type FileHandle, lstat, open, readdir, readlink } from "node:fs/promises";
import { join, sep } from "node:path";
import { InvalidArgumentError } from "../../errors.ts";
import { type ArchiveEntry, owner } from "./archive.ts";
import type { IgnoreList, Verdict } from "./ignore.ts";

const windows = sep === "\\";
const pieceSize = 64 * 1024;

/** What is taken of a directory, by paths below it with `/` between their parts. */
export interface Selection {
  readonly list: IgnoreList;
  /** Taken though ignored. */
  readonly always?: ReadonlySet<string>;
  /** Left out, whatever the list says. */
  readonly never?: ReadonlySet<string>;
}

interface Directory {
  /** Empty for the root; else it ends with a slash. */
  readonly prefix: string;
  readonly verdict?: Verdict;
  /** The entries of ignored directories down to this one, none of which was given yet: they are, once something in them is taken. */
  readonly pending: ArchiveEntry[];
}

/**
 * The entries of a directory in the order of their names, each directory before what is in it. Symbolic links stay links, hard links become
 * files of their own, sockets are left out.
 * Throws an InvalidArgumentError for what cannot be read, and for a file that changes while it is read.
 */
export async function* walk(root: string, selection: Selection): AsyncGenerator<ArchiveEntry> {
  yield* walkIn(root, selection, { prefix: "", pending: [] });
}

async function* walkIn(root: string, selection: Selection, directory: Directory): AsyncGenerator<ArchiveEntry> {
  const { list, always, never } = selection;
  const { prefix, pending } = directory;
  const names = await attempt(prefix || ".", () => readdir(join(root, prefix)));
  for (const name of names.sort()) {
    const path = prefix + name;
    if (never?.has(path)) continue;
    const verdict = list.judge(path, directory.verdict);
    const ignored = verdict.ignored && always?.has(path) !== true;
    if (ignored && !list.mayTakeBackBelow(path) && !isAbove(path, always)) continue;
    const stats = await attempt(path, () => lstat(join(root, path)));
    if (stats.isDirectory()) {
      const entry: ArchiveEntry = { header: { ...headerOf(stats), name: `${path}/`, type: "directory", size: 0 } };
      const inside: Directory = { prefix: `${path}/`, verdict, pending: ignored ? [...pending, entry] : [] };
      if (!ignored) {
        yield* pending.splice(0);
        yield entry;
      }
      for await (const below of walkIn(root, selection, inside)) {
        // What is above it here came with it.
        pending.length = 0;
        yield below;
      }
    } else if (!ignored) {
      yield* pending.splice(0);
      yield* entryOf(root, path, stats);
    }
  }
}

async function* entryOf(root: string, path: string, stats: Stats): AsyncGenerator<ArchiveEntry> {
  const full = join(root, path);
  const header = headerOf(stats);
  if (stats.isFile()) yield* fileEntry(path, full);
  else if (stats.isSymbolicLink()) {
    const target = await attempt(path, () => readlink(full));
    yield {
      header: {
        ...header,
        name: path,
        type: "symlink",
        size: 0,
        mode: 0o777,
        linkname: windows ? target.replaceAll("\\", "/") : target,
      },
    };
  } else if (stats.isFIFO()) yield { header: { ...header, name: path, type: "fifo", size: 0 } };
  else if (!stats.isSocket()) {
    throw new InvalidArgumentError(`${path} of the context is a device, which cannot be sent`, {
      hint: "Leave it out by .dockerignore.",
    });
  }
}

/** Its size is that of the file that was opened, and the entry is read before the next is asked for. */
async function* fileEntry(path: string, full: string): AsyncGenerator<ArchiveEntry> {
  // Not through a link that has taken its place, which might lead anywhere; and a pipe there must not make us wait for a writer.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const handle = await attempt(path, () => open(full, flags));
  try {
    const stats = await attempt(path, () => handle.stat());
    if (!stats.isFile()) throw changed(path, "its kind");
    const header = { ...headerOf(stats), name: path, type: "file", size: stats.size } as const;
    yield { header, body: piecesOf(handle, path, stats.size) };
  } finally {
    await handle.close();
  }
}

/** Exactly `size` bytes. */
async function* piecesOf(handle: FileHandle, path: string, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; ) {
    const piece = new Uint8Array(Math.min(pieceSize, size - at));
    const { bytesRead } = await attempt(path, () => handle.read(piece, 0, piece.length, at));
    if (bytesRead === 0) throw changed(path);
    at += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
  const { bytesRead } = await attempt(path, () => handle.read(new Uint8Array(1), 0, 1, size));
  if (bytesRead > 0) throw changed(path);
}

function headerOf(stats: Stats): { uid?: number; gid?: number; mode: number; mtime: Date } {
  return {
    ...owner,
    // Windows has no such bits: there everything may be run, as the docker CLI has it.
    mode: windows ? 0o755 : stats.mode & 0o7777,
    mtime: new Date(Math.max(0, Math.floor(stats.mtimeMs / 1000) * 1000)),
  };
}

function isAbove(path: string, always: ReadonlySet<string> = new Set()): boolean {
  return [...always].some((wanted) => wanted.startsWith(`${path}/`));
}

async function attempt<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const { code } = cause as { code?: string };
    throw new InvalidArgumentError(`${path} of the context cannot be read (${code ?? cause})`, {
      cause,
      hint: "Check its permissions, or leave it out by .dockerignore.",
    });
  }
}

function changed(path: string, what = "its size"): InvalidArgumentError {
  return new InvalidArgumentError(`${path} of the context changed ${what} while it was read`, {
    hint: "Build again when nobody writes to it, or leave it out by .dockerignore.",
  });
}

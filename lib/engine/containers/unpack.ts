/** Putting the entries of an archive into a directory of a container, as `docker cp` does. */
import { Failure } from "../failure.ts";
import { type LayeredFileSystem, type LayerEntry, normalize, type Stat, SystemError } from "../kernel/mod.ts";

/** How entries are to be put in. */
export interface UnpackOptions {
  /** Whether a directory must not be replaced by something else, nor something else by a directory. */
  keepKinds: boolean;
}

/**
 * Puts entries into a directory. What they replace is removed first; a directory over a directory keeps what is in it. Links in
 * the paths are followed, inside the container. A Failure says at which entry it ended: those before it stay.
 */
export function unpack(
  fs: LayeredFileSystem,
  directory: string,
  entries: readonly LayerEntry[],
  { keepKinds }: UnpackOptions,
): void {
  const top = fs.realpath(directory);
  const times: { path: string; mtime: number }[] = [];
  for (const entry of entries) {
    const path = pathIn(top, entry.path);
    // The directory itself stays as it is.
    if (path === top) continue;
    try {
      const there = statOf(fs, path);
      const isDirectory = entry.type === "directory";
      if (keepKinds && there !== undefined && (there.type === "directory") !== isDirectory) {
        const [from, to] = isDirectory ? ["a file", "a directory"] : ["a directory", "a file"];
        throw new Failure(400, `the archive replaces ${from} by ${to}: ${path}`);
      }
      if (isDirectory && there?.type === "directory") {
        fs.chmod(path, entry.mode ?? there.mode);
        fs.chown(path, entry.uid ?? there.uid, entry.gid ?? there.gid);
      } else {
        if (there !== undefined) removeAll(fs, path);
        makeParent(fs, path);
        const target = entry.type === "hardlink" ? { target: pathIn(top, entry.target ?? "") } : {};
        fs.add({ ...entry, ...target, path });
      }
      // What is put into a directory changes its date: those of the archive come last.
      if (isDirectory) times.push({ path, mtime: entry.mtime ?? 0 });
    } catch (error) {
      throw failureAt(path, error);
    }
  }
  for (const { path, mtime } of times) {
    // A later entry may have put something else there.
    if (statOf(fs, path)?.type === "directory") fs.utimes(path, mtime);
  }
}

/** The path that a name of the archive means; a Failure 400 when it leads out of the directory. */
function pathIn(top: string, name: string): string {
  const path = normalize(`${top}/${name}`);
  if (path === top || top === "/" || path.startsWith(`${top}/`)) return path;
  throw new Failure(400, `the archive leads out of the directory ${top}: ${name}`);
}

function statOf(fs: LayeredFileSystem, path: string): Stat | undefined {
  try {
    return fs.lstat(path);
  } catch (error) {
    if (error instanceof SystemError && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function makeParent(fs: LayeredFileSystem, path: string): void {
  const parent = path.slice(0, path.lastIndexOf("/")) || "/";
  if (!fs.exists(parent)) fs.mkdir(parent, { parents: true, mode: 0o755 });
}

function removeAll(fs: LayeredFileSystem, path: string): void {
  if (fs.lstat(path).type !== "directory") {
    fs.unlink(path);
    return;
  }
  for (const name of fs.readdir(path)) removeAll(fs, `${path}/${name}`);
  fs.rmdir(path);
}

function failureAt(path: string, error: unknown): unknown {
  if (!(error instanceof SystemError)) return error;
  const status = error.code === "EROFS" ? 403 : error.code === "ENOSPC" ? 500 : 400;
  const message = error.message.charAt(0).toLowerCase() + error.message.slice(1);
  return new Failure(status, `the archive cannot be unpacked: ${path}: ${message}`, { cause: error });
}

/** From the files that COPY and ADD take to the layer that has them where they are wanted. */
import { BadParameter } from "../failure.ts";
import { Layer, type LayerEntry, type LayeredFileSystem, SystemError } from "../kernel/mod.ts";
import { readArchive } from "../store/archive.ts";
import { resolvePath } from "./config.ts";
import { kindBytes, kindOf } from "./content-kind.ts";
import { Peeked, sourceOf } from "./peeked.ts";
import type { Source } from "./sources.ts";

/** Who is to own files. */
export interface Owner {
  uid: number;
  gid: number;
}

/** A copy that is to be made. */
export interface CopyOrder {
  keyword: "COPY" | "ADD";
  sources: readonly Source[];
  /** As it was written: a slash at the end says that it is a directory. */
  destination: string;
  workingDir: string;
  /** Undefined: as the source is owned. */
  owner: Owner | undefined;
  /** Whether archives are unpacked. */
  unpacks: boolean;
  /** The date of directories that are made, in milliseconds since 1970. */
  now: number;
  /** Most bytes that an archive may unpack to. */
  maxBytes: number;
}

/** Makes the layer for a copy into an image, whose files are `below`. A Failure 400 for what cannot be copied there. */
export async function copyLayer(below: LayeredFileSystem, order: CopyOrder): Promise<Layer> {
  const { keyword, sources, destination } = order;
  const isDirectory = /(?:^|\/)\.?$/.test(destination);
  if (sources.length > 1 && !isDirectory) {
    throw new BadParameter(
      `When using ${keyword} with more than one source file, the destination must be a directory and end with a /`,
    );
  }
  const copy = new Copy(below, order, isDirectory);
  for (const source of sources) {
    try {
      await copy.add(source);
    } catch (cause) {
      if (!(cause instanceof SystemError)) throw cause;
      const what = source.isDirectory ? "failed to copy directory: mkdir" : "lstat";
      throw new BadParameter(`failed to copy files: ${what} ${copy.path}: ${cause.message.toLowerCase()}`);
    }
  }
  return Layer.from(copy.entries.values());
}

class Copy {
  /** What the layer has, by path; a later source wins. */
  readonly entries: Map<string, LayerEntry> = new Map();
  /** The destination, with the links in it followed. */
  readonly path: string;
  readonly #below: LayeredFileSystem;
  readonly #order: CopyOrder;
  readonly #isDirectory: boolean;

  constructor(below: LayeredFileSystem, order: CopyOrder, isDirectory: boolean) {
    this.#below = below;
    this.#order = order;
    this.path = realPath(below, resolvePath(order.workingDir, order.destination));
    this.#isDirectory = isDirectory || typeAt(below, this.path) === "directory";
  }

  async add(source: Source): Promise<void> {
    if (source.isDirectory) {
      this.#makeDirectory(this.path);
      this.#addContents(source);
      return;
    }
    const [entry] = source.fs.entries(source.path);
    const archive = this.#order.unpacks ? await this.#unpacked(source, entry!) : undefined;
    if (archive !== undefined) {
      // Who owns what is in an archive stands in the archive.
      this.#makeDirectory(this.path, { uid: 0, gid: 0 });
      for (const inner of archive.entries()) if (inner.path !== "/") this.#put(placed(inner, "/", this.path));
      return;
    }
    const target = this.#isDirectory ? join(this.path, source.name) : this.path;
    this.#makeDirectory(target.slice(0, target.lastIndexOf("/")) || "/");
    this.#put(this.#owned({ ...entry!, path: target }));
  }

  #addContents(source: Source): void {
    for (const entry of source.fs.entries(source.path)) {
      if (entry.path === source.path) continue;
      this.#put(this.#owned(placed(entry, source.path, this.path)));
    }
  }

  #owned(entry: LayerEntry): LayerEntry {
    return { ...entry, ...this.#order.owner };
  }

  #put(entry: LayerEntry): void {
    // A file in the place of a directory hides what was in it, and the other way round.
    if (entry.type !== "directory" && this.entries.get(entry.path)?.type === "directory") {
      for (const path of this.entries.keys()) if (path.startsWith(`${entry.path}/`)) this.entries.delete(path);
    }
    this.entries.set(entry.path, entry);
  }

  /** Makes a directory, and those above it, where they are missing; a SystemError when something else is in the way. */
  #makeDirectory(path: string, owner: Owner = this.#order.owner ?? { uid: 0, gid: 0 }): void {
    const names = path.split("/").filter((name) => name !== "");
    for (let count = 1; count <= names.length; count++) {
      const at = `/${names.slice(0, count).join("/")}`;
      const type = this.entries.get(at)?.type ?? typeAt(this.#below, at);
      if (type === undefined) this.#put({ path: at, type: "directory", mode: 0o755, mtime: this.#order.now, ...owner });
      else if (type !== "directory") throw new SystemError("ENOTDIR");
    }
  }

  /** The files of an archive; undefined for a file that is none. */
  async #unpacked(source: Source, { data }: LayerEntry): Promise<Layer | undefined> {
    if (data === undefined || data.length === 0) return undefined;
    const kind = kindOf(data.subarray(0, kindBytes));
    if (kind === "bzip2" || kind === "xz" || kind === "zstd") {
      throw new BadParameter(
        `ADD failed: ${source.name} is compressed with ${kind}, which the embedded engine cannot unpack: use COPY, or gzip it`,
      );
    }
    if (kind === "gzip" ? !(await isGzippedTar(data)) : kind !== "tar") return undefined;
    return readArchive(sourceOf(data), this.#order.maxBytes);
  }
}

async function isGzippedTar(data: Uint8Array): Promise<boolean> {
  const reader = new Blob([data as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream("gzip"))
    .getReader();
  const plain = new Peeked({
    read: async () => (await reader.read()).value,
    cancel: () => undefined,
  });
  try {
    return kindOf(await plain.peek(kindBytes)) === "tar";
  } catch {
    // It begins like gzip, and is none: a file like any other.
    return false;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** A path of one tree at its place in another, with the target of a hard link. */
function placed(entry: LayerEntry, from: string, to: string): LayerEntry {
  const moved = (path: string): string => join(to, path.slice(from.length).replace(/^\//, ""));
  const path = moved(entry.path);
  return entry.type === "hardlink" ? { ...entry, path, target: moved(entry.target ?? "") } : { ...entry, path };
}

function join(directory: string, name: string): string {
  return `${directory === "/" ? "" : directory}/${name}`;
}

function typeAt(fs: LayeredFileSystem, path: string): string | undefined {
  return fs.exists(path) ? fs.stat(path).type : undefined;
}

/** A path with the links in it followed, as far as it exists. */
function realPath(fs: LayeredFileSystem, path: string): string {
  if (path === "/" || fs.exists(path)) return path === "/" ? path : fs.realpath(path);
  const slash = path.lastIndexOf("/");
  return join(realPath(fs, path.slice(0, slash) || "/"), path.slice(slash + 1));
}

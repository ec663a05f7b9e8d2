/** The file system that a container begins with. */
import { LayeredFileSystem, Layer, type LayerEntry, SystemError } from "../kernel/mod.ts";
import { Failure } from "../failure.ts";
import type { Image } from "../store/image.ts";
import type { ContainerConfig } from "./config.ts";

/**
 * The image's layers, and above them one with what the engine itself puts into a container, so that a container's changes
 * are its own alone. The working directory is made, as a change: an image made of the container has it.
 */
export function makeFiles(image: Image, config: ContainerConfig, maxBytes: number): LayeredFileSystem {
  const layers = image.layers.map((stored) => stored.layer);
  const below = new LayeredFileSystem(layers);
  const own = Layer.from(ownEntries(below, config.Hostname));
  const fs = new LayeredFileSystem([...layers, own], { maxBytes });
  if (config.WorkingDir !== "") makeDirectory(fs, config.WorkingDir);
  return fs;
}

/** Makes a directory that the configuration names, unless it is there; a Failure 400 when it cannot be. */
export function makeDirectory(fs: LayeredFileSystem, path: string): void {
  if (!path.startsWith("/")) throw new Failure(400, `the path ${path} is not absolute`);
  try {
    // With a umask: the directories above it are made, too, and nobody else is to write into them.
    fs.forContext({ uid: 0, gid: 0, umask: 0o22, files: new Map() }).mkdir(path, { parents: true });
  } catch (cause) {
    if (!(cause instanceof SystemError)) throw cause;
    throw new Failure(400, `the directory ${path} cannot be made in the container: ${cause.message}`, { cause });
  }
}

function ownEntries(below: LayeredFileSystem, hostname: string): LayerEntry[] {
  // An image may have anything at this path; only a directory can take our files.
  if (below.exists("/etc") && below.lstat("/etc").type !== "directory") return [];
  const encoder = new TextEncoder();
  const file = (path: string, text: string): LayerEntry => ({
    path,
    type: "file",
    mode: 0o644,
    mtime: Date.now(),
    data: encoder.encode(text),
  });
  return [
    file("/etc/hostname", `${hostname}\n`),
    file("/etc/hosts", `127.0.0.1\tlocalhost\n::1\tlocalhost\n127.0.0.1\t${hostname}\n`),
    file("/etc/resolv.conf", ""),
  ];
}

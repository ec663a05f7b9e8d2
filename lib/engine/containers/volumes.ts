/**
 * Volumes: directories of a container that are kept apart from its file system, so that they are no part of its changes, its
 * export and the images made of it, and that other containers can share.
 *
 * A volume lives as long as a container has it. The API gives no way to a volume but through a container: what a removal without
 * `v` leaves behind could never be reached again, so it is let go of like what a removal with `v` removes.
 */
import { Failure } from "../failure.ts";
import { type LayeredFileSystem, normalize, type Volume } from "../kernel/mod.ts";
import { makeDirectory } from "./files.ts";
import { randomId } from "./names.ts";

/** A volume at its place in a container. */
export interface MountedVolume {
  /** 64 hexadecimal digits. */
  id: string;
  /** Where it is: an absolute path without dots and a slash at the end. */
  path: string;
  readOnly: boolean;
  tree: Volume;
}

/** A container whose volumes another one takes over. */
export interface VolumesFrom {
  /** Its name or id. */
  container: string;
  readOnly: boolean;
}

/** Makes a volume at a path. It begins with what the container has there. */
export function makeVolume(fs: LayeredFileSystem, path: string): MountedVolume {
  const at = normalize(path);
  if (at === "/") throw new Failure(400, "invalid volume specification: a volume cannot take the place of /");
  makeDirectory(fs, path);
  const tree = fs.volumeOf(at);
  fs.mount(fs.realpath(at), tree);
  return { id: randomId(), path: at, readOnly: false, tree };
}

/** Puts another container's volume at the same path. */
export function shareVolume(fs: LayeredFileSystem, volume: MountedVolume, readOnly: boolean): MountedVolume {
  const shared = { ...volume, readOnly: readOnly || volume.readOnly };
  makeDirectory(fs, volume.path);
  fs.mount(fs.realpath(volume.path), volume.tree, shared);
  return shared;
}

/** Reads `CONTAINER`, `CONTAINER:ro` and `CONTAINER:rw`; a Failure 400 for any other mode. */
export function parseVolumesFrom(text: string): VolumesFrom {
  const colon = text.indexOf(":");
  const container = colon < 0 ? text : text.slice(0, colon);
  const mode = colon < 0 ? "rw" : text.slice(colon + 1);
  if (mode !== "ro" && mode !== "rw") throw new Failure(400, `invalid mode: ${mode}: volumes are taken over rw or ro`);
  return { container, readOnly: mode === "ro" };
}

/** The file system of a container: layers that it shares with others, and its own changes on top. */

import { SystemError } from "../errors.ts";
import type { FileSystem, OpenFile, OpenFlags, Stat } from "../types.ts";
import { type Change, diff } from "./changes.ts";
import { Content } from "./content.ts";
import { type DeviceTable, openDevice, processNode } from "./devices.ts";
import { DirectoryHandle, FileHandle, truncateTo, writeAt } from "./handle.ts";
import { entryOf, Layer, type LayerEntry, nodeOf, stack } from "./layer.ts";
import {
  type DirectoryNode,
  directoryNode,
  type FileContext,
  type FileNode,
  type Node,
  nextInode,
  statOf,
} from "./node.ts";
import { MAX_PATH, type Namespace, own, ownDirectory, type Place, permits, walk } from "./place.ts";
import { Quota, Tree } from "./tree.ts";

/** The limits of a container's file system. */
export interface LayeredOptions {
  /** Most bytes that the container may write (each file counts some more for itself); no limit when absent. */
  maxBytes?: number | undefined;
}

/** A place where there is something. */
type Found<N extends Node = Node> = Place & { node: N };

const superuser: FileContext = { uid: 0, gid: 0, umask: 0, files: new Map() };
const READ = 4;
const WRITE = 2;

/**
 * A file system over layers, lowest first. `forContext` gives a process its own view of the same files.
 *
 * As with an overlay on Linux, a file of a layer is copied when it is first opened for writing: who had it open before
 * goes on reading the old one, and its other hard links keep it.
 */
export class LayeredFileSystem implements FileSystem {
  #space: Namespace & { devices: DeviceTable };
  #context: FileContext = superuser;

  constructor(layers: readonly Layer[] = [], options: LayeredOptions = {}) {
    const tree = new Tree({ base: stack(layers), quota: new Quota(options.maxBytes) });
    this.#space = { tree, mounts: new Map(), mountNames: new Set(), devices: new Map(), virtual: processNode };
  }

  /** The same files as a process sees them: with its permissions, its umask and its own `/dev/stdin`. */
  forContext(context: FileContext): LayeredFileSystem {
    const view = new LayeredFileSystem();
    view.#space = this.#space;
    view.#context = context;
    return view;
  }

  /**
   * Lays a tree over a canonical path: a volume, which may be mounted in many file systems at once. Not part of changes and
   * entries. Through a mount that is read-only every change fails with EROFS.
   */
  mount(path: string, tree: Tree, { readOnly = false }: { readOnly?: boolean } = {}): void {
    this.#space.mounts.set(path, { tree, readOnly });
    this.#space.mountNames.add(path.slice(path.lastIndexOf("/") + 1));
  }

  /** A volume that begins with what is in a directory now. What is written to it counts towards the limit of this file system. */
  volumeOf(path: string): Tree {
    const { node, tree } = this.#find(path, true);
    if (node.type !== "directory") throw new SystemError("ENOTDIR");
    return new Tree({ base: tree.frozen(node) as DirectoryNode, quota: this.#space.tree.quota });
  }

  /** The file system is not used any more: what it took of the limit is free for the volumes that others go on using. */
  discard(): void {
    this.#space.tree.discard();
  }

  /** The devices that its device nodes open. */
  setDevices(devices: DeviceTable): void {
    this.#space.devices = devices;
  }

  /** Bytes in files that the container has created or changed. */
  get bytes(): number {
    return this.#space.tree.bytes;
  }

  /** What differs from the layers, parents first. */
  changes(): Change[] {
    const { base, root } = this.#space.tree;
    return [...diff("", base, root)].map(({ path, kind }) => ({ path, kind }));
  }

  /** What differs from the layers, as a layer to lay on them. The file system goes on unchanged. */
  seal(): Layer {
    return Layer.seal(this.#space.tree);
  }

  /** All that is at a path and below, parents first, without what is mounted there: as it is now, however slowly it is read. */
  entries(path = "/"): Generator<LayerEntry> {
    const place = this.#find(path, false);
    return entriesOf(place.path, place.tree.frozen(place.node));
  }

  /**
   * Makes what an entry of an archive says, with all its metadata, where nothing is yet (else EEXIST); its directory must
   * exist. The target of a hard link is a path of this file system.
   */
  add(entry: LayerEntry): void {
    if (entry.type === "hardlink") {
      this.link(entry.target ?? "", entry.path);
      return;
    }
    const place = this.#walk(entry.path, false);
    if (place.node !== undefined) throw new SystemError("EEXIST");
    this.#add(place, nodeOf(entry, place.tree));
  }

  stat(path: string): Stat {
    return statOf(this.#find(path, true).node);
  }

  lstat(path: string): Stat {
    return statOf(this.#find(path, false).node);
  }

  exists(path: string): boolean {
    try {
      return this.#walk(path, true).node !== undefined;
    } catch (error) {
      if (error instanceof SystemError) return false;
      throw error;
    }
  }

  readFile(path: string): Uint8Array {
    return this.#readable(path)?.content.bytes() ?? new Uint8Array(0);
  }

  /** The first bytes of a file, without putting a large one together. */
  peek(path: string, length: number): Uint8Array {
    return this.#readable(path)?.content.read(0, length) ?? new Uint8Array(0);
  }

  writeFile(path: string, data: Uint8Array | string, options: { mode?: number; append?: boolean } = {}): void {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    const flags = { write: true, create: true, truncate: !options.append, mode: options.mode };
    const place = this.#openPlace(path, flags as OpenFlags);
    if (place.node.type === "device") return;
    const node = this.#fileOf(place);
    writeAt(place.tree, node, node.content.size, bytes);
  }

  open(path: string, flags: OpenFlags): OpenFile {
    const place = this.#openPlace(path, flags);
    switch (place.node.type) {
      case "file":
        return new FileHandle(place.tree, place.node, flags);
      case "directory":
        return new DirectoryHandle();
      case "device":
        return openDevice(this.#space.devices, place.node, this.#context);
      default:
        throw new SystemError("ENXIO");
    }
  }

  readdir(path: string): string[] {
    const place = this.#find(path, true);
    if (place.node.type !== "directory") throw new SystemError("ENOTDIR");
    this.#check(place.node, READ);
    const names = new Set(place.node.entries.keys());
    const prefix = place.path === "/" ? "/" : `${place.path}/`;
    for (const mounted of this.#space.mounts.keys()) {
      if (mounted.startsWith(prefix) && !mounted.slice(prefix.length).includes("/"))
        names.add(mounted.slice(prefix.length));
    }
    if (place.path === "/proc/self/fd") for (const fd of this.#context.files.keys()) names.add(String(fd));
    return [...names].sort();
  }

  mkdir(path: string, options: { mode?: number; parents?: boolean } = {}): void {
    if (options.parents) this.#makeParents(path);
    const place = this.#walk(path, true);
    if (place.node !== undefined) {
      if (options.parents && place.node.type === "directory") return;
      throw new SystemError("EEXIST");
    }
    this.#add(place, directoryNode(this.#meta(place.tree, (options.mode ?? 0o777) & ~this.#context.umask)));
  }

  unlink(path: string): void {
    const place = this.#find(path, false);
    if (place.node.type === "directory") throw new SystemError("EISDIR");
    this.#remove(place);
  }

  rmdir(path: string): void {
    const last = path.replace(/\/+$/, "").split("/").at(-1);
    if (last === ".") throw new SystemError("EINVAL");
    const place = this.#find(path, false);
    if (place.node.type !== "directory") throw new SystemError("ENOTDIR");
    if (last === ".." || place.node.entries.size > 0) throw new SystemError("ENOTEMPTY");
    this.#remove(place);
  }

  rename(from: string, to: string): void {
    const source = this.#find(from, false);
    const target = this.#walk(to, false);
    if (source.parent === undefined || source.top || target.top) throw new SystemError("EBUSY");
    if (source.tree !== target.tree) throw new SystemError("EXDEV");
    if (source.node === target.node) return;
    if (`${target.path}/`.startsWith(`${source.path}/`)) throw new SystemError("EINVAL");
    if (target.node !== undefined) this.#checkReplace(source.node, target.node);
    this.#check(source.parent.node!, WRITE);
    this.#check(target.parent!.node!, WRITE);
    if (source.node.type === "file") own(source);
    const node = source.node;
    // Both parents are copied by path: the second walk must see what the first one copied.
    this.#detach(source);
    const place = this.#walk(to, false);
    if (place.node !== undefined) place.tree.unlinked(place.node);
    const directory = ownDirectory(place);
    directory.entries.set(place.name, node);
    directory.mtime = Date.now();
  }

  symlink(target: string, path: string): void {
    const place = this.#walk(path, false);
    if (place.node !== undefined) throw new SystemError("EEXIST");
    this.#add(place, { ...this.#meta(place.tree, 0o777), type: "symlink", target });
  }

  link(existing: string, path: string): void {
    const source = this.#find(existing, false);
    if (source.node.type === "directory") throw new SystemError("EPERM");
    const before = this.#walk(path, false);
    if (before.node !== undefined) throw new SystemError("EEXIST");
    if (before.tree !== source.tree) throw new SystemError("EXDEV");
    this.#checkAdd(before);
    const node = own(source);
    this.#add(this.#walk(path, false), node, 0);
    if (node.type === "file") node.links++;
  }

  readlink(path: string): string {
    const { node } = this.#find(path, false);
    if (node.type !== "symlink") throw new SystemError("EINVAL");
    return node.target;
  }

  realpath(path: string): string {
    return this.#find(path, true).path;
  }

  chmod(path: string, mode: number): void {
    const place = this.#find(path, true);
    this.#checkOwner(place.node);
    own(place).mode = mode & 0o7777;
  }

  chown(path: string, uid: number, gid: number): void {
    const place = this.#find(path, true);
    if (this.#context.uid !== 0) throw new SystemError("EPERM");
    const node = own(place);
    node.uid = uid;
    node.gid = gid;
  }

  utimes(path: string, mtime: number): void {
    const place = this.#find(path, true);
    this.#checkOwner(place.node);
    own(place).mtime = mtime;
  }

  #walk(path: string, follow: boolean): Place {
    return walk(this.#space, path, this.#context, follow);
  }

  #find(path: string, follow: boolean): Found {
    const place = this.#walk(path, follow);
    if (place.node === undefined) throw new SystemError("ENOENT");
    return place as Found;
  }

  #check(node: Node, want: number): void {
    if (!permits(node, this.#context, want)) throw new SystemError("EACCES");
  }

  #checkOwner(node: Node): void {
    if (this.#context.uid !== 0 && this.#context.uid !== node.uid) throw new SystemError("EPERM");
  }

  #checkReplace(source: Node, target: Node): void {
    if (target.type === "directory") {
      if (source.type !== "directory") throw new SystemError("EISDIR");
      if (target.entries.size > 0) throw new SystemError("ENOTEMPTY");
    } else if (source.type === "directory") {
      throw new SystemError("ENOTDIR");
    }
  }

  #meta(tree: Tree, mode: number): Omit<FileNode, "type" | "content" | "links" | "opens"> {
    const { uid, gid } = this.#context;
    return { mode, uid, gid, mtime: Date.now(), inode: nextInode(), owner: tree };
  }

  /** The file to read at a path; undefined for a device, which has nothing to read at once. */
  #readable(path: string): FileNode | undefined {
    const { node } = this.#find(path, true);
    this.#check(node, READ);
    if (node.type === "directory") throw new SystemError("EISDIR");
    return node.type === "file" ? node : undefined;
  }

  /** What open() opens: found, or created, and copied already when it will be written to. */
  #openPlace(path: string, flags: OpenFlags): Found {
    const writes = flags.write || flags.append || flags.truncate;
    const place = this.#walk(path, !(flags.create && flags.exclusive));
    if (place.node === undefined) {
      if (!flags.create) throw new SystemError("ENOENT");
      if (path.endsWith("/")) throw new SystemError("EISDIR");
      const mode = (flags.mode ?? 0o666) & ~this.#context.umask;
      const node: FileNode = {
        ...this.#meta(place.tree, mode),
        type: "file",
        content: new Content(),
        links: 1,
        opens: 0,
      };
      this.#add(place, node);
      place.node = node;
      return place as Found;
    }
    if (flags.create && flags.exclusive) throw new SystemError("EEXIST");
    if (flags.read) this.#check(place.node, READ);
    if (!writes) return place as Found;
    if (place.node.type === "directory") throw new SystemError("EISDIR");
    this.#check(place.node, WRITE);
    if (place.node.type === "file") {
      // A file that is emptied at once need not be charged for what it had.
      const node = this.#fileOf(place as Found, flags.truncate);
      if (flags.truncate) truncateTo(place.tree, node, 0);
    }
    return place as Found;
  }

  #fileOf(place: Found, emptied = false): FileNode {
    const file = place as Found<FileNode>;
    if (emptied && !place.tree.owns(file.node)) file.node = { ...file.node, content: new Content() };
    return own(file);
  }

  #add(place: Place, node: Node, bytes: number = node.type === "file" ? node.content.size : 0): void {
    // What is refused must not be counted.
    this.#checkAdd(place);
    place.tree.chargeName(bytes);
    const directory = ownDirectory(place);
    directory.entries.set(place.name, node);
    directory.mtime = Date.now();
  }

  #checkAdd(place: Place): void {
    if (place.parent === undefined) throw new SystemError("EEXIST");
    if (place.readOnly) throw new SystemError("EROFS");
    this.#check(place.parent.node!, WRITE);
  }

  #remove(place: Found): void {
    if (place.parent === undefined || place.top) throw new SystemError("EBUSY");
    this.#check(place.parent.node!, WRITE);
    this.#detach(place);
    place.tree.unlinked(place.node);
  }

  #detach(place: Found): void {
    const sticky = (place.parent!.node!.mode & 0o1000) !== 0;
    if (sticky && this.#context.uid !== 0 && this.#context.uid !== place.node.uid) throw new SystemError("EPERM");
    const directory = ownDirectory(place);
    if (!directory.entries.delete(place.name)) throw new SystemError("EROFS");
    directory.mtime = Date.now();
  }

  #makeParents(path: string): void {
    if (path.length > MAX_PATH) throw new SystemError("ENAMETOOLONG");
    const names = path.split("/").filter((name) => name !== "");
    for (let count = 1; count < names.length; count++) {
      const parent = `/${names.slice(0, count).join("/")}`;
      if (!this.exists(parent)) this.mkdir(parent);
    }
  }
}

function* entriesOf(top: string, node: Node): Generator<LayerEntry> {
  const seen = new Map<Node, string>();
  const pending = [{ path: top, node }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { path, node } = next;
    yield entryOf(path, node, seen);
    if (node.type !== "directory") continue;
    for (const [name, entry] of [...node.entries].sort(([a], [b]) => (a < b ? 1 : -1))) {
      pending.push({ path: path === "/" ? `/${name}` : `${path}/${name}`, node: entry });
    }
  }
}

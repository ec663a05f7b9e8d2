/** The nodes that file systems are made of. */

import type { FileType, OpenFile, Stat } from "../types.ts";
import type { Content } from "./content.ts";

interface Meta {
  mode: number;
  uid: number;
  gid: number;
  /** Milliseconds since 1970. */
  mtime: number;
  inode: number;
  /** The tree that may change this node in place; all others must copy it first. */
  owner: object | undefined;
}

/** A regular file. */
export interface FileNode extends Meta {
  type: "file";
  content: Content;
  /** How many names it has. */
  links: number;
  /** How many open files point to it: its bytes are freed when neither names nor open files are left. */
  opens: number;
}

/** A directory. */
export interface DirectoryNode extends Meta {
  type: "directory";
  entries: Map<string, Node>;
}

/** A symbolic link. */
export interface SymlinkNode extends Meta {
  type: "symlink";
  target: string;
}

/** A device: the name says which entry of the device table opens it; an image may bring others, which nothing opens. */
export interface DeviceNode extends Meta {
  type: "device";
  device: string;
}

/** A named pipe: images may bring one, but nothing opens it. */
export interface FifoNode extends Meta {
  type: "fifo";
}

/** Anything that has a name in a directory. */
export type Node = FileNode | DirectoryNode | SymlinkNode | DeviceNode | FifoNode;

/** Who uses a file system: decides permissions, ownership of new files, and what /dev/stdin and its like are. */
export interface FileContext {
  readonly uid: number;
  readonly gid: number;
  readonly umask: number;
  readonly files: ReadonlyMap<number, OpenFile>;
}

let lastInode = 1;

/** A number that no other file has. */
export function nextInode(): number {
  return ++lastInode;
}

/** An empty directory. */
export function directoryNode(meta: Partial<Meta> = {}): DirectoryNode {
  return {
    type: "directory",
    entries: new Map(),
    mode: 0o755,
    uid: 0,
    gid: 0,
    mtime: Date.now(),
    inode: nextInode(),
    owner: undefined,
    ...meta,
  };
}

/** A copy for `owner` to change; the bytes of a file are shared until they are. */
export function copyNode(node: Node, owner: object | undefined): Node {
  switch (node.type) {
    case "file":
      return { ...node, owner, content: node.content.clone(), links: 1, opens: 0 };
    case "directory":
      return { ...node, owner, entries: new Map(node.entries) };
    default:
      return { ...node, owner };
  }
}

/** The state of a node. */
export function statOf(node: Node): Stat {
  return {
    type: node.type as FileType,
    mode: node.mode,
    uid: node.uid,
    gid: node.gid,
    size: sizeOf(node),
    mtime: node.mtime,
    inode: node.inode,
    links: linksOf(node),
  };
}

function sizeOf(node: Node): number {
  if (node.type === "file") return node.content.size;
  if (node.type === "symlink") return new TextEncoder().encode(node.target).length;
  return node.type === "directory" ? 4096 : 0;
}

function linksOf(node: Node): number {
  if (node.type === "file") return node.links;
  if (node.type !== "directory") return 1;
  let links = 2;
  for (const entry of node.entries.values()) if (entry.type === "directory") links++;
  return links;
}

/** Where a path leads. */

import { SystemError } from "../errors.ts";
import type { DirectoryNode, FileContext, Node, SymlinkNode } from "./node.ts";
import type { Tree } from "./tree.ts";

const MAX_LINKS = 40;
const MAX_NAME = 255;
/** The longest path, in characters. */
export const MAX_PATH = 4095;

/** A name in a directory; the node is undefined when nothing has that name. */
export interface Place {
  /** The canonical path. */
  path: string;
  name: string;
  tree: Tree;
  node: Node | undefined;
  /** The place of the directory; undefined at the root of all. */
  parent: Place | undefined;
  /** The node is the root of its tree. */
  top: boolean;
  /** It was reached through a mount that refuses changes. */
  readOnly: boolean;
}

/** A tree that is mounted, and whether changes that are made through this mount fail with EROFS. */
export interface Mount {
  tree: Tree;
  readOnly: boolean;
}

/** What paths are resolved in: a tree, and the trees mounted on it by canonical path. */
export interface Namespace {
  tree: Tree;
  mounts: Map<string, Mount>;
  /** The last names of their paths: most names need no look at the whole path. */
  mountNames: Set<string>;
  /** The nodes that `/proc/self/fd` and its like have for a context. */
  virtual?: ((path: string, context: FileContext) => Node | undefined) | undefined;
}

/** 4 to read, 2 to write, 1 to search or execute. */
export function permits(node: Node, context: FileContext, want: number): boolean {
  if (context.uid === 0) return true;
  const shift = node.uid === context.uid ? 6 : node.gid === context.gid ? 3 : 0;
  return ((node.mode >> shift) & want) === want;
}

function child(space: Namespace, directory: Place, name: string, context: FileContext): Place {
  const path = directory.path === "/" ? `/${name}` : `${directory.path}/${name}`;
  const mounted = space.mountNames.has(name) ? space.mounts.get(path) : undefined;
  if (mounted !== undefined) {
    const { tree, readOnly } = mounted;
    return { path, name, tree, node: tree.root, parent: directory, top: true, readOnly };
  }
  const node = (directory.node as DirectoryNode).entries.get(name) ?? space.virtual?.(path, context);
  return { path, name, tree: directory.tree, node, parent: directory, top: false, readOnly: directory.readOnly };
}

/**
 * Finds the place of a path. A last name that does not exist is a place without node; anything missing before it is ENOENT.
 * `..` never leaves the root.
 */
export function walk(space: Namespace, path: string, context: FileContext, follow: boolean): Place {
  if (path === "") throw new SystemError("ENOENT");
  if (path.length > MAX_PATH) throw new SystemError("ENAMETOOLONG");
  const root: Place = {
    path: "/",
    name: "",
    tree: space.tree,
    node: space.tree.root,
    parent: undefined,
    top: true,
    readOnly: false,
  };
  let place = root;
  let links = 0;
  const names = path.split("/").reverse();
  /** A slash at the end means the directory that a link leads to. */
  let toDirectory = false;
  while (names.length > 0) {
    const name = names.pop()!;
    if (name === "" || name === ".") {
      toDirectory = name === "." || names.length === 0;
      if (name === "." && place.node === undefined) throw new SystemError("ENOENT");
      continue;
    }
    if (place.node === undefined) throw new SystemError("ENOENT");
    if (place.node.type !== "directory") throw new SystemError("ENOTDIR");
    if (!permits(place.node, context, 1)) throw new SystemError("EACCES");
    if (name.length > MAX_NAME) throw new SystemError("ENAMETOOLONG");
    toDirectory = false;
    if (name === "..") {
      place = place.parent ?? place;
      continue;
    }
    const next = child(space, place, name, context);
    if (next.node?.type === "symlink" && (follow || names.length > 0)) {
      if (++links > MAX_LINKS) throw new SystemError("ELOOP");
      const target = (next.node as SymlinkNode).target;
      if (target === "") throw new SystemError("ENOENT");
      names.push(...target.split("/").reverse());
      if (target.startsWith("/")) place = root;
    } else {
      place = next;
    }
  }
  if (toDirectory && place.node !== undefined && place.node.type !== "directory") throw new SystemError("ENOTDIR");
  return place;
}

/** The node of a place as one that its tree may change, copied together with the directories above it where needed. */
export function own<N extends Node>(place: Place & { node: N | undefined }): N {
  const node = place.node as N;
  if (place.readOnly) throw new SystemError("EROFS");
  if (place.tree.owns(node)) return node;
  const copy = place.tree.adopt(node) as N;
  if (place.top) place.tree.root = copy as DirectoryNode;
  else ownDirectory(place).entries.set(place.name, copy);
  place.node = copy;
  return copy;
}

/** The directory that holds a place, as one that its tree may change. */
export function ownDirectory(place: Place): DirectoryNode {
  return own(place.parent as Place & { node: DirectoryNode });
}

/**
 * A tree of nodes that is changed by copying: it begins as a tree that others use too (an image's), and every directory
 * or file on the way to a change is copied once, into nodes of its own. What is still shared is known by its identity,
 * which makes the list of changes cheap.
 */

import { SystemError } from "../errors.ts";
import { copyNode, type DirectoryNode, directoryNode, type FileNode, type Node } from "./node.ts";

/** Counted for every name that is created, so that endless empty files meet the limit too. */
const NAME_COST = 256;

/** How many bytes the changes of trees may take. Several trees may share one: a container's own, and its volumes. */
export class Quota {
  readonly maxBytes: number;
  used = 0;

  constructor(maxBytes: number = Number.POSITIVE_INFINITY) {
    this.maxBytes = maxBytes;
  }
}

/** What a tree is made of. */
export interface TreeOptions {
  /** What the tree begins as; an empty directory when absent. Never changed. */
  base?: DirectoryNode;
  /** What its changes are counted by; without it there is no limit. */
  quota?: Quota;
}

/** A tree of files; as a volume it can be mounted in many file systems. */
export class Tree {
  readonly base: DirectoryNode;
  root: DirectoryNode;
  readonly quota: Quota;
  /** What of the quota is this tree's. */
  #charged = 0;
  /** Bytes in the files of its own. */
  bytes = 0;

  constructor(options: TreeOptions = {}) {
    this.base = options.base ?? directoryNode();
    this.root = this.base;
    this.quota = options.quota ?? new Quota();
  }

  /** Whether the node is this tree's own, to be changed in place. */
  owns(node: Node): boolean {
    return node.owner === this;
  }

  /** A copy of the node for this tree to change. */
  adopt(node: Node): Node {
    if (node.type === "file") this.charge(node.content.size);
    // Not refused over the limit: also who removes a file must be able to copy its directory.
    this.#count(NAME_COST);
    return copyNode(node, this);
  }

  /** Counts a change of the bytes in use; refuses with ENOSPC what goes over the limit. */
  charge(bytes: number): void {
    if (bytes > 0) this.#admit(bytes);
    this.#count(bytes);
    this.bytes += bytes;
  }

  /** Counts a name that is about to be created, of a file with so many bytes. */
  chargeName(bytes: number): void {
    this.#admit(NAME_COST + bytes);
    this.#count(NAME_COST + bytes);
    this.bytes += bytes;
  }

  /** Counts a name less, and frees the bytes of a file that has neither names nor open files any more. */
  unlinked(node: Node): void {
    if (!this.owns(node)) return;
    if (node.type === "file" && --node.links === 0) this.freeIfUnused(node);
    else this.#count(-NAME_COST);
  }

  freeIfUnused(node: FileNode): void {
    if (node.links > 0 || node.opens > 0 || !this.owns(node)) return;
    this.charge(-node.content.size);
    this.#count(-NAME_COST);
  }

  /** Nobody will use the tree again: what it took of its quota is free for those that share it. */
  discard(): void {
    this.#count(-this.#charged);
  }

  /** A node of the tree as it is now, with all that is in it, for reading: the tree goes on changing without it. */
  frozen(node: Node): Node {
    const copies = new Map<Node, Node>();
    const copied: DirectoryNode[] = [];
    const copyOf = (node: Node): Node => {
      if (!this.owns(node)) return node;
      const known = copies.get(node);
      if (known !== undefined) return known;
      const copy = copyNode(node, undefined);
      if (copy.type === "file") copy.links = (node as FileNode).links;
      if (copy.type === "directory") copied.push(copy);
      copies.set(node, copy);
      return copy;
    };
    const top = copyOf(node);
    // What is copied in this loop is appended to what it goes through.
    for (const { entries } of copied) for (const [name, entry] of entries) entries.set(name, copyOf(entry));
    return top;
  }

  #admit(bytes: number): void {
    if (this.quota.used + bytes > this.quota.maxBytes) throw new SystemError("ENOSPC");
  }

  #count(bytes: number): void {
    this.#charged += bytes;
    this.quota.used += bytes;
  }
}

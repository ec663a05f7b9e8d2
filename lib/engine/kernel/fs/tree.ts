/**
 * A tree of nodes that is changed by copying: it begins as a tree that others use too (an image's), and every directory
 * or file on the way to a change is copied once, into nodes of its own. What is still shared is known by its identity,
 * which makes the list of changes cheap.
 */

import { SystemError } from "../errors.ts";
import { copyNode, type DirectoryNode, directoryNode, type FileNode, type Node } from "./node.ts";

/** Counted for every file that is created, so that endless empty files meet the limit too. */
const NODE_COST = 256;

/** What a tree is made of. */
export interface TreeOptions {
  /** What the tree begins as; an empty directory when absent. Never changed. */
  base?: DirectoryNode;
  /** Most bytes that the changes may take; without it there is no limit. */
  maxBytes?: number | undefined;
  /** Every change fails with EROFS. */
  readOnly?: boolean;
}

/** A tree of files; as a volume it can be mounted in many file systems. */
export class Tree {
  readonly base: DirectoryNode;
  root: DirectoryNode;
  readonly #maxBytes: number;
  readonly #readOnly: boolean;
  #charged = 0;
  /** Bytes in the files of its own. */
  bytes = 0;

  constructor(options: TreeOptions = {}) {
    this.base = options.base ?? directoryNode();
    this.root = this.base;
    this.#maxBytes = options.maxBytes ?? Number.POSITIVE_INFINITY;
    this.#readOnly = options.readOnly ?? false;
  }

  /** Whether the node is this tree's own, to be changed in place. */
  owns(node: Node): boolean {
    return node.owner === this;
  }

  /** A copy of the node for this tree to change. */
  adopt(node: Node): Node {
    if (this.#readOnly) throw new SystemError("EROFS");
    if (node.type === "file") this.charge(node.content.size);
    // Not refused over the limit: also who removes a file must be able to copy its directory.
    this.#charged += NODE_COST;
    return copyNode(node, this);
  }

  /** Counts a change of the bytes in use; refuses with ENOSPC what goes over the limit. */
  charge(bytes: number): void {
    if (bytes > 0 && this.#charged + bytes > this.#maxBytes) throw new SystemError("ENOSPC");
    this.#charged += bytes;
    this.bytes += bytes;
  }

  /** Counts a node that is about to be created. */
  chargeNode(): void {
    if (this.#charged + NODE_COST > this.#maxBytes) throw new SystemError("ENOSPC");
    this.#charged += NODE_COST;
  }

  /** Counts a name less, and frees the bytes of a file that has neither names nor open files any more. */
  unlinked(node: Node): void {
    if (!this.owns(node)) return;
    if (node.type === "file") {
      node.links--;
      this.freeIfUnused(node);
    } else {
      this.#charged -= NODE_COST;
    }
  }

  freeIfUnused(node: FileNode): void {
    if (node.links > 0 || node.opens > 0 || !this.owns(node)) return;
    this.charge(-node.content.size);
    this.#charged -= NODE_COST;
  }
}

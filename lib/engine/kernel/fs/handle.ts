/** Open files of a file system. */

import { SystemError } from "../errors.ts";
import { CountedFile } from "../pipe.ts";
import type { OpenFlags } from "../types.ts";
import type { FileNode } from "./node.ts";
import type { Tree } from "./tree.ts";

/** Changes the bytes of a file, within the limit of its tree. */
export function writeAt(tree: Tree, node: FileNode, at: number, bytes: Uint8Array): void {
  const growth = at + bytes.length - node.content.size;
  if (growth > 0) tree.charge(growth);
  node.content.write(at, bytes);
  node.mtime = Date.now();
}

/** Cuts or grows a file, within the limit of its tree. */
export function truncateTo(tree: Tree, node: FileNode, size: number): void {
  tree.charge(size - node.content.size);
  node.content.truncate(size);
  node.mtime = Date.now();
}

/** An open regular file, with the position that all its descriptors share. */
export class FileHandle extends CountedFile {
  readonly #tree: Tree;
  readonly #node: FileNode;
  readonly #flags: OpenFlags;
  #position = 0;

  constructor(tree: Tree, node: FileNode, flags: OpenFlags) {
    super();
    this.#tree = tree;
    this.#node = node;
    this.#flags = flags;
    node.opens++;
  }

  override read(max?: number): Promise<Uint8Array | undefined> {
    if (!this.#flags.read) return Promise.reject(new SystemError("EBADF"));
    const bytes = this.#node.content.read(this.#position, max);
    this.#position += bytes?.length ?? 0;
    return Promise.resolve(bytes);
  }

  override write(bytes: Uint8Array): Promise<void> {
    try {
      if (!this.#flags.write && !this.#flags.append) throw new SystemError("EBADF");
      if (this.#flags.append) this.#position = this.#node.content.size;
      writeAt(this.#tree, this.#node, this.#position, bytes);
      this.#position += bytes.length;
      return Promise.resolve();
    } catch (error) {
      return Promise.reject(error);
    }
  }

  seek(position: number): void {
    this.#position = position;
  }

  truncate(size: number): void {
    if (!this.#flags.write && !this.#flags.append) throw new SystemError("EINVAL");
    truncateTo(this.#tree, this.#node, size);
  }

  protected override close(): void {
    this.#node.opens--;
    this.#tree.freeIfUnused(this.#node);
  }
}

/** An open directory: it can be opened like a file, but not read like one. */
export class DirectoryHandle extends CountedFile {
  override read(): Promise<Uint8Array | undefined> {
    return Promise.reject(new SystemError("EISDIR"));
  }

  protected override close(): void {}
}

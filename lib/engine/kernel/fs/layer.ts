/** Layers: what an image is made of, and what a container changed. */

import { SystemError } from "../errors.ts";
import { ChangeKind, diff } from "./changes.ts";
import { Content } from "./content.ts";
import { copyNode, type DirectoryNode, directoryNode, type Node, nextInode } from "./node.ts";
import { Tree } from "./tree.ts";

/**
 * One entry of a layer, as a tar archive has it. Deletions follow the AUFS convention that layers use on the wire: an
 * empty file `.wh.NAME` deletes NAME of the layers below, `.wh..wh..opq` hides all that they have in its directory.
 */
export interface LayerEntry {
  /** `etc/passwd`, `/etc/passwd`, `./etc/`: all are the same to a layer. Handed out as `/etc/passwd`. */
  path: string;
  type: "file" | "directory" | "symlink" | "hardlink" | "device" | "fifo";
  mode?: number;
  uid?: number;
  gid?: number;
  /** Milliseconds since 1970. */
  mtime?: number;
  /** The bytes of a file; not copied. */
  data?: Uint8Array;
  /** The same in blocks, where they come from a file system: `data` puts them together, in a copy where there are many. */
  content?: Content;
  /** Where a symlink points to; the path in the same layer that a hard link shares its file with. */
  target?: string;
}

type Item = { kind: "node"; node: Node } | { kind: "delete" } | { kind: "opaque" };

const WHITEOUT = ".wh.";
const OPAQUE = ".wh..wh..opq";

/** `a/./b/../c/` as `/a/c`; names with `..` never leave the root. */
export function normalize(path: string): string {
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return `/${names.join("/")}`;
}

function split(path: string): { directory: string; name: string } {
  const slash = path.lastIndexOf("/");
  return { directory: path.slice(0, slash), name: path.slice(slash + 1) };
}

/** The node for an entry that is neither a hard link nor a deletion, for `owner` to change. */
export function nodeOf(entry: LayerEntry, owner?: object): Node {
  const meta = {
    mode: (entry.mode ?? (entry.type === "directory" ? 0o755 : entry.type === "symlink" ? 0o777 : 0o644)) & 0o7777,
    uid: entry.uid ?? 0,
    gid: entry.gid ?? 0,
    mtime: entry.mtime ?? 0,
    inode: nextInode(),
    owner,
  };
  switch (entry.type) {
    case "directory":
      return directoryNode(meta);
    case "symlink":
      return { ...meta, type: "symlink", target: entry.target ?? "" };
    case "device":
      return { ...meta, type: "device", device: entry.path };
    case "fifo":
      return { ...meta, type: "fifo" };
    default:
      return { ...meta, type: "file", content: contentOf(entry), links: 1, opens: 0 };
  }
}

function contentOf({ content, data }: LayerEntry): Content {
  return content?.clone() ?? Content.of(data ?? new Uint8Array(0));
}

/** An immutable set of changes to the layers below it. */
export class Layer {
  /** By path, parents first. */
  readonly #items: Map<string, Item>;
  /** Bytes in its files. */
  readonly size: number;

  private constructor(items: Map<string, Item>) {
    this.#items = items;
    const contents = new Set<Content>();
    for (const item of items.values()) {
      if (item.kind === "node" && item.node.type === "file") contents.add(item.node.content);
    }
    let size = 0;
    for (const content of contents) size += content.size;
    this.size = size;
  }

  /** A layer of entries, in any order; of two with the same path the later one counts. */
  static from(entries: Iterable<LayerEntry>): Layer {
    const items = new Map<string, Item>();
    const links: { path: string; target: string }[] = [];
    const put = (path: string, item: Item) => {
      items.delete(path);
      items.set(path, item);
    };
    for (const entry of entries) {
      const path = normalize(entry.path);
      const { directory, name } = split(path);
      if (name === OPAQUE) put(`${directory}/${OPAQUE}`, { kind: "opaque" });
      else if (name.startsWith(WHITEOUT)) put(`${directory}/${name.slice(WHITEOUT.length)}`, { kind: "delete" });
      else if (entry.type === "hardlink") links.push({ path, target: normalize(entry.target ?? "") });
      else put(path, { kind: "node", node: nodeOf(entry) });
    }
    for (const { path, target } of links) {
      const item = items.get(target);
      if (item?.kind !== "node")
        throw new SystemError("ENOENT", `${path}: link to ${target}: No such file or directory`);
      if (item.node.type === "file") item.node.links++;
      put(path, item);
    }
    // Parents first; and what hides the layers below comes before what this one adds in the same directory.
    const rank = (path: string, item: Item) =>
      path.split("/").length - (path === "/" ? 1 : 0) - (item.kind === "node" ? 0 : 0.5);
    const ranked = [...items].map(([path, item]) => ({ path, item, rank: rank(path, item) }));
    ranked.sort((a, b) => a.rank - b.rank);
    return new Layer(new Map(ranked.map(({ path, item }) => [path, item])));
  }

  /** What a tree has changed, as a layer of its own; the tree can go on changing. */
  static seal(tree: Tree): Layer {
    const items = new Map<string, Item>();
    const copies = new Map<Node, Node>();
    for (const { path, kind, node } of diff("", tree.base, tree.root)) {
      if (node === undefined || kind === ChangeKind.deleted) {
        items.set(path, { kind: "delete" });
        continue;
      }
      let copy = copies.get(node);
      if (copy === undefined) {
        copy = copyNode(node, undefined);
        if (copy.type === "directory") copy.entries = new Map();
        copies.set(node, copy);
      } else if (copy.type === "file") copy.links++;
      items.set(path, { kind: "node", node: copy });
    }
    return new Layer(items);
  }

  /** The entries, parents first; they make the same layer again. */
  *entries(): Generator<LayerEntry> {
    const seen = new Map<Node, string>();
    for (const [path, item] of this.#items) {
      const { directory, name } = split(path);
      if (item.kind === "delete") yield whiteout(`${directory}/${WHITEOUT}${name}`);
      else if (item.kind === "opaque") yield whiteout(path);
      else yield entryOf(path, item.node, seen);
    }
  }

  /** Whether nothing is in it. */
  get empty(): boolean {
    return this.#items.size === 0;
  }

  /** Makes the changes in a tree. */
  apply(tree: Tree): void {
    for (const [path, item] of this.#items) {
      if (path === "/") {
        if (item.kind === "node" && item.node.type === "directory") {
          tree.root = { ...item.node, owner: tree, entries: new Map(tree.root.entries) };
        }
        continue;
      }
      const { directory, name } = split(path);
      if (item.kind === "node") put(tree, directoryIn(tree, directory), name, item.node);
      else if (item.kind === "delete") directoryIn(tree, directory).entries.delete(name);
      else directoryIn(tree, directory).entries.clear();
    }
  }
}

function whiteout(path: string): LayerEntry {
  return { path, type: "file", mode: 0, uid: 0, gid: 0, mtime: 0, data: new Uint8Array(0) };
}

/** The entry for a node; from the second name on a hard link to the first, as `seen` remembers. */
export function entryOf(path: string, node: Node, seen: Map<Node, string>): LayerEntry {
  const meta = { path, mode: node.mode, uid: node.uid, gid: node.gid, mtime: node.mtime };
  switch (node.type) {
    case "file": {
      const first = node.links > 1 ? seen.get(node) : undefined;
      if (first !== undefined) return { ...meta, type: "hardlink", target: first };
      seen.set(node, path);
      const { content } = node;
      return {
        ...meta,
        type: "file",
        content,
        get data() {
          return content.bytes();
        },
      };
    }
    case "symlink":
      return { ...meta, type: "symlink", target: node.target };
    default:
      return { ...meta, type: node.type };
  }
}

/** The directory at a path of a tree, made where it is missing, as one that the tree may change. */
function directoryIn(tree: Tree, path: string): DirectoryNode {
  if (!tree.owns(tree.root)) tree.root = copyNode(tree.root, tree) as DirectoryNode;
  let directory = tree.root;
  for (const name of path.split("/")) {
    if (name === "") continue;
    let next = directory.entries.get(name);
    if (next?.type !== "directory") next = directoryNode({ mtime: 0, owner: tree });
    else if (!tree.owns(next)) next = copyNode(next, tree) as DirectoryNode;
    directory.entries.set(name, next);
    directory = next;
  }
  return directory;
}

/** Puts a node under a name; a directory over a directory keeps what is in it. */
function put(tree: Tree, directory: DirectoryNode, name: string, node: Node): void {
  const before = directory.entries.get(name);
  if (node.type !== "directory") directory.entries.set(name, node);
  else {
    const entries = before?.type === "directory" ? new Map(before.entries) : new Map<string, Node>();
    directory.entries.set(name, { ...node, owner: tree, entries });
  }
}

const stacks = new WeakMap<DirectoryNode, WeakMap<Layer, DirectoryNode>>();
const nothing = directoryNode({ mtime: 0 });

/** The tree that layers make together, lowest first. Images that begin with the same layers share that part. */
export function stack(layers: readonly Layer[]): DirectoryNode {
  let root = nothing;
  for (const layer of layers) {
    const above = stacks.get(root) ?? new WeakMap<Layer, DirectoryNode>();
    stacks.set(root, above);
    let next = above.get(layer);
    if (next === undefined) {
      const tree = new Tree({ base: root });
      layer.apply(tree);
      next = tree.root;
      above.set(layer, next);
    }
    root = next;
  }
  return root;
}

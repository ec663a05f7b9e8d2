/** The images of a graph: whose parents are there, without cycles, each behind its parent. */

/** An image of a graph. */
export interface ImageNode {
  /** The beginning of its id: 12 hexadecimal digits. */
  readonly id: string;
  /** The `id` of the image that it was made from; absent where there is none, or the engine does not have it. */
  readonly parent?: string;
  /** Its names, with tags (of which a v1.0 engine may say nothing); empty for one that has none. */
  readonly names: readonly string[];
  /** Bytes of the image with all its layers. Not known on v1.0. */
  readonly size?: number;
}

/**
 * The nodes in the order in which a tree shows them: a parent, then what was made from it, by name. What an engine said is made a forest: of
 * two nodes with one id the first counts, a parent that is not there is none, and a circle is cut.
 */
export function inTreeOrder(nodes: Iterable<ImageNode>): ImageNode[] {
  const byId = new Map<string, ImageNode>();
  for (const node of nodes) if (!byId.has(node.id)) byId.set(node.id, node);
  const children = new Map<string, ImageNode[]>();
  const roots: ImageNode[] = [];
  for (const node of [...byId.values()].sort(byName)) {
    const siblings = node.parent === undefined || !byId.has(node.parent) ? roots : childrenOf(children, node.parent);
    siblings.push(node);
  }
  const ordered = new Map<string, ImageNode>();
  const walk = (root: ImageNode) => {
    const { parent: _, ...rest } = root;
    const pending: ImageNode[] = [rest];
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      if (ordered.has(node.id)) continue;
      ordered.set(node.id, node);
      for (const child of children.get(node.id)?.toReversed() ?? []) pending.push(child);
    }
  };
  for (const root of roots) walk(root);
  // Whoever is left is in a circle, or comes from one.
  for (const node of byId.values()) if (!ordered.has(node.id)) walk(node);
  return [...ordered.values()];
}

function childrenOf(children: Map<string, ImageNode[]>, parent: string): ImageNode[] {
  const known = children.get(parent);
  if (known !== undefined) return known;
  const fresh: ImageNode[] = [];
  children.set(parent, fresh);
  return fresh;
}

/** Named ones first. Not by locale: the order is the same on every machine. */
function byName(a: ImageNode, b: ImageNode): number {
  const [one, other] = [a.names[0] ?? "\uffff", b.names[0] ?? "\uffff"];
  if (one !== other) return one < other ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

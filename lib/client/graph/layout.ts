/** Where the boxes of a drawn graph stand: a column for each generation, what was made from an image to the right of it. */
import type { ImageNode } from "./image-node.ts";

/** A size in pixels. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** A node in its place: the upper left corner, and the size. */
export interface Box extends Extent {
  readonly node: ImageNode;
  readonly x: number;
  readonly y: number;
}

/** All boxes, and what they take together. */
export interface Layout extends Extent {
  readonly boxes: readonly Box[];
}

/** Between boxes and around them, in pixels. */
const gap = { x: 48, y: 14, around: 24 };

/**
 * Places each node once, with no two boxes over each other. A node stands in the middle of the room that its descendants take, one below the
 * other. The nodes come in the order of a tree, each behind its parent.
 */
export function layOut(nodes: readonly ImageNode[], sizeOf: (node: ImageNode) => Extent): Layout {
  const places = new Map<string, Place>();
  for (const node of nodes) {
    const parent = node.parent === undefined ? undefined : places.get(node.parent);
    const place = {
      node,
      parent,
      depth: parent === undefined ? 0 : parent.depth + 1,
      ...sizeOf(node),
      below: 0,
      top: 0,
      used: 0,
    };
    places.set(node.id, place);
  }
  const ordered = [...places.values()];
  const columns: number[] = [];
  for (const place of ordered.toReversed()) {
    columns[place.depth] = Math.max(columns[place.depth] ?? 0, place.width);
    if (place.parent) place.parent.below += room(place) + (place.parent.below > 0 ? gap.y : 0);
  }
  const lefts = [gap.around];
  for (const width of columns) lefts.push(lefts.at(-1)! + width + gap.x);
  let bottom = gap.around;
  const boxes = ordered.map((place): Box => {
    const { node, parent, depth, width, height } = place;
    if (parent) {
      // The descendants together stand in the middle, too, where their parent is higher than they are.
      place.top = parent.top + (room(parent) - parent.below) / 2 + parent.used;
      parent.used += room(place) + gap.y;
    } else {
      place.top = bottom;
      bottom += room(place) + gap.y;
    }
    return { node, x: lefts[depth]!, y: place.top + (room(place) - height) / 2, width, height };
  });
  const right = columns.length === 0 ? gap.around : lefts.at(-1)! - gap.x;
  return { boxes, width: right + gap.around, height: (ordered.length === 0 ? bottom : bottom - gap.y) + gap.around };
}

interface Place extends Extent {
  readonly node: ImageNode;
  readonly parent: Place | undefined;
  readonly depth: number;
  /** What the rooms of the children take, with the gaps between. */
  below: number;
  /** Where its room begins. */
  top: number;
  /** How much of `below` is taken. */
  used: number;
}

/** The height that a node and its descendants take. */
function room({ height, below }: Place): number {
  return Math.max(height, below);
}

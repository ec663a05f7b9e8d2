/** The images of an engine, and what each was made from. */
import { dotOf } from "./dot.ts";
import { type ImageNode, inTreeOrder } from "./image-node.ts";
import { svgOf } from "./svg.ts";
import { type TreeOptions, treeOf } from "./tree.ts";

/** The images of an engine as a graph: each with what was made from it. The same on every engine. */
export class ImageGraph {
  /** The images, each behind the one that it was made from; those that were made from the same one by name. */
  readonly nodes: readonly ImageNode[];

  /** Made by `images.viz()`. */
  constructor(nodes: Iterable<ImageNode>) {
    this.nodes = inTreeOrder(nodes);
  }

  /** The graph in the words of Graphviz, for `dot -Tpng` and the like: the text that v1.0 engines give. */
  get dot(): string {
    return dotOf(this.nodes);
  }

  /** The graph as lines for a terminal: an image in each, with its names and its size. */
  tree(options: TreeOptions = {}): string {
    return treeOf(this.nodes, options);
  }

  /** The graph as a picture, a document of its own; in light or dark colours, as the reader has it. */
  svg(): string {
    return svgOf(this.nodes);
  }

  /** The same as {@link ImageGraph.tree}. */
  toString(): string {
    return this.tree();
  }
}

/** The images of an engine, and what each was made from. */
import { dotOf } from "./dot.ts";
import { type ImageNode, inTreeOrder } from "./image-node.ts";
import { svgOf } from "./svg.ts";
import { type TreeOptions, treeOf } from "./tree.ts";

/**
 * The images of an engine as a graph: each with what was made from it. The same on every engine.
 *
 * @example
 * ```ts
 * await build(
 *   { dockerfile: "FROM busybox\nRUN echo base > /base" },
 *   { tag: "team/base" },
 * );
 * const graph = await images.viz();
 * const base = graph.nodes.find(({ names }) =>
 *   names.includes("team/base:latest"),
 * );
 * graph.nodes
 *   .find(({ id }) => id === base?.parent)
 *   ?.names.includes("busybox:latest");
 * //=> true
 * ```
 */
export class ImageGraph {
  /**
   * The images, each behind the one that it was made from; those that were made from the same one by name.
   *
   * @example
   * ```ts
   * await pull("busybox");
   * const { nodes } = await images.viz();
   * const base = nodes.find(({ names }) => names.includes("busybox:latest"));
   * base?.parent ?? "made from nothing";
   * //=> 'made from nothing'
   * ```
   */
  readonly nodes: readonly ImageNode[];

  /** Made by `images.viz()`. */
  constructor(nodes: Iterable<ImageNode>) {
    this.nodes = inTreeOrder(nodes);
  }

  /**
   * The graph in the words of Graphviz, for `dot -Tpng` and the like: the text that v1.0 engines give.
   *
   * @example
   * ```ts
   * await pull("busybox");
   * print((await images.viz()).dot);
   * //| digraph docker {
   * //| ...
   * //|  base [style=invisible]
   * //| }
   * ```
   */
  get dot(): string {
    return dotOf(this.nodes);
  }

  /**
   * The graph as lines for a terminal: an image in each, with its names and its size.
   *
   * @example
   * ```ts
   * // dks: require engine embedded
   * await build(
   *   { dockerfile: "FROM busybox\nRUN echo base > /base" },
   *   { tag: "team/base" },
   * );
   * print((await images.viz()).tree({ ascii: true }));
   * //| <id:1>  busybox:latest  <size>
   * //| `- <id:2>  team/base:latest  <size>
   * ```
   */
  tree(options: TreeOptions = {}): string {
    return treeOf(this.nodes, options);
  }

  /**
   * The graph as a picture, a document of its own; in light or dark colours, as the reader has it.
   *
   * @example
   * ```ts
   * import { writeFile } from "node:fs/promises";
   * import { tmpdir } from "node:os";
   *
   * await pull("busybox");
   * const picture = (await images.viz()).svg();
   * await writeFile(`${tmpdir()}/dks-images.svg`, picture); // for a browser
   * picture.startsWith("<svg");
   * //=> true
   * ```
   */
  svg(): string {
    return svgOf(this.nodes);
  }

  /**
   * The same as {@link ImageGraph.tree}.
   *
   * @example
   * ```ts
   * await pull("busybox");
   * print(`The images are:\n${await images.viz()}`);
   * //| The images are:
   * //| ...
   * ```
   */
  toString(): string {
    return this.tree();
  }
}

/** The graph as lines of text. */
import type { ImageNode } from "./image-node.ts";
import { clip, formatSize, printable } from "./text.ts";

/** Options of {@link ImageGraph.tree}. */
export interface TreeOptions {
  /** The width of the terminal, in columns: longer lines are cut. Left out, they are not. */
  columns?: number;
  /** Draws with ASCII characters only. */
  ascii?: boolean;
}

const lines = { between: "├─ ", last: "└─ ", through: "│  ", none: "   ", ellipsis: "…" };
const asciiLines = { between: "|- ", last: "`- ", through: "|  ", none: "   ", ellipsis: "..." };

/** The widest indentation, in columns: a thousand generations, which no engine has; a thousand times as many would fill the memory. */
const mostIndent = 3000;

/** A line for each image: its id, its names, its size; what was made from it below it, further to the right. */
export function treeOf(
  nodes: readonly ImageNode[],
  { columns = Number.POSITIVE_INFINITY, ascii = false }: TreeOptions,
): string {
  const marks = ascii ? asciiLines : lines;
  const widest = Math.min(columns, mostIndent);
  const lastChild = new Map(nodes.map(({ id, parent }) => [parent, id]));
  /** What stands before the children of a node. */
  const indents = new Map<string, string>();
  const shown = nodes.map((node) => {
    const { id, parent } = node;
    const isLast = lastChild.get(parent) === id;
    const before = parent === undefined ? "" : indents.get(parent)!;
    const branch = parent === undefined ? "" : isLast ? marks.last : marks.between;
    indents.set(id, parent === undefined ? "" : (before + (isLast ? marks.none : marks.through)).slice(0, widest));
    return clip(before + branch + described(node), columns, marks.ellipsis);
  });
  return shown.join("\n");
}

function described({ id, names, size }: ImageNode): string {
  const parts = [printable(id)];
  if (names.length > 0) parts.push(names.map(printable).join(", "));
  if (size !== undefined) parts.push(formatSize(size));
  return parts.join("  ");
}

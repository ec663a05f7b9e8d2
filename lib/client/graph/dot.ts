/** The graph in the words of Graphviz, as the v1.0 document has them. */
import type { ImageNode } from "./image-node.ts";

/** The text of the graph. The invisible `base` holds those together that have no parent. */
export function dotOf(nodes: readonly ImageNode[]): string {
  const lines = ["digraph docker {"];
  for (const { id, parent } of nodes) {
    lines.push(parent === undefined ? ` base -> ${quoted(id)} [style=invis]` : ` ${quoted(parent)} -> ${quoted(id)}`);
  }
  for (const { id, names } of nodes) {
    if (names.length === 0) continue;
    const label = [id, ...names].map(escaped).join("\\n");
    lines.push(` ${quoted(id)} [label="${label}",shape=box,fillcolor="paleturquoise",style="filled,rounded"];`);
  }
  return [...lines, " base [style=invisible]", "}", ""].join("\n");
}

function quoted(text: string): string {
  return `"${escaped(text)}"`;
}

/** A line break inside a label would be one more name. */
function escaped(text: string): string {
  return text.replace(/["\\]/g, "\\$&").replace(/[\r\n]/g, " ");
}

/** The images as a graph, in the language of Graphviz. */
import { bareId, type Image } from "./image.ts";
import type { ImageStore } from "./images.ts";

/**
 * All images: an edge from each parent to its child, from an invisible `base` to each that has no parent, and a box with the
 * repositories of each that has a name. Nothing at all when there is no image.
 */
export function imagesGraph(store: ImageStore): string {
  const images = store.list().sort((a, b) => (a.id < b.id ? -1 : 1));
  if (images.length === 0) return "";
  const edges = images.map((image) => {
    const parent = image.parent === undefined ? undefined : store.get(image.parent);
    return parent === undefined ? ` base -> ${node(image)} [style=invis]` : ` ${node(parent)} -> ${node(image)}`;
  });
  const boxes = images.flatMap((image) => {
    const repositories = new Set(store.tagsOf(image.id).map(({ repository }) => repository));
    if (repositories.size === 0) return [];
    const label = [short(image), ...repositories].join("\\n");
    return [` ${node(image)} [label="${label}",shape=box,fillcolor="paleturquoise",style="filled,rounded"];`];
  });
  return `${["digraph docker {", ...edges, ...boxes, " base [style=invisible]", "}"].join("\n")}\n`;
}

function node(image: Image): string {
  return `"${short(image)}"`;
}

function short(image: Image): string {
  return bareId(image.id).slice(0, 12);
}

/** The graph as a picture. */
import type { ImageNode } from "./image-node.ts";
import { type Box, type Extent, layOut } from "./layout.ts";
import { clip, formatSize, printable } from "./text.ts";

/** The type is monospaced, so that the width of a text is known beforehand; in pixels. */
const type = { size: 13, width: 8, line: 18 };
const padding = 10;
const maxLine = 60;
const maxNames = 8;

const style = `
.dks{background:#fff;font:${type.size}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.dks rect{fill:#f6f8fa;stroke:#8c959f}.dks .named rect{fill:#ddf4ff;stroke:#0969da}
.dks text{fill:#1f2328}.dks .id{fill:#59636e}.dks path{fill:none;stroke:#8c959f;stroke-width:1.5}
@media (prefers-color-scheme:dark){.dks{background:#0d1117}.dks rect{fill:#161b22;stroke:#656c76}
.dks .named rect{fill:#121d2f;stroke:#4493f8}.dks text{fill:#f0f6fc}.dks .id{fill:#9198a1}.dks path{stroke:#656c76}}
`;

/** A document of its own, for files and for pages; in light and in dark colours, as the reader has it. */
export function svgOf(nodes: readonly ImageNode[]): string {
  const { boxes, width, height } = layOut(nodes, (node) => extentOf(linesOf(node)));
  const byId = new Map(boxes.map((box) => [box.node.id, box]));
  const roots = nodes.filter(({ parent }) => parent === undefined).length;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="dks" role="img" aria-labelledby="dks-title dks-desc" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<title id="dks-title">Images and what they were made from</title>`,
    `<desc id="dks-desc">${count(nodes.length, "image")}, ${roots} without a parent. Lines lead from an image to those that were made from it.</desc>`,
    `<style>${style}</style>`,
    ...boxes.flatMap((box) => (box.node.parent === undefined ? [] : [edge(byId.get(box.node.parent)!, box)])),
    ...boxes.map(drawn),
    "</svg>",
    "",
  ].join("\n");
}

/** The names, and then id and size. */
function linesOf({ id, names, size }: ImageNode): string[] {
  const shown = names.slice(0, maxNames).map((name) => clip(printable(name), maxLine));
  if (names.length > maxNames) shown.push(`and ${names.length - maxNames} more`);
  return [...shown, clip(printable(id), maxLine) + (size === undefined ? "" : `  ${formatSize(size)}`)];
}

function extentOf(lines: readonly string[]): Extent {
  return {
    width: Math.max(...lines.map(({ length }) => length)) * type.width + 2 * padding,
    height: lines.length * type.line + 2 * padding,
  };
}

function drawn({ node, x, y, width, height }: Box): string {
  const lines = linesOf(node).map((line, at, all) => {
    const kind = at === all.length - 1 ? ' class="id"' : "";
    return `<text x="${x + padding}" y="${y + padding + at * type.line + type.size}"${kind}>${escaped(line)}</text>`;
  });
  const title = escaped([printable(node.id), ...node.names.map(printable)].join("\n"));
  const named = node.names.length > 0 ? ' class="named"' : "";
  return `<g${named}><title>${title}</title><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>${lines.join("")}</g>`;
}

function edge(from: Box, to: Box): string {
  const [x1, y1] = [from.x + from.width, from.y + from.height / 2];
  const [x2, y2] = [to.x, to.y + to.height / 2];
  const middle = (x1 + x2) / 2;
  return `<path d="M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}"/>`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

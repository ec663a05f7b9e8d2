import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ImageGraph } from "./image-graph.ts";
import { layOut } from "./layout.ts";
import { forests, oddities } from "./testing.ts";

const family = new ImageGraph([
  { id: "24e6fba6af09", parent: "923bc4b8b54c", names: ["r:latest"] },
  { id: "923bc4b8b54c", names: ["base:latest", "x:latest"], size: 1_984_230 },
  { id: "5ab5fe908f1b", parent: "24e6fba6af09", names: [], size: 12 },
  { id: "8e4e0283f4d6", parent: "923bc4b8b54c", names: [] },
  { id: "ca84847c040e", names: ["alone:v1"], size: 999_600 },
]);

describe("nodes", () => {
  test("come each behind its parent, by name", () => {
    expect(family.nodes.map(({ id }) => id.slice(0, 4))).toEqual(["ca84", "923b", "24e6", "5ab5", "8e4e"]);
  });

  test("are each there once, whatever an engine says", () => {
    fc.assert(
      fc.property(fc.oneof(forests, oddities), (nodes) => {
        const { nodes: ordered } = new ImageGraph(nodes);
        expect(ordered.map(({ id }) => id).sort()).toEqual([...new Set(nodes.map(({ id }) => id))].sort());
        const seen = new Set<string>();
        for (const { id, parent } of ordered) {
          if (parent !== undefined) expect(seen).toContain(parent);
          seen.add(id);
        }
      }),
    );
  });

  test("keep their parents where these are no circle", () => {
    fc.assert(
      fc.property(forests, (nodes) => {
        const { nodes: ordered } = new ImageGraph(nodes);
        expect(new Map(ordered.map(({ id, parent }) => [id, parent]))).toEqual(
          new Map(nodes.map(({ id, parent }) => [id, parent])),
        );
      }),
    );
  });
});

describe("the tree", () => {
  test("has a line for each image", () => {
    expect(family.tree()).toBe(
      [
        "ca84847c040e  alone:v1  1 MB",
        "923bc4b8b54c  base:latest, x:latest  1.98 MB",
        "├─ 24e6fba6af09  r:latest",
        "│  └─ 5ab5fe908f1b  12 B",
        "└─ 8e4e0283f4d6",
      ].join("\n"),
    );
    expect(String(family)).toBe(family.tree());
    expect(new ImageGraph([]).tree()).toBe("");
  });

  test("is drawn in ASCII, too, and cut to a width", () => {
    expect(family.tree({ ascii: true, columns: 20 })).toBe(
      [
        "ca84847c040e  alo...",
        "923bc4b8b54c  bas...",
        "|- 24e6fba6af09  ...",
        "|  `- 5ab5fe908f1...",
        "`- 8e4e0283f4d6",
      ].join("\n"),
    );
    expect(family.tree({ columns: 12 }).split("\n")[0]).toBe("ca84847c040…");
  });

  test("goes no further to the right than a thousand generations", () => {
    const chain = Array.from({ length: 3000 }, (_, at) => ({
      id: `i${at}`,
      ...(at > 0 && { parent: `i${at - 1}` }),
      names: [],
    }));
    const lines = new ImageGraph(chain).tree().split("\n");
    expect(lines).toHaveLength(3000);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(3100);
  });

  test("has one line for each image and no control characters, whatever an engine says", () => {
    fc.assert(
      fc.property(oddities, fc.nat({ max: 60 }), (nodes, columns) => {
        const graph = new ImageGraph(nodes);
        const lines = graph.nodes.length === 0 ? [] : graph.tree({ ascii: true, columns }).split("\n");
        expect(lines).toHaveLength(graph.nodes.length);
        for (const line of lines) {
          expect(line).toMatch(/^[\x20-\x7e]*$/);
          expect(line.length).toBeLessThanOrEqual(Math.max(columns, 3));
        }
      }),
    );
  });
});

describe("the layout", () => {
  const sizes = fc.func(
    fc.record({ width: fc.integer({ min: 1, max: 400 }), height: fc.integer({ min: 1, max: 200 }) }),
  );

  test("places every node once, inside, with no two over each other, right of its parent", () => {
    fc.assert(
      fc.property(forests, sizes, (nodes, sizeOf) => {
        const graph = new ImageGraph(nodes);
        const { boxes, width, height } = layOut(graph.nodes, (node) => sizeOf(node.id));
        expect(boxes.map(({ node }) => node)).toEqual(graph.nodes);
        const byId = new Map(boxes.map((box) => [box.node.id, box]));
        for (const box of boxes) {
          expect(box).toMatchObject(sizeOf(box.node.id));
          expect(box.x).toBeGreaterThanOrEqual(0);
          expect(box.y).toBeGreaterThanOrEqual(0);
          expect(box.x + box.width).toBeLessThanOrEqual(width);
          expect(box.y + box.height).toBeLessThanOrEqual(height);
          const parent = byId.get(box.node.parent ?? "");
          if (parent) expect(box.x).toBeGreaterThan(parent.x + parent.width);
        }
        for (const [at, a] of boxes.entries()) {
          for (const b of boxes.slice(at + 1)) {
            const apart =
              a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
            expect(apart, `${a.node.id} and ${b.node.id}`).toBe(true);
          }
        }
      }),
    );
  });

  test("takes a long line of descendants and a crowd of them", () => {
    const line = Array.from({ length: 2000 }, (_, at) => ({
      id: `i${at}`,
      ...(at > 0 && { parent: `i${at - 1}` }),
      names: [],
    }));
    const crowd = Array.from({ length: 2000 }, (_, at) => ({
      id: `i${at}`,
      ...(at > 0 && { parent: "i0" }),
      names: [],
    }));
    for (const nodes of [line, crowd]) {
      const graph = new ImageGraph(nodes);
      expect(layOut(graph.nodes, () => ({ width: 10, height: 10 })).boxes).toHaveLength(2000);
      expect(graph.tree().split("\n")).toHaveLength(2000);
    }
  });
});

describe("the picture", () => {
  test("is one well-formed document, whatever an engine says", () => {
    fc.assert(
      fc.property(fc.oneof(forests, oddities), (nodes) => {
        const graph = new ImageGraph(nodes);
        const elements = wellFormed(graph.svg());
        expect(elements[0]).toBe("svg");
        expect(elements.filter((name) => name === "rect")).toHaveLength(graph.nodes.length);
        expect(elements.filter((name) => name === "path")).toHaveLength(
          graph.nodes.filter(({ parent }) => parent !== undefined).length,
        );
      }),
    );
  });

  test("says what it is, and needs nothing from elsewhere", () => {
    const svg = family.svg();
    expect(svg).toContain('role="img" aria-labelledby="dks-title dks-desc"');
    expect(svg).toContain('<desc id="dks-desc">5 images, 2 without a parent.');
    expect(svg).toContain("prefers-color-scheme:dark");
    expect(svg).toContain(">base:latest</text>");
    expect(svg).toContain("923bc4b8b54c  1.98 MB</text>");
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/https?:|url\(|@import|<script/);
    expect(wellFormed(new ImageGraph([]).svg())).toContain("svg");
  });

  test("shows the first of many names", () => {
    const names = Array.from({ length: 20 }, (_, at) => `name:${at}`);
    expect(new ImageGraph([{ id: "a", names }]).svg()).toContain(">and 12 more</text>");
  });
});

/** The names of the elements of an XML document, in order; fails when it is not well-formed. */
function wellFormed(xml: string): string[] {
  // The characters that XML 1.0 allows.
  expect(xml).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd]*$/);
  const names: string[] = [];
  const open: string[] = [];
  const token = /<\/(\w+)>|<(\w+)((?: [\w:-]+="[^"<&]*(?:&\w+;[^"<&]*)*")*)(\/?)>|([^<&]+|&(?:amp|lt|gt|quot);)/y;
  const document = xml.trimEnd();
  while (token.lastIndex < document.length) {
    const at = token.lastIndex;
    const found = token.exec(document);
    expect(found, document.slice(at, at + 60)).not.toBeNull();
    const [, closed, opened, , empty] = found!;
    if (closed !== undefined) expect(open.pop()).toBe(closed);
    if (opened !== undefined) names.push(opened);
    if (opened !== undefined && empty === "") open.push(opened);
  }
  expect(open).toEqual([]);
  return names;
}

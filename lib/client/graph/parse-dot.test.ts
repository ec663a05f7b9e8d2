import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ProtocolError, StreamError } from "../../errors.ts";
import { ImageGraph } from "./image-graph.ts";
import { parseDot } from "./parse-dot.ts";
import { forests } from "./testing.ts";

const two = `digraph docker {
 "923bc4b8b54c" -> "24e6fba6af09"
 base -> "923bc4b8b54c" [style=invis]
 "923bc4b8b54c" [label="923bc4b8b54c\\nbase:latest\\nx:latest",shape=box,fillcolor="paleturquoise",style="filled,rounded"];
 "24e6fba6af09" [label="24e6fba6af09\\nr:latest",shape=box,fillcolor="paleturquoise",style="filled,rounded"];
 base [style=invisible]
}
`;

describe("the graph of a v1.0 engine", () => {
  test("has the images, their parents and their names", () => {
    expect(parseDot(two)).toEqual([
      { id: "923bc4b8b54c", names: ["base:latest", "x:latest"] },
      { id: "24e6fba6af09", parent: "923bc4b8b54c", names: ["r:latest"] },
    ]);
  });

  test("is empty where there are no images", () => {
    expect(parseDot("")).toEqual([]);
    expect(parseDot("digraph docker {\n base [style=invisible]\n}\n")).toEqual([]);
  });

  test("is read whatever it looks like", () => {
    const odd = `/* images */ digraph "docker" { graph [rankdir=LR]; node [shape=box]; edge[x=y];
      rankdir = TB; # a comment
      a->b->c // another
      ; base -> a [style=invis]; a [ shape=box ; label = "a\\nquo\\"te:\\\\v1" , ] }`;
    expect(parseDot(odd)).toEqual([
      { id: "a", names: ['quo"te:\\v1'] },
      { id: "b", parent: "a", names: [] },
      { id: "c", parent: "b", names: [] },
    ]);
  });

  test("that breaks off because a parent is not there is a StreamError with the engine's words", () => {
    const text = `digraph docker {\n base -> "013fa3cc453e" [style=invis]\nError while getting parent image: No such id: ca84847c040e\n`;
    expect(() => parseDot(text)).toThrow(StreamError);
    expect(() => parseDot(text)).toThrow("Error while getting parent image: No such id: ca84847c040e");
  });

  test.each([
    ["cut", two.slice(0, 100)],
    ["no graph", "hello"],
    ["HTML", "<!DOCTYPE html><h1>Welcome</h1>"],
    ["an edge to nowhere", "digraph docker { a -> }"],
    ["more than one graph", `${two}${two}`],
    ["an open quote", 'digraph docker { "a }'],
    ["an error that goes on and on", `digraph docker {\nError ${" ".repeat(300_000)}x\n "}"`],
    ["control characters", "digraph docker { \u001b[31m }"],
  ])("that is %s is a ProtocolError", (_, text) => {
    expect(() => parseDot(text)).toThrow(ProtocolError);
    expect(() => parseDot(text)).toThrow(/^ImageViz: [\x20-\x7e]*$/);
  });
});

test("what is written is read back", () => {
  fc.assert(
    fc.property(forests, (nodes) => {
      const graph = new ImageGraph(nodes.map(({ size: _, ...node }) => node));
      expect(new ImageGraph(parseDot(graph.dot)).nodes).toEqual(graph.nodes);
    }),
  );
});

test("what is written is a graph, whatever the names are", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { maxLength: 4 }), (names) => {
      const [node] = parseDot(new ImageGraph([{ id: "a", names }]).dot);
      expect(node).toMatchObject({ id: "a", names: { length: names.length } });
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeMappings, OffsetMap, SourceText } from "./source.ts";

const text = fc
  .array(fc.constantFrom("a", "bc", "\n", "\r\n", "\r", "\u2028", "é", "🐳"))
  .map((pieces) => pieces.join(""));

test("a place leads to the offset that it is the place of", () => {
  fc.assert(
    fc.property(text, fc.nat(), (source, n) => {
      const offset = n % (source.length + 1);
      const lines = new SourceText(source);
      expect(lines.offset(lines.position(offset))).toBe(offset);
    }),
  );
});

test("lines are those of JavaScript, without their ends", () => {
  const source = new SourceText("one\ntwo\r\nthree\u2028four\r");
  expect([1, 2, 3, 4, 5].map((line) => source.line(line))).toEqual(["one", "two", "three", "four", ""]);
  expect(source.lines).toBe(5);
  expect(source.position(source.text.indexOf("four"))).toEqual({ line: 4, column: 1 });
  expect(source.offset({ line: 9, column: 1 })).toBeLessThanOrEqual(source.text.length);
});

test("a piece of a longer text has the places of that text", () => {
  const piece = new SourceText("three\nfour\n", 3);
  expect(piece.position(6)).toEqual({ line: 4, column: 1 });
  expect(piece.offset({ line: 4, column: 2 })).toBe(7);
  expect([3, 4].map((line) => piece.line(line))).toEqual(["three", "four"]);
});

test("mappings are decoded", () => {
  expect(decodeMappings("AAAA,IAAIA;;gCACJ,D")).toEqual([
    [
      [0, 0, 0, 0],
      [4, 0, 0, 4, 0],
    ],
    [],
    [[32, 0, 1, 0], [31]],
  ]);
});

test("what was put in counts as standing before what follows", () => {
  const [source, generated] = ["a = b", "(a) = [b]"];
  const map = new OffsetMap(
    [
      [
        [1, 0, 0, 0],
        [2, 0, 0, 1],
        [3, 0, 0, 1],
        [7, 0, 0, 4],
      ],
    ],
    generated,
    source,
  );
  expect(map.at(generated.indexOf("b"))).toBe(4);
  expect(map.at(generated.indexOf("a"))).toBe(0);
  expect(map.at(6)).toBe(4);
});

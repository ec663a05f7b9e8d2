import { describe, expect, test } from "vitest";
import { elided, valueLines } from "./shown.ts";

describe("a value in a file", () => {
  test("is whole, however deep and long it is", () => {
    const value = { a: { b: { c: { d: { e: { f: ["deep"] } } } } }, list: Array.from({ length: 1000 }, (_, i) => i) };
    const text = valueLines(value).join("\n");
    expect(text).toContain("'deep'");
    expect(text).toMatch(/\b999\n/);
    expect(text).not.toContain("folded");
  });

  test("that is long is written with what is deep in it left out", () => {
    const lines = valueLines({
      name: "x",
      state: Object.fromEntries(Array.from("abcdefghijklmnop", (key) => [key, key.repeat(30)])),
      l: [1, [2]],
    });
    const long = valueLines({ first: lines, second: { lines, deep: { deeper: lines } }, last: true });
    expect(elided(long)).toEqual([
      "{",
      "  first: [",
      "    ...",
      "  ],",
      "  second: {",
      "    ...",
      "  },",
      "  last: true",
      "}",
    ]);
  });

  test("that is long and flat is cut in its middle", () => {
    const lines = valueLines(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`k${i}`, "v".repeat(60)])));
    const shown = elided(lines);
    expect(shown).toHaveLength(24);
    expect([shown[0], shown[1], shown.at(-2), shown.at(-1)]).toEqual(["{", lines[1], "  ...", "}"]);
  });

  test("that is short, or a table, is left as it is", () => {
    const table = valueLines(Array.from({ length: 40 }, (_, i) => ({ Name: `n${i}`, Size: i })));
    expect(elided(table)).toEqual(table);
    expect(elided(["{", "  a: 1", "}"])).toEqual(["{", "  a: 1", "}"]);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { globMatches } from "../glob.ts";
import { parseGlob, readIgnore } from "./ignore.ts";

describe("a .dockerignore", () => {
  test.each([
    ["a.txt", ["a.txt"], ["b/a.txt", "a_txt", "A.txt"]],
    ["*.md", ["x.md", ".md"], ["d/x.md"]],
    ["**/*.md", ["x.md", "d/e/x.md"], ["x.mdx"]],
    ["d", ["d", "d/e", "d/e/f"], ["dd"]],
    ["/d/", ["d/e"], []],
    ["d/**", ["d/e", "d/e/f"], ["d"]],
    ["a?c", ["abc"], ["ac", "a/c"]],
    ["[a-c]x", ["bx"], ["dx", "/x"]],
    ["[^a-c]x", ["dx"], ["bx"]],
    ["\\*", ["*"], ["a"]],
    ["x/../y", ["y"], ["x"]],
    ["*\n!keep\nkeep/not", ["a", "keep/not"], ["keep", "keep/x"]],
    ["# *\n\n  a  ", ["a"], ["b"]],
    ["[", [], ["["]],
    ["a\\", [], ["a", "a\\"]],
    ["[z-a]", [], ["z"]],
  ])("%j", (text, ignored, kept) => {
    const test = readIgnore(text);
    for (const path of ignored) expect(test(path), path).toBe(true);
    for (const path of kept) expect(test(path), path).toBe(false);
  });

  test("may name any file literally", () => {
    const name = fc.string({ minLength: 1, unit: "grapheme" }).filter((one) => !one.includes("/"));
    fc.assert(
      fc.property(name, (text) => {
        const tokens = parseGlob([...text].map((c) => `\\${c}`).join(""), true);
        expect(globMatches(tokens!, text)).toBe(true);
      }),
    );
  });

  // Whoever goes back, star by star, does not come to an end here.
  test.each(["*a", "**/a", "**a"])("may have many stars: %s", (piece) => {
    const ignored = readIgnore(`${piece.repeat(30)}b`);
    expect(ignored("a/".repeat(50))).toBe(false);
    expect(ignored("a".repeat(200))).toBe(false);
  });

  test("is read whatever it says", () => {
    fc.assert(fc.property(fc.string(), fc.string(), (text, path) => void readIgnore(text)(path)));
  });
});

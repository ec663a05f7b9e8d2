import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../../errors.ts";
import { rows, tree } from "./ignore.rows.ts";
import { parseIgnore } from "./ignore.ts";

const files = tree.filter((path) => path !== "Dockerfile");

describe("what the docker CLI sends is what is not ignored", () => {
  test.each(rows)("%j", (text, sent) => {
    if (sent === "refused") {
      expect(() => parseIgnore(text)).toThrow(InvalidArgumentError);
      return;
    }
    const list = parseIgnore(text);
    const expected = files.filter((path) => ("only" in sent ? sent.only.includes(path) : !sent.allBut.includes(path)));
    expect(files.filter((path) => !list.ignores(path))).toEqual(expected);
  });
});

test("an exception with a wildcard takes back below a directory that is ignored, as today's builder has it", () => {
  const list = parseIgnore("*\n!**/keep.md\n!src/*.go");
  expect(files.filter((path) => !list.ignores(path))).toEqual([
    "dir/keep.md",
    "dir/sub/keep.md",
    "src/main.go",
    "src/main_test.go",
  ]);
  expect(list.mayTakeBackBelow("dir/sub")).toBe(true);
});

test.each([
  ["*\n!dir/sub/keep.md", ["dir", "dir/sub"], ["other", "dir/other", "directory"]],
  ["*\n!dir", ["dir", "dir/sub"], ["other", "directory"]],
  ["*\n!src/*.go", ["src", "src/vendor"], ["dir"]],
  ["*", [], ["dir", "src"]],
])("only where something may be taken back has an ignored directory to be read: %j", (text, read, skipped) => {
  const list = parseIgnore(text);
  expect(read.filter((path) => !list.mayTakeBackBelow(path))).toEqual([]);
  expect(skipped.filter((path) => list.mayTakeBackBelow(path))).toEqual([]);
});

test("on Windows a backslash stands between directories", () => {
  expect(parseIgnore("dir\\*.txt", { windows: true }).ignores("dir/x.txt")).toBe(true);
  expect(parseIgnore("dir\\*.txt").ignores("dir/x.txt")).toBe(false);
});

test("a malformed pattern is told with its line and its file", () => {
  expect(() => parseIgnore("ok\n\n[z-a]\n", { name: "web.dockerignore" })).toThrow(
    /^line 3 of web\.dockerignore is not a pattern: \[z-a\]/,
  );
});

// A second matcher, written as the rules are told: no regular expression, one choice after another.

function matches(pattern: string, path: string): boolean {
  if (pattern === "") return path === "";
  if (pattern.startsWith("**/")) {
    const rest = pattern.slice(3);
    if (matches(rest, path)) return true;
    return [...path].some((character, i) => character === "/" && matches(rest, path.slice(i + 1)));
  }
  if (pattern === "**") return true;
  if (pattern.startsWith("*")) {
    const end = path.includes("/") ? path.indexOf("/") : path.length;
    for (let i = 0; i <= end; i++) if (matches(pattern.slice(1), path.slice(i))) return true;
    return false;
  }
  if (path === "" || (pattern[0] === "?" ? path[0] === "/" : pattern[0] !== path[0])) return false;
  return matches(pattern.slice(1), path.slice(1));
}

const name = fc.stringMatching(/^[ab]{1,2}$/);
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("/"));
const pattern = fc
  .array(fc.oneof(name, fc.constantFrom("*", "**", "?", "a*", "*b", "?a")), { minLength: 1, maxLength: 4 })
  .map((names) => names.join("/"));
const ignoreText = fc
  .array(fc.tuple(fc.boolean(), pattern), { maxLength: 5 })
  .map((lines) => lines.map(([exception, text]) => (exception ? `!${text}` : text)).join("\n"));

function prefixes(path: string): string[] {
  const names = path.split("/");
  return names.map((_, i) => names.slice(0, i + 1).join("/"));
}

test("one pattern ignores what it matches, and all below", () => {
  fc.assert(
    fc.property(pattern, path, (pattern, path) => {
      expect(parseIgnore(pattern).ignores(path)).toBe(prefixes(path).some((prefix) => matches(pattern, prefix)));
    }),
    { numRuns: 2000 },
  );
});

test("an exception that comes last takes back all that it matches itself", () => {
  fc.assert(
    fc.property(ignoreText, pattern, path, (text, pattern, path) => {
      fc.pre(matches(pattern, path));
      expect(parseIgnore(`${text}\n!${pattern}`).ignores(path)).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

test("nothing that is taken back lies below a directory that need not be read", () => {
  fc.assert(
    fc.property(ignoreText, path, (text, path) => {
      const list = parseIgnore(text);
      if (list.ignores(path)) return;
      for (const above of prefixes(path).slice(0, -1))
        if (list.ignores(above)) expect(list.mayTakeBackBelow(above)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escapePattern, isPattern, Pattern, unescapePattern } from "./pattern.ts";

describe("a pattern", () => {
  test.each([
    ["abc", "abc", true],
    ["abc", "abcd", false],
    ["a*c", "abbc", true],
    ["a*c", "ab", false],
    ["*", "", true],
    ["?", "é", true],
    ["?", "😀", true],
    ["??", "a", false],
    ["[a-c]x", "bx", true],
    ["[!a-c]x", "bx", false],
    ["[^a-c]x", "dx", true],
    ["[]a]", "]", true],
    ["[a-]", "-", true],
    ["[[:digit:]_]*", "5x", true],
    ["[[:upper:]]", "a", false],
    ["[[:nonsense:]", ":", true],
    ["[\\]]", "]", true],
    ["[a", "[a", true],
    ["\\*", "*", true],
    ["\\*", "x", false],
    ["a\\", "a\\", true],
    ["a/*", "a/b/c", true],
  ])("%s and %s: %s", (pattern, text, matches) => {
    expect(Pattern.of(pattern).test(text)).toBe(matches);
  });

  test("finds the shortest and the longest beginning and end", () => {
    expect(Pattern.of("*/").prefix("a/b/c", false)).toBe(2);
    expect(Pattern.of("*/").prefix("a/b/c", true)).toBe(4);
    expect(Pattern.of(".*").suffix("a.b.c", false)).toBe(2);
    expect(Pattern.of(".*").suffix("a.b.c", true)).toBe(4);
    expect(Pattern.of("x").prefix("a", true)).toBe(-1);
    expect(Pattern.of("?").suffix("a😀", true)).toBe(2);
  });

  test("replaces the first match, or all", () => {
    expect(Pattern.of("b?").replace("abcabd", "-", false)).toBe("a-abd");
    expect(Pattern.of("b?").replace("abcabd", "-", true)).toBe("a-a-");
    expect(Pattern.of("b*").replace("abcabd", "-", true)).toBe("a-");
  });

  test("with many stars takes no more time than its length times the text's", () => {
    const text = "a".repeat(5000);
    expect(Pattern.of(`${"*a".repeat(50)}*b`).test(text)).toBe(false);
    expect(Pattern.of(`${"*a".repeat(20)}*b`).prefix(text, true)).toBe(-1);
  });

  test("matches any text that was escaped, and only that", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (text, other) => {
        const escaped = escapePattern(text);
        expect(isPattern(escaped)).toBe(false);
        expect(unescapePattern(escaped)).toBe(text);
        expect(Pattern.of(escaped).test(text)).toBe(true);
        expect(Pattern.of(escaped).test(other)).toBe(text === other);
      }),
    );
  });
});

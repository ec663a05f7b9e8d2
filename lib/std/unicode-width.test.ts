import fc from "fast-check";
import { expect, test } from "vitest";
import { unicodeWidth } from "./cli.ts";

test.each([
  ["", 0],
  ["hello", 5],
  ["héllo", 5],
  ["he\u0301llo", 5],
  ["漢字", 4],
  ["ｗｉｄｅ", 8],
  ["ｶﾅ", 2],
  ["한글", 4],
  ["\u1112\u1161\u11ab", 2],
  ["か\u3099", 2],
  ["🐳", 2],
  ["🇩🇪", 2],
  ["👍🏽", 4],
  ["→ · … ✓ │", 9],
  ["a\u200bb\ufeff", 2],
  ["a\tb\n\x1b", 2],
  ["Ω≈ç√", 4],
])("%j takes %i columns", (text, width) => {
  expect(unicodeWidth(text)).toBe(width);
});

test("is the sum of its parts", () => {
  const text = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(unicodeWidth(a + b)).toBe(unicodeWidth(a) + unicodeWidth(b));
      expect(unicodeWidth(a)).toBeLessThanOrEqual([...a].length * 2);
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { escaped, unescaped } from "./literals.ts";

test("a text between its quotes is the text, and is read back from what is written", () => {
  const texts = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: fc.constantFrom(..."'\"`${\\\n\r\t\x1b\x9b\u202e\u2028nx0") }),
  );
  fc.assert(
    fc.property(texts, fc.constantFrom("'", '"', "`"), (text, quote) => {
      const source = escaped(text, quote);
      expect(new Function(`return ${quote}${source}${quote}`)()).toBe(text);
      expect(unescaped(source)).toBe(text);
    }),
  );
});

test.each([
  ["\\u{1f433}\\u0041\\x42", "\u{1f433}AB"],
  ["a\\\nb", "ab"],
  ["a\\", "a"],
  ["\\u{ffffff}", "\u{10ffff}"],
])("%j is %j", (source, text) => {
  expect(unescaped(source)).toBe(text);
});

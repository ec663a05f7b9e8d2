import fc from "fast-check";
import { expect, test } from "vitest";
import { excerpt, latin1 } from "./excerpt.ts";
import { utf8 } from "./testing.ts";

test.each([
  ["plain", '"plain"'],
  ['a "b" \\', '"a \\"b\\" \\\\"'],
  ["\x1b[31m\r\n\t\0\x7f", '"\\x1b[31m\\r\\n\\t\\x00\\x7f"'],
  ["\u202e\u2028\ufeff", '"\\u{202e}\\u{2028}\\u{feff}"'],
  ["é 漢 🐳", '"é 漢 🐳"'],
  ["x".repeat(60), `"${"x".repeat(60)}"`],
  ["x".repeat(61), `"${"x".repeat(60)}..."`],
])("quotes %j", (text, expected) => {
  expect(excerpt(text)).toBe(expected);
});

test("reads bytes as Latin-1", () => {
  expect(excerpt(Uint8Array.of(0x41, 0x80, 0xe9))).toBe('"A\\x80é"');
  expect(excerpt(utf8("x".repeat(100)))).toBe(`"${"x".repeat(60)}..."`);
});

test("is short and safe whatever it quotes", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      expect(excerpt(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(excerpt(text).length).toBeLessThan(700);
    }),
  );
});

test("every byte is the character of its number, in long texts too", () => {
  const bytes = Uint8Array.from({ length: 20_000 }, (_, i) => i);
  const text = latin1(bytes);
  expect(text).toHaveLength(20_000);
  expect([...text].every((character, i) => character.charCodeAt(0) === bytes[i])).toBe(true);
});

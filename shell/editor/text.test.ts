import fc from "fast-check";
import { expect, test } from "vitest";
import { characters, segments } from "./text.ts";

/** Pieces of characters, of which many join their neighbours. */
const pieces = [
  "a",
  "\r\n",
  "é",
  "e\u0301",
  "日",
  "👨‍👩‍👧",
  "🇩",
  "\u200d",
  "\u0301",
  "\u{e0100}",
  "\ud83d",
  "한",
  "ᄒ",
  "क्षि",
  "\u0600",
];

test("the characters of a long text are those of the whole", () => {
  const piece = fc.oneof(
    fc.constantFrom(...pieces),
    fc.tuple(fc.constantFrom(...pieces), fc.integer({ min: 50, max: 300 })).map(([text, count]) => text.repeat(count)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (parts) => {
      const text = parts.join("");
      expect([...characters(text)]).toEqual(Array.from(segments(text), ({ segment }) => segment));
    }),
  );
});

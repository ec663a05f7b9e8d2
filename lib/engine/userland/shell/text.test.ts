import fc from "fast-check";
import { expect, test } from "vitest";
import { byteLength, decode, encode, quote, quoteIfNeeded } from "./text.ts";

test("bytes that are no text come back as they were", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(encode(decode(bytes))).toEqual(bytes);
      expect(byteLength(decode(bytes))).toBe(bytes.length);
    }),
  );
});

test("text comes back as it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(decode(encode(text))).toBe(text);
    }),
  );
});

test("words are quoted for the shell", () => {
  expect(quote("")).toBe("''");
  expect(quote("it's")).toBe(`'it'"'"'s'`);
  expect(quote("''")).toBe(`''"''"`);
  expect(quoteIfNeeded("a/b.c_d-e")).toBe("a/b.c_d-e");
  expect(quoteIfNeeded("a b")).toBe("'a b'");
  expect(quoteIfNeeded("if")).toBe("'if'");
});

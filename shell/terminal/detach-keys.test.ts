import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../../mod.ts";
import { DetachMatcher, formatDetachKeys, parseDetachKeys, spellDetachKeys } from "./detach-keys.ts";

describe("detach keys", () => {
  test.each([
    ["ctrl-p,ctrl-q", [0x10, 0x11], "Ctrl-P Ctrl-Q"],
    ["ctrl-@", [0], "Ctrl-@"],
    ["ctrl-[,ctrl-\\,ctrl-],ctrl-^,ctrl-_", [27, 28, 29, 30, 31], "Ctrl-[ Ctrl-\\ Ctrl-] Ctrl-^ Ctrl-_"],
    ["DEL,a,A, ,~", [127, 97, 65, 32, 126], "DEL a A   ~"],
  ])("%s are bytes, and are written the same way again", (text, bytes, spelled) => {
    const keys = parseDetachKeys(text);
    expect([...keys]).toEqual(bytes);
    expect(formatDetachKeys(keys)).toBe(text);
    expect(spellDetachKeys(keys)).toBe(spelled);
  });

  test("capitals are taken, and written as engines take them", () => {
    expect(formatDetachKeys(parseDetachKeys("ctrl-P,Ctrl-Q"))).toBe("ctrl-p,ctrl-q");
  });

  test.each(["", ",", "ctrl-p,", "ctrl-", "ctrl-1", "ctrl-pq", "ab", "é", "\n"])("%j is refused", (text) => {
    expect(() => parseDetachKeys(text)).toThrow(InvalidArgumentError);
  });
});

/** All that a matcher gives for pieces, until it has seen the keys. */
function feed(keys: Uint8Array, pieces: readonly Uint8Array[]): { pass: number[]; rest: number[] | undefined } {
  const matcher = new DetachMatcher(keys);
  const pass: number[] = [];
  for (const [index, piece] of pieces.entries()) {
    const matched = matcher.push(piece);
    pass.push(...matched.pass);
    if (matched.rest) return { pass, rest: [...matched.rest, ...pieces.slice(index + 1).flatMap((one) => [...one])] };
  }
  return { pass, rest: undefined };
}

describe("a matcher", () => {
  const keys = parseDetachKeys("ctrl-p,ctrl-q");

  test("passes what is typed at once, and holds a beginning of the keys back", () => {
    const matcher = new DetachMatcher(keys);
    expect(matcher.push(Uint8Array.of(65, 0x10))).toEqual({ pass: Uint8Array.of(65) });
    expect(matcher.push(Uint8Array.of(66))).toEqual({ pass: Uint8Array.of(0x10, 66) });
    expect(matcher.push(Uint8Array.of(0x10))).toEqual({ pass: Uint8Array.of() });
    expect(matcher.push(Uint8Array.of(0x10))).toEqual({ pass: Uint8Array.of(0x10) });
    expect(matcher.push(Uint8Array.of(0x11, 67))).toEqual({ pass: Uint8Array.of(), rest: Uint8Array.of(67) });
    expect(matcher.push(Uint8Array.of(0x11))).toEqual({ pass: Uint8Array.of(0x11) });
  });

  test("finds the first place where the keys stand, however the bytes are cut", () => {
    const few = fc.constantFrom(1, 2, 3);
    const someKeys = fc.array(few, { minLength: 1, maxLength: 5 }).map((list) => Uint8Array.from(list));
    const pieces = fc.array(fc.array(few, { maxLength: 8 }).map((list) => Uint8Array.from(list)));
    fc.assert(
      fc.property(someKeys, pieces, (wanted, typed) => {
        const all = typed.flatMap((piece) => [...piece]);
        const at = all.findIndex((_, index) => [...wanted].every((key, offset) => all[index + offset] === key));
        const found = feed(wanted, typed);
        if (at >= 0) expect(found).toEqual({ pass: all.slice(0, at), rest: all.slice(at + wanted.length) });
        else {
          expect(found.rest).toBeUndefined();
          expect(all.slice(0, found.pass.length)).toEqual(found.pass);
          // What is held back is a beginning of the keys.
          const held = all.slice(found.pass.length);
          expect(held.length).toBeLessThan(wanted.length);
          expect([...wanted.slice(0, held.length)]).toEqual(held);
        }
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Held } from "./held.ts";

/** What is left of some pieces. */
function kept(...pieces: readonly string[]): string {
  const held = new Held();
  for (const piece of pieces) held.push(piece);
  return held.take();
}

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `line ${from + index}\n`).join("");

describe("what is held", () => {
  test("comes out as it went in, once", () => {
    const held = new Held();
    held.push("one\ntw");
    held.push("o\nthr");
    expect(held.take()).toBe("one\ntwo\nthr");
    expect(held.take()).toBe("");
    held.push("more");
    expect(held.take()).toBe("more");
  });

  test("is the newest of what came; how much is not is told", () => {
    expect(kept(lines(0, 1000))).toBe(lines(0, 1000));
    expect(kept(lines(0, 3500), "not ended")).toBe(
      `(2,500 lines before this were not kept)\n${lines(2500, 3500)}not ended`,
    );
    const held = new Held();
    for (let line = 0; line < 5001; line++) held.push(`line ${line}\n`);
    expect(held.take()).toBe(`(4,001 lines before this were not kept)\n${lines(4001, 5001)}`);
  });

  test("takes no more room than there is, however long the lines are", () => {
    const long = `${"x".repeat(300_000)}\n`;
    const text = kept(...Array.from({ length: 10 }, () => long));
    expect(text).toBe(`(7 lines before this were not kept)\n${long.repeat(3)}`);
    const endless = kept("first\n", ...Array.from({ length: 30 }, () => "y".repeat(100_000)));
    expect(endless.length).toBeLessThan(1.1 * 1024 * 1024);
    expect(endless).toMatch(/^\(\d+ lines before this were not kept\)\ny+$/);
  });

  test("does not depend on how it was cut", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "\n", "bc\n", "\r\n", "d")), (pieces) => {
        expect(kept(...pieces)).toBe(pieces.join(""));
      }),
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DetachFilter, parseDetachKeys } from "./detach.ts";

describe("detach keys", () => {
  test("are read as people write them", () => {
    expect(parseDetachKeys(undefined)).toEqual([16, 17]);
    expect(parseDetachKeys("")).toEqual([16, 17]);
    expect(parseDetachKeys("ctrl-a,x")).toEqual([1, 120]);
    expect(parseDetachKeys("ctrl-@,ctrl-[,ctrl-\\,ctrl-],ctrl-^,ctrl-_")).toEqual([0, 27, 28, 29, 30, 31]);
    for (const wrong of ["ctrl", "ctrl-", "ctrl-1", "ab", "a,,b", "é"]) {
      expect(() => parseDetachKeys(wrong)).toThrow(`Invalid detach keys (${wrong}) provided`);
    }
  });

  test("are seen in one piece, in several, and after a false start", () => {
    const typed = (...pieces: number[][]): { passed: number[]; detached: boolean } => {
      const filter = new DetachFilter([16, 17]);
      const passed: number[] = [];
      for (const piece of pieces) {
        const { pass, detached } = filter.push(Uint8Array.from(piece));
        passed.push(...pass);
        if (detached) return { passed, detached };
      }
      return { passed, detached: false };
    };
    expect(typed([97, 16, 17, 98])).toEqual({ passed: [97], detached: true });
    expect(typed([97, 16], [17])).toEqual({ passed: [97], detached: true });
    expect(typed([16, 16, 17])).toEqual({ passed: [16], detached: true });
    expect(typed([16, 98, 17])).toEqual({ passed: [16, 98, 17], detached: false });
    expect(typed([16], [98])).toEqual({ passed: [16, 98], detached: false });
  });

  test("take nothing from what does not contain them", () => {
    const bytes = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 40 });
    fc.assert(
      fc.property(fc.array(bytes), (pieces) => {
        const all = pieces.flat();
        const filter = new DetachFilter([1, 2, 3]);
        const passed = pieces.flatMap((piece) => [...filter.push(Uint8Array.from(piece)).pass]);
        const keys = all.findIndex((_, i) => all[i] === 1 && all[i + 1] === 2 && all[i + 2] === 3);
        // What might still become the keys is held back.
        if (keys < 0) expect(all.slice(0, passed.length)).toEqual(passed);
        if (keys < 0) expect(all.length - passed.length).toBeLessThan(3);
      }),
    );
  });
});

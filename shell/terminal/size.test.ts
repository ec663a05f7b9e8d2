import { describe, expect, test } from "vitest";
import { ConflictError, UnsupportedError } from "../../mod.ts";
import { SizeFollower, type TerminalSize, terminalSize } from "./size.ts";

test.each([
  [24, 80, { rows: 24, columns: 80 }],
  [0, 0, undefined],
  [24, undefined, undefined],
  [-1, 80, undefined],
  [24.5, 80, undefined],
  [65536, 80, undefined],
  [Number.NaN, 80, undefined],
])("%s rows and %s columns are %j", (rows, columns, size) => {
  expect(terminalSize(rows, columns)).toEqual(size);
});

/** A container whose size can be watched; each telling ends when `answer` is called. */
function scene(fails: (attempt: number) => Error | undefined = () => undefined) {
  const told: TerminalSize[] = [];
  const open: (() => void)[] = [];
  let now: TerminalSize | undefined = { rows: 10, columns: 20 };
  const follower = new SizeFollower({
    size: () => now,
    async resize(size) {
      told.push(size);
      await new Promise<void>((resolve) => open.push(resolve));
      const error = fails(told.length);
      if (error) throw error;
    },
    pause: () => Promise.resolve(),
  });
  return {
    told,
    follower,
    become: (size: TerminalSize | undefined) => {
      now = size;
    },
    async answer() {
      open.shift()!();
      for (let i = 0; i < 20; i++) await undefined;
    },
  };
}

const conflict = new ConflictError("not running", { method: "POST", path: "/", status: 409 });

describe("a container's size follows the terminal's", () => {
  test("one time after the other, and the last one counts", async () => {
    const { told, follower, become, answer } = scene();
    follower.follow();
    for (const rows of [11, 12, 13]) {
      become({ rows, columns: 20 });
      follower.follow();
    }
    expect(told).toEqual([{ rows: 10, columns: 20 }]);
    await answer();
    expect(told.slice(1)).toEqual([{ rows: 13, columns: 20 }]);
    await answer();
    expect(told).toHaveLength(2);
  });

  test("with another one for a moment, where programs are to draw their screens", async () => {
    const { told, follower, answer } = scene();
    follower.follow({ redraw: true });
    await answer();
    await answer();
    expect(told).toEqual([
      { rows: 11, columns: 21 },
      { rows: 10, columns: 20 },
    ]);
  });

  test("again, while the container is being started", async () => {
    const { told, follower, answer } = scene((attempt) => (attempt < 3 ? conflict : undefined));
    follower.follow();
    for (let i = 0; i < 3; i++) await answer();
    expect(told).toHaveLength(3);
  });

  test("and is given up, once it has ended", async () => {
    const { told, follower, answer } = scene(() => conflict);
    follower.follow();
    for (let i = 0; i < 4; i++) await answer();
    expect(told).toHaveLength(4);
    follower.follow();
    expect(told).toHaveLength(5);
  });

  test("never, where the engine has no such thing", async () => {
    const { told, follower, answer } = scene(() => new UnsupportedError("since API 1.24"));
    follower.follow();
    await answer();
    follower.follow();
    expect(told).toHaveLength(1);
  });

  test("where it is known", async () => {
    const { told, follower, become } = scene();
    become(undefined);
    follower.follow();
    expect(told).toEqual([]);
  });
});

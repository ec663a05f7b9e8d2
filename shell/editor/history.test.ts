import { describe, expect, test } from "vitest";
import { ghostOf } from "./history.ts";
import { Driver } from "./testing.ts";

const history = ["const a = 1", "f(\n  2\n)", "containers.list()", "const b = 2", "x.y z.w"];

/** Keys, and what they show, with the cursor in it. */
type Cases = readonly (readonly [keys: string, text: string])[];

function check(cases: Cases, entries = history): void {
  test.each(cases)("%s", (keys, text) => expect(new Driver({ history: entries }).type(keys).marked).toBe(text));
}

describe("walking", () => {
  check([
    ["<Up>", "x.y z.w|"],
    ["<Up><Up>", "const b = 2|"],
    ["<C-p><C-p>", "const b = 2|"],
    ["<Up><Up><Down>", "x.y z.w|"],
    ["<Up><Down>", "|"],
    ["<Down>", "|"],
    ["new<C-a><Up><Down>", "|new"],
    ["<M-<>", "const a = 1|"],
    ["new<C-a><M-<><M->>", "|new"],
    // An entry of many lines is one, in which Up and Down move.
    ["<Up><Up><Up><Up>", "f(\n  2\n)|"],
    ["<Up><Up><Up><Up><Up>", "f(\n | 2\n)"],
    ["<Up><Up><Up><Up><Up><Up><Up>", "const a = 1|"],
    ["<Up><Up><Up><Up><Up><Up><Up><Up>", "const a = 1|"],
    ["<M-<><Down>", "f(\n  2\n)|"],
    ["<M-<><Down><Down>", "containers.list()|"],
  ]);

  test("skips what is the same as what is shown", () => {
    const driver = new Driver({ history: ["a", "b", "b", "b"] });
    expect(driver.type("<Up><Up>").marked).toBe("a|");
    expect(driver.type("<Down>").marked).toBe("b|");
  });
});

describe("walking along what begins as what stands before the cursor", () => {
  check([
    ["con<Up>", "const b = 2|"],
    ["con<Up><Up>", "containers.list()|"],
    ["con<Up><Up><Up>", "const a = 1|"],
    ["con<Up><Up><Up><Up>", "const a = 1|"],
    ["con<Up><Up><Down>", "const b = 2|"],
    ["con<Up><Up><Down><Down>", "con|"],
    ["const x<Left><Left><Up>", "const b = 2|"],
    ["nothing<Up>", "nothing|"],
    ["con<Up><Down>t<Up>", "containers.list()|"],
    // It is over when something else is looked for.
    ["con<Up><Down><C-u><C-r>list<Escape><Up>", "f(\n  2\n)|"],
    ["con<Up><M-<><Down>", "f(\n  2\n)|"],
  ]);
});

describe("edits of entries", () => {
  check([
    ["<Up>!<Up><Down>", "x.y z.w!|"],
    ["<Up>!<Down><Up>", "x.y z.w!|"],
    ["<Up>!<Up><Down><C-_>", "x.y z.w|"],
    ["<Up>!<Up>?<Down><C-_><Up><C-_>", "const b = 2|"],
    ["new<Up>", "new|"],
    ["con<Up>!<Up><Down>", "const b = 2!|"],
    ["<Up><Up>!<M-r>", "const b = 2|"],
  ]);

  test("are forgotten when a line is submitted", () => {
    const driver = new Driver({ history }).type("<Up>!<Up>?<Enter>");
    expect(driver.lines).toEqual(["const b = 2?"]);
    expect(driver.type("<Up><Up>").marked).toBe("x.y z.w|");
  });
});

describe("entering a line and the ones after it", () => {
  test("Ctrl-O begins the next line with the entry that follows", () => {
    const driver = new Driver({ history }).type("<C-r>list<C-o>");
    expect([driver.lines, driver.marked]).toEqual([["containers.list()"], "const b = 2|"]);
    expect(driver.type("!<C-o>").marked).toBe("x.y z.w|");
    expect(driver.type("<Enter>").marked).toBe("|");
    expect(driver.lines).toEqual(["containers.list()", "const b = 2!", "x.y z.w"]);
  });

  test("a new one has none after it, and one that is not complete goes on", () => {
    expect(new Driver({ history }).type("new<C-o>").marked).toBe("|");
    const driver = new Driver({ history, isComplete: () => ({ incomplete: true }) }).type("<M-<><C-o>");
    expect([driver.marked, driver.lines]).toEqual(["const a = 1\n|", []]);
  });
});

describe("the last word of the line before", () => {
  check([
    ["<M-.>", "z.w|"],
    ["<M-.><M-.>", "2|"],
    ["a <M-.><M-.><M-.>", "a containers.list()|"],
    ["a <M-.> <M-.>", "a z.w z.w|"],
    ["<M-.><M-.><M-.><M-.><M-.><M-.><M-.>", "1|"],
  ]);
  check([["<M-.>", "|"]], []);
});

describe("searching", () => {
  check([
    ["<C-r>con", "|const b = 2"],
    ["<C-r>con<C-r>", "|containers.list()"],
    ["<C-r>con<C-r><C-r>", "|const a = 1"],
    ["<C-r>con<C-r><C-r><C-r>", "|const a = 1"],
    ["<C-r>con<C-r><C-s>", "|const b = 2"],
    ["<C-r>list", "containers.|list()"],
    ["<C-r>lists", "containers.|list()"],
    ["<C-r>lists<Backspace>", "containers.|list()"],
    ["<C-r>b<Backspace>", "|"],
    ["new<C-r>con<C-g>", "new|"],
    ["new<C-r>nowhere<C-g>", "new|"],
    ["<C-r>list<Escape>X", "containers.X|list()"],
    ["<C-r>list<C-a>X", "X|containers.list()"],
    ["<C-r>list<Left>X", "containersX|.list()"],
    ["<C-r>list<Escape><Up>", "f(\n  2\n)|"],
    ["<C-r>list<Escape><Down>", "const b = 2|"],
    ["<C-r>CON", "|"],
    ["<C-r>con<Escape><C-c><C-r><C-r>", "|const b = 2"],
    ["<C-r><paste:con\n>", "|const b = 2"],
    ["<C-s>con", "|"],
    ["<M-<><C-s>con<C-s>", "|containers.list()"],
    ["<C-r>2<C-r>", "f(\n  |2\n)"],
  ]);

  test("Enter submits what was found", () => {
    expect(new Driver({ history }).type("<C-r>list<Enter>").lines).toEqual(["containers.list()"]);
  });

  test("Ctrl-C gives the line up", () => {
    const driver = new Driver({ history }).type("new<C-r>list<C-c>");
    expect([driver.marked, driver.effects]).toEqual(["|", ["discard"]]);
  });

  test("finds what was made of an entry, and keeps it", () => {
    const driver = new Driver({ history }).type("<Up> more<Down><C-r>more");
    expect(driver.marked).toBe("x.y z.w |more");
    expect(driver.type("<C-g>").marked).toBe("|");
  });
});

describe("what the history proposes", () => {
  test.each([
    ["con", "st b = 2"],
    ["cont", "ainers.list()"],
    ["f(", "\n  2\n)"],
    ["con<Left>", ""],
    ["", ""],
    [" ", ""],
    ["const b = 2", ""],
    ["zzz", ""],
    ["<Up>", ""],
    ["<C-r>con", ""],
  ])("after %s: %j", (keys, ghost) => {
    expect(ghostOf(new Driver({ history }).type(keys).state)).toBe(ghost);
  });

  check([
    ["cont<Right>", "containers.list()|"],
    ["cont<C-f>", "containers.list()|"],
    ["cont<C-e>", "containers.list()|"],
    ["cont<End>", "containers.list()|"],
    ["cont<M-f>", "containers|"],
    ["cont<M-f><M-f>", "containers.list|"],
    ["cont<M-f><C-_>", "cont|"],
    ["f(<Right>", "f(\n  2\n)|"],
  ]);

  test("is not taken where it is not seen", () => {
    expect(new Driver({ history, isPlain: true }).type("cont<Right>").marked).toBe("cont|");
  });
});

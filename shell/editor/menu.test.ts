import { describe, expect, test } from "vitest";
import { gridOf } from "./menu.ts";
import { Driver } from "./testing.ts";

const words = ["const", "console", "containers.list", "containers.get", "pull", "images"].map((text) => ({ text }));

/** Keys, what they make, and what the menu offers then, the selected one in brackets. */
const cases: readonly (readonly [keys: string, text: string, menu: string])[] = [
  ["pu<Tab>", "pull|", ""],
  ["zz<Tab>", "zz|", ""],
  ["c<Tab>", "con|", "const console containers.list containers.get"],
  ["cont<Tab>", "containers.|", "containers.list containers.get"],
  ["c<Tab><Tab>", "con|", "[const] console containers.list containers.get"],
  ["c<Tab><Tab><Tab>", "con|", "const [console] containers.list containers.get"],
  ["c<Tab><S-Tab>", "con|", "const console containers.list [containers.get]"],
  ["c<Tab><Tab><S-Tab>", "con|", "const console containers.list [containers.get]"],
  ["c<Tab><Down>", "con|", "[const] console containers.list containers.get"],
  ["c<Tab><Up>", "con|", "const console containers.list [containers.get]"],
  ["c<Tab><Down><Right>", "con|", "const [console] containers.list containers.get"],
  ["c<Tab><Down><Right><Left>", "con|", "[const] console containers.list containers.get"],
  ["c<Tab><Down><Left>", "con|", "[const] console containers.list containers.get"],
  ["c<Tab><PageDown>", "con|", "const console containers.list [containers.get]"],
  ["c<Tab><PageDown><PageUp>", "con|", "[const] console containers.list containers.get"],
  ["c<Tab><Tab><Tab><Enter>", "console|", ""],
  ["c<Tab><Tab><Enter>!", "const!|", ""],
  ["c<Tab>s", "cons|", "const console"],
  ["c<Tab>so", "conso|", "console"],
  ["c<Tab>sole", "console|", ""],
  ["c<Tab>x", "conx|", ""],
  ["c<Tab>s<Backspace>", "con|", "const console containers.list containers.get"],
  ["c<Tab><Backspace><Backspace><Backspace>", "|", ""],
  ["c<Tab><Tab><Tab>s", "cons|", "const [console]"],
  ["c<Tab><Tab>so", "conso|", "console"],
  ["c<Tab><Escape>", "con|", ""],
  ["c<Tab><C-g>", "con|", ""],
  ["c<Tab><C-a>X", "X|con", ""],
  ["c<Tab><Left>X", "coX|n", ""],
  ["c<Tab><C-_>", "c|", ""],
  ["c<Tab><Tab><Enter><C-_>", "con|", ""],
  ["(c)<Left><Tab><Tab><Enter>", "(const|)", ""],
  ["<Tab>c", "  c|", ""],
];

test.each(cases)("%s", (keys, text, menu) => {
  const driver = new Driver({ words }).type(keys);
  const { items = [], selected } = driver.state.menu ?? {};
  const shown = items.map((item, index) => (index === selected ? `[${item.text}]` : item.text)).join(" ");
  expect([driver.marked, shown]).toEqual([text, menu]);
});

test("Enter submits when nothing is selected", () => {
  expect(new Driver({ words }).type("c<Tab><Enter>").lines).toEqual(["con"]);
});

describe("an answer", () => {
  /** A driver that was asked and has not answered. */
  function asked(keys: string): { driver: Driver; id: number } {
    const driver = new Driver();
    Object.assign(driver.context, { completes: true });
    const { happen } = driver;
    let id = 0;
    driver.happen = (event) => {
      if (event.type === "completions") id = event.id;
      else happen.call(driver, event);
    };
    driver.type(keys);
    driver.happen = happen;
    return { driver, id };
  }

  const items = [{ text: "abc" }, { text: "abd" }];

  test("is taken when nothing has changed", () => {
    const { driver, id } = asked("a<Tab>");
    driver.happen({ type: "completions", id, answer: { from: 0, items } });
    expect([driver.marked, driver.state.menu?.items.length]).toEqual(["ab|", 2]);
  });

  test.each([
    ["a<Tab>b", "ab|"],
    ["a<Tab><Left>", "|a"],
    ["a<Tab>b<Backspace>", "a|"],
    ["a<Tab><C-c>", "|"],
  ])("that comes after %s is dropped", (keys, text) => {
    const { driver, id } = asked(keys);
    driver.happen({ type: "completions", id, answer: { from: 0, items } });
    expect([driver.marked, driver.state.menu]).toEqual([text, undefined]);
  });

  test("to an older question is dropped", () => {
    const { driver, id } = asked("a<Tab><Tab>");
    driver.happen({ type: "completions", id: id - 1, answer: { from: 0, items } });
    expect(driver.marked).toBe("a|");
    driver.happen({ type: "completions", id, answer: { from: 0, items } });
    expect(driver.marked).toBe("ab|");
  });

  test.each([
    ["with no items", { from: 0, items: [] }],
    ["with a place that is not there", { from: 9, items }],
    ["that is none", undefined],
  ])("%s rings the bell", (_, answer) => {
    const { driver, id } = asked("a<Tab>");
    driver.happen({ type: "completions", id, answer });
    expect([driver.marked, driver.effects]).toEqual(["a|", ["bell"]]);
  });

  test("may correct the case of what was typed", () => {
    const { driver, id } = asked("A<Tab>");
    driver.happen({ type: "completions", id, answer: { from: 0, items } });
    expect(driver.marked).toBe("ab|");
  });

  test("that begins otherwise leaves what was typed", () => {
    const { driver, id } = asked("b<Tab>");
    driver.happen({ type: "completions", id, answer: { from: 0, items } });
    expect(driver.marked).toBe("b|");
  });
});

describe("without anything drawn", () => {
  test("what there is is listed once nothing can be added", () => {
    const driver = new Driver({ words, isPlain: true }).type("c<Tab>");
    expect([driver.marked, driver.listed, driver.state.menu]).toEqual(["con|", [], undefined]);
    driver.type("<Tab>");
    expect(driver.listed).toEqual(["const", "console", "containers.list", "containers.get"]);
  });
});

test.each([
  [["a", "bb", "ccc"], 80, { columns: 3, rows: 1, width: 5 }],
  [["a", "bb", "ccc"], 10, { columns: 2, rows: 2, width: 5 }],
  [["a", "bb", "ccc"], 3, { columns: 1, rows: 3, width: 3 }],
  [["日本"], 80, { columns: 1, rows: 1, width: 6 }],
  [["x".repeat(100)], 80, { columns: 1, rows: 1, width: 42 }],
])("%j in %i columns", (texts, columns, grid) => {
  expect(
    gridOf(
      texts.map((text) => ({ text })),
      columns,
    ),
  ).toEqual(grid);
});

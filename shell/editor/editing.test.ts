import { describe, expect, test } from "vitest";
import { Driver, type DriverOptions } from "./testing.ts";

/** Keys, and the text that they make, with the cursor in it. */
type Cases = readonly (readonly [keys: string, text: string])[];

function check(cases: Cases, options?: DriverOptions): void {
  test.each(cases)("%s", (keys, text) => expect(new Driver(options).type(keys).marked).toBe(text));
}

/** Complete when all brackets are closed. */
const brackets: DriverOptions["isComplete"] = (source) => {
  const depth = [...source].reduce((sum, c) => sum + ("([{".includes(c) ? 1 : ")]}".includes(c) ? -1 : 0), 0);
  return depth > 0 ? { incomplete: true } : { complete: true };
};

describe("typing and moving", () => {
  check([
    ["", "|"],
    ["abc", "abc|"],
    ["abc<Left>X", "abX|c"],
    ["abc<Left><Left><Left><Left>X", "X|abc"],
    ["abc<C-b><C-b>X", "aX|bc"],
    ["abc<C-a>X", "X|abc"],
    ["abc<Home>X", "X|abc"],
    ["abc<C-a><C-e>X", "abcX|"],
    ["abc<C-a><End>X", "abcX|"],
    ["abc<C-a><Right>X", "aX|bc"],
    ["abc<C-a><C-f><C-f>X", "abX|c"],
    ["abc<C-a><Right><Right><Right><Right>X", "abcX|"],
    ["foo bar.baz<M-b>", "foo bar.|baz"],
    ["foo bar.baz<M-b><M-b>", "foo |bar.baz"],
    ["foo bar.baz<M-b><M-b><M-b><M-b>", "|foo bar.baz"],
    ["foo bar.baz<C-a><M-f>", "foo| bar.baz"],
    ["foo bar.baz<C-a><M-f><M-f>", "foo bar|.baz"],
    ["foo bar.baz<C-a><M-f><M-f><M-f><M-f>", "foo bar.baz|"],
    ["foo bar<C-Left>", "foo |bar"],
    ["foo bar<C-Left><C-Left><C-Right>", "foo| bar"],
    ["$a_1 größe<M-b>", "$a_1 |größe"],
    ["$a_1 größe<M-b><M-b>", "|$a_1 größe"],
    ["a<C-j>b<C-j>c<C-Home>", "|a\nb\nc"],
    ["a<C-j>b<C-j>c<C-Home><C-End>", "a\nb\nc|"],
    ["ab<C-j>cd<Left><Home>", "ab\n|cd"],
    ["ab<C-j>cd<C-a><Left>", "ab|\ncd"],
    ["ab<C-j>cd<C-a><Left><C-a>", "|ab\ncd"],
    ["ab<C-j>cd<C-a><Left><Right>", "ab\n|cd"],
    ["a<F5><Insert><M-z><C-\\>b", "ab|"],
  ]);
});

describe("characters of several pieces", () => {
  check([
    ["ae\u0301<Left>X", "aX|e\u0301"],
    ["ae\u0301<Backspace>", "a|"],
    ["👨‍👩‍👧b<Left><Left>X", "X|👨‍👩‍👧b"],
    ["a👨‍👩‍👧<Backspace>", "a|"],
    ["👍🏽👍🏽<Left><Backspace>", "|👍🏽"],
    ["🇩🇪🇫🇷<Left>", "🇩🇪|🇫🇷"],
    ["🇩🇪🇫🇷<C-a><Delete>", "|🇫🇷"],
    ["1\ufe0f\u20e3x<Left><Left>", "|1\ufe0f\u20e3x"],
    ["한국<Left>", "한|국"],
    ["日本語<M-b>", "|日本語"],
    ["xe<Left><Left>a\u0301", "a\u0301|xe"],
    // What joins its neighbour leaves the cursor behind both.
    ["e<C-a><paste:\u0301><Home>", "|\u0301e"],
    ["🇪<C-a>🇩", "🇩🇪|"],
  ]);
});

describe("deleting", () => {
  check([
    ["<Backspace>", "|"],
    ["abc<Backspace>", "ab|"],
    ["abc<C-h><C-h>", "a|"],
    ["abc<C-a><Delete>", "|bc"],
    ["abc<C-a><C-d>", "|bc"],
    ["abc<C-d>", "abc|"],
    ["abc<Delete>", "abc|"],
    ["a<C-j>b<C-a><Backspace>", "a|b"],
    ["a<C-j>b<C-a><Left><Delete>", "a|b"],
    ["    <Backspace>", "  |"],
    ["   <Backspace>", "  |"],
    ["x  <Backspace>", "x |"],
    ["<C-j>    <Backspace>a", "\n  a|"],
  ]);
});

describe("killing and yanking", () => {
  check([
    ["foo bar<C-a><C-k>", "|"],
    ["foo bar<C-a><C-k><C-y>", "foo bar|"],
    ["foo bar<C-a><C-k><C-y><C-y>", "foo barfoo bar|"],
    ["foo bar<M-b><C-k>", "foo |"],
    ["foo bar<M-b><C-u>", "|bar"],
    ["foo bar<M-b><C-u><C-e><C-y>", "barfoo |"],
    ["foo bar<C-w>", "foo |"],
    ["foo.bar baz-qux<C-w>", "foo.bar |"],
    ["foo.bar <C-w>", "|"],
    ["foo.bar<M-Backspace>", "foo.|"],
    ["foo.bar<C-M-h><M-Backspace>", "|"],
    ["foo bar<C-a><M-d>", "| bar"],
    ["foo bar<C-a><M-d><M-d>", "|"],
    // Those that follow each other are one, in the order of the text.
    ["foo bar<C-a><M-d><M-d><C-y>", "foo bar|"],
    ["foo bar<C-w><C-w><C-y>", "foo bar|"],
    ["foo bar<M-b><C-w><C-k><C-y>", "foo bar|"],
    ["foo bar<C-w><Left><C-w><C-y>", "foo| "],
    ["one<C-u>two<C-u><C-y>", "two|"],
    ["one<C-u>two<C-u><C-y><M-y>", "one|"],
    ["one<C-u>two<C-u><C-y><M-y><M-y>", "two|"],
    ["one<C-u>two<C-u>x<C-y><M-y>y", "xoney|"],
    ["one<C-u>two<C-u><C-y>x<M-y>", "twox|"],
    ["<C-y>", "|"],
    ["a<C-j>b<C-Home><C-k>", "|\nb"],
    ["a<C-j>b<Up><C-e><C-k>", "a|b"],
    ["a<C-j>b<C-a><C-u>", "a|b"],
    ["a<C-j>b<C-u>", "a\n|"],
    ["a<C-j>b<C-u><C-u>", "a|"],
    ["foo bar<M-b><C-x><Backspace>", "|bar"],
    ["a<C-j>b<C-u><C-u><C-y>", "a\nb|"],
  ]);
});

describe("changing", () => {
  check([
    ["ab<C-t>", "ba|"],
    ["abc<Left><C-t>", "acb|"],
    ["abc<C-a><C-t>", "|abc"],
    ["a<C-t>", "a|"],
    ["a👍🏽<C-t>", "👍🏽a|"],
    ["foo bar<M-t>", "bar foo|"],
    ["foo bar baz<M-b><M-b><M-t>", "bar foo| baz"],
    ["foo bar baz<M-b><Left><M-t>", "foo baz bar|"],
    ["f(foo, bär)<M-t>", "f(bär, foo|)"],
    ["f(foo, bar)<M-b><Left><Left><M-t>", "f(bar, foo|)"],
    ["f(foo, bar)<M-b><M-f><Left><M-t>", "f(bar, foo|)"],
    ["foo<M-t>", "foo|"],
    ["foo bar<C-a><M-t>", "|foo bar"],
    ["<M-t>", "|"],
    [" ( <M-t>", " ( |"],
    ["foo   bar<M-b><Left><M-\\>", "foo|bar"],
    ["foo<M-\\>", "foo|"],
    ["f(<C-j>  a<Home><Right><M-\\>", "f(\n|a"],
    ["foo bar<C-a><M-u>", "FOO| bar"],
    ["foo bar<C-a><M-u><M-u>", "FOO BAR|"],
    ["FOO<C-a><M-l>", "foo|"],
    ["foo bAR<C-a><M-c><M-c>", "Foo Bar|"],
    ["straße<C-a><M-u>", "STRASSE|"],
    ["foo<M-u>", "foo|"],
    ["<Tab>x", "  x|"],
    ["x<Tab>y", "x  y|"],
    ["<Tab><Tab>x<S-Tab>", "  x|"],
    ["x<S-Tab>", "x|"],
    ["a<C-x>b", "ab|"],
    ["a<C-x><C-g>b", "ab|"],
    ["a<C-x><C-a>b", "ab|"],
  ]);
});

describe("undo and redo", () => {
  check([
    ["<C-_>", "|"],
    ["foo<C-_>", "|"],
    ["foo bar<C-_>", "foo |"],
    ["foo bar<C-_><C-_>", "|"],
    ["foo bar<C-x><C-u>", "foo |"],
    ["foo bar<C-_><C-_><M-_>", "foo |"],
    ["foo bar<C-_><C-_><M-_><M-_>", "foo bar|"],
    ["foo bar<C-_><C-_><M-_><M-_><M-_>", "foo bar|"],
    ["foo bar<C-_>x<M-_>", "foo x|"],
    ["foo<C-a><C-k><C-_>", "|foo"],
    ["foobar<Backspace><Backspace><Backspace><C-_>", "foobar|"],
    ["foo<Left>x<C-_>", "fo|o"],
    ["foo<paste:a b c d><C-_>", "foo|"],
    ["foo<M-b><M-u><C-_>", "|foo"],
    ["a<C-k>b<C-_>", "a|"],
    ["foo bar<M-r>", "|"],
    ["foo bar<M-r><C-_>", "foo bar|"],
  ]);
});

describe("lines", () => {
  check(
    [
      ["f(<Enter>", "f(\n  |"],
      ["f(<Enter>x<Enter>", "f(\n  x\n  |"],
      ["f({<Enter>a: [<Enter>", "f({\n  a: [\n    |"],
      ["f({<Enter>a: [<Enter>1,<Enter>]", "f({\n  a: [\n    1,\n  ]|"],
      ["f({<Enter>a: 1<Enter>}", "f({\n  a: 1\n}|"],
      ["f({<Enter>}<Left><Enter>", "f({\n\n  |}"],
      ["{<Enter>)", "{\n  )|"],
      ["f(<Enter><Enter>x", "f(\n\n  x|"],
      ["a<M-Enter>b", "a\nb|"],
      ["a<C-j>b", "a\nb|"],
      ["a<S-Enter>b", "a\nb|"],
      ["  a<C-j>b", "  a\n  b|"],
      ["{<C-j>a<C-j>b<Up>X", "{\n  aX|\n  b"],
      ["abc<C-j>d<Up>", "a|bc\nd"],
      ["abc<C-j>d<C-j>efg<Up><Up>", "abc|\nd\nefg"],
      ["abc<C-j>d<C-j>efg<Up><Up><Down><Down>", "abc\nd\nefg|"],
      ["abc<C-j>d<C-j>efg<Up><Left><Up>", "|abc\nd\nefg"],
      ["日本<C-j>abc<Up>", "日|本\nabc"],
      ["日本<C-j>abcd<Up>", "日本|\nabcd"],
      ["1<C-j>2<C-j>3<C-j>4<PageUp>", "1|\n2\n3\n4"],
      ["1<C-j>2<PageUp><PageUp>", "|1\n2"],
      ["1<C-j>2<PageUp><PageUp><PageDown>", "1\n|2"],
      ["1<C-j>2<PageUp><PageDown><PageDown>", "1\n2|"],
    ],
    { isComplete: brackets },
  );

  test("are submitted when they are complete, wherever the cursor is", () => {
    const driver = new Driver({ isComplete: brackets }).type("f(<Enter>1<Enter>)<Up><Enter>");
    expect(driver.lines).toEqual(["f(\n  1\n)"]);
    expect(driver.marked).toBe("|");
  });

  test("are indented as the answer says, at the end", () => {
    const isComplete = (source: string) =>
      source.includes(";") ? ({ complete: true } as const) : ({ incomplete: true, indent: "\t" } as const);
    expect(new Driver({ isComplete }).type("ab<Enter>").marked).toBe("ab\n\t|");
    expect(new Driver({ isComplete }).type("ab<Left><Enter>").marked).toBe("a\n|b");
  });

  test("an answer about another text is dropped", () => {
    const driver = new Driver();
    driver.happen({ type: "checked", id: 7, answer: { complete: true } });
    driver.type("a");
    driver.happen({ type: "checked", id: 1, answer: { complete: true } });
    expect([driver.lines, driver.marked]).toEqual([[], "a|"]);
  });
});

describe("pasting", () => {
  check([
    ["<paste:a\r\n\tb\rc\nd>", "a\n\tb\nc\nd|"],
    ["f(<paste:{\n>)<Left>", "f({\n|)"],
    ["xy<Left><paste:\x03\x1b[A\x04>", "x\x03\x1b[A\x04|y"],
    ["<paste:>a", "a|"],
    ["<paste:one\ntwo\n>", "one\ntwo\n|"],
  ]);

  test("executes nothing", () => {
    const driver = new Driver().type("<paste:one\ntwo\n>");
    expect([driver.lines, driver.effects]).toEqual([[], []]);
  });
});

describe("keys that go outside", () => {
  test.each([
    ["<C-c>", ["interrupt"], "|"],
    ["abc<C-c>", ["discard"], "|"],
    ["abc<C-c><C-c>", ["discard", "interrupt"], "|"],
    ["<C-d>", ["end"], "|"],
    ["abc<C-d>", ["bell"], "abc|"],
    ["abc<C-z>", ["suspend"], "abc|"],
    ["abc<C-l>", ["clear"], "abc|"],
    ["abc<C-x><C-e>", ["edit"], "abc|"],
    ["abc<C-x><C-c>", ["bell"], "abc|"],
    ["<C-g>", ["bell"], "|"],
    ["<Escape>", [], "|"],
    ["<M-y>", ["bell"], "|"],
    ["<F7>", ["bell"], "|"],
  ])("%s", (keys, effects, text) => {
    const driver = new Driver().type(keys);
    expect([driver.effects, driver.marked]).toEqual([effects, text]);
  });

  test("a text that comes back from another editor can be undone", () => {
    const driver = new Driver().type("old");
    driver.happen({ type: "replaced", text: "new\r\ntext" });
    expect(driver.marked).toBe("new\ntext|");
    expect(driver.type("<C-_>").marked).toBe("old|");
  });

  test("what was killed and searched in one line is there in the next", () => {
    expect(new Driver().type("abc<C-u>x<Enter><C-y>").marked).toBe("abc|");
  });
});

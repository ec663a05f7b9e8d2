import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { indentAfter, matchingBrackets } from "./brackets.ts";
import { highlight, type TokenKind } from "./highlight.ts";

const letters: Record<TokenKind, string> = {
  keyword: "k",
  constant: "c",
  string: "s",
  template: "t",
  number: "n",
  comment: "/",
  regex: "r",
  property: "p",
  bracket: "b",
};

/** A letter below each character: that of its token, or a dot. */
function kinds(source: string): string {
  const marks = Array.from({ length: source.length }, () => ".");
  for (const { start, end, kind } of highlight(source)) marks.fill(letters[kind], start, end);
  return marks.join("");
}

describe("tokens", () => {
  test.each([
    ["const a = 1;", "kkkkk.....n."],
    ["let x = true", "kkk.....cccc"],
    ["f(null, undefined)", ".bcccc..cccccccccb"],
    ["constant", "........"],
    ['"a\\"b" + \'c\'', "ssssss...sss"],
    ['"open', "sssss"],
    ['"open\nnext', "sssss....."],
    ['"open\\\nnext"', "ssssssssssss"],
    ["'\\", "s."],
    ["`a\x24{b}c`", "tttt.ttt"],
    ["`a\x24{`b\x24{c}`}d`", "tttttttt.ttttt"],
    ["`a\x24{{b: 1}}c`", "ttttbp..nbttt"],
    ["`open ${", "tttttttt"],
    ["`open $", "ttttttt"],
    ["`a\nb", "tttt"],
    ["`$5 $${x}`", "ttttttt.tt"],
    ["0x1F 1_000n .5 1e-3 1.", "nnnn.nnnnnn.nn.nnnn.nn"],
    ["a.b?.c", "..p..p"],
    ["a.const.x", "..ppppp.p"],
    ["a[0].b", ".bnb.p"],
    ["[...rest]", "b.......b"],
    ["{ a: 1, 'b': 2 }", "b.p..n..sss..n.b"],
    ["{ a ? b : c }", "b...........b"],
    ["x ? { a: 1 } : b", "....b.p..n.b...."],
    ["x ?? { a: 1 }", ".....b.p..n.b"],
    ["a // note", "..///////"],
    ["a /* b */ c", "..///////.."],
    ["a /* b\nc", "..//////"],
    ["/ab+/g.test(x)", "rrrrrr.ppppb.b"],
    ["a / b / c", "........."],
    ["x = /[/]/;", "....rrrrr."],
    ["f(/a/, 1 / 2)", ".brrr..n...nb"],
    ["return /a/", "kkkkkk.rrr"],
    ["this / 2", "kkkk...n"],
    ["x++ / 2", "......n"],
    ["a! / b", "......"],
    ["!/a/.test(b)", ".rrr.ppppb.b"],
    ["/open", "rrrrr"],
    ["/open\nx", "rrrrr.."],
    ["(a) / b", "b.b...."],
    ["} /a/", "b.rrr"],
    ["async () => await x", "kkkkk.bb....kkkkk.."],
    ["type A = string", "kkkk..........."],
    ["type = 1", ".......n"],
    ["of.x", "...p"],
    ["for (const a of b)", "kkk.bkkkkk...kk..b"],
    ["switch (a) { default: b }", "kkkkkk.b.b.b.ppppppp....b"],
    ["class A { #x = 1 }", "kkkkk...b......n.b"],
    ["日本.größe", "...ppppp"],
    ["\u0000\ud800", ".."],
  ])("%s", (source, expected) => expect(kinds(source)).toBe(expected));

  const piece = fc.oneof(
    fc.constantFrom(..."`'\"/\\{}$()[]*.?:\n ", "//", "/*", "*/", "${", "const ", "a", "1", "return", "日", "\ud800"),
    fc.string({ unit: "binary", maxLength: 3 }),
  );

  test("of any text are in order, do not overlap, and end in it", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const source = pieces.join("");
        let end = 0;
        for (const token of highlight(source)) {
          expect(token.start).toBeGreaterThanOrEqual(end);
          expect(token.end).toBeGreaterThan(token.start);
          ({ end } = token);
        }
        expect(end).toBeLessThanOrEqual(source.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe("brackets", () => {
  test.each([
    ["f(|1)", [1, 3]],
    ["f|(1)", [1, 3]],
    ["f(1|)", [1, 3]],
    ["f(1)|", [1, 3]],
    ["f(1) |", undefined],
    ["(|[])", [1, 2]],
    ["([]|)", [0, 3]],
    ["([)|]", undefined],
    ["(|", undefined],
    ["'(|)'", undefined],
    ["(')'|)", [0, 4]],
    ["`\x24{(|a)}`", [3, 5]],
    ["/(|)/", undefined],
    ["|", undefined],
  ])("at %s: %j", (marked, expected) => {
    const cursor = marked.indexOf("|");
    const source = marked.replace("|", "");
    expect(matchingBrackets(source, highlight(source), cursor)).toEqual(expected);
  });

  test.each([
    ["", ""],
    ["f(", "  "],
    ["  f(", "    "],
    ["f(g(", "  "],
    ["f(a,", "  "],
    ["f({\n  a", "  "],
    ["f({\n  a\n})", ""],
    ["f(\n  g()", "  "],
    ["f('(", "  "],
    ["'(", ""],
    ["f(\n\n", "  "],
    ["  `a\nb", ""],
    ["  `a`", "  "],
    ["}", ""],
  ])("the line after %j is indented by %j", (source, indent) => {
    expect(indentAfter(source, highlight(source))).toBe(indent);
  });
});

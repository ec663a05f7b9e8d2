import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { unicodeWidth } from "#std/cli";
import { Cast } from "./cast.ts";
import { layOutProse, type ProsePaint, textOfComments } from "./prose.ts";

const marks: ProsePaint = {
  code: (text) => `{${text}}`,
  emphasis: (text) => `/${text}/`,
  strong: (text) => `!${text}!`,
};

describe("prose", () => {
  test("is what stands in comments", () => {
    expect(textOfComments("// one\n//\n//     code\n//two\n")).toBe("one\n\n    code\ntwo");
    expect(textOfComments("/**\n * one\n *\n *     code\n */\n")).toBe("one\n\n    code");
    expect(textOfComments("/* one */\n")).toBe("one");
  });

  test("is wrapped, and code is not", () => {
    const text = "one two three\nfour\n\n    code that is long\n\n- item one two\n  three\n- b\n# Head";
    expect(layOutProse(text, 12, marks)).toBe(
      "one two\nthree four\n\n{    code that is long}\n\n- item one\n  two three\n- b\n!Head!",
    );
  });

  test("has its emphasis painted, and its marks where there are no colours", () => {
    const text = "a `b c`, **d**; *e* _f_ snake_case_name 2 * 3 * 4";
    expect(layOutProse(text, 80, marks)).toBe("a {b} {c}, !d!; /e/ /f/ snake_case_name 2 * 3 * 4");
    expect(layOutProse(text, 80)).toBe(text);
  });

  test("never gets wider than it may, if its words do not, and loses no word", () => {
    const words = fc.array(fc.stringMatching(/^[a-z容*_`]{1,8}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 20, max: 60 }), (list, width) => {
        const text = layOutProse(`x ${list.join(" ")}`, width);
        for (const line of text.split("\n")) expect(unicodeWidth(line)).toBeLessThanOrEqual(width);
        expect(text.split(/\s+/)).toEqual(["x", ...list]);
      }),
    );
  });

  test("does not drive the terminal", () => {
    expect(layOutProse("a\u001b[2Jb", 80, marks)).toBe("a\\x1b[2Jb");
  });
});

test("a recording is lines of JSON as asciinema has them", () => {
  const cast = new Cast({ columns: 80, rows: 24, title: "T", timestamp: 1.5 });
  cast.output(0.5, "a\nb\r\n\u001b[1m");
  const [header, event, end] = cast.toString().split("\n");
  expect(JSON.parse(header!)).toEqual({
    version: 2,
    width: 80,
    height: 24,
    timestamp: 1,
    title: "T",
    env: { TERM: "xterm-256color" },
  });
  expect(JSON.parse(event!)).toEqual([0.5, "o", "a\r\nb\r\n\u001b[1m"]);
  expect(end).toBe("");
});

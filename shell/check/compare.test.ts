import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchLines } from "../script/match.ts";
import { parseTranscript, type Statement } from "../script/transcript.ts";
import { Bindings, Placeholders } from "../script/volatile.ts";
import { align } from "./align.ts";
import { compare, type Outcome } from "./compare.ts";

async function compared(source: string, outcome: Partial<Outcome>) {
  const { items } = await parseTranscript(source);
  return compare(items.at(-1) as Statement, { printed: [], value: [], ...outcome }, new Placeholders(), true);
}

describe("what came of a statement", () => {
  test("is compared by kind, and a value only where one is stated", async () => {
    expect((await compared("f()\n//| a\n//=> 1\n", { printed: ["a"], value: ["1"] })).differences).toEqual([]);
    expect((await compared("f()", { value: ["1"] })).differences).toEqual([]);
    expect((await compared("f()", { printed: ["a"] })).differences).toMatchObject([{ kind: "printed", line: 1 }]);
    expect((await compared("f()\n//=> 1", {})).differences).toMatchObject([{ kind: "value", line: 2 }]);
    expect((await compared("f()\n//!! E: a", { error: ["E: b"] })).differences).toMatchObject([{ kind: "error" }]);
    expect((await compared("f()\n//!! E: a", {})).differences).toMatchObject([{ kind: "error", line: 2 }]);
  });

  test("must be an error where one is stated, whatever stands for it", async () => {
    for (const pattern of ["", "...", ".* (re)", "* (glob)"]) {
      const { differences, outputs } = await compared(`f()\n//!! ${pattern}`, {});
      expect(differences).toMatchObject([{ kind: "error", line: 2, lines: [{ sign: "missing" }] }]);
      expect(outputs).toEqual([]);
    }
  });

  test.each([
    ["NotFoundError 404: a", "NotFoundError 404: b", true],
    ["ConflictError 409: a", "ConflictError 500: b", true],
    ["StreamError: a", "StreamError: b", true],
    ["NotFoundError 404: a", "ConflictError 404: a", false],
    ["TypeError: a", "TypeError: b", false],
    ["InvalidArgumentError: a", "InvalidArgumentError: b", false],
  ])("may be told in other words by another engine: %s, and %s: %s", async (stated, came, isSame) => {
    const { items } = await parseTranscript(`f()\n//!! ${stated}\n`);
    const outcome = { printed: [], value: [], error: [came] };
    const compareOn = (isOther: boolean) =>
      compare(items.at(-1) as Statement, outcome, new Placeholders(), false, isOther).differences;
    expect(compareOn(true)).toHaveLength(isSame ? 0 : 1);
    expect(compareOn(false)).toHaveLength(1);
    // The same of one that is shown as a value.
    const shown = await parseTranscript(`_error\n//=> [${stated}]\n`);
    const value = { printed: [], value: [`[${came}]`] };
    expect(compare(shown.items.at(-1) as Statement, value, new Placeholders(), false, true).differences).toHaveLength(
      isSame ? 0 : 1,
    );
  });

  test("that looks like a pattern is written as one that it matches", async () => {
    for (const line of ["...", "x (re)", "a*b\\? (glob)", "[ (re)"]) {
      const { outputs } = await compared("f()\n//|\n", { printed: [line] });
      expect((await compared(`f()\n//| ${outputs[0]!.lines[0]}\n`, { printed: [line] })).differences).toEqual([]);
      expect((await compared(`f()\n//| ${outputs[0]!.lines[0]}\n`, { printed: ["other"] })).differences).toHaveLength(
        1,
      );
    }
  });

  test("is written where it changed, and patterns that hold stay", async () => {
    const source = "f()\n//| same\n//| [0-9]+ (re)\n//| gone\n//| ...\n//| last\n";
    const { outputs } = await compared(source, { printed: ["same", "12", "came", "x", "y", "last"] });
    expect(outputs).toEqual([{ kind: "printed", lines: ["same", "[0-9]+ (re)", "...", "last"] }]);
    expect((await compared("f()\n//=>\n", { value: [`Container <${"ab12".repeat(3)}>`] })).outputs).toEqual([
      { kind: "value", lines: ["Container <id:1>"] },
    ]);
    expect((await compared("f()\n//| a", { printed: [] })).outputs).toEqual([]);
  });

  test("may come in any order: what still holds stays where it is, too", async () => {
    const source = "f() // dks: unordered\n//| c\n//| b-\\d (re)\n//| gone\n//| a* (glob)\n//| <id:1>\n";
    const came = ["a1", "b-2", "0123456789ab", "c", "new"];
    const { differences, outputs } = await compared(source, { printed: came });
    expect(outputs).toEqual([{ kind: "printed", lines: ["c", "b-\\d (re)", "a* (glob)", "<id:1>", "new"] }]);
    expect(differences[0]!.lines.map(({ sign }) => sign)).toEqual(["same", "same", "missing", "same", "same", "extra"]);
    const elided = source.replace("//| gone\n", "//| ...\n//| gone\n");
    expect((await compared(elided, { printed: came })).outputs[0]!.lines).toEqual([
      ...["c", "b-\\d (re)", "...", "a* (glob)", "<id:1>"],
    ]);
  });
});

describe("an alignment", () => {
  const line = fc.constantFrom("a", "b", "c", "...", "[ab] (re)", "* (glob)");

  test("has every line once, in order, and is all the same exactly where the lines match", () => {
    const actual = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), actual, (expected, came) => {
        const { lines } = align(expected, came, new Bindings());
        expect(lines.flatMap((one) => ("expected" in one ? [one.expected] : []))).toEqual(expected);
        const isSame = lines.every(({ sign }) => sign === "same" || sign === "elided");
        const options = { kind: "printed" as const, unordered: false };
        expect(isSame).toBe(matchLines(expected, came, new Bindings(), options) !== undefined);
        if (!expected.includes("..."))
          expect(lines.flatMap((one) => ("actual" in one ? [one.actual] : []))).toEqual(came);
      }),
    );
  });
});

test("in a table, a cell that has changed is the one row that is told of", async () => {
  const expected = "f()\n//=> NAME       STATE\n//=> a          up\n//=> long-name  down\n";
  const came = ["NAME   STATE", "a      up", "short  down"];
  const { differences, outputs } = await compared(expected, { value: came });
  expect(outputs).toEqual([{ kind: "value", lines: came }]);
  expect(differences[0]!.lines.map(({ sign }) => sign)).toEqual(["same", "same", "missing", "extra"]);
});

import { describe, expect, test } from "vitest";
import { coloured, plain } from "../format/text.ts";
import { formatJunit, formatTap } from "./machine.ts";
import type { Aligned } from "./align.ts";
import { formatDifference, formatFile, formatSummary } from "./render.ts";
import { exitCodeFor, type FileResult, resultOf, unreadable } from "./results.ts";

const statement = { state: "passed" as const, differences: [], took: 1 };
const different: FileResult = {
  path: "a.dks",
  state: "differs",
  statements: [
    { ...statement, line: 1, source: "await pull()\n" },
    {
      line: 3,
      state: "differs",
      took: 2,
      source: 'print("<\u001b&>")\n',
      differences: [
        {
          kind: "printed",
          line: 4,
          lines: [
            ...Array.from({ length: 9 }, (_, i) => ({ sign: "same" as const, expected: `${i}`, actual: `${i}` })),
            { sign: "missing", expected: "old\u0000" },
            { sign: "extra", actual: "new" },
          ],
        },
      ],
    },
    { ...statement, line: 9, state: "skipped", source: "skipped()" },
  ],
  failures: [],
  code: 3,
  took: 1234,
};
const skipped: FileResult = {
  ...different,
  path: "b.dks",
  state: "skipped",
  reason: "it requires x",
  statements: [],
  code: 0,
};
const failed = unreadable("c.dks", "TypeError: x\n  at c.dks:1:1", 1);

describe("a report", () => {
  test("for people shows what differs, and what is around it", () => {
    expect(formatFile(different, 80, plain)).toBe(`a.dks: differs (2 statements, 1.2 s)
  a.dks:4: another printed text (+) than expected (-)
    > print("<\\x1b&>")
      (6 lines as expected)
      6
      7
      8
    - old\\x00
    + new
`);
    expect(formatFile(different, 80, coloured)).toContain("\u001b[31m    - old\\x00\u001b[39m");
    expect(formatFile(skipped, 80, plain)).toBe("b.dks: skipped (it requires x)\n");
    expect(formatFile(failed, 80, plain)).toBe(
      "c.dks: failed (0 statements, 0.0 s)\n  TypeError: x\n    at c.dks:1:1\n",
    );
    expect(formatSummary([different, skipped, failed])).toBe(
      "3 files: 0 passed, 1 different, 1 failed, 1 skipped (2 statements, 1 difference)\n",
    );
  });

  test("shows the beginning of what is long", () => {
    const lines = (sign: "missing" | "extra") =>
      Array.from({ length: 60 }, (_, i) => ({ sign, expected: `${i}`, actual: `${i}` }) as Aligned);
    const [difference] = different.statements[1]!.differences;
    const long = { ...difference!, lines: [...lines("missing"), ...lines("extra")] };
    const shown = formatDifference("a.dks", "x", long, 80, plain);
    expect(shown).toHaveLength(2 + 2 * 51);
    expect(shown.slice(50, 55)).toEqual(["    - 48", "    - 49", "      (10 lines more)", "    + 0", "    + 1"]);
  });

  test("in TAP has a point for each statement, and for what befell a file", () => {
    expect(formatTap([different, skipped, failed])).toBe(`TAP version 13
1..5
ok 1 - a.dks: line 1: await pull()
not ok 2 - a.dks: line 3: print("<\\x1b&>")
#   a.dks:4: another printed text (+) than expected (-)
#     > print("<\\x1b&>")
#       (6 lines as expected)
#       6
#       7
#       8
#     - old\\x00
#     + new
ok 3 - a.dks: line 9: skipped() # SKIP told so by a directive
ok 4 - b.dks: the file # SKIP it requires x
not ok 5 - c.dks: TypeError: x
# TypeError: x
#   at c.dks:1:1
`);
  });

  test("for JUnit is XML, whatever the texts are", () => {
    const xml = formatJunit([different, failed]);
    expect(xml).toContain('<testsuites name="dks check" tests="4" failures="1" errors="1" skipped="1" time="0.004">');
    expect(xml).toContain(
      '<testcase classname="a.dks" name="line 3: print(&quot;&lt;\ufffd&amp;&gt;&quot;)" time="0.002">',
    );
    expect(xml).not.toMatch(/[\u0000-\u0008\u001b]/);
  });
});

test("the exit code tells what is worst", () => {
  const of = (...codes: number[]) => exitCodeFor(codes.map((code) => ({ ...different, code })));
  expect([of(0), of(0, 3), of(3, 1), of(1, 3, 125)]).toEqual([0, 3, 1, 125]);
});

test("a result has its statements in the order of the file", () => {
  const entry = (line: number) => ({
    type: "result" as const,
    result: { line, state: "passed" as const, differences: [], took: 1 },
  });
  expect(resultOf("x", [], [entry(9), entry(2)], 1).statements.map(({ line }) => line)).toEqual([2, 9]);
});

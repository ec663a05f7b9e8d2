import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { findBusyBox } from "./differential/busybox.ts";
import { script } from "./testing.ts";
import { quote } from "./text.ts";

const busybox = findBusyBox();
afterAll(() => busybox?.dispose());

/** Anything that an argument can hold. */
const words = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\0", ""));

test("what is in single quotes reaches a command as it is", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(words, { minLength: 1, maxLength: 5 }), async (list) => {
      const { stdout, code } = await script(`printf '<%s>' ${list.map(quote).join(" ")}`);
      expect(stdout).toBe(list.map((word) => `<${word}>`).join(""));
      expect(code).toBe(0);
    }),
    { numRuns: 100 },
  );
});

test("a value passes through variables, quotes, functions, pipes and substitutions unchanged", async () => {
  await fc.assert(
    fc.asyncProperty(words, async (word) => {
      const text = `x=${quote(word)}; f() { printf '%s.' "$1"; }; y=$(f "$x" | cat); printf '%s' "$y"`;
      expect((await script(text)).stdout).toBe(`${word}.`);
    }),
    { numRuns: 100 },
  );
});

/** Expressions without steps, and whose divisors are not zero, since BusyBox 1.35 evaluates what a condition passes over. */
const { expression } = fc.letrec<{ expression: string; pair: string }>((tie) => ({
  expression: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.integer({ min: -1000, max: 1000 }).map((value) => (value < 0 ? `(${value})` : String(value))),
    fc.constantFrom("x", "y", "z", "0x7f", "017", "36#zz", "9223372036854775807"),
    tie("pair"),
    fc
      .tuple(fc.constantFrom("-", "~", "!", "+"), tie("expression"))
      .map(([operator, operand]) => `${operator} ${operand}`),
    tie("expression").map((inner) => `(${inner})`),
    fc.tuple(tie("expression"), tie("expression"), tie("expression")).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
  ),
  pair: fc.oneof(
    fc
      .tuple(
        tie("expression"),
        fc.constantFrom(..."+ - * & | ^ && || == != < > <= >= << >>".split(" ")),
        tie("expression"),
      )
      .map(([left, operator, right]) => `${left} ${operator} ${right}`),
    fc
      .tuple(tie("expression"), fc.constantFrom("/", "%", "**"), fc.integer({ min: 1, max: 70 }))
      .map(([left, operator, right]) => `(${left}) ${operator} ${right}`),
  ),
}));

describe.skipIf(busybox === undefined)("beside BusyBox", () => {
  test("arithmetic has the same results", { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(expression, { minLength: 10, maxLength: 30 }), async (list) => {
        const text = `x=5 y=-3 z=; ${list.map((item) => `echo $((${item}))`).join("\n")}`;
        const theirs = await busybox!.run({ argv: ["-c", text], stdin: "" });
        expect(await script(text)).toEqual(theirs);
      }),
      { numRuns: 60 },
    );
  });

  test("unquoted values are split the same", { timeout: 120_000 }, async () => {
    const value = fc.string({ unit: fc.constantFrom(..."ab :,\t\n"), maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(value, value, fc.constantFrom(" \t\n", ":", " :", ",:", ""), async (x, y, ifs) => {
        const text = [
          `x=${quote(x)} y=${quote(y)} IFS=${quote(ifs)}`,
          "set -f -- $x; echo $#; printf '[%s]' \"$@\"",
          'set -- a$x$y"b"; printf \'[%s]\' "$@"',
          'set -- $x; set -- $@; printf \'[%s]\' "$@" "$*"',
          'printf \'%s\\n\' "$x" | { read p q; printf \'{%s}\' "$p" "$q"; }',
        ].join("\n");
        const theirs = await busybox!.run({ argv: ["-c", text], stdin: "" });
        expect(await script(text)).toEqual(theirs);
      }),
      { numRuns: 100, examples: [[":a :", "", " :"]] },
    );
  });

  test("patterns match the same", { timeout: 120_000 }, async () => {
    const pattern = fc.string({ unit: fc.constantFrom(..."ab*?[]!-x"), maxLength: 8 });
    const subject = fc.string({ unit: fc.constantFrom(..."abx-]!["), maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(pattern, subject, async (glob, word) => {
        const text = [
          `p=${quote(glob)} s=${quote(word)}`,
          'case $s in $p) echo yes;; *) echo no;; esac; case $s in "$p") echo yes;; *) echo no;; esac',
          `echo "\${s#$p}" "\${s##$p}" "\${s%$p}" "\${s%%$p}" "\${s#"$p"}"`,
        ].join("\n");
        const theirs = await busybox!.run({ argv: ["-c", text], stdin: "" });
        expect(await script(text)).toEqual(theirs);
      }),
      { numRuns: 150 },
    );
  });
});

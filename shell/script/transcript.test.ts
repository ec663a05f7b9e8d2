import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatOutput, formatTranscript, parseTranscript, type Statement, withOutputs } from "./transcript.ts";

const talk = `#!/usr/bin/env dks
//! dks 1
//! title: Talk
//! engine: embedded, API 1.0

// Prose is an ordinary comment,
// on as many lines as it likes.
await pull("busybox");
const c = await containers.create({
  Image: "busybox", // with a remark
});
c
//=> Container <id:1>
print("a"); print("b"); 1
//| a
//| b
//=> 1

// dks: timeout 5s, unordered
// dks: require api>=1.24
await containers.get("nope").inspect(); // dks: skip
  //!! NotFoundError 404: No such container: nope
1 + 1 //=> 2
/* a block
   of prose */
`;

const statements = async (source: string): Promise<Statement[]> =>
  (await parseTranscript(source)).items.filter((item) => item.kind === "statement");

describe("a file", () => {
  test("has its pieces, in order, with their lines", async () => {
    const { header, items, requirements } = await parseTranscript(talk);
    expect(header).toMatchObject({ title: "Talk", embedded: true, apiVersion: "1.0" });
    expect(items.map(({ kind, line, endLine }) => `${kind} ${line}-${endLine}`)).toEqual([
      "blank 5-5",
      "prose 6-7",
      "statement 8-8",
      "statement 9-11",
      "statement 12-12",
      "statement 14-14",
      "blank 18-18",
      "directive 19-19",
      "directive 20-20",
      "statement 21-21",
      "statement 23-23",
      "prose 24-25",
    ]);
    expect(requirements).toEqual([{ kind: "api", operator: ">=", version: "1.24" }]);
  });

  test("has what came of its statements, and what is asked of them", async () => {
    const found = await statements(talk);
    expect(found.map(({ expected }) => expected.map(({ kind, lines, line }) => ({ kind, lines, line })))).toEqual([
      [],
      [],
      [{ kind: "value", lines: ["Container <id:1>"], line: 13 }],
      [
        { kind: "printed", lines: ["a", "b"], line: 15 },
        { kind: "value", lines: ["1"], line: 17 },
      ],
      [{ kind: "error", lines: ["NotFoundError 404: No such container: nope"], line: 22 }],
      [{ kind: "value", lines: ["2"], line: 23 }],
    ]);
    expect(found.flatMap(({ directives }) => directives)).toEqual([
      { kind: "timeout", milliseconds: 5000 },
      { kind: "unordered" },
      { kind: "skip" },
    ]);
    expect(found.at(-1)!.source).toBe("1 + 1 ");
  });

  test("of TypeScript has its types as pieces of their own", async () => {
    const found = await statements(`import type { Container } from "dks";
interface Pair {
  // of numbers
  a: number;
}
// prose
enum Colour {
  red = 4,
}
type A =
  | "a"

  | "b";
const f = <T,>(x: T): T => x; // dks: timeout 1m
f<string>("//=> x" as string)
//=> 'x'
function g(): void {}
import { join } from "node:path";
\`
//=> no output
\`;
`);
    expect(found.map(({ role, line, endLine }) => `${role} ${line}-${endLine}`)).toEqual([
      "types 1-5",
      "statements 7-9",
      "types 10-13",
      "statements 14-14",
      "statements 15-15",
      "functions 17-17",
      "imports 18-18",
      "statements 19-21",
    ]);
    expect(found[3]!.directives).toEqual([{ kind: "timeout", milliseconds: 60_000 }]);
  });

  test("may be empty, or prose alone", async () => {
    expect((await parseTranscript("")).items).toEqual([]);
    expect((await parseTranscript("// nothing")).items).toMatchObject([{ kind: "prose", source: "// nothing" }]);
  });

  test.each([
    ["//=> 1", 1, 1, "has no statement"],
    ["1\n\n  //=> 1", 3, 3, "has no statement"],
    ["1\n// prose\n//| x", 3, 1, "has no statement"],
    ["try {\n  1;\n  //=> 1\n} catch {}", 3, 3, "inside of a statement"],
    ["1 + 1\n//=> 2\n(2)", 2, 1, "inside of a statement"],
    ["if (true) { // dks: skip\n}", 1, 13, "inside of a statement"],
    ["1\n// dks: skip\n// the end", 2, 1, "has no statement"],
    ["1; // dks: skipp", 1, 4, 'unknown directive "skipp"'],
    ["1; // dks: skip now", 1, 4, "takes nothing more"],
    ["1; // dks: timeout soon", 1, 4, "cannot be"],
    ["1; // dks: timeout 99999m", 1, 4, "cannot be"],
    ["1; // dks: require engine dokcer", 1, 4, "cannot be"],
    ["1; // dks: require api 1.24", 1, 4, "cannot be"],
    ["//! dks 2\n1", 1, 1, "does not know format 2"],
    ["//! dks 1\n//! engin: x", 2, 1, "unknown header"],
    ["1\n//! engine: embedded", 2, 1, "the header is over"],
    ["print(1);\n  foo(;", 2, 7, "Unexpected token"],
    ["\u007fELF\0\0", 1, 1, "this is no text"],
  ])("%j is refused", async (source, line, column, message) => {
    await expect(parseTranscript(source)).rejects.toThrow(
      expect.objectContaining({ line, column, message: expect.stringContaining(message) }),
    );
  });
});

describe("put together again", () => {
  const pieces = fc.constantFrom(
    "",
    "  ",
    "// prose",
    "/* block\n// of prose */",
    ";1 + 1\n//=> 2",
    ";1 + 1 //=> 2",
    "print('a');\n  //| a\n//|",
    "await x();\n//!! NotFoundError 404: no\n//!! more",
    "a(); b(); // dks: skip",
    "c(); /* to the\n end */ d();",
    "// dks: timeout 5s\nawait c.wait();",
    ";`\n//=> text\n`;",
    "interface A {\n  // b\n}",
    "var n: number = 1;",
    "{\n}",
    "é;\u2028//=> 1",
  );
  const headers = fc.constantFrom("", "#!/usr/bin/env dks\n", "//! dks 1\n\n//! title: x\n", "\n//! dks 1\n");
  const files = fc
    .tuple(headers, fc.array(pieces), fc.constantFrom("\n", "\r\n"), fc.constantFrom("", "\n"))
    .map(([header, parts, end, last]) => (header + parts.join("\n") + last).replaceAll("\n", end));

  test("a file is what it was, byte for byte, and its pieces cover it", async () => {
    await fc.assert(
      fc.asyncProperty(files, async (source) => {
        const transcript = await parseTranscript(source);
        expect(formatTranscript(transcript)).toBe(source);
      }),
    );
  });

  test("outputs that were put in are read again", async () => {
    const line = fc.stringMatching(/^[ -~]*$/);
    const outputs = fc.array(
      fc.record({
        kind: fc.constantFrom("value" as const, "printed" as const, "error" as const),
        lines: fc.array(line, { maxLength: 3 }),
      }),
      { maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(
        outputs,
        fc.constantFrom("f()", "f()\n", "f() //=> 1\n", "  f();\n  //| x\n"),
        async (given, source) => {
          const transcript = await parseTranscript(source);
          const changed = withOutputs(transcript.items[0] as Statement, given);
          const again = await statements(formatTranscript({ ...transcript, items: [changed] }));
          const merged = again[0]!.expected.flatMap(({ kind, lines }) => lines.map((text) => `${kind} ${text}`));
          expect(merged).toEqual(given.flatMap(({ kind, lines }) => lines.map((text) => `${kind} ${text}`)));
          const isLineUsed = (at: number) => changed.expected.some(({ line: used }) => used === at);
          expect(again[0]!.expected.every((output) => isLineUsed(output.line))).toBe(true);
        },
      ),
    );
  });

  test("an output that stands beside its statement stays there while it is one line", async () => {
    const [statement] = await statements("1 + 1 //=> 3\n");
    const written = (lines: string[]) =>
      formatTranscript({ header: { source: "" }, items: [withOutputs(statement!, [{ kind: "value", lines }])] });
    expect(written(["2"])).toBe("1 + 1 //=> 2\n");
    expect(written(["{", "}"])).toBe("1 + 1\n//=> {\n//=> }\n");
    expect(written([])).toBe("1 + 1\n");
  });

  test("an output is written with its mark on every line", () => {
    expect(formatOutput({ kind: "printed", lines: ["a", "", " b"] }, "  ")).toBe("  //| a\n  //|\n  //|  b\n");
  });
});

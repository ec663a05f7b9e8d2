import { describe, expect, test } from "vitest";
import { parse, parseTyped, SourceError } from "./parse.ts";

async function failure(source: string): Promise<SourceError> {
  const error = await parse(source).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof SourceError)) throw new Error(`${source} was parsed, or failed with ${error}`);
  return error;
}

describe("a source that is not finished", () => {
  test.each([
    "foo(",
    "foo(\n// more to come",
    "const x =",
    "a +",
    "a.",
    "x ? y",
    "[1, 2",
    "`text",
    "`a ${b",
    "/* a comment",
    "if (x)",
    "if (x) {\n  y();",
    "function f() {",
    "async () => {",
    "class A {",
    "import { a",
    "try {",
    "const x: number = [",
    "interface A {",
    "type A = {",
    "const f = (x: number) => {",
    "list.map((x: number): string => {\n  return `",
    "const g = async (x?: number) => {",
    "f<string>(",
  ])("%j", async (source) => {
    expect(await failure(source)).toMatchObject({ name: "SyntaxError", incomplete: true });
  });
});

describe("a source that makes no sense", () => {
  test.each([
    ["foo)", 3],
    ["foo(1 2", 6],
    ["const = 3", 6],
    ["'text", 0],
    ["'text\n'", 0],
    ["const x: number = )", 18],
    ["let a: string = 'text", 16],
    ["return 1", 0],
    ["const a = 1;\nconst a = 2;", 19],
    ["let x: number = 1;\nlet x: number = 2;", 23],
    ["const #a = 1", 6],
    ["namespace N { export const a = 1 }\nN.a", 0],
    ["const x: number = 1;\n  namespace A.B {\n  }", 23],
  ])("%j", async (source, offset) => {
    expect(await failure(source)).toMatchObject({ offset, incomplete: false });
  });
});

test("an object is one where a value is wanted, and a block where it can only be one", async () => {
  expect((await parseTyped("{ a: 1 }")).program.body[0]?.type).toBe("ExpressionStatement");
  expect((await parseTyped("{ a: 1 };")).program.body[0]?.type).toBe("BlockStatement");
  expect((await parseTyped("{ const a = 1 }")).program.body[0]?.type).toBe("BlockStatement");
  await expect(parseTyped("{ a: 1")).rejects.toMatchObject({ incomplete: true });
});

test.each([
  "declare namespace N { const a: number }\nconst a: number = 1",
  "const a: string = `\nnamespace X {\n`",
  "/*\nnamespace X {\n*/ const a: number = 1",
  "enum A { x, y }\nA.y",
])("no namespace that does anything is in %j", async (source) => {
  await expect(parse(source)).resolves.toBeDefined();
});

test("types go, and every place can be found again", async () => {
  const source = "const total: number = (values as number[])!.length;\nprint<string>(total)";
  const { code, toSource } = await parse(source);
  expect(code).not.toContain("number");
  for (const word of ["total", "values", "length", "print"])
    expect(toSource(code.indexOf(word))).toBe(source.indexOf(word));
  expect(toSource(code.lastIndexOf("total"))).toBe(source.lastIndexOf("total"));
});

import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { type TestSession, testSession } from "../testing.ts";

const container = {
  Id: "a".repeat(64),
  Names: ["/web"],
  Image: "busybox",
  ImageID: "sha256:x",
  Command: "sh",
  Created: 0,
  Ports: [],
  Labels: {},
  State: "running",
  Status: "Up",
  Mounts: [],
  NetworkSettings: { Networks: {} },
  HostConfig: {},
};
const answers = {
  "GET /containers/json": [container],
  "POST /containers/create": { status: 201, body: { Id: "b".repeat(64), Warnings: [] } },
  "POST /containers/x/start": { status: 204, body: "" },
  "POST /containers/x/stop": { status: 204, body: "" },
};

let opened: TestSession[] = [];
function open(
  mode: "prompt" | "eval" | "pipe" | "script",
  script = answers as Parameters<typeof testSession>[1],
): TestSession {
  const session = testSession(mode, script);
  opened.push(session);
  return session;
}
afterEach(async () => {
  for (const { session } of opened) await session.end();
  opened = [];
});

describe("at the prompt", () => {
  test.each([
    ["a call", "containers.list().length", 1],
    ["the value of a call", "containers.list()[0].Names", ["/web"]],
    ["a declared call", "const list = containers.list(); list.length", 1],
    ["a call in an argument", "Object.keys(containers.list()[0]).includes('Id')", true],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the source of one
    ["a call in a template", "`${containers.list().length} running`", "1 running"],
    ["calls in both branches", "true ? containers.list().length : ps().length", 1],
    ["a call in a loop", "let n = 0; for (const c of containers.list()) n += c.Id.length; n", 64],
    ["a call in a block", "let m; if (true) { m = containers.list()\n ;m = m.length } m", 1],
    ["a call in an optional chain", "containers?.list().length", 1],
    ["a call behind an optional link", "containers.list()?.[0].Names.at(0)", "/web"],
    ["a chain that is cut", "undefined?.list().length.x", undefined],
    ["an awaited call", "(await containers.list()).length", 1],
    ["calls that run together", "(await Promise.all([containers.list(), ps()])).length", 2],
    ["the promise of a call, on purpose", "containers.list().then((list) => list.length) instanceof Promise", true],
    [
      "what is made of the promise of a call, as a value",
      "containers.list().then((list) => list.length).catch(() => 0)",
      1,
    ],
    ["a helper", "ps().length", 1],
    ["a call that a function of the user gives", "const f = () => containers.list(); f().length", 1],
  ])("awaits %s", async (_, source, expected) => {
    expect(await open("prompt").run(source)).toEqual(expected);
  });

  test("gives the container that was created", async () => {
    const { run, session } = open("prompt");
    await run('const c = containers.create({ Image: "busybox" })');
    expect((session.scope["c"] as { id: string }).id).toBe("b".repeat(64));
  });

  test.each([
    ["a promise of the user's", "Promise.resolve(1)"],
    ["the result of an async function", "(async () => 1)()"],
    ["a declared promise", "const p = Promise.resolve(1); p"],
    ["a promise in a list", "[Promise.resolve(1)][0]"],
  ])("awaits %s as a value, wherever it is shown", async (_, source) => {
    for (const mode of ["prompt", "eval", "pipe"] as const) expect(await open(mode).run(source)).toBe(1);
  });

  test("leaves a declared promise of the user's alone", async () => {
    const { run, session } = open("prompt");
    await run("const p = Promise.all([containers.list()])");
    expect(session.scope["p"]).toBeInstanceOf(Promise);
    expect(await run("p")).toEqual([[container]]);
  });

  test("leaves nested functions alone", async () => {
    const { run } = open("prompt");
    expect(
      await run(
        "const f = async () => { const list = containers.list(); const was = list instanceof Promise; await list; return was }; await f()",
      ),
    ).toBe(true);
  });

  test.each([
    ["constants", ["const a = 1", "a + 1"], 2],
    ["constants that are declared anew", ["const a = 1", "const a = a + 1", "a"], 2],
    ["variables that a closure changes", ["let n = 0", "const add = () => ++n", "add(); add(); n"], 2],
    [
      "patterns",
      ["const { a, b: [c, ...d], ...e } = { a: 1, b: [2, 3, 4], x: 5 }", "[a, c, d, e]"],
      [1, 2, [3, 4], { x: 5 }],
    ],
    ["functions", ["f(); function f() { return 'early' }", "f()"], "early"],
    ["functions that see what is declared later", ["function f() { return later }", "const later = 7", "f()"], 7],
    ["classes", ["class A { static #p = 3; static get p() { return A.#p } }", "A.p"], 3],
    ["`var` in a block", ["for (var i = 0; i < 3; i++) { var last = i }", "[i, last]"], [3, 2]],
    ["names that are only assigned", ["x = 5", "x + 1"], 6],
    ["imports", ["import path, { join as glue } from 'node:path'", "glue('a', path.basename('/b/c'))"], "a/c"],
    ["namespaces", ["import * as path from 'node:path'", "path.join('a', 'b')"], "a/b"],
    ["a name without a value", ["let a, b = 2", "[a, b]"], [undefined, 2]],
    ["resources", ["using r = { [Symbol.dispose]() {}, v: 4 }", "r.v"], 4],
  ])("keeps %s for the next input", async (_, inputs, expected) => {
    const { run } = open("prompt");
    let value: unknown;
    for (const input of inputs) value = await run(input);
    expect(value).toEqual(expected);
  });

  test("refuses to change a constant", async () => {
    const { run } = open("prompt");
    await run("const a = 1");
    await expect(run("a = 2")).rejects.toThrow(TypeError);
    expect(await run("a")).toBe(1);
  });

  test("forgets a name whose value was never there", async () => {
    const { run } = open("prompt");
    await expect(run("const a = nope")).rejects.toThrow(ReferenceError);
    await expect(run("a")).rejects.toThrow(ReferenceError);
  });

  test.each([
    ["lines without semicolons", "const a = 1\ncontainers.list()\nconst b = [a]\nps()\nb", [1]],
    ["an object", "{ a: 1, b: { c: 2 } }", { a: 1, b: { c: 2 } }],
    ["a block", "{ let a = 1; a }", undefined],
    ["a sequence", "1, 2", 2],
    ["a text", "'use strict'", "use strict"],
    ["a value behind a comment", "5 // five", 5],
    ["a call of what a call gives", "(() => () => 3)()()", 3],
    ["types", "const f = <T,>(x: T[]): number => x.length; f<string>(['a'] as string[])!", 1],
    ["type arguments that could be comparisons", "const s = new Set<number>([1]); s.size", 1],
    ["an enum", "enum Colour { red, green }\nColour.green", 1],
    ["the last statement only", "1; const z = 2", undefined],
  ])("runs %s", async (_, source, expected) => {
    expect(await open("prompt").run(source)).toEqual(expected);
  });
});

describe("through a pipe", () => {
  test("every value is handed out, in its turn", async () => {
    const { run, values } = open("pipe");
    await run("1\nconst a = 2\na\nps().length;'x'");
    expect(values).toEqual([1, 2, 1, "x"]);
  });
});

describe("in a script", () => {
  test("nothing is handed out, and nothing awaited", async () => {
    const { run, values, output } = open("script");
    await run(
      "1; const list = await containers.list(); print(list.length, args); const p = containers.list(); print(p instanceof Promise); await p;",
    );
    expect(values).toEqual([]);
    expect(output.out.text).toBe("1 [ 'one', 'two' ]\ntrue\n");
  });

  test("the errors and the library are there", async () => {
    const { run, output } = open("script");
    await run(`import { NotFoundError as Same, Container } from "dks";
      try { await containers.get("nope").inspect() } catch (error) { print(error instanceof NotFoundError, error instanceof Same) }
      print(containers.get("x") instanceof Container, import.meta.filename)`);
    expect(output.out.text).toBe("true true\ntrue /scripts/test.dks\n");
  });

  test("what a module does not export is an error", async () => {
    await expect(open("script").run('import { conect } from "dks"')).rejects.toThrow(
      '"dks" does not export `conect`. Did you mean `connect`?',
    );
  });

  test("declarations behave as in a module", async () => {
    const { run } = open("script");
    await expect(run("print(a); const a = 1")).rejects.toThrow(ReferenceError);
    await expect(run("const b = 1; b = 2")).rejects.toThrow(TypeError);
    await expect(run("undeclared = 1")).rejects.toThrow(ReferenceError);
  });

  test("resources are disposed of: those of a block at its end, the others at the end of the session", async () => {
    const { session, output } = testSession("script");
    const source = `
      const named = (name) => ({ [Symbol.dispose]: () => print(name), [Symbol.asyncDispose]: async () => print(name) });
      using a = named("a"); await using b = named("b");
      const f = () => { using c = named("c"); return 1 };
      { await using d = named("d"); f(); print("block") }
      try { using e = named("e"); throw new Error("x") } catch { print("caught") }
      print("end")`;
    await session.run(await session.read(source, "test.dks"));
    expect(output.out.text).toBe("c\nblock\nd\ne\ncaught\nend\n");
    await session.end();
    expect(output.out.text.split("\n").slice(6, 8)).toEqual(["b", "a"]);
  });

  test.each([
    ["an async iterable", "async function* g() { yield 1; yield 2 } for await (const x of g()) print(x)", "1\n2\n"],
    ["promises", "for await (const x of [Promise.resolve(1), 2]) print(x)", "1\n2\n"],
    ["a stream", "for await (const x of new ReadableStream({ start(c) { c.enqueue(1); c.close() } })) print(x)", "1\n"],
    [
      "what is left early",
      "async function* g() { try { yield 1 } finally { print('told') } } for await (const x of (0, g())) break",
      "told\n",
    ],
    [
      "what throws",
      "async function* g() { throw new Error('x') } try { for await (const x of g()); } catch { print('caught') }",
      "caught\n",
    ],
    [
      "what is not iterable",
      "try { for await (const x of 5); } catch (e) { print(e.message) }",
      "the value of `for await` is not iterable\n",
    ],
  ])("`for await` loops over %s", async (_, source, printed) => {
    const { run, output } = open("script");
    await run(source);
    expect(output.out.text).toBe(printed);
  });

  test.each([
    ["an export", "export const a = 1", 0],
    ["an export of all", "let a;\nexport * from 'x'", 7],
  ])("refuses %s", async (_, source, offset) => {
    await expect(open("script").run(source)).rejects.toMatchObject({ name: "SyntaxError", offset });
  });
});

/** Expressions of JavaScript over the names a, b and f. */
const expression = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom(
      "1",
      "a",
      "b.c",
      "'x'",
      "null",
      "undefined",
      "f(1)",
      "b?.c",
      "b?.n?.x.y",
      "b.g?.(a)",
      "b.nope?.(a).x.y",
    ),
    tie("any").map((e) => `(${e})`),
    tie("any").map((e) => `[${e}]`),
    tie("any").map((e) => `({ k: ${e} }).k`),
    tie("any").map((e) => `f(${e})`),
    tie("any").map((e) => `b.g(${e})?.c`),
    tie("any").map((e) => `\`<\${${e}}>\``),
    tie("any").map((e) => `(() => ${e})()`),
    tie("any").map((e) => `(function () { return ${e} }).call(b)`),
    fc.tuple(tie("any"), tie("any")).map(([x, y]) => `(${x}, ${y})`),
    fc.tuple(tie("any"), tie("any")).map(([x, y]) => `[${x}, ...[${y}]]`),
    fc.tuple(tie("any"), tie("any"), tie("any")).map(([x, y, z]) => `(${x} ? ${y} : ${z})`),
    fc
      .tuple(tie("any"), fc.constantFrom("+", "&&", "||", "??", "==="), tie("any"))
      .map(([x, op, y]) => `((${x}) ${op} (${y}))`),
  ),
})).any;

const preamble =
  "const f = (x) => (x === undefined ? undefined : [x])\nconst a = 3\nconst b = { c: 4, n: null, g: (x) => ({ c: x }) }\n";

describe("any expression", () => {
  test.each(["prompt", "script"] as const)("has the value that it has in a module: %s", async (mode) => {
    const AsyncFunction = (async () => {}).constructor as new (body: string) => () => Promise<unknown>;
    const { session, run } = open(mode);
    await fc.assert(
      fc.asyncProperty(expression, async (source) => {
        const expected = await new AsyncFunction(
          `"use strict"; ${preamble} const result = ${source}\n return [result]`,
        )();
        session.scope["take"] = (value: unknown) => {
          session.scope["taken"] = [value];
        };
        await run(`{ ${preamble} take(${source}) }`);
        expect(session.scope["taken"]).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });
});

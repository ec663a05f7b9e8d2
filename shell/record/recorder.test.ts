import { readFile, stat, writeFile } from "node:fs/promises";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { parseTranscript } from "../script/transcript.ts";
import { id, other, Recordings } from "./testing.ts";

const recordings = new Recordings();
afterEach(() => recordings.close());

/** The file of these inputs, which must be a transcript. */
async function fileOf(...inputs: string[]): Promise<string> {
  const { text } = await recordings.record(inputs);
  await parseTranscript(await text());
  return text();
}

describe("awaits are made explicit", () => {
  test.each([
    ["containers.list().length", "(await containers.list()).length;\n//=> 2\n"],
    [
      'containers.list().filter(c => c.State === "running").length',
      '(await containers.list()).filter(c => c.State === "running").length;\n//=> 1\n',
    ],
    ["Object.keys(containers.list()[0]).length", "Object.keys((await containers.list())[0]).length;\n//=> 13\n"],
    ["ps()\n  .length // how many", "(await ps())\n  .length; // how many\n//=> 2\n"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the source of one
    ["`${ps().length} running`", "`${(await ps()).length} running`;\n//=> '2 running'\n"],
    ["true ? ps().length : containers.list()", "true ? (await ps()).length : await containers.list();\n//=> 2\n"],
    [
      "let n = 0; for (const c of ps()) n += c.Id.length; n",
      "let n = 0;\nfor (const c of await ps()) n += c.Id.length;\nn;\n//=> 128\n",
    ],
    ["if (1) {\n  const a = 1\n  ps().length\n}", "if (1) {\n  const a = 1\n  ;(await ps()).length\n}\n"],
    ["containers?.list().length", "(await containers?.list())?.length;\n//=> 2\n"],
    ["containers.list()?.[0].Names.at(0)", "(await containers.list())?.[0].Names.at(0);\n//=> '/<name:1>'\n"],
    ["(await ps()).length", "(await ps()).length;\n//=> 2\n"],
    ["(ps()).length ** 2 + ps().length ** 2", "(await ps()).length ** 2 + (await ps()).length ** 2;\n//=> 8\n"],
    [
      "(await Promise.all([containers.list(), ps()])).length",
      "(await Promise.all([containers.list(), ps()])).length;\n//=> 2\n",
    ],
    ["ps().then((list) => list.length)", "await ps().then((list) => list.length);\n//=> 2\n"],
    ["const f = () => ps()\nf().length", "const f = () => ps();\n(await f()).length;\n//=> 2\n"],
    [
      "const list: object[] = ps() as object[]; (list as any[])!.length",
      "const list: object[] = await ps() as object[];\n(list as any[])!.length;\n//=> 2\n",
    ],
    ["ps()!.length", "(await ps())!.length;\n//=> 2\n"],
    ["{ a: ps().length }", "({ a: (await ps()).length });\n//=> { a: 2 }\n"],
    [
      "ps().map((c) => containers.get(c.Id).stop())",
      "await Promise.all((await ps()).map((c) => containers.get(c.Id).stop()));\n",
    ],
    ["const c = containers.create({ Image: 'busybox' })", "const c = await containers.create({ Image: 'busybox' });\n"],
    [
      "containers.create({ Image: 'busybox' }).start()",
      "await (await containers.create({ Image: 'busybox' })).start();\n",
    ],
    ["print(ps().length)", "print((await ps()).length);\n//| 2\n"],
    ["'use strict'", "'use strict';\n//=> 'use strict'\n"],
    ["// prose", "// prose\n"],
    ["1 //=> not what it is", "1; // => not what it is\n//=> 1\n"],
    ["type A = { a: number }\nconst x: A = { a: 1 }", "type A = { a: number }\nconst x: A = { a: 1 };\n"],
  ])("%s", async (input, text) => {
    expect(await fileOf(input)).toBe(text);
  });

  test("also where a call was not reached", async () => {
    expect(await fileOf("if (false) containers.get('x').stop()", "false && ps()", "false && console.info(1)")).toBe(
      "if (false) await containers.get('x').stop();\nfalse && await ps();\n//=> false\nfalse && console.info(1);\n//=> false\n",
    );
  });

  test("a call that is left to itself in a function is pointed out", async () => {
    const { notes } = await recordings.record(["ps().forEach((c) => { containers.get(c.Id).stop() })"]);
    expect(notes).toEqual([expect.stringMatching(/^the call of Container\.stop at 1:\d+ is not awaited/)]);
  });
});

describe("what came of a statement", () => {
  test("is written with placeholders for what changes", async () => {
    expect(
      await fileOf(
        "const c = containers.create({ Image: 'busybox' })",
        "c",
        "ps()[0].Id",
        "c.wait()",
        "print(c.id); c.id.length",
      ),
    ).toBe(
      `const c = await containers.create({ Image: 'busybox' });
c;
//=> Container <id:1>
(await ps())[0].Id;
//=> '<id:1>'
await c.wait();
//=> { StatusCode: 3 }
print(c.id);
//| <id:1>
c.id.length;
//=> 64
`,
    );
  });

  test("is the error, where there was one: that of the statement that failed, and none behind it", async () => {
    expect(await fileOf("print(1); containers.get('nope').inspect(); print(2)")).toBe(
      "print(1);\n//| 1\nawait containers.get('nope').inspect();\n//!! NotFoundError 404: nothing is written down for GET /containers/nope/json\n",
    );
  });

  test("a declaration that failed leaves its name to the next one", async () => {
    expect(await fileOf("const c: any = nope()", "const c = 1", "c")).toBe(
      "nope();\n//!! ReferenceError: nope is not defined\nconst c = 1;\nc;\n//=> 1\n",
    );
  });

  test("is nothing where it was interrupted, or has not ended yet", async () => {
    const { session, type, text } = await recordings.record(["1"]);
    const running = type("containers.get('stuck').wait()");
    await expect.poll(text, { timeout: 10_000 }).toBe("1;\n//=> 1\n// unfinished: containers.get('stuck').wait()\n");
    session.interrupt();
    await running;
    expect(await text()).toBe("1;\n//=> 1\n// interrupted: containers.get('stuck').wait()\n");
    await type("2");
    expect(await text()).toMatch(/\n\/\/ interrupted: .*\n2;\n\/\/=> 2\n$/);
  });
});

test.each([
  ["print('...')", "//| ... (glob)"],
  ["print('[a (re)')", "//| [a (re) (glob)"],
  ["print('a*b (glob)')", "//| a\\*b (glob) (glob)"],
  ["enum E { A, B }", "enum E { A, B }"],
  ["abstract class X { abstract f(): void }", "abstract class X { abstract f(): void }"],
  ["const e = new Error('shown'); e", "//=> [Error: shown]"],
  ["[new RangeError('x')]", "//=> [ [RangeError: x] ]"],
])("%s is written so that it is read as it was", async (input, line) => {
  expect((await fileOf(input)).split("\n")).toContain(line);
});

describe("a name", () => {
  test.each([
    [
      "gets a number when it is declared anew",
      ["const a = 1", "const a = a + 1", "a", "const a = 3; a", "const a2 = 4; a2"],
      "const a = 1;\nconst a2 = a + 1;\na2;\n//=> 2\nconst a3 = 3;\na3;\n//=> 3\nconst a4 = 4;\na4;\n//=> 4\n",
    ],
    [
      "of a helper that was used gets one",
      ["const version = 5; version", "const images = images"],
      "const version = 5;\nversion;\n//=> 5\nconst images2 = images;\n",
    ],
    [
      "is assigned to where a function sees it",
      ["const a = 1", "const f = () => a", "const a = 2", "f()"],
      "let a = 1;\nconst f = () => a;\n// @ts-ignore: declared anew\na = 2;\nf();\n//=> 2\n",
    ],
    [
      "of a function, too",
      ["function f() { return 1 }", "const g = () => f()", "function f() { return 2 }", "g()"],
      "function f() { return 1 }\nconst g = () => f();\n// @ts-ignore: declared anew\nf = function f() { return 2 };\ng();\n//=> 2\n",
    ],
    [
      "that is only assigned to is declared",
      ["x = 5", "x + 1", "if (true) { y = x }", "y"],
      "let x;\nx = 5;\n//=> 5\nx + 1;\n//=> 6\nlet y;\nif (true) { y = x }\ny;\n//=> 5\n",
    ],
    [
      "in a short property keeps its key",
      ["const a = 1", "const a = 2", "({ a })", "const { a } = { a: 5 }"],
      "const a = 1;\nconst a2 = 2;\n({ a: a2 });\n//=> { a: 2 }\nconst { a: a3 } = { a: 5 };\n",
    ],
    [
      "of a module keeps what it imports",
      ["import { join } from 'node:path'", "import { join } from 'node:path'", "join('a', 'b')"],
      "import { join } from 'node:path';\nimport { join as join2 } from 'node:path';\njoin2('a', 'b');\n//=> 'a/b'\n",
    ],
    [
      "inside stays what it is",
      ["const a = 1", "const a = 2; [3].map((a) => a); { const a = 4; print(a) }"],
      "const a = 1;\nconst a2 = 2;\n[3].map((a) => a);\n{ const a = 4; print(a) }\n//| 4\n",
    ],
  ])("%s", async (_, inputs, text) => {
    expect(await fileOf(...inputs)).toBe(text);
  });

  test("_ is lifted into a variable, where it is not one already", async () => {
    expect(await fileOf("ps()", "_.length", "_ + 1", "const c = 3", "c", "_ + _")).toBe(
      `const list = await ps();
list;
${(await fileOf("ps()")).split("\n").slice(1).join("\n")}const value = list.length;
value;
//=> 2
value + 1;
//=> 3
const c = 3;
c;
//=> 3
c + c;
//=> 6
`,
    );
  });

  test("_error is caught", async () => {
    const text = await fileOf("containers.get('nope').inspect()", "_error.status");
    expect(text).toBe(
      "let error: any;\ntry {\nawait containers.get('nope').inspect();\n} catch (thrown) {\n  error = thrown;\n}\nerror.status;\n//=> 404\n",
    );
  });

  test("of nothing that is shown has no statement of its own", async () => {
    expect(await fileOf("containers.get('web').start()", "typeof _")).not.toContain("value;\n");
  });

  test("of a class is its own inside of it", async () => {
    expect(await fileOf("class A { f() { return A } }", "class A { x = 1 }", "new A().x")).toBe(
      "class A { f() { return A } }\nclass A2 { x = 1 }\nnew A2().x;\n//=> 1\n",
    );
  });

  test("from before the recording is pointed out", async () => {
    const { session, type, notes } = await recordings.record();
    await session.run(await session.read("const before = 1", "prompt"));
    await type("before + 1");
    expect(notes).toEqual(["`before` was declared before the recording began: the file does not have it"]);
  });
});

describe("what was shown and then typed", () => {
  test("is what it came from: a variable, or a value that gets one", async () => {
    const text = await fileOf(
      "const c = containers.create({ Image: 'busybox' })",
      `containers.get('${id.slice(0, 12)}').stop()`,
      "ps()",
      `containers.get('${other}').stop()`,
      `ps().find((c) => c.Id.startsWith('${other.slice(0, 6)}')).State`,
      "print('eager_hopper', 'web', 'cafe')",
      "stop('eager_hopper')",
    );
    expect(text.replace(/^\/\/=> (?:ID|<id).*\n/gm, "")).toBe(`const c = await containers.create({ Image: 'busybox' });
await containers.get(c.id).stop();
const list = await ps();
list;
await containers.get(list[1].Id).stop();
(await ps()).find((c) => c.Id.startsWith(list[1].Id.slice(0, 6))).State;
//=> 'exited'
print(list[0].Names![0].slice(1), 'web', 'cafe');
//| <name:1> web cafe
await stop(c.id);
`);
  });

  test("is known by its beginning, where it is printed", async () => {
    const text = await fileOf(
      "const c = ps()[0]",
      "print(c.Id.slice(0, 4), c.Id.slice(0, 6), c.Id.slice(0, 12), 'beef')",
    );
    expect(text).toMatch(/\n\/\/\| <id:1> <id:1> <id:1> beef\n$/);
  });

  test("is put into the text that it was typed in", async () => {
    const text = await fileOf("ps()[0].ImageID", `print('busybox@sha256:${"e".repeat(63)}f\`')`);
    expect(text).toBe(`const value = (await ps())[0].ImageID;
value;
//=> '<digest:1>'
print(\`busybox@\${value}\\\`\`);
//| busybox@<digest:1>\`
`);
  });

  test("is put into a template, but not into what a tag gets", async () => {
    const text = await fileOf(
      "const c = ps()[0]",
      `print(\`\\t${id} \${1 + 1} /containers/eager_hopper/json ${id.slice(0, 12)}\`)`,
      "print('a eager_hopper:ro', 'his_eager_hopper', 'some_name')",
      `String.raw\`${id}\``,
      `const t: string = \`${id.slice(0, 12)}\``,
    );
    expect(text).toBe(`const c = (await ps())[0];
print(\`\\t\${c.Id} \${1 + 1} /containers/\${c.Names![0].slice(1)}/json \${c.Id.slice(0, 12)}\`);
//| \t<id:1> 2 /containers/<name:1>/json <id:1>
print(\`a \${c.Names![0].slice(1)}:ro\`, 'his_eager_hopper', 'some_name');
//| a <name:1>:ro his_eager_hopper some_name
String.raw\`${id}\`;
//=> '<id:1>'
const t: string = \`\${c.Id.slice(0, 12)}\`;
`);
  });

  test("stays where the variable holds something else by now", async () => {
    const text = await fileOf("let c = ps()[0]", "c = 5", `print('${id}')`);
    expect(text).toContain(`print('${id}');`);
  });
});

describe("the file", () => {
  test("is its owner's alone, and never another one", async () => {
    const { path } = await recordings.record(["1"]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const { Recorder } = await import("./recorder.ts");
    await expect(
      Recorder.open({ path, append: false, header: { embedded: false } } as Parameters<typeof Recorder.open>[0]),
    ).rejects.toThrow("is there already");
  });

  test("can be gone on with, and is changed in place where a value needs a name", async () => {
    const { path } = await recordings.record(["const a = 1"]);
    await recordings.endSessions();
    const again = await recordings.record(["const a = 2; a", "ps()", "_.length"], path);
    expect(await again.text()).toMatch(
      /^const a = 1;\nconst a2 = 2;\na2;\n\/\/=> 2\nconst list = await ps\(\);\nlist;\n(\/\/=> .*\n)+list\.length;\n\/\/=> 2\n$/,
    );
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test("can be gone on with however it ends", async () => {
    const go = async (before: string, ...inputs: string[]): Promise<string> => {
      const path = await recordings.path();
      await writeFile(path, before);
      await recordings.record(inputs, path);
      await recordings.endSessions();
      const text = await readFile(path, "utf8");
      await parseTranscript(text);
      return text;
    };
    expect(await go("const a = 1", "2")).toBe("const a = 1\n2;\n//=> 2\n");
    expect(await go("\ufeffconst a = 1\r\na //=> 1", "2", "`b\nc`")).toBe(
      "\ufeffconst a = 1\r\na //=> 1\r\n2;\r\n//=> 2\r\n`b\r\nc`;\r\n//=> 'b\\nc'\r\n",
    );
    expect(await go("const a = [1]\n// end\n", "[0].length", "[1]")).toBe(
      "const a = [1]\n// end\n;[0].length;\n//=> 1\n[1];\n//=> [ 1 ]\n",
    );
    expect(await go("const a = [1]\n", "(3)", "_ + 1")).toBe(
      "const a = [1]\nconst value = (3);\nvalue;\n//=> 3\nvalue + 1;\n//=> 4\n",
    );
    const wrong = await recordings.path();
    await writeFile(wrong, Uint8Array.of(0x2f, 0x2f, 0xe9, 0x0a));
    await expect(recordings.record([], wrong)).rejects.toThrow(/is no recording/);
  });

  test("has names of its own, which are pointed out", async () => {
    const path = await recordings.path();
    await writeFile(path, "const mine = 1;\n");
    const { notes } = await recordings.record(["mine", "const mine = 2; mine", "undefined"], path);
    expect(notes).toEqual(["`mine` is declared in the file alone: at the prompt it means nothing"]);
  });

  test("is not changed where it was recorded before", async () => {
    const { path } = await recordings.record(["const a = 1", "const f = () => a"]);
    await recordings.endSessions();
    const again = await recordings.record(["const a = 2", "a"], path);
    expect(await again.text()).toBe("const a = 1;\nconst f = () => a;\nconst a2 = 2;\na2;\n//=> 2\n");
  });

  test("that is no transcript is left alone", async () => {
    const path = await recordings.path();
    await writeFile(path, "foo(;");
    await expect(recordings.record([], path)).rejects.toThrow("is no recording");
    expect(await readFile(path, "utf8")).toBe("foo(;");
  });
});

describe("secrets are not written", () => {
  test.each([
    ["const auth = { username: 'u', password: 'geheim' }"],
    ["const pw = 'geheim'; const auth = { password: pw }"],
    ["docker.login({ username: 'u', password: 'geheim', serveraddress: 'x:1' }).catch(() => 0)"],
    ["containers.create({ Image: 'x', Env: ['DB_PASSWORD=geheim'] })"],
    ["images.pull('x', { auth: 'geheim' }).catch(() => 0)"],
    ["const token = 'geheim'; print(token)"],
    ["const o = { token: `geheim` }; o"],
    ["throw new Error('https://u:geheim@example.com')"],
    ["const pw = 'it\\'s \"geheim\"'; const auth = { password: pw }; [pw]"],
    ["const p = 'geheim'; docker.login({ username: 'u', password: p }).catch(() => 0); p"],
    ["const u = new URL('https://u:geheim@example.com'); u.password"],
    ["print('A=1\\nX_TOKEN=geheim\\nB=2')"],
    ["'A=1\\nX_TOKEN=geheim\\nB=2'.split('=')[2]"],
    ["new Map([['Authorization', 'Bearer geheim']])"],
    ["const login = { username: 'u', password: 'geheim' }; btoa('u:' + login.password)"],
  ])("%s", async (input) => {
    const text = await fileOf("1", input);
    expect(text).not.toContain("geheim");
    expect(text).toContain("<hidden>");
    expect(text).not.toContain(btoa("u:geheim").slice(0, -2));
  });

  test.each([
    ["for (let secret=0;secret<2;secret++) print(secret)"],
    ["let token; token=1; const f = (password=[3].length) => password, pass=true; f()"],
    ["const o = { Authorization: [], Cookie: { token: 1 } }; o"],
    ["const key = 'auth-token'; const headers = { 'x-token': 'tokenize' }; const tokenize = 5; tokenize"],
  ])("and code is none: %s", async (input) => {
    const text = await fileOf("1", input);
    expect(text.replace("'x-token': \"<hidden>\"", "")).not.toContain("<hidden>");
    expect(await recordings.check(text)).toEqual([]);
  });
});

/** Inputs as people type them, over a handful of names. */
const expression = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(
      "1",
      "n",
      "ps()",
      "ps().length",
      "containers.list()[0].State",
      "f()",
      "f()?.[0].Names[0]",
      "containers?.list().at(1).State",
      "undefined?.list().length.x",
      "(() => ps())()",
      "containers.get('x').id",
      "ps().then((list) => list.length)",
      "await ps()",
      "_",
    ),
    tie("any").map((e) => `(${e})`),
    tie("any").map((e) => `[${e}]`),
    tie("any").map((e) => `({ k: ${e} }).k`),
    tie("any").map((e) => `String(${e})`),
    tie("any").map((e) => `\`<\${${e}}>\``),
    fc.tuple(tie("any"), tie("any"), tie("any")).map(([x, y, z]) => `(${x} ? ${y} : ${z})`),
    fc
      .tuple(tie("any"), fc.constantFrom("+", "&&", "||", "??"), tie("any"))
      .map(([x, op, y]) => `((${x}) ${op} (${y}))`),
  ),
})).any;

const input = fc.oneof(
  { weight: 3, arbitrary: expression },
  expression.map((e) => `const n = ${e}`),
  expression.map((e) => `let m = ${e}\nm`),
  expression.map((e) => `const f = () => ps(); ${e}`),
  expression.map((e) => `v = ${e}`),
  expression.map((e) => `if (ps().length) { const a = 1\n ${e}\n print(a) }`),
  expression.map((e) => `for (const c of ps()) { print(c.State); ${e} }`),
  expression.map((e) => `function g() { return n }; ${e}; g()`),
  expression.map((e) => `{ let n = 4; print(n, ${e}) }`),
  fc.constantFrom("print(n)", "nope()", "const { State, Id: n } = ps()[0]", "print(typeof v)", "ps();[1]\n(2)"),
);

test("a recording checks: the same values, words and errors come again", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(input, { maxLength: 8 }), async (inputs) => {
      const { type, text, notes } = await recordings.record(["const n = 0", "const f = () => ps()"]);
      for (const source of inputs) await type(source);
      const source = await text();
      await recordings.endSessions();
      // What nobody awaits is pointed out: it is an error in a script. How far it has come when it is shown is a matter of time.
      fc.pre(notes.length === 0 && !source.includes("Promise {"));
      expect({ source, differences: await recordings.check(source) }).toEqual({ source, differences: [] });
    }),
    { numRuns: 150 },
  );
});

test("a recording runs as a script, with the same calls and the same words", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(input, { maxLength: 6 }), async (inputs) => {
      const { type, text, calls, printed, notes } = await recordings.record(["const n = 0", "const f = () => ps()"]);
      for (const source of inputs) await type(source);
      const source = await text();
      await parseTranscript(source);
      await recordings.endSessions();
      // A script ends with its first error, and must await what the prompt leaves to itself: how far that has come is a matter of time.
      fc.pre(!/^\/\/!! /m.test(source) && notes.length === 0 && !source.includes("Promise {"));
      const played = await recordings.play(source);
      expect({ source, ...played }).toEqual({ source, printed: printed(), calls, errors: [] });
    }),
    { numRuns: 150 },
  );
});

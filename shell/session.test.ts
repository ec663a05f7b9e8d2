import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { Attachment, Container, Containers, Docker, Image, Images } from "../mod.ts";
import { cancellable } from "./calls.ts";
import { explain } from "./explain.ts";
import { Interrupted, UnawaitedCallError } from "./session.ts";
import { type TestSession, testSession } from "./testing.ts";

const answers = {
  "GET /containers/json": [],
  "POST /containers/x/start": { status: 204, body: "" },
  "POST /containers/x/stop": { status: 204, body: "" },
  "POST /containers/x/wait": "pending" as const,
};

let opened: TestSession[] = [];
function open(mode: "prompt" | "eval" | "script"): TestSession {
  const session = testSession(mode, answers);
  opened.push(session);
  return session;
}
afterEach(async () => {
  for (const { session } of opened) await session.end();
  opened = [];
});

/** The place of an error, as it is shown. */
async function placesOf({ session, run }: TestSession, source: string): Promise<readonly string[]> {
  const error = await run(source).then(
    () => undefined,
    (error: unknown) => error,
  );
  return explain(error, session).at;
}

describe("an error has the place in what was written", () => {
  test.each([
    ["an unknown name", "1;\n  nope", "2:3"],
    ["an unknown function", "const a = 1\nnope(a)", "2:1"],
    ["a member of nothing", "let n = null;\nprint(n.foo)", "2:9"],
    ["a call of the API", 'await containers\n  .get("nope")\n  .inspect();', "3:4"],
    ["an error of its own", "print(1);\n    throw new Error('x')", "2:11"],
    ["an error behind types", "const list: Array<{ a: string }> = [];\n(list as any[]).nope()", "2:17"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the source of one
    ["an error in a template", "`${1}\n${nope}`", "2:3"],
    ["an error behind a hoisted function", "f();\nfunction f() {\n  nope();\n}", "3:3"],
    ["an error behind an import", 'import { join,\n  sep } from "node:path";\njoin(sep, nope)', "3:11"],
    ["an error in what is not awaited yet", "const f = async () => {\n  await null;\n  nope();\n};\nawait f();", "3:3"],
  ])("%s", async (_, source, place) => {
    expect((await placesOf(open("script"), source))[0]).toBe(`test.dks:${place}`);
    expect((await placesOf(open("eval"), source))[0]).toBe(`test.dks:${place}`);
  });

  test("wherever it stands", async () => {
    const filler = fc.array(
      fc.constantFrom(
        "const v = 1;",
        "/* c\n */",
        "\n",
        "// x\n",
        "print(1);\n",
        " ",
        "\t",
        "if (1) {",
        "}",
        "const t: number = 2;",
        "({ a: 1 }).a;",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the source of one
        "`\n${2}\n`;",
        "ps;",
        "[1].map((x: number) => x);",
        "é;",
        "'🐳';",
      ),
      { maxLength: 12 },
    );
    const session = open("eval");
    await fc.assert(
      fc.asyncProperty(filler, async (pieces) => {
        // Each piece in a block of its own, so that names and braces do no harm.
        const before = pieces
          .filter((piece) => !/^(if|})/.test(piece))
          .map((piece) => (/;\s*$/.test(piece) ? `{ ${piece}}` : piece))
          .join("");
        const source = `var é, ps; ${before} nope(1)`;
        const lines = source.slice(0, source.indexOf("nope")).split("\n");
        expect((await placesOf(session, source))[0]).toBe(`test.dks:${lines.length}:${lines.at(-1)!.length + 1}`);
      }),
      { numRuns: 100 },
    );
  });

  test("through all functions that it went through", async () => {
    const source = "function a() {\n  b();\n}\nfunction b() {\n  nope();\n}\na();";
    expect(await placesOf(open("script"), source)).toEqual(["test.dks:5:3", "test.dks:2:3", "test.dks:7:1"]);
  });

  test("a mistake in the source, with its line", async () => {
    const { session } = open("script");
    const error = await session.read("print(1);\n\tprint(2 3);", "test.dks").catch((error: unknown) => error);
    expect(explain(error, session)).toMatchObject({
      name: "SyntaxError",
      at: ["test.dks:2:10"],
      excerpt: { line: "\tprint(2 3);", column: 10 },
    });
  });
});

describe("a call that nobody awaits", () => {
  test.each([
    ["in a loop", "[1, 2].forEach(() => containers.get('x').stop());", "1:42"],
    ["in a variable", "const p = containers.get('x').start();", "1:31"],
    [
      "in a function",
      "function stop() {\n  return containers.get('x').stop();\n}\nstop;\nconst p = [stop].map((f) => f());",
      "2:30",
    ],
    ["of a helper", "const list = ps();", "1:14"],
  ])("%s is an error at the end of a script", async (_, source, place) => {
    const { session, run } = open("script");
    await run(source);
    const errors = await session.end();
    expect(errors[0]).toBeInstanceOf(UnawaitedCallError);
    expect(errors.flatMap((error) => explain(error, session).at)[0]).toBe(`test.dks:${place}`);
  });

  test.each([
    ["at the top", "print('before');\ncontainers.get('x').start();\nprint('after')", "2:21"],
    [
      "in a callback",
      "print('before');\n['x'].forEach((id) => {\n  containers.get(id).start();\n});\nprint('after')",
      "3:22",
    ],
  ])("is an error at once when a statement of a script drops it: %s", async (_, source, place) => {
    const test = open("script");
    expect(await placesOf(test, source)).toEqual([`test.dks:${place}`]);
    expect(test.output.out.text).toBe("before\n");
    expect(await test.session.end()).toEqual([]);
  });

  test.each([
    "await containers.list();",
    "const p = containers.list(); await p;",
    "const list = await Promise.all([containers.list(), ps()]);",
    "await Promise.allSettled(['x'].map((id) => containers.get(id).start()));",
    "containers.list().then(() => {}, () => {});",
    "const f = async () => containers.list(); await f();",
    "const f = () => containers.list(); for (const c of await f()) print(c);",
    "containers.get('x');",
  ])("is none: %s", async (source) => {
    const { session, run } = open("script");
    await run(source);
    expect(await session.end()).toEqual([]);
  });

  test("is told by its name, and what to do", async () => {
    const { session, run } = open("script");
    await run("const p = containers.get('x').stop()");
    const [error] = await session.end();
    expect(explain(error, session)).toMatchObject({
      name: "UnawaitedCallError",
      message: "the call of Container.stop is not awaited",
      hint: expect.stringContaining("await Promise.all("),
    });
  });

  test("is nothing at the prompt", async () => {
    const { session, run } = open("prompt");
    await run("[1].forEach(() => containers.get('x').stop())");
    expect(await session.end()).toEqual([]);
  });
});

describe("an interrupt", () => {
  test("cancels the call that runs, and leaves the session usable", async () => {
    const { session, run, calls } = open("prompt");
    const running = run("containers.get('x').wait()");
    while (calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    session.interrupt();
    await expect(running).rejects.toThrow(Interrupted);
    expect(await run("containers.list()")).toEqual([]);
  });

  test("cancels whatever a script awaits, and lets it clean up", async () => {
    const { session, run, output, calls } = open("script");
    const running = run(
      "print('on'); try { await new Promise(() => {}) } finally { print('cleaning'); await containers.get('x').stop(); print('clean') }",
    );
    while (output.out.text === "") await new Promise((resolve) => setTimeout(resolve, 1));
    session.interrupt();
    await expect(running).rejects.toThrow(Interrupted);
    expect(output.out.text).toBe("on\ncleaning\nclean\n");
    expect(calls).toEqual(["POST /containers/x/stop"]);
  });

  test("cancels a loop over what is to come", async () => {
    const { session, run, output } = open("script");
    const running = run(`
      async function* ticks() { yield 1; await new Promise(() => {}) }
      try { for await (const n of ticks()) print(n) } finally { print("over") }`);
    while (output.out.text === "") await new Promise((resolve) => setTimeout(resolve, 1));
    session.interrupt();
    await expect(running).rejects.toThrow(Interrupted);
    expect(output.out.text).toBe("1\nover\n");
  });

  test("leaves a call the time to clean up, and the next one does not", async () => {
    const { session } = open("prompt");
    session.scope["stubborn"] = session.calls.track("stubborn", () => new Promise(() => {}), 0);
    const running = session.run(await session.read("stubborn()", "prompt"));
    let rejected = false;
    running.catch(() => {
      rejected = true;
    });
    session.interrupt();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(rejected).toBe(false);
    session.interrupt();
    await expect(running).rejects.toThrow(Interrupted);
  });

  test("a signal of the caller's still counts", async () => {
    const { run, calls } = open("eval");
    const running = run(
      "const mine = new AbortController(); setTimeout(() => mine.abort(new Error('mine')), 10); containers.get('x').wait({ signal: mine.signal })",
    );
    await expect(running).rejects.toThrow("mine");
    expect(calls).toEqual(["POST /containers/x/wait"]);
  });
});

describe("the library", () => {
  const classes = { Docker, Containers, Container, Images, Image, Attachment };
  /** Methods that take no signal, each with its reason. */
  const without: readonly string[] = [
    ...["Docker.api", "Docker.close"], // shared by all calls; ends all of them
    ...["Containers.get", "Images.get", "Container.toJSON", "Image.toJSON"], // ask nothing of the engine
    ...["Attachment.write", "Attachment.end", "Attachment.text", "Attachment.texts", "Attachment.close"], // opened with a signal
  ];

  test("every method is known: the signal goes into its options, or it takes none", () => {
    const known = new Map(cancellable.map(([name, , signals]) => [name, Object.keys(signals)]));
    for (const [name, Class] of Object.entries(classes)) {
      const methods = Object.entries(Object.getOwnPropertyDescriptors(Class.prototype)).filter(
        ([method, { value }]) => method !== "constructor" && typeof value === "function",
      );
      const expected = [
        ...(known.get(name) ?? []).map((method) => `${name}.${method}`),
        ...without.filter((method) => method.startsWith(`${name}.`)),
      ];
      expect(methods.map(([method]) => `${name}.${method}`).sort()).toEqual(expected.sort());
    }
  });

  test("is as it was when a session is over", async () => {
    const before = Object.entries(classes).map(([, Class]) => Object.getOwnPropertyDescriptors(Class.prototype));
    const { session, run } = testSession("eval", answers);
    await run("containers.list()");
    await session.end();
    const symbols = (descriptors: object) => Object.entries(descriptors);
    expect(
      Object.entries(classes).map(([, Class]) => symbols(Object.getOwnPropertyDescriptors(Class.prototype))),
    ).toEqual(before.map(symbols));
  });
});

describe("what was probably meant is said", () => {
  test.each([
    ["containrs.list()", "Did you mean `containers`?"],
    ["prnt(1)", "Did you mean `print`?"],
    ["consol.log(1)", "Did you mean `console`?"],
    ["containers.lst()", "Did you mean `list`?"],
    ["images.remove()", "images has: list, pull, import, search, viz, build, get."],
    ["qqqqq", "help() shows what there is."],
  ])("%s", async (source, hint) => {
    const { session, run } = open("eval");
    const error = await run(source).catch((error: unknown) => error);
    expect(explain(error, session).hint).toBe(hint);
  });
});

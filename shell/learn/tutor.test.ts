/** How a lesson goes: other ways, wrong ways, hints, and coming back. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TranscriptError } from "../script/transcript.ts";
import { findLesson, type Lesson, listLessons, readLesson } from "./lesson.ts";
import { lessonText, listText } from "./page.ts";
import { type Classroom, openLesson } from "./testing.ts";
import { writtenSink } from "../testing.ts";

let folder: string;
let room: Classroom | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dks-learn-"));
});
afterEach(async () => {
  await room?.close();
  room = undefined;
  rmSync(folder, { recursive: true });
});

async function lessonOf(body: string): Promise<Lesson> {
  writeFileSync(join(folder, "01-made-up.dks"), `//! dks 1\n//! title: Made up\n\n${body}`);
  const [entry] = await listLessons(folder);
  return readLesson(entry!);
}

async function open(body: string, at?: number): Promise<Classroom> {
  room = await openLesson(await lessonOf(body), at);
  return room;
}

const container = `// First.
// dks: expect images.list().length === 1
await pull("busybox");
// Second, **with** \`code\`.
// dks: expect containers.get(c.id).inspect().Config.Image === "busybox"
const c = await containers.create({ Image: "busybox", Cmd: ["sleep", "60"] });
// Third.
// dks: expect containers.get(c.id).inspect().State.Running
await c.start();
// Fourth.
await containers.get("nobody").inspect();
//!! NotFoundError 404: No such container: nobody
// The end.
`;

describe("what was done is looked at by its effect", () => {
  test("another way passes, a wrong one does not", async () => {
    const { type, kept, shown, tutor } = await open(container);
    expect(shown()).toMatch(/Lesson 1: Made up\n[\s\S]*First\.\n\nStep 1 of 4\. Type:\n\n {2}await pull\("busybox"\);/);
    expect(await type("images.list()")).toMatch(/^\[\]\n\(The step is still to be done/);
    expect(await type("images.pull('busybox:latest')")).toMatch(/^[\s\S]*Second, \*\*with\*\* `code`\.\n\nStep 2 of 4/);
    expect(kept()).toEqual({ steps: 1, done: false });
    expect(await type("const c = 1")).toContain("still to be done");
    expect(await type("const c = containers.create({ Image: 'hello-world' })")).toMatch(/NotFoundError/);
    await type("pull('hello-world')");
    expect(await type("const c = containers.create({ Image: 'hello-world' })")).toContain("still to be done");
    expect(
      await type(".json const c = containers.create({ Image: 'busybox', Cmd: ['cat'], OpenStdin: true })"),
    ).toContain("Step 3 of 4");
    expect(await type("start(c.id)")).toContain("Step 4 of 4");
    expect(await type("images.get('nobody').inspect()")).toMatch(/^NotFoundError: No such image[\s\S]*$/);
    expect(tutor.isOver).toBe(false);
    expect(await type("docker.containers.get('nobody').changes()")).toMatch(
      /^NotFoundError: No such[\s\S]*\n\nThe end\./,
    );
    expect(tutor.isOver).toBe(true);
    expect(kept()).toEqual({ steps: 0, done: true });
  });

  test("without an expectation, by what stands in the lesson", async () => {
    const { type } = await open(`1 + 1;\n//=> 2\nprint("a\\nb");\n//| a\n//| b\nconst c = containers.get("x");
const { length: n } = "abc";\nconst s = c.id.trim();\nlet k = 3;\n({ id: "${"a".repeat(64)}" });\n//=> { id: '<id:7>' }\n`);
    expect(await type("3")).toContain("still to be done");
    expect(await type("4 / 2")).toContain("Step 2 of 7");
    expect(await type("print('a')")).toContain("still to be done");
    expect(await type("'a\\nb'")).toContain("Step 3 of 7");
    expect(await type("const c = images.get('x')")).toContain("still to be done");
    expect(await type("const c = docker.containers.get('y')")).toContain("Step 4 of 7");
    expect(await type("const m = 3")).toContain("still to be done");
    expect(await type("var n = 4")).toContain("Step 5 of 7");
    expect(await type("const s = undefined")).toContain("still to be done");
    expect(await type("const s = 'x'")).toContain("Step 6 of 7");
    expect(await type("k = 'anything'")).toContain("Step 7 of 7");
    expect(await type(`({ id: "${"b".repeat(64)}" })`)).not.toContain("still to be done");
  });

  test("an expectation that cannot be evaluated is not true, and leaves no trace", async () => {
    const { type, shell } = await open("// dks: expect nothing.there || _.length === 2\n[1, 2];\n");
    expect(await type("1")).toContain("still to be done");
    await type("const nothing = {}");
    await type(".wire on");
    expect(await type("[1, 2]")).not.toMatch(/still|GET/);
    expect(shell.session.scope["$verdict"]).toBeUndefined();
    expect(shell.session.scope["_"]).toEqual([1, 2]);
  });

  test("commands of the prompt: the same command, in the same position", async () => {
    const { type } = await open("// dks: type .wire on\n// dks: type .curl\n1;\n//=> 1\n");
    expect(await type(".wire off")).not.toContain("Step 2");
    expect(await type(".wire")).toContain("Step 2 of 3");
    expect(await type("1")).not.toContain("Step 3");
    expect(await type(".curl")).toContain("there was no call yet");
    await type("ps()");
    expect(await type(".curl")).toMatch(/curl .*containers\/json[\s\S]*Step 3 of 3/);
  });
});

describe("help", () => {
  test("a hint says where to look, then what to type", async () => {
    const { type } = await open(container);
    expect(await type(".hint")).toBe(
      "It takes `pull`; `pull?` tells about it. It is done when this is true:\n`images.list().length === 1`\n",
    );
    expect(await type(".hint")).toBe('Type this:\n\n    await pull("busybox");\n');
    await type("pull('busybox')");
    expect(await type(".hint")).toContain("It takes `containers.create`;");
    await type(".skip");
    await type(".skip");
    expect(await type(".hint")).toContain("It is meant to\nfail: with `NotFoundError 404: No such container: nobody`.");
  });

  test(".show shows the step again, .help tells of all these", async () => {
    const { type } = await open(container);
    expect(await type(".show")).toContain("Step 1 of 4");
    expect(await type(".help")).toMatch(/In a lesson\n {2}\.hint {2}/);
    expect(await type(".hnt")).toMatch(/^unknown command \.hnt\n/);
    expect(await type("pull?")).toMatch(/^pull\(ref/);
  });

  test(".skip does the step, unless it is done; .back begins anew, and does again what was before", async () => {
    const { type, kept, shell } = await open(container);
    expect(await type(".back")).toContain("this is the first step");
    expect(await type(".skip")).toMatch(/^> await pull\("busybox"\);\n[\s\S]*Step 2 of 4/);
    await type(".skip");
    await type("const mine = await containers.create({ Image: 'busybox' }, { name: 'mine' })");
    expect(await shell.session.docker.containers.list({ all: true })).toHaveLength(2);
    const shown = await type(".back");
    expect(shown).toMatch(/^\nSecond[\s\S]*Step 2 of 4/);
    expect(kept()).toEqual({ steps: 1, done: false });
    expect(await shell.session.docker.containers.list({ all: true })).toHaveLength(0);
    expect(await shell.session.docker.images.list()).toHaveLength(1);
    expect("mine" in shell.session.scope).toBe(false);
    await type(".skip");
    await type(".skip");
    expect(await type(".skip")).toMatch(/^> await containers\.get\("nobody"\)[\s\S]*NotFoundError[\s\S]*The end\.\n/);
  });
});

test("a step that cannot be done is not skipped at once: what came before may be mended", async () => {
  const { type, kept } = await open(container, 2);
  await type("c.remove()");
  const shown = await type(".skip");
  expect(shown).toMatch(/^> await c\.start\(\);\nNotFoundError[\s\S]*not as the lesson expects\. `\.back` makes/);
  expect(kept()).toEqual({ steps: 2, done: false });
  await type(".back");
  await type(".skip");
  expect(await type(".skip")).toContain("Step 4 of 4");
  await type(".back");
  await type("c.remove()");
  await type(".skip");
  expect(await type(".skip")).toContain("Step 4 of 4");
});

test("a lesson that is open twice is gone on with where the further one is; going back goes back", async () => {
  const { type, kept, keep } = await open(container);
  await type(".skip");
  await type(".skip");
  expect(kept()).toEqual({ steps: 2, done: false });
  await type(".back");
  expect(kept()).toEqual({ steps: 1, done: false });
  keep({ steps: 3, done: true }); // the other one
  await type(".skip");
  expect(kept()).toEqual({ steps: 3, done: true });
  await type(".skip");
  expect(kept()).toEqual({ steps: 3, done: true });
  await type(".back");
  expect(kept()).toEqual({ steps: 2, done: true });
});

describe("coming back", () => {
  test("does again in silence what was done", async () => {
    const { shown, type, shell } = await open(container, 3);
    expect(shown()).toMatch(/where you\nwere\.\n\nFourth\.\n\nStep 4 of 4/);
    expect(await shell.session.docker.containers.list()).toHaveLength(1);
    expect(await type("c.inspect().State.Running")).toMatch(/^true\n/);
  });

  test("goes on from a step that fails now", async () => {
    const { shown } = await open(`1;\n//=> 1\nthrow new Error("not any more");\n2;\n//=> 2\n`, 2);
    expect(shown()).toMatch(/Error: not any more\n[\s\S]*could not be done again[\s\S]*Step 2 of 3/);
  });

  test("to a lesson that has become shorter begins with its last step", async () => {
    expect((await open("1;\n//=> 1\n2;\n//=> 2\n", 9)).shown()).toContain("Step 2 of 2");
  });

  test("has what is imported and declared as a function", async () => {
    const { type, shown } = await open(`import { join } from "node:path";\nf(1);\n//=> 'a/1'
function f(n: number): string {\n  return join("a", String(n));\n}\n// Done.\n`);
    expect(shown()).toContain('    import { join } from "node:path";');
    expect(await type("f(1)")).toContain("Done.");
  });
});

describe("lessons on paper", () => {
  test("have what came when they were recorded", async () => {
    expect(
      lessonText(await lessonOf(container.replace("nobody\n//", "nobo* (glob)\n//")), writtenSink()),
    ).toBe(`Lesson 1: Made up

First.

> await pull("busybox");

Second, **with** \`code\`.

> const c = await containers.create({ Image: "busybox", Cmd: ["sleep", "60"] });

Third.

> await c.start();

Fourth.

> await containers.get("nobody").inspect();
NotFoundError 404: No such container: nobo*

The end.
`);
  });

  test("are listed with how far somebody has come", () => {
    const entry = (number: number, name: string) => ({ number, name, title: `About ${name}`, path: "" });
    const rows = [
      { entry: entry(1, "one"), steps: 5, progress: { steps: 0, done: true } },
      { entry: entry(2, "two"), steps: 5, progress: { steps: 2, done: false } },
      { entry: entry(3, "three"), steps: 5, progress: { steps: 0, done: false } },
    ];
    expect(listText(rows, writtenSink())).toBe(
      "Lessons\n\n   1  About one    done\n   2  About two    2 of 5\n   3  About three\n\ndks learn 2 goes on with lesson 2.\n",
    );
    const entries = rows.map((row) => row.entry);
    expect(findLesson(entries, "02").name).toBe("two");
    expect(findLesson(entries, "three").number).toBe(3);
    expect(() => findLesson(entries, "4")).toThrow("there is no lesson 4");
    expect(() => findLesson(entries, "thre")).toThrow(expect.objectContaining({ hint: "Did you mean `three`?" }));
  });
});

describe("directives for learners", () => {
  test.each([
    ["// dks: expect a ==\n1;", /^`expect` cannot be "a ==": /],
    ["// dks: expect\n1;", /^`expect` cannot be "": /],
    ["// dks: expect a, b\n1;", undefined],
    ["// dks: timeout 5s, unordered, expect [1, 2].includes(_)\n1;", undefined],
    ["// dks: timeout 5, expect a\n1;", /^`timeout` cannot be "5"/],
    ["// dks: type wire on\n", /^`type` cannot be "wire on"/],
    ["// dks: type .wire on\n", undefined],
    ["1;\n// dks: expect a\n", /^this directive has no statement/],
  ])("%j", async (body, message) => {
    const read = lessonOf(body);
    if (message === undefined) await read;
    else
      await expect(read).rejects.toThrow(
        expect.objectContaining({ name: "TranscriptError", message: expect.stringMatching(message) }),
      );
    if (message !== undefined) await expect(read).rejects.toBeInstanceOf(TranscriptError);
  });
});

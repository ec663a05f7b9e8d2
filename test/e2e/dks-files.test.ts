import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { commands, ended, type Result, run, said, start, Workspace } from "./support.ts";
import { noTerminal, Terminal } from "./terminal.ts";

const files = new Workspace();
afterAll(() => files.remove());

/** Files that are wrong, and what is said of them. */
const wrong: readonly (readonly [string, string | Uint8Array, string, string])[] = [
  ["binary", Uint8Array.of(0x2f, 0x2f, 0x0a, 0x00, 0x7f), "TranscriptError: this is no text", "2:1"],
  ["utf-16", Uint8Array.of(0xff, 0xfe, 0x2f, 0), "TranscriptError: this is a text in UTF-16", "1:1"],
  ["latin-1", Uint8Array.of(0x2f, 0x2f, 0xe4, 0x0a), "TranscriptError: this is no text in UTF-8", "1:3"],
  ["directive", "1\n  // dks: skp\n2\n", 'TranscriptError: unknown directive "skp"', "2:3"],
  ["header", "//! titel: x\n", "HeaderError: unknown header `titel`", "1:1"],
  ["late-header", "1;\n//! title: x\n", "TranscriptError: the header is over", "2:1"],
  ["future", "//! dks 2\n", "HeaderError: this dks does not know format 2", "1:1"],
  ["no-statement", "// a\n\n //| b\n", "TranscriptError: this output has no statement", "3:2"],
  ["in-block", "if (true) {\n  f();\n  //| 1\n}\n", "TranscriptError: an output inside of a statement", "3:3"],
  ["syntax", "const a: number = 1;\nprint(a;\n", "SyntaxError: ", "2:8"],
  ["namespace", "namespace N {}\n", "SyntaxError: a namespace is no type", "1:1"],
];

const stated = `//! engine: embedded
import { nothing } from "node:path"; //!! SyntaxError: whatever it says
print("one")
//| one
await containers.get("nope").inspect();
//!! NotFoundError 404: in other words
const lost = await containers.get("nope").inspect(); const never = 1;
//!!
print(typeof lost, typeof never);
//| undefined undefined
var twice = 2; nobody.knows; function hoisted() { return twice * 2; }
//!! Reference* (glob)
print(hoisted());
//| 4
class Broken { static { throw new RangeError("no") } }
//!! RangeError: no
const fine = 1;
//!! Error: that never comes
print(fine)
//| 1
throw new TypeError("last");
//!! SyntaxError: last
print("not reached");
`;

const spoken = `//! engine: embedded
console.table([{ id: 1, name: "a" }, { id: 22, ok: true }]);
//| ┌─────────┬────┬──────┬──────┐
//| │ (index) │ id │ name │ ok   │
//| ├─────────┼────┼──────┼──────┤
//| │ 0       │ 1  │ 'a'  │      │
//| │ 1       │ 22 │      │ true │
//| └─────────┴────┴──────┴──────┘
console.group("outer"); console.log("%s is %d and %o%%", "a", 1.5, [1]); console.groupEnd(); console.info("out");
//| outer
//|   a is 1.5 and [ 1, [length]: 1 ]%
//| out
console.dir({ a: { b: { c: {} } } }, { depth: 0 });
//| { a: [Object] }
console.count(); console.count("x"); console.count(); console.countReset(); console.count();
//| default: 1
//| x: 1
//| default: 2
//| default: 1
console.time("t"); console.timeEnd("t");
//| t: <duration>
console.error("not here"); console.warn("nor here"); console.assert(false, "nor here"); console.trace("nor here");
console.log(new Map([["k", { v: 1 }]]), new Set([1n]), [1, , 3], Symbol("s"), () => {});
//| Map(1) { 'k' => { v: 1 } } Set(1) { 1n } [ 1, <1 empty item>, 3 ] Symbol(s) [Function (anonymous)]
console.log("\\x1b[2Jcontrol"); process.stdout.write("direct\\n");
//| \\x1b[2Jcontrol
//| direct
const round: any = {}; round.itself = round;
round;
//=> <ref *1> { itself: [Circular *1] }
({ get broken() { throw new Error("not run"); } });
//=> { broken: [Getter] }
throw { code: 1 };
//!! Thrown: {"code":1}
`;

describe.each(commands)("dks on $runtime", ({ runtime, argv, absent }) => {
  if (absent !== undefined) {
    test.skip(`skipped: ${absent}`);
    return;
  }
  const dks = (...args: string[]): Promise<Result> => run([...argv, ...args]);

  describe("a file that is wrong", () => {
    const written = wrong.map(([name, content, message, place]) => {
      const path = `${files.path}/wrong-${name}.dks`;
      writeFileSync(path, content);
      return { path, message, place };
    });

    test("is told of by a check, with its place", async () => {
      const { code, stdout } = await dks("check", ...written.map(({ path }) => path));
      for (const { path, message, place } of written) {
        const at = stdout.indexOf(`${path}: failed`);
        expect(stdout.slice(at).split("\n").slice(1, 3)).toEqual([
          expect.stringContaining(message),
          `    at ${path}:${place}`,
        ]);
      }
      expect(code).toBe(1);
    });

    const few = runtime === "node" ? written : written.slice(7, 9);
    test("is told of in the same words when it is run, and when it is played", async () => {
      for (const { path, message, place } of few) {
        for (const command of [[], ["play"]]) {
          const { code, stdout, stderr } = await dks(...command, path);
          expect([command, ...stderr.split("\n").slice(0, 2)]).toEqual([
            command,
            expect.stringContaining(message),
            `  at ${path}:${place}`,
          ]);
          expect([code, stdout]).toEqual([1, ""]);
        }
      }
    });

    test("before anything runs, a file that is not there is wrong usage", async () => {
      const ok = files.write("prints.dks", "print(1)\n//| 1\n");
      for (const [path, message] of [
        [`${files.path}/*.none`, `no such file: ${files.path}/*.none\n  The pattern fits no file.`],
        [files.path, `${files.path} is a directory`],
        ["package.json", "package.json is no .dks file"],
      ] as const) {
        expect(await dks("check", ok, path)).toMatchObject({
          code: 2,
          stdout: "",
          stderr: expect.stringContaining(message),
        });
      }
      expect(await dks("check", "--junit", `${files.path}/no/where.xml`, ok)).toMatchObject({ code: 2, stdout: "" });
    });
  });

  test("an error that a file states is no end; one of another class is", async () => {
    const path = files.write("stated.dks", stated);
    const report = {
      code: 1,
      stdout: "one\nundefined undefined\n4\n1\n",
      stderr: expect.stringMatching(/^TypeError: last\n {2}at \S+stated\.dks:21:7\n/),
    };
    expect(await dks(path)).toMatchObject(report);
    const played = await dks("play", path);
    expect(played).toMatchObject({ code: 1, stdout: expect.stringContaining("> print(fine)\n1\n") });
    expect(played.stdout).not.toContain("not reached");
    // A check goes on, and tells of both.
    const checked = await dks("check", path);
    expect(checked.stdout.match(/stated\.dks:\d+: .*/g)).toEqual([
      "stated.dks:2: another error (+) than expected (-)",
      "stated.dks:6: another error (+) than expected (-)",
      "stated.dks:8: error that nothing is said about (+)",
      "stated.dks:18: no error, where there should be (-)",
      "stated.dks:22: another error (+) than expected (-)",
      "stated.dks:23: printed text that nothing is said about (+)",
    ]);
    expect(checked.code).toBe(3);
  });

  test("what a console says is the same on every runtime", async () => {
    const path = files.write("console.dks", spoken);
    const { code, stdout } = await dks("check", path);
    expect([code, stdout]).toEqual([0, expect.stringContaining("1 passed")]);
  });

  test("what a file expects of the engine has to be true", async () => {
    const path = files.write(
      "expects.dks",
      `// dks: expect images.list().length === 1
await pull("busybox");
// dks: expect containers.list({ all: true }).length === 1
const n = 1; // dks: expect nothing.there
// dks: type .wire on
n + 1 // dks: expect _ === 2 && n === 1
`,
    );
    const { code, stdout } = await dks("check", path);
    expect(stdout.replaceAll(path, "FILE").replace(/\d+\.\d s/, "TIME")).toBe(`FILE: differs (3 statements, TIME)
  FILE:3: what is expected (-) is not true
    > const n = 1; // dks: expect nothing.there
    - containers.list({ all: true }).length === 1
  FILE:4: what is expected (-) is not true
    > const n = 1; // dks: expect nothing.there
    - nothing.there
    + ReferenceError: nothing is not defined
1 file: 0 passed, 1 different (3 statements, 2 differences)
`);
    expect(code).toBe(3);
    // It is no output that could be written.
    const before = readFileSync(path, "utf8");
    expect(await dks("check", "--update", path)).toMatchObject({ code: 3 });
    expect(readFileSync(path, "utf8")).toBe(before);
    const command = files.write("command.dks", "1;\n // dks: type .wir on\n2;\n");
    expect(await dks("check", command)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/unknown command \.wir\n {4}at \S+command\.dks:2:2\n {4}Did you mean `\.wire`\?/),
    });
  });

  test("an update keeps what still holds, byte for byte", async () => {
    const head = "\ufeff//! dks 1\r\n";
    const kept = `print("a\\nb 12\\nc.d\\n${"ab12".repeat(3)}\\nend")\r\n//| a\r\n//| b [0-9]+ (re)\r\n//| c* (glob)\r\n//| <id:1>\r\n`;
    const path = files.write(
      "keeps.dks",
      `${head}${kept}//| old\r\nprint(1, 2)\r\n//| 1\r\n//| ...\r\n\tprint("x\\ny")\r\n\t//| x\r\nprint("q")\r\n//| ...\r\n`,
    );
    expect(await dks("check", "--update", path)).toMatchObject({ code: 0 });
    expect(readFileSync(path, "utf8")).toBe(
      `${head}${kept}//| end\r\nprint(1, 2)\r\n//| ...\r\n\tprint("x\\ny")\r\n\t//| x\r\n\t//| y\r\nprint("q")\r\n//| ...\r\n`,
    );
    expect(await dks("check", path)).toMatchObject({ code: 0 });
  });

  test("directives hold in a check", async () => {
    const path = files.write(
      "directives.dks",
      `// dks: unordered
print("b\\na\\n12");
//| a
//| [0-9]+ (re)
//| b
nobody(); // dks: skip
// dks: require api>=1.0, require engine embedded
await new Promise((r) => setTimeout(r, 1500)); // dks: timeout 30s
`,
    );
    expect(await dks("check", "--timeout=1", path)).toMatchObject({ code: 0 });
    const differs = files.write("differs.dks", "print(1)\n//| 2\n");
    const fails = files.write("fails.dks", "nobody()\n");
    expect(await dks("check", differs, fails)).toMatchObject({ code: 1 });
    expect(await dks("check", "--bail", differs, fails)).toMatchObject({
      code: 3,
      stdout: expect.stringContaining("1 file: "),
    });
  });

  test("a stream that is left open is told of, with the statement that opened it", async () => {
    const path = files.write(
      "open.dks",
      `//! engine: embedded
await pull("busybox");
const c = await run("busybox", ["cat"], { detach: true, config: { OpenStdin: true } });
{
  await using closed = await c.attach({ stream: true, stdin: true, stdout: true });
}
  const s = await c.attach({ stream: true, stdin: true, stdout: true });
print("end")
//| end
`,
    );
    const report = /OpenStreamError: a stream that is opened here is still open at the end\n\s+at \S+open\.dks:7:3\n/;
    for (const command of [[], ["check"], ["play"]]) {
      const { code, stdout, stderr } = await dks(...command, path);
      expect([command, stdout + stderr]).toEqual([command, expect.stringMatching(report)]);
      expect(code).toBe(1);
    }
  });

  test("a call that nobody awaited fails a play, too", async () => {
    const path = files.write("unawaited.dks", "//! engine: embedded\nconst lost = containers.list();\n");
    expect(await dks("play", path)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^UnawaitedCallError: .*\n {2}at \S+unawaited\.dks:2:25\n/),
    });
  });

  test("a loop without an end ends with its process, where a limit is set", async () => {
    const path = files.write("loop.dks", "//! engine: embedded\nawait 1;\nfor (;;) {} // dks: timeout 100ms\n");
    const report = expect.stringMatching(/^TimeoutError: the process was ended: in the statement on line 3 /);
    for (const command of [[], ["play"]]) {
      const { code, stderr } = await run([...argv, ...command, path]);
      expect(stderr).toEqual(report);
      expect(code).not.toBe(0);
    }
  });

  test("a recording of a play has no secret in it", async () => {
    const cast = `${files.path}/${runtime}-secrets.cast`;
    const path = files.write(
      "secrets.dks",
      '//! engine: embedded\nconst auth = { username: "u", password: "hunter2" };\nauth\nprint(JSON.stringify(auth))\n',
    );
    expect(await dks("play", "--cast", cast, path)).toMatchObject({ code: 0 });
    expect(readFileSync(cast, "utf8")).not.toContain("hunter2");
    expect(await dks("play", "--cast", `${files.path}/no/where.cast`, path)).toMatchObject({ code: 2, stdout: "" });
  });

  test("what a killed script has made is removed, and what it made over connections of its own", async () => {
    const endpoint = `unix://${files.path}/${runtime}.sock`;
    const engine = start([...argv, "engine", "--listen", endpoint]);
    const ends = ended(engine);
    await said(engine, "stdout", endpoint);
    const path = files.write(
      "killed.dks",
      `await pull("busybox");
const create = { Image: "busybox", Cmd: ["true"] };
await containers.create(create);
await docker.request("POST /containers/create", { body: create });
const other = await connect("${endpoint}");
await other.containers.create(create);
const gone = new AbortController();
const making = containers.create(create, { signal: gone.signal });
setTimeout(() => gone.abort());
await making.catch(() => {});
await new Promise((resolve) => setTimeout(resolve, 500));
print("made");
if (args[0] === "exit") process.exit(7);
if (args[0] === "kill") process.kill(process.pid, "SIGKILL");
for (; args[0] === "loop"; );
`,
    );
    const left = async () => (await dks("-H", endpoint, "-e", "ps({ all: true }).length")).stdout;
    expect(await dks("-H", endpoint, path)).toMatchObject({ code: 0, stdout: "made\n" });
    expect(await left()).toBe("0\n");
    for (const how of ["exit", "kill"]) {
      const { stdout } = await run([...argv, "-H", endpoint, path, how]);
      expect(stdout).toBe("made\n");
      await expect.poll(left, { timeout: 30_000, interval: 200 }).toBe("0\n");
    }
    // A check is over only when that has been done.
    const looping = files.write("looping.dks", readFileSync(path, "utf8").replace('args[0] === "loop"', "true"));
    expect(await dks("check", "-H", endpoint, "--timeout=1", looping)).toMatchObject({ code: 1 });
    expect(await left()).toBe("0\n");
    engine.kill("SIGTERM");
    expect(await ends).toMatchObject({ code: 0 });
  });

  describe("on a terminal", () => {
    if (noTerminal !== undefined) {
      test.skip(`skipped: ${noTerminal}`);
      return;
    }
    let terminal: Terminal | undefined;
    afterEach(() => terminal?.close());

    test.each([[[]], [["play", "--speed=0"]]])("Ctrl-C ends a loop without an end: dks %j", async (command) => {
      const path = files.write("endless.dks", '//! engine: embedded\nawait 1;\nprint("begun");\nfor (;;) {}\n');
      terminal = new Terminal([...argv, ...command, path]);
      await terminal.shows(/begun(?:\n.*for \(;;\) \{\})?$/);
      terminal.keys("C-c");
      // The shell of the terminal drops the rest of a line whose command was ended by Ctrl-C itself.
      await terminal.shows(/(?:\^C|left with 137)\n\$$/);
      // The terminal is as it was.
      terminal.type("echo here");
      await terminal.shows("$ echo here\nhere\n$");
    });

    test("prose is as wide as the terminal", async () => {
      const path = files.write(
        "prose.dks",
        "//! engine: embedded\n// One two three four five six seven eight nine ten.\n1;\n",
      );
      terminal = new Terminal([...argv, "play", "--speed=0", path], { columns: 40 });
      await terminal.shows(/One two three four five six seven eight\nnine ten\.\n> 1;\n1\nleft with 0\n\$$/);
    });
  });
});

describe("on node alone, since it is the same everywhere", () => {
  const [{ argv }] = commands as [(typeof commands)[0]];

  test("thousands of statements, and a hundred thousand lines, are checked", async () => {
    const many = Array.from({ length: 3000 }, (_, i) => `const a${i}: number = ${i};\nprint(a${i});\n//| ${i}\n`);
    const long = Array.from({ length: 100_000 }, (_, i) => `//| ${i}\n`);
    const path = files.write(
      "many.dks",
      `${many.join("")}for (let i = 0; i < 100000; i++) print(i);\n${long.join("")}`,
    );
    const { code, stdout } = await run([...argv, "check", path]);
    expect([code, stdout]).toEqual([0, expect.stringContaining("1 passed (6001 statements)")]);
  });

  test("values of a hundred megabytes differ in a line", async () => {
    const path = files.write("large.dks", 'print("x".repeat(100e6));\n"y".repeat(100e6)\n//=>\n');
    const { code, stdout } = await run([...argv, "check", path]);
    expect(code).toBe(3);
    expect(stdout.length).toBeLessThan(2000);
  });
});

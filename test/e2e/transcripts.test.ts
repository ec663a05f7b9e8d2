import { readdirSync, readFileSync } from "node:fs";
import process from "node:process";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { commands, ended, type Result, root, run, said, start, Workspace } from "./support.ts";
import { noTerminal, Terminal } from "./terminal.ts";

const files = new Workspace();
afterAll(() => files.remove());

const lesson = `#!/usr/bin/env dks
//! dks 1
//! title: Talk to a container's stdin
//! engine: embedded, API 1.0

// Prose is an *ordinary* comment.
await pull("busybox");
const c = await containers.create({ Image: "busybox", Cmd: ["cat"], OpenStdin: true, StdinOnce: true });
c
//=> Container <id:1>
await c.start();
const s = await c.attach({ stream: true, stdin: true, stdout: true });
await s.end("hello\\n");
print(await s.text());
//| hello
await c.wait()
//=> { StatusCode: 0 }
await containers.get("nope").inspect(); // dks: timeout 20s
//!! NotFoundError 404: No such container: nope
console.log(twice(2), [process.env.TZ]);
//| 4 [ 'UTC' ]
(await c.inspect()).Id
//=> '<id:1>'
await containers.list({ all: true })
//=> ID            IMAGE           STATUS  CREATED
//=> <id:1>  busybox:latest  Exit 0  <duration>
function twice(n: number): number {
  return n * 2;
}
`;

const wrong = `//! dks 1
print("a\\nb")
//| a
//| c
1 + 1 //=> 3
print("after")
`;

describe.each(commands)("dks on $runtime", ({ argv, absent }) => {
  if (absent !== undefined) {
    test.skip(`skipped: ${absent}`);
    return;
  }
  const dks = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Result> =>
    run([...argv, ...args], { env });
  const check = (...args: string[]): Promise<Result> => dks(["check", ...args]);

  describe("check", () => {
    test("of a lesson that is as it was", async () => {
      const path = files.write("lesson.dks", lesson);
      const { code, stdout, stderr } = await dks(["check", path], {
        DOCKER_HOST: "tcp://127.0.0.1:1",
        TZ: "Asia/Tokyo",
      });
      expect(stdout.replace(/\d+\.\d s/, "TIME").replaceAll(path, "FILE")).toBe(
        "FILE: ok (13 statements, TIME)\n1 file: 1 passed (13 statements)\n",
      );
      expect([code, stderr]).toEqual([0, ""]);
    });

    test("shows what differs, at its place, and goes on", async () => {
      const path = files.write("wrong.dks", wrong);
      const { code, stdout } = await check(path);
      expect(stdout.replace(/\d+\.\d s/, "TIME").replaceAll(path, "FILE")).toBe(`FILE: differs (3 statements, TIME)
  FILE:3: another printed text (+) than expected (-)
    > print("a\\nb")
      a
    - c
    + b
  FILE:5: another value (+) than expected (-)
    > 1 + 1
    - 3
    + 2
  FILE:6: printed text that nothing is said about (+)
    > print("after")
    + after
1 file: 0 passed, 1 different (3 statements, 3 differences)
`);
      expect(code).toBe(3);
    });

    test("writes what has changed, and then all is as it was", async () => {
      const path = files.write(
        "update.dks",
        `${wrong}\n// kept\nprint("v1.2")\n//| v[\\d.]+ (re)\nawait containers.get("x").inspect();\n//!!\n`,
      );
      expect(await check("--update", path)).toMatchObject({ code: 0 });
      expect(readFileSync(path, "utf8")).toBe(`//! dks 1
print("a\\nb")
//| a
//| b
1 + 1 //=> 2
print("after")
//| after

// kept
print("v1.2")
//| v[\\d.]+ (re)
await containers.get("x").inspect();
//!! NotFoundError 404: No such container: x
`);
      expect(await check(path)).toMatchObject({ code: 0 });
    });

    test("does not write over what somebody has written meanwhile", async () => {
      const path = `${files.path}/meanwhile.dks`;
      files.write(
        "meanwhile.dks",
        `import { appendFileSync } from "node:fs";\nappendFileSync(${JSON.stringify(path)}, "// mine\\n");\n1 //=> 2\n`,
      );
      expect(await check("--update", path)).toMatchObject({ code: 1, stdout: expect.stringContaining("ChangedError") });
      expect(readFileSync(path, "utf8")).toMatch(/1 \/\/=> 2\n\/\/ mine\n$/);
    });

    test("of several files at a time tells of them in their order, and for machines, too", async () => {
      const [ok, bad] = [files.write("ok.dks", "1\n//=> 1\n"), files.write("bad.dks", wrong)];
      const skipped = files.write("skipped.dks", "// dks: require api>=9.0\nnope()\n");
      const junit = `${files.path}/junit.xml`;
      const { code, stdout } = await check("--jobs=2", "--tap", `--junit=${junit}`, bad, ok, skipped);
      expect(stdout.split("\n").filter((line) => /^(?:not )?ok|^1\.\./.test(line))).toEqual([
        "1..5",
        `not ok 1 - ${bad}: line 2: print("a\\\\nb")`.replace("\\\\", "\\"),
        `not ok 2 - ${bad}: line 5: 1 + 1`,
        `not ok 3 - ${bad}: line 6: print("after")`,
        `ok 4 - ${ok}: line 1: 1`,
        expect.stringMatching(
          /^ok 5 - .*skipped\.dks: the file # SKIP it requires API >= 9\.0, and API 1\.\d+ is spoken$/,
        ),
      ]);
      expect(readFileSync(junit, "utf8")).toContain('tests="5" failures="3" errors="0" skipped="1"');
      expect(code).toBe(3);
    });

    test.each([
      [
        "an error that nothing is said about",
        "print(1)\n//| 1\nnope();\nprint(2)",
        /ReferenceError: nope is not defined\n {4}at FILE:3:1\n/,
      ],
      [
        "a call that is not awaited",
        "containers.get('x').start();",
        /UnawaitedCallError: .*Container\.start is not awaited\n {4}at FILE:1:21\n/,
      ],
      [
        "a call that is lost",
        "['x'].forEach((id) => containers.get(id).stop())",
        /UnawaitedCallError: .*\n {4}at FILE:1:42\n/,
      ],
      [
        "a promise that nobody awaits",
        "Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 30000))",
        /Error: lost\n/,
      ],
      [
        "a statement without an end",
        "await new Promise(() => {}) // dks: timeout 200ms",
        /TimeoutError: the statement on line 1 has not ended after 200 ms\n/,
      ],
      [
        "a loop without an end",
        "print(1)\n//| 1\nfor (;;) {} // dks: timeout 100ms",
        /TimeoutError: the process was ended: in the statement on line 3 /,
      ],
      [
        "a script that ends its process",
        "process.exit(0)",
        /ExitError: the script ended its process with code 0, in the statement on line 1/,
      ],
      ["no program", "print(1);\nfoo(;", /SyntaxError: .*\n {4}at FILE:2:5\n {6}foo\(;\n {10}\^\n/],
      ["an output without a statement", "//=> 1", /TranscriptError: this output has no statement\n {4}at FILE:1:1\n/],
      [
        "a pattern that is none",
        "print(1)\n//| a\n//| ( (re)",
        /TranscriptError: this line is no regular expression: .*\n {4}at FILE:3:1\n/,
      ],
      ["a format of the future", "//! dks 2", /HeaderError: .* does not know format 2 .*\n {4}at FILE:1:1\n/],
    ])("fails with 1 and says where: %s", async (name, source, expected) => {
      const path = files.write(`${name.replaceAll(" ", "-")}.dks`, source);
      const { code, stdout } = await check(path);
      expect(stdout.replaceAll(path, "FILE")).toMatch(expected);
      expect(code).toBe(1);
    });

    test("is over when the last statement is, whatever is left open", async () => {
      const path = files.write(
        "open.dks",
        `setInterval(() => {}, 1000); 1\n//=> 1\nawait pull("busybox");\nconst c = await run("busybox", ["sleep", "1000"], { detach: true });\n`,
      );
      expect(await check(path)).toMatchObject({ code: 0 });
    });

    test("of a part of a file", async () => {
      const path = files.write("part.dks", 'const a = 1;\nprint("x")\na\n//=> 2\na\n//=> 1\nnope()\n');
      expect(await check("--from=5", "--to=6", path)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("1 statement"),
      });
      expect(await check("--to=2", path)).toMatchObject({ code: 3, stdout: expect.stringContaining("1 difference") });
      expect(await check("--from=4", "--to=4", path)).toMatchObject({
        code: 3,
        stdout: expect.stringContaining("1 statement, 1 difference"),
      });
      expect(await check("--bail", path, path)).toMatchObject({ code: 3, stdout: expect.stringContaining("1 file: ") });
    });

    test.each([
      [[], "dks check needs files"],
      [["nothing.dks"], "no such file: nothing.dks"],
      [["package.json"], "package.json is no .dks file"],
      [["."], ". is a directory"],
      [["--jobs", "0", "x.dks"], "--jobs cannot be 0"],
      [["--junit", "x.dks", "y.dks"], "--junit would write over a script: x.dks"],
      [["--from", "3", "--to", "2", "x.dks"], "--to 2 is before --from 3"],
      [["--updat", "x.dks"], "unknown option --updat"],
      [["--shell", "x.dks"], "--shell needs a terminal"],
    ])("%j is wrong usage", async (args, message) => {
      expect(await check(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
    });

    test("without an engine fails with 125", async () => {
      const path = files.write("engine.dks", "await version()");
      expect(await check("-H", "tcp://127.0.0.1:1", path)).toMatchObject({ code: 125 });
    });

    test("of the examples of the project", async () => {
      const names = readdirSync(`${root}scripts`, { recursive: true, encoding: "utf8" });
      const scripts = names.filter((name) => name.endsWith(".dks"));
      expect(scripts).toContain("hello.dks");
      const { code, stdout } = await check(...scripts.map((name) => `scripts/${name}`));
      expect([code, stdout]).toEqual([0, expect.stringContaining(`${scripts.length} passed`)]);
    });
  });

  describe("directives in a script", () => {
    const embedded = (path: string) => dks(["-H", "embedded:", path]);

    test("hold there, too", async () => {
      const path = files.write(
        "skip.dks",
        "print(1)\n//| 1\n// dks: skip\nawait nope(\n);\nprint(2) // dks: timeout 20s\nthrow 1",
      );
      expect(await embedded(path)).toMatchObject({ code: 1, stdout: "1\n2\n" });
      const slow = files.write(
        "slow.dks",
        "try { await new Promise(() => {}) } finally { print('clean') } // dks: timeout 200ms",
      );
      expect(await embedded(slow)).toMatchObject({
        code: 1,
        stdout: "clean\n",
        stderr: expect.stringMatching(/^TimeoutError: the statement on line 1 has not ended after 200 ms\n/),
      });
      const other = files.write("require.dks", "// dks: require engine docker|podman\nprint(1)");
      expect(await embedded(other)).toMatchObject({
        code: 1,
        stdout: "",
        stderr: expect.stringMatching(
          /^RequirementError: .*requires the engine docker or podman, and this one is embedded\n/,
        ),
      });
    });
  });

  describe("containers that a script has made", () => {
    const source = `await pull("busybox");
await containers.create({ Image: "busybox", Cmd: ["true"] });
const c = await containers.create({ Image: "busybox", Cmd: ["sleep", "1000"] });
await c.start();
const mine = await containers.create({ Image: "busybox", Cmd: ["true"] });
await mine.remove();
print("made");
if (args[0] === "fail") throw new Error("failed");
if (args[0] === "wait") await new Promise((resolve) => setTimeout(resolve, 30000));
`;

    test("are removed at its end, however that comes, unless they are to be kept", async () => {
      const path = files.write("makes.dks", source);
      const endpoint = `unix://${files.path}/${argv.length}-${argv[0].length}.sock`;
      const engine = start([...argv, "engine", "--listen", endpoint]);
      const ends = ended(engine);
      await said(engine, "stdout", endpoint);
      const env = { DOCKER_HOST: endpoint };
      const left = async () => (await dks(["-e", "ps({ all: true }).length"], env)).stdout;
      expect(await dks([path], env)).toMatchObject({ code: 0, stdout: "made\n" });
      expect(await left()).toBe("0\n");
      expect(await dks([path, "fail"], env)).toMatchObject({ code: 1 });
      expect(await left()).toBe("0\n");
      const waiting = start([...argv, path, "wait"], { env });
      const end = ended(waiting);
      await said(waiting, "stdout", "made");
      // Until it waits, a signal ends it at once, and another process cleans up.
      await new Promise((resolve) => setTimeout(resolve, 300));
      waiting.kill("SIGINT");
      expect(await end).toMatchObject({ code: 130 });
      expect(await left()).toBe("0\n");
      expect(
        await dks(["check", "-H", endpoint, files.write("makes-2.dks", `${source.replaceAll("args[0]", "''")}`)]),
      ).toMatchObject({ code: 3 });
      expect(await left()).toBe("0\n");
      expect(await dks(["--keep", path], env)).toMatchObject({ code: 0 });
      expect(await left()).toBe("2\n");
      engine.kill("SIGTERM");
      expect(await ends).toMatchObject({ code: 0 });
    });
  });

  describe("play", () => {
    test("shows statements, what comes of them, and prose", async () => {
      const path = files.write("play.dks", lesson);
      const { code, stdout } = await dks(["play", path]);
      expect(
        stdout
          .replaceAll(/<[0-9a-f]{12}>/g, "<ID>")
          .split("\n")
          .slice(0, 9),
      ).toEqual([
        "Talk to a container's stdin",
        "",
        "Prose is an *ordinary* comment.",
        '> await pull("busybox");',
        "Image <busybox>",
        '> const c = await containers.create({ Image: "busybox", Cmd: ["cat"], OpenStdin: true, StdinOnce: true });',
        "> c",
        "Container <ID>",
        "> await c.start();",
      ]);
      expect(stdout).toMatch(
        /\n> await containers\.get\("nope"\)\.inspect\(\);\nNotFoundError: No such container: nope\n/,
      );
      expect(stdout).toMatch(/\n> function twice\(n: number\): number \{\n\.\.\. {3}return n \* 2;\n\.\.\. \}\n$/);
      expect(code).toBe(0);
    });

    test("shows the commands that a lesson asks for", async () => {
      const path = files.write("play-commands.dks", "// Look:\n// dks: type .wire on\nprint(1);\n");
      const { code, stdout } = await dks(["-H", "embedded:", "play", path]);
      expect(stdout).toBe("Look:\n> .wire on\n(a command of the prompt)\n> print(1);\n1\n");
      expect(code).toBe(0);
    });

    test("ends at an error that the file says nothing of", async () => {
      const path = files.write("play-error.dks", "nope()\nprint(1)");
      expect(await dks(["-H", "embedded:", "play", path])).toMatchObject({
        code: 1,
        stdout: expect.stringMatching(/^> nope\(\)\nReferenceError: nope is not defined\n/),
      });
      const { stdout } = await dks(["-H", "embedded:", "play", path]);
      expect(stdout).not.toContain("print");
    });

    test("writes a recording that asciinema can play", async () => {
      const source = `${lesson}const secret = "geheimnis77";\nprint(secret);\n`;
      const [path, cast] = [files.write("cast.dks", source), `${files.path}/${argv.length}.cast`];
      expect(await dks(["play", "--cast", cast, path])).toMatchObject({ code: 0 });
      const [header, ...events] = readFileSync(cast, "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
      expect(readFileSync(cast, "utf8")).not.toContain("geheimnis");
      expect(header).toMatchObject({ version: 2, width: 80, height: 24, title: "Talk to a container's stdin" });
      let last = 0;
      for (const [time, kind, text] of events) {
        expect(time).toBeGreaterThanOrEqual(last);
        expect([kind, typeof text]).toEqual(["o", "string"]);
        expect(text).not.toMatch(/(?<!\r)\n/);
        last = time;
      }
      // typed, not waited for
      expect(last).toBeGreaterThan(10);
      const text = events.map((event) => event[2]).join("");
      expect(text.replaceAll(/\u001b\[[\d;]*m/g, "")).toContain("> await c.start();\r\n");
    });

    test.each([
      [[], "dks play needs one file"],
      [["a.dks", "b.dks"], "dks play needs one file"],
      [["--speed", "fast", "a.dks"], "--speed cannot be fast"],
      [["--cast", "a.dks", "b.dks"], "--cast would write over a script: a.dks"],
    ])("%j is wrong usage", async (args, message) => {
      expect(await dks(["play", ...args])).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
    });
  });

  describe("on a terminal", () => {
    if (noTerminal !== undefined) {
      test.skip(`skipped: ${noTerminal}`);
      return;
    }
    const terminals: Terminal[] = [];
    const open = (...args: string[]): Terminal => {
      const terminal = new Terminal([...argv, ...args]);
      terminals.push(terminal);
      return terminal;
    };
    afterEach(() => {
      for (const terminal of terminals.splice(0)) terminal.close();
    });
    const source =
      '//! engine: embedded\nconst n = 41;\nprint("one")\n//| one\n\n// Prose.\nn\n//=> 40\nprint("end")\n//| end\n';

    test("a file is played step by step, to the end with s", async () => {
      const terminal = open("play", files.write("steps.dks", source));
      await terminal.shows("Enter goes on, s skips to the end, q leaves.");
      terminal.keys("Enter");
      await terminal.shows("> const n = 41;");
      terminal.keys("Enter");
      await terminal.shows('> print("one")\none\n\nProse.');
      terminal.write("s");
      await terminal.shows('> n\n41\n> print("end")\nend\nleft with 0\n$');
    });

    test("a file is left with q, and with Ctrl-C", async () => {
      for (const [key, code] of [
        ["q", 0],
        ["C-c", 130],
      ] as const) {
        const terminal = open("play", files.write("left.dks", source));
        await terminal.shows("q leaves.");
        terminal.keys(key);
        await terminal.shows(`q leaves.\n\nleft with ${code}\n$`);
      }
    });

    test("a difference opens the prompt, with the names of the file", async () => {
      const terminal = open("check", "--shell", files.write("shell.dks", source));
      await terminal.shows(/another value[\s\S]*- 40\n[\s\S]*\+ 41\n[\s\S]*>$/);
      terminal.type("n + 1");
      await terminal.shows(/\n42\n.*>$/);
      terminal.type(".exit");
      await terminal.shows(/1 file: 0 passed, 1 different .*\nleft with 3\n\$$/);
    });
  });

  const endpoint = process.env["DKS_TEST_DOCKER"];
  const registry = process.env["DKS_TEST_REGISTRY"];
  const lacking = endpoint === undefined ? "DKS_TEST_DOCKER" : registry === undefined ? "DKS_TEST_REGISTRY" : undefined;
  test("check on the engine of DKS_TEST_DOCKER", async (context) => {
    if (lacking !== undefined) return context.skip(`${lacking} is not set`);
    const path = files.write(
      "docker.dks",
      `// dks: require engine docker, require api>=1.24
const image = "${registry}/busybox";
await pull(image);
const c = await containers.create({ Image: image, Cmd: ["sh", "-c", "echo $HOSTNAME; sleep 1000"] });
c
//=> Container <id:1>
await c.start();
const { Id, Created, Config } = await c.inspect();
({ Id, Created, Hostname: Config.Hostname })
//=> {
//=>   Id: '<id:1>',
//=>   Created: '<time:1>',
//=>   Hostname: '<id:1>'
//=> }
Created;
//=> '<time:1>'
(await containers.list()).filter((one) => one.Id === c.id)
//=> ID  NAMES  IMAGE  STATUS  CREATED
//=> <id:1>  <name:1>  ${registry}/busybox  Up <duration>  <duration>
await containers.get("no-such-container").inspect();
//!! NotFoundError 404: No such container: no-such-container
`,
    );
    const before = (await dks(["-H", endpoint!, "-e", `ps({ all: true }).map((c) => c.Id).join()`])).stdout;
    const { code, stdout } = await dks(["check", "-H", endpoint!, path]);
    expect(stdout).toContain("1 passed");
    expect(code).toBe(0);
    const after = (await dks(["-H", endpoint!, "-e", `ps({ all: true }).map((c) => c.Id).join()`])).stdout;
    for (const id of after
      .trim()
      .split(",")
      .filter((one) => !before.includes(one)))
      expect(
        (await dks(["-H", endpoint!, "-e", `containers.get("${id}").inspect().Config.Cmd.join()`])).stdout,
      ).not.toContain("$HOSTNAME");
  });
});

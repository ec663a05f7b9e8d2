import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  commands,
  ended,
  httpAnswer,
  type Result,
  type RunOptions,
  root,
  run,
  said,
  scriptedServer,
  start,
  Workspace,
} from "./support.ts";

const files = new Workspace();
afterAll(() => files.remove());

const fallbackLine = "dks: no engine answers on this machine; using the one inside dks (embedded:)\n";

describe.each(commands)("dks on $runtime", ({ argv, absent }) => {
  if (absent !== undefined) {
    test.skip(`skipped: ${absent}`);
    return;
  }
  const dks = (args: readonly string[], options?: RunOptions): Promise<Result> => run([...argv, ...args], options);
  const embedded = (args: readonly string[], options?: RunOptions): Promise<Result> =>
    dks(["-H", "embedded:", ...args], options);

  describe("-e", () => {
    test.each([
      ["1 + 1", "2\n"],
      ["version().ApiVersion", "1.44\n"],
      ["const list = containers.list(); list.length", "0\n"],
      [
        'pull("busybox"); const c = containers.create({ Image: "busybox", Cmd: ["sh", "-c", "exit 3"] }); c.start(); c.wait()',
        "{ StatusCode: 3 }\n",
      ],
      ['run("busybox", ["echo", "hi"])', "{ exitCode: 0, stdout: 'hi\\n', stderr: '' }\n"],
      ["undefined", ""],
      ["({ a: 'x' })", "{ a: 'x' }\n"],
      ["[{ n: 1, s: 'x' }, { n: 22, s: 'y' }]", " n  s\n 1  x\n22  y\n"],
      ["const n: number = 4; n as number", "4\n"],
      ["print('a', 1, [2]); print()", "a 1 [ 2 ]\n\n"],
      ["args.length", "0\n"],
      ["'\\x1b[2J\\u202e'", "\\x1b[2J\\u202e\n"],
    ])("%s", async (code, stdout) => {
      expect(await embedded(["-e", code])).toMatchObject({ stdout, code: 0 });
    });

    test("arguments are args", async () => {
      expect(await embedded(["-e", "args", "a", "-b"])).toMatchObject({ stdout: "[ 'a', '-b' ]\n", code: 0 });
    });

    test("values as JSON", async () => {
      const { stdout } = await embedded(["--json", "-e", "({ a: [1, '\\u009b'], b: containers.get('x') })"]);
      expect(stdout).toBe('{"a":[1,"\\u009b"],"b":{"Id":"x"}}\n');
    });

    test("an error as JSON", async () => {
      const { code, stdout, stderr } = await embedded(["--json", "-e", "containers.get('nope').inspect()"]);
      expect([code, stdout]).toEqual([1, ""]);
      expect(JSON.parse(stderr)).toMatchObject({
        error: { name: "NotFoundError", status: 404, operation: "ContainerInspect", at: ["-e:1:24"] },
      });
    });

    test("an exit code that the code asks for", async () => {
      expect(await embedded(["-e", "process.exitCode = 7; 1"])).toMatchObject({ stdout: "1\n", code: 7 });
      expect(await embedded(["-e", "process.exit(8)"])).toMatchObject({ code: 8 });
    });
  });

  describe("a pipe", () => {
    test("shows each value, and nothing else", async () => {
      const input = "version().ApiVersion\nconst a = 1\n\n// a comment\na + 1; [\n  3\n]\nprint('p')\n";
      expect(await embedded([], { input })).toEqual({ code: 0, stdout: "1.44\n2\n[ 3 ]\np\n", stderr: "" });
    });

    test("ends with the first error", async () => {
      const { code, stdout, stderr } = await embedded([], { input: "1\nnope\n2\n" });
      expect([code, stdout]).toEqual([1, "1\n"]);
      expect(stderr).toMatch(/^ReferenceError: nope is not defined\n {2}at stdin:2:1\n/);
    });

    test("that is empty does nothing", async () => {
      expect(await embedded([], { input: "" })).toEqual({ code: 0, stdout: "", stderr: "" });
    });
  });

  describe("a script", () => {
    test("has TypeScript, its arguments, its modules, and shows what it prints", async () => {
      files.write("helper.ts", "export const twice = (n: number): number => n * 2;\n");
      const path = files.write(
        "script.dks",
        `#!/usr/bin/env dks
//! dks 1
//! title: All at once
//! engine: embedded, API 1.0
import { twice } from "./helper.ts";
import { join } from "node:path";
import type { Container } from "dks";
interface Pair { a: number }
enum Colour { red = 4 }
const pair: Pair = { a: twice(Colour.red) };
1 + 1;
//=> 2
print(pair, args, join("x", "y"), (await docker.api()).version, docker.endpoint);
await using held = { async [Symbol.asyncDispose]() { print("disposed"); } };
try {
  await containers.get("nope").inspect();
} catch (error) {
  print((error as Error).name, error instanceof NotFoundError);
}
`,
      );
      expect(await dks([path, "one", "--two"])).toEqual({
        code: 0,
        stdout: "{ a: 8 } [ 'one', '--two' ] x/y 1.0 embedded:\nNotFoundError true\ndisposed\n",
        stderr: "",
      });
    });

    test("obeys the command line before its header, and its header before the environment", async () => {
      const path = files.write(
        "where.dks",
        "//! engine: embedded, API 1.0\nprint((await docker.api()).version, docker.endpoint)",
      );
      expect((await dks(["--api-version", "1.30", path])).stdout).toBe("1.30 embedded:\n");
      expect(
        (await dks([path], { env: { DOCKER_HOST: "tcp://127.0.0.1:1", DOCKER_API_VERSION: "1.41" } })).stdout,
      ).toBe("1.0 embedded:\n");
      expect((await dks(["-H", "tcp://127.0.0.1:1", "--api-version", "1.41", path])).stdout).toBe(
        "1.41 tcp://127.0.0.1:1\n",
      );
    });

    test.each([
      [
        "an error of the engine",
        "\nawait containers\n  .get('nope').inspect();",
        /^NotFoundError: No such container: nope\n {2}at FILE:3:16\n {2}\S.*\n$/,
      ],
      [
        "a mistake in the source",
        "const a = 1;\n\tconst b = (;\n",
        /^SyntaxError: Unexpected token\n {2}at FILE:2:13\n {5}const b = \(;\n {16}\^\n$/,
      ],
      ["a source that breaks off", "print(1)\nfoo(\n\n", /^SyntaxError: Unexpected end of input\n {2}at FILE:2:5\n/],
      [
        "an unknown helper",
        "print(1);\n  containrs.list();",
        /^ReferenceError: containrs is not defined\n {2}at FILE:2:3\n {2}Did you mean `containers`\?\n$/,
      ],
      [
        "a call that is dropped",
        "const n: number = 1;\ncontainers.get('x').start();",
        /^UnawaitedCallError: the call of Container\.start is not awaited\n {2}at FILE:2:21\n {2}Write `await`.*\n$/,
      ],
      [
        "calls that are lost in a loop",
        "['x', 'y'].forEach((id: string) => containers.get(id).stop());",
        /^(UnawaitedCallError: .*\n {2}at FILE:1:55\n.*\n){2}$/,
      ],
      [
        "an error of its own",
        "function f(): never {\n  throw new TypeError('mine');\n}\nf();",
        /^TypeError: mine\n {2}at FILE:2:9\n {2}at FILE:4:1\n$/,
      ],
      ["a text that is thrown", "throw 'text'", /^Thrown: text\n {2}at FILE:1:1\n$/],
      [
        "a promise that nobody awaits",
        "Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 1000))",
        /^Error: lost\n/,
      ],
      [
        "an unknown header",
        "//! dks 1\n//! engin: embedded",
        /^HeaderError: unknown header `engin`\n {2}at FILE:2:1\n {2}Did you mean `engine`\?\n$/,
      ],
      [
        "an address in the header",
        "//! engine: tcp://x",
        /^HeaderError: a header cannot name an address: tcp:\/\/x\n {2}at FILE:1:1\n {2}Say what is needed .*\n$/,
      ],
    ])("fails with 1 and says where: %s", async (name, source, expected) => {
      const path = files.write(`${name.replaceAll(" ", "-")}.dks`, source);
      const { code, stderr } = await embedded([path]);
      expect(stderr.replaceAll(path, "FILE")).toMatch(expected);
      expect(code).toBe(1);
    });

    test("waits for what it has set going", async () => {
      const path = files.write("later.dks", "setTimeout(() => print('later'), 50); print('now')");
      expect(await embedded([path])).toMatchObject({ code: 0, stdout: "now\nlater\n" });
    });

    test("is not kept alive by a container", async () => {
      const path = files.write("alive.dks", "await run('busybox', ['sleep', '1000'], { detach: true }); print('done')");
      expect(await embedded([path])).toMatchObject({ code: 0, stdout: "done\n" });
    });
  });

  describe("what cannot be done is one clear line, what to do next, and a code", () => {
    test.each([
      [["--jsno"], 2, "dks: unknown option --jsno\n  Did you mean --json? dks --help shows all.\n"],
      [["-H"], 2, "dks: -H, --host needs a value\n"],
      [["nofile.dks"], 2, "dks: no such file: nofile.dks\n"],
      [["engin"], 2, "dks: engin is neither a file nor a command\n  Did you mean `engine`?\n"],
      [["version()"], 2, "dks: version() is neither a file nor a command\n  To run code, write: dks -e 'version()'\n"],
      [["lib"], 2, "dks: lib is a directory\n"],
      [["LICENSE"], 2, "dks: LICENSE is no script that dks knows\n"],
      [["-H", "gopher://x", "-e", "1"], 2, 'InvalidArgumentError: "gopher://x" is not an endpoint'],
      [
        ["-H", "embedded:", "--api-version", "1.7", "-e", "1"],
        2,
        'InvalidArgumentError: dks cannot speak API version "1.7"',
      ],
      [["engine", "--listen", "udp://x"], 2, 'dks: "udp://x" is nowhere to listen\n'],
      [
        ["-H", "unix:///nowhere/x.sock", "-e", "version()"],
        125,
        "ConnectError: cannot reach the engine at unix:///nowhere/x.sock",
      ],
      [
        ["-H", "tcp://127.0.0.1:1", "-e", "version()"],
        125,
        "ConnectError: cannot reach the engine at tcp://127.0.0.1:1",
      ],
      [["-e", "const = 3"], 1, "SyntaxError: Unexpected token\n  at -e:1:7\n    const = 3\n          ^\n"],
    ])("%j", async (args, code, stderr) => {
      const result = await dks(args);
      expect(result).toMatchObject({ code, stdout: "" });
      expect(result.stderr.replace(fallbackLine, "")).toContain(stderr);
    });

    test("an environment that cannot be meant", async () => {
      expect(await dks(["-e", "1"], { env: { DOCKER_HOST: "nonsense" } })).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("InvalidArgumentError: "),
      });
    });

    test("a script that catches the missing engine goes on", async () => {
      const { code, stdout } = await dks([
        "-H",
        "tcp://127.0.0.1:1",
        "-e",
        "try { version() } catch (error) { print(error.name) }",
      ]);
      expect([code, stdout]).toEqual([0, "ConnectError\n"]);
    });
  });

  describe("something that is no engine", () => {
    test.each([
      ["a page", httpAnswer("<!doctype html><html>Welcome</html>", { type: "text/html" }), "HTML"],
      [
        "a refusal in HTML",
        httpAnswer("<html>Forbidden</html>", { type: "text/html", status: "502 Bad Gateway" }),
        "HTML",
      ],
      ["JSON of the wrong type", httpAnswer('{"Version":7}', { headers: "Api-Version: 1.41\r\n" }), "should be string"],
      ["JSON that breaks off", httpAnswer('{"Version":', { headers: "Api-Version: 1.41\r\n" }), "not JSON"],
      ["another protocol", "SSH-2.0-OpenSSH\r\n", "Error: "],
    ])("%s", async (_, answer, expected) => {
      const server = await scriptedServer(() => answer);
      const { code, stdout, stderr } = await dks(["-H", server.endpoint, "-e", "version()"]);
      server.close();
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toContain(expected);
      expect(stderr).toContain("at -e:1:1\n");
    });

    test("a hostile engine cannot drive the terminal", async () => {
      const container = {
        Id: "a".repeat(64),
        Names: ["/\x1b]0;owned\x07"],
        Image: "x\u202e",
        ImageID: "",
        Command: "\x9b2J",
        Created: 0,
        Ports: [],
        Labels: { "\x1b[2J": "" },
        State: "running",
        Status: "Up\x1b[31m",
        Mounts: [],
        NetworkSettings: { Networks: {} },
        HostConfig: {},
      };
      const server = await scriptedServer((request) =>
        request.includes("/containers/json")
          ? httpAnswer(JSON.stringify([container]))
          : request.includes("/json")
            ? httpAnswer('{"message":"\\u001b[31mno\\u009b"}', { status: "404 Not Found" })
            : httpAnswer("OK", { headers: "Api-Version: 1.41\r\n" }),
      );
      const results = await Promise.all(
        ["ps()", "ps()[0]", "containers.get('x').inspect()"].map((code) => dks(["-H", server.endpoint, "-e", code])),
      );
      server.close();
      for (const { stdout, stderr } of results)
        expect(stdout + stderr).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]/);
      expect(results[0]!.stdout).toContain("\\x1b]0;owned\\x07");
      expect(results[2]!.stderr).toContain("NotFoundError: \\x1b[31mno\\x9b\n");
    });
  });

  describe("the engine that is used", () => {
    test("is named only when it is the one inside dks for want of another", async () => {
      expect((await dks(["-e", "docker.endpoint"])).stderr).toBe(fallbackLine);
      expect((await embedded(["-e", "1"])).stderr).toBe("");
      expect((await dks(["-e", "docker.endpoint"], { env: { DOCKER_HOST: "tcp://127.0.0.1:1" } })).stderr).toBe("");
    });

    test("can be served to others", async () => {
      const endpoint = `unix://${join(files.path, `engine-${argv.length}${argv[0].length}.sock`)}`;
      const child = start([...argv, "engine", "--listen", endpoint]);
      const end = ended(child);
      await said(child, "stdout", endpoint);
      expect(
        await dks(["-H", endpoint, "-e", "run('busybox', ['echo', 'over a socket']).stdout.trim()"]),
      ).toMatchObject({ code: 0, stdout: "over a socket\n" });
      child.kill("SIGTERM");
      expect(await end).toMatchObject({ code: 0, stdout: `${endpoint}\n` });
    });

    test("can be one of 2013", async () => {
      const child = start([...argv, "engine", "--listen", "tcp://127.0.0.1:0", "--api-version", "1.0"]);
      const end = ended(child);
      let endpoint = "";
      await new Promise<void>((resolve) => {
        child.stdout!.on("data", (text: string) => {
          endpoint += text;
          if (endpoint.endsWith("\n")) resolve();
        });
      });
      expect((await dks(["-H", endpoint.trim(), "-e", "docker.api().version"])).stdout).toBe("1.0\n");
      child.kill("SIGINT");
      expect(await end).toMatchObject({ code: 0 });
    });
  });

  describe("an end from outside", () => {
    const source =
      "print('on'); try { await run('busybox', ['sleep', '1000']) } finally { print((await ps({ all: true })).length, 'left') }";

    test("Ctrl-C cancels the call, lets the script clean up, and is 130", async () => {
      const child = start([...argv, "-H", "embedded:", files.write("interrupted.dks", source)]);
      const end = ended(child);
      await said(child, "stdout", "on\n");
      await new Promise((resolve) => setTimeout(resolve, 500));
      child.kill("SIGINT");
      expect(await end).toMatchObject({ code: 130, stdout: "on\n0 left\n" });
    });

    test("a second one ends what does not end", async () => {
      const child = start([
        ...argv,
        "-H",
        "embedded:",
        "-e",
        "print('on'); try { await new Promise((r) => setTimeout(r, 60000)) } finally { print('stuck'); await new Promise((r) => setTimeout(r, 60000)) }",
      ]);
      const end = ended(child);
      // A signal is heard when the program waits.
      const waits = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 500));
      await said(child, "stdout", "on\n");
      await waits();
      const stuck = said(child, "stdout", "stuck\n");
      child.kill("SIGINT");
      await stuck;
      await waits();
      child.kill("SIGINT");
      expect(await end).toMatchObject({ code: 130, stderr: "" });
    });

    test("an error outside of everything ends it, too, when it has cleaned up", async () => {
      const code =
        "setTimeout(() => { throw new Error('astray') }, 50); try { await new Promise(() => {}) } finally { print('clean') }";
      const result = await embedded(["-e", code]);
      expect(result).toMatchObject({
        code: 1,
        stdout: "clean\n",
        stderr: expect.stringMatching(/^Error: astray\n {2}at -e:1:26\n/),
      });
    });

    test("a reader that has gone ends it quietly", async () => {
      const child = start([
        ...argv,
        "-H",
        "embedded:",
        "-e",
        "for (;;) { print('line'); await new Promise((r) => setTimeout(r, 1)) }",
      ]);
      const stderr: string[] = [];
      child.stderr!.on("data", (text) => stderr.push(String(text)));
      await said(child, "stdout", "line\n");
      child.stdout!.destroy();
      const code = await new Promise((resolve) => child.once("exit", resolve));
      expect([code, stderr]).toEqual([0, []]);
    });
  });

  describe("a module", () => {
    const library = new URL(argv[1]?.endsWith("dks.js") ? "dist/mod.js" : "mod.ts", `file://${root}`).href;

    test("finds the engine that the command line names, and has its arguments", async () => {
      const path = files.write(
        "module.mts",
        `import { connect } from "${library}";
const docker = await connect();
const version: string = (await docker.api()).version;
console.log(docker.endpoint, version, process.argv.slice(2));
await docker.close();
process.exitCode = 4;
`,
      );
      const { code, stdout, stderr } = await dks(["-H", "embedded:", "--api-version", "1.0", path, "a", "-b"]);
      expect([code, stderr]).toEqual([4, ""]);
      expect(stdout).toMatch(/^embedded: 1\.0 \[ ['"]a['"], ['"]-b['"] \]\n$/);
      expect(await dks([path])).toMatchObject({ code: 4, stderr: fallbackLine });
    });

    test("fails with what it does not catch", async () => {
      const path = files.write(
        "failing.mjs",
        `import { connect } from "${library}";\nconst docker = await connect();\nawait docker.version();\n`,
      );
      expect(await dks(["-H", "unix:///nowhere", path])).toMatchObject({
        code: 125,
        stderr: expect.stringMatching(/^ConnectError: /),
      });
      expect(await dks(["-H", "gopher://x", path])).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^InvalidArgumentError: /),
      });
      const thrown = files.write("thrown.mjs", "const a = 1;\nthrow new TypeError('mine');\n");
      expect(await dks(["-H", "embedded:", thrown], { cwd: files.path })).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^TypeError: mine\n {2}at thrown\.mjs:2:\d+\n/),
      });
    });
  });

  test("--help and --version", async () => {
    expect(await dks(["--help"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^dks: [\s\S]*\nExit codes: .*(\n.*)?\n$/),
      stderr: "",
    });
    expect(await dks(["--version"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: "",
    });
    for (const line of (await dks(["--help"])).stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });
});

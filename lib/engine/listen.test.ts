/** The engine on a socket, driven by programs that share no code with it. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env as ownEnv } from "node:process";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine, listen, type Listener } from "./mod.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "dks-listen-"));
});
afterAll(() => rm(directory, { recursive: true }));

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

let count = 0;

async function listening(): Promise<Listener & { path: string; engine: Engine }> {
  const engine = createEngine();
  cleanups.push(() => engine.close());
  const path = join(directory, `${++count}.sock`);
  const listener = await listen(engine, { path });
  cleanups.push(() => listener.close());
  return { ...listener, path, engine };
}

interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end. It is not waited for in a way that would block this process, where the engine runs. */
function run(command: string, args: string[], input = "", env: Record<string, string> = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child: ChildProcess = spawn(command, args, { env: { ...ownEnv, ...env } });
    const ran: Ran = { code: null, stdout: "", stderr: "" };
    child.stdout?.on("data", (bytes) => {
      ran.stdout += bytes;
    });
    child.stderr?.on("data", (bytes) => {
      ran.stderr += bytes;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...ran, code }));
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
  });
}

const installed = (command: string): boolean => spawnSync(command, ["--version"]).status === 0;

describe("listen", () => {
  test("makes a socket file for its owner alone, and takes it away", async () => {
    const { endpoint, path, close } = await listening();
    expect(endpoint).toBe(`unix://${path}`);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await close();
    await expect(stat(path)).rejects.toThrow("ENOENT");
  });

  test("takes the place of a socket that nobody listens on, and of nothing else", async () => {
    const { path, engine } = await listening();
    await expect(listen(engine, { path })).rejects.toMatchObject({ name: "ConnectError", code: "EADDRINUSE" });
    const file = join(directory, "file");
    await writeFile(file, "keep");
    await expect(listen(engine, { path: file })).rejects.toMatchObject({ name: "ConnectError", code: "EADDRINUSE" });
    const dead = join(directory, "dead.sock");
    const script = `require("node:net").createServer().listen(${JSON.stringify(dead)}, () => console.log("up"))`;
    const child = spawn("node", ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("close", resolve));
    expect((await stat(dead)).isSocket()).toBe(true);
    const listener = await listen(engine, { path: dead });
    await listener.close();
  });

  test("takes a port of this machine, and of no other", async () => {
    const engine = createEngine();
    cleanups.push(() => engine.close());
    const { endpoint, close } = await listen(engine, { host: "127.0.0.1", port: 0 });
    expect(endpoint).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+$/);
    const port = Number(endpoint.split(":").at(-1));
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => socket.write("GET /_ping HTTP/1.0\r\n\r\n"));
      let text = "";
      socket.on("data", (bytes) => {
        text += bytes;
      });
      socket.on("end", () => resolve(text));
    });
    expect(answer.endsWith("\r\n\r\nOK")).toBe(true);
    await close();
    for (const host of ["0.0.0.0", "::", "10.0.0.1", "example.com"]) {
      await expect(listen(engine, { host, port: 0 })).rejects.toMatchObject({ name: "InvalidArgumentError" });
    }
  });

  test("closes the connections that it has", async () => {
    const { path, close } = await listening();
    const socket = connect(path);
    await new Promise((resolve) => socket.once("connect", resolve));
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => undefined);
    await close();
    await closed;
  });
});

describe.skipIf(!installed("curl"))("curl", () => {
  test("pulls, creates, starts, waits, attaches and removes", async () => {
    const { path } = await listening();
    const curl = async (...args: string[]): Promise<string> => {
      const { stdout, stderr, code } = await run("curl", ["-sS", "--max-time", "30", "--unix-socket", path, ...args]);
      expect([code, stderr]).toEqual([0, ""]);
      return stdout;
    };
    expect(await curl("http://d/_ping")).toBe("OK");
    expect(await curl("-I", "http://d/_ping")).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(await curl("-X", "POST", "http://d/v1.44/images/create?fromImage=busybox&tag=latest")).toContain(
      "Pull complete",
    );
    const body = JSON.stringify({ Image: "busybox", Cmd: ["echo", "hello", "curl"] });
    const { Id } = JSON.parse(
      await curl("-H", "content-type: application/json", "-d", body, "http://d/v1.44/containers/create?name=one"),
    );
    expect(Id).toMatch(/^[0-9a-f]{64}$/);
    expect(await curl("-X", "POST", "-w", "%{http_code}", "http://d/v1.44/containers/one/start")).toBe("204");
    expect(await curl("-X", "POST", "http://d/v1.44/containers/one/wait")).toBe('{"StatusCode":0}\n');
    expect(await curl("-X", "POST", "--output", "-", "http://d/v1.0/containers/one/attach?logs=1&stdout=1")).toBe(
      "hello curl\n",
    );
    expect(await curl("-X", "DELETE", "-w", "%{http_code}", "http://d/v1.44/containers/one")).toBe("204");
    expect(await curl("http://d/v1.44/containers/json?all=1")).toBe("[]\n");
  });
});

describe.skipIf(!installed("docker"))("the docker CLI", () => {
  let docker: (args: string, input?: string) => Promise<Ran>;

  /** Words by spaces; a script in single quotes is one word. */
  const words = (text: string): string[] =>
    (text.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'|'$/g, ""));

  async function begin(): Promise<void> {
    const { endpoint } = await listening();
    docker = (args, input) =>
      run("docker", ["-H", endpoint, ...words(args)], input, { HOME: directory, DOCKER_CONFIG: directory });
  }

  const ok = (stdout: unknown): unknown => ({ code: 0, stdout, stderr: "" });

  test("pulls and runs, with stdin, exit codes and both streams", async () => {
    await begin();
    const first = await docker("run --rm -i busybox cat", "hello in\n");
    expect([first.code, first.stdout]).toEqual([0, "hello in\n"]);
    expect(first.stderr).toContain("Status: Downloaded newer image for busybox:latest");
    expect(await docker("run --rm busybox echo a b")).toEqual(ok("a b\n"));
    expect(await docker("run --rm busybox sh -c 'echo out; echo err >&2; exit 3'")).toEqual({
      code: 3,
      stdout: "out\n",
      stderr: "err\n",
    });
    const missing = await docker("run --rm busybox nope");
    expect([missing.code, missing.stdout]).toEqual([127, ""]);
    expect(missing.stderr).toContain("executable file not found in $PATH");
    expect(await docker("ps -aq")).toEqual(ok(""));
  });

  test("runs forty times without losing a byte or an exit code", async () => {
    await begin();
    await docker("pull busybox");
    const runs = Array.from({ length: 40 }, (_, i) =>
      docker(`run --rm -i busybox sh -c 'cat; exit ${i}'`, `${i}\n`.repeat(1000)),
    );
    for (const [i, result] of (await Promise.all(runs)).entries()) {
      expect(result).toEqual({ code: i, stdout: `${i}\n`.repeat(1000), stderr: "" });
    }
  });

  test("runs in the background, lists, inspects, waits, stops and removes", async () => {
    await begin();
    await docker("pull busybox");
    const started = await docker(
      "run -d --name bg -e A=1 -l x=y busybox sh -c 'trap \"exit 7\" TERM; while :; do sleep 1; done'",
    );
    expect(started).toEqual(ok(expect.stringMatching(/^[0-9a-f]{64}\n$/)));
    expect((await docker("ps --format {{.Names}}:{{.Image}}:{{.State}}")).stdout).toBe("bg:busybox:running\n");
    expect((await docker("ps -q --filter label=x=y")).stdout).toBe(`${started.stdout.slice(0, 12)}\n`);
    const [inspected] = JSON.parse((await docker("inspect bg")).stdout);
    expect(inspected).toMatchObject({ Name: "/bg", State: { Running: true }, Config: { Labels: { x: "y" } } });
    const waiting = docker("wait bg");
    expect(await docker("kill -s TERM bg")).toEqual(ok("bg\n"));
    expect(await waiting).toEqual(ok("7\n"));
    expect(await docker("start bg")).toEqual(ok("bg\n"));
    expect((await docker("rm bg")).code).toBe(1);
    expect(await docker("stop -t 0 bg")).toEqual(ok("bg\n"));
    expect((await docker("ps -a --format {{.Names}}:{{.Status}}")).stdout).toMatch(/^bg:Exited \((7|137)\) /);
    expect(await docker("start bg")).toEqual(ok("bg\n"));
    expect(await docker("rm -f bg")).toEqual(ok("bg\n"));
    expect(await docker("ps -aq")).toEqual(ok(""));
  });

  test("attaches to what runs", async () => {
    await begin();
    await docker("pull busybox");
    // Without StdinOnce, which the CLI asks for only when it attaches itself, stdin stays open: the program has to end.
    await docker("run -d -i --name one busybox head -n 1");
    const attached = await docker("attach one", "to the attached\n");
    expect([attached.code, attached.stdout]).toEqual([0, "to the attached\n"]);
  });

  test("shows images, and says what is not there", async () => {
    await begin();
    expect((await docker("pull -q hello-world")).stdout).toBe("docker.io/library/hello-world:latest\n");
    expect((await docker("images --format {{.Repository}}:{{.Tag}}")).stdout).toBe("hello-world:latest\n");
    expect((await docker("run --rm hello-world")).code).toBe(0);
    const none = await docker("pull nosuch");
    expect(none.code).toBe(1);
    expect(none.stderr).toContain("pull access denied for nosuch");
    expect((await docker("inspect nosuch")).stderr).toContain("No such object: nosuch");
    expect((await docker("version --format {{.Server.APIVersion}}")).stdout).toBe("1.44\n");
  });
});

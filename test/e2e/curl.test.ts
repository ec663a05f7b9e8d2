/** The line of `.curl`, pasted into another shell: the engine gives the same answer as it gave to dks. */
import { spawn, spawnSync } from "node:child_process";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Docker, type Transport } from "../../mod.ts";
import type { Console } from "../../shell/console.ts";
import { Shell } from "../../shell/shell.ts";
import { writtenSink } from "../../shell/testing.ts";
import { observe, Passed } from "../../shell/wire/observe.ts";
import { runCommand } from "../../shell/commands/mod.ts";

const nobody: Console = {
  next: () => Promise.resolve(undefined),
  remember() {},
  during: (running) => running(),
  lend: (use) => use(),
  close() {},
};

interface Answer {
  status: number | undefined;
  body: Buffer;
}

/** What the engine gave to the last call. */
class Ear {
  #last: { exchange: { status?: number }; body: Passed } | undefined;

  wrap = (transport: Transport): Transport =>
    observe(transport, () => {
      const body = new Passed(64 * 1024 * 1024);
      return {
        request: (exchange) => {
          this.#last = { exchange, body };
        },
        received: (_, bytes) => body.add(bytes),
        uploaded() {},
        answered() {},
        sent() {},
        ended() {},
        failed() {},
      };
    });

  get answer(): Answer {
    return { status: this.#last?.exchange.status, body: Buffer.from(this.#last?.body.bytes ?? []) };
  }
}

const engines = [
  { name: "docker over its socket", endpoint: process.env["DKS_TEST_DOCKER"], real: true },
  { name: "docker over the network", endpoint: process.env["DKS_TEST_DOCKER_TCP"], real: true },
  { name: "docker over TLS", endpoint: process.env["DKS_TEST_DOCKER_TLS"], real: true },
  { name: "podman", endpoint: process.env["DKS_TEST_PODMAN"], real: true },
  { name: "the engine inside", endpoint: "embedded:" },
  { name: "the engine inside, v1.0", endpoint: "embedded:", apiVersion: "1.0" },
];

const noCurl = spawnSync("curl", ["--version"]).status === 0 ? undefined : "curl is not installed";

describe.each(engines)("$name", ({ endpoint, apiVersion, real = false }) => {
  const absent = noCurl ?? (endpoint === undefined ? "no such engine is named" : undefined);
  if (absent !== undefined) {
    test.skip(`skipped: ${absent}`, () => {});
    return;
  }

  const out = writtenSink();
  const ear = new Ear();
  const certificates = process.env["DOCKER_CERT_PATH"];
  let shell: Shell;
  /** Another connection: the shell's last call stays what it was. */
  let beside: Docker;

  beforeAll(async () => {
    process.env["DOCKER_CERT_PATH"] = process.env["DKS_TEST_DOCKER_CERTS"] ?? "";
    const settings = { host: endpoint, apiVersion };
    shell = await Shell.open({
      settings,
      json: false,
      output: { out, err: writtenSink() },
      console: () => nobody,
      wrap: ear.wrap,
    });
    beside = await connect(endpoint, apiVersion === undefined ? {} : { apiVersion });
    if (!real) await shell.evaluate("await images.pull('busybox'); undefined");
    await shell.evaluate("const made = []; undefined");
  });

  afterAll(async () => {
    await shell?.evaluate("for (const c of made) await c.remove({ force: true }).catch(() => {}); undefined");
    await shell?.close();
    await beside?.close();
    if (certificates === undefined) delete process.env["DOCKER_CERT_PATH"];
    else process.env["DOCKER_CERT_PATH"] = certificates;
  });

  async function repeat(): Promise<Answer & { line: string; notes: string[]; pasted: Answer }> {
    out.text = "";
    await runCommand(".curl", shell);
    const [, line = "", notes = ""] = /^([\s\S]*?)\n((?:# .*\n)*)$/.exec(out.text) ?? [];
    const { answer } = ear;
    const code = "\\n%{http_code}";
    const printed = await sh(`${line} --silent --show-error --max-time 20 --write-out '${code}'`);
    const at = printed.lastIndexOf("\n");
    const pasted = { status: Number(printed.subarray(at + 1).toString()), body: printed.subarray(0, at) };
    return { line, notes: notes.split("\n").filter((note) => note !== ""), ...answer, pasted };
  }

  /** Runs a statement, and then the line of its last call. */
  async function twice(statement: string): ReturnType<typeof repeat> {
    await shell.evaluate(statement);
    return repeat();
  }

  /** The same, of what makes an image of this name: the second takes it from the first. Both are removed. */
  async function imageTwice(name: string, statement: string): ReturnType<typeof repeat> {
    await shell.evaluate(statement);
    const { Id: first } = await beside.images.get(name).inspect();
    const result = await repeat();
    const { Id: second } = await beside.images.get(name).inspect();
    await beside.images.get(name).remove();
    if (first !== second) await beside.images.get(first).remove();
    return result;
  }

  test.each([
    "docker.request('GET /images/busybox/json')",
    "docker.request('GET /images/busybox/history')",
    "docker.request('GET /containers/no-such-container/json')",
    'docker.request(\'GET /containers/json?all=1&filters={"label":["no.such-label"]}\')',
    "docker.request('DELETE /containers/no-such-container')",
  ])("%s", async (statement) => {
    const { status, body, pasted } = await twice(statement);
    expect(pasted.status).toBe(status);
    expect(pasted.body.toString()).toBe(body.toString());
  });

  test("creates a container like the first", async () => {
    const cmd = `["sh", "-c", "echo it's \\"fine\\" $HOME\\n"]`;
    const { status, body, pasted, notes } = await twice(
      `made.push(await containers.create({ Image: "busybox", Cmd: ${cmd} })); undefined`,
    );
    expect([status, pasted.status]).toEqual([201, 201]);
    expect(notes).toEqual([]);
    const [first, second] = [body, pasted.body].map((one) => JSON.parse(one.toString()) as { Id: string });
    expect(Object.keys(second!)).toEqual(Object.keys(first!));
    await shell.evaluate(`made.push(containers.get("${second!.Id}")); undefined`);
    const args = async (id: string): Promise<unknown> => (await shell.session.docker.containers.get(id).inspect()).Args;
    expect(await args(second!.Id)).toEqual(await args(first!.Id));
    expect(second!.Id).not.toBe(first!.Id);
  });

  if (real)
    test("puts an archive into a container", async () => {
      const { status, body, pasted } = await twice(`
      const target = await containers.create({ Image: "busybox", Cmd: ["true"] });
      made.push(target);
      const archive = await docker.request("GET /containers/" + target.id + "/archive?path=/etc/passwd");
      await target.putArchive("/tmp", archive.body);
    `);
      expect([pasted.status, pasted.body.toString()]).toEqual([status, body.toString()]);
      await shell.evaluate(`docker.request("GET /containers/" + target.id + "/archive?path=/tmp/passwd")`);
      const { line, pasted: read, ...own } = await repeat();
      expect(own.status).toBe(200);
      expect(read.body.equals(own.body)).toBe(true);
      expect(line).toContain("archive?path=/tmp/passwd");
      await shell.evaluate(`docker.request("HEAD /containers/" + target.id + "/archive?path=/tmp/passwd")`);
      const head = await repeat();
      expect(head.pasted.status).toBe(head.status);
    });

  if (real)
    test("loads an archive, from a file that is kept", async () => {
      const { line, status, body, pasted, notes } = await twice(
        `docker.request("POST /images/load?quiet=1", {
           body: (await docker.request("GET /images/busybox/get")).body,
           headers: { "content-type": "application/x-tar" },
         })`,
      );
      expect(line).toMatch(/--data-binary @\/\S+body-\d+\.tar/);
      expect(notes.join()).toContain("until this shell ends");
      expect([pasted.status, pasted.body.toString()]).toEqual([status, body.toString()]);
    });

  test("imports a stream that was sent as it came", async () => {
    const { line, status, pasted } = await imageTwice(
      "curl-import",
      `await images.import(await made[0].export(), { repository: "curl-import" }); undefined`,
    );
    expect(line).toMatch(/--data-binary @\/\S+body-\d+/);
    expect([status, pasted.status]).toEqual([200, 200]);
    expect(pasted.body.toString()).not.toContain("error");
  });

  test("builds with a context", async () => {
    const build = `await build({ dockerfile: "FROM busybox\\nCMD [\\"it's\\"]\\n" }, { tag: "curl-build" }); undefined`;
    await shell.evaluate(build);
    const { status, pasted, body } = await imageTwice("curl-build", build);
    expect([pasted.status, pasted.body.toString()]).toEqual([status, body.toString()]);
  });

  test("commits a container", async () => {
    const { status, pasted } = await imageTwice(
      "curl-commit",
      `
      const committed = await containers.create({ Image: "busybox", Cmd: ["true"] });
      made.push(committed);
      await committed.commit({ repository: "curl-commit", message: "it's" });
    `,
    );
    expect([status, pasted.status]).toEqual([201, 201]);
    expect(JSON.parse(pasted.body.toString())).toEqual({ Id: expect.any(String) });
  });

  test("attaches to what a container has said", async () => {
    const { line, status, body, pasted } = await twice(`
      const said = await containers.create({ Image: "busybox", Cmd: ["sh", "-c", "echo one; echo two"] });
      made.push(said);
      await said.start();
      await said.wait();
      (await said.attach({ logs: true, stream: false, stdout: true, stderr: false })).text();
    `);
    expect(line).toMatch(/--no-buffer --output -/);
    expect(body.toString()).toContain("two");
    expect(pasted.body.equals(body)).toBe(true);
    expect(pasted.status).toBe(status === 101 ? 200 : status);
  });

  // On v1.0 each stream has a connection of its own: the last one brings no answer, and lasts.
  if (apiVersion === undefined)
    test("attaches, and sends what was sent", async () => {
      await shell.evaluate(`
      const asked = await containers.create({
        Image: "busybox", OpenStdin: true, StdinOnce: false, AttachStdin: true, AttachStdout: true,
        Cmd: ["sh", "-c", "read x; echo got $x"],
      });
      made.push(asked);
      await asked.start();
      const talk = await asked.attach({ stream: true, stdin: true, stdout: true, stderr: false });
      await talk.write("it's 100%\\n");
      await talk.text();
    `);
      const asked = beside.containers.get((shell.session.scope["asked"] as { id: string }).id);
      await asked.wait();
      await asked.start();
      const { line, body, pasted, notes } = await repeat();
      expect(line).toMatch(/^printf .* \| curl .*\/attach\?/);
      expect(notes.join()).toMatch(/cannot end its side/);
      expect(body.toString()).toContain("got it's 100%");
      expect(pasted.body.toString()).toBe(body.toString());
    });
});

function sh(line: string): Promise<Buffer> {
  const child = spawn("/bin/sh", ["-c", line], { stdio: ["ignore", "pipe", "pipe"] });
  const printed: Buffer[] = [];
  let err = "";
  child.stdout.on("data", (bytes: Buffer) => printed.push(bytes));
  child.stderr.on("data", (bytes: Buffer) => {
    err += bytes.toString();
  });
  return new Promise((resolve, reject) =>
    child.on("close", (code) =>
      code === 0 ? resolve(Buffer.concat(printed)) : reject(new Error(`${line}\nended with ${code}, and said: ${err}`)),
    ),
  );
}

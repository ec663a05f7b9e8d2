import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { duplexPair } from "../../transport/duplex.ts";
import type { Engine, EngineOptions } from "../mod.ts";
import { type RawAnswer, type RawClient, testEngines } from "../testing.ts";

const engines = testEngines(duplexPair);
afterEach(() => engines.close());

/** A container, and connections to it. */
interface Subject {
  engine: Engine;
  client: RawClient;
  id: string;
  start(): Promise<void>;
  /** Attaches and reads the head of the answer. */
  attach(
    query: string,
    options?: { version?: string; headers?: string; early?: string },
  ): Promise<{ head: RawAnswer; raw: RawClient }>;
  wait(): Promise<number>;
  state(): Promise<{ Status: string; ExitCode: number }>;
}

async function container(body: Record<string, unknown>, options: EngineOptions = {}): Promise<Subject> {
  const engine = engines.engine(options);
  const client = engines.connect(engine);
  await client.call("POST", "/v1.44/images/create?fromImage=busybox&tag=latest");
  const created = await client.call("POST", "/v1.44/containers/create", { Image: "busybox", ...body });
  const id: string = JSON.parse(created.body).Id;
  return {
    engine,
    client,
    id,
    async start() {
      expect((await client.call("POST", `/v1.44/containers/${id}/start`)).status).toBe(204);
    },
    async attach(query, { version = "v1.44", headers = "", early = "" } = {}) {
      const raw = engines.connect(engine);
      await raw.send(`POST /${version}/containers/${id}/attach?${query} HTTP/1.1\r\nHost: d\r\n${headers}\r\n${early}`);
      return { head: await raw.head(), raw };
    },
    async wait() {
      return JSON.parse((await client.call("POST", `/v1.44/containers/${id}/wait`)).body).StatusCode;
    },
    async state() {
      return JSON.parse((await client.call("GET", `/v1.44/containers/${id}/json`)).body).State;
    },
  };
}

const cat = { Cmd: ["cat"], OpenStdin: true, StdinOnce: true };
const sh = (script: string): { Cmd: string[] } => ({ Cmd: ["sh", "-c", script] });
const frame = (stream: 1 | 2, text: string): string =>
  `${String.fromCharCode(stream)}\0\0\0${String.fromCharCode(text.length >>> 24, (text.length >> 16) & 255, (text.length >> 8) & 255, text.length & 255)}${text}`;

/** The payloads of frames, with a letter for the stream of each run of them. */
function unframed(wire: string): string {
  let text = "";
  let last = "";
  for (let at = 0; at < wire.length; ) {
    const stream = wire.charCodeAt(at) === 1 ? "o" : "e";
    const byte = (i: number): number => wire.charCodeAt(at + i);
    const length = byte(4) * 2 ** 24 + byte(5) * 65536 + byte(6) * 256 + byte(7);
    text += (stream === last ? "" : `[${stream}]`) + wire.slice(at + 8, at + 8 + length);
    last = stream;
    at += 8 + length;
  }
  return text;
}

describe("the head of an attach", () => {
  const upgrade = "Connection: Upgrade\r\nUpgrade: tcp\r\n";
  test.each([
    ["v1.44", false, "", "HTTP/1.1 200 OK", "application/vnd.docker.multiplexed-stream"],
    ["v1.44", true, "", "HTTP/1.1 200 OK", "application/vnd.docker.raw-stream"],
    ["v1.44", false, upgrade, "HTTP/1.1 101 UPGRADED", "application/vnd.docker.multiplexed-stream"],
    ["v1.42", true, upgrade, "HTTP/1.1 101 UPGRADED", "application/vnd.docker.raw-stream"],
    ["v1.41", false, upgrade, "HTTP/1.1 101 UPGRADED", "application/vnd.docker.raw-stream"],
    ["v1.24", false, "", "HTTP/1.1 200 OK", "application/vnd.docker.raw-stream"],
    ["v1.0", false, upgrade, "HTTP/1.1 200 OK", "application/vnd.docker.raw-stream"],
  ])("in %s, with a tty %s, and %j", async (version, Tty, headers, line, type) => {
    const { attach } = await container({ ...cat, Tty });
    const { head } = await attach("logs=1&stdout=1", { version, headers });
    expect(head.head.startsWith(`${line}\r\n`)).toBe(true);
    expect(head.headers.get("content-type")).toBe(type);
    expect(head.headers.get("upgrade")).toBe(line.includes("101") ? "tcp" : undefined);
    expect(head.headers.has("content-length") || head.headers.has("transfer-encoding")).toBe(false);
  });

  test("is an ordinary error when there is nothing to attach to", async () => {
    const { client, id } = await container(cat);
    const unknown = await client.call("POST", "/v1.44/containers/nosuch/attach?stream=1");
    expect([unknown.status, unknown.body]).toEqual([404, '{"message":"No such container: nosuch"}\n']);
    const keys = await client.call("POST", `/v1.44/containers/${id}/attach?stream=1&detachKeys=wrong`);
    expect([keys.status, keys.body]).toEqual([400, '{"message":"Invalid detach keys (wrong) provided"}\n']);
    expect((await client.call("GET", "/_ping")).body).toBe("OK");
  });
});

describe("stdin", () => {
  test("reaches the program, which ends with it: attached before the start", async () => {
    const { attach, start, wait } = await container(cat);
    const { raw } = await attach("stream=1&stdin=1&stdout=1&stderr=1");
    await raw.send("hello\n");
    await raw.end();
    await start();
    expect(await raw.rest()).toBe(frame(1, "hello\n"));
    expect(await wait()).toBe(0);
  });

  test("reaches the program, which ends with it: attached afterwards", async () => {
    const { attach, start, wait } = await container(cat);
    await start();
    const { raw } = await attach("stream=1&stdin=1&stdout=1&stderr=1");
    await raw.send("one\n");
    expect(await raw.until("one\n")).toBe(frame(1, "one\n"));
    await raw.send("two\n");
    await raw.end();
    expect(await raw.rest()).toBe(frame(1, "two\n"));
    expect(await wait()).toBe(0);
  });

  test("that came together with the request is not lost", async () => {
    const { attach, start } = await container(cat);
    const { raw } = await attach("stream=1&stdin=1&stdout=1", { early: "early\n" });
    await start();
    await raw.end();
    expect(await raw.rest()).toBe(frame(1, "early\n"));
  });

  test("of five megabytes comes back whole, and no side outruns the other", async () => {
    const { attach, start } = await container(cat);
    const { raw } = await attach("stream=1&stdin=1&stdout=1");
    await start();
    const block = "0123456789abcdef".repeat(4096);
    const sending = (async () => {
      for (let i = 0; i < 80; i++) await raw.send(block);
      await raw.end();
    })();
    const text = unframed(await raw.rest());
    await sending;
    expect(text.length).toBe(3 + 80 * block.length);
    expect(text === `[o]${block.repeat(80)}`).toBe(true);
  });

  test("stays open for the next client where it is not for one alone", async () => {
    const { attach, start, wait, state } = await container({ Cmd: ["head", "-n", "2"], OpenStdin: true });
    await start();
    const first = await attach("stream=1&stdin=1&stdout=1");
    await first.raw.send("one\n");
    await first.raw.until("one\n");
    await first.raw.end();
    expect((await state()).Status).toBe("running");
    const second = await attach("stream=1&stdin=1&stdout=1");
    await second.raw.send("two\n");
    expect(await second.raw.rest()).toBe(frame(1, "two\n"));
    // The first client closed its stdin only: it saw the rest, too.
    expect(await first.raw.rest()).toBe(frame(1, "two\n"));
    expect(await wait()).toBe(0);
  });

  test("that the container does not have is swallowed", async () => {
    const { attach, start, wait } = await container({ Cmd: ["cat"] });
    const { raw } = await attach("stream=1&stdin=1&stdout=1");
    await raw.send("nobody reads this");
    await start();
    expect(await raw.rest()).toBe("");
    expect(await wait()).toBe(0);
  });

  test("that the program does not read makes the client wait", async () => {
    const { attach, start } = await container({ Cmd: ["sleep", "1000"], OpenStdin: true });
    await start();
    const { raw } = await attach("stream=1&stdin=1&stdout=1");
    let sent = 0;
    const sending = (async () => {
      for (; sent < 100; sent++) await raw.send("x".repeat(65536));
    })().catch(() => undefined);
    for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toBeLessThan(20);
    raw.close();
    await sending;
  });
});

describe("output", () => {
  test("has the order of writing over both streams", async () => {
    const { attach, start } = await container(sh("for i in 1 2 3; do echo o$i; echo e$i >&2; done"));
    const { raw } = await attach("stream=1&stdout=1&stderr=1");
    await start();
    expect(unframed(await raw.rest())).toBe("[o]o1\n[e]e1\n[o]o2\n[e]e2\n[o]o3\n[e]e3\n");
  });

  test("is of the streams that were asked for", async () => {
    const { attach, start, wait } = await container(sh("echo o; echo e >&2"));
    const out = await attach("stream=1&stdout=1");
    const err = await attach("stream=1&stderr=1");
    const none = await attach("stream=1");
    expect(await none.raw.rest()).toBe("");
    await start();
    expect(await out.raw.rest()).toBe(frame(1, "o\n"));
    expect(await err.raw.rest()).toBe(frame(2, "e\n"));
    await wait();
    expect(await (await attach("logs=1&stderr=1")).raw.rest()).toBe(frame(2, "e\n"));
    expect(await (await attach("logs=1")).raw.rest()).toBe("");
  });

  test("of the log and live together misses nothing and doubles nothing, whenever it is attached", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 60 }), async (turns) => {
        const { attach, start } = await container({ Cmd: ["seq", "3000"] });
        await start();
        for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
        const { raw } = await attach("logs=1&stream=1&stdout=1");
        const expected = Array.from({ length: 3000 }, (_, i) => `${i + 1}\n`).join("");
        const text = unframed(await raw.until("3000\n"));
        expect(text).toBe(`[o]${expected}`);
        raw.close();
      }),
      { numRuns: 15 },
    );
  });

  test("of the log is that of all runs", async () => {
    const { attach, start, wait } = await container({ Cmd: ["echo", "run"] });
    for (let i = 0; i < 2; i++) {
      await start();
      await wait();
    }
    expect(unframed(await (await attach("logs=1&stdout=1&stderr=1")).raw.rest())).toBe("[o]run\nrun\n");
  });

  test("of a container that has ended begins with its next run", async () => {
    const { attach, start, wait } = await container({ Cmd: ["echo", "again"] });
    await start();
    await wait();
    const { raw } = await attach("stream=1&stdout=1");
    await start();
    expect(await raw.rest()).toBe(frame(1, "again\n"));
  });

  test("makes the program wait for a client that does not read, and goes on without it", async () => {
    const { attach, start, wait, state } = await container(sh("yes | head -c 20000000; echo done >&2"));
    const { raw } = await attach("stream=1&stdout=1");
    const watcher = await attach("stream=1&stderr=1");
    await start();
    for (let turn = 0; turn < 300; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect((await state()).Status).toBe("running");
    raw.close();
    expect(unframed(await watcher.raw.rest())).toBe("[e]done\n");
    expect(await wait()).toBe(0);
  });

  test("is there to the last byte when the container is removed at its end", async () => {
    const { attach, start } = await container({
      ...sh("yes | head -c 3000000; exit 3"),
      HostConfig: { AutoRemove: true },
    });
    const { raw } = await attach("stream=1&stdout=1&stderr=1");
    await start();
    expect(unframed(await raw.rest()).length).toBe(3 + 3000000);
  });

  test("ends when a container that never ran is removed, or cannot start", async () => {
    const removed = await container(cat);
    const first = await removed.attach("stream=1&stdin=1&stdout=1");
    await removed.client.call("DELETE", `/v1.44/containers/${removed.id}`);
    expect(await first.raw.rest()).toBe("");
    const missing = await container({ Cmd: ["nope"] });
    const second = await missing.attach("stream=1&stdout=1");
    expect((await missing.client.call("POST", `/v1.44/containers/${missing.id}/start`)).status).toBe(400);
    expect(await second.raw.rest()).toBe("");
  });
});

describe("a client that leaves", () => {
  test("does not disturb the container, nor others", async () => {
    const { attach, start } = await container({ Cmd: ["cat"], OpenStdin: true });
    await start();
    const leaving = await attach("stream=1&stdin=1&stdout=1");
    const staying = await attach("stream=1&stdin=1&stdout=1");
    await leaving.raw.send("x\n");
    await leaving.raw.until("x\n");
    leaving.raw.close();
    await staying.raw.send("y\n");
    expect(await staying.raw.until("y\n")).toBe(frame(1, "x\n") + frame(1, "y\n"));
  });
});

describe("a terminal", () => {
  const terminal = { Tty: true, OpenStdin: true, StdinOnce: true };

  test("is raw, echoes, and joins the streams", async () => {
    const { attach, start, wait } = await container({
      ...terminal,
      ...sh("read x; echo got $x; echo err >&2; exit 4"),
    });
    const { raw } = await attach("stream=1&stdin=1&stdout=1&stderr=1");
    await start();
    await raw.send("abc\r");
    expect(await raw.rest()).toBe("abc\r\ngot abc\r\nerr\r\n");
    expect(await wait()).toBe(4);
  });

  test("ends its input at ctrl-D, and not when the client closes its side", async () => {
    const { attach, start, state, wait } = await container({ ...terminal, Cmd: ["cat"] });
    await start();
    const first = await attach("stream=1&stdin=1&stdout=1");
    await first.raw.end();
    expect((await state()).Status).toBe("running");
    const second = await attach("stream=1&stdin=1&stdout=1");
    await second.raw.send("\x04");
    expect(await second.raw.rest()).toBe("");
    expect(await wait()).toBe(0);
  });

  test("lets go of a client at the detach keys", async () => {
    const { attach, start, state } = await container({ ...terminal, Cmd: ["cat"] });
    await start();
    const usual = await attach("stream=1&stdin=1&stdout=1");
    await usual.raw.send("a\x10\x11");
    expect(await usual.raw.rest()).toBe("a");
    const own = await attach("stream=1&stdin=1&stdout=1&detachKeys=ctrl-x,y");
    await own.raw.send("\x18");
    await own.raw.send("y");
    expect(await own.raw.rest()).toBe("");
    expect((await state()).Status).toBe("running");
  });

  test("has the size that it was given, at first and later", async () => {
    const script = "stty size; read x; stty size";
    const subject = await container({ ...terminal, ...sh(script), HostConfig: { ConsoleSize: [30, 100] } });
    const { raw } = await subject.attach("stream=1&stdin=1&stdout=1");
    const resize = async (query: string): Promise<number> =>
      (await subject.client.call("POST", `/v1.44/containers/${subject.id}/resize?${query}`)).status;
    expect(await resize("h=1&w=1")).toBe(409);
    await subject.start();
    expect(await raw.until("\r\n")).toBe("30 100\r\n");
    expect(await resize("h=50&w=132")).toBe(200);
    expect(await resize("h=x&w=1")).toBe(400);
    await raw.send("\r");
    expect(await raw.rest()).toBe("\r\n50 132\r\n");
  });
});

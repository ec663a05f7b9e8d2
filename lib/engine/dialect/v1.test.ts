/** What v1.0 answers, as raw bytes: our own table of what an engine of 2013 said, and of what its document promised. */
import { packTar } from "modern-tar";
import { afterEach, describe, expect, test } from "vitest";
import { duplexPair } from "../../transport/duplex.ts";
import type { EngineOptions } from "../mod.ts";
import { type RawClient, testEngines } from "../testing.ts";

const engines = testEngines(duplexPair);
afterEach(() => engines.close());

const plain = "text/plain; charset=utf-8";
const json = "application/json";

interface V1 extends RawClient {
  another(): RawClient;
}

async function ready(options: EngineOptions = {}): Promise<V1> {
  const engine = engines.engine(options);
  const client = engines.connect(engine);
  await client.call("POST", "/v1.1/images/create?fromImage=busybox&tag=latest");
  return Object.assign(client, { another: () => engines.connect(engine) });
}

async function create(client: RawClient, body: Record<string, unknown>): Promise<string> {
  const answer = await client.call("POST", "/v1.0/containers/create", { Image: "busybox", ...body });
  expect(answer.status).toBe(201);
  return JSON.parse(answer.body).Id;
}

/** Status, type and body of an answer, and that its length is right and its connection goes on. */
async function answer(
  client: RawClient,
  method: string,
  path: string,
  body?: unknown,
): Promise<[number, string | undefined, string]> {
  const { status, headers, body: text } = await client.call(method, path, body);
  expect(headers.get("content-length")).toBe(String(text.length));
  expect(headers.get("connection")).toBeUndefined();
  expect((await client.call("GET", "/v1.0/version")).status).toBe(200);
  return [status, headers.get("content-type"), text];
}

const noContainer = [404, plain, "No such container: nosuch\n"];
const bad = [400, plain, "Bad parameter\n"];

describe("v1.0 answers", () => {
  test.each<[string, string, unknown, unknown[]]>([
    [
      "GET",
      "/v1.0/version",
      undefined,
      [200, json, expect.stringMatching(/^\{"Version":"[\d.]+","GitCommit":"","GoVersion":""\}$/)],
    ],
    ["GET", "/v1.1/info", undefined, [200, json, expect.stringMatching(/^\{"Debug":false,"Containers":0,"Images":1,/)]],
    ["GET", "/v1.0/nope", undefined, [404, plain, "404 page not found\n"]],
    ["POST", "/v1.0/version", undefined, [404, plain, "404 page not found\n"]],
    ["GET", "/v1.0/version/", undefined, [404, plain, "404 page not found\n"]],
    ["PUT", "/v1.0/containers/create", undefined, [404, plain, "404 page not found\n"]],
    ["GET", "/v1.0//version", undefined, [301, plain, ""]],
    ["GET", "/v1.0/containers/json", undefined, [200, json, "[]"]],
    ["GET", "/v1.0/containers/json?all=TRUE", undefined, [200, json, "[]"]],
    ["GET", "/v1.0/containers/json?all=yes", undefined, bad],
    ["GET", "/v1.0/containers/json?all=%zz", undefined, [500, plain, 'invalid URL escape "%zz"\n']],
    ["GET", "/v1.0/containers/json?limit=abc&since=x&before=y", undefined, [200, json, "[]"]],
    ["GET", "/v1.0/containers/nosuch/json", undefined, noContainer],
    ["POST", "/v1.0/containers/nosuch/start", undefined, noContainer],
    ["POST", "/v1.0/containers/nosuch/stop", undefined, noContainer],
    ["POST", "/v1.0/containers/nosuch/kill", undefined, noContainer],
    ["POST", "/v1.0/containers/nosuch/wait", undefined, noContainer],
    ["POST", "/v1.0/containers/nosuch/attach?logs=1&stdout=1", undefined, noContainer],
    ["GET", "/v1.0/containers/nosuch/attach?logs=1", undefined, [404, plain, "404 page not found\n"]],
    ["DELETE", "/v1.0/containers/nosuch", undefined, noContainer],
    ["POST", "/v1.0/containers/create", { Image: "nosuch", Cmd: ["ls"] }, [404, plain, "No such image: nosuch\n"]],
    [
      "POST",
      "/v1.0/containers/create",
      { Image: "busybox", Cmd: "ls" },
      [500, plain, "Config.Cmd must be a list of strings, not string\n"],
    ],
    ["POST", "/v1.0/containers/create", '{"Image":', [500, plain, expect.stringMatching(/not JSON.*\n$/)]],
    ["POST", "/v1.0/containers/create", "", [500, plain, expect.stringMatching(/empty.*\n$/)]],
    ["GET", "/v1.0/images/nosuch/json", undefined, [404, plain, "No such image: nosuch\n"]],
    ["GET", "/v1.0/images/no/such/json", undefined, [404, plain, "No such image: no/such\n"]],
    ["GET", "/v1.0/images/json?all=maybe", undefined, bad],
  ])("%s %s %j", async (method, path, body, expected) => {
    expect(await answer(await ready(), method, path, body)).toEqual(expected);
  });
});

describe("a container of v1.0", () => {
  test("is made, shown and listed in the fields of its time", async () => {
    const client = await ready({ clock: () => Date.parse("2013-05-01T12:00:00Z") });
    const made = await client.call("POST", "/v1.0/containers/create", {
      image: "busybox",
      Cmd: ["echo", "<&>"],
      Memory: 5,
    });
    expect([made.status, made.headers.get("content-type"), made.body]).toEqual([
      201,
      json,
      expect.stringMatching(/^\{"Id":"[0-9a-f]{12}","Warnings":\[\]\}$/),
    ]);
    const id: string = JSON.parse(made.body).Id;
    const shown = await client.call("GET", `/v1.0/containers/${id}/json`);
    expect(shown.body).toMatch(
      /^\{"Id":"[0-9a-f]{64}","Created":"2013-05-01T12:00:00\.000Z","Path":"echo","Args":\["\\u003c\\u0026\\u003e"\],"Config":\{"Hostname":/,
    );
    expect(JSON.parse(shown.body)).toEqual({
      Id: expect.stringMatching(`^${id}`),
      Created: "2013-05-01T12:00:00.000Z",
      Path: "echo",
      Args: ["<&>"],
      Config: {
        Hostname: id,
        User: "",
        Memory: 5,
        MemorySwap: 0,
        CpuShares: 0,
        AttachStdin: false,
        AttachStdout: false,
        AttachStderr: false,
        PortSpecs: null,
        Tty: false,
        OpenStdin: false,
        StdinOnce: false,
        Env: [expect.stringMatching(/^PATH=/)],
        Cmd: ["echo", "<&>"],
        Dns: null,
        Image: "busybox",
        Volumes: null,
        VolumesFrom: "",
      },
      State: { Running: false, Pid: 0, ExitCode: 0, StartedAt: "0001-01-01T00:00:00Z", Ghost: false },
      Image: expect.stringMatching(/^[0-9a-f]{64}$/),
      NetworkSettings: { IpAddress: "", IpPrefixLen: 0, Gateway: "", Bridge: "", PortMapping: null },
      SysInitPath: "",
      ResolvConfPath: "/etc/resolv.conf",
      Volumes: null,
    });
    expect(JSON.parse((await client.call("GET", "/v1.0/containers/json?all=1")).body)).toEqual([
      { Id: id, Image: "busybox:latest", Command: "echo <&>", Created: 1367409600, Status: "Exit 0", Ports: "" },
    ]);
  });

  test("is listed by the rules of its time", async () => {
    const client = await ready();
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) ids.unshift(await create(client, { Cmd: ["date"] }));
    const list = async (query: string): Promise<string[]> =>
      JSON.parse((await client.call("GET", `/v1.0/containers/json?${query}`)).body).map(({ Id }: { Id: string }) => Id);
    expect(await list("")).toEqual([]);
    expect(await list("all=1")).toEqual(ids);
    expect(await list("limit=2")).toEqual(ids.slice(0, 2));
    expect(await list("limit=0")).toEqual([]);
    expect(await list("limit=-1")).toEqual([]);
    expect(await list(`since=${ids[2]}`)).toEqual(ids.slice(0, 2));
    expect(await list(`before=${ids[1]}`)).toEqual(ids.slice(2));
    expect(await list(`before=${ids[0]}&since=${ids[3]}`)).toEqual([ids[1], ids[2]]);
    expect(await list("since=nosuch&limit=1")).toEqual([ids[0]]);
    expect(await list("before=nosuch")).toEqual([]);
  });

  test("starts, stops, is killed and removed, with the statuses of the document", async () => {
    const client = await ready();
    const id = await create(client, { Cmd: ["sleep", "1000"] });
    const path = `/v1.0/containers/${id}`;
    for (const nothing of ["stop?t=1", "kill"])
      expect(await answer(client, "POST", `${path}/${nothing}`)).toEqual([204, plain, ""]);
    expect(await answer(client, "POST", `${path}/wait`)).toEqual([200, json, '{"StatusCode":0}']);
    expect(await answer(client, "POST", `${path}/start`)).toEqual([200, plain, ""]);
    expect(await answer(client, "POST", `${path}/start`)).toEqual([
      500,
      plain,
      expect.stringMatching(
        `^Error starting container ${id}: The container ${id}[0-9a-f]{52} is already running\\.\n$`,
      ),
    ]);
    expect(JSON.parse((await client.call("GET", `${path}/json`)).body)).toMatchObject({
      State: { Running: true },
      NetworkSettings: { PortMapping: {} },
      Volumes: {},
    });
    expect(JSON.parse((await client.call("GET", "/v1.0/containers/json")).body)[0].Status).toMatch(/^Up /);
    expect(await answer(client, "POST", `${path}/stop?t=0`)).toEqual([204, plain, ""]);
    expect(await answer(client, "POST", `${path}/wait`)).toEqual([200, json, '{"StatusCode":137}']);
    expect(JSON.parse((await client.call("GET", "/v1.0/containers/json?all=1")).body)[0].Status).toBe("Exit 137");
    await client.call("POST", `${path}/start`);
    expect(await answer(client, "POST", `${path}/kill`)).toEqual([204, plain, ""]);
    expect(await answer(client, "DELETE", `${path}?v=yes`)).toEqual(bad);
    expect(await answer(client, "DELETE", `${path}?v=1`)).toEqual([204, plain, ""]);
    expect(await answer(client, "DELETE", path)).toEqual([404, plain, `No such container: ${id}\n`]);
  });

  test("takes the time to stop from a form, too", async () => {
    const client = await ready();
    const id = await create(client, { Cmd: ["sleep", "1000"] });
    await client.call("POST", `/v1.0/containers/${id}/start`);
    const stopped = await client.call("POST", `/v1.0/containers/${id}/stop`, "t=0", {
      "content-type": "application/x-www-form-urlencoded",
    });
    expect(stopped.status).toBe(204);
  });

  test("that runs is removed all the same", async () => {
    const client = await ready();
    const id = await create(client, { Cmd: ["sh", "-c", "trap 'exit 0' TERM; echo ready; while :; do sleep 1; done"] });
    await client.call("POST", `/v1.0/containers/${id}/start`);
    const raw = client.another();
    await raw.send(`POST /v1.0/containers/${id}/attach?logs=1&stream=1&stdout=1 HTTP/1.1\r\n\r\n`);
    await raw.until("ready\n");
    expect(await answer(client, "DELETE", `/v1.0/containers/${id}`)).toEqual([204, plain, ""]);
  });

  test("with a program that is not there starts, and ends at once", async () => {
    const client = await ready();
    const id = await create(client, { Cmd: ["/nosuch/program"] });
    expect((await client.call("POST", `/v1.0/containers/${id}/start`)).status).toBe(200);
    expect((await client.call("POST", `/v1.0/containers/${id}/wait`)).body).toBe('{"StatusCode":127}');
    await client.send(`POST /v1.0/containers/${id}/attach?logs=1&stderr=1 HTTP/1.1\r\n\r\n`);
    expect(await client.rest()).toMatch(
      /\r\n\r\n\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d Unable to locate \/nosuch\/program\n$/,
    );
  });
});

describe("an attachment of v1.0", () => {
  const head = "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n";

  async function attach(client: V1, id: string, query: string, version = "HTTP/1.1"): Promise<RawClient> {
    const raw = client.another();
    await raw.send(`POST /v1.0/containers/${id}/attach?${query} ${version}\r\n\r\n`);
    expect(await raw.until("\r\n\r\n")).toBe(head);
    return raw;
  }

  const noise = { Cmd: ["sh", "-c", "echo o1; echo e1 >&2; echo o2; echo e2 >&2"] };
  const impossible = "Error: Impossible to attach to a stopped container, start it first\n";

  test("has its head, exactly, and raw bytes: first the one log, then the other", async () => {
    const client = await ready();
    const id = await create(client, noise);
    await client.call("POST", `/v1.0/containers/${id}/start`);
    await client.call("POST", `/v1.0/containers/${id}/wait`);
    const text = async (query: string, version?: string): Promise<string> =>
      (await attach(client, id, query, version)).rest();
    expect(await text("logs=1&stdout=1&stderr=1")).toBe("o1\no2\ne1\ne2\n");
    expect(await text("logs=1&stderr=1", "HTTP/1.0")).toBe("e1\ne2\n");
    expect(await text("logs=1")).toBe("");
    expect(await text("stream=1&stdout=1")).toBe(impossible);
    expect(await text("logs=1&stream=1&stdout=1&stderr=1")).toBe(`o1\no2\ne1\ne2\n${impossible}`);
  });

  test("goes on live until the end, on one connection or on two", async () => {
    const client = await ready();
    const id = await create(client, { Cmd: ["sh", "-c", "read x; echo o$x; echo e$x >&2"], OpenStdin: true });
    await client.call("POST", `/v1.0/containers/${id}/start`);
    const both = await attach(client, id, "stream=1&stdout=1&stderr=1");
    const out = await attach(client, id, "logs=1&stream=1&stdout=1");
    const err = await attach(client, id, "stream=1&stderr=1");
    const none = await attach(client, id, "stream=1");
    expect(await none.rest()).toBe("");
    const input = await attach(client, id, "stream=1&stdin=1");
    await input.send("1\n");
    expect(await both.rest()).toBe("o1\ne1\n");
    expect(await out.rest()).toBe("o1\n");
    expect(await err.rest()).toBe("e1\n");
    // Not for one client alone: its connection ends when it says something more.
    await input.send("more");
    expect(await input.rest()).toBe("");
  });

  test("ends with the client's stdin, and with it the program's if it is for one client", async () => {
    const client = await ready();
    const id = await create(client, { Cmd: ["cat"], OpenStdin: true, StdinOnce: true });
    await client.call("POST", `/v1.0/containers/${id}/start`);
    const output = await attach(client, id, "stream=1&stdout=1&stderr=1");
    const input = await attach(client, id, "stream=1&stdin=1");
    await input.send("hello\n");
    await input.end();
    expect(await input.rest()).toBe("");
    expect(await output.rest()).toBe("hello\n");
    expect((await client.call("POST", `/v1.0/containers/${id}/wait`)).body).toBe('{"StatusCode":0}');
  });

  test("ends with the client's stdin, but the program goes on if it is for many", async () => {
    const client = await ready();
    const id = await create(client, { Cmd: ["cat"], OpenStdin: true });
    await client.call("POST", `/v1.0/containers/${id}/start`);
    const first = await attach(client, id, "stream=1&stdin=1&stdout=1");
    await first.send("one\n");
    expect(await first.until("one\n")).toBe("one\n");
    await first.end();
    expect(await first.rest()).toBe("");
    const second = await attach(client, id, "stream=1&stdin=1&stdout=1");
    await second.send("two\n");
    expect(await second.until("two\n")).toBe("two\n");
    second.close();
  });

  test("of stdout alone does not end when the client closes its side", async () => {
    const client = await ready();
    const id = await create(client, { Cmd: ["cat"], OpenStdin: true, StdinOnce: true });
    await client.call("POST", `/v1.0/containers/${id}/start`);
    const output = await attach(client, id, "stream=1&stdout=1");
    await output.end();
    const input = await attach(client, id, "stream=1&stdin=1");
    await input.send("still\n");
    await input.end();
    expect(await output.rest()).toBe("still\n");
  });

  test("with a terminal is raw, and ends at the detach keys", async () => {
    const client = await ready();
    const id = await create(client, { Cmd: ["cat"], OpenStdin: true, Tty: true });
    await client.call("POST", `/v1.0/containers/${id}/start`);
    const raw = await attach(client, id, "stream=1&stdin=1&stdout=1&stderr=1");
    await raw.send("ab\n");
    expect(await raw.until("ab\r\nab\r\n")).toBe("ab\r\nab\r\n");
    await raw.send("\x10");
    await raw.send("\x11");
    expect(await raw.rest()).toBe("");
  });
});

describe("images of v1.0", () => {
  test("are pulled in lines of text, on a connection that then closes", async () => {
    const client = engines.connect();
    await client.send("POST /v1.0/images/create?fromImage=hello-world&tag=latest HTTP/1.1\r\n\r\n");
    const whole = await client.rest();
    expect(whole).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(whole).toContain("\r\nContent-Type: application/vnd.docker.raw-stream\r\n");
    expect(whole.slice(whole.indexOf("\r\n\r\n") + 4)).toMatch(
      /^Pulling repository hello-world\r\nPulling image [0-9a-f]{64} \(latest\) from hello-world\r\nPulling [0-9a-f]{64} metadata\r\nPulling [0-9a-f]{64} fs layer\r\nDownloading (\d+)\/\1 \(100%\)\r\r\n$/,
    );
  });

  test("are pulled in objects that run together, in 1.1", async () => {
    const client = engines.connect(engines.engine({ apiVersion: "1.0" }));
    for (const path of ["/v1.1/images/create?fromImage=hello-world", "/images/create?fromImage=busybox&tag=1"]) {
      const pulled = await client.call("POST", path);
      expect([pulled.status, pulled.headers.get("content-type")]).toEqual([200, json]);
      expect(pulled.body).toMatch(/^\{"status":"Pulling repository [a-z-]+"\}\{"status":"Pulling image /);
      expect(pulled.body).toMatch(/\{"progress":"(\d+)\/\1 \(100%\)"\}\{\}/);
    }
  });

  test("that are not there fail inside the stream", async () => {
    const client = engines.connect();
    const unknown = await client.call("POST", "/v1.1/images/create?fromImage=nosuch");
    expect([unknown.status, unknown.body]).toEqual([
      200,
      expect.stringMatching(/^\{"status":"Pulling repository nosuch"\}\{"error":"pull access denied for nosuch, /),
    ]);
    const nowhere = await client.call("POST", "/v1.1/images/create");
    expect(nowhere.body).toMatch(/^\{"error":"/);
    await client.send("POST /v1.0/images/create?fromSrc=http://example.com/x.tar HTTP/1.1\r\n\r\n");
    expect(await client.rest()).toMatch(
      /\r\n\r\nDownloading from http:\/\/example\.com\/x\.tar\r\nError: .*does not go out.*\r\n$/,
    );
  });

  test("are imported, listed by tag, and shown in lower case", async () => {
    const engine = engines.engine({ clock: () => Date.parse("2013-05-01T12:00:00Z") });
    const client = engines.connect(engine);
    const body = "hello\n";
    const bytes = new TextDecoder("latin1").decode(await packTar([{ header: { name: "etc/hello", size: 6 }, body }]));
    const one = await client.call("POST", "/v1.1/images/create?fromSrc=-&repo=tiny&tag=t1", bytes);
    expect(one.body).toMatch(/^\{"status":"[0-9a-f]{12}"\}$/);
    const id: string = JSON.parse(one.body).status;
    const lines = engines.connect(engine);
    await lines.send(
      `POST /v1.0/images/create?fromSrc=-&repo=tiny HTTP/1.1\r\nContent-Length: ${bytes.length}\r\n\r\n${bytes}`,
    );
    expect(await lines.rest()).toMatch(new RegExp(`\r\n\r\n${id}\r\n$`));
    expect(JSON.parse((await client.call("GET", "/v1.0/images/json")).body)).toEqual([
      { Repository: "tiny", Tag: "latest", Id: id, Created: 1367409600 },
      { Repository: "tiny", Tag: "t1", Id: id, Created: 1367409600 },
    ]);
    for (const ref of ["tiny:t1", "tiny%3At1", "tiny", id, id.slice(0, 6)]) {
      const shown = JSON.parse((await client.call("GET", `/v1.0/images/${ref}/json`)).body);
      expect(shown).toMatchObject({
        id: expect.stringMatching(`^${id}[0-9a-f]{52}$`),
        comment: "Imported from -",
        created: "2013-05-01T12:00:00.000Z",
      });
      expect(shown).not.toHaveProperty("parent");
    }
    const garbage = await client.call("POST", "/v1.1/images/create?fromSrc=-&repo=bad", "not a tar");
    expect([garbage.status, garbage.headers.get("content-type")]).toEqual([500, plain]);
    const empty = await client.call("POST", "/v1.1/images/create?fromSrc=-&repo=empty", "");
    expect(empty.body).toMatch(/^\{"status":"[0-9a-f]{12}"\}$/);
  });
});

import { packTar } from "modern-tar";
import { afterEach, describe, expect, test } from "vitest";
import { duplexPair } from "../../transport/duplex.ts";
import type { EngineOptions, Fetch } from "../mod.ts";
import { type Json, type RawAnswer, type RawClient, testEngines } from "../testing.ts";

const engines = testEngines(duplexPair);
afterEach(() => engines.close());

const archive = (): Promise<Uint8Array> => packTar([{ header: { name: "hello", size: 6 }, body: "hello\n" }]);

/** An answer whose bytes come in these pieces. */
function inPieces(pieces: Uint8Array[], headers: Record<string, string> = {}): Response {
  const body = new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  return new Response(body, { headers });
}

/** A connection to an engine with busybox that goes out by this fetch. */
async function ready(fetch: Fetch | undefined, options: EngineOptions = {}): Promise<RawClient> {
  const client = engines.connect(engines.engine({ ...options, fetch }));
  await client.call("POST", "/v1.44/images/create?fromImage=busybox&tag=latest");
  return client;
}

const messages = ({ body }: RawAnswer): Json[] =>
  body
    .split("\r\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

/** The answer to a call of 1.0, which may last until the connection is closed. */
async function raw(client: RawClient, target: string): Promise<string> {
  await client.send(`POST ${target} HTTP/1.1\r\n\r\n`);
  return (await client.answer("POST")).body;
}

async function run(client: RawClient, image: string, ...command: string[]): Promise<string> {
  const created = await client.call("POST", "/v1.44/containers/create", { Image: image, Cmd: command, Tty: true });
  const { Id } = JSON.parse(created.body);
  await client.call("POST", `/v1.44/containers/${Id}/start`);
  await client.call("POST", `/v1.44/containers/${Id}/wait`);
  return (await client.call("GET", `/v1.44/containers/${Id}/logs?stdout=1`)).body;
}

describe("an insert", () => {
  test("makes an image with the file", async () => {
    const asked: string[] = [];
    const client = await ready(async (url) => {
      asked.push(url);
      return new Response("what it holds", { headers: { "content-length": "13" } });
    });
    const answer = await client.call("POST", "/v1.0/images/busybox/insert?url=http://x.example/f&path=/opt/dir/f");
    expect([answer.status, answer.headers.get("content-type"), answer.headers.get("transfer-encoding")]).toEqual([
      200,
      "text/plain; charset=utf-8",
      "chunked",
    ]);
    const [, id] = /^Downloading 13\/13 \(100%\)\r\r\n([0-9a-f]{64})\r\n\{"Id":"([0-9a-f]{12})"\}$/.exec(answer.body)!;
    expect(answer.body).toContain(`{"Id":"${id!.slice(0, 12)}"}`);
    expect(asked).toEqual(["http://x.example/f"]);
    expect(await run(client, id!, "cat", "/opt/dir/f")).toBe("what it holds");
    expect(await run(client, id!, "ls", "-l", "/opt/dir/f")).toMatch(/^-rw-r--r--/);
    expect(await run(client, id!, "stat", "-c", "%a", "/opt", "/opt/dir")).toBe("755\r\n755\r\n");
    const made = JSON.parse((await client.call("GET", `/v1.0/images/${id}/json`)).body);
    const base = JSON.parse((await client.call("GET", "/v1.0/images/busybox/json")).body);
    expect(made).toMatchObject({ parent: base.id, config: base.config });
  });

  test("says the same in 1.1 with objects", async () => {
    const client = await ready(async () => inPieces([new Uint8Array(10), new Uint8Array(20)]));
    const answer = await client.call("POST", "/v1.1/images/busybox/insert?url=http://x/f&path=f");
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.body).toMatch(
      /^\{"progress":"30\/\? \(n\/a\)"\}\{\}\{"status":"[0-9a-f]{64}"\}\{"Id":"[0-9a-f]{12}"\}$/,
    );
  });

  test("replaces a file, follows links, and keeps inside the image", async () => {
    const client = await ready(async () => new Response("new\n"));
    for (const [path, found] of [
      ["/etc/passwd", "/etc/passwd"],
      ["../../up", "/up"],
    ]) {
      const answer = await client.call("POST", `/v1.1/images/busybox/insert?url=http://x/&path=${path}`);
      const { Id } = JSON.parse(/\{"Id".*/.exec(answer.body)![0]);
      expect(await run(client, Id, "cat", found!)).toBe("new\r\n");
    }
    const directory = await client.call("POST", "/v1.1/images/busybox/insert?url=http://x/&path=/etc");
    expect(directory.body).toMatch(/\{"error":"the file \/etc cannot be made in the image: .*"\}$/);
  });

  test("of no image, or without a file, is refused before anything is fetched", async () => {
    const client = await ready(async () => expect.fail("nothing is fetched"));
    const unknown = await client.call("POST", "/v1.0/images/nosuch/insert?url=http://x/&path=/f");
    expect([unknown.status, unknown.body]).toEqual([404, "No such image: nosuch\n"]);
    for (const query of ["", "?url=http://x/", "?path=/f", "?path=/f&url=file:///etc/passwd", "?path=/f&url=http://"]) {
      expect((await client.call("POST", `/v1.0/images/busybox/insert${query}`)).status, query).toBe(500);
    }
    const secret = await client.call("POST", "/v1.0/images/busybox/insert?path=/f&url=http://me:hidden@x/");
    expect([secret.status, secret.body]).toEqual([500, "a URL with a password in it is not fetched\n"]);
  });

  test.each<[string, Fetch | undefined, RegExp]>([
    ["the engine may not", undefined, /does not go out to fetch http:\/\/x\/f: .*--allow-fetch/],
    ["there is no such file", async () => new Response("", { status: 404, statusText: "Not Found" }), /404 Not Found/],
    [
      "nobody answers",
      async () => {
        throw new TypeError("fetch failed", { cause: new Error("connection refused") });
      },
      /^Error: cannot fetch http:\/\/x\/f: connection refused\r\n$/,
    ],
    [
      "the answer breaks off",
      async () => new Response(new ReadableStream({ pull: (controller) => controller.error(new Error("reset")) })),
      /the download of http:\/\/x\/f broke off: reset/,
    ],
    ["the file is too large", async () => inPieces([new Uint8Array(900), new Uint8Array(900)]), /fit into 1000 bytes/],
  ])("ends with an error when %s", async (_, fetch, expected) => {
    const client = await ready(fetch, { limits: { fileBytes: 1000 } });
    const before = JSON.parse((await client.call("GET", "/v1.0/images/json?all=1")).body);
    const answer = await client.call("POST", "/v1.0/images/busybox/insert?url=http://x/f%3Ftoken%3Dhidden&path=/f");
    expect(answer.status).toBe(200);
    expect(answer.body).toMatch(/(?:^|\n|\r)Error: [^\n]*\r\n$/);
    expect(answer.body).toMatch(expected);
    expect(answer.body).not.toContain("hidden");
    expect(JSON.parse((await client.call("GET", "/v1.0/images/json?all=1")).body)).toEqual(before);
  });

  test("is given up with the client, and its fetch too", async () => {
    let given: (() => void) | undefined;
    const gone = new Promise<void>((resolve) => {
      given = resolve;
    });
    const engine = engines.engine({
      fetch: (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => {
            reject(signal.reason);
            given?.();
          });
        }),
    });
    await engines.connect(engine).call("POST", "/v1.44/images/create?fromImage=busybox&tag=latest");
    const client = engines.connect(engine);
    await client.send("POST /v1.0/images/busybox/insert?url=http://x/&path=/f HTTP/1.1\r\n\r\n");
    await client.head();
    client.close();
    await gone;
  });

  test("is no modern call", async () => {
    const client = await ready(undefined);
    expect((await client.call("POST", "/v1.44/images/busybox/insert?url=http://x/&path=/f")).status).toBe(404);
  });
});

describe("an import from a URL", () => {
  test("is told with its progress", async () => {
    const bytes = await archive();
    const client = await ready(async () => inPieces([bytes], { "content-length": String(bytes.length) }));
    const modern = await client.call("POST", "/v1.44/images/create?fromSrc=x.example/a.tar%3Fkey%3D1&repo=got&tag=u");
    expect(messages(modern)).toEqual([
      { status: "Downloading from http://x.example/a.tar" },
      {
        status: "Importing",
        progressDetail: { current: bytes.length, total: bytes.length },
        progress: expect.stringMatching(/^\[=+>\] /),
      },
      { status: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
    ]);
    expect(JSON.parse((await client.call("GET", "/v1.44/images/got:u/json")).body)).toMatchObject({
      Id: messages(modern)[2].status,
      Comment: "Imported from http://x.example/a.tar",
    });
    const objects = await client.call("POST", "/v1.1/images/create?fromSrc=http://x.example/a.tar&repo=got");
    expect(objects.body).toMatch(
      /^\{"status":"Downloading from http:\/\/x.example\/a.tar"\}\{"progress":"(\d+)\/\1 \(100%\)"\}\{\}\{"status":"[0-9a-f]{12}"\}$/,
    );
    expect(await raw(client, "/v1.0/images/create?fromSrc=http://x.example/a.tar")).toMatch(
      /^Downloading from http:\/\/x.example\/a.tar\r\nImporting (\d+)\/\1 \(100%\)\r\r\n[0-9a-f]{12}\r\n$/,
    );
  });

  test("reports a large one now and then", async () => {
    const big = await packTar([{ header: { name: "big", size: 2 ** 20 }, body: new Uint8Array(2 ** 20) }]);
    const pieces = Array.from({ length: Math.ceil(big.length / 4096) }, (_, at) =>
      big.subarray(at * 4096, (at + 1) * 4096),
    );
    const client = await ready(async () => inPieces(pieces));
    const told = messages(await client.call("POST", "/v1.44/images/create?fromSrc=http://x/big"));
    const counts = told.flatMap(({ progressDetail }) => progressDetail?.current ?? []);
    expect(counts.length).toBeGreaterThan(2);
    expect(counts.length).toBeLessThan(10);
    expect(counts.at(-1)).toBe(big.length);
  });

  test("that fails has a status, where nothing was told yet", async () => {
    const off = await (await ready(undefined)).call("POST", "/v1.44/images/create?fromSrc=http://x/a.tar");
    expect([off.status, JSON.parse(off.body).message]).toEqual([
      400,
      expect.stringMatching(/does not go out to fetch http:\/\/x\/a\.tar/),
    ]);
    const missing = await ready(async () => new Response("", { status: 404 }));
    expect((await missing.call("POST", "/v1.44/images/create?fromSrc=http://x/a.tar")).status).toBe(404);
    const old = await missing.call("POST", "/v1.1/images/create?fromSrc=http://x/a.tar");
    expect([old.status, old.body]).toEqual([200, expect.stringMatching(/^\{"status":".*"\}\{"error":".*404.*"\}$/)]);
  });

  test("of what is no archive ends with an error", async () => {
    const client = await ready(async () => new Response("this is no archive"));
    const modern = messages(await client.call("POST", "/v1.44/images/create?fromSrc=http://x/a.tar&repo=bad"));
    expect(modern.at(-1)).toMatchObject({ error: expect.stringMatching(/^the archive /), errorDetail: {} });
    expect((await client.call("GET", "/v1.44/images/bad/json")).status).toBe(404);
    expect(await raw(client, "/v1.0/images/create?fromSrc=http://x/a.tar")).toMatch(
      /^Downloading from http:\/\/x\/a.tar\r\nImporting 18\/\? \(n\/a\)\r\r\nError: the archive .*\r\n$/,
    );
  });
});

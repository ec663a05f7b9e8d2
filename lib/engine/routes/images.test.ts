import { gzipSync } from "node:zlib";
import { packTar } from "modern-tar";
import { afterEach, describe, expect, test } from "vitest";
import { duplexPair } from "../../transport/duplex.ts";
import { type Json, type RawAnswer, type RawClient, testEngines } from "../testing.ts";

const engines = testEngines(duplexPair);
afterEach(() => engines.close());

/** Messages of a progress stream, one a line. */
const messages = (answer: RawAnswer): Json[] =>
  answer.body
    .split("\r\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

const statuses = (answer: RawAnswer): string[] => messages(answer).map(({ status }) => status);

async function json(client: RawClient, path: string): Promise<Json> {
  return JSON.parse((await client.call("GET", path)).body);
}

const latin1 = (bytes: Uint8Array): string => new TextDecoder("latin1").decode(bytes);

async function archive(): Promise<string> {
  const body = "\x7fDKS cat\n";
  return latin1(
    await packTar([
      { header: { name: "bin/", type: "directory", size: 0 } },
      { header: { name: "bin/mycat", size: body.length, mode: 0o755 }, body },
      { header: { name: "hello.txt", size: 6 }, body: "hello\n" },
    ]),
  );
}

describe("a pull", () => {
  test("tells its steps in JSON lines", async () => {
    const client = engines.connect();
    const answer = await client.call("POST", "/v1.44/images/create?fromImage=busybox&tag=latest");
    expect([answer.status, answer.headers.get("content-type"), answer.headers.get("transfer-encoding")]).toEqual([
      200,
      "application/json",
      "chunked",
    ]);
    expect(statuses(answer)).toEqual([
      "Pulling from library/busybox",
      "Pulling fs layer",
      "Downloading",
      "Download complete",
      "Extracting",
      "Pull complete",
      expect.stringMatching(/^Digest: sha256:[0-9a-f]{64}$/),
      "Status: Downloaded newer image for busybox:latest",
    ]);
    expect(messages(answer)[2]).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{12}$/),
      progressDetail: { total: expect.any(Number) },
    });
    const again = await client.call("POST", "/v1.44/images/create?fromImage=docker.io%2Flibrary%2Fbusybox%3Alatest");
    expect(statuses(again)).toEqual([
      "Pulling from library/busybox",
      expect.stringMatching(/^Digest: /),
      "Status: Image is up to date for busybox:latest",
    ]);
  });

  test("without a tag is of all tags", async () => {
    const client = engines.connect();
    await client.call("POST", "/v1.44/images/create?fromImage=busybox");
    expect((await json(client, "/v1.44/images/json"))[0].RepoTags).toEqual([
      "busybox:1",
      "busybox:latest",
      "busybox:musl",
    ]);
  });

  test("of what is not there is an error before anything else", async () => {
    const client = engines.connect();
    const unknown = await client.call("POST", "/v1.44/images/create?fromImage=nosuch&tag=latest");
    expect(unknown.status).toBe(404);
    expect(JSON.parse(unknown.body).message).toMatch(
      /^pull access denied for nosuch, repository does not exist or may require 'docker login': denied: /,
    );
    const tag = await client.call("POST", "/v1.44/images/create?fromImage=busybox&tag=9");
    expect(tag.status).toBe(404);
    expect(JSON.parse(tag.body).message).toMatch(/^manifest for busybox:9 not found: manifest unknown/);
    const malformed = await client.call("POST", "/v1.44/images/create?fromImage=UPPER&tag=x");
    expect(malformed.status).toBe(400);
    const nothing = await client.call("POST", "/v1.44/images/create");
    expect(nothing.status).toBe(400);
    const url = await client.call("POST", "/v1.44/images/create?fromSrc=http%3A%2F%2Fexample.com%2Fa.tar");
    expect(url.status).toBe(400);
    expect(JSON.parse(url.body).message).toContain("does not go out to fetch http://example.com/a.tar");
  });
});

describe("an import", () => {
  test.each([
    ["plain", async () => archive()],
    ["gzipped", async () => latin1(gzipSync(Uint8Array.from(await archive(), (c) => c.charCodeAt(0))))],
  ])("of a %s archive makes an image that runs", async (_, bytes) => {
    const client = engines.connect();
    const changes = ['CMD ["/bin/mycat", "/hello.txt"]', "ENV A=1"].map(
      (change) => `&changes=${encodeURIComponent(change)}`,
    );
    const answer = await client.call(
      "POST",
      `/v1.44/images/create?fromSrc=-&repo=mine&tag=t1&message=made${changes.join("")}`,
      await bytes(),
      { "content-type": "application/x-tar" },
    );
    expect(answer.status).toBe(200);
    const [{ status: id }] = messages(answer) as [Json];
    expect(id).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await json(client, "/v1.44/images/mine:t1/json")).toMatchObject({
      Id: id,
      RepoTags: ["mine:t1"],
      Comment: "made",
      Config: { Cmd: ["/bin/mycat", "/hello.txt"], Env: ["A=1"] },
      RootFS: { Type: "layers", Layers: [expect.stringMatching(/^sha256:/)] },
    });
    const created = JSON.parse((await client.call("POST", "/v1.44/containers/create", { Image: "mine:t1" })).body);
    await client.call("POST", `/v1.44/containers/${created.Id}/start`);
    expect((await client.call("POST", `/v1.44/containers/${created.Id}/wait`)).body).toBe('{"StatusCode":0}\n');
    await client.send(`POST /v1.41/containers/${created.Id}/attach?logs=1&stdout=1 HTTP/1.1\r\nHost: d\r\n\r\n`);
    expect(await client.rest()).toContain("\x01\0\0\0\0\0\0\x06hello\n");
  });

  test("in chunks, without a name", async () => {
    const client = engines.connect();
    const bytes = await archive();
    await client.send("POST /v1.44/images/create?fromSrc=- HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (let at = 0; at < bytes.length; at += 100) {
      const chunk = bytes.slice(at, at + 100);
      await client.send(`${chunk.length.toString(16)}\r\n${chunk}\r\n`);
    }
    await client.send("0\r\n\r\n");
    const [{ status: id }] = messages(await client.answer()) as [Json];
    expect(await json(client, `/v1.44/images/${id.slice(7, 19)}/json`)).toMatchObject({ Id: id, RepoTags: [] });
  });

  test("of something else makes no image", async () => {
    const client = engines.connect();
    for (const [body, query, status] of [
      ["this is no archive", "", 400],
      [(await archive()).slice(0, 700), "", 400],
      [await archive(), "&repo=Mine", 400],
      [await archive(), "&repo=mine&changes=NOPE", 400],
    ] as const) {
      expect((await client.call("POST", `/v1.44/images/create?fromSrc=-${query}`, body)).status).toBe(status);
    }
    expect(await json(client, "/v1.44/images/json?all=1")).toEqual([]);
  });

  test("that is too large is refused", async () => {
    const client = engines.connect(engines.engine({ limits: { fileBytes: 1000 } }));
    const answer = await client.call("POST", "/v1.44/images/create?fromSrc=-", await archive());
    expect([answer.status, JSON.parse(answer.body).message]).toEqual([413, "the archive holds more than 1000 bytes"]);
  });

  test("that is cut short makes no image", async () => {
    const engine = engines.engine();
    const leaving = engines.connect(engine);
    const bytes = await archive();
    await leaving.send(
      `POST /v1.44/images/create?fromSrc=-&repo=half HTTP/1.1\r\nHost: d\r\nContent-Length: ${bytes.length}\r\n\r\n`,
    );
    await leaving.send(bytes.slice(0, 1000));
    leaving.close();
    expect(await json(engines.connect(engine), "/v1.44/images/json?all=1")).toEqual([]);
  });
});

describe("the list of images", () => {
  test("describes each, in the form of the version", async () => {
    const client = engines.connect();
    await client.call("POST", "/v1.44/images/create?fromImage=busybox&tag=latest");
    await client.call("POST", "/v1.44/images/create?fromImage=hello-world&tag=latest");
    const images = await json(client, "/v1.44/images/json");
    expect(images.map((image: Json) => image["RepoTags"])).toEqual([["hello-world:latest"], ["busybox:latest"]]);
    expect(images[1]).toMatchObject({
      Id: expect.stringMatching(/^sha256:/),
      Created: 1735689600,
      Containers: -1,
      SharedSize: -1,
    });
    expect(images[1]).not.toHaveProperty("VirtualSize");
    expect((await json(client, "/v1.43/images/json"))[1].VirtualSize).toBe(images[1].Size);
    expect((await json(client, "/v1.44/images/json?shared-size=1"))[1].Containers).toBe(0);
    expect(await json(client, "/v1.43/images/busybox/json")).toMatchObject({
      Config: { Cmd: ["sh"], Entrypoint: null },
      Architecture: "amd64",
      Os: "linux",
      VirtualSize: images[1].Size,
    });
  });

  test("can be filtered", async () => {
    let now = Date.parse("2026-01-01T00:00:00Z");
    const client = engines.connect(engines.engine({ clock: () => now }));
    await client.call("POST", "/v1.44/images/create?fromImage=busybox&tag=latest");
    await client.call("POST", "/v1.44/images/create?fromImage=hello-world&tag=latest");
    await client.call("POST", "/v1.44/images/create?fromSrc=-&changes=LABEL%20a%3Db", await archive());
    now += 3_600_000;
    const ask = (filters: Json): Promise<RawAnswer> =>
      client.call("GET", `/v1.44/images/json?filters=${encodeURIComponent(JSON.stringify(filters))}`);
    const count = async (filters: Json): Promise<number> => JSON.parse((await ask(filters)).body).length;
    expect(await count({})).toBe(3);
    expect(await count({ reference: ["busybox"] })).toBe(1);
    expect(await count({ reference: ["*:latest"] })).toBe(2);
    expect(await count({ reference: ["busy*", "hello-*"] })).toBe(2);
    expect(await count({ reference: ["b[a-u]sybox:lat?st"] })).toBe(1);
    expect(await count({ reference: ["*/*"] })).toBe(0);
    expect(await count({ dangling: ["true"] })).toBe(1);
    expect(await count({ dangling: ["false"] })).toBe(2);
    expect(await count({ label: ["a=b"] })).toBe(1);
    expect(await count({ label: ["a", "a=c"] })).toBe(0);
    expect(await count({ since: ["busybox"] })).toBe(1);
    expect(await count({ before: ["busybox"] })).toBe(0);
    for (const until of ["30m", "1h", "2025-06-01", "2025-06-01T00:00:00Z", "1748736000"]) {
      expect(await count({ until: [until] }), until).toBe(until === "30m" ? 3 : 2);
    }
    for (const [filters, status] of [
      [{ odd: ["x"] }, 400],
      [{ dangling: ["x"] }, 400],
      [{ until: ["x"] }, 400],
      [{ reference: ["["] }, 400],
      [{ reference: ["[z-a]"] }, 400],
      [{ before: ["nosuch"] }, 404],
      [{ since: ["nosuch"] }, 404],
    ] as const) {
      expect((await ask(filters)).status, JSON.stringify(filters)).toBe(status);
    }
  });

  test("has of an image the names that were asked for", async () => {
    const client = engines.connect();
    await client.call("POST", "/v1.44/images/create?fromImage=busybox&tag=latest");
    await client.call("POST", "/v1.44/images/busybox/tag?repo=team/app&tag=v1");
    const filters = encodeURIComponent('{"reference":["team/*"]}');
    expect(await json(client, `/v1.44/images/json?filters=${filters}`)).toMatchObject([
      { RepoTags: ["team/app:v1"], RepoDigests: [] },
    ]);
    expect(await json(client, "/v1.0/images/json?filter=team/app")).toEqual([
      { Repository: "team/app", Tag: "v1", Id: expect.stringMatching(/^[0-9a-f]{12}$/), Created: 1735689600 },
    ]);
    expect(await json(client, "/v1.0/images/json?filter=team")).toEqual([]);
  });

  test("says of an image without a name what the version says", async () => {
    const client = engines.connect();
    await client.call("POST", "/v1.44/images/create?fromSrc=-", "");
    expect((await json(client, "/v1.43/images/json"))[0]).toMatchObject({ RepoTags: [], RepoDigests: [] });
    expect((await json(client, "/v1.42/images/json"))[0]).toMatchObject({
      RepoTags: ["<none>:<none>"],
      RepoDigests: ["<none>@<none>"],
    });
  });

  test("leaves out what others are made from and has no name, unless all are asked for", async () => {
    const client = engines.connect(engines.engine({ fetch: async () => new Response("") }));
    await client.call("POST", "/v1.44/images/create?fromSrc=-&repo=base", "");
    await client.call("POST", "/v1.1/images/base/insert?url=http://x/&path=/f");
    expect(await json(client, "/v1.44/images/json")).toHaveLength(2);
    await client.call("DELETE", "/v1.44/images/base");
    for (const version of ["v1.0", "v1.44"]) {
      expect(await json(client, `/${version}/images/json`)).toHaveLength(1);
      expect(await json(client, `/${version}/images/json?all=1`)).toHaveLength(2);
    }
  });

  test("has no image of another name", async () => {
    const client = engines.connect();
    const answer = await client.call("GET", "/v1.44/images/some/where/json");
    expect([answer.status, answer.body]).toEqual([404, '{"message":"No such image: some/where"}\n']);
    expect((await client.call("GET", "/v1.44/images/UPPER/json")).status).toBe(400);
    const old = await client.call("GET", "/v1.0/images/UPPER/json");
    expect([old.status, old.body]).toEqual([404, "No such image: UPPER\n"]);
  });
});

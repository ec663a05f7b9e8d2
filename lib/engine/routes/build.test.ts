import { gzipSync } from "node:zlib";
import { packTar } from "modern-tar";
import { afterEach, describe, expect, test } from "vitest";
import { duplexPair } from "../../transport/duplex.ts";
import type { EngineOptions } from "../mod.ts";
import { type Json, type RawAnswer, type RawClient, testEngines } from "../testing.ts";

const engines = testEngines(duplexPair);
afterEach(() => engines.close());

/** One byte, one character. */
const characters = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");

async function archive(files: Record<string, string>): Promise<string> {
  const entries = Object.entries(files).map(([name, text]) => {
    const body = Uint8Array.from(text, (c) => c.charCodeAt(0));
    return { header: { name, size: body.length }, body };
  });
  return characters(await packTar(entries));
}

/** A connection to an engine that has the image. */
async function connected(options?: EngineOptions): Promise<RawClient> {
  const client = engines.connect(engines.engine(options));
  await client.call("POST", "/v1.41/images/create?fromImage=busybox&tag=latest");
  return client;
}

async function build(client: RawClient, dockerfile: string, query = "", files = {}): Promise<RawAnswer> {
  return client.call("POST", `/v1.41/build?${query}`, await archive({ Dockerfile: dockerfile, ...files }));
}

const messages = (body: string): Json[] =>
  body
    .split("\r\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

const said = (answer: RawAnswer): string =>
  messages(answer.body)
    .map(({ stream = "" }) => stream)
    .join("");

async function json(client: RawClient, path: string): Promise<Json> {
  return JSON.parse((await client.call("GET", path)).body);
}

async function output(client: RawClient, image: string, ...Cmd: string[]): Promise<string> {
  const { Id } = JSON.parse(
    (await client.call("POST", "/v1.41/containers/create", { Image: image, Cmd, Tty: true })).body,
  );
  await client.call("POST", `/v1.41/containers/${Id}/start`);
  await client.call("POST", `/v1.41/containers/${Id}/wait`);
  const { body } = await client.call("GET", `/v1.41/containers/${Id}/logs?stdout=1&stderr=1`);
  await client.call("DELETE", `/v1.41/containers/${Id}`);
  return body.replaceAll("\r\n", "\n");
}

const form = (parts: Record<string, string>): [string, Record<string, string>] => [
  `${Object.entries(parts)
    .map(([name, body]) => `--xYz\r\nContent-Disposition: form-data; name="${name}"; filename="f"\r\n\r\n${body}\r\n`)
    .join("")}--xYz--\r\n`,
  { "content-type": "multipart/form-data; boundary=xYz" },
];

describe("a build", () => {
  test("answers in messages, one a line, and with the image", async () => {
    const client = await connected();
    const answer = await build(client, "FROM busybox\nRUN echo hi\n", "t=me/x:1&t=y");
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"]);
    const { Id } = await json(client, "/v1.41/images/me/x:1/json");
    expect(messages(answer.body).find(({ aux }) => aux !== undefined)).toEqual({ aux: { ID: Id } });
    expect(said(answer)).toContain(
      `Successfully built ${Id.slice(7, 19)}\nSuccessfully tagged me/x:1\nSuccessfully tagged y:latest\n`,
    );
    expect((await json(client, `/v1.41/images/${Id}/json`)).RepoTags).toEqual(["me/x:1", "y:latest"]);
  });

  test("hands on what a command writes as it is written, also half a character", async () => {
    const client = await connected();
    const body = await archive({
      Dockerfile: "FROM busybox\nRUN printf 'one\\303'; sleep 0.3; printf '\\251two'; sleep 1000\n",
    });
    await client.send(`POST /v1.41/build HTTP/1.1\r\nhost: d\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    await client.until('{"stream":"one"}');
    await client.until('{"stream":"\xc3\xa9two"}');
    client.close();
  });

  test("takes a gzipped archive, and one in many pieces", async () => {
    const client = await connected();
    const body = await archive({ Dockerfile: "FROM busybox\nCOPY a /a\n", a: "text\n" });
    const zipped = characters(gzipSync(Uint8Array.from(body, (c) => c.charCodeAt(0))));
    expect((await client.call("POST", "/v1.41/build?t=zipped", zipped)).body).toContain("Successfully tagged zipped");
    await client.send("POST /v1.41/build?t=pieces HTTP/1.1\r\nhost: d\r\ntransfer-encoding: chunked\r\n\r\n");
    for (let at = 0; at < body.length; at += 100) {
      const piece = body.slice(at, at + 100);
      await client.send(`${piece.length.toString(16)}\r\n${piece}\r\n`);
    }
    await client.send("0\r\n\r\n");
    expect((await client.answer()).body).toContain("Successfully tagged pieces");
    expect(await output(client, "pieces", "cat", "/a")).toBe("text\n");
  });

  test("pulls what it begins with, and tells of it", async () => {
    const client = engines.connect();
    const answer = await build(client, "FROM busybox\nCMD x\n");
    expect(messages(answer.body).some(({ status }) => status === "Pulling from library/busybox")).toBe(true);
    const failed = await build(client, "FROM nosuch\n");
    expect(messages(failed.body).at(-1)).toMatchObject({
      error: expect.stringContaining("pull access denied for nosuch"),
    });
  });

  test("pulls again when it is told to", async () => {
    const client = await connected();
    await client.call("POST", "/v1.41/images/busybox/tag?repo=hello-world&tag=latest");
    const before = await json(client, "/v1.41/images/hello-world/json");
    await build(client, "FROM hello-world\nENV A=1\n");
    expect(await json(client, "/v1.41/images/hello-world/json")).toEqual(before);
    await build(client, "FROM hello-world\nENV A=1\n", "pull=1");
    expect((await json(client, "/v1.41/images/hello-world/json")).Id).not.toBe(before.Id);
  });

  test("gives an image from nothing a PATH", async () => {
    const client = await connected();
    await build(client, "FROM scratch\nCOPY a /a\n", "t=x", { a: "a" });
    expect((await json(client, "/v1.41/images/x/json")).Config.Env).toEqual([
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    ]);
  });

  test("keeps the dates of files", async () => {
    const client = await connected();
    const body = characters(
      await packTar([
        { header: { name: "Dockerfile", size: 26 }, body: "FROM busybox\nCOPY a d /x/\n" },
        { header: { name: "a", size: 1, mtime: new Date("2001-02-03T04:05:06Z") }, body: "a" },
        { header: { name: "d/", type: "directory", size: 0 } },
        { header: { name: "d/b", size: 1, mtime: new Date("2002-02-03T04:05:06Z") }, body: "b" },
      ]),
    );
    await client.call("POST", "/v1.41/build?t=x", body);
    expect(await output(client, "x", "stat", "-c", "%Y", "/x/a", "/x/b")).toBe("981173106\n1012709106\n");
  });
});

describe("the images of earlier builds", () => {
  test("are taken again, until something differs", async () => {
    const client = await connected();
    const dockerfile = "FROM busybox\nARG A\nENV B=1\nCOPY a /a\nRUN echo $A > /out\n";
    const cached = async (query: string, a = "1"): Promise<number> =>
      said(await build(client, dockerfile, query, { a, unrelated: query })).split("Using cache").length - 1;
    expect(await cached("t=x")).toBe(0);
    expect(await cached("t=x")).toBe(4);
    expect(await cached("t=x&nocache=1")).toBe(0);
    expect(await cached("t=x", "2")).toBe(2);
    expect(await cached('t=x&buildargs={"A":"2"}')).toBe(3);
    expect(await output(client, "x", "cat", "/out")).toBe("2\n");
  });

  test("are not, when they are gone", async () => {
    const client = await connected();
    const step = async (): Promise<boolean> =>
      said(await build(client, "FROM busybox\nENV A=1\n", "t=x")).includes("Using cache");
    await step();
    await client.call("DELETE", "/v1.41/images/x");
    expect(await step()).toBe(false);
  });
});

describe("the containers of a build", () => {
  test("are there while they run, like others, and gone afterwards", async () => {
    const engine = engines.engine();
    const client = engines.connect(engine);
    const watcher = engines.connect(engine);
    const body = await archive({
      Dockerfile: "FROM busybox\nRUN echo ready; while [ ! -e /go ]; do sleep 0.1; done\n",
    });
    await client.send(`POST /v1.41/build HTTP/1.1\r\nhost: d\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    await client.until('"stream":"ready\\n"');
    const [container] = await json(watcher, "/v1.41/containers/json");
    expect(container.Command).toContain("echo ready");
    await watcher.call("POST", `/v1.41/containers/${container.Id}/kill`);
    await client.until("returned a non-zero code: 137");
  });

  test("are killed and removed when the client goes", async () => {
    const engine = engines.engine();
    const client = engines.connect(engine);
    const watcher = engines.connect(engine);
    const body = await archive({ Dockerfile: "FROM busybox\nRUN echo ready; sleep 1000\nRUN echo never\n" });
    await client.send(`POST /v1.41/build?t=x HTTP/1.1\r\nhost: d\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    await client.until('"stream":"ready\\n"');
    const [container] = await json(watcher, "/v1.41/containers/json");
    const removed = watcher.call("POST", `/v1.41/containers/${container.Id}/wait?condition=removed`);
    client.close();
    expect(JSON.parse((await removed).body).StatusCode).toBe(137);
    expect(await json(watcher, "/v1.41/containers/json?all=1")).toEqual([]);
    expect((await watcher.call("GET", "/v1.41/images/x/json")).status).toBe(404);
  });

  test("stay as rm and forcerm say", async () => {
    const client = await connected();
    const left = async (query: string, dockerfile: string): Promise<string[]> => {
      await build(client, dockerfile, query);
      const all = await json(client, "/v1.41/containers/json?all=1");
      for (const { Id } of all) await client.call("DELETE", `/v1.41/containers/${Id}`);
      return all.map(({ State }: Json) => State);
    };
    const good = "FROM busybox\nRUN true\nENV A=1\n";
    const bad = "FROM busybox\nRUN false\n";
    expect(await left("", good)).toEqual([]);
    expect(await left("rm=0&nocache=1", good)).toEqual(["created", "exited"]);
    expect(await left("", bad)).toEqual(["exited"]);
    expect(await left("forcerm=1", bad)).toEqual([]);
  });
});

describe("a build is refused", () => {
  test.each([
    ["version=2", "the embedded engine has no BuildKit (version=2)"],
    ["remote=https://example.com/x.git", "the embedded engine does not fetch a context (remote)"],
    ["platform=linux/arm64", "the embedded engine builds for linux/amd64 only, not for linux/arm64"],
    ["squash=1", "squash is only supported with experimental mode"],
    ["t=A", "invalid reference format"],
    ["buildargs=[]", "error reading build args"],
    ["labels={%22a%22:1}", "error reading labels"],
    ["dockerfile=nope", "Cannot locate specified Dockerfile: nope"],
    ["target=nope", "failed to reach build target nope in Dockerfile"],
  ])("for %s", async (query, message) => {
    const answer = await build(await connected(), "FROM busybox\n", query);
    expect([answer.status, JSON.parse(answer.body).message]).toEqual([400, expect.stringContaining(message)]);
  });

  test.each([
    ["", "Cannot locate specified Dockerfile: Dockerfile"],
    ["this is no archive", "the archive is damaged, or is none"],
    ["BZh91AY", "the context is compressed with bzip2, which the embedded engine cannot unpack"],
    ["\x1f\x8bnot gzip at all", "the archive is damaged, or is none"],
  ])("for the body %j", async (body, message) => {
    const answer = await engines.connect().call("POST", "/v1.41/build", body);
    expect([answer.status, JSON.parse(answer.body).message]).toEqual([400, expect.stringContaining(message)]);
  });

  test("beyond the limits", async () => {
    const client = await connected({ limits: { buildSteps: 3, fileBytes: 20_000 } });
    const steps = await build(client, "FROM busybox\nENV A=1\nENV B=1\nENV C=1\n");
    expect([steps.status, JSON.parse(steps.body).message]).toEqual([
      400,
      "the Dockerfile has 4 steps, and the engine builds no more than 3",
    ]);
    const large = await build(client, "FROM busybox\n", "", { large: "x".repeat(30_000) });
    expect([large.status, JSON.parse(large.body).message]).toEqual([413, "the archive holds more than 20000 bytes"]);
    const small = await connected({ limits: { jsonBytes: 1000 } });
    for (const files of [
      { Dockerfile: `FROM busybox\n#${"x".repeat(1000)}` },
      { ".dockerignore": "x\n".repeat(1000) },
    ]) {
      const answer = await build(small, "FROM busybox\n", "", files);
      const [name] = Object.keys(files);
      expect([answer.status, JSON.parse(answer.body).message]).toEqual([413, `the ${name} is larger than 1000 bytes`]);
    }
    const [body, headers] = form({ Dockerfile: `FROM busybox\n#${"x".repeat(1000)}` });
    const old = await small.call("POST", "/v1.0/build", body, headers);
    expect([old.status, old.body]).toEqual([500, "the Dockerfile is larger than 1000 bytes\n"]);
  });

  test("when it has a form of nothing but parts", async () => {
    const client = await connected({ limits: { fileBytes: 20_000 } });
    const parts = Array.from({ length: 100 }, (_, at) => [`part${at}`, ""]);
    const answer = await client.call("POST", "/v1.0/build", ...form(Object.fromEntries(parts)));
    expect([answer.status, answer.body]).toEqual([500, "the form is larger than 20000 bytes\n"]);
  });

  // What takes the square of its length, or doubles line by line, does not come to an end here.
  test.each([
    [
      "a value that doubles",
      `ENV A=xxxxxxxx\n${"ENV A=$A$A\n".repeat(100)}`,
      "it comes to more than 1048576 characters",
    ],
    [
      "levels",
      `ENV A=${"${A:-".repeat(100_000)}${"}".repeat(100_000)}`,
      "more than 100 substitutions within each other",
    ],
    ["all ports, again and again", `EXPOSE ${"1-65535 ".repeat(10_000)}`, "EXPOSE names more than 65535 ports"],
    ["stars", `COPY ${"*a".repeat(30)}b /`, "no source files were specified"],
    ["a path without end", `WORKDIR ${"/a".repeat(50_000)}`, "File name too long"],
    ["lines without end", "RUN x\n".repeat(100_000), "100001 steps"],
  ])("with %s", async (_, lines, problem) => {
    const { body } = await build(await connected(), `FROM busybox\n${lines}\n`, "", { ["a".repeat(95)]: "" });
    expect(body).toContain(problem);
  });

  test("with a directive of blanks, which is none", async () => {
    const blanks = " ".repeat(200_000);
    const { status } = await build(await connected(), `# escape=${blanks}x${blanks}y\nFROM busybox\n`);
    expect(status).toBe(400);
  });

  test("and a file that is too large is fetched no further", async () => {
    let cancelled = false;
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1000)),
      cancel() {
        cancelled = true;
      },
    });
    const client = await connected({ limits: { fileBytes: 20_000 }, fetch: async () => new Response(body) });
    const answer = await build(client, "FROM busybox\nADD http://example.com/x /x\n");
    expect(messages(answer.body).at(-1).error).toBe("ADD failed: the file has more than 20000 bytes");
    expect(cancelled).toBe(true);
  });

  test("where it needs what is not there", async () => {
    const client = await connected();
    const failure = async (line: string): Promise<string> =>
      messages((await build(client, `FROM busybox\n${line}\n`, "", { "a.xz": "\xfd7zXZ\x00" })).body).at(-1).error;
    expect(await failure("ADD http://example.com/x /x")).toContain("does not go out to fetch http://example.com/x");
    expect(await failure("ADD a.xz /x")).toContain(
      "a.xz is compressed with xz, which the embedded engine cannot unpack",
    );
    expect(await failure('RUN ["/no/such"]')).toContain("/no/such");
    expect(await failure("USER nosuch\nRUN true")).toContain("unable to find user nosuch");
    expect(await failure("COPY --from=nosuch /a /b")).toContain("pull access denied for nosuch");
  });

  test("a file is fetched where the engine was given the means", async () => {
    const asked: string[] = [];
    const fetch = async (url: string): Promise<Response> => {
      asked.push(url);
      return new Response("fetched\n");
    };
    const client = await connected({ fetch });
    await build(
      client,
      "FROM busybox\nADD http://example.com/dir/file.txt?key=secret /d/\nADD http://example.com/b /c\n",
      "t=x",
    );
    expect(asked).toEqual(["http://example.com/dir/file.txt?key=secret", "http://example.com/b"]);
    expect(await output(client, "x", "sh", "-c", "cat /d/file.txt /c; stat -c %a /c")).toBe("fetched\nfetched\n600\n");
    expect(JSON.stringify(await json(client, "/v1.41/images/x/history"))).not.toContain("secret");
  });
});

describe("a build of 2013", () => {
  const nameless = (text: string): string => text.replace(/\b[0-9a-f]{64}\b/g, "<id>");
  const told =
    "FROM busybox ()\n===> <id>\nMAINTAINER Me (<id>)\n===> <id>\nRUN echo out; echo err >&2 (<id>)\nout\nerr\n===> <id>\n" +
    "BOGUS x (<id>)\nSkipping unknown instruction BOGUS\nEXPOSE 80 (<id>)\n===> <id>\n" +
    "Build successful.\n===> <id>\n";
  const dockerfile = "from busybox\nmaintainer Me\nrun echo out; echo err >&2\nbogus x\nexpose 80";

  test("takes a Dockerfile alone, in an archive, and in a form, and answers in lines", async () => {
    const client = await connected();
    const bodies: [string, Record<string, string>?][] = [
      [dockerfile],
      [await archive({ Dockerfile: dockerfile })],
      form({ Dockerfile: dockerfile }),
      form({ Context: await archive({ other: "x" }), Dockerfile: dockerfile }),
    ];
    for (const [at, [body, headers]] of bodies.entries()) {
      const answer = await client.call("POST", `/v1.0/build?t=old${at}:v1`, body, headers);
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/plain; charset=utf-8"]);
      // What was built before is taken again, and what it wrote then is not told again.
      expect(nameless(answer.body)).toBe(at === 0 ? told : told.replace("out\nerr\n", ""));
      const image = await json(client, `/v1.0/images/old${at}:v1/json`);
      expect(image).toMatchObject({
        id: expect.stringMatching(/^[0-9a-f]{64}$/),
        author: "Me",
        config: { PortSpecs: ["80"] },
      });
      expect(answer.body.endsWith(`===> ${image.id}\n`)).toBe(true);
    }
  });

  test("has its files, and its name, in the form", async () => {
    const client = await connected();
    const context = characters(gzipSync(Uint8Array.from(await archive({ f: "file\n" }), (c) => c.charCodeAt(0))));
    const [body, headers] = form({ t: "named", Dockerfile: "from busybox\nadd f /opt/f\n", Context: context });
    await client.call("POST", "/v1.0/build", body, headers);
    expect(await output(client, "named", "cat", "/opt/f")).toBe("file\n");
  });

  test.each([
    ["run exit 3", "The command [/bin/sh -c exit 3] returned a non-zero code: 3"],
    ["add f /f", "No context given. Impossible to use ADD"],
    ["env a", "dockerfile parse error line 2: ENV must have two arguments"],
  ])("ends with what is wrong: %s", async (line, problem) => {
    const answer = await (await connected()).call("POST", "/v1.0/build?t=never", `from busybox\n${line}\n`);
    expect(answer.status).toBe(200);
    expect(answer.body.endsWith(`Error build: ${problem}\n`)).toBe(true);
  });

  test.each([
    ["", {}, "the body has neither a Dockerfile nor an archive with one"],
    ["BZh", {}, "the context is compressed with bzip2"],
    ["--xYz--", { "content-type": "multipart/form-data; boundary=xYz" }, "no Dockerfile"],
  ] as [string, Record<string, string>, string][])("is refused with the body %j", async (body, headers, problem) => {
    const answer = await engines.connect().call("POST", "/v1.0/build", body, headers);
    expect([answer.status, answer.body]).toEqual([500, expect.stringContaining(problem)]);
  });
});

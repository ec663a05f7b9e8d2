import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { packTar } from "modern-tar";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError, ProtocolError, StreamError, UnsupportedError } from "../../errors.ts";
import type { BuildContext } from "./context.ts";
import type { BuildOptions } from "./options.ts";
import { build, engine, entriesOf, id, namesIn } from "./testing.ts";

const text = { "content-type": "text/plain; charset=utf-8" };
const hex = id.slice("sha256:".length);

async function tar(files: Readonly<Record<string, string>>): Promise<Uint8Array> {
  return packTar(
    Object.entries(files).map(([name, body]) => ({
      header: { name, size: new TextEncoder().encode(body).length, mtime: new Date(0) },
      body,
    })),
  );
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe("a Dockerfile as text", () => {
  test("is sent with its files", async () => {
    const files = { "src/é.txt": "é", "b.bin": Uint8Array.of(104, 105) };
    const { body, query } = await build({ dockerfile: "FROM busybox", files });
    expect(await entriesOf(body)).toEqual([
      { name: "Dockerfile", type: "file", mode: 0o644, text: "FROM busybox" },
      { name: "src/é.txt", type: "file", mode: 0o644, text: "é" },
      { name: "b.bin", type: "file", mode: 0o644, text: "hi" },
    ]);
    expect([...query]).toEqual([]);
    expect((await build({ dockerfile: "FROM busybox", files })).body).toEqual(body);
  });

  test("may have another name among them", async () => {
    const { body, query } = await build({ dockerfile: "FROM a", files: { Dockerfile: "x" } }, { dockerfile: "b/web" });
    expect(await namesIn(body)).toEqual(["b/web", "Dockerfile"]);
    expect(query.get("dockerfile")).toBe("b/web");
    await expect(build({ dockerfile: "FROM a", files: { Dockerfile: "x" } })).rejects.toThrow(InvalidArgumentError);
  });
});

test("an archive is sent as it is, whatever it is", async () => {
  const noise = Uint8Array.from({ length: 1000 }, (_, i) => i);
  expect((await build(noise)).body).toEqual(noise);
  expect((await build(pieces(noise, 7))).body).toEqual(noise);
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(noise);
      controller.close();
    },
  });
  const { body, query } = await build(stream, { dockerfile: "a/b" });
  expect(body).toEqual(noise);
  expect(query.get("dockerfile")).toBe("a/b");
});

describe("the options", () => {
  test("are sent by the names of the API", async () => {
    const { query, headers } = await build(new Uint8Array(1), {
      tag: ["a:1", "b"],
      buildArgs: { A: "1" },
      labels: { l: "2" },
      target: "t",
      noCache: true,
      pull: false,
      rm: false,
      forceRm: true,
      platform: "linux/arm64",
      quiet: true,
      networkMode: "none",
      cacheFrom: ["c"],
      extraHosts: ["h:1.2.3.4", "i:::1"],
      squash: true,
      memory: 1,
      memorySwap: -1,
      cpuShares: 2,
      cpusetCpus: "0-1",
      cpuPeriod: 3,
      cpuQuota: 4,
      shmSize: 5,
      auth: { "registry.example": { username: "u", password: "p" } },
    });
    expect([...query].map(([name, value]) => `${name}=${value}`)).toEqual([
      "t=a:1",
      "t=b",
      'buildargs={"A":"1"}',
      'labels={"l":"2"}',
      "target=t",
      "nocache=1",
      "pull=0",
      "rm=0",
      "forcerm=1",
      "platform=linux/arm64",
      "q=1",
      "networkmode=none",
      'cachefrom=["c"]',
      "extrahosts=h:1.2.3.4",
      "extrahosts=i:::1",
      "squash=1",
      "memory=1",
      "memswap=-1",
      "cpushares=2",
      "cpusetcpus=0-1",
      "cpuperiod=3",
      "cpuquota=4",
      "shmsize=5",
    ]);
    expect(JSON.parse(atob(headers["x-registry-config"]!))).toEqual({
      "registry.example": { username: "u", password: "p" },
    });
  });

  test.each<[BuildOptions, string]>([
    [{ tag: "UPPER" }, "must be in lower case"],
    [{ tag: ["fine", "a@sha256:0"] }, "cannot name an image"],
    [{ tag: `a@${id}` }, "has a digest"],
    [{ tag: "" }, "is empty"],
    [{ dockerfile: "" }, "the path of the Dockerfile is empty"],
    [{ nocache: true } as BuildOptions, "a build has no option `nocache`"],
  ])("%j is refused before anything is sent", (options, message) => {
    const { docker, ...seen } = engine("1.41", { body: "" });
    expect(() => docker.images.build(new Uint8Array(1), options)).toThrow(InvalidArgumentError);
    expect(() => docker.images.build(new Uint8Array(1), options)).toThrow(message);
    expect(seen.count).toBe(0);
  });

  test.each<[BuildOptions, string, string]>([
    [{ buildArgs: {} }, "1.0", "the option `buildArgs` of ImageBuild needs API 1.24"],
    [{ noCache: true }, "1.0", "the option `noCache` of ImageBuild needs API 1.24"],
    [{ tag: ["a", "b"] }, "1.0", "more than one tag of ImageBuild needs API 1.24"],
    [{ auth: {} }, "1.0", "`X-Registry-Config` of ImageBuild needs API 1.24"],
    [{ target: "t" }, "1.24", "the option `target` of ImageBuild needs API 1.29"],
    [{ platform: "linux/arm64" }, "1.24", "the option `platform` of ImageBuild needs API 1.32"],
  ])("%j is not for API %s", async (options, version, message) => {
    const { docker, ...seen } = engine(version, { body: "" });
    let given = false;
    const context = (async function* () {
      try {
        yield new Uint8Array(1);
      } finally {
        given = true;
      }
    })();
    await context.next();
    const building = docker.images.build(context, { auth: false, ...options });
    await expect(building).rejects.toThrow(UnsupportedError);
    await expect(building).rejects.toThrow(message);
    expect(seen.count).toBe(0);
    expect(given).toBe(true); // the context is given up
  });
});

describe("what is no context is refused before anything is sent", () => {
  test.each<[unknown, string]>([
    [undefined, "a build needs a directory"],
    [null, "a build needs a directory"],
    [{}, "a build needs a directory"],
    [7, "a build needs a directory"],
    ["", "not the path of a directory"],
    ["FROM busybox\nRUN true\n", "not the path of a directory"],
    ["https://example.com/a.tar", "cannot be a URL"],
    [new URL("https://example.com/a.tar"), "cannot be a URL"],
    [{ dockerfile: 7 }, "must be a string"],
    [{ dockerfile: "FROM a", files: { "../a": "" } }, '"../a" cannot be a file'],
    [{ dockerfile: "FROM a", files: { "/a": "" } }, '"/a" cannot be a file'],
    [{ dockerfile: "FROM a", files: { "a//b": "" } }, '"a//b" cannot be a file'],
    [{ dockerfile: "FROM a", files: { a: { b: 1 } } }, "must be a text or a Uint8Array"],
  ])("%j", (context, message) => {
    const { docker } = engine("1.41", { body: "" });
    expect(() => docker.images.build(context as BuildContext)).toThrow(InvalidArgumentError);
    expect(() => docker.images.build(context as BuildContext)).toThrow(message);
  });
});

describe("the image is", () => {
  const built = async (body: string, version = "1.41", headers = {}) =>
    (await engine(version, { body, headers }).docker.images.build(new Uint8Array(1), { auth: false })).ref;
  const other = `sha256:${"cd".repeat(32)}`;

  test("the last result of its own: several stages have one each", async () => {
    const said = '{"stream":"Successfully built 123456789abc\\n"}';
    expect(await built(`{"aux":{"ID":"${other}"}}{"aux":{"ID":"${id}"}}${said}`)).toBe(id);
    expect(await built(`{"id":"moby.image.id","aux":{"ID":"${id}"}}`)).toBe(id);
  });

  test("told by the last line of older engines, whatever a program printed before", async () => {
    const lines = [
      "Successfully built 000000000000\n",
      "Successfully built 123456789abc\n",
      "Successfully tagged a:b\n",
    ];
    expect(await built(lines.map((stream) => JSON.stringify({ stream })).join("\r\n"), "1.24")).toBe("123456789abc");
  });

  test("all that a quiet build says", async () => {
    expect(await built(JSON.stringify({ stream: `${id}\n` }))).toBe(id);
    expect(await built(JSON.stringify({ stream: `${hex}\n` }))).toBe(hex);
  });

  test.each(["", '{"stream":"Step 1/1"}', '{"aux":{"ID":"../../etc"}}', '{"aux":{"ID":7}}', '{"aux":null}'])(
    "not guessed: %j",
    async (body) => {
      await expect(built(body)).rejects.toThrow(ProtocolError);
    },
  );
});

describe("a build that fails", () => {
  const failing = (body: string, version = "1.41", headers = {}) =>
    engine(version, { body, headers }).docker.images.build(
      { dockerfile: "FROM a" },
      version === "1.0" ? {} : { auth: false },
    );

  test.each([
    // as dockerd, Podman (4.3) and the engine of 2013 were recorded to say it
    [
      '{"errorDetail":{"code":7,"message":"The command \'/bin/sh -c exit 7\' returned a non-zero code: 7"},"error":"The command \'/bin/sh -c exit 7\' returned a non-zero code: 7"}',
      "1.41",
      "The command '/bin/sh -c exit 7' returned a non-zero code: 7",
    ],
    [
      '{"errorDetail":{"message":"building at STEP \\"RUN exit 7\\": while running runtime: exit status 7\\n"},"error":"building at STEP \\"RUN exit 7\\": while running runtime: exit status 7\\n"}',
      "1.41",
      'building at STEP "RUN exit 7": while running runtime: exit status 7',
    ],
    [
      `FROM base ()\n===> ${hex}\nRUN exit 7 (${hex})\nError build: The command [/bin/sh -c exit 7] returned a non-zero code: 7\n`,
      "1.0",
      "The command [/bin/sh -c exit 7] returned a non-zero code: 7",
    ],
  ])("rejects with the words of the engine and the exit code: %j", async (body, version, message) => {
    const building = failing(body, version, version === "1.0" ? text : {});
    await expect(building).rejects.toThrow(StreamError);
    await expect(building).rejects.toMatchObject({ message, code: 7, operation: "ImageBuild" });
  });

  test("has no exit code where no command failed", async () => {
    const body = '{"error":"COPY failed: file not found in build context"}';
    await expect(failing(body)).rejects.toMatchObject({ code: undefined, hint: expect.stringMatching(/messages/) });
  });
});

describe("an engine of 2013", () => {
  const form = async (context: BuildContext, options: BuildOptions = {}) => {
    const { body, headers, path, query } = await build(context, options, "1.0");
    const parts = await new Response(body as Uint8Array<ArrayBuffer>, { headers }).formData();
    const file = (name: string) => parts.get(name) as File | null;
    return { file, names: [...parts.keys()], path, query: [...query].join("&") };
  };
  const bytes = async (file: File | null) => new Uint8Array(await file!.arrayBuffer());

  test("is sent a form: the context, then the Dockerfile", async () => {
    const context = { dockerfile: "FROM base\nADD a /a\n", files: { a: "1" } };
    const { file, names, path, query } = await form(context, { tag: "built:v1" });
    expect([path, query, names]).toEqual(["/v1.0/build", "t,built:v1", ["Context", "Dockerfile"]]);
    expect(await file("Dockerfile")!.text()).toBe(context.dockerfile);
    expect(file("Dockerfile")!.name).toBe("Dockerfile");
    expect(await entriesOf(await bytes(file("Context")))).toMatchObject([{ name: "a", text: "1" }]);
  });

  test("is sent the Dockerfile alone where it copies nothing, with its last line ended", async () => {
    const { file, names } = await form({ dockerfile: "FROM base\nRUN echo not lost" });
    expect(names).toEqual(["Dockerfile"]);
    expect(await file("Dockerfile")!.text()).toBe("FROM base\nRUN echo not lost\n");
  });

  test.each([1, 511, 100_000])(
    "has the Dockerfile looked for in an archive that passes by in pieces of %d",
    async (size) => {
      const archive = await tar({ a: "x".repeat(70_000), "./docker/web": "FROM base\n", b: "y".repeat(3000) });
      for (const sent of [archive, new Uint8Array(gzipSync(archive))]) {
        const { file } = await form(pieces(sent, size), { dockerfile: "docker/web" });
        expect(await file("Dockerfile")!.text()).toBe("FROM base\n");
        expect(await bytes(file("Context"))).toEqual(sent);
      }
    },
  );

  test("is sent the later of two Dockerfiles, as when they are unpacked", async () => {
    const archive = await packTar(
      ["FROM a\n", "FROM b\n"].map((body) => ({ header: { name: "Dockerfile", size: body.length }, body })),
    );
    expect(await (await form(archive)).file("Dockerfile")!.text()).toBe("FROM b\n");
  });

  test.each<[string, () => Promise<Uint8Array>, RegExp]>([
    ["without a Dockerfile", () => tar({ a: "1" }), /^there is no Dockerfile in the context/],
    ["whose Dockerfile is empty", () => tar({ Dockerfile: "" }), /^the Dockerfile is empty/],
    ["whose Dockerfile is none", () => tar({ Dockerfile: "x".repeat(2_000_000) }), /more than 1048576 bytes/],
    ["that is cut", async () => (await tar({ Dockerfile: "FROM a" })).subarray(0, 700), /no tar archive/],
    ["that is none", async () => new Uint8Array(5000).fill(65), /no tar archive/],
    ["that is empty", async () => new Uint8Array(0), /^there is no Dockerfile/],
    ["that is bzip2", async () => new TextEncoder().encode("BZh91AY&SY"), /compressed with bzip2/],
    [
      "that is damaged gzip",
      async () => Uint8Array.from([0x1f, 0x8b, ...new Uint8Array(99).fill(7)]),
      /no tar archive/,
    ],
  ])("is not asked to build an archive %s", async (_, make, message) => {
    const archive = await make();
    const { docker, ...seen } = engine("1.0", { body: "Build successful.\n", headers: text });
    for (const context of [archive, pieces(archive, 100)]) {
      const building = docker.images.build(context);
      await expect(building).rejects.toThrow(InvalidArgumentError);
      await expect(building).rejects.toThrow(message);
    }
    expect(seen.count).toBe(0); // what is broken off is no request
  });

  test("tells its output as any other", async () => {
    const body = `FROM base ()\n===> ${hex}\nRUN echo hi (${hex})\nhi\n===> ${"cd".repeat(32)}\nBuild successful.\n===> ${hex}\n`;
    const building = engine("1.0", { body, headers: text }).docker.images.build({ dockerfile: "FROM base" });
    let said = "";
    for await (const { stream } of building) said += stream;
    expect(said).toBe(body);
    expect((await building).ref).toBe(hex);
  });

  test("finds the Dockerfile however the archive is cut", async () => {
    const archive = await tar({ a: "1", Dockerfile: "FROM base\n" });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 600 }), { maxLength: 8 }),
        fc.boolean(),
        async (cuts, zip) => {
          const sent = zip ? new Uint8Array(gzipSync(archive)) : archive;
          const context = async function* () {
            let at = 0;
            for (const size of cuts) {
              yield sent.subarray(at, at + size);
              at += size;
            }
            yield sent.subarray(at);
          };
          const { file } = await form(context());
          expect(await file("Dockerfile")!.text()).toBe("FROM base\n");
          expect(await bytes(file("Context"))).toEqual(sent);
        },
      ),
      { numRuns: 50 },
    );
  });
});

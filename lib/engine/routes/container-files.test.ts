import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { packTar, type ParsedTarEntryWithData, type TarHeader, unpackTar } from "modern-tar";
import { afterEach, describe, expect, test } from "vitest";
import { duplexPair } from "../../transport/duplex.ts";
import { testEngines } from "../testing.ts";
import { type Caller, caller, failure } from "./testing.ts";

const engines = testEngines(duplexPair);
afterEach(() => engines.close());

const modern = "1.44";

/** Bytes as the texts that RawClient sends and receives: one character, one byte. */
const latin1 = (bytes: Uint8Array): string => new TextDecoder("latin1").decode(bytes);
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

type Entry = { header: TarHeader; body: string };
const entry = (name: string, body = "", header: Partial<TarHeader> = {}): Entry => ({
  header: { name, size: body.length, ...header },
  body,
});
const directory = (name: string, header: Partial<TarHeader> = {}): Entry =>
  entry(name, "", { type: "directory", ...header });

function put(one: Caller, id: string, query: string, archive: Uint8Array | string) {
  return one.call("PUT", `/containers/${id}/archive?${query}`, typeof archive === "string" ? archive : latin1(archive));
}

async function exported(one: Caller, id: string): Promise<Map<string, ParsedTarEntryWithData>> {
  const { status, headers, body } = await one.call("GET", `/containers/${id}/export`);
  expect([status, headers.get("content-type"), headers.get("transfer-encoding")]).toEqual([
    200,
    "application/octet-stream",
    "chunked",
  ]);
  return new Map((await unpackTar(bytes(body))).map((found) => [found.header.name, found]));
}

const textOf = (found: ParsedTarEntryWithData | undefined): string => new TextDecoder().decode(found?.data);

describe("changes", () => {
  test("are a list, also when there are none", async () => {
    for (const version of ["1.0", modern]) {
      const one = await caller(engines, version);
      const id = await one.create({ Cmd: ["true"] });
      expect(await one.get(`/containers/${id}/changes`)).toEqual([]);
      await one.post(`/containers/${id}/start`);
      await one.post(`/containers/${id}/wait`);
      expect(await one.get(`/containers/${id}/changes`)).toEqual([]);
    }
  });

  test("are what was added, modified and deleted, in order", async () => {
    for (const version of ["1.0", modern]) {
      const one = await caller(engines, version);
      const script = "echo v > /data/f; mkdir /new; echo a > /new/x; echo b >> /etc/passwd; rm /etc/group";
      const id = await one.run({ Cmd: ["sh", "-c", script], Volumes: { "/data": {} } });
      expect(await one.get(`/containers/${id}/changes`)).toEqual([
        { Path: "/data", Kind: 1 },
        { Path: "/etc", Kind: 0 },
        { Path: "/etc/group", Kind: 2 },
        { Path: "/etc/passwd", Kind: 0 },
        { Path: "/new", Kind: 1 },
        { Path: "/new/x", Kind: 1 },
      ]);
    }
  });

  test("are those of a container that there is", async () => {
    const one = await caller(engines, modern);
    for (const what of ["changes", "export"]) {
      const answer = await one.call("GET", `/containers/nosuch/${what}`);
      expect([answer.status, answer.body]).toEqual([404, failure("No such container: nosuch")]);
    }
  });
});

describe("an export", () => {
  test("has everything, with its metadata, but for what is in volumes", async () => {
    const one = await caller(engines, modern);
    const script = [
      "echo hello > /one; ln /one /two; ln -s ../one /bin/three; mkdir -p /deep/er; touch -d '2001-02-03 04:05:06' /deep/er",
      "chmod 640 /one; chown 12:34 /one; echo v > /data/inside; rm /etc/group",
    ].join(";");
    const id = await one.run({ Cmd: ["sh", "-c", script], Volumes: { "/data": {} } });
    const found = await exported(one, id);
    expect(found.get("one")).toMatchObject({ header: { type: "file", mode: 0o640, uid: 12, gid: 34 } });
    expect(textOf(found.get("one"))).toBe("hello\n");
    expect(found.get("two")!.header).toMatchObject({ type: "link", linkname: "one" });
    expect(found.get("bin/three")!.header).toMatchObject({ type: "symlink", linkname: "../one" });
    expect(found.get("deep/er/")!.header).toMatchObject({ type: "directory", mtime: new Date("2001-02-03T04:05:06Z") });
    expect(found.has("etc/passwd")).toBe(true);
    expect(found.has("./")).toBe(false);
    expect(found.has("etc/group")).toBe(false);
    expect(found.has("data/")).toBe(true);
    expect(found.has("data/inside")).toBe(false);
    expect([...found.keys()].filter((name) => name.startsWith("proc/") && name !== "proc/")).toEqual([]);
  });

  test("of v1.0 has names that begin with a dot, and needs no start", async () => {
    const one = await caller(engines, "1.0");
    const found = await exported(one, await one.create({ Cmd: ["true"] }));
    expect([...found.keys()].every((name) => name.startsWith("./"))).toBe(true);
    expect(found.has("./etc/passwd")).toBe(true);
    expect(found.has("./")).toBe(true);
    // busybox is one file with many names.
    const links = [...found.values()].filter(({ header }) => header.type === "link");
    expect(links.length).toBeGreaterThan(10);
    expect(new Set(links.map(({ header }) => header.linkname!.slice(0, 2)))).toEqual(new Set(["./"]));
  });

  test("is of one moment, however slowly it is read, and waits for its reader", async () => {
    const one = await caller(engines, modern);
    const script =
      "dd if=/dev/zero of=/large bs=1M count=24 2>/dev/null; echo before > /z; echo ready; read x; echo after > /z; rm /large";
    const id = await one.create({ Cmd: ["sh", "-c", script], OpenStdin: true });
    await one.post(`/containers/${id}/start`);
    const raw = one.another();
    await raw.send(`POST /v1.44/containers/${id}/attach?logs=1&stream=1&stdin=1&stdout=1 HTTP/1.1\r\nHost: d\r\n\r\n`);
    await raw.until("ready\n");
    const slow = one.another();
    await slow.send(`GET /v1.44/containers/${id}/export HTTP/1.1\r\nHost: d\r\n\r\n`);
    await slow.head();
    await raw.send("go\n");
    await one.post(`/containers/${id}/wait`);
    let text = "";
    for (let size = -1; size !== 0; ) {
      size = Number.parseInt(await slow.until("\r\n"), 16);
      text += (await slow.bytes(size + 2)).slice(0, size);
    }
    const found = new Map((await unpackTar(bytes(text))).map((one) => [one.header.name, one]));
    expect(found.get("large")!.data!.length).toBe(24 * 1024 * 1024);
    expect(textOf(found.get("z"))).toBe("before\n");
    expect(textOf((await exported(one, id)).get("z"))).toBe("after\n");
  });

  test("given up by its client harms nothing", async () => {
    const one = await caller(engines, modern);
    const id = await one.run({ Cmd: ["dd", "if=/dev/zero", "of=/large", "bs=1M", "count=16"] });
    const leaving = one.another();
    await leaving.send(`GET /v1.44/containers/${id}/export HTTP/1.1\r\nHost: d\r\n\r\n`);
    await leaving.head();
    leaving.close();
    expect((await exported(one, id)).has("large")).toBe(true);
  });
});

describe("an archive put into a container", () => {
  test("keeps what it says: links, modes, owners and dates; plain or gzipped", async () => {
    const archive = await packTar([
      directory("./", { mode: 0o700 }),
      directory("sub/", { mode: 0o750, uid: 5, mtime: new Date("2001-02-03T04:05:06Z") }),
      entry("sub/file", "text\n", { mode: 0o640, uid: 12, gid: 34, mtime: new Date("2002-02-03T04:05:06Z") }),
      entry("hard", "", { type: "link", linkname: "sub/file" }),
      entry("soft", "", { type: "symlink", linkname: "sub/file" }),
      entry("pipe", "", { type: "fifo" }),
      entry("device", "", { type: "character-device" }),
      entry("made/for/it", "x"),
    ]);
    for (const whole of [archive, gzipSync(archive)]) {
      const one = await caller(engines, modern);
      const id = await one.create({
        Cmd: [
          "sh",
          "-c",
          "cd /tmp && stat -c '%n %A %u %g %Y %h' sub sub/file && cat hard soft && test -p pipe && test -c device",
        ],
        Tty: true,
      });
      const answer = await put(one, id, "path=/tmp", whole);
      expect([answer.status, answer.headers.get("content-length"), answer.body]).toEqual([200, "0", ""]);
      await one.post(`/containers/${id}/start`);
      expect(await one.post(`/containers/${id}/wait`)).toEqual([200, '{"StatusCode":0}\n']);
      const logs = await one.call("GET", `/containers/${id}/logs?stdout=1`);
      expect(logs.body.split("\r\n")).toEqual([
        "sub drwxr-x--- 5 0 981173106 2",
        "sub/file -rw-r----- 12 34 1012709106 2",
        "text",
        "text",
        "",
      ]);
      const found = await exported(one, id);
      expect(found.get("tmp/")!.header.mode).not.toBe(0o700);
      expect(found.get("tmp/pipe")!.header.type).toBe("fifo");
      expect(found.get("tmp/device")!.header.type).toBe("character-device");
      expect(found.get("tmp/sub/file")!.header.type).toBe("link");
    }
  });

  test("is seen by a container that runs, and by the changes", async () => {
    const one = await caller(engines, modern);
    const id = await one.create({ Cmd: ["sh", "-c", "until test -e /tmp/go; do sleep 0.05; done; cat /tmp/go"] });
    await one.post(`/containers/${id}/start`);
    expect((await put(one, id, "path=tmp", await packTar([entry("go", "gone\n")]))).status).toBe(200);
    expect(await one.post(`/containers/${id}/wait`)).toEqual([200, '{"StatusCode":0}\n']);
    expect(await one.get(`/containers/${id}/changes`)).toContainEqual({ Path: "/tmp/go", Kind: 1 });
  });

  test("goes to a volume that is at the path", async () => {
    const one = await caller(engines, modern);
    const id = await one.create({ Volumes: { "/data": {} }, Cmd: ["true"] });
    await put(one, id, "path=/data", await packTar([entry("inside", "x")]));
    expect(await one.get(`/containers/${id}/changes`)).toEqual([{ Path: "/data", Kind: 1 }]);
    expect(await one.output("cat /data/inside", { HostConfig: { VolumesFrom: [id] } })).toBe("x");
  });

  test("replaces what is there, unless a directory and something else are in each other's place", async () => {
    const one = await caller(engines, modern);
    const script = "mkdir -p /t/dir/old /t/merged; touch /t/merged/kept; echo x > /t/file; ln -s /etc/passwd /t/link";
    const id = await one.run({ Cmd: ["sh", "-c", script] });
    const refused: [Entry[], string][] = [
      [[entry("dir", "now a file")], "the archive replaces a directory by a file: /t/dir"],
      [[directory("file/")], "the archive replaces a file by a directory: /t/file"],
    ];
    for (const [entries, message] of refused) {
      const answer = await put(one, id, "path=/t&noOverwriteDirNonDir=1", await packTar(entries));
      expect([answer.status, answer.body]).toEqual([400, failure(message)]);
    }
    const all = [entry("dir", "now a file"), directory("file/"), directory("merged/"), entry("link", "own")];
    expect((await put(one, id, "path=/t", await packTar(all))).status).toBe(200);
    const found = await exported(one, id);
    expect(textOf(found.get("t/dir"))).toBe("now a file");
    expect(found.get("t/file/")!.header.type).toBe("directory");
    expect(found.has("t/merged/kept")).toBe(true);
    // The link itself is replaced, not what it points to.
    expect(textOf(found.get("t/link"))).toBe("own");
    expect(textOf(found.get("etc/passwd"))).toContain("root");
  });

  test("stays inside: links are followed in the container alone, and no name leads out of the directory", async () => {
    const one = await caller(engines, modern);
    const id = await one.run({ Cmd: ["sh", "-c", "mkdir /t /u; ln -s /u /t/u; ln -s /t /to"] });
    for (const [entries, message] of [
      [[entry("../../evil", "e")], "the archive leads out of the directory /t: ../../evil"],
      [
        [entry("hard", "", { type: "link", linkname: "../etc/passwd" })],
        "leads out of the directory /t: ../etc/passwd",
      ],
      [[entry("hard", "", { type: "link", linkname: "nosuch" })], "cannot be unpacked: /t/hard: no such file"],
    ] as const) {
      const answer = await put(one, id, "path=/to", await packTar([...entries]));
      expect([answer.status, JSON.parse(answer.body).message]).toEqual([400, expect.stringContaining(message)]);
    }
    const through = [
      entry("u/through", "1"),
      entry("out", "", { type: "symlink", linkname: "../../../../etc" }),
      entry("out/through", "2"),
      entry("/absolute", "3"),
      entry("a/../b", "4"),
    ];
    expect((await put(one, id, "path=/to", await packTar(through))).status).toBe(200);
    const found = await exported(one, id);
    for (const [name, text] of [
      ["u/through", "1"],
      ["etc/through", "2"],
      ["t/absolute", "3"],
      ["t/b", "4"],
    ] as const) {
      expect(textOf(found.get(name)), name).toBe(text);
    }
  });

  test("comes to the same tree as it left, whatever is in it", async () => {
    const one = await caller(engines, modern);
    const name = fc.constantFrom("a", "b", "c", "d");
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join("/"));
    const made = fc.uniqueArray(fc.tuple(path, fc.string({ maxLength: 20 }), fc.integer({ min: 0, max: 0o7777 })), {
      selector: ([at]) => at,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(made, async (files) => {
        // Of two names where one is the beginning of the other, one would have to be both a file and a directory.
        const apart = files.filter(([at]) => !files.some(([other]) => other !== at && other.startsWith(`${at}/`)));
        const id = await one.create({ Cmd: ["true"] });
        const entries = apart.map(([at, text, mode]) =>
          entry(at, text.replace(/[^\x20-\x7e]/g, "?"), { mode, uid: mode, mtime: new Date(mode * 1000) }),
        );
        expect((await put(one, id, "path=/root", await packTar(entries))).status).toBe(200);
        const found = await exported(one, id);
        for (const { header, body } of entries) {
          const there = found.get(`root/${header.name}`)!;
          expect(textOf(there)).toBe(body);
          expect(there.header).toMatchObject({ mode: header.mode, uid: header.uid, mtime: header.mtime });
        }
        await one.remove(`/containers/${id}`);
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    ["path=", "x", 400, "the parameter path must name a directory of the container"],
    ["path=/nosuch", "x", 404, "Could not find the file /nosuch in container"],
    ["path=/etc/passwd", "x", 400, "extraction point is not a directory: /etc/passwd"],
    ["path=/etc/passwd/x", "x", 400, "/etc/passwd/x: Not a directory"],
    ["path=/tmp", "no archive".repeat(100), 400, "the archive is damaged, or is none"],
  ])("is refused: %s %j", async (query, archive, status, message) => {
    const one = await caller(engines, modern);
    const id = await one.create({ Cmd: ["true"] });
    const answer = await put(one, id, query, archive);
    expect([answer.status, JSON.parse(answer.body).message]).toEqual([status, expect.stringContaining(message)]);
    expect(await one.get(`/containers/${id}/changes`)).toEqual([]);
  });

  test("that is damaged at its end changes nothing", async () => {
    const one = await caller(engines, modern);
    const id = await one.create({ Cmd: ["true"] });
    const archive = await packTar([entry("first", "1"), entry("second", "2".repeat(2000))]);
    expect((await put(one, id, "path=/", archive.slice(0, 2000))).status).toBe(400);
    expect(await one.get(`/containers/${id}/changes`)).toEqual([]);
    expect((await put(one, id, "path=/", "")).status).toBe(200);
    expect(await one.get(`/containers/${id}/changes`)).toEqual([]);
  });

  test("is not asked for when its path is wrong", async () => {
    const one = await caller(engines, modern);
    const id = await one.create({ Cmd: ["true"] });
    await one.client.send(
      `PUT /v1.44/containers/${id}/archive?path=/nosuch HTTP/1.1\r\nHost: d\r\nExpect: 100-continue\r\nContent-Length: 1000000\r\n\r\n`,
    );
    expect((await one.client.answer()).status).toBe(404);
  });
});

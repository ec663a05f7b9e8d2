import { execFileSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rename, rm, symlink, truncate, writeFile, appendFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { InvalidArgumentError } from "../../errors.ts";
import { readAll } from "../../transport/duplex.ts";
import { archiveOf } from "./archive.ts";
import { rows, tree } from "./ignore.rows.ts";
import { parseIgnore } from "./ignore.ts";
import { build, engine, entriesOf, namesIn } from "./testing.ts";
import { walk } from "./walk.ts";

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "dks-build-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Writes files below the root of the test. */
async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
    await chmod(join(root, path), 0o644);
  }
}

const context = (path = "context") => join(root, path);

describe("a directory is packed", () => {
  test("in the order of names, with modes, without owners, links as links", async () => {
    await write({ "context/b/run.sh": "#!/bin/sh\n", "context/Dockerfile": "FROM busybox\n", "context/a": "" });
    await chmod(context("context/b/run.sh"), 0o755);
    await chmod(context("context/b"), 0o750);
    await symlink("b/run.sh", context("context/link"));
    await symlink("/nowhere", context("context/broken"));
    await symlink("b", context("context/z"));
    const { body, headers, query, path } = await build(context());
    expect(await entriesOf(body)).toEqual([
      { name: "Dockerfile", type: "file", mode: 0o644, text: "FROM busybox\n" },
      { name: "a", type: "file", mode: 0o644, text: "" },
      { name: "b/", type: "directory", mode: 0o750 },
      { name: "b/run.sh", type: "file", mode: 0o755, text: "#!/bin/sh\n" },
      { name: "broken", type: "symlink", mode: 0o777, link: "/nowhere" },
      { name: "link", type: "symlink", mode: 0o777, link: "b/run.sh" },
      { name: "z", type: "symlink", mode: 0o777, link: "b" },
    ]);
    expect(path).toBe("/v1.41/build");
    expect([...query]).toEqual([]);
    expect(headers).toEqual({ "content-type": "application/x-tar" });
  });

  test("the same each time, and by a URL, too", async () => {
    await write({ "context/Dockerfile": "FROM busybox\n", "context/x/y": "1" });
    const { body } = await build(context());
    expect((await build(pathToFileURL(context()))).body).toEqual(body);
    await symlink("context", join(root, "other"));
    expect((await build(join(root, "other"))).body).toEqual(body);
  });

  test("so that tar reads it: long names, other alphabets, large files", async () => {
    const long = `${"d".repeat(90)}/${"e".repeat(90)}/${"f".repeat(120)}`;
    const files = { Dockerfile: "FROM busybox\n", [long]: "long", "é/漢字": "words", large: "x".repeat(300_001) };
    await write(Object.fromEntries(Object.entries(files).map(([path, text]) => [`context/${path}`, text])));
    const { body } = await build(context());
    await mkdir(join(root, "out"));
    execFileSync("tar", ["-xf", "-", "-C", join(root, "out")], { input: body });
    execFileSync("diff", ["-r", context(), join(root, "out")]);
  });

  test("as it is read: what is not read yet is not held", async () => {
    await write(Object.fromEntries([1, 2, 3, 4].map((i) => [`context/${i}`, ""])));
    for (const i of [1, 2, 3, 4]) await truncate(context(`context/${i}`), 32 * 1024 * 1024);
    let asked = 0;
    const counted = async function* () {
      for await (const { header, body = [] } of walk(context(), { list: parseIgnore("") })) {
        const pieces = async function* () {
          for await (const piece of body) {
            asked += piece.length;
            yield piece;
          }
        };
        yield { header, body: pieces() };
      }
    };
    const archive = archiveOf(counted());
    expect(asked).toBe(0);
    await archive.read();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(asked).toBeLessThan(16 * 1024 * 1024);
    archive.cancel();
    expect(await archive.read()).toBe(undefined);
  });

  test("without sockets, and with pipes as pipes", async () => {
    await write({ "context/Dockerfile": "FROM busybox\n" });
    const server = createServer().listen(context("context/socket"));
    await new Promise((resolve) => server.once("listening", resolve));
    try {
      execFileSync("mkfifo", [context("context/pipe")]);
      expect(await entriesOf((await build(context())).body)).toMatchObject([
        { name: "Dockerfile" },
        { name: "pipe", type: "fifo" },
      ]);
    } finally {
      server.close();
    }
  });
});

describe("what .dockerignore names is left out", () => {
  test("as the docker CLI leaves it out", async () => {
    await write(Object.fromEntries(tree.map((path) => [`context/${path}`, "x"])));
    for (const [text, sent] of rows) {
      if (sent === "refused") continue;
      await writeFile(context("context/.dockerignore"), text);
      const names = (await entriesOf((await build(context())).body))
        .filter(({ type }) => type === "file")
        .map(({ name }) => name);
      const expected = tree.filter((path) => ("only" in sent ? sent.only.includes(path) : !sent.allBut.includes(path)));
      expect(names.sort(), text).toEqual([...new Set([".dockerignore", "Dockerfile", ...expected])].sort());
    }
  });

  test("and a directory goes with what is taken back in it", async () => {
    await write({ "context/Dockerfile": "", "context/a/b/keep": "", "context/a/b/drop": "", "context/c/drop": "" });
    await write({ "context/.dockerignore": "*\n!**/keep\n" });
    expect(await namesIn((await build(context())).body)).toEqual([
      ".dockerignore",
      "Dockerfile",
      "a/",
      "a/b/",
      "a/b/keep",
    ]);
  });

  test("but not the Dockerfile that is asked for, wherever it is", async () => {
    await write({
      "context/docker/web": "FROM busybox",
      "context/docker/other": "",
      "context/.dockerignore": "docker",
    });
    const { body, query } = await build(context(), { dockerfile: "docker/web" });
    expect(await namesIn(body)).toEqual([".dockerignore", "docker/", "docker/web"]);
    expect(query.get("dockerfile")).toBe("docker/web");
  });

  test("and NAME.dockerignore is before it, and is what the engine is shown", async () => {
    await write({
      "context/web": "FROM busybox",
      "context/web.dockerignore": "b\nweb*\n",
      "context/.dockerignore": "a\n",
    });
    await write({ "context/a": "", "context/b": "" });
    expect(await entriesOf((await build(context(), { dockerfile: "web" })).body)).toMatchObject([
      { name: ".dockerignore", text: "b\nweb*\n" },
      { name: "a" },
      { name: "web" },
    ]);
  });

  test("a malformed one is told before anything is sent", async () => {
    await write({ "context/Dockerfile": "", "context/.dockerignore": "a\n[\n" });
    const { docker, ...seen } = engine("1.41", { body: "" });
    await expect(docker.images.build(context())).rejects.toThrow(/line 2 of \.dockerignore/);
    expect(seen.count).toBe(0);
  });

  test("must be a file: a device may have no end", async () => {
    await write({ "context/Dockerfile": "" });
    await symlink("/dev/null", context("context/.dockerignore"));
    await expect(build(context())).rejects.toThrow(".dockerignore is not a file");
  });
});

describe("the Dockerfile", () => {
  test("may be in lower case, as with the docker CLI", async () => {
    await write({ "context/dockerfile": "FROM busybox" });
    expect((await build(context())).query.get("dockerfile")).toBe("dockerfile");
  });

  test("may be outside: it is sent under another name, which the build does not see", async () => {
    await write({ "web.Dockerfile": "FROM scratch", "context/a": "", "context/.dockerignore": "b" });
    await write({ "context/b": "", "bare/a": "" });
    for (const dockerfile of ["../web.Dockerfile", join(root, "web.Dockerfile")]) {
      const { body, query } = await build(context(), { dockerfile });
      expect(await entriesOf(body)).toMatchObject([
        { name: ".dks.Dockerfile", text: "FROM scratch" },
        { name: ".dockerignore", text: "b\n.dks.Dockerfile\n" },
        { name: "a" },
      ]);
      expect(query.get("dockerfile")).toBe(".dks.Dockerfile");
    }
    expect(await entriesOf((await build(context("bare"), { dockerfile: "../web.Dockerfile" })).body)).toMatchObject([
      { name: ".dks.Dockerfile" },
      { name: ".dockerignore", text: ".dks.Dockerfile\n.dockerignore\n" },
      { name: "a" },
    ]);
  });

  test("may be a link: what it leads to counts", async () => {
    await write({ "context/real": "FROM busybox" });
    await symlink("real", context("context/Dockerfile"));
    expect((await build(context())).query.get("dockerfile")).toBe("real");
  });

  test("goes apart to an engine of 2013, and what is ignored stays here", async () => {
    await write({
      "context/docker/web": "FROM busybox\nADD a /a",
      "context/a": "1",
      "context/.dockerignore": "docker\n.d*",
    });
    const { body, headers } = await build(context(), { dockerfile: "docker/web", tag: "team/app" }, "1.0");
    const form = await new Response(body as Uint8Array<ArrayBuffer>, { headers }).formData();
    expect(await (form.get("Dockerfile") as File).text()).toBe("FROM busybox\nADD a /a\n");
    expect(await namesIn(new Uint8Array(await (form.get("Context") as File).arrayBuffer()))).toEqual(["a"]);
  });
});

describe("what cannot be sent is told before", () => {
  test.each([
    ["nowhere", {}, /^the context .*nowhere does not exist/],
    ["file", {}, /is not a directory/],
    ["empty", {}, /^the Dockerfile .*Dockerfile does not exist/],
    ["empty", { dockerfile: "a/b" }, /^the Dockerfile a\/b does not exist/],
    ["context", { dockerfile: "directory" }, /^the Dockerfile directory is not a file/],
  ])("%s %j", async (path, options, message) => {
    await write({ file: "", "context/directory/x": "", "empty/x": "" });
    const { docker, ...seen } = engine("1.41", { body: "" });
    const building = docker.images.build(context(path), options);
    await expect(building).rejects.toThrow(InvalidArgumentError);
    await expect(building).rejects.toThrow(message);
    expect(seen.count).toBe(0);
  });
});

describe("what goes wrong on the way breaks the build off", () => {
  /** Packs the context, and does something when this entry has begun. */
  async function packing(name: string, then: () => Promise<void>): Promise<Uint8Array> {
    const entries = async function* () {
      for await (const entry of walk(context(), { list: parseIgnore("") })) {
        if (entry.header.name === name) await then();
        yield entry;
      }
    };
    return readAll(archiveOf(entries()));
  }

  test.each([
    ["grows", () => appendFile(context("context/a"), "more")],
    ["shrinks", () => truncate(context("context/a"), 3)],
  ])("a file that %s while it is read", async (_, change) => {
    await write({ "context/a": "a".repeat(100_000) });
    await expect(packing("a", change)).rejects.toThrow("a of the context changed its size while it was read");
  });

  test("a file that is gone when its turn comes", async () => {
    await write({ "context/a": "1", "context/b": "2" });
    await expect(packing("a", () => rename(context("context/b"), join(root, "b")))).rejects.toThrow(
      "b of the context cannot be read (ENOENT)",
    );
  });

  test("a Dockerfile that cannot be reached", async () => {
    await write({ "context/a": "" });
    await symlink("itself", context("context/itself"));
    await expect(build(context(), { dockerfile: "itself" })).rejects.toThrow(
      /^the Dockerfile itself cannot be reached/,
    );
  });
});

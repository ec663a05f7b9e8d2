import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Layer, type LayerEntry, LayeredFileSystem, SystemError, Volume } from "../mod.ts";
import { decode, encode } from "../testing.ts";

const base: LayerEntry[] = [
  { path: "etc/", type: "directory", mtime: 1000 },
  { path: "etc/passwd", type: "file", mode: 0o600, uid: 1, gid: 2, mtime: 2000, data: encode("root:x:0:0\n") },
  { path: "./bin/sh", type: "file", mode: 0o755, data: encode("#!") },
  { path: "/bin/ash", type: "hardlink", target: "bin/sh" },
  { path: "lib", type: "symlink", target: "usr/lib" },
  { path: "usr/lib/x", type: "file", data: encode("x") },
];
const system = (options: { maxBytes?: number } = {}) => new LayeredFileSystem([Layer.from(base)], options);
const text = (fs: LayeredFileSystem, path: string) => decode(fs.readFile(path));
const list = (fs: LayeredFileSystem) =>
  [...fs.entries()]
    // A layer does not carry the root itself.
    .filter(({ path }) => path !== "/")
    .map(({ data, ...entry }) => ({ ...entry, data: data && decode(data) }));
const codeOf = (action: () => unknown) => {
  try {
    action();
  } catch (error) {
    if (error instanceof SystemError) return error.code;
    throw error;
  }
  return "none";
};

describe("reading layers", () => {
  test("finds what is there, with its metadata", () => {
    const fs = system();
    expect(fs.stat("/etc/passwd")).toMatchObject({
      type: "file",
      mode: 0o600,
      uid: 1,
      gid: 2,
      mtime: 2000,
      size: 11,
      links: 1,
    });
    expect(fs.readdir("/")).toEqual(["bin", "etc", "lib", "usr"]);
    expect(fs.stat("/bin/ash")).toMatchObject({ inode: fs.stat("/bin/sh").inode, links: 2 });
    expect(text(fs, "/lib/x")).toBe("x");
    expect(fs.lstat("/lib").type).toBe("symlink");
    expect(fs.lstat("/lib/").type).toBe("directory");
    expect(fs.realpath("/lib/../lib/./x")).toBe("/usr/lib/x");
    expect(text(fs, "/../../etc/../../etc/passwd")).toBe("root:x:0:0\n");
  });

  test.each<[string, (fs: LayeredFileSystem) => unknown, string]>([
    ["a missing file", (fs) => fs.stat("/nope"), "ENOENT"],
    ["a missing parent", (fs) => fs.stat("/nope/x"), "ENOENT"],
    ["a file as directory", (fs) => fs.stat("/etc/passwd/x"), "ENOTDIR"],
    ["a slash after a file", (fs) => fs.stat("/etc/passwd/"), "ENOTDIR"],
    ["a directory as file", (fs) => fs.readFile("/etc"), "EISDIR"],
    ["an empty path", (fs) => fs.stat(""), "ENOENT"],
    ["a long name", (fs) => fs.stat(`/${"n".repeat(256)}`), "ENAMETOOLONG"],
    ["a long path", (fs) => fs.stat("/n".repeat(2048)), "ENAMETOOLONG"],
    ["a long path, made", (fs) => fs.mkdir("/n".repeat(100_000), { parents: true }), "ENAMETOOLONG"],
    ["a list of a file", (fs) => fs.readdir("/etc/passwd"), "ENOTDIR"],
    ["a link that is none", (fs) => fs.readlink("/etc"), "EINVAL"],
    ["what exists, again", (fs) => fs.mkdir("/etc"), "EEXIST"],
    ["the root, again", (fs) => fs.mkdir("/"), "EEXIST"],
    ["a file over a directory", (fs) => fs.writeFile("/etc", "x"), "EISDIR"],
    ["a file by a name with slash", (fs) => fs.writeFile("/etc/new/", "x"), "EISDIR"],
    ["a file by rmdir", (fs) => fs.rmdir("/etc/passwd"), "ENOTDIR"],
    ["a full directory", (fs) => fs.rmdir("/etc"), "ENOTEMPTY"],
    ["a directory by unlink", (fs) => fs.unlink("/etc"), "EISDIR"],
    ["the root", (fs) => fs.rename("/", "/x"), "EBUSY"],
    ["a directory into itself", (fs) => fs.rename("/usr", "/usr/lib/usr"), "EINVAL"],
    ["a file over a directory by rename", (fs) => fs.rename("/etc/passwd", "/usr"), "EISDIR"],
    ["a directory over a file by rename", (fs) => fs.rename("/usr", "/etc/passwd"), "ENOTDIR"],
    ["a directory over a full one", (fs) => fs.rename("/usr", "/etc"), "ENOTEMPTY"],
    ["a link to a directory", (fs) => fs.link("/etc", "/x"), "EPERM"],
    ["exclusive creation", (fs) => fs.open("/lib", { write: true, create: true, exclusive: true }), "EEXIST"],
    ["a link to itself", (fs) => [fs.symlink("/a", "/a"), fs.stat("/a")], "ELOOP"],
  ])("refuses %s", (_what, action, code) => {
    expect(codeOf(() => action(system()))).toBe(code);
  });
});

describe("writing", () => {
  test("leaves the layers as they are", async () => {
    const layer = Layer.from(base);
    const one = new LayeredFileSystem([layer]);
    const two = new LayeredFileSystem([layer]);
    one.writeFile("/etc/passwd", "mine\n", { append: true });
    one.unlink("/bin/sh");
    one.chmod("/usr/lib/x", 0o777);
    const file = one.open("/lib/x", { write: true });
    await file.write(encode("y"));
    file.release();
    expect(text(one, "/etc/passwd")).toBe("root:x:0:0\nmine\n");
    expect(text(one, "/lib/x")).toBe("y");
    expect(list(two)).toEqual(list(new LayeredFileSystem([Layer.from(base)])));
    expect(one.bytes).toBe(17);
  });

  test("keeps an open file that is removed, and frees it at the end", async () => {
    const fs = system({ maxBytes: 2000 });
    const file = fs.open("/new", { read: true, write: true, create: true });
    await file.write(new Uint8Array(1000));
    fs.link("/new", "/other");
    fs.unlink("/new");
    fs.unlink("/other");
    expect(fs.bytes).toBe(1000);
    file.seek?.(990);
    expect((await file.read())?.length).toBe(10);
    file.release();
    expect(fs.bytes).toBe(0);
  });

  test("fails with ENOSPC at the limit, and goes on when there is room again", async () => {
    const fs = system({ maxBytes: 100_000 });
    const file = fs.open("/big", { write: true, create: true });
    await file.write(new Uint8Array(90_000));
    await expect(file.write(new Uint8Array(20_000))).rejects.toMatchObject({ code: "ENOSPC" });
    expect(
      codeOf(() => {
        for (let n = 0; ; n++) fs.writeFile(`/empty${n}`, "");
      }),
    ).toBe("ENOSPC");
    fs.unlink("/big");
    file.release();
    fs.writeFile("/small", new Uint8Array(50_000));
    expect(fs.stat("/small").size).toBe(50_000);
  });

  test("counts nothing that is refused or given back", () => {
    const fs = system({ maxBytes: 10_000 });
    const nobody = fs.forContext({ uid: 65534, gid: 65534, umask: 0, files: new Map() });
    fs.mount("/ro", new Volume(), { readOnly: true });
    for (let n = 0; n < 1000; n++) {
      fs.writeFile("/file", new Uint8Array(1000));
      fs.link("/file", "/other");
      fs.symlink("file", "/soft");
      fs.mkdir("/directory");
      fs.rename("/other", "/third");
      fs.rmdir("/directory");
      for (const path of ["/file", "/third", "/soft"]) fs.unlink(path);
      expect(codeOf(() => nobody.writeFile("/refused", ""))).toBe("EACCES");
      expect(codeOf(() => fs.mkdir("/ro/refused"))).toBe("EROFS");
      expect(codeOf(() => fs.add({ path: "/large", type: "file", data: new Uint8Array(20_000) }))).toBe("ENOSPC");
    }
    expect(fs.bytes).toBe(0);
    expect(codeOf(() => fs.add({ path: "/fits", type: "file", data: new Uint8Array(8_000) }))).toBe("none");
  });

  test("shares one file between hard links, and one position between duplicates", async () => {
    const fs = system();
    fs.writeFile("/a", "1");
    fs.link("/a", "/b");
    fs.writeFile("/b", "2", { append: true });
    expect(text(fs, "/a")).toBe("12");
    expect(fs.stat("/a").links).toBe(2);
    const file = fs.open("/a", { read: true });
    expect(decode((await file.read(1))!)).toBe("1");
    expect(decode((await file.retain().read(1))!)).toBe("2");
    expect(await file.read()).toBeUndefined();
  });

  test("seeks, truncates and fills holes with zeros", async () => {
    const fs = system();
    const file = fs.open("/f", { read: true, write: true, create: true });
    await file.write(encode("abcdef"));
    file.truncate?.(3);
    file.seek?.(600_000);
    await file.write(encode("!"));
    const bytes = fs.readFile("/f");
    expect(bytes.length).toBe(600_001);
    expect(decode(bytes.subarray(0, 5))).toBe("abc\0\0");
    expect(bytes.subarray(3, 600_000).every((byte) => byte === 0)).toBe(true);
  });

  test("creates through dangling links, in a directory that exists", () => {
    const fs = system();
    fs.symlink("/tmp/target", "/dangling");
    expect(codeOf(() => fs.writeFile("/dangling", "x"))).toBe("ENOENT");
    fs.mkdir("/tmp/deep/er", { parents: true });
    fs.writeFile("/dangling", "x");
    expect(text(fs, "/tmp/target")).toBe("x");
  });

  test("respects permissions, umask and ownership of others than root", () => {
    const fs = system();
    fs.mkdir("/tmp", { mode: 0o1777 });
    const user = fs.forContext({ uid: 1000, gid: 1000, umask: 0o27, files: new Map() });
    expect(codeOf(() => user.readFile("/etc/passwd"))).toBe("EACCES");
    expect(codeOf(() => user.writeFile("/etc/new", ""))).toBe("EACCES");
    expect(codeOf(() => user.unlink("/bin/sh"))).toBe("EACCES");
    user.writeFile("/tmp/mine", "");
    expect(fs.stat("/tmp/mine")).toMatchObject({ uid: 1000, gid: 1000, mode: 0o640 });
    fs.writeFile("/tmp/roots", "");
    expect(codeOf(() => user.unlink("/tmp/roots"))).toBe("EPERM");
    expect(codeOf(() => user.chmod("/bin/sh", 0))).toBe("EPERM");
    fs.mkdir("/private", { mode: 0o700 });
    expect(codeOf(() => user.stat("/private/x"))).toBe("EACCES");
  });
});

describe("changes", () => {
  test("are reported as Docker does", () => {
    const fs = system();
    expect(fs.changes()).toEqual([]);
    fs.writeFile("/etc/hosts", "x");
    fs.unlink("/bin/ash");
    fs.mkdir("/new");
    fs.writeFile("/new/file", "x");
    fs.chmod("/usr/lib/x", 0o600);
    expect(fs.changes()).toEqual([
      { path: "/bin", kind: 0 },
      { path: "/bin/ash", kind: 2 },
      { path: "/etc", kind: 0 },
      { path: "/etc/hosts", kind: 1 },
      { path: "/new", kind: 1 },
      { path: "/new/file", kind: 1 },
      { path: "/usr", kind: 0 },
      { path: "/usr/lib", kind: 0 },
      { path: "/usr/lib/x", kind: 0 },
    ]);
  });

  test("sealed and laid on the layers give the same tree; the file system goes on alone", () => {
    const layer = Layer.from(base);
    const fs = new LayeredFileSystem([layer]);
    fs.rename("/etc", "/conf");
    fs.writeFile("/one", "1");
    fs.link("/one", "/two");
    const sealed = fs.seal();
    const before = list(fs);
    fs.writeFile("/one", "changed");
    expect(list(new LayeredFileSystem([layer, sealed]))).toEqual(before);
    expect(sealed.size).toBe(12);
    expect(new LayeredFileSystem([layer, sealed]).stat("/two").links).toBe(2);
  });

  test("whiteouts hide what is below, and opaque directories all of it", () => {
    const upper = Layer.from([
      { path: "bin/.wh.ash", type: "file" },
      { path: "etc/new", type: "file", data: encode("n") },
      { path: "etc/.wh..wh..opq", type: "file" },
    ]);
    const fs = new LayeredFileSystem([Layer.from(base), upper]);
    expect(fs.readdir("/bin")).toEqual(["sh"]);
    expect(fs.readdir("/etc")).toEqual(["new"]);
    expect([...upper.entries()].map(({ path }) => path)).toEqual(["/bin/.wh.ash", "/etc/.wh..wh..opq", "/etc/new"]);
  });

  test("any changes at all: seal + layers is the same tree, also by way of entries", () => {
    const paths = [
      "/a",
      "/b",
      "/a/c",
      "/a/d",
      "/b/e",
      "/etc",
      "/etc/passwd",
      "/bin",
      "/bin/sh",
      "/bin/ash",
      "/a/c/f",
      "/lib",
      "/usr/lib/x",
    ];
    const path = fc.constantFrom(...paths);
    const action = fc.oneof(
      fc.tuple(fc.constant("write" as const), path, fc.string({ maxLength: 5 })),
      fc.tuple(fc.constant("append" as const), path, fc.string({ maxLength: 5 })),
      fc.tuple(
        fc.constantFrom("mkdir" as const, "unlink" as const, "rmdir" as const, "chmod" as const),
        path,
        fc.constant(""),
      ),
      fc.tuple(fc.constantFrom("rename" as const, "link" as const, "symlink" as const), path, path),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const layer = Layer.from(base);
        const fs = new LayeredFileSystem([layer], { maxBytes: 1 << 20 });
        for (const [kind, from, other] of actions) {
          try {
            if (kind === "write" || kind === "append") fs.writeFile(from, other, { append: kind === "append" });
            else if (kind === "chmod") fs.chmod(from, 0o700);
            else if (kind === "rename" || kind === "link" || kind === "symlink") fs[kind](from, other);
            else fs[kind](from);
          } catch (error) {
            if (!(error instanceof SystemError)) throw error;
          }
        }
        const sealed = fs.seal();
        expect(list(new LayeredFileSystem([layer, sealed]))).toEqual(list(fs));
        expect(list(new LayeredFileSystem([layer, Layer.from(sealed.entries())]))).toEqual(list(fs));
        expect(list(new LayeredFileSystem([Layer.from(fs.entries())]))).toEqual(list(fs));
        expect(list(new LayeredFileSystem([layer]))).toEqual(list(system()));
        const files = [...sealed.entries()].filter(({ type }) => type === "file");
        // A directory of a layer that was moved has not been copied, but counts in the layer.
        expect(fs.bytes).toBeGreaterThanOrEqual(0);
        expect(fs.bytes).toBeLessThanOrEqual(files.reduce((sum, { data }) => sum + (data?.length ?? 0), 0));
      }),
    );
  });
});

describe("mounts", () => {
  test("cover a path, are shared, and are no changes", () => {
    const volume = new Volume();
    const [one, two] = [system(), system()];
    one.mount("/data", volume);
    two.mount("/etc", volume);
    one.writeFile("/data/shared", "both");
    expect(text(two, "/etc/shared")).toBe("both");
    expect(two.readdir("/etc")).toEqual(["shared"]);
    expect(one.readdir("/")).toContain("data");
    expect(one.realpath("/data/../data/shared")).toBe("/data/shared");
    expect(one.changes()).toEqual([]);
    expect(codeOf(() => one.rename("/data/shared", "/moved"))).toBe("EXDEV");
    expect(codeOf(() => one.link("/data/shared", "/moved"))).toBe("EXDEV");
    expect(codeOf(() => one.rmdir("/data"))).not.toBe("none");
  });

  test("can be read-only", () => {
    const fs = system();
    fs.mount("/ro", new Volume(), { readOnly: true });
    expect(codeOf(() => fs.writeFile("/ro/x", ""))).toBe("EROFS");
    expect(codeOf(() => fs.chmod("/ro", 0))).toBe("EROFS");
    const shared = new Volume();
    fs.mount("/rw", shared);
    fs.mount("/ro", shared, { readOnly: true });
    fs.writeFile("/rw/x", "x");
    fs.mkdir("/rw/sub");
    expect(text(fs, "/ro/x")).toBe("x");
    const changes: (() => void)[] = [
      () => fs.writeFile("/ro/x", "y"),
      () => fs.writeFile("/ro/sub/../sub/y", "y"),
      () => fs.unlink("/ro/x"),
      () => fs.rmdir("/ro/sub"),
      () => fs.rename("/ro/x", "/ro/z"),
      () => fs.link("/ro/x", "/ro/z"),
      () => fs.symlink("x", "/ro/z"),
      () => fs.chown("/ro/x", 1, 1),
      () => fs.utimes("/ro/x", 1),
      () => fs.open("/ro/x", { write: true }),
    ];
    for (const change of changes) expect(codeOf(change), String(change)).toBe("EROFS");
    expect([text(fs, "/ro/x"), fs.readdir("/ro")]).toEqual(["x", ["sub", "x"]]);
  });

  test("a volume begins with what is at its path, and what is written to it counts with the rest", () => {
    const fs = system({ maxBytes: 20_000 });
    fs.writeFile("/etc/new", "own");
    const volume = fs.volumeOf("/etc");
    fs.mount("/etc", volume);
    fs.writeFile("/etc/inside", new Uint8Array(12_000));
    expect([text(fs, "/etc/passwd"), text(fs, "/etc/new")]).toEqual(["root:x:0:0\n", "own"]);
    expect(codeOf(() => fs.writeFile("/large", new Uint8Array(12_000)))).toBe("ENOSPC");
    expect(fs.changes().map(({ path }) => path)).not.toContain("/etc/inside");
    // The rest is gone, but the volume goes on elsewhere: with the room that the rest had.
    const other = system();
    other.mount("/etc", volume);
    fs.writeFile("/more", new Uint8Array(5_000));
    expect(codeOf(() => other.writeFile("/etc/more", new Uint8Array(5_000)))).toBe("ENOSPC");
    fs.discard();
    expect(codeOf(() => other.writeFile("/etc/more", new Uint8Array(5_000)))).toBe("none");
  });
});

describe("entries", () => {
  test("are those of the moment of the call, with their hard links", () => {
    const fs = system();
    fs.writeFile("/file", "before");
    fs.link("/file", "/link");
    fs.mkdir("/d");
    const entries = fs.entries();
    fs.writeFile("/file", "after!");
    fs.unlink("/link");
    fs.writeFile("/d/late", "");
    const seen = [...entries].map(({ path, type, target, data }) => [path, type, target, data && decode(data)]);
    expect(seen).toContainEqual(["/file", "file", undefined, "before"]);
    expect(seen).toContainEqual(["/link", "hardlink", "/file", undefined]);
    expect(seen.map(([path]) => path)).not.toContain("/d/late");
    expect([...fs.entries("/d")].map(({ path }) => path)).toEqual(["/d", "/d/late"]);
  });
});

test("a tree of many files and a large file stay cheap", async () => {
  const fs = system();
  for (let n = 0; n < 5000; n++) fs.writeFile(`/etc/file${n}`, "x");
  const file = fs.open("/large", { write: true, create: true, append: true });
  const line = encode("0123456789\n");
  for (let n = 0; n < 100_000; n++) await file.write(line);
  expect(fs.stat("/large").size).toBe(1_100_000);
  expect(fs.changes().length).toBe(5002);
});

import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { packTar, type TarHeader } from "modern-tar";
import { describe, expect, test } from "vitest";
import type { ByteSource } from "../../transport/contract.ts";
import { Layer, LayeredFileSystem } from "../kernel/mod.ts";
import { readArchive } from "./archive.ts";
import { layerTar, storeLayer } from "./layer-tar.ts";

/** A source of the bytes in pieces of `size`. */
function source(bytes: Uint8Array, size = 10_000): ByteSource & { cancelled: boolean } {
  let at = 0;
  return {
    cancelled: false,
    async read() {
      if (at >= bytes.length) return undefined;
      const piece = bytes.slice(at, at + size);
      at += size;
      return piece;
    },
    cancel() {
      this.cancelled = true;
    },
  };
}

const entry = (header: Partial<TarHeader> & { name: string }, body = ""): { header: TarHeader; body: string } => ({
  header: { size: body.length, ...header },
  body,
});

async function unpack(entries: ReturnType<typeof entry>[]): Promise<LayeredFileSystem> {
  return new LayeredFileSystem([await readArchive(source(await packTar(entries)), 1e6)]);
}

const text = (fs: LayeredFileSystem, path: string): string => new TextDecoder().decode(fs.readFile(path));

async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer());
}

describe("an archive", () => {
  test("becomes a layer, whatever the pieces that it comes in", async () => {
    const bytes = await packTar([
      entry({ name: "bin/", type: "directory", mode: 0o750 }),
      entry({ name: "bin/tool", mode: 0o755, uid: 3, gid: 4, mtime: new Date(5000) }, "tool"),
      entry({ name: "bin/link", type: "symlink", linkname: "tool" }),
      entry({ name: "bin/hard", type: "link", linkname: "bin/tool" }),
    ]);
    for (const whole of [bytes, gzipSync(bytes)]) {
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 2000 }), async (size) => {
          const fs = new LayeredFileSystem([await readArchive(source(whole, size), 1e6)]);
          expect(fs.stat("/bin/tool")).toMatchObject({
            type: "file",
            mode: 0o755,
            uid: 3,
            gid: 4,
            mtime: 5000,
            links: 2,
          });
          expect(fs.stat("/bin").mode).toBe(0o750);
          expect(fs.readlink("/bin/link")).toBe("tool");
          expect(text(fs, "/bin/hard")).toBe("tool");
        }),
        { numRuns: 20 },
      );
    }
  });

  test("cannot lead out of the container", async () => {
    const fs = await unpack([
      entry({ name: "../../etc/up" }, "up"),
      entry({ name: "/abs/olute" }, "abs"),
      entry({ name: "a/../../b/./c" }, "c"),
      entry({ name: "out", type: "symlink", linkname: "../../../etc" }),
    ]);
    expect(text(fs, "/etc/up")).toBe("up");
    expect(text(fs, "/abs/olute")).toBe("abs");
    expect(text(fs, "/b/c")).toBe("c");
    expect(text(fs, "/out/up")).toBe("up");
  });

  test("may have devices, which open nothing", async () => {
    const fs = await unpack([
      entry({ name: "dev/mem", type: "character-device" }),
      entry({ name: "disk", type: "block-device" }),
    ]);
    expect(fs.lstat("/disk").type).toBe("device");
    expect(() => fs.open("/disk", { read: true })).toThrow();
  });

  test("of no bytes has no entries", async () => {
    expect((await readArchive(source(new Uint8Array(0)), 1000)).empty).toBe(true);
  });

  test("that is damaged is refused", async () => {
    const good = await packTar([entry({ name: "a" }, "x".repeat(3000))]);
    const flipped = good.slice();
    flipped[0] = 1;
    const damaged: [string, Uint8Array][] = [
      ["text", new TextEncoder().encode("this is no archive")],
      ["more text", new TextEncoder().encode("no archive ".repeat(200))],
      ["cut in a header", good.slice(0, 300)],
      ["cut in a body", good.slice(0, 2000)],
      ["a wrong checksum", flipped],
      ["gzip of nothing", gzipSync(good).slice(0, 30)],
      ["no gzip", Uint8Array.of(0x1f, 0x8b, 1, 2, 3, 4)],
      ["a link to nothing", await packTar([entry({ name: "l", type: "link", linkname: "none" })])],
    ];
    for (const [what, bytes] of damaged) {
      await expect(readArchive(source(bytes), 1e6), what).rejects.toThrow(
        /^the archive (is damaged|cannot be unpacked)/,
      );
    }
  });

  test("that is too large is refused before it is read", async () => {
    const large = source(await packTar([entry({ name: "a" }, "x".repeat(300_000))]));
    await expect(readArchive(large, 100_000)).rejects.toThrow("the archive holds more than 100000 bytes");
    expect(large.cancelled).toBe(true);
    const bomb = gzipSync(await packTar([entry({ name: "a" }, "0".repeat(2_000_000))]));
    await expect(readArchive(source(bomb), 1_000_000)).rejects.toThrow("more than 1000000 bytes");
    const many = await packTar(Array.from({ length: 300 }, (_, i) => entry({ name: `f${i}` })));
    await expect(readArchive(source(many), 100_000)).rejects.toThrow("more than 100000 bytes");
  });
});

describe("a layer's archive", () => {
  test("makes the same layer again, with the same digest", async () => {
    const fs = new LayeredFileSystem([
      Layer.from([
        { path: "/gone", type: "file", data: new Uint8Array(3) },
        { path: "/d/kept", type: "file", data: new Uint8Array(3) },
      ]),
    ]);
    fs.unlink("/gone");
    fs.mkdir("/new", { mode: 0o711 });
    fs.writeFile("/new/file", "text", { mode: 0o600 });
    fs.link("/new/file", "/new/same");
    fs.symlink("../d", "/new/link");
    fs.chown("/new/file", 7, 8);
    const layer = fs.seal();
    const bytes = await bytesOf(layerTar(layer));
    const again = await readArchive(source(bytes), 1e6);
    const [first, second] = [await storeLayer(layer), await storeLayer(again)];
    expect(second.diffId).toBe(first.diffId);
    expect(first.size).toBe(4);
    expect([...again.entries()].map((one) => one.path).sort()).toEqual(
      [...layer.entries()].map((one) => one.path).sort(),
    );
  });
});

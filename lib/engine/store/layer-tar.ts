/** Layers and whole file systems as tar archives: what they are exported as, and what the digest of a layer is taken of. */
import { createHash } from "node:crypto";
import { createTarPacker, type TarHeader } from "modern-tar";
import { Content, type Layer, type LayerEntry } from "../kernel/mod.ts";
import type { StoredLayer } from "./image.ts";

const types = {
  file: "file",
  directory: "directory",
  symlink: "symlink",
  hardlink: "link",
  device: "character-device",
  fifo: "fifo",
} as const;

/** The last time that an entry can have, in seconds since 1970. */
const latest = 0o77777777777;

/** The archive of a layer. The same layer gives the same bytes, on every machine. */
export function layerTar(layer: Layer): ReadableStream<Uint8Array> {
  return entriesTar(layer.entries());
}

/**
 * The archive of entries, whose names in it begin with `prefix`. They are taken as the archive is read: no more of them is held
 * than the few MiB that are packed ahead.
 */
export function entriesTar(entries: Iterable<LayerEntry>, prefix = ""): ReadableStream<Uint8Array> {
  const { readable, controller } = createTarPacker();
  pack(entries, prefix, controller.add.bind(controller)).then(
    () => controller.finalize(),
    (error: unknown) => controller.error(error),
  );
  return readable;
}

async function pack(
  entries: Iterable<LayerEntry>,
  prefix: string,
  add: (header: TarHeader) => WritableStream<Uint8Array>,
): Promise<void> {
  for (const entry of entries) {
    const content = entry.content ?? Content.of(entry.data ?? new Uint8Array(0));
    const writer = add(headerOf(entry, prefix, content.size)).getWriter();
    for (let at = 0, block = content.read(0); block !== undefined; block = content.read(at)) {
      await writer.write(block);
      at += block.length;
    }
    await writer.close();
  }
}

function headerOf(entry: LayerEntry, prefix: string, size: number): TarHeader {
  // The root itself has no name of its own.
  const name = `${prefix}${entry.path.replace(/^\//, "")}`.replace(/\/$/, "") || ".";
  return {
    name: entry.type === "directory" ? `${name}/` : name,
    type: types[entry.type],
    size,
    mode: entry.mode ?? (entry.type === "directory" ? 0o755 : 0o644),
    uid: entry.uid ?? 0,
    gid: entry.gid ?? 0,
    uname: "",
    gname: "",
    mtime: new Date(Math.min(Math.max(Math.floor((entry.mtime ?? 0) / 1000), 0), latest) * 1000),
    ...(entry.target === undefined ? {} : { linkname: linkName(entry, prefix) }),
  };
}

function linkName(entry: LayerEntry, prefix: string): string {
  const target = entry.target ?? "";
  return entry.type === "hardlink" ? `${prefix}${target.replace(/^\//, "")}` : target;
}

/** A layer with its digest and the bytes of its files. */
export async function storeLayer(layer: Layer): Promise<StoredLayer> {
  const hash = createHash("sha256");
  const reader = layerTar(layer).getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) hash.update(next.value);
  return { layer, diffId: `sha256:${hash.digest("hex")}`, size: layer.size };
}

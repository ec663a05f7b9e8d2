/** A layer as a tar archive: what it is exported as, and what its digest is taken of. */
import { createHash } from "node:crypto";
import { createTarPacker, type TarHeader } from "modern-tar";
import type { Layer, LayerEntry } from "../kernel/mod.ts";
import type { StoredLayer } from "./image.ts";

const types = {
  file: "file",
  directory: "directory",
  symlink: "symlink",
  hardlink: "link",
  device: "character-device",
  fifo: "fifo",
} as const;

/** The archive of a layer. The same layer gives the same bytes, on every machine. */
export function layerTar(layer: Layer): ReadableStream<Uint8Array> {
  const { readable, controller } = createTarPacker();
  pack(layer, controller.add.bind(controller)).then(
    () => controller.finalize(),
    (error: unknown) => controller.error(error),
  );
  return readable;
}

async function pack(layer: Layer, add: (header: TarHeader) => WritableStream<Uint8Array>): Promise<void> {
  for (const entry of layer.entries()) {
    const writer = add(headerOf(entry)).getWriter();
    if (entry.data !== undefined && entry.data.length > 0) await writer.write(entry.data);
    await writer.close();
  }
}

function headerOf(entry: LayerEntry): TarHeader {
  // The root itself has no name of its own.
  const name = entry.path.replace(/^\//, "") || ".";
  return {
    name: entry.type === "directory" ? `${name}/` : name,
    type: types[entry.type],
    size: entry.data?.length ?? 0,
    mode: entry.mode ?? (entry.type === "directory" ? 0o755 : 0o644),
    uid: entry.uid ?? 0,
    gid: entry.gid ?? 0,
    uname: "",
    gname: "",
    mtime: new Date(Math.floor((entry.mtime ?? 0) / 1000) * 1000),
    ...(entry.target === undefined ? {} : { linkname: linkName(entry) }),
  };
}

function linkName(entry: LayerEntry): string {
  const target = entry.target ?? "";
  return entry.type === "hardlink" ? target.replace(/^\//, "") : target;
}

/** A layer with its digest and the bytes of its files. */
export async function storeLayer(layer: Layer): Promise<StoredLayer> {
  const hash = createHash("sha256");
  const reader = layerTar(layer).getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) hash.update(next.value);
  return { layer, diffId: `sha256:${hash.digest("hex")}`, size: layer.size };
}

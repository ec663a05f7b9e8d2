/** From the bytes of a tar archive to its entries, and to a layer. */
import { createTarDecoder, type ParsedTarEntry, type TarHeader } from "modern-tar";
import type { ByteSource } from "../../transport/contract.ts";
import { Failure } from "../failure.ts";
import { Layer, type LayerEntry, SystemError } from "../kernel/mod.ts";

const types: Partial<Record<NonNullable<TarHeader["type"]>, LayerEntry["type"]>> = {
  file: "file",
  link: "hardlink",
  symlink: "symlink",
  "character-device": "device",
  "block-device": "device",
  directory: "directory",
  fifo: "fifo",
};

/** What an entry costs besides its bytes, so that an archive of empty files is bounded too: so much is held for each, at the most. */
const entryCost = 8192;

/** The longest path of an entry, in characters: no engine could make a file at a longer one. */
const mostPath = 4095;

/**
 * Reads an archive as a layer. Whatever its paths say, a layer keeps them inside the container: a leading slash and `..` lead
 * nowhere else. Devices become entries that open nothing. A Failure when the archive is damaged or holds more than `limit` bytes.
 */
export async function readArchive(source: ByteSource, limit: number): Promise<Layer> {
  const entries = await readEntries(source, limit);
  try {
    return Layer.from(entries);
  } catch (cause) {
    if (!(cause instanceof SystemError)) throw cause;
    throw new Failure(400, `the archive cannot be unpacked: ${cause.message}`, { cause });
  }
}

/**
 * Reads an archive, plain or gzipped, as it arrives, and gives its entries with their paths as they stand in it; nothing at
 * all is an archive without entries. A Failure when it is damaged or holds more than `limit` bytes.
 */
export async function readEntries(source: ByteSource, limit: number): Promise<LayerEntry[]> {
  const first = await source.read();
  if (first === undefined) return [];
  // A piece of the body may be a single byte: the magic number of gzip takes two.
  const second = first.length === 1 ? await source.read() : undefined;
  const gzipped = first[0] === 0x1f && (first[1] ?? second?.[0]) === 0x8b;
  const bytes = streamOf(second === undefined ? [first] : [first, second], source);
  const plain = gzipped ? bytes.pipeThrough(new DecompressionStream("gzip")) : bytes;
  const reader = plain.pipeThrough(createTarDecoder({ strict: true })).getReader();
  const entries: LayerEntry[] = [];
  let size = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (next.value.header.name.length > mostPath) {
        throw new Failure(400, `the archive has a path of more than ${mostPath} characters`);
      }
      size += entryCost;
      const data = await readBody(next.value, limit - size, limit);
      size += data.length;
      const entry = entryOf(next.value.header, data);
      if (entry !== undefined) entries.push(entry);
    }
    return entries;
  } catch (error) {
    await reader.cancel(error).catch(() => undefined);
    if (error instanceof Failure) throw error;
    throw new Failure(400, `the archive is damaged, or is none: ${(error as Error).message}`, { cause: error });
  }
}

function streamOf(begun: Uint8Array[], source: ByteSource): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    async pull(controller) {
      const bytes = begun.shift() ?? (await source.read());
      if (bytes === undefined) controller.close();
      else controller.enqueue(bytes as Uint8Array<ArrayBuffer>);
    },
    cancel(reason) {
      source.cancel(reason);
    },
  });
}

async function readBody(entry: ParsedTarEntry, room: number, limit: number): Promise<Uint8Array> {
  // What the header promises is refused before any of it is kept.
  if (entry.header.size > room) throw new Failure(413, `the archive holds more than ${limit} bytes`);
  const data = new Uint8Array(entry.header.size);
  const reader = entry.body.getReader();
  let at = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    data.set(next.value, at);
    at += next.value.length;
  }
  return data.subarray(0, at);
}

function entryOf(header: TarHeader, data: Uint8Array): LayerEntry | undefined {
  const type = types[header.type ?? "file"];
  if (type === undefined) return undefined;
  return {
    path: header.name,
    type,
    mode: header.mode ?? (type === "directory" ? 0o755 : 0o644),
    uid: header.uid ?? 0,
    gid: header.gid ?? 0,
    mtime: header.mtime?.getTime() ?? 0,
    ...(type === "file" ? { data } : {}),
    ...(type === "symlink" || type === "hardlink" ? { target: header.linkname ?? "" } : {}),
  };
}

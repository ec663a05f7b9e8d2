/** Entries as a tar archive that is made as it is sent. */
import { createTarPacker, type TarHeader } from "modern-tar";
import type { ByteSource } from "../../transport/contract.ts";

/** What goes into an archive: a header, and as many bytes as it promises. */
export interface ArchiveEntry {
  readonly header: TarHeader;
  readonly body?: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** Owned by root, as the docker CLI has it: who owns a file here says nothing to the engine. */
export const owner: Pick<TarHeader, "uid" | "gid"> = { uid: 0, gid: 0 };

/** A file whose bytes are there. */
export function fileEntry(name: string, content: Uint8Array): ArchiveEntry {
  const header: TarHeader = { ...owner, name, type: "file", size: content.length, mode: 0o644, mtime: new Date(0) };
  return { header, body: content.length > 0 ? [content] : [] };
}

/**
 * The archive of some entries. Nothing is asked of them before the first read, and they are asked as fast as the archive is read, a few megabytes
 * ahead. What they throw, the archive rejects with.
 */
export function archiveOf(entries: AsyncIterable<ArchiveEntry> | Iterable<ArchiveEntry>): ByteSource {
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  let cancelled = false;
  return {
    async read() {
      if (cancelled) return undefined;
      reader ??= packed(entries).getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return undefined;
        if (value.length > 0) return value;
      }
    },
    cancel(reason) {
      cancelled = true;
      reader?.cancel(reason).catch(() => {});
    },
  };
}

function packed(entries: AsyncIterable<ArchiveEntry> | Iterable<ArchiveEntry>): ReadableStream<Uint8Array> {
  const { readable, controller } = createTarPacker();
  const pack = async (): Promise<void> => {
    for await (const { header, body = [] } of entries) {
      const writer = controller.add(header).getWriter();
      writer.closed.catch(() => {}); // told by whichever write it is that fails
      for await (const bytes of body) await writer.write(bytes);
      await writer.close();
    }
    controller.finalize();
  };
  pack().catch((error) => controller.error(error));
  return readable;
}

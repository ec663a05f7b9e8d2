/** What an engine sends from a container, as chunks: stdio frames, or raw bytes; one stream, or several as one. */
import type { ByteSource, HeaderMap } from "../transport/contract.ts";
import { type OutputChunk, StdioDecoder } from "../wire/stdio.ts";
import type { ChunkSource } from "./output.ts";

/** The chunks of a stream. Whether there is a TTY is `known`, or else the content type says it. */
export function outputSource(
  stream: ByteSource,
  headers: HeaderMap,
  known: boolean | undefined,
): { source: ChunkSource; tty: boolean } {
  const tty = known ?? headers["content-type"] !== "application/vnd.docker.multiplexed-stream";
  return { source: tty ? rawSource(stream, "stdout") : framedSource(stream), tty };
}

/** Stdio frames as chunks. */
export function framedSource(stream: ByteSource): ChunkSource {
  const decoder = new StdioDecoder();
  return {
    async next() {
      const chunks: OutputChunk[] = [];
      while (chunks.length === 0) {
        const bytes = await stream.read();
        if (bytes === undefined) {
          decoder.end();
          return undefined;
        }
        decoder.push(bytes, chunks);
      }
      return chunks;
    },
    cancel: (reason) => stream.cancel(reason),
  };
}

/** Raw bytes as chunks of one side. */
export function rawSource(stream: ByteSource, side: OutputChunk["stream"]): ChunkSource {
  return {
    async next() {
      const bytes = await stream.read();
      return bytes && [{ stream: side, bytes }];
    },
    cancel: (reason) => stream.cancel(reason),
  };
}

/** Several sources as one, each read as soon as what it gave before was taken. */
export function merged(sources: ChunkSource[]): ChunkSource {
  const pending = new Map<ChunkSource, Promise<{ source: ChunkSource; chunks: OutputChunk[] | undefined }>>();
  const ask = (source: ChunkSource) => {
    const next = source.next().then((chunks) => ({ source, chunks }));
    next.catch(() => {}); // when another one fails first, this failure is its consequence
    pending.set(source, next);
  };
  let begun = false;
  return {
    async next() {
      if (!begun) for (const source of sources) ask(source);
      begun = true;
      while (pending.size > 0) {
        const { source, chunks } = await Promise.race(pending.values());
        if (chunks === undefined) pending.delete(source);
        else {
          ask(source);
          return chunks;
        }
      }
      return undefined;
    },
    cancel(reason) {
      for (const source of sources) source.cancel(reason);
    },
  };
}

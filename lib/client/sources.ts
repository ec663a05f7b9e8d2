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
  let failure: { error: unknown } | undefined;
  return {
    async next() {
      const chunks: OutputChunk[] = [];
      while (chunks.length === 0) {
        if (failure) throw failure.error;
        const bytes = await stream.read();
        if (bytes === undefined) {
          decoder.end();
          return undefined;
        }
        try {
          decoder.push(bytes, chunks);
        } catch (error) {
          failure = { error }; // after what came before it
        }
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

/** Several sources as one, each read again as soon as what it gave was taken. */
export function merged(sources: ChunkSource[]): ChunkSource {
  // What the sources gave, in the order in which they did; one waiter at most. (A race over their promises would keep all that the
  // others ever gave alive, as long as one of them is quiet.)
  const ready: { source: ChunkSource; chunks: OutputChunk[] | undefined }[] = [];
  let failure: { error: unknown } | undefined;
  let wake = () => {};
  let open = sources.length;
  let begun = false;
  const ask = (source: ChunkSource) => {
    source.next().then(
      (chunks) => {
        ready.push({ source, chunks });
        wake();
      },
      (error) => {
        failure ??= { error };
        wake();
      },
    );
  };
  return {
    async next() {
      if (!begun) for (const source of sources) ask(source);
      begun = true;
      while (open > 0) {
        const given = ready.shift();
        if (given?.chunks !== undefined) {
          ask(given.source);
          return given.chunks;
        }
        if (given !== undefined) open--;
        else if (failure) throw failure.error;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
      return undefined;
    },
    cancel(reason) {
      for (const source of sources) source.cancel(reason);
    },
  };
}

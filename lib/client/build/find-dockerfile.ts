/** Finds the Dockerfile in an archive while the archive is sent. */
import { createTarDecoder } from "modern-tar";
import { InvalidArgumentError } from "../../errors.ts";
import type { ByteSource } from "../../transport/contract.ts";

/** The most bytes of a Dockerfile. */
const limit = 1024 * 1024;

/** An archive that is looked into. */
export interface Searched {
  /** The archive, byte by byte as it was. It has to be read to its end. */
  readonly archive: ByteSource;
  /** The Dockerfile, once the archive was read. Rejects with an InvalidArgumentError when there is none. */
  dockerfile(): Promise<Uint8Array>;
}

/**
 * Looks for the Dockerfile in an archive, plain or compressed with gzip, as it passes by. What was compressed in another way, or is no archive, breaks
 * off with an InvalidArgumentError. Of two files with that name the later one counts, as it would when they are unpacked.
 */
export function searchDockerfile(archive: Uint8Array | ByteSource, path: string): Searched {
  const source = archive instanceof Uint8Array ? piecesOf(archive) : archive;
  let search: Search | undefined;
  let held: Uint8Array[] = [];
  return {
    archive: {
      async read() {
        const ready = held.shift();
        if (ready !== undefined) return ready;
        const bytes = await source.read();
        if (search === undefined && bytes !== undefined) {
          // A piece may be a single byte, and the marks of a compression are longer.
          const start = await startOf(source, bytes);
          search = new Search(path, start);
          held = start.slice(1);
          for (const piece of start) await search.take(piece);
        } else if (bytes === undefined) await search?.end();
        else await search!.take(bytes);
        return bytes;
      },
      cancel: (reason) => {
        source.cancel(reason);
        search?.stop(reason);
      },
    },
    async dockerfile() {
      const found = await search?.found;
      if (found !== undefined) return found;
      throw new InvalidArgumentError(`there is no ${path} in the context`, {
        hint: "Say where it is: { dockerfile }.",
      });
    },
  };
}

class Search {
  /** What was found, at the end. */
  readonly found: Promise<Uint8Array | undefined>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;

  constructor(path: string, start: readonly Uint8Array[]) {
    const form = compression(start);
    if (form !== undefined && form !== "gzip") throw unreadable(`is compressed with ${form}`);
    const decoder = createTarDecoder({ strict: true });
    const input = form === "gzip" ? new DecompressionStream("gzip") : decoder;
    if (input !== decoder) (input.readable as ReadableStream<Uint8Array>).pipeTo(decoder.writable).catch(() => {});
    this.#writer = input.writable.getWriter() as WritableStreamDefaultWriter<Uint8Array>;
    this.#writer.closed.catch(() => {});
    this.found = lastFile(decoder.readable, path).catch((cause) => {
      throw cause instanceof InvalidArgumentError ? cause : unreadable("is damaged, or none", cause);
    });
    this.found.catch(() => {}); // told to whoever sends the archive
  }

  async take(bytes: Uint8Array): Promise<void> {
    await this.#writer.write(bytes).catch(() => this.found);
  }

  async end(): Promise<void> {
    await this.#writer.close().catch(() => {});
    await this.found;
  }

  stop(reason: unknown): void {
    this.#writer.abort(reason).catch(() => {});
  }
}

async function lastFile(
  entries: ReturnType<typeof createTarDecoder>["readable"],
  path: string,
): Promise<Uint8Array | undefined> {
  const reader = entries.getReader();
  let found: Uint8Array | undefined;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const { header, body } = next.value;
      // Read, not cancelled: in modern-tar 0.8.6 a late cancel may hit the body of the next entry, which then never ends.
      if (header.type !== "file" || normalized(header.name) !== normalized(path))
        await body.pipeTo(new WritableStream());
      else if (header.size > limit) {
        throw new InvalidArgumentError(`${path} in the context has more than ${limit} bytes`, {
          hint: "Is it a Dockerfile? Say where that is: { dockerfile }.",
        });
      } else found = new Uint8Array(await new Response(body).arrayBuffer());
    }
    return found;
  } catch (error) {
    await reader.cancel(error).catch(() => {}); // or what comes after it would wait to be taken
    throw error;
  }
}

function normalized(path: string): string {
  return path
    .split("/")
    .filter((name) => name !== "" && name !== ".")
    .join("/");
}

const marks: readonly (readonly [string, readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b]],
  ["bzip2", [0x42, 0x5a, 0x68]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
];
const longestMark = 5;

async function startOf(source: ByteSource, first: Uint8Array): Promise<Uint8Array[]> {
  const start = [first];
  for (let size = first.length; size < longestMark; size += start.at(-1)!.length) {
    const more = await source.read();
    if (more === undefined) break;
    start.push(more);
  }
  return start;
}

function compression(start: readonly Uint8Array[]): string | undefined {
  const bytes = start.flatMap((piece) => [...piece.subarray(0, longestMark)]);
  return marks.find(([, mark]) => mark.every((byte, i) => bytes[i] === byte))?.[0];
}

function unreadable(why: string, cause?: unknown): InvalidArgumentError {
  return new InvalidArgumentError(`the context is no tar archive that dks can look into: it ${why}`, {
    cause,
    hint: "An engine that speaks 1.0 takes the Dockerfile apart from its context: give a tar archive, plain or compressed with gzip.",
  });
}

/** In pieces, so that what is looked into is not held twice. */
function piecesOf(bytes: Uint8Array): ByteSource {
  let at = 0;
  return {
    async read() {
      if (at >= bytes.length) return undefined;
      const piece = bytes.subarray(at, at + 65_536);
      at += piece.length;
      return piece;
    },
    cancel: () => {
      at = bytes.length;
    },
  };
}

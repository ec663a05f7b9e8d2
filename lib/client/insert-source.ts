/** The file that is to be inserted: from where it comes, as bytes whose number is known. */
import { InvalidArgumentError, StreamError } from "../errors.ts";
import type { ByteSource } from "../transport/contract.ts";
import { toByteSource } from "./upload.ts";

/** The most bytes that are held in memory of a file whose length is not known. */
const heldLimit = 64 * 1024 * 1024;

/** A file, and its length. */
export interface FileSource {
  /** In bytes. */
  size: number;
  /** Gives exactly that many bytes, or rejects. */
  body: ByteSource;
}

/**
 * Opens a file: fetches the URL, or takes the bytes that are given. A StreamError when the URL cannot be had, an InvalidArgumentError when a
 * file of unknown length is too long to be held.
 */
export async function openFile(
  source: URL | Uint8Array | ByteSource,
  size: number | undefined,
  signal: AbortSignal | undefined,
): Promise<FileSource> {
  if (source instanceof Uint8Array) return bytesOf([source]);
  if (!(source instanceof URL)) return size === undefined ? hold(source) : exactly(source, size);
  // Without the query, which may hold secrets.
  const shown = `${source.origin}${source.pathname}`;
  const response = await fetched(source, shown, signal);
  if (response.body === null) return bytesOf([]);
  const body = toByteSource(response.body) as ByteSource;
  const length = size ?? lengthOf(response.headers);
  const whole = {
    read: () => body.read().catch((cause) => Promise.reject(unfetched(`${shown} broke off`, cause))),
    cancel: body.cancel,
  };
  return length === undefined ? hold(whole) : exactly(whole, length);
}

async function fetched(url: URL, shown: string, signal: AbortSignal | undefined): Promise<Response> {
  // Compressed on the way, the length that is told would not be that of the file.
  const response = await fetch(url, { headers: { "accept-encoding": "identity" }, signal: signal ?? null }).catch(
    (cause) => {
      throw unfetched(`${shown} cannot be fetched`, cause);
    },
  );
  if (response.ok) return response;
  await response.body?.cancel();
  throw unfetched(`${shown} cannot be fetched: it answers with status ${response.status}`);
}

function unfetched(what: string, cause?: unknown): StreamError {
  return new StreamError(what, {
    operation: "ImageInsert",
    cause,
    hint: "Check the URL. It is fetched from here, not by the engine.",
  });
}

function lengthOf(headers: Headers): number | undefined {
  const length = headers.get("content-length") ?? "";
  const encoding = headers.get("content-encoding") ?? "identity";
  return encoding === "identity" && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

/** Reads a file whole, so that its length is known. */
async function hold(body: ByteSource): Promise<FileSource> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for (let bytes = await body.read(); bytes !== undefined; bytes = await body.read()) {
    size += bytes.length;
    if (size > heldLimit) {
      body.cancel();
      throw new InvalidArgumentError(`insert: a file of more than ${heldLimit} bytes, whose length is not known`, {
        hint: "Say how long it is: { size }. It is then sent as it is read.",
      });
    }
    pieces.push(bytes);
  }
  return bytesOf(pieces);
}

function bytesOf(pieces: readonly Uint8Array[]): FileSource {
  const left = pieces.filter(({ length }) => length > 0);
  const size = left.reduce((total, { length }) => total + length, 0);
  return { size, body: { read: async () => left.shift(), cancel: () => void left.splice(0) } };
}

/** The length stands before the bytes, so it must be true. */
function exactly(body: ByteSource, size: number): FileSource {
  let sent = 0;
  const wrong = (what: string): StreamError =>
    new StreamError(`insert: the source gave ${what} than the ${size} bytes that it was said to have`, {
      operation: "ImageInsert",
      hint: "Correct `size`, or leave it out. If the length was told by what a URL leads to, the file broke off on its way.",
    });
  return {
    size,
    body: {
      async read() {
        const bytes = await body.read();
        sent += bytes?.length ?? 0;
        if (sent > size) throw wrong("more");
        if (bytes === undefined && sent < size) throw wrong("less");
        return bytes;
      },
      cancel: (reason) => body.cancel(reason),
    },
  };
}

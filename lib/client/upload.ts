/** What may be uploaded, as bytes to be pulled. */
import { InvalidArgumentError } from "../errors.ts";
import type { ByteSource } from "../transport/contract.ts";

/** Bytes, or something that gives them piece by piece and is read only as fast as the engine takes them. */
export type Uploadable = Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** The bytes of an upload, to be sent; a Uint8Array stays whole, so that its length can be told. */
export function toByteSource(upload: Uploadable): Uint8Array | ByteSource {
  if (upload instanceof Uint8Array) return upload;
  if (upload instanceof ReadableStream) return readerSource(upload.getReader());
  if (typeof upload === "object" && upload !== null && Symbol.asyncIterator in upload)
    return iteratorSource(upload[Symbol.asyncIterator]());
  throw new InvalidArgumentError(
    "an upload must be a Uint8Array, a ReadableStream or an async iterable of Uint8Arrays",
    {
      hint: "Encode text with new TextEncoder().encode(text).",
    },
  );
}

function readerSource(reader: ReadableStreamDefaultReader<Uint8Array>): ByteSource {
  return {
    async read() {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return undefined;
        if (checked(value).length > 0) return value;
      }
    },
    cancel: (reason) => void reader.cancel(reason).catch(() => {}),
  };
}

function iteratorSource(iterator: AsyncIterator<Uint8Array>): ByteSource {
  return {
    async read() {
      for (;;) {
        const { done, value } = await iterator.next();
        if (done) return undefined;
        if (checked(value).length > 0) return value;
      }
    },
    cancel: () => void iterator.return?.().catch(() => {}),
  };
}

function checked(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new InvalidArgumentError(`an upload gave a ${typeof value} where bytes are needed`, {
    hint: "Give Uint8Arrays; encode text with a TextEncoder.",
  });
}

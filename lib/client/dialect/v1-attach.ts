/**
 * A v1.0 engine that is asked to stream from a container which is not running says so inside the stream, after the log, as if the
 * program had written it. This takes that line out again.
 */
import type { ByteSource } from "../../transport/contract.ts";

/** The line, as the engine of 2013 writes it. */
export const stoppedMark = "Error: Impossible to attach to a stopped container, start it first\n";

/**
 * The source without the mark at its end. A program may have written the very same line: `written` is asked, only when the mark was
 * seen, whether it did, and may throw to say that the attachment failed.
 */
export function withoutStoppedMark(source: ByteSource, written: () => Promise<boolean>): ByteSource {
  const mark = new TextEncoder().encode(stoppedMark);
  let held: Uint8Array = new Uint8Array(0);
  let over = false;
  return {
    async read() {
      while (!over) {
        const bytes = await source.read();
        if (bytes === undefined) {
          over = true;
          const rest = endsWith(held, mark) && !(await written()) ? held.subarray(0, held.length - mark.length) : held;
          return rest.length > 0 ? rest : undefined;
        }
        const all = held.length === 0 ? bytes : concat(held, bytes);
        const keep = overlap(all, mark);
        held = all.slice(all.length - keep);
        if (all.length > keep) return all.subarray(0, all.length - keep);
      }
      return undefined;
    },
    cancel: (reason) => source.cancel(reason),
  };
}

/** How many bytes at the end of `bytes` are the beginning of the mark (or the whole of it). */
function overlap(bytes: Uint8Array, mark: Uint8Array): number {
  for (let length = Math.min(bytes.length, mark.length); length > 0; length--) {
    let i = 0;
    while (i < length && bytes[bytes.length - length + i] === mark[i]) i++;
    if (i === length) return length;
  }
  return 0;
}

function endsWith(bytes: Uint8Array, mark: Uint8Array): boolean {
  return bytes.length >= mark.length && overlap(bytes, mark) === mark.length;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

/** A log of Podman (4.3) that is followed may lack the last bytes before its end: it is read once more there, and what was missing is added. */
import type { ChunkSource } from "../output.ts";

/** The chunks of the first source, and then what the second one, which begins from the start, has more of each side. */
export function completed(first: ChunkSource, reopen: () => Promise<ChunkSource>): ChunkSource {
  const seen = { stdout: 0, stderr: 0 };
  let current = first;
  let again = false;
  let cancelled = false;
  return {
    async next() {
      for (;;) {
        const chunks = await current.next();
        if (chunks === undefined) {
          if (again || cancelled) return undefined;
          again = true;
          current = await reopen();
          if (cancelled) current.cancel();
          continue;
        }
        if (!again) {
          for (const { stream, bytes } of chunks) seen[stream] += bytes.length;
          return chunks;
        }
        const more = chunks.flatMap(({ stream, bytes }) => {
          const known = Math.min(seen[stream], bytes.length);
          seen[stream] -= known;
          return known < bytes.length ? [{ stream, bytes: bytes.subarray(known) }] : [];
        });
        if (more.length > 0) return more;
      }
    },
    cancel(reason) {
      cancelled = true;
      current.cancel(reason);
    },
  };
}

/**
 * Where Podman (4.3) differs. On an attach it replays the log in a form of its own, and does not end when the container has ended. So what
 * was said comes from the log there, and only stdin is attached. And a log that is followed may lack the last bytes before the end: so at its
 * end the log is read once more, and what was missing is added.
 */
import type { ApiClient } from "../api-client.ts";
import type { AttachOptions } from "../attach.ts";
import { Attachment } from "../attachment.ts";
import type { ChunkSource } from "../output.ts";
import { outputSource } from "../sources.ts";

/** Attaches to a container whose log is to be replayed. */
export async function attachPodman(
  api: ApiClient,
  id: string,
  options: AttachOptions,
  isTty: () => Promise<boolean>,
): Promise<Attachment> {
  const { stream, stdin, stdout, stderr, signal } = options;
  const tty = await isTty();
  const open = async (follow: boolean): Promise<ChunkSource> => {
    const parameters = { id, follow, stdout: stdout === true, stderr: stderr === true };
    const { body, headers } = await api.perform("ContainerLogs", { parameters, signal });
    return outputSource(body, headers, tty).source;
  };
  const followed = await open(stream === true);
  try {
    const input = stdin
      ? await api.hijack("ContainerAttach", { parameters: { id, stream: true, stdin: true }, signal })
      : undefined;
    const source = stream ? completed(followed, () => open(false)) : followed;
    return new Attachment({ source, tty, stdin: input?.stream, signal });
  } catch (error) {
    followed.cancel(error);
    throw error;
  }
}

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

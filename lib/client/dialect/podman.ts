/**
 * Where Podman (4.3) differs. On an attach it replays the log in a form of its own, and does not end when the container has ended. So what
 * was said comes from the log there, and only stdin is attached. And a log that is followed may lack the last bytes before the end: so at its
 * end the log is read once more, and what was missing is added.
 */
import { onAbort } from "../../transport/abort.ts";
import type { Duplex } from "../../transport/contract.ts";
import type { ApiClient, ParameterValue } from "../api-client.ts";
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
  const parameters = { id, stdout: stdout === true, stderr: stderr === true };
  const input = stdin
    ? await api.hijack("ContainerAttach", { parameters: { id, stream: true, stdin: true }, signal })
    : undefined;
  const source =
    stdout || stderr ? logSource(api, { ...parameters, follow: stream === true }, tty, signal) : ending(input?.stream);
  return new Attachment({ source, tty, stdin: input?.stream, signal });
}

/**
 * The chunks of a log. The call is made at once, but not waited for: Podman sends not even the head of its answer before the first byte of
 * output, and the program may wait for its input before it says anything.
 */
export function logSource(
  api: ApiClient,
  parameters: Record<string, ParameterValue>,
  tty: boolean | undefined,
  signal: AbortSignal | undefined,
): ChunkSource {
  const giveUp = new AbortController();
  const ignore = onAbort(signal, () => giveUp.abort(signal!.reason));
  const open = async (follow: boolean): Promise<ChunkSource> => {
    const options = { parameters: { ...parameters, follow }, signal: giveUp.signal };
    const { body, headers } = await api.perform("ContainerLogs", options);
    return outputSource(body, headers, tty).source;
  };
  const first = open(parameters["follow"] === true);
  first.catch(() => {}); // told to whoever reads
  const later: ChunkSource = {
    next: async () => (await first).next(),
    cancel: (reason) => giveUp.abort(reason ?? new DOMException("given up", "AbortError")),
  };
  const whole = parameters["follow"] === true && parameters["tail"] === undefined;
  const source = whole ? completed(later, () => open(false)) : later;
  return {
    next: () => source.next(),
    cancel(reason) {
      ignore();
      giveUp.abort(reason ?? new DOMException("given up", "AbortError"));
      source.cancel(reason);
    },
  };
}

/** No output at all, until the connection ends. */
function ending(stream: Duplex | undefined): ChunkSource {
  return {
    async next() {
      while ((await stream?.read()) !== undefined);
      return undefined;
    },
    cancel: (reason) => stream?.cancel(reason),
  };
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

/**
 * An attachment that begins with what was said so far. The call for it, an attach with `logs` and `stream`, cannot be relied on: dockerd
 * reads the log and then joins the stream, so that lines in between come twice or not at all (16 of 240 times, from a program that writes
 * every 3 ms), and it never ends when the program ended first; Podman (4.3) replays the log in a form of its own, and never ends at all. The
 * log itself, followed, has every byte once, and ends with the program. So output comes from there, and only stdin is attached.
 */
import { onAbort } from "../transport/abort.ts";
import type { Duplex } from "../transport/contract.ts";
import type { ApiClient, ParameterValue } from "./api-client.ts";
import { ConnectError } from "../errors.ts";
import type { AttachOptions } from "./attach.ts";
import { Attachment } from "./attachment.ts";
import { completed } from "./dialect/podman-log.ts";
import type { ChunkSource } from "./output.ts";
import { outputSource } from "./sources.ts";

/** Attaches to a container whose log is to be replayed. */
export async function attachLog(api: ApiClient, id: string, options: AttachOptions, tty: boolean): Promise<Attachment> {
  const { stream, stdin, stdout, stderr, signal } = options;
  const parameters = { id, stdout: stdout === true, stderr: stderr === true };
  const input = stdin
    ? await api.hijack("ContainerAttach", { parameters: { id, stream: true, stdin: true }, signal })
    : undefined;
  const source =
    stdout || stderr
      ? await logSource(api, { ...parameters, follow: stream === true }, tty, signal)
      : ending(input?.stream);
  return new Attachment({ source: input ? closing(source, input.stream) : source, tty, stdin: input?.stream, signal });
}

/**
 * The chunks of a log. The call is made at once, but not waited for: Podman sends not even the head of its answer before the first byte of
 * output, and the program may wait for its input before it says anything. What goes wrong with it is told to whoever reads.
 */
export async function logSource(
  api: ApiClient,
  parameters: Record<string, ParameterValue>,
  tty: boolean | undefined,
  signal: AbortSignal | undefined,
): Promise<ChunkSource> {
  const giveUp = new AbortController();
  const ignore = onAbort(signal, () => giveUp.abort(signal!.reason));
  const open = async (follow: boolean): Promise<ChunkSource> => {
    const options = { parameters: { ...parameters, follow }, signal: giveUp.signal };
    const { body, headers } = await api.perform("ContainerLogs", options);
    return outputSource(body, headers, tty).source;
  };
  const first = open(parameters["follow"] === true);
  first.catch(() => {});
  const later: ChunkSource = {
    next: async () => (await first).next(),
    cancel: (reason) => giveUp.abort(reason ?? new DOMException("given up", "AbortError")),
  };
  const whole = parameters["follow"] === true && parameters["tail"] === undefined;
  const mayLack = whole && (await api.isPodman());
  const source = mayLack ? completed(later, () => open(false)) : later;
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

/** The same chunks. A program that has ended takes no input: an engine may hold the connection for it until the next start. */
function closing(source: ChunkSource, input: Duplex): ChunkSource {
  return {
    async next() {
      const chunks = await source.next();
      if (chunks === undefined) input.cancel(new ConnectError("The program has ended, and takes no more input"));
      return chunks;
    },
    cancel: (reason) => source.cancel(reason),
  };
}

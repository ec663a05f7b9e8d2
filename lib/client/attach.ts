/**
 * Attaching. A modern engine sends stdout and stderr as stdio frames on one connection, or raw bytes when the container has a
 * TTY: API 1.42 and up says which in the content type, before it the container's configuration does.
 *
 * A v1.0 engine sends raw bytes in which nothing tells stdout from stderr, and it ends an attachment as soon as its stdin is half-closed,
 * losing the output. So there each of the three gets a connection of its own; their order among each other is not known.
 */
import { compareVersions } from "../api/versions.ts";
import { ConflictError } from "../errors.ts";
import type { ByteSource, Duplex, HeaderMap } from "../transport/contract.ts";
import { type OutputChunk, StdioDecoder } from "../wire/stdio.ts";
import { type ApiClient, type ParameterValue, requireVersion } from "./api-client.ts";
import { Attachment } from "./attachment.ts";
import { stoppedMark, withoutStoppedMark } from "./dialect/v1-attach.ts";
import type { ChunkSource } from "./output.ts";

/** What to attach to. Without any of `logs` and `stream`, `stream` is taken; without any of the three streams, stdout and stderr. */
export interface AttachOptions {
  /** Replays what the container has written so far. */
  logs?: boolean;
  /** Goes on with what it writes from now. */
  stream?: boolean;
  stdin?: boolean;
  stdout?: boolean;
  stderr?: boolean;
  /** The keys that detach from a TTY, e.g. `ctrl-p,ctrl-q`. Since API 1.24. */
  detachKeys?: string;
  /** Aborting closes the connection. The container goes on. */
  signal?: AbortSignal;
}

/** What of a container's log is wanted. Without any of `stdout` and `stderr`, both are taken. */
export interface LogsOptions {
  /** Goes on with what the container writes from now, until it ends. */
  follow?: boolean;
  stdout?: boolean;
  stderr?: boolean;
  /** Only what was written since this time, in Unix seconds. Since API 1.24. */
  since?: number;
  /** Only what was written until this time, in Unix seconds. Since API 1.35. */
  until?: number;
  /** Puts the time, in RFC 3339, before each line. Since API 1.24. */
  timestamps?: boolean;
  /** Only this many of the last lines. Since API 1.24. */
  tail?: number;
  /** Aborting closes the connection. */
  signal?: AbortSignal;
}

/** Attaches to a container. `isTty` tells whether it has a TTY, and is asked only where the engine's answer does not say it. */
export async function attach(
  api: ApiClient,
  id: string,
  options: AttachOptions,
  isTty: () => Promise<boolean>,
): Promise<Attachment> {
  const wanted = withDefaults(options);
  const { dialect } = await api.engine();
  if (dialect === "v1.0") return attachV1(api, id, wanted, await isTty());
  if (wanted.logs && (await api.isPodman())) return attachPodman(api, id, wanted, isTty);
  const { signal, ...parameters } = wanted;
  const tty = await knownTty(api, isTty);
  const { headers, stream } = await api.hijack("ContainerAttach", { parameters: { id, ...parameters }, signal });
  const output = outputSource(stream, headers, tty);
  return new Attachment({ ...output, stdin: wanted.stdin ? stream : undefined, signal });
}

/** Opens a container's log: an attachment without stdin. */
export async function logs(
  api: ApiClient,
  id: string,
  options: LogsOptions,
  isTty: () => Promise<boolean>,
): Promise<Attachment> {
  const { signal, ...wanted } = options;
  if (!wanted.stdout && !wanted.stderr) Object.assign(wanted, { stdout: true, stderr: true });
  if ((await api.engine()).dialect === "v1.0") return logsV1(api, id, wanted, signal, isTty);
  const tty = await knownTty(api, isTty);
  const response = await api.perform("ContainerLogs", { parameters: { id, ...wanted }, signal });
  return new Attachment({ ...outputSource(response.body, response.headers, tty), signal });
}

/** A v1.0 engine gives the log through an attachment, whole. */
function logsV1(
  api: ApiClient,
  id: string,
  wanted: LogsOptions,
  signal: AbortSignal | undefined,
  isTty: () => Promise<boolean>,
): Promise<Attachment> {
  const { follow, stdout, stderr, ...rest } = wanted;
  for (const [option, value] of Object.entries(rest)) {
    if (value === undefined || value === false) continue;
    const since = option === "until" ? "1.35" : "1.24";
    requireVersion(`the option \`${option}\` of ContainerLogs`, since, { version: "1.0", dialect: "v1.0" });
  }
  const options = { logs: true, ...(follow && { stream: true }), ...(stdout && { stdout }), ...(stderr && { stderr }) };
  return attach(api, id, { ...options, ...(signal && { signal }) }, isTty);
}

/**
 * Podman (4.3) replays a log on an attach in a form of its own, and does not end it when the container has ended. So what it has said comes
 * from its log there, and only stdin is attached.
 */
async function attachPodman(
  api: ApiClient,
  id: string,
  options: AttachOptions,
  isTty: () => Promise<boolean>,
): Promise<Attachment> {
  const { stream, stdin, stdout, stderr, signal } = options;
  const wanted = { follow: stream === true, stdout: stdout === true, stderr: stderr === true };
  const tty = await isTty();
  const response = await api.perform("ContainerLogs", { parameters: { id, ...wanted }, signal });
  try {
    const input = stdin
      ? await api.hijack("ContainerAttach", { parameters: { id, stream: true, stdin: true }, signal })
      : undefined;
    return new Attachment({ ...outputSource(response.body, response.headers, tty), stdin: input?.stream, signal });
  } catch (error) {
    response.body.cancel(error);
    throw error;
  }
}

/** From API 1.42 on the content type tells raw bytes from frames; before it the container's configuration does. */
async function knownTty(api: ApiClient, isTty: () => Promise<boolean>): Promise<boolean | undefined> {
  return compareVersions((await api.engine()).version, "1.42") >= 0 ? undefined : isTty();
}

function outputSource(
  stream: ByteSource,
  headers: HeaderMap,
  known: boolean | undefined,
): { source: ChunkSource; tty: boolean } {
  const tty = known ?? headers["content-type"] !== "application/vnd.docker.multiplexed-stream";
  return { source: tty ? rawSource(stream, "stdout") : framedSource(stream), tty };
}

function withDefaults(options: AttachOptions): AttachOptions & { stream?: boolean } {
  const { stdin, stdout, stderr } = options;
  const streams = stdin || stdout || stderr ? {} : { stdout: true, stderr: true };
  return { ...options, ...(options.logs || options.stream ? {} : { stream: true }), ...streams };
}

/** Stdio frames as chunks. */
function framedSource(stream: ByteSource): ChunkSource {
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
function rawSource(stream: ByteSource, side: OutputChunk["stream"]): ChunkSource {
  return {
    async next() {
      const bytes = await stream.read();
      return bytes && [{ stream: side, bytes }];
    },
    cancel: (reason) => stream.cancel(reason),
  };
}

async function attachV1(api: ApiClient, id: string, options: AttachOptions, tty: boolean): Promise<Attachment> {
  const { signal, stdin, stdout, stderr, ...rest } = options;
  const open: Duplex[] = [];
  const dial = async (parameters: Record<string, ParameterValue>) => {
    const { stream } = await api.hijack("ContainerAttach", { parameters: { id, ...parameters }, signal });
    open.push(stream);
    return stream;
  };
  try {
    const sides = (["stdout", "stderr"] as const).filter((side) => (side === "stdout" ? stdout : stderr && !tty));
    if (tty && stderr && !stdout) sides.push("stdout"); // with a TTY everything is stdout
    const sources = [];
    for (const side of sides) {
      const stream = await dial({ ...rest, [side]: true });
      sources.push(rawSource(rest.stream ? withoutStoppedMark(stream, () => endOfLog(api, id, side)) : stream, side));
    }
    const input = stdin ? await dial({ stream: true, stdin: true }) : undefined;
    if (input && sources.length === 0) sources.push(rawSource(input, "stdout")); // nothing comes here but the end
    return new Attachment({ source: merged(sources), stdin: input, tty, signal });
  } catch (error) {
    for (const stream of open) stream.cancel(error);
    throw error;
  }

  async function endOfLog(client: ApiClient, container: string, side: "stdout" | "stderr"): Promise<boolean> {
    if (!rest.logs) {
      throw new ConflictError(stoppedMark.replace(/^Error: |\n$/g, ""), {
        operation: "ContainerAttach",
        method: "POST",
        path: `/containers/${container}/attach`,
        status: 200,
        hint: "Start the container first, or attach with { logs: true }.",
      });
    }
    const { stream } = await client.hijack("ContainerAttach", {
      parameters: { id: container, logs: true, [side]: true },
      signal,
    });
    let tail = "";
    const decoder = new TextDecoder("latin1");
    for (let bytes = await stream.read(); bytes !== undefined; bytes = await stream.read()) {
      tail = (tail + decoder.decode(bytes)).slice(-stoppedMark.length);
    }
    return tail === stoppedMark;
  }
}

/** Several sources as one, each read as soon as what it gave before was taken. */
function merged(sources: ChunkSource[]): ChunkSource {
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

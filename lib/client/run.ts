/**
 * The `docker run` recipe: create; when the image is not there, pull it and create again, once; attach; start; wait; remove.
 *
 * Nothing that the program says is lost, and no end is missed: on a modern engine the attachment and the wait (API 1.30 and up) stand before
 * the start. A v1.0 engine attaches to running containers only, so there it is the document's order: start, then attach with the log.
 * The container goes only after its end and the end of its output.
 */
import type { ContainerCreateRequest } from "../api/models.ts";
import { compareVersions } from "../api/versions.ts";
import type { ImageRef } from "../api/reference.ts";
import { ConflictError, ConnectError, InvalidArgumentError, NotFoundError } from "../errors.ts";
import { onAbort, unlessAborted } from "../transport/abort.ts";
import type { OutputChunk } from "../wire/stdio.ts";
import type { ProgressMessage } from "../wire/progress.ts";
import type { ApiClient } from "./api-client.ts";
import { type Attachment, type Bytes, iterate } from "./attachment.ts";
import type { CallOptions, Container } from "./container.ts";
import type { Containers } from "./containers.ts";
import { Feed } from "./feed.ts";
import type { Images } from "./images.ts";
import { Sink } from "./sink.ts";

/** Options of `docker.run`. */
export interface RunOptions extends CallOptions {
  /** Does not attach: resolves to the container as soon as it has started. */
  detach?: boolean;
  /** What the program reads: text, bytes, or a stream of bytes. Its stdin is closed after it. Without it, stdin is empty. */
  stdin?: Bytes | ReadableStream<Uint8Array>;
  /** Gives the program a TTY: one output, in which lines end with CR LF. */
  tty?: boolean;
  /** Is given stdout as it comes; the result's `stdout` is then empty. Closed at the end. */
  stdout?: WritableStream<Uint8Array>;
  /** Is given stderr as it comes; the result's `stderr` is then empty. Closed at the end. */
  stderr?: WritableStream<Uint8Array>;
  /** Is given every piece of output in the order of the wire, besides; what it returns is awaited before more is read. */
  onOutput?: (chunk: OutputChunk) => void | Promise<void>;
  /** Is given the messages of a pull. */
  onProgress?: (message: ProgressMessage) => void;
  /** When to pull the image: when it is `missing` (the default), `never`, or `always`. */
  pull?: "missing" | "never" | "always";
  /** Removes the container at its end. True unless `detach` is set; detached, it needs API 1.25. */
  rm?: boolean;
  /** The container's name. Since API 1.24. */
  name?: string;
  /** The program's environment, added to the image's. */
  env?: Readonly<Record<string, string>>;
  /** More of the container's configuration, as `containers.create` takes it. */
  config?: ContainerCreateRequest;
}

/** What a run gives. */
export interface RunResult {
  /** The program's exit code; 128 + n after signal n. */
  exitCode: number;
  /** What it wrote to stdout, decoded as UTF-8. */
  stdout: string;
  /** What it wrote to stderr; empty with a TTY. */
  stderr: string;
}

/** What a run works with. */
export interface RunParts {
  api: ApiClient;
  containers: Containers;
  images: Images;
}

/** Runs a program in a new container. */
export async function run(
  parts: RunParts,
  image: ImageRef,
  command: readonly string[] | undefined,
  options: RunOptions,
): Promise<RunResult | Container> {
  check(command, options);
  options.signal?.throwIfAborted();
  const container = await createOrPull(parts, image, command, options);
  const remove = options.rm ?? !options.detach;
  try {
    if (options.detach) {
      await container.start(signalOf(options));
      return container;
    }
    return await attached(parts.api, container, options);
  } catch (error) {
    // A detached one that did not start goes, too: nobody else knows that it is there.
    if (remove || options.detach) await discard(container);
    throw error;
  }
}

async function attached(api: ApiClient, container: Container, options: RunOptions): Promise<RunResult> {
  // All calls of this run end with it, also a wait that nobody waits for any more.
  const ending = new AbortController();
  const ignore = onAbort(options.signal, () => ending.abort(options.signal!.reason));
  const sink = new Sink(options);
  let input: Feed | undefined;
  try {
    const { attachment, exited } = await begin(api, container, options, ending.signal);
    input = new Feed(attachment, options.stdin);
    const output = collect(attachment, sink).catch(async (error) => {
      if (options.stdin === undefined || !(error instanceof ConnectError)) throw error;
      await exited;
      await collectFromLog(container, sink, error);
    });
    const result = async () => {
      await output;
      const { StatusCode } = await exited;
      return { exitCode: StatusCode, ...(await sink.finish()) };
    };
    // Whoever takes the output may never be done with it: an abort must not wait for that.
    const finished = await unlessAborted(Promise.race([result(), input.failed]), options.signal);
    if (options.rm ?? true) await container.remove({ v: true }).catch(tolerateRemoved);
    return finished;
  } catch (error) {
    sink.abort(error);
    throw error;
  } finally {
    ignore();
    input?.stop();
    ending.abort(new DOMException("the run is over", "AbortError"));
  }
}

/** Attaches, registers the wait, and starts, in the order that this engine needs to lose nothing. */
async function begin(
  api: ApiClient,
  container: Container,
  options: RunOptions,
  signal: AbortSignal,
): Promise<{ attachment: Attachment; exited: Promise<{ StatusCode: number }> }> {
  const engine = await api.engine(signal);
  const streams = { stream: true, stdin: options.stdin !== undefined, stdout: true, stderr: true, signal };
  if (engine.dialect === "v1.0") {
    await container.start({ signal });
    const attachment = await container.attach({ ...streams, logs: true });
    return { attachment, ...(await container.expect({ signal })) };
  }
  const attachment = await container.attach(streams);
  const early = compareVersions(engine.version, "1.30") >= 0;
  const waiting = early ? await container.expect({ condition: "next-exit", signal }) : undefined;
  await container.start({ signal });
  return { attachment, ...(waiting ?? (await container.expect({ signal }))) };
}

/** A container that removes itself (`AutoRemove`) may be gone, or about to go. */
function tolerateRemoved(error: unknown): void {
  if (error instanceof NotFoundError) return;
  if (error instanceof ConflictError && /already in progress/.test(error.message)) return;
  throw error;
}

async function createOrPull(
  { containers, images }: RunParts,
  image: ImageRef,
  command: readonly string[] | undefined,
  options: RunOptions,
): Promise<Container> {
  const { config = {}, stdin, tty, detach, rm, name, env } = options;
  const input = stdin !== undefined;
  const spec = {
    ...config,
    Image: image,
    ...(command && { Cmd: [...command] }),
    ...(tty && { Tty: true }),
    ...(input && { OpenStdin: true, StdinOnce: true }),
    ...(!detach && { AttachStdin: input, AttachStdout: true, AttachStderr: true }),
    ...(env && { Env: [...(config.Env ?? []), ...Object.entries(env).map(([key, value]) => `${key}=${value}`)] }),
    ...(detach && rm && { HostConfig: { ...config.HostConfig, AutoRemove: true } }),
  };
  // Without the signal: a create that is broken off may have made the container, and nobody would know its id.
  const create = async () => {
    const container = await containers.create(spec, name === undefined ? {} : { name });
    if (!options.signal?.aborted) return container;
    await discard(container);
    throw options.signal.reason;
  };
  const pull = async () => {
    const pulling = images.pull(image, signalOf(options));
    if (options.onProgress) for await (const message of pulling) options.onProgress(message);
    await pulling;
  };
  if (options.pull === "always") await pull();
  try {
    return await create();
  } catch (error) {
    if (!(error instanceof NotFoundError) || options.pull === "never" || options.pull === "always") throw error;
    await pull();
    return create();
  }
}

/** Hands the output on, to its end. */
async function collect(attachment: Attachment, sink: Sink): Promise<void> {
  for await (const chunk of iterate(attachment.output)) await sink.take(chunk);
}

/**
 * A program that ends without reading its input makes the engine hang up on the input, and that may break the connection before all of the
 * output has come. The log has the rest.
 */
async function collectFromLog(container: Container, sink: Sink, cause: unknown): Promise<void> {
  const log = await container.logs().catch(() => {
    throw cause; // an engine that keeps no log has nothing more to give
  });
  const skip = { ...sink.taken };
  for await (const { stream, bytes } of iterate(log.output)) {
    const seen = Math.min(skip[stream], bytes.length);
    skip[stream] -= seen;
    if (seen < bytes.length) await sink.take({ stream, bytes: bytes.subarray(seen) });
  }
}

/** Removes a container that must not stay behind, running or not. Its failure must not hide the error that led here. */
async function discard(container: Container): Promise<void> {
  await container.remove({ force: true, v: true }).catch(() => {});
}

function check(command: unknown, options: RunOptions): void {
  if (command !== undefined && !(Array.isArray(command) && command.every((word) => typeof word === "string"))) {
    throw new InvalidArgumentError("run: the command must be a list of strings", {
      hint: 'Write run("busybox", ["echo", "hello"]), or ["sh", "-c", "..."] for a shell.',
    });
  }
  for (const stream of [options.stdin, options.stdout, options.stderr]) {
    if (typeof stream === "object" && "locked" in stream && stream.locked) {
      throw new InvalidArgumentError("run: a stream that was given is locked: somebody else reads or writes it", {
        hint: "Release its reader or writer first.",
      });
    }
  }
  if (options.detach && (options.stdin !== undefined || options.stdout || options.stderr || options.onOutput)) {
    throw new InvalidArgumentError("run: a detached container has no streams here", {
      hint: "Leave out `detach`, or attach later: container.attach().",
    });
  }
}

function signalOf(options: RunOptions): { signal?: AbortSignal } {
  return options.signal ? { signal: options.signal } : {};
}

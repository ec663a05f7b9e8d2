/**
 * The `docker run` recipe: create; when the image is not there, pull it and create again, once; attach; start; wait; remove.
 *
 * Nothing that the program says is lost, and no end is missed: on a modern engine the attachment and the wait (API 1.30 and up) stand before
 * the start. A v1.0 engine attaches to running containers only, so there it is the document's order: start, then attach with the log.
 * The container goes only after its end and the end of its output.
 */
import type { ContainerCreateRequest, ContainerWait } from "../api/models.ts";
import { compareVersions } from "../api/versions.ts";
import type { ImageRef } from "../api/reference.ts";
import { ApiError, ConflictError, ConnectError, InvalidArgumentError, NotFoundError, StreamError } from "../errors.ts";
import { onAbort, unlessAborted } from "../transport/abort.ts";
import { checkOptions, checkSignal, kindOf } from "../transport/given.ts";
import type { OutputChunk } from "../wire/stdio.ts";
import type { ProgressMessage } from "../wire/progress.ts";
import { type ApiClient, requireVersion } from "./api-client.ts";
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
  /**
   * Takes the attachment over as soon as the program has started, e.g. to hand a terminal over: it writes the input and reads the output, so that both
   * texts of the result are empty. What it resolves to says whether the output `ended`, or whether it `detached`: then the container goes on, and is what
   * the run gives. When it rejects, so does the run. After an abort it is waited for, too.
   */
  onAttached?: (attachment: Attachment, container: Container) => Promise<"ended" | "detached">;
  /** The keys that detach from the TTY, e.g. `ctrl-p,ctrl-q`. Since API 1.24; a v1.0 engine is not told. */
  detachKeys?: string;
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
  if (options.detach && options.rm) {
    // Nobody waits here for its end, so that the engine has to remove it.
    requireVersion("`rm` of a run with `detach`", "1.25", await parts.api.engine(options.signal));
  }
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
    if (remove || options.detach) await discard(parts.api, container);
    throw error;
  }
}

async function attached(api: ApiClient, container: Container, options: RunOptions): Promise<RunResult | Container> {
  // All calls of this run end with it, also a wait that nobody waits for any more.
  const ending = new AbortController();
  const ignore = onAbort(options.signal, () => ending.abort(options.signal!.reason));
  const sink = new Sink(options);
  let input: Feed | undefined;
  try {
    const { attachment, exited } = await begin(api, container, options, ending.signal);
    const taken = await options.onAttached?.(attachment, container);
    if (taken === "detached") return container;
    input = new Feed(attachment, options.stdin);
    const collected = taken === undefined ? collect(attachment, sink) : Promise.resolve();
    const output = collected.catch(async (error) => {
      if (options.stdin === undefined || !(error instanceof ConnectError)) throw error;
      await exited;
      await collectFromLog(container, sink, error);
    });
    const result = async () => {
      await output;
      const { StatusCode, Error: failure } = await exited;
      if (failure?.Message) throw new StreamError(failure.Message, { operation: "ContainerWait" });
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
): Promise<{ attachment: Attachment; exited: Promise<ContainerWait> }> {
  const engine = await api.engine(signal);
  const streams = { stream: true, stdin: takesInput(options), stdout: true, stderr: true, signal };
  if (engine.dialect === "v1.0") {
    await container.start({ signal });
    const attachment = await container.attach({ ...streams, logs: true });
    return { attachment, ...(await container.expect({ signal })) };
  }
  const { detachKeys } = options;
  const attachment = await container.attach({ ...streams, ...(detachKeys !== undefined && { detachKeys }) });
  const early = compareVersions(engine.version, "1.30") >= 0;
  const waiting = early ? await container.expect({ condition: "next-exit", signal }) : undefined;
  await container.start({ signal });
  return { attachment, ...(waiting ?? (await container.expect({ signal }))) };
}

function takesInput({ stdin, onAttached }: RunOptions): boolean {
  return stdin !== undefined || onAttached !== undefined;
}

/** A container that removes itself (`AutoRemove`) may be gone, or about to go. */
function tolerateRemoved(error: unknown): void {
  if (error instanceof NotFoundError) return;
  if (error instanceof ConflictError && /already in progress/.test(error.message)) return;
  throw error;
}

async function createOrPull(
  { api, containers, images }: RunParts,
  image: ImageRef,
  command: readonly string[] | undefined,
  options: RunOptions,
): Promise<Container> {
  const { config = {}, tty, detach, rm, name, env } = options;
  const input = takesInput(options);
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
    await discard(api, container);
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

/**
 * Removes a container that must not stay behind, running or not, and is back when it is gone. An engine may refuse at the very moment when the program
 * ends (Podman does), or when it removes the container by itself: then it is asked again. A failure must not hide the error that led here.
 */
async function discard(api: ApiClient, container: Container): Promise<void> {
  // A v1.0 engine that is to remove what runs first waits for it to end by itself.
  if ((await api.engine()).dialect === "v1.0") await container.kill().catch(() => {});
  for (const pause of [0, 50, 100, 200, 400, 800]) {
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    const error: unknown = await container.remove({ force: true, v: true }).catch((e: unknown) => e);
    if (!(error instanceof ApiError) || error instanceof NotFoundError) return;
  }
}

function check(command: unknown, options: RunOptions): void {
  checkOptions("run", options);
  checkSignal("run", options.signal);
  if (command !== undefined && !(Array.isArray(command) && command.every((word) => typeof word === "string"))) {
    throw new InvalidArgumentError("run: the command must be a list of strings", {
      hint: 'Write run("busybox", ["echo", "hello"]), or ["sh", "-c", "..."] for a shell.',
    });
  }
  const { stdin } = options;
  if (stdin !== undefined && typeof stdin !== "string" && !isBytesOrStream(stdin)) {
    throw new InvalidArgumentError(`run: \`stdin\` must be a text, bytes or a ReadableStream; it is ${kindOf(stdin)}`, {
      hint: "Leave it out where the program reads nothing.",
    });
  }
  for (const side of ["stdout", "stderr"] as const) {
    const given: unknown = options[side];
    if (given !== undefined && !(given instanceof WritableStream))
      throw new InvalidArgumentError(`run: \`${side}\` must be a WritableStream`, {
        hint: `Leave it out to have the text in the result. A stream of node:stream becomes one with Writable.toWeb(process.${side}).`,
      });
  }
  for (const name of ["onOutput", "onAttached", "onProgress"] as const) {
    const given: unknown = options[name];
    if (given !== undefined && typeof given !== "function")
      throw new InvalidArgumentError(`run: \`${name}\` must be a function; it is ${kindOf(given)}`, {
        hint: "Pass a function, or leave it out.",
      });
  }
  checkEnv(options.env);
  for (const stream of [options.stdin, options.stdout, options.stderr]) {
    if (typeof stream === "object" && "locked" in stream && stream.locked) {
      throw new InvalidArgumentError("run: a stream that was given is locked: somebody else reads or writes it", {
        hint: "Release its reader or writer first.",
      });
    }
  }
  const streams = options.stdin !== undefined || options.stdout || options.stderr || options.onOutput;
  if (options.onAttached && (streams || options.detach)) {
    throw new InvalidArgumentError("run: who takes the attachment over has all of its streams", {
      hint: "Leave out `detach`, `stdin`, `stdout`, `stderr` and `onOutput`, or `onAttached`.",
    });
  }
  if (options.detach && streams) {
    throw new InvalidArgumentError("run: a detached container has no streams here", {
      hint: "Leave out `detach`, or attach later: container.attach().",
    });
  }
}

/** A list as docker has it would become variables of the names 0, 1, 2. */
function checkEnv(env: unknown): void {
  if (env === undefined) return;
  const isObject = typeof env === "object" && env !== null && !Array.isArray(env);
  const wrong = isObject ? Object.entries(env).find(([, value]) => typeof value !== "string") : undefined;
  if (isObject && wrong === undefined) return;
  const given = wrong ? `\`${wrong[0]}\` is ${kindOf(wrong[1])}` : `it is ${kindOf(env)}`;
  throw new InvalidArgumentError(`run: \`env\` must be an object of texts; ${given}`, {
    hint: 'Write { env: { NAME: "value" } }, or { config: { Env: ["NAME=value"] } } for a list.',
  });
}

function isBytesOrStream(given: unknown): boolean {
  return given instanceof Uint8Array || given instanceof ReadableStream;
}

function signalOf(options: RunOptions): { signal?: AbortSignal } {
  return options.signal ? { signal: options.signal } : {};
}

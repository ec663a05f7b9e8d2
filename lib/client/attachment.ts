/** An attachment to a container: its output to read, its stdin to write, on Web Streams. */
import { InvalidArgumentError } from "../errors.ts";
import { onAbort } from "../transport/abort.ts";
import type { Duplex } from "../transport/contract.ts";
import type { OutputChunk } from "../wire/stdio.ts";
import { type ChunkSource, Output } from "./output.ts";

/** What a caller may hand over as bytes. Text is sent as UTF-8. */
export type Bytes = string | Uint8Array;

/** What an attachment is made of. */
export interface AttachmentParts {
  source: ChunkSource;
  /** The connection that carries stdin; absent where stdin was not asked for. */
  stdin?: Duplex | undefined;
  tty: boolean;
  signal?: AbortSignal | undefined;
}

/**
 * A raw two-way stream to a container's program. Close it, or leave it to `await using`; it also ends when the program does.
 *
 * The type is the same with and without a TTY; with one, everything is stdout, since a terminal has one output.
 *
 * @example
 * ```ts
 * await pull("busybox");
 * const c = await containers.create({
 *   Image: "busybox",
 *   Cmd: ["sh"],
 *   OpenStdin: true,
 *   StdinOnce: true,
 * });
 * await c.start();
 * await using shell = await c.attach({
 *   stream: true,
 *   stdin: true,
 *   stdout: true,
 *   stderr: true,
 * });
 * await shell.write("echo to stdout\n");
 * await shell.end("echo to stderr >&2\n");
 * await shell.texts();
 * //=> { stdout: 'to stdout\n', stderr: 'to stderr\n' }
 * ```
 */
export class Attachment implements AsyncDisposable {
  /**
   * Whether the container has a TTY: then stdin and output are one raw terminal, and stderr stays empty.
   *
   * @example
   * ```ts
   * const c = await run("busybox", ["sh"], {
   *   detach: true,
   *   tty: true,
   *   config: { OpenStdin: true },
   * });
   * await using s = await c.attach();
   * s.tty;
   * //=> true
   * ```
   */
  readonly tty: boolean;
  readonly #output: Output;
  readonly #stdin: Duplex | undefined;
  readonly #source: ChunkSource;
  readonly #detach: () => void;
  #readBy: "text" | "texts" | undefined;
  #writable: WritableStream<Uint8Array> | undefined;

  /** Made by `container.attach()`. */
  constructor(parts: AttachmentParts) {
    this.tty = parts.tty;
    this.#source = parts.source;
    this.#output = new Output(parts.source);
    this.#stdin = parts.stdin;
    const { signal } = parts;
    const abort = () => {
      this.#output.cancel(signal?.reason);
      this.#stdin?.cancel(signal?.reason);
    };
    this.#detach = onAbort(signal, abort);
    if (signal?.aborted) abort();
  }

  /**
   * The output as chunks `{ stream, bytes }`, in the order of the wire. Take it before reading `stdout` or `stderr`.
   *
   * @example
   * ```ts
   * const c = await run(
   *   "busybox",
   *   ["sh", "-c", "echo out; sleep 1; echo err >&2"],
   *   { detach: true },
   * );
   * const log = await c.logs({ follow: true });
   * for await (const { stream, bytes } of log.output)
   *   print(stream, bytes.length, new TextDecoder().decode(bytes).trimEnd());
   * //| stdout 4 out
   * //| stderr 4 err
   * ```
   */
  get output(): ReadableStream<OutputChunk> {
    return this.#output.output;
  }

  /**
   * What the program writes to stdout. Backpressured: once taken and not read, it holds back the container and `stderr`, too.
   *
   * @example
   * ```ts
   * // Writes without end.
   * const c = await run("busybox", ["yes"], { detach: true });
   * await using log = await c.logs({ follow: true });
   * const reader = log.stdout.getReader();
   * const { value } = await reader.read();
   * new TextDecoder().decode(value).startsWith("y\n");
   * //=> true
   * ```
   */
  get stdout(): ReadableStream<Uint8Array> {
    return this.#output.stdout;
  }

  /**
   * What the program writes to stderr; empty with a TTY.
   *
   * @example
   * ```ts
   * const c = await run("busybox", ["sh", "-c", "echo out; echo err >&2"], {
   *   detach: true,
   * });
   * const log = await c.logs({ follow: true });
   * // Stdout, which nobody takes, is drained.
   * await new Response(log.stderr).text();
   * //=> 'err\n'
   * ```
   */
  get stderr(): ReadableStream<Uint8Array> {
    return this.#output.stderr;
  }

  /**
   * The program's stdin. Closing it is the half-close: the program sees the end of its input, its output goes on.
   *
   * @example
   * ```ts
   * await pull("busybox");
   * const c = await containers.create({
   *   Image: "busybox",
   *   Cmd: ["wc", "-l"],
   *   OpenStdin: true,
   *   StdinOnce: true,
   * });
   * await c.start();
   * const s = await c.attach({ stream: true, stdin: true, stdout: true });
   * // Closes it at the end.
   * await new Blob(["one\n", "two\n", "three\n"]).stream().pipeTo(s.stdin);
   * await s.text();
   * //=> '3\n'
   * ```
   */
  get stdin(): WritableStream<Uint8Array> {
    this.#writable ??= new WritableStream<Uint8Array>({
      write: (bytes) => this.write(bytes),
      close: () => this.end(),
      // An input that failed is not one that ended: the program must not take what came for the whole.
      abort: (reason) => {
        this.#stdin?.cancel(reason);
        this.#output.cancel(reason);
      },
    });
    return this.#writable;
  }

  /**
   * Resolves when the output has ended, rejects if the stream broke. Output that nobody reads is drained.
   *
   * @example
   * ```ts
   * const c = await run("busybox", ["sleep", "1"], { detach: true });
   * const s = await c.attach();
   * await s.closed; // no sooner than the program has ended
   * (await c.inspect()).State.Running;
   * //=> false
   * ```
   */
  get closed(): Promise<void> {
    return this.#output.closed();
  }

  /**
   * Sends text or bytes to stdin; resolves when more may follow.
   *
   * @param data - Text is sent as UTF-8.
   * @throws {TypeError} When it was not attached with `stdin: true`.
   * @example
   * ```ts
   * await pull("busybox");
   * const c = await containers.create({
   *   Image: "busybox",
   *   Cmd: ["head", "-n", "2"],
   *   OpenStdin: true,
   *   StdinOnce: true,
   * });
   * await c.start();
   * const s = await c.attach({ stream: true, stdin: true, stdout: true });
   * for (const line of ["one\n", "two\n"]) await s.write(line);
   * await s.text(); // head has seen enough, and ends
   * //=> 'one\ntwo\n'
   * ```
   */
  async write(data: Bytes): Promise<void> {
    if (!this.#stdin) throw new TypeError("this attachment has no stdin: attach with { stdin: true }");
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    if (bytes.length > 0) await this.#stdin.write(bytes);
  }

  /**
   * Sends the last data, if any, and half-closes stdin: the program sees the end of its input, its output goes on.
   *
   * @param data - Text is sent as UTF-8.
   * @throws {TypeError} When there is data, and it was not attached with `stdin: true`.
   * @example
   * ```ts
   * await pull("busybox");
   * const c = await containers.create({
   *   Image: "busybox",
   *   Cmd: ["sha256sum"],
   *   OpenStdin: true,
   *   StdinOnce: true,
   * });
   * await c.start();
   * const s = await c.attach({ stream: true, stdin: true, stdout: true });
   * // The program has nothing to say before its input has ended.
   * await s.end(new Uint8Array(1024 ** 2));
   * print(await s.text());
   * //| 30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58  -
   * ```
   */
  async end(data?: Bytes): Promise<void> {
    if (data !== undefined) await this.write(data);
    await this.#stdin?.end();
  }

  /**
   * Reads the output to its end: stdout and stderr together, as text, in the order of the wire.
   *
   * @throws {ProtocolError} When the stream is cut off, or is none of frames.
   * @throws {StreamError} When the engine reports an error in it.
   * @throws {InvalidArgumentError} When `text()` or `texts()` has read it before.
   * @example
   * ```ts
   * const c = await run(
   *   "busybox",
   *   ["sh", "-c", "for i in 3 2 1; do echo $i; done; echo lift-off"],
   *   { detach: true },
   * );
   * print(await (await c.logs({ follow: true })).text());
   * //| 3
   * //| 2
   * //| 1
   * //| lift-off
   * ```
   */
  async text(): Promise<string> {
    const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
    let text = "";
    for await (const { stream, bytes } of iterate(this.#whole("text")))
      text += decoders[stream].decode(bytes, { stream: true });
    return text + decoders.stdout.decode() + decoders.stderr.decode();
  }

  /**
   * Reads the output to its end, as text, each side for itself.
   *
   * @throws {ProtocolError} When the stream is cut off, or is none of frames.
   * @throws {StreamError} When the engine reports an error in it.
   * @throws {InvalidArgumentError} When `text()` or `texts()` has read it before.
   * @example
   * ```ts
   * const c = await run(
   *   "busybox",
   *   ["sh", "-c", "echo data; echo a warning >&2"],
   *   { detach: true },
   * );
   * const { stdout, stderr } = await (await c.logs({ follow: true })).texts();
   * [stdout, stderr];
   * //=> [ 'data\n', 'a warning\n' ]
   * ```
   */
  async texts(): Promise<{ stdout: string; stderr: string }> {
    const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
    const texts = { stdout: "", stderr: "" };
    for await (const { stream, bytes } of iterate(this.#whole("texts")))
      texts[stream] += decoders[stream].decode(bytes, { stream: true });
    texts.stdout += decoders.stdout.decode();
    texts.stderr += decoders.stderr.decode();
    return texts;
  }

  /** The output, for one reader of all of it: for a second one nothing would be left, and that would look like no output. */
  #whole(reader: "text" | "texts"): ReadableStream<OutputChunk> {
    if (this.#readBy !== undefined)
      throw new InvalidArgumentError(`${reader}() has nothing to read: ${this.#readBy}() has read the output already`, {
        hint: "Keep what it gave, or open the log anew: container.logs().",
      });
    const output = this.output;
    this.#readBy = reader;
    return output;
  }

  /**
   * Detaches: closes the connection in both directions. The container goes on.
   *
   * @example
   * ```ts
   * const c = await run("busybox", ["sleep", "60"], { detach: true });
   * const s = await c.attach();
   * s.close();
   * (await c.inspect()).State.Running;
   * //=> true
   * ```
   */
  close(): void {
    this.#detach();
    this.#output.cancel();
    this.#source.cancel();
    this.#stdin?.cancel();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }
}

/** The values of a stream; cancels it when the loop is left early. */
export async function* iterate<T>(stream: ReadableStream<T>): AsyncGenerator<T, void, undefined> {
  const reader = stream.getReader();
  let finished = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        finished = true;
        return;
      }
      yield value;
    }
  } finally {
    if (!finished) await reader.cancel().catch(() => {});
    reader.releaseLock();
  }
}

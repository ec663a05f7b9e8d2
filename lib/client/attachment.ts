/** An attachment to a container: its output to read, its stdin to write, on Web Streams. */
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
 */
export class Attachment implements AsyncDisposable {
  /** Whether the container has a TTY: then stdin and output are one raw terminal, and stderr stays empty. */
  readonly tty: boolean;
  readonly #output: Output;
  readonly #stdin: Duplex | undefined;
  readonly #source: ChunkSource;
  readonly #detach: () => void;
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

  /** The output as chunks `{ stream, bytes }`, in the order of the wire. Take it before reading `stdout` or `stderr`. */
  get output(): ReadableStream<OutputChunk> {
    return this.#output.output;
  }

  /** What the program writes to stdout. Backpressured: once taken and not read, it holds back the container and `stderr`, too. */
  get stdout(): ReadableStream<Uint8Array> {
    return this.#output.stdout;
  }

  /** What the program writes to stderr; empty with a TTY. */
  get stderr(): ReadableStream<Uint8Array> {
    return this.#output.stderr;
  }

  /** The program's stdin. Closing it is the half-close: the program sees the end of its input, its output goes on. */
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

  /** Resolves when the output has ended, rejects if the stream broke. Output that nobody reads is drained. */
  get closed(): Promise<void> {
    return this.#output.closed();
  }

  /** Sends text or bytes to stdin; resolves when more may follow. */
  async write(data: Bytes): Promise<void> {
    if (!this.#stdin) throw new TypeError("this attachment has no stdin: attach with { stdin: true }");
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    if (bytes.length > 0) await this.#stdin.write(bytes);
  }

  /** Sends the last data, if any, and half-closes stdin: the program sees the end of its input, its output goes on. */
  async end(data?: Bytes): Promise<void> {
    if (data !== undefined) await this.write(data);
    await this.#stdin?.end();
  }

  /** Reads the output to its end: stdout and stderr together, as text, in the order of the wire. */
  async text(): Promise<string> {
    const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
    let text = "";
    for await (const { stream, bytes } of iterate(this.output))
      text += decoders[stream].decode(bytes, { stream: true });
    return text + decoders.stdout.decode() + decoders.stderr.decode();
  }

  /** Reads the output to its end, as text, each side for itself. */
  async texts(): Promise<{ stdout: string; stderr: string }> {
    const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
    const texts = { stdout: "", stderr: "" };
    for await (const { stream, bytes } of iterate(this.output))
      texts[stream] += decoders[stream].decode(bytes, { stream: true });
    texts.stdout += decoders.stdout.decode();
    texts.stderr += decoders.stderr.decode();
    return texts;
  }

  /** Detaches: closes the connection in both directions. The container goes on. */
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

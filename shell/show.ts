/** Shows values where a person looks: calls while they go on, streams as they come, long texts a page at a time. */
import { Attachment, type Bytes, Progress } from "../mod.ts";
import { visible } from "./format/text.ts";
import { formatValue } from "./format/value.ts";
import type { Output, Sink } from "./output.ts";
import { progressView } from "./progress.ts";

/** Shows how a call goes on, if it tells; resolves when it has ended, however. */
export function showCall(call: Promise<unknown>, err: Sink): Promise<void> | undefined {
  return call instanceof Progress ? showProgress(call, err) : undefined;
}

/** Shows the messages of a pull, a push, a build or an import as they come. What it rejects with is for whoever awaits the call. */
export async function showProgress(progress: Progress<unknown>, err: Sink): Promise<void> {
  const view = progressView(err);
  try {
    for await (const message of progress) view.show(message);
  } catch {
    // told by the call itself
  } finally {
    view.end();
  }
}

/** A value whose content comes over time. A stream that somebody else reads is an object like any other. */
export function isLive(value: unknown): value is Attachment | ReadableStream {
  return value instanceof Attachment || (value instanceof ReadableStream && !value.locked);
}

/** Ends what nobody wants to see. */
export async function closeLive(value: Attachment | ReadableStream): Promise<void> {
  if (value instanceof Attachment) await value[Symbol.asyncDispose]();
  else if (!value.locked) await value.cancel().catch(() => {});
}

/**
 * Writes what a stream gives, as text, until it ends or the signal is aborted. Bytes that are no text are counted, not written; what is neither bytes nor
 * text has a line of its own.
 */
export async function showLive(
  value: Attachment | ReadableStream,
  { out, err }: Output,
  signal: AbortSignal,
): Promise<void> {
  const stream: ReadableStream = value instanceof Attachment ? value.output : value;
  const reader = stream.getReader();
  const stop = (): void => void reader.cancel(signal.reason).catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  const texts = { out: new Text(), err: new Text() };
  let hidden = 0;
  let last = "\n";
  const write = (text: string, to: "out" | "err"): void => {
    if (text === "") return;
    (to === "err" ? err : out).write(visible(text));
    last = text.at(-1)!;
  };
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const { bytes, to } = piece(next.value, out);
      if (typeof bytes !== "string" && bytes.includes(0)) hidden += bytes.length;
      else write(texts[to].add(bytes), to);
    }
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener("abort", stop);
    for (const to of ["out", "err"] as const) write(texts[to].end(), to);
    if (last !== "\n") out.write("\n");
    if (hidden > 0) err.write(`(${hidden.toLocaleString("en")} bytes that are no text)\n`);
  }
}

/** A text that comes in pieces. A terminal ends its lines with a carriage return as well, which a line on the screen does not need. */
class Text {
  readonly #decoder = new TextDecoder();
  #held = "";

  /** What can be shown by now. */
  add(bytes: Bytes): string {
    const text = this.#held + (typeof bytes === "string" ? bytes : this.#decoder.decode(bytes, { stream: true }));
    const [held = ""] = /\r*$/.exec(text) ?? [];
    this.#held = held;
    return text.slice(0, text.length - held.length).replace(/\r+\n/g, "\n");
  }

  /** The rest. */
  end(): string {
    return this.#held + this.#decoder.decode();
  }
}

function piece(value: unknown, sink: Sink): { bytes: Bytes; to: "out" | "err" } {
  if (value instanceof Uint8Array || typeof value === "string") return { bytes: value, to: "out" };
  const { stream, bytes } = Object(value) as { stream?: unknown; bytes?: unknown };
  if (bytes instanceof Uint8Array) return { bytes, to: stream === "stderr" ? "err" : "out" };
  return { bytes: `${shown(value, sink) ?? value}\n`, to: "out" };
}

/** A value as the prompt shows it: what is long gets folded. */
export function shown(value: unknown, out: Sink): string | undefined {
  const { columns, paint, rows } = out;
  return formatValue(value, { columns, paint, quoted: true, lines: Math.max(24, rows - 2) });
}

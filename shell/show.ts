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

/** A value whose content comes over time. */
export function isLive(value: unknown): value is Attachment | ReadableStream {
  return value instanceof Attachment || value instanceof ReadableStream;
}

/** Ends what nobody wants to see. */
export async function closeLive(value: Attachment | ReadableStream): Promise<void> {
  if (value instanceof Attachment) await value[Symbol.asyncDispose]();
  else if (!value.locked) await value.cancel().catch(() => {});
}

/** Writes what a stream gives, as text, until it ends or the signal is aborted. Bytes that are no text are counted, not written. */
export async function showLive(
  value: Attachment | ReadableStream,
  { out, err }: Output,
  signal: AbortSignal,
): Promise<void> {
  const stream: ReadableStream = value instanceof Attachment ? value.output : value;
  const reader = stream.getReader();
  const stop = (): void => void reader.cancel(signal.reason).catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  const decoders = { out: new TextDecoder(), err: new TextDecoder() };
  let hidden = 0;
  let last = "\n";
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const { bytes, to } = piece(next.value);
      if (typeof bytes !== "string" && bytes.includes(0)) {
        hidden += bytes.length;
        continue;
      }
      const text = typeof bytes === "string" ? bytes : decoders[to].decode(bytes, { stream: true });
      if (text === "") continue;
      (to === "err" ? err : out).write(visible(text));
      last = text.at(-1)!;
    }
    signal.throwIfAborted();
  } finally {
    signal.removeEventListener("abort", stop);
    if (last !== "\n") out.write("\n");
    if (hidden > 0) err.write(`(${hidden.toLocaleString("en")} bytes that are no text)\n`);
  }
}

function piece(value: unknown): { bytes: Bytes; to: "out" | "err" } {
  if (value instanceof Uint8Array || typeof value === "string") return { bytes: value, to: "out" };
  const { stream, bytes } = value as { stream?: string; bytes?: Bytes };
  return { bytes: bytes ?? "", to: stream === "stderr" ? "err" : "out" };
}

/** A value as the prompt shows it: what is long gets folded. */
export function shown(value: unknown, out: Sink): string | undefined {
  const { columns, paint, rows } = out;
  return formatValue(value, { columns, paint, quoted: true, lines: Math.max(24, rows - 2) });
}

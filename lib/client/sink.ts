/** Where the output of a run goes: to the streams that were given, or into texts. */
import type { OutputChunk } from "../wire/stdio.ts";

/** Who wants the output. */
export interface SinkOptions {
  stdout?: WritableStream<Uint8Array>;
  stderr?: WritableStream<Uint8Array>;
  onOutput?: (chunk: OutputChunk) => void | Promise<void>;
}

const sides = ["stdout", "stderr"] as const;

export class Sink {
  /** How many bytes of each side have been taken. */
  readonly taken: Record<"stdout" | "stderr", number> = { stdout: 0, stderr: 0 };
  readonly #texts = { stdout: "", stderr: "" };
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  readonly #writers: Record<"stdout" | "stderr", WritableStreamDefaultWriter<Uint8Array> | undefined>;
  readonly #onOutput: SinkOptions["onOutput"];

  constructor({ stdout, stderr, onOutput }: SinkOptions) {
    this.#writers = { stdout: stdout?.getWriter(), stderr: stderr?.getWriter() };
    this.#onOutput = onOutput;
  }

  /** Resolves when more may follow. */
  async take(chunk: OutputChunk): Promise<void> {
    const { stream, bytes } = chunk;
    this.taken[stream] += bytes.length;
    const writer = this.#writers[stream];
    if (writer) await writer.write(bytes);
    else this.#texts[stream] += this.#decoders[stream].decode(bytes, { stream: true });
    await this.#onOutput?.(chunk);
  }

  /** All of it has come: closes the streams, and gives the texts of the sides that had none. */
  async finish(): Promise<{ stdout: string; stderr: string }> {
    for (const side of sides) {
      this.#texts[side] += this.#decoders[side].decode();
      await this.#writers[side]?.close();
    }
    return this.#texts;
  }

  /** It broke: tells the streams why. */
  abort(reason: unknown): void {
    for (const side of sides) this.#writers[side]?.abort(reason).catch(() => {});
  }
}

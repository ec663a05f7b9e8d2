/** The input of a run. */
import type { Attachment, Bytes } from "./attachment.ts";

/**
 * Sends the input, beside the reading of the output. A program may end without reading all of it: that is its right, so the run is over when
 * the output is, however much is left to send. Only an input that fails itself makes the run fail.
 */
export class Feed {
  /** Never resolves; rejects when the stream that was given as stdin does. */
  readonly failed: Promise<never>;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  constructor(attachment: Attachment, stdin: Bytes | ReadableStream<Uint8Array> | undefined) {
    this.#reader = stdin instanceof ReadableStream ? stdin.getReader() : undefined;
    this.failed = new Promise((_, reject) => {
      if (stdin !== undefined) this.#send(attachment, stdin).catch(reject);
    });
    this.failed.catch(() => {}); // of no interest once the run is over
  }

  /** Gives the rest of the input up. */
  stop(): void {
    this.#reader?.cancel().catch(() => {});
  }

  async #send(attachment: Attachment, stdin: Bytes | ReadableStream<Uint8Array>): Promise<void> {
    if (!this.#reader) return void (await attachment.end(stdin as Bytes).catch(hungUp));
    for (;;) {
      const { done, value } = await this.#reader.read();
      if (done) break;
      if ((await attachment.write(value).catch(hungUp)) === false) return this.stop();
    }
    await attachment.end().catch(hungUp);
  }
}

/** An engine that hangs up on stdin has closed the whole stream, so whatever was wrong shows where the output is read. */
function hungUp(error: unknown): false {
  if (error instanceof TypeError) throw error; // not bytes: a mistake of the caller
  return false;
}

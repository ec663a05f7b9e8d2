/** The body of a request, read when the handler asks for it. */
import { ProtocolError } from "../errors.ts";
import type { ByteSource } from "../transport/contract.ts";
import { type BodyDecoder, type RequestHead, requestBody } from "../wire/http1.ts";
import { Failure } from "./failure.ts";
import type { Inlet } from "./inlet.ts";

/** A body as it comes from the connection. Nothing is read before the handler reads; `Expect: 100-continue` is answered then. */
export class RequestBody implements ByteSource {
  readonly #inlet: Inlet;
  readonly #decoder: BodyDecoder;
  #announce: (() => Promise<void>) | undefined;
  #decoded: Uint8Array[] = [];
  #finished = false;
  /** Why no more can be read: where the next request begins is not known either. */
  #broken: unknown;

  /** `sendContinue` writes the interim answer that a client who sent `Expect: 100-continue` waits for. */
  constructor(head: RequestHead, inlet: Inlet, sendContinue: () => Promise<void>) {
    this.#inlet = inlet;
    this.#decoder = requestBody(head);
    const expects = head.version === "HTTP/1.1" && head.headers["expect"]?.toLowerCase() === "100-continue";
    this.#announce = expects && !this.#decoder.done ? sendContinue : undefined;
    this.#settle();
  }

  /** Whether the whole body has come in. */
  get complete(): boolean {
    return this.#finished;
  }

  /** Whether the client waits to be asked for the body, and has not been. */
  get unasked(): boolean {
    return this.#announce !== undefined;
  }

  async read(): Promise<Uint8Array | undefined> {
    for (;;) {
      const ready = this.#decoded.shift();
      if (ready !== undefined) return ready;
      if (this.#finished) return undefined;
      if (this.#broken !== undefined) throw this.#broken;
      const announce = this.#announce;
      this.#announce = undefined;
      if (announce !== undefined) await announce();
      const bytes = await this.#inlet.read();
      try {
        if (bytes === undefined) this.#decoder.end();
        else this.#decoder.push(bytes, this.#decoded);
      } catch (error) {
        this.#broken = error;
        throw error;
      }
      this.#settle();
    }
  }

  /** Gives up nothing by itself: what the handler leaves of the body, the connection drains or closes over. */
  cancel(): void {}

  /** The whole body; a Failure 413 beyond `limit` bytes. */
  async bytes(limit: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for (let piece = await this.read(); piece !== undefined; piece = await this.read()) {
      size += piece.length;
      if (size > limit) throw new Failure(413, `the body of the request is larger than ${limit} bytes`);
      pieces.push(piece);
    }
    const all = new Uint8Array(size);
    let at = 0;
    for (const piece of pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }

  /** Reads and drops what is left, up to `limit` bytes. Whether that was all of it. */
  async drain(limit: number): Promise<boolean> {
    try {
      let left = limit;
      for (let piece = await this.read(); piece !== undefined; piece = await this.read()) {
        left -= piece.length;
        if (left < 0) return false;
      }
      return true;
    } catch (error) {
      if (error instanceof ProtocolError) return false;
      throw error;
    }
  }

  #settle(): void {
    if (this.#finished || !this.#decoder.done) return;
    this.#finished = true;
    this.#inlet.unread(this.#decoder.rest);
  }
}

/** A socket as the engine sees a connection. */
import type { Socket } from "node:net";
import { ConnectError } from "../errors.ts";
import type { Duplex } from "../transport/contract.ts";

/** Wraps a socket that was opened with `allowHalfOpen`. It is read no faster than somebody asks for its bytes. */
export function socketDuplex(socket: Socket): Duplex {
  return new SocketDuplex(socket);
}

class SocketDuplex implements Duplex {
  readonly #socket: Socket;
  #received: Uint8Array[] = [];
  #ended = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (bytes: Uint8Array) => {
      this.#received.push(bytes);
      socket.pause();
      this.#awaken();
    });
    socket.on("end", () => {
      this.#ended = true;
      this.#awaken();
    });
    socket.on("error", (cause: NodeJS.ErrnoException) => {
      this.#error = new ConnectError(`the client's connection broke: ${cause.message}`, { cause, code: cause.code });
      this.#awaken();
    });
    socket.on("close", () => {
      this.#ended = true;
      this.#awaken();
    });
    socket.pause();
  }

  get closed(): boolean {
    return this.#socket.destroyed;
  }

  async read(): Promise<Uint8Array | undefined> {
    for (;;) {
      const bytes = this.#received.shift();
      if (bytes !== undefined) return bytes;
      if (this.#error !== undefined) throw this.#error;
      if (this.#ended) return undefined;
      const news = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#socket.resume();
      await news;
    }
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#error !== undefined) return Promise.reject(this.#error);
    return new Promise((resolve, reject) => {
      this.#socket.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  }

  end(): Promise<void> {
    if (this.#socket.destroyed || this.#socket.writableEnded) return Promise.resolve();
    return new Promise((resolve) => {
      this.#socket.end(() => resolve());
      this.#socket.once("close", () => resolve());
    });
  }

  cancel(): void {
    this.#socket.destroy();
  }

  #awaken(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}

/**
 * A socket under a TLS connection, with a tap of its own.
 *
 * Deno (2.9) loses the end of a TLS connection that it read while that was paused. There TLS is never paused; what it is fed with is.
 */

import { connect, type TcpNetConnectOpts } from "node:net";
import { Duplex } from "node:stream";
import { readingIntoSlabs } from "../slabs.ts";

/** The encrypted bytes, as a stream for `tls.connect({ socket })`. */
export class Carrier extends Duplex {
  readonly #socket: ReturnType<typeof connect>;
  #wanted = false;
  #held = false;

  constructor(options: TcpNetConnectOpts) {
    super({ allowHalfOpen: true });
    const take = (bytes: Uint8Array): boolean => {
      this.#wanted = this.push(bytes);
      return this.#wanted && !this.#held;
    };
    const socket = connect({
      ...options,
      allowHalfOpen: true,
      noDelay: true,
      onread: readingIntoSlabs(take),
    } as TcpNetConnectOpts);
    this.#socket = socket;
    socket.on("end", () => this.push(null));
    socket.on("error", (error) => this.destroy(error));
    socket.on("close", () => this.destroy());
    this.#turn();
  }

  /** Lets nothing through, but what is on its way already. */
  hold(): void {
    this.#held = true;
    this.#turn();
  }

  /** Lets everything through again. */
  release(): void {
    this.#held = false;
    this.#turn();
  }

  /**
   * Calls back when the socket has taken what it was given, and never when it has broken: TLS takes that for success, and tells of the break
   * only later.
   */
  whenTaken(done: () => void): void {
    if (this.errored !== null || this.destroyed) return;
    if (this.writableNeedDrain) this.once("drain", done);
    else done();
  }

  /** The process lives on while this connection is open. */
  ref(): void {
    this.#socket.ref();
  }

  /** The process may end although this connection is open. */
  unref(): void {
    this.#socket.unref();
  }

  override _read(): void {
    this.#wanted = true;
    this.#turn();
  }

  override _write(bytes: Uint8Array, _: string, done: (error?: Error | null) => void): void {
    this.#socket.write(bytes, done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #turn(): void {
    if (this.#wanted && !this.#held) this.#socket.resume();
    else this.#socket.pause();
  }
}

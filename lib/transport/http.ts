/**
 * Our HTTP/1.1 client: `call` over any way of dialling.
 *
 * It is there because the runtimes' clients cannot go everywhere (a process, the embedded engine), and because some of
 * them send a call a second time when a pooled connection dies. This one never does that with a call that may change
 * something; see {@link HttpClient.call}.
 */

import { setImmediate } from "node:timers";
import type { CallRequest, CallResponse } from "./contract.ts";
import type { Connection } from "./dial.ts";
import { onAbort } from "./abort.ts";
import { Exchange } from "./exchange.ts";
import { changesSomething, clientClosed } from "./failures.ts";
import { IdlePool } from "./pool.ts";
import { requestHead, sourceOf } from "./request.ts";

/** Opens a connection. Rejects with a ConnectError, or the signal's reason. */
export type Dial = (signal?: AbortSignal) => Promise<Connection>;

/** A pooled HTTP/1.1 client for one endpoint. Any number of calls may be under way, each on its own connection. */
export class HttpClient {
  readonly #dial: Dial;
  readonly #host: string;
  readonly #pool = new IdlePool();
  readonly #exchanges = new Set<Exchange>();
  readonly #diallings = new Set<AbortController>();
  #closed = false;

  constructor(dial: Dial, options: { host: string }) {
    this.#dial = dial;
    this.#host = options.host;
  }

  /**
   * One exchange. Only a GET or HEAD without a body is ever sent again: once, and only when it went out on a connection that
   * had been idle and that closed before a single byte of the answer came (the engine had closed it, and we had not seen
   * that yet). Everything else fails then, with a ConnectError that says that the outcome is unknown.
   */
  async call(request: CallRequest): Promise<CallResponse> {
    try {
      const head = requestHead(request, this.#host);
      this.#check(request.signal);
      const safe = !changesSomething(request.method) && request.body === undefined;
      // An end that has arrived is seen after a turn of the event loop: the dead connection is out of the pool before a
      // call goes out on it that could not be repeated.
      if (!safe && this.#pool.size > 0) await new Promise<void>((resolve) => setImmediate(resolve));
      this.#check(request.signal);
      const idle = this.#pool.take();
      if (idle !== undefined) {
        const exchange = this.#exchange(request, head, idle.connection, idle.next);
        try {
          return await exchange.run();
        } catch (error) {
          if (!safe || !exchange.unanswered) throw error;
        }
      }
      return await this.#exchange(request, head, await this.#connect(request.signal)).run();
    } catch (error) {
      // Wherever it failed, nobody will read the body any more.
      sourceOf(request)?.cancel(error);
      throw error;
    }
  }

  /** Closes the idle connections, and breaks off what is under way. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#pool.close();
    const error = clientClosed();
    for (const dialling of this.#diallings) dialling.abort(error);
    for (const exchange of [...this.#exchanges]) exchange.fail(error);
  }

  #check(signal: AbortSignal | undefined): void {
    signal?.throwIfAborted();
    if (this.#closed) throw clientClosed();
  }

  #exchange(
    request: CallRequest,
    head: Uint8Array,
    connection: Connection,
    next?: Promise<Uint8Array | undefined>,
  ): Exchange {
    const exchange: Exchange = new Exchange({
      request,
      head,
      connection,
      next,
      finished: (reusable) => {
        this.#exchanges.delete(exchange);
        if (reusable && !this.#closed) this.#pool.put(connection);
        else connection.cancel();
      },
    });
    this.#exchanges.add(exchange);
    return exchange;
  }

  async #connect(signal: AbortSignal | undefined): Promise<Connection> {
    const dialling = new AbortController();
    const abort = () => dialling.abort(signal!.reason);
    const ignore = onAbort(signal, abort);
    this.#diallings.add(dialling);
    try {
      const connection = await this.#dial(dialling.signal);
      if (!dialling.signal.aborted) return connection;
      connection.cancel();
      throw dialling.signal.reason;
    } finally {
      this.#diallings.delete(dialling);
      ignore();
    }
  }
}

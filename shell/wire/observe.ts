/** Sees what goes between the client and an engine, without changing it: calls, their answers, and raw connections. */
import type { ByteSource, CallRequest, CallResponse, Duplex, HeaderMap, Transport } from "../../mod.ts";
import { HeadCollector, type RequestHead, type ResponseHead } from "../../lib/wire/http1.ts";

/** Bytes that went by: how many, and the first of them. */
export class Passed {
  readonly #limit: number;
  readonly #pieces: Uint8Array[] = [];
  #kept = 0;
  /** All bytes that went by. */
  total = 0;
  /** Whether there are no more to come: nothing was broken off. */
  ended = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(bytes: Uint8Array): void {
    this.total += bytes.length;
    const piece = bytes.slice(0, this.#limit - this.#kept);
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#kept += piece.length;
  }

  /** Whether all that went by was kept. */
  get whole(): boolean {
    return this.total === this.#kept;
  }

  /** The bytes that were kept. */
  get bytes(): Uint8Array {
    const bytes = new Uint8Array(this.#kept);
    let at = 0;
    for (const piece of this.#pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }
}

/** One exchange with an engine. */
export interface Exchange {
  readonly number: number;
  readonly method: string;
  /** With version and query. */
  readonly path: string;
  readonly headers: HeaderMap;
  /** What the request carried. */
  readonly body: Passed | undefined;
  /** What went out over a raw connection, behind the head. */
  readonly stdin?: Passed;
  /** Whether the connection is a raw two-way stream after the head of the answer. */
  readonly hijacked: boolean;
  /** By the monotonic clock, in milliseconds. */
  readonly began: number;
  status?: number;
  answer?: HeaderMap;
}

/** Is told what happens, while it happens. Must neither throw nor change the bytes. */
export interface WireListener {
  request(exchange: Exchange): void;
  /** The body of a request that is sent as it is read has been sent. */
  uploaded(exchange: Exchange): void;
  answered(exchange: Exchange): void;
  /** Bytes of the answer's body, or of a raw connection. */
  received(exchange: Exchange, bytes: Uint8Array): void;
  /** Bytes of a raw connection. */
  sent(exchange: Exchange, bytes: Uint8Array): void;
  /** One direction of a raw connection has ended, or the answer of a call. */
  ended(exchange: Exchange, direction: "sent" | "received"): void;
  failed(exchange: Exchange, error: unknown): void;
}

/** How much of what a request carries is kept, unless somebody wants more. */
const keptOfBody = 256 * 1024;

let numbers = 0;

/**
 * The way to an engine, with somebody who is told of everything on it. `listener` is asked for each exchange; none, and nothing is looked at. Of what a
 * request carries, up to `kept` bytes are kept.
 */
export function observe(
  transport: Transport,
  listener: () => WireListener | undefined,
  kept: number = keptOfBody,
): Transport {
  return {
    endpoint: transport.endpoint,
    ...(transport.tls !== undefined && { tls: transport.tls }),
    ...(transport.basePath !== undefined && { basePath: transport.basePath }),
    async call(request) {
      const told = listener();
      return told === undefined ? transport.call(request) : observedCall(transport, request, told, kept);
    },
    async dial(signal) {
      const told = listener();
      const duplex = await transport.dial(signal);
      return told === undefined ? duplex : new ObservedDuplex(duplex, told, kept);
    },
    close: () => transport.close(),
  };
}

async function observedCall(
  transport: Transport,
  request: CallRequest,
  listener: WireListener,
  kept: number,
): Promise<CallResponse> {
  const { method, path, headers = {}, body } = request;
  const passed = body === undefined ? undefined : new Passed(kept);
  const streamed = body !== undefined && !(body instanceof Uint8Array);
  if (passed !== undefined && body instanceof Uint8Array) {
    passed.add(body);
    passed.ended = true;
  }
  const exchange: Exchange = {
    number: ++numbers,
    method,
    path,
    headers,
    body: passed,
    hijacked: false,
    began: performance.now(),
  };
  listener.request(exchange);
  try {
    const response = await transport.call(
      streamed ? { ...request, body: observedUpload(body, passed!, () => listener.uploaded(exchange)) } : request,
    );
    exchange.status = response.status;
    exchange.answer = response.headers;
    listener.answered(exchange);
    return { ...response, body: observedBody(response.body, exchange, listener) };
  } catch (error) {
    listener.failed(exchange, error);
    throw error;
  }
}

function observedUpload(source: ByteSource, passed: Passed, done: () => void): ByteSource {
  return {
    async read() {
      const bytes = await source.read();
      if (bytes === undefined) {
        passed.ended = true;
        done();
      } else passed.add(bytes);
      return bytes;
    },
    cancel: (reason) => source.cancel(reason),
  };
}

function observedBody(source: ByteSource, exchange: Exchange, listener: WireListener): ByteSource {
  let over = false;
  const end = (): void => {
    if (!over) listener.ended(exchange, "received");
    over = true;
  };
  return {
    async read() {
      try {
        const bytes = await source.read();
        if (bytes === undefined) end();
        else listener.received(exchange, bytes);
        return bytes;
      } catch (error) {
        over = true;
        listener.failed(exchange, error);
        throw error;
      }
    },
    cancel(reason) {
      end();
      source.cancel(reason);
    },
  };
}

/** A raw connection: the heads of an exchange first, then what it carries. */
class ObservedDuplex implements Duplex {
  readonly #duplex: Duplex;
  readonly #listener: WireListener;
  readonly #began = performance.now();
  readonly #stdin: Passed;
  readonly #request = new HeadCollector();
  #answer = new HeadCollector();
  #exchange: Exchange | undefined;

  constructor(duplex: Duplex, listener: WireListener, kept: number) {
    this.#duplex = duplex;
    this.#listener = listener;
    this.#stdin = new Passed(kept);
    // What was sent until somebody asks is what there is to send again.
    this.#stdin.ended = true;
  }

  get closed(): boolean {
    return this.#duplex.closed;
  }

  async read(): Promise<Uint8Array | undefined> {
    const bytes = await this.#duplex.read().catch((error: unknown) => {
      if (this.#exchange) this.#listener.failed(this.#exchange, error);
      throw error;
    });
    if (this.#exchange === undefined) return bytes;
    if (bytes === undefined) this.#listener.ended(this.#exchange, "received");
    else this.#received(this.#exchange, bytes);
    return bytes;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#sent(bytes);
    await this.#duplex.write(bytes);
  }

  async end(): Promise<void> {
    if (this.#exchange) this.#listener.ended(this.#exchange, "sent");
    await this.#duplex.end();
  }

  cancel(reason?: unknown): void {
    this.#duplex.cancel(reason);
  }

  #sent(bytes: Uint8Array): void {
    if (this.#exchange !== undefined) {
      this.#stdin.add(bytes);
      this.#listener.sent(this.#exchange, bytes);
      return;
    }
    const head = headIn(this.#request, bytes, (collector) => collector.request());
    if (head === undefined) return;
    const { method, target, headers }: RequestHead = head.head;
    this.#exchange = {
      number: ++numbers,
      method,
      path: target,
      headers,
      body: undefined,
      stdin: this.#stdin,
      hijacked: true,
      began: this.#began,
    };
    this.#listener.request(this.#exchange);
    if (head.rest.length === 0) return;
    this.#stdin.add(head.rest);
    this.#listener.sent(this.#exchange, head.rest);
  }

  #received(exchange: Exchange, bytes: Uint8Array): void {
    if (exchange.status !== undefined) {
      this.#listener.received(exchange, bytes);
      return;
    }
    const head = headIn(this.#answer, bytes, (collector) => collector.response());
    if (head === undefined) return;
    const { status, headers }: ResponseHead = head.head;
    if (status < 200 && status !== 101) {
      // An interim answer: the real one is still to come.
      this.#answer = new HeadCollector();
      if (head.rest.length > 0) this.#received(exchange, head.rest);
      return;
    }
    exchange.status = status;
    exchange.answer = headers;
    this.#listener.answered(exchange);
    if (head.rest.length > 0) this.#listener.received(exchange, head.rest);
  }
}

function headIn<T>(
  collector: HeadCollector,
  bytes: Uint8Array,
  read: (collector: HeadCollector) => T,
): { head: T; rest: Uint8Array } | undefined {
  try {
    const rest = collector.push(bytes);
    return rest === undefined ? undefined : { head: read(collector), rest };
  } catch {
    return undefined; // the client will say what is wrong with it
  }
}

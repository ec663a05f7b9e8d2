/** Answers calls from a cassette. */
import type { ByteSource, CallRequest, CallResponse, Duplex, Transport } from "../../mod.ts";
import { formatResponseHead, HeadCollector } from "../../lib/wire/http1.ts";
import { CassetteError } from "./error.ts";
import { bytesOf, type Cassette, type KeptExchange } from "./format.ts";
import { Matcher } from "./match.ts";
import { CassetteDuplex } from "./raw.ts";

/** The way to an engine that is not there: what was asked of it once is answered as it was then, in the same order for the same question. */
export function cassetteTransport(cassette: Cassette): Transport {
  const matcher = new Matcher(cassette);
  return {
    endpoint: "cassette:",
    async call(request) {
      request.signal?.throwIfAborted();
      const exchange = matcher.take(request.method, request.path, await jsonBodyOf(request));
      if (exchange.cut) throw tooLarge(exchange);
      const { signal = endless() } = request;
      return exchange.status === undefined ? never(signal) : responseOf(exchange, exchange.status, matcher, signal);
    },
    async dial(signal) {
      signal?.throwIfAborted();
      return new HeadFirst(matcher, signal ?? endless());
    },
    // What goes on for ever is not broken off: there was nothing wrong with it then.
    async close() {},
  };
}

/** A signal for who has none. */
function endless(): AbortSignal {
  return new AbortController().signal;
}

function responseOf(
  { headers, reply = "", open }: KeptExchange,
  status: number,
  matcher: Matcher,
  signal: AbortSignal,
): CallResponse {
  const pieces = [matcher.bound(bytesOf(reply))].filter(({ length }) => length > 0);
  const body: ByteSource = {
    async read() {
      signal.throwIfAborted();
      const piece = pieces.shift();
      return piece === undefined && open ? never(signal) : piece;
    },
    cancel() {
      pieces.length = 0;
    },
  };
  return { status, headers: { ...headers }, body };
}

/** What went on when the recording ended goes on here, until somebody has had enough. */
function never(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

function tooLarge({ method, path }: KeptExchange): CassetteError {
  return new CassetteError(`the answer to ${method} ${path} was too large to be kept on the cassette`, {
    hint: "Check this file on an engine, without --offline.",
  });
}

/** The body of a request, where it is JSON; whatever it is, it is read. */
async function jsonBodyOf({ headers, body }: CallRequest): Promise<string | undefined> {
  const pieces: Uint8Array[] = [];
  if (body instanceof Uint8Array) pieces.push(body);
  else if (body !== undefined) for (let bytes = await body.read(); bytes !== undefined; ) bytes = await body.read();
  if (pieces.length === 0 || !/json/.test(headers?.["content-type"] ?? "")) return undefined;
  return new TextDecoder().decode(pieces[0]);
}

/** A raw connection: when the head of the request has come, it is known which one it is. */
class HeadFirst implements Duplex {
  readonly #matcher: Matcher;
  readonly #signal: AbortSignal;
  readonly #head = new HeadCollector();
  #duplex: CassetteDuplex | undefined;
  #begin: () => void = () => {};
  readonly #begun: Promise<void>;

  constructor(matcher: Matcher, signal: AbortSignal) {
    this.#matcher = matcher;
    this.#signal = signal;
    this.#begun = new Promise((resolve) => {
      this.#begin = resolve;
    });
  }

  get closed(): boolean {
    return this.#duplex?.closed === true;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (this.#duplex) {
      await this.#duplex.write(bytes);
      return;
    }
    const rest = this.#head.push(bytes);
    if (rest === undefined) return;
    const { method, target } = this.#head.request();
    const exchange = this.#matcher.take(method, target, undefined);
    if (exchange.cut) throw tooLarge(exchange);
    if (exchange.status === undefined) return;
    const head = formatResponseHead({ status: exchange.status, headers: exchange.headers });
    const bound = (piece: Uint8Array): Uint8Array => this.#matcher.bound(piece);
    this.#duplex = new CassetteDuplex(exchange, head, bound, this.#signal, (error) => {
      // The client may have other ends to see to before it looks at this one.
      this.#matcher.failure ??= error;
    });
    this.#begin();
    if (rest.length > 0) await this.#duplex.write(rest);
  }

  async read(): Promise<Uint8Array | undefined> {
    await Promise.race([this.#begun, never(this.#signal)]);
    return this.#duplex!.read();
  }

  async end(): Promise<void> {
    await this.#duplex?.end();
  }

  cancel(): void {
    this.#duplex?.cancel();
  }
}

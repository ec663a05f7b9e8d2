/**
 * Where bytes go: finding an engine, and the two verbs, `call` and `dial`, over each kind of endpoint.
 *
 * Calls to a socket or to the embedded engine go through our own HTTP/1.1 client over `dial`, those to the network through the
 * runtime's client. `dial` is node:net, or a pair of streams in memory.
 */

import type { CallRequest, CallResponse, Duplex, Transport } from "./contract.ts";
import { type Connection, dialSocket } from "./dial.ts";
import { type Discovered, discover, noEngine } from "./discover.ts";
import { duplexPair } from "./duplex.ts";
import { type Endpoint, formatAuthority, formatEndpoint, type TcpEndpoint } from "./endpoint.ts";
import { clientClosed } from "./failures.ts";
import { type CallClient, FetchClient } from "./fetch.ts";
import { type Dial, HttpClient } from "./http.ts";
import { env, home, runtime } from "./runtime/mod.ts";

/** Takes the engine's end of a connection in memory. */
export interface Acceptor {
  accept(connection: Duplex): void;
}

/** Options of {@link openTransport}. */
export interface OpenOptions {
  /** Where the engine for `embedded:` comes from; by default the one of this process. Called with the first connection. */
  embedded?: () => Promise<Acceptor>;
}

/** Opens the way to an engine. Nothing is connected before the first call. */
export function openTransport(endpoint: Endpoint, options: OpenOptions = {}): Transport {
  switch (endpoint.kind) {
    case "unix": {
      const dial: Dial = (signal) => dialSocket(endpoint, signal);
      return new DialTransport(formatEndpoint(endpoint), dial, new HttpClient(dial, { host: "docker" }));
    }
    case "tcp": {
      const dial: Dial = (signal) => dialSocket(endpoint, signal);
      const http = new HttpClient(dial, { host: formatAuthority(endpoint) });
      const client = new FetchClient(endpoint, runtime.createFetcher(endpoint), http);
      return new DialTransport(formatEndpoint(endpoint), dial, withBasePath(endpoint, client), endpoint.basePath);
    }
    case "embedded": {
      const dial = dialEmbedded(options.embedded ?? engineOfThisProcess);
      return new DialTransport(formatEndpoint(endpoint), dial, new HttpClient(dial, { host: "docker" }));
    }
  }
}

/**
 * The endpoint to use: the one that the caller names, or the first engine that is found.
 *
 * @throws ConnectError with every candidate and why it failed, when there is none.
 */
export async function findEndpoint(explicit?: string): Promise<Discovered> {
  const environment = {
    explicit,
    env,
    get home() {
      return home();
    },
  };
  const found = await discover(environment, async (endpoint) => {
    if (endpoint.kind !== "embedded") (await dialSocket(endpoint)).cancel();
  });
  if ("attempts" in found) throw noEngine(found.attempts);
  return found;
}

class DialTransport implements Transport {
  readonly endpoint: string;
  readonly basePath: string;
  readonly #dial: Dial;
  readonly #client: CallClient;
  /** Raw connections, to be broken by close(). */
  readonly #dialled = new Set<Connection>();
  readonly #lifetime = new AbortController();

  constructor(endpoint: string, dial: Dial, client: CallClient, basePath = "") {
    this.endpoint = endpoint;
    this.basePath = basePath;
    this.#dial = dial;
    this.#client = client;
  }

  call(request: CallRequest): Promise<CallResponse> {
    return this.#client.call(request);
  }

  async dial(signal?: AbortSignal): Promise<Duplex> {
    this.#lifetime.signal.throwIfAborted();
    signal?.throwIfAborted();
    const connection = await this.#dial(signal);
    if (this.#lifetime.signal.aborted) {
      connection.cancel();
      throw this.#lifetime.signal.reason;
    }
    for (const other of this.#dialled) if (other.closed) this.#dialled.delete(other);
    this.#dialled.add(connection);
    return connection;
  }

  async close(): Promise<void> {
    const error = clientClosed();
    this.#lifetime.abort(error);
    for (const connection of this.#dialled) connection.cancel(error);
    this.#dialled.clear();
    await this.#client.close();
  }
}

function withBasePath({ basePath }: TcpEndpoint, client: CallClient): CallClient {
  if (basePath === "") return client;
  return {
    call: (request) => client.call({ ...request, path: basePath + request.path }),
    close: () => client.close(),
  };
}

function dialEmbedded(engine: () => Promise<Acceptor>): Dial {
  let started: Promise<Acceptor> | undefined;
  return async (signal) => {
    started ??= engine();
    const acceptor = await started;
    signal?.throwIfAborted();
    const [ours, theirs] = duplexPair();
    acceptor.accept(theirs);
    return ours;
  };
}

async function engineOfThisProcess(): Promise<Acceptor> {
  // Not before somebody asks for it: it brings parsers and a file system along.
  const { defaultEngine } = await import("../engine/mod.ts");
  return defaultEngine();
}

export type { ByteSource, CallRequest, CallResponse, Duplex, HeaderMap, Transport } from "./contract.ts";
export type { Connection } from "./dial.ts";
export {
  type Discovered,
  type DiscoverEnvironment,
  discover,
  noEngine,
  type Probe,
  type Strategy,
  strategies,
} from "./discover.ts";
export { duplexPair, fromReadableStream, readAll, toReadableStream } from "./duplex.ts";
export {
  defaultPort,
  type EmbeddedEndpoint,
  type Endpoint,
  formatEndpoint,
  parseEndpoint,
  type TcpEndpoint,
  type UnixEndpoint,
} from "./endpoint.ts";
export { env, home } from "./runtime/mod.ts";

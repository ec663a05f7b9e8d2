/**
 * Where bytes go: finding an engine, and the two verbs, `call` and `dial`, over each kind of endpoint.
 *
 * Calls to the network without TLS go through the runtime's client, all others through our own HTTP/1.1 client over `dial`. `dial` is
 * node:net, node:tls, or a pair of streams in memory.
 */

import { InvalidArgumentError } from "../errors.ts";
import type { CallRequest, CallResponse, Duplex, TlsInfo, TlsOptions, Transport } from "./contract.ts";
import { type Connection, dialSocket, dialTls } from "./dial.ts";
import { type Discovered, discover, noEngine } from "./discover.ts";
import { duplexPair } from "./duplex.ts";
import { type Endpoint, formatAuthority, formatEndpoint, type NetworkAddress, parseEndpoint } from "./endpoint.ts";
import { clientClosed } from "./failures.ts";
import { type CallClient, FetchClient } from "./fetch.ts";
import { type Dial, HttpClient } from "./http.ts";
import { env, home, runtime } from "./runtime/mod.ts";
import { noticingTls } from "./tls/notice.ts";
import type { TlsSettings } from "./tls/settings.ts";

/** Takes the engine's end of a connection in memory. */
export interface Acceptor {
  accept(connection: Duplex): void;
}

/** Options of {@link openTransport}. */
export interface OpenOptions {
  /** What an endpoint over TLS is reached with; by default, nothing but the authorities that the runtime trusts. */
  tls?: TlsSettings | undefined;
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
    case "tls": {
      const settings = options.tls ?? { info: { verify: true } };
      const dial: Dial = (signal) => dialTls(endpoint, settings, signal);
      const client = withBasePath(endpoint, new HttpClient(dial, { host: formatAuthority(endpoint) }));
      return new DialTransport(formatEndpoint(endpoint), dial, client, { ...endpoint, tls: settings.info });
    }
    case "tcp": {
      const dial: Dial = (signal) => dialSocket(endpoint, signal);
      const http = new HttpClient(dial, { host: formatAuthority(endpoint) });
      const client = noticingTls(endpoint, new FetchClient(endpoint, runtime.createFetcher(endpoint), http));
      return new DialTransport(formatEndpoint(endpoint), dial, withBasePath(endpoint, client), endpoint);
    }
    case "embedded": {
      const dial = dialEmbedded(options.embedded ?? engineOfThisProcess);
      return new DialTransport(formatEndpoint(endpoint), dial, new HttpClient(dial, { host: "docker" }));
    }
  }
}

/** An endpoint, how it was found, and what it is reached with. */
export interface Found extends Discovered {
  /** Of an endpoint over TLS. */
  tls?: TlsSettings;
}

/** What {@link findEndpoint} goes by besides what it finds. */
export interface FindOptions {
  /** Certificates, with which `tcp://` is TLS; `true` for those of the environment, `false` for none and no TLS. */
  tls?: TlsOptions | boolean;
  /** The endpoint to use when none is found. */
  fallback?: string;
}

/**
 * The endpoint to use: the one that the caller names, or the first engine that is found. With `tls`, or where the environment asks for it,
 * `tcp://` is TLS; its certificates are read here.
 *
 * @throws ConnectError with every candidate and why it failed, when there is none, or when a certificate cannot be used;
 * InvalidArgumentError when `tls` does not go with the endpoint.
 */
export async function findEndpoint(explicit?: string, { tls, fallback }: FindOptions = {}): Promise<Found> {
  const environment = {
    explicit,
    tls: tls === undefined ? undefined : tls !== false,
    env,
    get home() {
      return home();
    },
  };
  let found = await discover(environment, async (endpoint) => {
    if (endpoint.kind === "unix") (await dialSocket(endpoint)).cancel();
  });
  if ("attempts" in found) {
    if (fallback === undefined) throw noEngine(found.attempts);
    found = { endpoint: parseEndpoint(fallback), source: "the fallback" };
  }
  checkTls(found.endpoint, tls);
  if (found.endpoint.kind === "tls") {
    const { tlsSettings } = await import("./tls/settings.ts");
    return { ...found, tls: await tlsSettings(found.endpoint, tls || undefined, environment) };
  }
  // It stays without, whoever connects to it again.
  if (found.endpoint.kind === "tcp" && tls === false) return { ...found, endpoint: { ...found.endpoint, plain: true } };
  return found;
}

function checkTls(endpoint: Endpoint, tls: TlsOptions | boolean | undefined): void {
  if (tls === undefined || (endpoint.kind === "tls") === (tls !== false)) return;
  const text = formatEndpoint(endpoint);
  throw tls === false
    ? new InvalidArgumentError(`${text} is TLS, and tls: false says that it is not`, { hint: "Leave one of them out." })
    : new InvalidArgumentError(`the option tls does not go with ${text}`, {
        hint: "TLS is for engines on the network: tcp://host:port or https://host:port.",
      });
}

class DialTransport implements Transport {
  readonly endpoint: string;
  readonly basePath: string;
  readonly tls?: TlsInfo;
  readonly #dial: Dial;
  readonly #client: CallClient;
  /** Raw connections, to be broken by close(). */
  readonly #dialled = new Set<Connection>();
  readonly #lifetime = new AbortController();

  constructor(
    endpoint: string,
    dial: Dial,
    client: CallClient,
    { basePath = "", tls }: { basePath?: string; tls?: TlsInfo } = {},
  ) {
    this.endpoint = endpoint;
    this.basePath = basePath;
    if (tls !== undefined) this.tls = tls;
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

function withBasePath({ basePath }: NetworkAddress, client: CallClient): CallClient {
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

export type {
  ByteSource,
  CallRequest,
  CallResponse,
  Duplex,
  HeaderMap,
  PemOrigin,
  TlsInfo,
  TlsOptions,
  Transport,
} from "./contract.ts";
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
  defaultTlsPort,
  type EmbeddedEndpoint,
  type Endpoint,
  formatEndpoint,
  parseEndpoint,
  type TcpEndpoint,
  type TlsEndpoint,
  type UnixEndpoint,
} from "./endpoint.ts";
export { env, home } from "./runtime/mod.ts";

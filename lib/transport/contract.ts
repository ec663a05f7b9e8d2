/**
 * The two verbs under everything: `call` makes one HTTP exchange, `dial` opens a raw two-way stream to the engine.
 *
 * Both speak in pulled bytes: whoever reads asks for the next piece, so backpressure needs no further machinery, and a
 * plain JSON call costs no Web Stream. The client turns what it hands out into Web Streams.
 */

/** Bytes to be pulled. */
export interface ByteSource {
  /** The next bytes, never empty and never reused afterwards; `undefined` at the end. Rejects when the source broke. */
  read(): Promise<Uint8Array | undefined>;
  /** Gives up the rest and frees what is behind it. Idempotent, never throws. */
  cancel(reason?: unknown): void;
}

/** A raw two-way stream with half-close. */
export interface Duplex extends ByteSource {
  /** Resolves when the bytes are accepted and more may follow. The caller must not change them until then. */
  write(bytes: Uint8Array): Promise<void>;
  /** Closes our direction; the other stays open. Idempotent. */
  end(): Promise<void>;
  /** Whether the underlying connection is gone, in both directions. */
  readonly closed: boolean;
}

/** Header fields: names in lower case, repeated fields joined by `, `. */
export type HeaderMap = Record<string, string>;

/** A call to make. */
export interface CallRequest {
  /** The HTTP method, in capitals. */
  method: string;
  /** Path and query, beginning with `/`. */
  path: string;
  /** Besides those that the way to the engine adds itself. */
  headers?: HeaderMap;
  /** Bytes are sent with a Content-Length; a source is sent chunked, as it is pulled. */
  body?: Uint8Array | ByteSource;
  /** Aborting it breaks the call off. */
  signal?: AbortSignal | undefined;
}

/** What was answered to a call. */
export interface CallResponse {
  /** The HTTP status. */
  status: number;
  /** Names in lower case. */
  headers: HeaderMap;
  /** Must be read to the end or cancelled; holds a connection until then. Rejects with a ProtocolError when cut short. */
  body: ByteSource;
}

/** What an engine over TLS is reached with. Certificates and keys are PEM, as a text or as the path of a file; never both. */
export interface TlsOptions {
  /** The authorities, one or several, of which one has signed the engine's certificate. Left out, those that the runtime trusts. */
  ca?: string;
  /** The file that `ca` is read from. */
  caFile?: string;
  /** The certificate that is shown to the engine, where it wants one, with those between it and its authority. */
  cert?: string;
  /** The file that `cert` is read from. */
  certFile?: string;
  /** The private key of `cert`, not encrypted. */
  key?: string;
  /** The file that `key` is read from. */
  keyFile?: string;
  /**
   * Whether the engine has to prove who it is: `true` when left out. With `false` anybody in between can read and change what is sent, as with
   * docker's `--tls`.
   */
  verify?: boolean;
  /** The name that the engine's certificate has to be for. Left out, the host of the endpoint. */
  serverName?: string;
}

/** Where a PEM text came from: a file, by its absolute path, or a program that gave it as a text. */
export type PemOrigin = { readonly file: string } | { readonly text: true };

/** How an engine over TLS is reached, for whoever is to do the same with another program. No certificate and no key is in it. */
export interface TlsInfo {
  /** Whether the engine has to prove who it is. */
  readonly verify: boolean;
  /** The name that its certificate has to be for, where that is not the host of the endpoint. */
  readonly serverName?: string;
  /** The authorities; absent for those that the runtime trusts. */
  readonly ca?: PemOrigin;
  /** The client certificate, if there is one. */
  readonly cert?: PemOrigin;
  /** Its key. */
  readonly key?: PemOrigin;
}

/**
 * How an engine is reached.
 *
 * @example
 * ```ts
 * const seen: string[] = [];
 * const watched = await connect("embedded:", {
 *   wrap: (way) => ({
 *     endpoint: way.endpoint,
 *     call(request) {
 *       seen.push(`${request.method} ${request.path}`);
 *       return way.call(request);
 *     },
 *     dial: (signal) => way.dial(signal),
 *     close: () => way.close(),
 *   }),
 * });
 * await watched.info();
 * seen;
 * //=> [ 'GET /_ping', 'GET /v1.44/info' ]
 * await watched.close();
 * ```
 */
export interface Transport {
  /** Where, in a form that `connect()` takes: `unix:///run/docker.sock`, `tcp://127.0.0.1:2375`, `https://127.0.0.1:2376`, `embedded:`. */
  readonly endpoint: string;
  /** What it is reached with over TLS; absent where there is none. */
  readonly tls?: TlsInfo;
  /**
   * What stands before every path at this endpoint; absent or empty at most. call() adds it; whoever writes a request on a
   * dialled connection has to.
   */
  readonly basePath?: string;
  /**
   * One HTTP exchange. Rejects with a ConnectError when the engine cannot be reached, a ProtocolError when its bytes are
   * broken, the signal's reason when aborted. A call that may change something (anything but GET and HEAD) is never sent twice.
   */
  call(request: CallRequest): Promise<CallResponse>;
  /** Opens a raw connection of its own, outside any pool. */
  dial(signal?: AbortSignal): Promise<Duplex>;
  /** Closes idle connections, and breaks what is under way. */
  close(): Promise<void>;
}

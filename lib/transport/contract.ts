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

/** How an engine is reached. */
export interface Transport {
  /** Where, in a form that `connect()` takes: `unix:///run/docker.sock`, `tcp://127.0.0.1:2375`, `embedded:`. */
  readonly endpoint: string;
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

/**
 * Hijacking: an HTTP exchange after whose head the connection is no longer HTTP but a raw two-way stream. Engines up to
 * today answer `200 OK` to a plain request and `101 UPGRADED` to one that asks for an upgrade; both are taken.
 */
import { ConnectError, ProtocolError } from "../errors.ts";
import { onAbort } from "../transport/abort.ts";
import { callName } from "../transport/call-name.ts";
import type { ByteSource, Duplex, HeaderMap, Transport } from "../transport/contract.ts";
import { noAnswer } from "../transport/failures.ts";
import { formatRequestHead, HeadCollector, responseBody, type ResponseHead } from "../wire/http1.ts";
import { apiError, type CallIdentity, readText } from "./answer.ts";

/** A connection that has become a raw stream. */
export interface Hijacked {
  headers: HeaderMap;
  stream: Duplex;
}

/** Makes the exchange; an error answer becomes its error, and the connection is closed. */
export async function hijack(
  transport: Transport,
  request: CallIdentity & { headers?: HeaderMap; signal?: AbortSignal | undefined },
): Promise<Hijacked> {
  const { signal } = request;
  const connection = await transport.dial(signal);
  const ignore = onAbort(signal, () => connection.cancel(signal?.reason));
  try {
    const message = formatRequestHead({
      method: request.method,
      target: `${transport.basePath ?? ""}${request.path}`,
      headers: {
        ...request.headers,
        host: hostOf(transport.endpoint),
        connection: "Upgrade",
        upgrade: "tcp",
        "content-length": "0",
      },
    });
    const first = await firstBytes(connection, message, request);
    const { head, rest } = await readHead(connection, first, request);
    if (head.status === 101 || head.status === 200)
      return { headers: head.headers, stream: withRest(connection, rest) };
    const { text } = await readText(bodyOf(head, request.method, connection, rest), 64 * 1024);
    throw apiError(request, head.status, head.headers["content-type"] ?? "", text);
  } catch (error) {
    connection.cancel(error);
    throw signal?.aborted ? signal.reason : error;
  } finally {
    ignore();
  }
}

/** What a proxy in front of an engine may go by; sockets have no name, and engines do not look at it. */
function hostOf(endpoint: string): string {
  return /^(?:tcp|https?):\/\/([^/]+)/.exec(endpoint)?.[1] ?? "docker";
}

/** Sends the request, and reads the first that comes back. A ConnectError when nothing does. */
async function firstBytes(connection: Duplex, sent: Uint8Array, request: CallIdentity): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  let failure: unknown;
  try {
    await connection.write(sent);
    bytes = await connection.read();
  } catch (error) {
    failure = error;
  }
  // A way to the engine that was put in its place may fail for reasons of its own.
  if (failure !== undefined && !(failure instanceof ConnectError)) throw failure;
  if (bytes === undefined) throw noAnswer(request, failure);
  return bytes;
}

async function readHead(
  connection: Duplex,
  first: Uint8Array,
  request: CallIdentity,
): Promise<{ head: ResponseHead; rest: Uint8Array }> {
  let collector = new HeadCollector();
  let pending: Uint8Array | undefined = first;
  while (pending !== undefined) {
    const rest = collector.push(pending);
    if (rest === undefined) {
      pending = await connection.read();
      continue;
    }
    const head = collector.response();
    if (head.status >= 200 || head.status === 101) return { head, rest };
    collector = new HeadCollector(); // 100 Continue and its like come before the answer
    pending = rest.length > 0 ? rest : await connection.read();
  }
  throw new ProtocolError(`the connection ended in the head of the answer to ${callName(request)}`);
}

/** The stream, with the bytes that arrived together with the head before the rest. */
function withRest(connection: Duplex, rest: Uint8Array): Duplex {
  if (rest.length === 0) return connection;
  let first: Uint8Array | undefined = rest;
  return {
    read() {
      if (first === undefined) return connection.read();
      const bytes = first;
      first = undefined;
      return Promise.resolve(bytes);
    },
    cancel: (reason) => connection.cancel(reason),
    write: (bytes) => connection.write(bytes),
    end: () => connection.end(),
    get closed() {
      return connection.closed;
    },
  };
}

/** The body of an error answer, read from the raw connection. */
function bodyOf(head: ResponseHead, method: string, connection: Duplex, rest: Uint8Array): ByteSource {
  const decoder = responseBody(head, method);
  const ready: Uint8Array[] = [];
  decoder.push(rest, ready);
  return {
    async read() {
      for (;;) {
        const bytes = ready.shift();
        if (bytes !== undefined) return bytes;
        if (decoder.done) return undefined;
        const more = await connection.read();
        if (more === undefined) {
          decoder.end();
          return undefined;
        }
        decoder.push(more, ready);
      }
    },
    cancel: (reason) => connection.cancel(reason),
  };
}

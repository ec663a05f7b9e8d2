/**
 * A scripted engine: it misbehaves as the path says, and counts what it gets. A node:http server, so that what dks sends is
 * read by somebody else's parser; what it answers with is written raw where the point is in the bytes.
 *
 * Every request may carry `?key=K`: it is counted under that key, and `GET /count?key=K` tells {@link Counts}.
 */

import type { EventEmitter } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";

/** What `GET /count` answers. */
export interface Counts {
  /** Requests whose head has arrived. */
  requests: number;
  /** Connections that the client closed while their request was under way. */
  aborted: number;
  /** Requests that wait for `/release`. */
  waiting: number;
  /** Bytes of bodies and raw streams read so far. */
  bytes: number;
  /** Connections, of the whole engine, that are open. */
  connections: number;
}

export interface ScriptedEngine {
  /** `unix:///path`, `tcp://127.0.0.1:port` or `https://127.0.0.1:port`. */
  endpoint: string;
  close(): Promise<void>;
}

interface Key {
  requests: number;
  aborted: number;
  bytes: number;
  waiting: Set<() => void>;
}

/** Starts one, on a socket (`{ path }`) or on a free port of the loopback interface, with TLS when there is something to show. */
export async function startScripted(
  where: { path: string } | { port: number; tls?: ServerOptions },
): Promise<ScriptedEngine> {
  const keys = new Map<string, Key>();
  const sockets = new Set<Socket>();
  /** Also those on which no handshake was made. */
  const under = new Set<Socket>();
  const tls = "tls" in where ? where.tls : undefined;
  const patient = { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 };
  const server = tls ? createTlsServer({ ...patient, allowHalfOpen: true, ...tls }) : createServer(patient);
  server.on("connection", (socket: Socket) => {
    under.add(socket);
    socket.on("close", () => under.delete(socket));
  });
  server.on(tls ? "secureConnection" : "connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
  });
  const keyOf = (name: string): Key => {
    const key = keys.get(name) ?? { requests: 0, aborted: 0, bytes: 0, waiting: new Set() };
    keys.set(name, key);
    return key;
  };
  const enter = (request: IncomingMessage) => {
    const url = new URL(request.url!, "http://scripted");
    const key = keyOf(url.searchParams.get("key") ?? "");
    return { url, key };
  };
  server.on("request", (request, response) => {
    const { url, key } = enter(request);
    const socket = request.socket;
    if (url.pathname === "/count") {
      const { requests, aborted, waiting, bytes } = key;
      sendJson(response, {
        requests,
        aborted,
        waiting: waiting.size,
        bytes,
        connections: sockets.size,
      } satisfies Counts);
      return;
    }
    if (url.pathname === "/release") {
      const { size } = key.waiting;
      for (const go of key.waiting) go();
      sendJson(response, { released: size });
      return;
    }
    key.requests++;
    const wait = () => waitUnder(key, socket);
    const onClose = () => {
      if (!response.writableFinished) key.aborted++;
    };
    socket.once("close", onClose);
    response.once("finish", () => socket.off("close", onClose));
    answer(url, request, response, key, wait).catch((error) => socket.destroy(error));
  });
  server.on("upgrade", (request, socket, head) => {
    const { url, key } = enter(request);
    key.requests++;
    socket.on("error", () => {});
    hijack(url, socket, head, key, () => waitUnder(key, socket)).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    if ("path" in where) server.listen(where.path, resolve);
    else server.listen(where.port, "127.0.0.1", resolve);
  });
  return {
    endpoint:
      "path" in where
        ? `unix://${where.path}`
        : `${tls ? "https" : "tcp"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => close(server, under),
  };
}

function close(server: Server, sockets: Set<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}

function sendJson(response: ServerResponse, value: unknown): void {
  const text = JSON.stringify(value);
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) });
  response.end(text);
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits for `/release`. */
function waitUnder(key: Key, socket: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      key.waiting.delete(go);
      resolve();
    };
    key.waiting.add(go);
    socket.once("close", () => key.waiting.delete(go));
  });
}

async function answer(
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
  key: Key,
  wait: () => Promise<void>,
): Promise<void> {
  const { socket } = request;
  const number = (name: string) => Number(url.searchParams.get(name) ?? 0);
  switch (url.pathname) {
    case "/json":
      return sendJson(response, { method: request.method, host: request.headers.host, url: request.url });
    case "/headers":
      return sendJson(response, request.headers);
    case "/empty":
      response.writeHead(204).end();
      return;
    case "/html":
      response.writeHead(502, { "Content-Type": "text/html" }).end("<html>bad gateway</html>");
      return;
    case "/redirect":
      response.writeHead(number("status") || 302, { Location: "/json?key=followed" }).end("moved");
      return;
    case "/echo":
      response.writeHead(200, { "Content-Type": request.headers["content-type"] ?? "application/octet-stream" });
      request.pipe(response);
      return;
    case "/pending":
      await wait();
      return sendJson(response, { pending: url.search });
    case "/late": {
      // The head comes at once, the body when it is released.
      response.writeHead(200, { "Content-Length": 4 }).flushHeaders();
      await wait();
      response.end("late");
      return;
    }
    case "/quiet":
      response.writeHead(200).write("a");
      await pause(number("seconds") * 1000);
      response.end("b");
      return;
    case "/quiet-head":
      await pause(number("seconds") * 1000);
      return sendJson(response, "at last");
    case "/chunked":
      response.writeHead(200);
      for (let i = 0; i < number("count"); i++) {
        response.write(`chunk ${i}\n`);
        if (i % 10 === 0) await pause(0);
      }
      response.end();
      return;
    case "/big":
      return big(response, number("bytes"), key);
    case "/interim":
      response.writeProcessing();
      response.writeEarlyHints({ link: "</x>; rel=preload" });
      response.end("ok");
      return;
    case "/until-close":
      socket.end("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil the close");
      return;
    case "/cut/length":
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789");
      return;
    case "/cut/chunked":
      socket.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
      return;
    case "/cut/chunk":
      socket.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\nhello");
      return;
    case "/cut/head":
      socket.end("HTTP/1.1 200 OK\r\nContent-Le");
      return;
    case "/garbage":
      socket.end("SSH-2.0-OpenSSH_9.2\r\n\r\n");
      return;
    case "/die":
      // After the request has arrived in full.
      request.resume();
      request.once("end", () => socket.destroy());
      return;
    case "/closes-idle":
      sendJson(response, "keep-alive, it says");
      response.once("finish", () => setTimeout(() => socket.destroy(), number("after")));
      return;
    case "/early-error":
      // Without reading the body; the connection is closed as Go's server does it, its own side first.
      socket.pause();
      socket.end("HTTP/1.1 413 Too Large\r\nContent-Length: 9\r\nConnection: close\r\n\r\ntoo large");
      await pause(500);
      socket.destroy();
      return;
    case "/sink":
      for await (const chunk of request) key.bytes += (chunk as Buffer).length;
      return sendJson(response, { bytes: key.bytes });
    case "/late-sink":
      await wait();
      for await (const chunk of request) key.bytes += (chunk as Buffer).length;
      return sendJson(response, { bytes: key.bytes });
    default:
      response.writeHead(404, { "Content-Type": "application/json" }).end('{"message":"page not found"}');
  }
}

async function big(response: ServerResponse, bytes: number, key: Key): Promise<void> {
  response.writeHead(200, { "Content-Length": bytes });
  const chunk = Buffer.alloc(64 * 1024, "x");
  for (let left = bytes; left > 0 && !response.destroyed; left -= chunk.length) {
    const more = response.write(left < chunk.length ? chunk.subarray(0, left) : chunk);
    key.bytes += Math.min(left, chunk.length);
    if (more) continue;
    await once(response, "drain");
  }
  response.end();
}

const switching = "HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n";

/** Raw streams: `/wc` counts until the end of its input, `/cat` gives it back, and so on. */
async function hijack(url: URL, socket: Duplex, head: Buffer, key: Key, wait: () => Promise<void>): Promise<void> {
  socket.unshift(head);
  const number = (name: string) => Number(url.searchParams.get(name) ?? 0);
  switch (url.pathname) {
    case "/wc": {
      socket.write(switching);
      for await (const chunk of iterate(socket)) key.bytes += chunk.length;
      socket.end(String(key.bytes));
      return;
    }
    case "/cat":
      socket.write(switching);
      for await (const chunk of iterate(socket)) if (!socket.write(chunk)) await once(socket, "drain");
      socket.end();
      return;
    case "/with-head":
      socket.end(`${switching}came with the head`);
      socket.resume();
      return;
    case "/speaks-first":
      // Ends its side first, then reads what comes.
      socket.end(`${switching}${"y".repeat(number("bytes"))}`);
      for await (const chunk of iterate(socket)) key.bytes += chunk.length;
      return;
    case "/reset":
      // Closing with unread bytes resets a connection, on both kinds of sockets.
      socket.write(`${switching}and`);
      socket.pause();
      await pause(200);
      socket.destroy();
      return;
    case "/flood": {
      socket.write(switching);
      const chunk = Buffer.alloc(64 * 1024, "x");
      for (let left = number("bytes"); left > 0 && !socket.destroyed; left -= chunk.length) {
        key.bytes += chunk.length;
        if (!socket.write(chunk)) await once(socket, "drain");
      }
      socket.end();
      socket.resume();
      return;
    }
    case "/late-reader":
      socket.write(switching);
      socket.pause();
      await wait();
      for await (const chunk of iterate(socket)) key.bytes += chunk.length;
      socket.end(String(key.bytes));
      return;
    default:
      socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  }
}

/** Like iterating over the stream, which would destroy it at the end; here our side stays open. */
function iterate(stream: Duplex): AsyncIterable<Buffer> {
  return stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
}

/** Waits for an event, or the end of the stream. */
function once(stream: EventEmitter, event: string): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off(event, done);
      stream.off("close", done);
      resolve();
    };
    stream.on(event, done);
    stream.on("close", done);
  });
}

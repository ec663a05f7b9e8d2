/** An engine on a socket, for programs that are not this one. */
import { chmod, lstat, unlink } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { ConnectError, InvalidArgumentError } from "../errors.ts";
import type { Engine } from "./engine.ts";
import { socketDuplex } from "./socket-duplex.ts";

/** Where to listen: at the path of a socket file, or on a port of this machine (0: one that is free). */
export type ListenAddress = { path: string } | { host?: string; port: number };

/** An engine that listens. */
export interface Listener {
  /** Where, as clients take it: `unix:///tmp/dks.sock`, `tcp://127.0.0.1:2375`. */
  endpoint: string;
  /** Listens no more and closes the connections. The engine lives on. */
  close(): Promise<void>;
}

/**
 * Listens for connections to an engine. Whoever can connect can do everything, so a socket file is for its owner alone, and
 * a port is on the loopback interface or refused.
 *
 * @param address - The path of a socket file, which must not be there or be left by a process that is gone; or a port of this machine, 0 for one that is free.
 * @throws {InvalidArgumentError} When the address is not one of this machine, or the path is no socket.
 * @throws {ConnectError} When somebody listens there already, or it cannot be listened at.
 * @example
 * ```ts
 * import { createEngine, listen } from "dks/engine";
 *
 * const engine = createEngine();
 * const listener = await listen(engine, { port: 0 });
 * // Any client of HTTP will do.
 * const answer = await fetch(
 *   `${listener.endpoint.replace("tcp:", "http:")}/_ping`,
 * );
 * console.log(await answer.text());
 * //| OK
 * await listener.close();
 * await engine.close();
 * ```
 */
export async function listen(engine: Engine, address: ListenAddress): Promise<Listener> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    engine.accept(socketDuplex(socket));
  });
  const endpoint = "path" in address ? await listenOnPath(server, address.path) : await listenOnPort(server, address);
  return {
    endpoint,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function listenOnPath(server: Server, path: string): Promise<string> {
  await removeStaleSocket(path);
  const begun = started(server, path);
  server.listen(path);
  await begun;
  await chmod(path, 0o600);
  return `unix://${path}`;
}

async function listenOnPort(
  server: Server,
  { host = "127.0.0.1", port }: { host?: string; port: number },
): Promise<string> {
  if (!/^(?:127(?:\.\d{1,3}){3}|::1|localhost)$/.test(host)) {
    throw new InvalidArgumentError(`the embedded engine listens on this machine only, not on ${host}`, {
      hint: "Use 127.0.0.1 or ::1, or a socket file.",
    });
  }
  const begun = started(server, `${host}:${port}`);
  server.listen(port, host);
  await begun;
  const bound = server.address();
  const actual = typeof bound === "object" && bound !== null ? bound.port : port;
  return `tcp://${host.includes(":") ? `[${host}]` : host}:${actual}`;
}

function started(server: Server, where: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (cause: NodeJS.ErrnoException): void => {
      const reason = cause.code === "EADDRINUSE" ? "something listens there already" : cause.message;
      reject(new ConnectError(`the engine cannot listen on ${where}: ${reason}`, { cause, code: cause.code }));
    };
    server.once("error", failed);
    server.once("listening", () => {
      server.off("error", failed);
      resolve();
    });
  });
}

/** Removes a socket file that nobody listens on any more; anything else at the path is left, and found by listen(). */
async function removeStaleSocket(path: string): Promise<void> {
  const stats = await lstat(path).catch(() => undefined);
  if (stats === undefined || !stats.isSocket()) return;
  const alive = await new Promise<boolean>((resolve) => {
    const probe = connect(path);
    probe.once("connect", () => {
      probe.destroy();
      resolve(true);
    });
    probe.once("error", () => resolve(false));
  });
  if (!alive) await unlink(path);
}

/** Finding an engine, and opening a connection to it. */
import { ConnectError } from "../errors.ts";
import type { Transport } from "../transport/contract.ts";
import { env, findEndpoint, openTransport, parseEndpoint } from "../transport/mod.ts";
import { Docker } from "./docker.ts";

/** Options of {@link connect}. */
export interface ConnectOptions {
  /** The API version to speak, e.g. `1.41` or `1.0`. Left out, DOCKER_API_VERSION or else the newest that both sides know is taken. */
  apiVersion?: string;
  /** What to use when no engine is found on the machine: an endpoint, e.g. `embedded:`. Left out, that is a ConnectError. */
  fallback?: string;
  /** Is told which endpoint was taken, and where it came from, e.g. `DOCKER_HOST`, `the socket of Docker`, `the fallback`. */
  onFound?: (endpoint: string, source: string) => void;
  /**
   * Puts something between the client and the engine: is given the way to the engine, and gives back what is to be used in its place, e.g. one
   * that tells what it sees. Every call and every raw connection goes through it.
   */
  wrap?: (transport: Transport) => Transport;
}

/**
 * Opens a connection to an engine: the endpoint that is given, else DOCKER_HOST, else the first of the usual sockets of Docker and
 * Podman that somebody listens on, else `fallback`. Nothing is sent yet: an engine that is not there shows at the first call.
 *
 * Endpoints: `unix:///var/run/docker.sock`, `tcp://127.0.0.1:2375`, `http://127.0.0.1:2375`, `embedded:` (the engine inside dks).
 * Throws an InvalidArgumentError for an endpoint or a version that cannot be, a ConnectError with every candidate when none is found.
 */
export async function connect(endpoint?: string, options: ConnectOptions = {}): Promise<Docker> {
  const found = await findEndpoint(endpoint).catch((error) => {
    if (!(error instanceof ConnectError) || options.fallback === undefined) throw error;
    return { endpoint: parseEndpoint(options.fallback), source: "the fallback" };
  });
  const transport = openTransport(found.endpoint);
  options.onFound?.(transport.endpoint, found.source);
  return new Docker(
    options.wrap?.(transport) ?? transport,
    options.apiVersion ?? (env("DOCKER_API_VERSION") || undefined),
  );
}

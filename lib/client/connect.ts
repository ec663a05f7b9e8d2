/** Finding an engine, and opening a connection to it. */
import { discover, noEngine } from "../transport/discover.ts";
import { parseEndpoint } from "../transport/endpoint.ts";
import { openTransport, probe } from "../transport/mod.ts";
import { env, home } from "../transport/runtime/mod.ts";
import { Docker } from "./docker.ts";

/** Options of {@link connect}. */
export interface ConnectOptions {
  /** The API version to speak, e.g. `1.41` or `1.0`. Left out, DOCKER_API_VERSION or else the newest that both sides know is taken. */
  apiVersion?: string;
  /** What to use when no engine is found on the machine: an endpoint, e.g. `embedded:`. Left out, that is a ConnectError. */
  fallback?: string;
  /** Is told which endpoint was taken, and where it came from, e.g. `DOCKER_HOST`, `the socket of Docker`, `the fallback`. */
  onFound?: (endpoint: string, source: string) => void;
}

/**
 * Opens a connection to an engine: the endpoint that is given, else DOCKER_HOST, else the first of the usual sockets of Docker and
 * Podman that somebody listens on, else `fallback`. Nothing is sent yet: an engine that is not there shows at the first call.
 *
 * Endpoints: `unix:///var/run/docker.sock`, `tcp://127.0.0.1:2375`, `http://127.0.0.1:2375`, `embedded:` (the engine inside dks).
 * Throws an InvalidArgumentError for an endpoint or a version that cannot be, a ConnectError with every candidate when none is found.
 */
export async function connect(endpoint?: string, options: ConnectOptions = {}): Promise<Docker> {
  const found = await discover({ explicit: endpoint, env, home: home() }, probe);
  if ("attempts" in found && options.fallback === undefined) throw noEngine(found.attempts);
  const target = "endpoint" in found ? found : { endpoint: parseEndpoint(options.fallback!), source: "the fallback" };
  const transport = openTransport(target.endpoint);
  options.onFound?.(transport.endpoint, target.source);
  return new Docker(transport, options.apiVersion ?? (env("DOCKER_API_VERSION") || undefined));
}

/** Finding an engine, and opening a connection to it. */
import { InvalidArgumentError } from "../errors.ts";
import type { TlsOptions, Transport } from "../transport/contract.ts";
import { checkOptions, kindOf } from "../transport/given.ts";
import { env, findEndpoint, openTransport } from "../transport/mod.ts";
import { Docker } from "./docker.ts";
import { pinnedVersion } from "./negotiate.ts";

/** Options of {@link connect}. */
export interface ConnectOptions {
  /** The API version to speak, e.g. `1.41` or `1.0`. Left out, DOCKER_API_VERSION or else the newest that both sides know is taken. */
  apiVersion?: string;
  /**
   * Certificates for an engine that is reached over TLS; `tcp://` is TLS with them. `true` takes them from the environment (see `connect`), `false` says
   * that `tcp://` is without TLS, whatever the environment says. Left out, the environment decides.
   */
  tls?: TlsOptions | boolean;
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
 * `tcp://` is TLS where `tls` is given, or where DOCKER_TLS_VERIFY or DOCKER_TLS is set; `https://` always is. Without certificates in `tls`, `ca.pem`,
 * `cert.pem` and `key.pem` are taken from DOCKER_CERT_PATH, as the docker CLI does.
 *
 * @param endpoint - `unix:///var/run/docker.sock`, `tcp://127.0.0.1:2375`, `http://127.0.0.1:2375`, `https://127.0.0.1:2376`, or `embedded:` for the engine
 * inside dks.
 * @throws {InvalidArgumentError} When the endpoint, the version or an option cannot be.
 * @throws {ConnectError} When none is given and none is found, with every candidate that was tried; or when a certificate cannot be used.
 * @example
 * ```ts
 * import { connect } from "dks";
 *
 * // Left out: DOCKER_HOST, or the first usual socket that answers.
 * const docker = await connect("embedded:");
 * const { stdout } = await docker.run("busybox", ["echo", "hello"]);
 * console.log(stdout.trimEnd());
 * //| hello
 * await docker.close();
 * ```
 */
export async function connect(endpoint?: string, options: ConnectOptions = {}): Promise<Docker> {
  check(options);
  const found = await findEndpoint(endpoint, options);
  const transport = openTransport(found.endpoint, { tls: found.tls });
  options.onFound?.(transport.endpoint, found.source);
  return new Docker(
    options.wrap?.(transport) ?? transport,
    options.apiVersion ?? (env("DOCKER_API_VERSION") || undefined),
  );
}

/** What can be wrong is told of before an engine is looked for. */
function check(options: ConnectOptions): void {
  checkOptions("connect", options);
  if (options.apiVersion !== undefined) pinnedVersion(options.apiVersion);
  for (const name of ["onFound", "wrap"] as const) {
    if (options[name] === undefined || typeof options[name] === "function") continue;
    throw new InvalidArgumentError(`connect: \`${name}\` must be a function; it is ${kindOf(options[name])}`, {
      hint: "Pass a function, or leave it out.",
    });
  }
}

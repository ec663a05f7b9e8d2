/** Which engine to talk to when nobody says so: ordered strategies, each of which names candidates. */

import { type Attempt, ConnectError } from "../errors.ts";
import { type Endpoint, formatEndpoint, parseEndpoint } from "./endpoint.ts";

/** What the search depends on. */
export interface DiscoverEnvironment {
  /** The endpoint that the caller named, if any. */
  explicit?: string | undefined;
  /** Whether `tcp://` is TLS; left out, the environment says so. */
  tls?: boolean | undefined;
  /** Reads an environment variable. */
  env(name: string): string | undefined;
  /** The home directory, if it is known. */
  home?: string | undefined;
}

/** Connects to an endpoint and hangs up. Rejects, with a ConnectError where possible, when nobody answers. */
export type Probe = (endpoint: Endpoint) => Promise<void>;

/** One way to find an engine. */
export interface Strategy {
  /** Where its candidates come from, in words that can be shown. */
  source: string;
  /** Somebody asked for exactly this: it is used unprobed, and fails loudly when it is used. */
  binding: boolean;
  /** The endpoint that it names here, if any. */
  candidate(environment: DiscoverEnvironment): string | undefined;
}

/** What was found, and how. */
export interface Discovered {
  endpoint: Endpoint;
  /** The {@link Strategy.source} that named it. */
  source: string;
}

function socket(source: string, path: (environment: DiscoverEnvironment) => string | undefined): Strategy {
  return {
    source,
    binding: false,
    candidate(environment) {
      const found = path(environment);
      return found === undefined ? undefined : `unix://${found}`;
    },
  };
}

function inRuntimeDir(file: string): (environment: DiscoverEnvironment) => string | undefined {
  return ({ env }) => {
    const directory = env("XDG_RUNTIME_DIR");
    return directory?.startsWith("/") ? `${directory.replace(/\/+$/, "")}/${file}` : undefined;
  };
}

function inHome(file: string): (environment: DiscoverEnvironment) => string | undefined {
  return ({ home }) => (home?.startsWith("/") ? `${home.replace(/\/+$/, "")}/${file}` : undefined);
}

/**
 * The strategies, first come, first served. The order is the docker CLI's as far as that goes; its contexts, which this
 * version does not read, belong behind DOCKER_HOST and before the sockets.
 */
export const strategies: readonly Strategy[] = [
  { source: "the caller", binding: true, candidate: ({ explicit }) => explicit },
  { source: "DOCKER_HOST", binding: true, candidate: ({ env }) => env("DOCKER_HOST") || undefined },
  socket("the socket of Docker", () => "/var/run/docker.sock"),
  socket("the socket of rootless Docker", inRuntimeDir("docker.sock")),
  socket("the socket of Docker Desktop", inHome(".docker/run/docker.sock")),
  socket("the socket of Colima", inHome(".colima/default/docker.sock")),
  socket("the socket of rootless Podman", inRuntimeDir("podman/podman.sock")),
  socket("the socket of Podman", () => "/run/podman/podman.sock"),
];

/**
 * Finds the engine to talk to. What the caller or DOCKER_HOST names is taken at its word; of the usual sockets, the first
 * one that accepts a connection (a socket file that nobody listens on does not). When there is none, the answer has
 * every candidate and why it failed.
 */
export async function discover(
  environment: DiscoverEnvironment,
  probe: Probe,
): Promise<Discovered | { attempts: Attempt[] }> {
  const attempts: Attempt[] = [];
  for (const strategy of strategies) {
    const text = strategy.candidate(environment);
    if (text === undefined) continue;
    const endpoint = parseEndpoint(text, () => environment.tls ?? wantsTls(environment));
    if (strategy.binding) return { endpoint, source: strategy.source };
    try {
      await probe(endpoint);
      return { endpoint, source: strategy.source };
    } catch (error) {
      attempts.push({ endpoint: formatEndpoint(endpoint), reason: reasonOf(error) });
    }
  }
  return { attempts };
}

/** Whether the environment asks for TLS where `tcp://` leaves that open: any value does, as with the docker CLI. */
function wantsTls({ env }: DiscoverEnvironment): boolean {
  return Boolean(env("DOCKER_TLS_VERIFY") || env("DOCKER_TLS"));
}

function reasonOf(error: unknown): string {
  if (error instanceof ConnectError && error.attempts.length > 0) return error.attempts.at(-1)!.reason;
  return error instanceof Error ? error.message : String(error);
}

/** The error that says that no engine was found: every candidate, and why it failed. */
export function noEngine(attempts: readonly Attempt[]): ConnectError {
  const tried = attempts.map(({ endpoint, reason }) => `\n  ${endpoint}: ${reason}`).join("");
  return new ConnectError(`No engine answers on this machine.${tried === "" ? "" : ` Tried:${tried}`}`, {
    attempts,
    hint: "Start Docker or Podman, set DOCKER_HOST, or use the engine inside dks: embedded:",
  });
}

/** What differs between the runtimes, as far as lib is concerned. */

import type { CallRequest, HeaderMap } from "../contract.ts";
import type { TcpEndpoint } from "../endpoint.ts";

/** An answer as a runtime's own HTTP client gives it: its errors are the runtime's. */
export interface RawAnswer {
  status: number;
  /** Names in lower case, repeated fields joined by `, `. */
  headers: HeaderMap;
  /** The next bytes of the body, never reused; `undefined` at the end. */
  read(): Promise<Uint8Array | undefined>;
  /** Gives the rest up and closes the connection. Idempotent, never throws. */
  cancel(): void;
}

/** The runtime's own HTTP client, for one endpoint. */
export interface Fetcher {
  /**
   * Whether it carries this call, and carries it exactly: unchanged, once, and without keeping it waiting behind others.
   * What it does not carry goes through our own client.
   */
  carries(request: CallRequest): boolean;
  /** Sends a call that it carries. The path includes the endpoint's base path. */
  send(request: CallRequest): Promise<RawAnswer>;
  close(): void;
}

/** One of the three runtimes. */
export interface Runtime {
  readonly name: "node" | "deno" | "bun";
  /** Reads an environment variable. On Deno it takes `--allow-env`, and throws a DockerError without. */
  env(name: string): string | undefined;
  /** Whether a connection of node:tls that was paused still tells of its end. */
  readonly pausesTls: boolean;
  createFetcher(endpoint: TcpEndpoint): Fetcher;
}

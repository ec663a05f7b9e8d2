/** Bun: its own fetch. */

import type { CallRequest } from "../contract.ts";
import type { TcpEndpoint } from "../endpoint.ts";
import { changesSomething } from "../failures.ts";
import type { Fetcher, RawAnswer, Runtime } from "./types.ts";
import { originOf, webCarries, webSend } from "./web.ts";

/**
 * Bun keeps at most 256 requests of a process under way and lets the others wait, for ever if those are streams that do not
 * end. We take half of them; the rest is left to the program, and our own client, which has no such limit, does the rest.
 */
const maxUnderWay = 128;

let underWay = 0;

/**
 * Bun's fetch sends a request again when a pooled connection dies under it: a GET, but also a PUT and a DELETE were
 * counted twice. `keepalive: false` gives a call a connection of its own, and then each was counted once.
 * `timeout: false`, or it ends a quiet stream after 360 s.
 */
class BunFetcher implements Fetcher {
  readonly #origin: string;

  constructor(endpoint: TcpEndpoint) {
    this.#origin = originOf(endpoint);
  }

  carries(request: CallRequest): boolean {
    return underWay < maxUnderWay && webCarries(this.#origin, request);
  }

  send(request: CallRequest): Promise<RawAnswer> {
    const keepalive = !changesSomething(request.method) && request.body === undefined;
    underWay++;
    return webSend(this.#origin, request, { keepalive, timeout: false }, () => underWay--);
  }

  close(): void {}
}

/** Bun. */
export const bun: Runtime = {
  name: "bun",
  env: (name) => process.env[name],
  createFetcher: (endpoint) => new BunFetcher(endpoint),
};

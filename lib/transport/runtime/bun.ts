/** Bun: its own fetch. */

import type { CallRequest } from "../contract.ts";
import type { TcpEndpoint } from "../endpoint.ts";
import type { Fetcher, RawAnswer, Runtime } from "./types.ts";
import { originOf, webCarries, webSend } from "./web.ts";

/**
 * Bun keeps at most 256 requests of a process under way and lets the others wait, for ever if those are streams that do not
 * end. We take half of them; the rest is left to the program, and our own client, which has no such limit, does the rest.
 */
const maxUnderWay = 128;

let underWay = 0;

/** GET and HEAD; the rest is not for fetch, see webCarries(). `timeout: false`, or it ends a quiet stream after 360 s. */
class BunFetcher implements Fetcher {
  readonly #origin: string;

  constructor(endpoint: TcpEndpoint) {
    this.#origin = originOf(endpoint);
  }

  carries(request: CallRequest): boolean {
    return underWay < maxUnderWay && webCarries(this.#origin, request);
  }

  send(request: CallRequest): Promise<RawAnswer> {
    underWay++;
    return webSend(this.#origin, request, { timeout: false }, () => underWay--);
  }

  close(): void {}
}

/** Bun. */
export const bun: Runtime = {
  name: "bun",
  pausesTls: true,
  env: (name) => process.env[name],
  createFetcher: (endpoint) => new BunFetcher(endpoint),
};

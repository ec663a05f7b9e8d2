/** Deno: its own fetch. */

import { DockerError } from "../../errors.ts";
import type { CallRequest } from "../contract.ts";
import type { TcpEndpoint } from "../endpoint.ts";
import type { Fetcher, RawAnswer, Runtime } from "./types.ts";
import { originOf, webCarries, webSend } from "./web.ts";

interface HttpClient {
  close(): void;
}

declare const Deno: {
  env: { get(name: string): string | undefined };
  createHttpClient(options: Record<string, unknown>): HttpClient;
};

/** GET and HEAD over one pooled client, 3700 small calls a second; the rest is not for fetch, see webCarries(). */
class DenoFetcher implements Fetcher {
  readonly #origin: string;
  #client: HttpClient | undefined;

  constructor(endpoint: TcpEndpoint) {
    this.#origin = originOf(endpoint);
  }

  carries(request: CallRequest): boolean {
    return webCarries(this.#origin, request);
  }

  send(request: CallRequest): Promise<RawAnswer> {
    // As it comes: with `poolMaxIdlePerHost: 0`, half of 20 parallel calls hang.
    this.#client ??= Deno.createHttpClient({});
    return webSend(this.#origin, request, { client: this.#client });
  }

  close(): void {
    this.#client?.close();
    this.#client = undefined;
  }
}

function env(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (cause) {
    throw new DockerError(`the environment variable ${name} cannot be read`, {
      cause,
      hint: `With Deno, allow it: deno run --allow-env=${name} ... (or name the endpoint, as unix:// or http://: then none is read)`,
    });
  }
}

/** Deno. */
export const deno: Runtime = {
  name: "deno",
  pausesTls: false,
  env,
  createFetcher: (endpoint) => new DenoFetcher(endpoint),
};

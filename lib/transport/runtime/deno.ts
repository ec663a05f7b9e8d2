/** Deno: its own fetch. */

import { DockerError } from "../../errors.ts";
import type { CallRequest } from "../contract.ts";
import type { TcpEndpoint } from "../endpoint.ts";
import { changesSomething } from "../failures.ts";
import type { Fetcher, RawAnswer, Runtime } from "./types.ts";
import { originOf, webCarries, webSend } from "./web.ts";

interface HttpClient {
  close(): void;
}

declare const Deno: {
  env: { get(name: string): string | undefined };
  createHttpClient(options: Record<string, unknown>): HttpClient;
};

/**
 * When a pooled connection dies after the request went out, Deno's fetch sends the request again, whatever its method: a
 * POST and a DELETE were counted twice. A client that is made for one call has no pooled connection, and then each was
 * counted once. (`poolMaxIdlePerHost: 0` does that too, but then half of 20 parallel calls hang.) It costs a third of
 * the calls per second, of those that change something.
 */
class DenoFetcher implements Fetcher {
  readonly #origin: string;
  #pooled: HttpClient | undefined;
  #closed = false;

  constructor(endpoint: TcpEndpoint) {
    this.#origin = originOf(endpoint);
  }

  carries(request: CallRequest): boolean {
    return webCarries(this.#origin, request);
  }

  send(request: CallRequest): Promise<RawAnswer> {
    if (!changesSomething(request.method) && request.body === undefined) {
      this.#pooled ??= Deno.createHttpClient({});
      return webSend(this.#origin, request, { client: this.#pooled }, () => {});
    }
    const client = Deno.createHttpClient({});
    return webSend(this.#origin, request, { client }, () => client.close());
  }

  close(): void {
    if (!this.#closed) this.#pooled?.close();
    this.#closed = true;
  }
}

function env(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (cause) {
    throw new DockerError(`the environment variable ${name} cannot be read`, {
      cause,
      hint: `With Deno, allow it: deno run --allow-env=${name} ... (or name the endpoint, then none is read)`,
    });
  }
}

/** Deno. */
export const deno: Runtime = {
  name: "deno",
  env,
  createFetcher: (endpoint) => new DenoFetcher(endpoint),
};

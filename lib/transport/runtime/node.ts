/** Node: undici, loaded with the first call that needs it (71 ms). */

import type { Pool } from "undici";
import type { ByteSource, CallRequest, HeaderMap } from "../contract.ts";
import type { TcpEndpoint } from "../endpoint.ts";
import { changesSomething, codeOf } from "../failures.ts";
import type { Fetcher, RawAnswer, Runtime } from "./types.ts";
import { originOf } from "./web.ts";

/**
 * `request` rather than undici's `fetch`: 3000 small calls a second against 2100, the path goes out as it is, a redirect
 * comes back as an answer, and an upload is not kept in memory (fetch keeps it, unless told `redirect: "error"`).
 */
class UndiciFetcher implements Fetcher {
  readonly #origin: string;
  #pool: Promise<Pool> | undefined;

  constructor(endpoint: TcpEndpoint) {
    this.#origin = originOf(endpoint);
  }

  carries(): boolean {
    return true;
  }

  async send(request: CallRequest): Promise<RawAnswer> {
    this.#pool ??= this.#open();
    const pool = await this.#pool;
    try {
      return await sendOnce(pool, request);
    } catch (error) {
      // Its pooled connection may have been closed by the engine meanwhile. undici itself repeats nothing.
      const again = !changesSomething(request.method) && request.body === undefined && !request.signal?.aborted;
      if (!again || codeOf(error) !== "ECONNRESET") throw error;
      return await sendOnce(pool, request);
    }
  }

  close(): void {
    this.#pool?.then((pool) => pool.destroy()).catch(() => {});
  }

  async #open(): Promise<Pool> {
    const { Pool } = await import("undici");
    // A stream may be quiet for ever, and a wait may take days; by default undici ends both after 300 s.
    return new Pool(this.#origin, { headersTimeout: 0, bodyTimeout: 0, connectTimeout: 0 });
  }
}

async function sendOnce(pool: Pool, { method, path, headers, body, signal }: CallRequest): Promise<RawAnswer> {
  const answer = await pool.request({
    method: method as "GET",
    path,
    headers: headers ?? {},
    // undici takes any iterable; its types leave that out.
    body: (body === undefined || body instanceof Uint8Array ? body : iterate(body)) as Uint8Array | undefined,
    signal,
  });
  // Its stream gives an error event when it is destroyed; whoever reads hears of errors from next().
  answer.body.on("error", () => {});
  const chunks: AsyncIterator<Uint8Array> = answer.body[Symbol.asyncIterator]();
  return {
    status: answer.statusCode,
    headers: joinedHeaders(answer.headers),
    async read() {
      for (;;) {
        const { done, value } = await chunks.next();
        if (done) return undefined;
        // A plain view: a Buffer's slice() does not copy, others' does.
        if (value.length > 0) return new Uint8Array(value.buffer, value.byteOffset, value.length);
      }
    },
    cancel() {
      answer.body.destroy();
    },
  };
}

async function* iterate(source: ByteSource): AsyncGenerator<Uint8Array, void, void> {
  for (let bytes = await source.read(); bytes !== undefined; bytes = await source.read()) yield bytes;
}

function joinedHeaders(headers: Record<string, string | string[] | undefined>): HeaderMap {
  const joined: HeaderMap = Object.create(null);
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name.toLowerCase()] = typeof value === "string" ? value : value.join(", ");
  }
  return joined;
}

/** Node. */
export const node: Runtime = {
  name: "node",
  pausesTls: true,
  env: (name) => process.env[name],
  createFetcher: (endpoint) => new UndiciFetcher(endpoint),
};

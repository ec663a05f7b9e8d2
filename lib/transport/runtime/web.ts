/** What Deno's and Bun's fetch have in common. */

import type { CallRequest } from "../contract.ts";
import { formatAuthority, type TcpEndpoint } from "../endpoint.ts";
import { changesSomething } from "../failures.ts";
import type { RawAnswer } from "./types.ts";

/** The beginning of the URL of every call. */
export function originOf(endpoint: TcpEndpoint): string {
  return `http://${formatAuthority(endpoint)}`;
}

/**
 * Whether fetch may have this call: a GET or HEAD whose URL it leaves as it is (it normalizes `/a/../b`, and drops what follows
 * a `#`).
 *
 * Whatever changes something goes through our own client. When a connection dies after the request went out, both
 * fetches send it again, whatever its method: a POST or DELETE on Deno, a PUT or DELETE on Bun, each counted twice. What
 * helps is a matter of versions: a client made for the one call (`Deno.createHttpClient`) stops that on Deno 2.9.6 and not on
 * 2.9.5; `keepalive: false` does on Bun 1.4.5. Nobody shall get two containers for that.
 */
export function webCarries(origin: string, { method, path, body }: CallRequest): boolean {
  if (changesSomething(method) || body !== undefined) return false;
  const url = new URL(origin + path);
  return url.pathname + url.search === path;
}

/** Calls fetch. `finished` is called once: when the answer was read or given up, or there was none. */
export async function webSend(
  origin: string,
  request: CallRequest,
  init: RequestInit & Record<string, unknown>,
  finished: () => void = () => {},
): Promise<RawAnswer> {
  const { method, path, headers, signal } = request;
  let over = false;
  const finish = () => {
    if (over) return;
    over = true;
    finished();
  };
  try {
    const response = await fetch(origin + path, {
      method,
      // Both ways to an engine ask for the same bytes: fetch would ask for compressed ones, and unpack them.
      headers: { "accept-encoding": "identity", ...headers },
      // A redirect is never followed: what was sent to one engine is not for another.
      redirect: "error",
      ...(signal !== undefined && { signal }),
      ...init,
    } as RequestInit);
    const reader = response.body?.getReader();
    if (reader === undefined) finish();
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      async read() {
        if (reader === undefined) return undefined;
        try {
          for (;;) {
            const { done, value } = await reader.read();
            if (done) finish();
            if (done || value.length > 0) return value;
          }
        } catch (error) {
          finish();
          throw error;
        }
      },
      cancel() {
        reader?.cancel().catch(() => {});
        finish();
      },
    };
  } catch (error) {
    finish();
    throw error;
  }
}

/** What Deno's and Bun's fetch have in common. */

import type { CallRequest } from "../contract.ts";
import { toReadableStream } from "../duplex.ts";
import { formatAuthority, type TcpEndpoint } from "../endpoint.ts";
import type { RawAnswer } from "./types.ts";

/** The beginning of the URL of every call. */
export function originOf(endpoint: TcpEndpoint): string {
  return `http://${formatAuthority(endpoint)}`;
}

/**
 * Whether fetch sends this request as it is: a URL is normalized (`/a/../b`), loses what follows a `#`, and a GET has no body
 * for fetch.
 */
export function webCarries(origin: string, { method, path, body }: CallRequest): boolean {
  if (body !== undefined && (method === "GET" || method === "HEAD")) return false;
  const url = new URL(origin + path);
  return url.pathname + url.search === path;
}

/** Calls fetch. `finished` is called once, when the answer was read or given up, or there was none. */
export async function webSend(
  origin: string,
  request: CallRequest,
  init: RequestInit & Record<string, unknown>,
  finished: () => void,
): Promise<RawAnswer> {
  const { method, path, headers, body, signal } = request;
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
      ...(body !== undefined && {
        body: body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : toReadableStream(body),
      }),
      ...(body !== undefined && { duplex: "half" }),
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

/** The raw way: a request as it is written, and what the engine said, untranslated and unchecked. */
import { InvalidArgumentError } from "../errors.ts";
import type { HeaderMap } from "../transport/contract.ts";
import { readAll } from "../transport/duplex.ts";
import type { ApiClient } from "./api-client.ts";
import type { CallOptions } from "./container.ts";
import { toByteSource } from "./upload.ts";

/** Options of `docker.request`. */
export interface RequestOptions extends CallOptions {
  /** More headers; `content-type` where the body does not say it by itself. */
  headers?: HeaderMap;
  /** Bytes or a stream are sent as they are, text as UTF-8, anything else as JSON. */
  body?: unknown;
}

/** What an engine answered. */
export interface RawAnswer {
  /** The HTTP status, whatever it is. */
  status: number;
  /** Names in lower case. */
  headers: HeaderMap;
  /** The value of a JSON answer, the text of a text, else the bytes; undefined when there were none. */
  body: unknown;
}

/** Sends `METHOD /path`. A path without a version gets the one that was agreed on. An error status is an answer like any other. */
export async function request(api: ApiClient, line: string, options: RequestOptions): Promise<RawAnswer> {
  const [, method, path] = /^\s*([A-Za-z]+)\s+(\/\S*)\s*$/.exec(line) ?? [];
  if (method === undefined || path === undefined) {
    throw new InvalidArgumentError(`${JSON.stringify(line)} is not a request`, {
      hint: 'Write a method and a path: "GET /images/json?all=1".',
    });
  }
  const versioned = /^\/v[\d.]+\//.test(path) ? path : `/v${(await api.engine(options.signal)).version}${path}`;
  const headers: HeaderMap = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) headers[name.toLowerCase()] = value;
  const body = encodeBody(options.body, headers);
  const response = await api.transport.call({
    method: method.toUpperCase(),
    path: versioned,
    headers,
    ...(body && { body }),
    signal: options.signal,
  });
  return {
    status: response.status,
    headers: response.headers,
    body: decodeBody(await readAll(response.body), response.headers["content-type"] ?? ""),
  };
}

function encodeBody(body: unknown, headers: HeaderMap): ReturnType<typeof toByteSource> | undefined {
  if (body === undefined) return undefined;
  if (typeof body === "string") return new TextEncoder().encode(body);
  if (body instanceof Uint8Array || body instanceof ReadableStream) return toByteSource(body);
  headers["content-type"] ??= "application/json";
  return new TextEncoder().encode(JSON.stringify(body));
}

function decodeBody(all: Uint8Array, contentType: string): unknown {
  if (all.length === 0) return undefined;
  if (contentType.startsWith("application/json")) {
    const text = new TextDecoder().decode(all);
    try {
      return JSON.parse(text);
    } catch {
      return text; // a stream of messages, or no JSON at all: shown as it came
    }
  }
  return contentType.startsWith("text/") ? new TextDecoder().decode(all) : all;
}

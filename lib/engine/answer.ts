/** What a handler gives back, for the connection to write. */
import type { ByteSource, HeaderMap } from "../transport/contract.ts";

/** Where the bytes of a streamed or raw answer go. */
export interface Outlet {
  /** Resolves when the bytes are accepted and more may follow; rejects when the client is gone. */
  write(bytes: Uint8Array): Promise<void>;
}

/** A connection that has stopped being HTTP. */
export interface Raw extends Outlet, ByteSource {
  /** Whether the client is known to be gone, in both directions. */
  readonly closed: boolean;
}

/** An answer whose bytes are known: it gets a Content-Length. */
export interface WholeAnswer {
  kind: "whole";
  status: number;
  headers: HeaderMap;
  body: Uint8Array;
}

/** An answer whose bytes come over time: the head is sent at once. */
export interface StreamAnswer {
  kind: "stream";
  status: number;
  headers: HeaderMap;
  /** Whether the body lasts until the connection is closed instead of being chunked. */
  untilClose: boolean;
  /** Writes the body; what it throws cuts the body short, which the client sees. */
  run(out: Outlet): Promise<void>;
}

/** An answer after whose head the connection is a raw two-way stream, until `run` has ended. */
export interface HijackAnswer {
  kind: "hijack";
  status: number;
  reason?: string;
  headers: HeaderMap;
  run(raw: Raw): Promise<void>;
  /** Called instead of `run` when the client was gone before its head could be sent. */
  abandon(): void;
}

export type Answer = WholeAnswer | StreamAnswer | HijackAnswer;

const encoder = new TextEncoder();
const noBytes: Uint8Array = new Uint8Array(0);

/** An answer without a body. */
export function empty(status: number, headers: HeaderMap = {}): WholeAnswer {
  return { kind: "whole", status, headers, body: noBytes };
}

/** An answer of text, whose type the caller says. */
export function text(status: number, type: string, body: string, headers: HeaderMap = {}): WholeAnswer {
  return { kind: "whole", status, headers: { "content-type": type, ...headers }, body: encoder.encode(body) };
}

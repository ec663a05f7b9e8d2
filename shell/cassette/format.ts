/**
 * A cassette: exchanges with an engine, kept in a file to be had again without it. Lines of JSON: the first says which format it is, each other
 * holds one exchange.
 *
 *     {"dks":"wire 1"}
 *     {"number":1,"method":"GET","path":"/_ping","status":200,"headers":{"api-version":"1.44"},"reply":"OK"}
 *     {"number":2,"method":"POST","path":"/v1.44/containers/x/attach?stdout=1","status":101,"headers":{},"raw":[["sent","hi\n"],["received","hi\n"]]}
 */
import type { HeaderMap } from "../../mod.ts";

/** Bytes: as text where they are text. */
export type Content = string | { readonly base64: string };

/** Something on a raw connection, in the order in which it was there. */
export type RawEvent = readonly ["sent" | "received", Content] | readonly ["ended", "sent" | "received"];

/** One exchange. */
export interface KeptExchange {
  /** Its place among the others, by when it began. */
  readonly number: number;
  readonly method: string;
  /** With version and query. */
  readonly path: string;
  /** What the request carried, where that was JSON. */
  readonly body?: string;
  /** Absent where there was no answer before somebody had waited long enough. */
  readonly status?: number;
  /** The headers of the answer. */
  readonly headers: HeaderMap;
  /** The body of the answer. */
  readonly reply?: Content;
  /** What went over the connection, where it was a raw one. */
  readonly raw?: readonly RawEvent[];
  /** Whether there was more than was kept. */
  readonly cut?: boolean;
  /** Whether it was still going on at the end of the recording, or when it was given up. */
  readonly open?: boolean;
}

/** The exchanges of a recording. */
export interface Cassette {
  /** The API version that was asked for, where one was. */
  readonly apiVersion?: string;
  readonly exchanges: readonly KeptExchange[];
}

/** The first line. */
export interface CassetteHead {
  readonly dks: "wire 1";
  readonly apiVersion?: string;
}

/** The format of this dks. */
export const format = "wire 1";

/** Bytes as they are kept. */
export function contentOf(bytes: Uint8Array): Content {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    let binary = "";
    for (const byte of bytes) binary += String.fromCharCode(byte);
    return { base64: btoa(binary) };
  }
}

/** What was kept, as bytes. */
export function bytesOf(content: Content): Uint8Array {
  if (typeof content === "string") return new TextEncoder().encode(content);
  return Uint8Array.from(atob(content.base64), (character) => character.charCodeAt(0));
}

/** The head of an HTTP/1.1 message: collecting, parsing, formatting. See http1.ts for the format. */
import { InvalidArgumentError, ProtocolError } from "../errors.ts";
import type { HeaderMap } from "../transport/contract.ts";
import { ByteBuffer } from "./bytes.ts";
import { excerpt, latin1 } from "./excerpt.ts";

/** The head of a request. */
export interface RequestHead {
  method: string;
  /** As it was sent: a path with its query, or a whole URL (some clients send that to a socket), or `*`. */
  target: string;
  version: "HTTP/1.1" | "HTTP/1.0";
  headers: HeaderMap;
}

/** The head of a response. */
export interface ResponseHead {
  status: number;
  /** The words after the status, maybe none. */
  reason: string;
  version: "HTTP/1.1" | "HTTP/1.0";
  headers: HeaderMap;
}

const LF = 10;
const CR = 13;
const defaultLimit = 64 * 1024;
/** Engines and clients send a dozen fields; the number is bounded because every one of them costs an object entry. */
const maxFields = 256;

/**
 * Collects bytes until a head is complete. Bounded: more than `limit` bytes (64 KiB by default) without an end are a
 * ProtocolError. Tolerates empty lines before a head, and lines that end with a bare LF. After a complete head the next
 * `push` begins another one.
 */
export class HeadCollector {
  readonly #limit: number;
  readonly #head = new ByteBuffer();
  #skipped = 0;
  /** Bytes seen of the line that has not ended yet, and whether they are just a CR: what it takes to know an empty line. */
  #line = 0;
  #lineIsCR = false;
  #complete = false;

  constructor(limit: number = defaultLimit) {
    this.#limit = limit;
  }

  /** Whether no part of an unfinished head has been seen: the connection may close here without loss. */
  get empty(): boolean {
    return this.#complete || this.#head.length === 0;
  }

  /** Takes the next bytes. Returns those after the head when it is complete (maybe none), else undefined. */
  push(bytes: Uint8Array): Uint8Array | undefined {
    if (this.#complete) this.#reset();
    const start = this.#head.length === 0 ? this.#skipEmptyLines(bytes) : 0;
    for (let at = start; ; ) {
      const lf = bytes.indexOf(LF, at);
      const until = lf < 0 ? bytes.length : lf;
      if (until > at) {
        this.#lineIsCR = this.#line === 0 && until - at === 1 && bytes[at] === CR;
        this.#line += until - at;
      }
      if (lf < 0) {
        this.#keep(bytes.subarray(start));
        return undefined;
      }
      const emptyLine = this.#line === 0 || this.#lineIsCR;
      this.#line = 0;
      this.#lineIsCR = false;
      at = lf + 1;
      if (emptyLine) {
        this.#keep(bytes.subarray(start, at));
        this.#complete = true;
        return bytes.subarray(at);
      }
    }
  }

  /** The connection ended: a ProtocolError when that was inside a head. */
  end(): void {
    if (!this.empty) throw new ProtocolError(`the connection ended inside an HTTP head: ${excerpt(this.#head.view())}`);
  }

  /** The head that was collected, as a request's. A ProtocolError when it is none. */
  request(): RequestHead {
    const [first, headers] = this.#parse();
    const [, method, target, minor] =
      /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([^\x00-\x20\x7f]+) HTTP\/1\.([01])$/.exec(first) ?? [];
    if (method === undefined || target === undefined) {
      throw new ProtocolError(`not an HTTP/1.1 request: ${excerpt(first)}`);
    }
    // Two readers might take different ones of several; they come here joined by a comma, which no host name contains.
    if (headers["host"]?.includes(",")) throw new ProtocolError(`several Host fields: ${excerpt(headers["host"])}`);
    return { method, target, version: minor === "1" ? "HTTP/1.1" : "HTTP/1.0", headers };
  }

  /** The head that was collected, as a response's. A ProtocolError when it is none. */
  response(): ResponseHead {
    const [first, headers] = this.#parse();
    const [, minor, status, reason] = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: ([^\0\r]*))?$/.exec(first) ?? [];
    if (status === undefined) {
      throw new ProtocolError(`not an HTTP/1.1 response: ${excerpt(first)}`, {
        hint: "Is it an engine that listens there, and on this kind of endpoint (tcp or https)?",
      });
    }
    return { status: Number(status), reason: reason ?? "", version: minor === "1" ? "HTTP/1.1" : "HTTP/1.0", headers };
  }

  #reset(): void {
    this.#head.clear();
    this.#skipped = 0;
    this.#complete = false;
  }

  #skipEmptyLines(bytes: Uint8Array): number {
    let at = 0;
    while (bytes[at] === CR || bytes[at] === LF) at++;
    this.#skipped += at;
    if (this.#skipped > this.#limit) throw new ProtocolError("nothing but empty lines where an HTTP head should be");
    return at;
  }

  #keep(piece: Uint8Array): void {
    if (this.#head.length + piece.length > this.#limit) {
      const start = this.#head.length > 0 ? this.#head.view() : piece;
      throw new ProtocolError(`an HTTP head of more than ${this.#limit} bytes: ${excerpt(start)}`);
    }
    this.#head.append(piece);
  }

  #parse(): [first: string, headers: HeaderMap] {
    if (!this.#complete) throw new ProtocolError("the HTTP head is not complete");
    const lines = latin1(this.#head.view()).split(/\r?\n/);
    lines.length -= 2; // the empty line, and the nothing after it
    const headers = emptyHeaders();
    if (lines.length - 1 > maxFields) throw new ProtocolError(`an HTTP head of more than ${maxFields} fields`);
    for (let i = 1; i < lines.length; i++) addField(headers, lines[i]!);
    return [lines[0]!, headers];
  }
}

/** Without a prototype: a field may be called `constructor` or `__proto__`. */
function emptyHeaders(): HeaderMap {
  return Object.create(null) as HeaderMap;
}

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

function addField(headers: HeaderMap, line: string): void {
  const colon = line.indexOf(":");
  const name = line.slice(0, Math.max(colon, 0));
  // A name must reach up to the colon; a line that begins with a space would continue the one before, which is obsolete and
  // read differently by different readers.
  if (!token.test(name)) throw new ProtocolError(`a malformed HTTP header field: ${excerpt(line)}`);
  const value = trimmed(line.slice(colon + 1));
  if (/[\0\r]/.test(value)) throw new ProtocolError(`a control character in an HTTP header field: ${excerpt(line)}`);
  const key = name.toLowerCase();
  const before = headers[key];
  headers[key] = before === undefined ? value : `${before}, ${value}`;
}

/** Without the white space of HTTP around it. `trim()` would take others too: to one reader a length, to another none. */
export function trimmed(value: string): string {
  let start = 0;
  let end = value.length;
  while (start < end && isBlank(value.charCodeAt(start))) start++;
  while (end > start && isBlank(value.charCodeAt(end - 1))) end--;
  return value.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/**
 * The bytes of a request head. Names are written the way they are usually seen, `Content-Type`. Whatever would end a line
 * early, or could not be read back, is an InvalidArgumentError.
 */
export function formatRequestHead(head: { method: string; target: string; headers: HeaderMap }): Uint8Array {
  if (!token.test(head.method)) throw new InvalidArgumentError(`not an HTTP method: ${excerpt(head.method)}`);
  if (!/^[\x21-\x7e]+$/.test(head.target)) {
    throw new InvalidArgumentError(`not a path that can be sent: ${excerpt(head.target)}`, {
      hint: "Percent-encode spaces, control characters and whatever is not ASCII.",
    });
  }
  return formatHead(`${head.method} ${head.target} HTTP/1.1`, head.headers);
}

/** The bytes of a response head, with the usual reason unless another one is given; else as {@link formatRequestHead}. */
export function formatResponseHead(head: { status: number; reason?: string; headers: HeaderMap }): Uint8Array {
  if (!Number.isInteger(head.status) || head.status < 100 || head.status > 999) {
    throw new InvalidArgumentError(`not an HTTP status: ${head.status}`);
  }
  const reason = head.reason ?? reasons[head.status] ?? "";
  if (!text.test(reason)) throw new InvalidArgumentError(`not a reason phrase that can be sent: ${excerpt(reason)}`);
  return formatHead(`HTTP/1.1 ${head.status} ${reason}`, head.headers);
}

/** What a field value or a reason may hold: Latin-1 without control characters, but for the tab. */
const text = /^[\t\x20-\x7e\x80-\xff]*$/;

function formatHead(first: string, headers: HeaderMap): Uint8Array {
  let head = `${first}\r\n`;
  for (const [name, value] of Object.entries(headers)) {
    if (!token.test(name)) throw new InvalidArgumentError(`not the name of an HTTP header field: ${excerpt(name)}`);
    if (!text.test(value)) {
      throw new InvalidArgumentError(`not a value that can be sent in the header field ${name}: ${excerpt(value)}`);
    }
    head += `${name.replace(/(?<![^-])[a-z]/g, (letter) => letter.toUpperCase())}: ${value}\r\n`;
  }
  head += "\r\n";
  const bytes = new Uint8Array(head.length);
  for (let i = 0; i < head.length; i++) bytes[i] = head.charCodeAt(i);
  return bytes;
}

/**
 * Whether the connection may carry another message after this one: no `Connection: close`, not HTTP/1.0 without
 * `keep-alive`, no response that lasts until the close or that turns the connection into something else (101).
 */
export function keepsAlive(head: RequestHead | ResponseHead): boolean {
  const options = (head.headers["connection"] ?? "")
    .toLowerCase()
    .split(",")
    .map((option) => option.trim());
  if (options.includes("close")) return false;
  if (head.version === "HTTP/1.0" && !options.includes("keep-alive")) return false;
  if (!("status" in head)) return true;
  if (head.status === 101) return false;
  if (bodiless(head.status)) return true;
  return head.headers["content-length"] !== undefined || head.headers["transfer-encoding"] !== undefined;
}

/** Whether a response of this status never has a body. */
export function bodiless(status: number): boolean {
  return status < 200 || status === 204 || status === 304;
}

const reasons: Record<number, string> = {
  100: "Continue",
  101: "Switching Protocols",
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "No Content",
  301: "Moved Permanently",
  304: "Not Modified",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  406: "Not Acceptable",
  408: "Request Timeout",
  409: "Conflict",
  411: "Length Required",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  417: "Expectation Failed",
  426: "Upgrade Required",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  505: "HTTP Version Not Supported",
};

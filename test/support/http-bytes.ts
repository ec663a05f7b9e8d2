/**
 * HTTP as bytes, for tests that must not read with the project's own codecs: a mistake in those would be on both sides. Bytes are texts
 * here, one character a byte.
 */

/** How the end of a body is told: by a length, by chunks, by the end of the connection, or by the head, which allows none. */
export type Framing = "length" | "chunked" | "until close" | "no body";

/** A request or an answer. */
export interface Message {
  /** The request line or the status line. */
  readonly start: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly framing: Framing;
  /** Without the chunks. */
  readonly body: string;
  /** Whether it ended where its framing says; false when the connection was cut in the middle. */
  readonly complete: boolean;
  /** As it came. */
  readonly raw: string;
}

/** An answer. */
export interface Answer extends Message {
  readonly status: number;
}

/** A request. */
export interface Request extends Message {
  readonly method: string;
  readonly target: string;
}

/** The first request of what has come; undefined when there is not yet a whole one. */
export function takeRequest(bytes: string): Request | undefined {
  const head = takeHead(bytes);
  if (head === undefined) return undefined;
  const [method = "", target = ""] = head.start.split(" ");
  const framing = framingOf(head.headers, "no body");
  const message = takeBody(bytes, head, framing);
  return message.complete ? { ...message, method, target } : undefined;
}

/** The first answer of what has come; undefined when more of it is to be expected. Once the connection has ended, what there is is all. */
export function takeAnswer(bytes: string, method: string, ended: boolean): Answer | undefined {
  const head = takeHead(bytes);
  if (head === undefined) return undefined;
  const status = Number(head.start.split(" ")[1]);
  const bodiless = method === "HEAD" || status < 200 || status === 204 || status === 304;
  const message = takeBody(bytes, head, bodiless ? "no body" : framingOf(head.headers, "until close"));
  if (message.framing === "until close") return ended ? { ...message, status, complete: true } : undefined;
  return message.complete || ended ? { ...message, status } : undefined;
}

interface Head {
  readonly start: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly length: number;
}

function takeHead(bytes: string): Head | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [start = "", ...lines] = bytes.slice(0, end).split("\r\n");
  const headers = new Map(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  return { start, headers, length: end + 4 };
}

function framingOf(headers: ReadonlyMap<string, string>, otherwise: Framing): Framing {
  if (headers.get("transfer-encoding") === "chunked") return "chunked";
  return headers.has("content-length") ? "length" : otherwise;
}

function takeBody(bytes: string, { start, headers, length }: Head, framing: Framing): Message {
  const message = (end: number, body: string, complete: boolean): Message => ({
    start,
    headers,
    framing,
    body,
    complete,
    raw: bytes.slice(0, end),
  });
  if (framing === "no body") return message(length, "", true);
  if (framing === "until close") return message(bytes.length, bytes.slice(length), false);
  if (framing === "length") {
    const end = length + Number(headers.get("content-length"));
    return message(Math.min(end, bytes.length), bytes.slice(length, end), end <= bytes.length);
  }
  let body = "";
  for (let at = length; ; ) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd < 0) return message(bytes.length, body, false);
    const size = Number.parseInt(bytes.slice(at, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (Number.isNaN(size) || end > bytes.length) return message(bytes.length, body, false);
    if (size === 0) return message(end, body, true);
    body += bytes.slice(lineEnd + 2, end - 2);
    at = end;
  }
}

/** Whether the connection carries another request after this answer. */
export function keepsOpen(answer: Answer): boolean {
  const connection = answer.headers.get("connection")?.toLowerCase() ?? "";
  if (!answer.complete || answer.framing === "until close" || connection === "close") return false;
  return !answer.start.startsWith("HTTP/1.0") || connection === "keep-alive";
}

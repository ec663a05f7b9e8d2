/** An exchange as a line for curl: what somebody else can send, and get the same answer. */
import type { TlsInfo } from "../../mod.ts";
import { isSecretHeader, mask } from "../secrets.ts";
import { type BodyFolder, bodyOf, fileNameOf } from "./body.ts";
import type { Exchange } from "./observe.ts";
import { pathWithoutSecrets } from "./path.ts";
import { byteWord, printf, word } from "./words.ts";

/** Where a program outside finds the engine: the base of its URLs, without a slash at the end, or its socket. */
export type Reachable = { readonly socket: string } | { readonly url: string; readonly tls?: TlsInfo };

/** A line, and what is to be said about it. */
export interface CurlLine {
  readonly line: string;
  readonly notes: readonly string[];
}

/**
 * A line for a POSIX shell. What it cannot hold, a secret or a body that is not there any more, stands as a name to be filled in, and `notes` say so.
 */
export function curlLine(exchange: Exchange, at: Reachable, folder: BodyFolder): CurlLine {
  const notes: string[] = [];
  const way = wayTo(at, notes);
  const body = exchange.hijacked ? stdinWords(exchange, folder, notes) : bodyWords(exchange, folder, notes);
  const url = urlOf(exchange, way.url, notes);
  const words = [
    "curl",
    ...way.words,
    ...(/[[\]{}]/.test(url) ? ["--globoff"] : []),
    // Otherwise curl takes `/a/../b` for `/b`.
    ...(/\/\.{1,2}(?:[/?]|$)/.test(url) ? ["--path-as-is"] : []),
    ...methodWords(exchange),
    ...headerWords(exchange, notes),
    ...body.words,
    ...answerWords(exchange, notes),
    word(url),
    ...(body.input ? [body.input] : []),
  ];
  return { line: [...(body.before ? [body.before, "|"] : []), ...words].join(" "), notes };
}

function wayTo(at: Reachable, notes: string[]): { words: string[]; url: string } {
  if ("socket" in at) return { words: ["--unix-socket", word(at.socket)], url: "http://localhost" };
  if (at.tls === undefined) return { words: [], url: at.url };
  const { verify, serverName, ca, cert, key } = at.tls;
  // Engines of today would be spoken to in HTTP/2.
  const words = ["--http1.1"];
  if (!verify) words.push("--insecure");
  for (const [flag, what, from] of [
    ["cacert", "CA.pem", ca],
    ["cert", "CERT.pem", cert],
    ["key", "KEY.pem", key],
  ] as const) {
    if (from === undefined) continue;
    words.push(`--${flag}`, "file" in from ? word(from.file) : what);
    if (!("file" in from)) notes.push(`${what} stands for a file with what was given as a text`);
  }
  if (serverName === undefined) return { words, url: at.url };
  const { hostname, port } = new URL(at.url);
  // The name is the one that the certificate is for; the connection goes where it went.
  words.push("--connect-to", `::${hostname}:${port || 443}`);
  return { words, url: at.url.replace(hostname, serverName) };
}

function urlOf({ path }: Exchange, base: string, notes: string[]): string {
  const shown = pathWithoutSecrets(path);
  if (shown !== path) notes.push(`${mask} stands for a secret`);
  // curl takes what follows a # for its own.
  return base + shown.replaceAll("#", "%23");
}

function methodWords({ method, body, hijacked }: Exchange): string[] {
  if (method === "HEAD") return ["--head"];
  return method === "GET" && body === undefined && !hijacked ? [] : ["-X", method];
}

/** These follow from what curl does by itself. */
const own = new Set(["host", "content-length", "transfer-encoding", "connection", "upgrade"]);

/** What curl has to be told, and what it must not say on its own account. */
function headerWords({ headers, body, method, hijacked }: Exchange, notes: string[]): string[] {
  const words: string[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (own.has(name)) continue;
    if (isSecretHeader(name) && !saysNothing(value)) {
      const variable = `DKS_${name.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}`;
      words.push("-H", `"${name}: \${${variable}:?}"`);
      notes.push(`${variable} stands for the credentials, which are not shown: set it first`);
    } else words.push("-H", value === "" ? word(`${name};`) : byteWord(`${name}: ${value}`));
  }
  const sendsBody = hijacked || body !== undefined || ["POST", "PUT", "PATCH"].includes(method);
  if (sendsBody && headers["content-type"] === undefined) words.push("-H", "Content-Type:");
  return words;
}

/** Credentials for nobody: `{}`, as it is and in base64. */
function saysNothing(value: string): boolean {
  return ["", "{}", "e30", "e30="].includes(value);
}

interface BodyWords {
  words: string[];
  /** The command that writes what curl reads. */
  before?: string;
  /** Where else curl reads. */
  input?: string;
}

function bodyWords(exchange: Exchange, folder: BodyFolder, notes: string[]): BodyWords {
  const body = bodyOf(exchange.body, fileNameOf(exchange), folder);
  if ("masked" in body && body.masked) notes.push(`${mask} stands for a secret`);
  switch (body.kind) {
    case "none": {
      const empty = exchange.body !== undefined || ["POST", "PUT", "PATCH"].includes(exchange.method);
      return { words: empty ? ["-d", "''"] : [] };
    }
    case "text":
      return { words: ["--data-raw", word(body.text)] };
    case "bytes":
      return { words: ["--data-binary", "@-"], before: printf(body.bytes) };
    case "file":
      notes.push(`${body.path} has the body, until this shell ends`);
      // For a large body curl asks first whether it may, which the call did not.
      return { words: ["-H", "Expect:", "--data-binary", word(`@${body.path}`)] };
    case "lost":
      notes.push(`BODY stands for a file with ${body.why}`);
      return { words: ["-H", "Expect:", "--data-binary", "@BODY"] };
  }
}

/**
 * Of a raw connection. Without an upgrade the engine turns it raw all the same, and curl shows what comes; what was sent goes out behind the head, without
 * framing.
 */
function stdinWords(exchange: Exchange, folder: BodyFolder, notes: string[]): BodyWords {
  const body = bodyOf(exchange.stdin, `stdin-${exchange.number}`, folder);
  if (body.kind === "none") return { words: ["-d", "''"] };
  notes.push("curl cannot end its side: a program that reads to the end of its input goes on until Ctrl-C");
  if ("masked" in body && body.masked) notes.push(`${mask} stands for a secret`);
  // Docker loses what comes with the head: so curl waits for the answer before it sends the rest.
  const words = ["-T", "-", "-H", "Transfer-Encoding:", "-H", word("Expect: 100-continue")];
  switch (body.kind) {
    case "text":
      return { words, before: printf(new TextEncoder().encode(body.text)) };
    case "bytes":
      return { words, before: printf(body.bytes) };
    case "file":
      notes.push(`${body.path} has what was sent, until this shell ends`);
      return { words, input: `< ${word(body.path)}` };
    case "lost":
      notes.push(`STDIN stands for a file with ${body.why}`);
      return { words, input: "< STDIN" };
  }
}

function answerWords({ hijacked, path, answer = {} }: Exchange, notes: string[]): string[] {
  const type = answer["content-type"] ?? "";
  // Otherwise curl shows a terminal no bytes, of which the head of a frame has some.
  if (hijacked || /raw-stream/.test(type) || /\/logs(?:\?|$)/.test(path)) return ["--no-buffer", "--output", "-"];
  if (/tar|octet-stream/.test(type)) notes.push("the answer is no text: send it into a file with > FILE");
  return [];
}

/** An exchange as a line for curl, and as an HTTP file: what somebody else can send, and get the same answer. */
import { isSecretHeader, mask, withoutSecrets } from "../secrets.ts";
import type { Exchange } from "./observe.ts";

/** Where a program outside finds the engine. */
export type Reachable = { readonly socket: string } | { readonly url: string };

/** The environment variable that a credential is read from, since it must not stand in the line. */
const variableFor = (header: string): string => `DKS_${header.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}`;

/**
 * A line for a POSIX shell. What it cannot hold, a body that was too large to keep or is secret, stands as a name to be filled in, and `notes`
 * say so.
 */
export function curlLine(exchange: Exchange, at: Reachable): { line: string; notes: string[] } {
  const { method, path, body, hijacked } = exchange;
  const notes: string[] = [];
  const words = ["curl", ...("socket" in at ? ["--unix-socket", quote(at.socket)] : [])];
  if (method === "HEAD") words.push("--head");
  else if (method !== "GET") words.push("-X", method);
  for (const [name, value] of Object.entries(sentHeaders(exchange))) {
    if (isSecretHeader(name)) {
      words.push("-H", `"${name}: $${variableFor(name)}"`);
      notes.push(`${variableFor(name)} stands for the credentials, which are not shown`);
    } else words.push("-H", quote(`${name}: ${value}`));
  }
  if (hijacked) words.push("--no-buffer");
  if (body !== undefined && body.total > 0) {
    const text = textOf(body.bytes);
    if (!body.whole || text === undefined) {
      words.push("--data-binary", "@BODY");
      notes.push(`BODY stands for a file with the ${body.total} bytes that were sent`);
    } else {
      const shown = withoutSecrets(text);
      if (shown !== text) notes.push(`${mask} stands for a secret`);
      words.push("--data-binary", quote(shown));
    }
  } else if (method === "POST" || method === "PUT") words.push("-d", "''");
  words.push(quote(`${"url" in at ? at.url : "http://localhost"}${withoutSecrets(path)}`));
  return { line: words.join(" "), notes };
}

/** The exchange as editors' HTTP clients read it. */
export function httpFile(exchange: Exchange, at: Reachable): string {
  const { method, path, body } = exchange;
  const base = "url" in at ? at.url : "http://localhost";
  const lines = [
    `### ${method} ${path.replace(/\?.*$/s, "")}`,
    ...("socket" in at ? [`# over the socket ${at.socket}`] : []),
    `${method} ${base}${withoutSecrets(path)} HTTP/1.1`,
    ...Object.entries(sentHeaders(exchange)).map(([name, value]) => `${name}: ${isSecretHeader(name) ? mask : value}`),
    "",
  ];
  if (body !== undefined && body.total > 0) {
    const text = body.whole ? textOf(body.bytes) : undefined;
    lines.push(text === undefined ? "< ./BODY" : withoutSecrets(text), "");
  }
  return lines.join("\n");
}

/** What curl does not say by itself. */
function sentHeaders({ headers, hijacked }: Exchange): Record<string, string> {
  const own = new Set(["host", "content-length", "transfer-encoding", "connection", "upgrade", "user-agent", "accept"]);
  const sent = Object.fromEntries(Object.entries(headers).filter(([name]) => !own.has(name)));
  return hijacked ? { connection: "Upgrade", upgrade: "tcp", ...sent } : sent;
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

/** A word of a POSIX shell. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

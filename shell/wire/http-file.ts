/** An exchange as editors' HTTP clients read it. */
import { isSecretHeader, mask } from "../secrets.ts";
import { type BodyFolder, bodyOf, fileNameOf } from "./body.ts";
import type { Reachable } from "./curl.ts";
import type { Exchange } from "./observe.ts";
import { pathWithoutSecrets } from "./path.ts";

/** The file, as a text. */
export function httpFile(exchange: Exchange, at: Reachable, folder: BodyFolder): string {
  const { method, path, hijacked } = exchange;
  const base = "url" in at ? at.url : "http://localhost";
  const body = bodyOf(exchange.body, fileNameOf(exchange), folder);
  const lines = [
    `### ${method} ${path.replace(/\?.*$/s, "")}`,
    ...wayTo(at).map((line) => `# ${line}`),
    ...(hijacked ? ["# the connection becomes a raw stream"] : []),
    ...(body.kind === "lost" ? [`# ./BODY stands for a file with ${body.why}`] : []),
    `${method} ${base}${pathWithoutSecrets(path)} HTTP/1.1`,
    ...Object.entries(exchange.headers)
      .filter(([name]) => !own.has(name))
      .map(([name, value]) => `${name}: ${isSecretHeader(name) ? mask : value}`),
    ...(hijacked ? ["connection: Upgrade", "upgrade: tcp"] : []),
    "",
  ];
  switch (body.kind) {
    case "none":
      break;
    case "text":
      lines.push(body.text, "");
      break;
    case "bytes":
      lines.push(`< ${folder.keep(fileNameOf(exchange), body.bytes)}`, "");
      break;
    case "file":
      lines.push(`< ${body.path}`, "");
      break;
    case "lost":
      lines.push("< ./BODY", "");
  }
  return lines.join("\n");
}

/** These the client says by itself. */
const own = new Set(["host", "content-length", "transfer-encoding", "connection", "upgrade"]);

function wayTo(at: Reachable): string[] {
  if ("socket" in at) return [`over the socket ${at.socket}`];
  if (at.tls === undefined) return [];
  const { verify, ca, cert, key } = at.tls;
  const files = Object.entries({ ca, cert, key }).flatMap(([name, from]) =>
    from === undefined ? [] : [`${name} ${"file" in from ? from.file : "given as a text"}`],
  );
  return [[verify ? "over TLS" : "over TLS, with an engine that nobody verifies", ...files].join(", ")];
}

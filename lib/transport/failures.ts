/** What the three runtimes say when a connection fails, told as one kind of error. */

import { ConnectError } from "../errors.ts";
import { callName } from "./call-name.ts";
import type { CallRequest } from "./contract.ts";
import { type Endpoint, formatAuthority, formatEndpoint } from "./endpoint.ts";
import { explainHandshake, isRefusal } from "./tls/failures.ts";
import type { TlsSettings } from "./tls/settings.ts";

/** Names of the runtimes for what others call by the system's code. */
const otherNames: Record<string, string> = {
  // Bun
  ConnectionRefused: "ECONNREFUSED",
  ConnectionClosed: "ECONNRESET",
  ConnectionReset: "ECONNRESET",
  Timeout: "ETIMEDOUT",
  FailedToOpenSocket: "ENOENT",
  DNSResolutionFailed: "ENOTFOUND",
  // Deno, of a write under way on a TLS connection that is reset
  ECANCELED: "ECONNRESET",
};

/** What Deno's fetch says in words only. The numbers of `os error 111` differ by system, the words do not. */
const texts: readonly [RegExp, string][] = [
  [/connection refused/i, "ECONNREFUSED"],
  [/no such file/i, "ENOENT"],
  [/permission denied/i, "EACCES"],
  [/dns error|failed to lookup|name or service not known/i, "ENOTFOUND"],
  [/timed out/i, "ETIMEDOUT"],
  [/broken pipe/i, "EPIPE"],
  [/connection reset|connection closed|closed before|unexpected end of file|incompletemessage/i, "ECONNRESET"],
  [/host is unreachable|no route to host/i, "EHOSTUNREACH"],
  [/network is unreachable/i, "ENETUNREACH"],
];

/** The system's code behind an error of node:net, undici, or a fetch, in the spelling of node:net. */
export function codeOf(error: unknown): string | undefined {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    // Deno refuses what was not allowed on its command line with an error that has a name and no code.
    if (at.name === "NotCapable") return "EPERM";
    const code = (at as { code?: unknown }).code;
    if (typeof code !== "string" || code === "") continue;
    if (code === "UND_ERR_SOCKET") return "ECONNRESET";
    return otherNames[code] ?? code;
  }
  const text = textOf(error);
  return texts.find(([pattern]) => pattern.test(text))?.[1];
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${textOf(error.cause)}`;
}

/** Why a connection could not be made, by the system's code, and what to do about it. */
function explain(code: string | undefined, endpoint: Endpoint): { reason: string; hint?: string } {
  const local = endpoint.kind === "unix";
  switch (code) {
    case "ENOENT":
      return { reason: "it does not exist", hint: "Is the engine running, and is this the path of its socket?" };
    case "ENOTDIR":
      return { reason: "its directory does not exist", hint: "Is this the path of the engine's socket?" };
    case "ECONNREFUSED":
      return local
        ? {
            reason: "nobody listens on it",
            hint: "The socket was left by an engine that has ended, or is no socket: start the engine.",
          }
        : { reason: "connection refused", hint: "Is the engine running, and does it listen on this port?" };
    case "EACCES":
      return {
        reason: "permission denied",
        ...(local && { hint: "Add this user to the group that owns the socket (often `docker`), then log in again." }),
      };
    case "EPERM":
      return { reason: "not permitted", hint: `With Deno, allow it: deno run ${denoFlags(endpoint)} ...` };
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return { reason: "the name of the host cannot be resolved", hint: "Check the spelling of the host." };
    case "ETIMEDOUT":
    case "UND_ERR_CONNECT_TIMEOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return { reason: "the host does not answer", hint: "Is the host up, and does a firewall let this port through?" };
    default:
      return { reason: code ?? "connection failed" };
  }
}

function denoFlags(endpoint: Endpoint): string {
  if (endpoint.kind === "tcp" || endpoint.kind === "tls") return `--allow-net=${formatAuthority(endpoint)}`;
  const path = endpoint.kind === "unix" ? endpoint.path : "";
  return `--allow-read=${path} --allow-write=${path} --allow-net=unix:${path}`;
}

/** The error for a connection that could not be made; `settings` are those of an endpoint over TLS. */
export function cannotConnect(endpoint: Endpoint, cause: unknown, settings?: TlsSettings): ConnectError {
  const code = codeOf(cause);
  const told = endpoint.kind === "tls" && settings ? explainHandshake(endpoint, settings, code, cause) : undefined;
  return unreachable(endpoint, told ?? { code, ...explain(code, endpoint) }, cause);
}

/** The error for an endpoint that cannot be reached, with why and what to do about it. */
export function unreachable(
  endpoint: Endpoint,
  { reason, hint, code }: { reason: string; hint?: string; code?: string | undefined },
  cause?: unknown,
): ConnectError {
  const text = formatEndpoint(endpoint);
  return new ConnectError(`cannot reach the engine at ${text}: ${reason}`, {
    cause,
    code,
    attempts: [{ endpoint: text, reason: hint === undefined ? reason : `${reason} (${hint.replace(/\.$/, "")})` }],
    ...(hint !== undefined && { hint }),
  });
}

/** The error for a connection that was there and went away. */
export function connectionLost(code: string, message: string, cause?: unknown): ConnectError {
  return new ConnectError(message, { code, ...(cause !== undefined && { cause }) });
}

/** The error for whatever is under way when the transport is closed. */
export function clientClosed(): ConnectError {
  return connectionLost("ECONNABORTED", "the connection to the engine was closed on this side");
}

/** The error for a call whose connection went away before anything of the answer came. */
export function noAnswer(call: CallRequest, cause: unknown): ConnectError {
  // The engine did not let us in, so it has carried out nothing: there is no more to say than why.
  if (isRefusal(cause)) return cause;
  const changes = changesSomething(call.method);
  const hint = cause instanceof ConnectError ? cause.hint : undefined;
  return new ConnectError(`the connection was closed before the engine answered ${callName(call)}`, {
    cause,
    code: codeOf(cause) ?? "ECONNRESET",
    hint: changes
      ? "It is unknown whether the engine carried it out: look before you send it again."
      : (hint ?? "Is the engine still running?"),
  });
}

/** Whether a call may change something at the engine, so that it must never be sent twice. */
export function changesSomething(method: string): boolean {
  return method !== "GET" && method !== "HEAD";
}

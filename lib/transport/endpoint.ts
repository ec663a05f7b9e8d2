/** Where an engine listens: the texts that people write, and what they mean. Pure. */

import { InvalidArgumentError } from "../errors.ts";
import { kindOf } from "./given.ts";

/** The socket of a local engine. */
export interface UnixEndpoint {
  kind: "unix";
  /** Absolute path of the socket. */
  path: string;
}

/** Where on the network an engine listens. */
export interface NetworkAddress {
  /** A name or an address; IPv6 without brackets. */
  host: string;
  port: number;
  /** What stands before every path of the API, without a slash at its end; usually empty. */
  basePath: string;
}

/** An engine on the network, without encryption. */
export interface TcpEndpoint extends NetworkAddress {
  kind: "tcp";
  /** It was written as `http://`, which means: without encryption, whatever the environment says. */
  plain?: true;
}

/** An engine on the network, over TLS. Which certificates go with it is no part of the endpoint. */
export interface TlsEndpoint extends NetworkAddress {
  kind: "tls";
}

/** The engine inside dks. */
export interface EmbeddedEndpoint {
  kind: "embedded";
}

/** Where an engine listens. */
export type Endpoint = UnixEndpoint | TcpEndpoint | TlsEndpoint | EmbeddedEndpoint;

/** The port of the Docker API without encryption. */
export const defaultPort = 2375;

/** The port of the Docker API over TLS. */
export const defaultTlsPort = 2376;

const supported =
  "The endpoints that dks speaks are unix:///path, tcp://host:port, http://host:port, https://host:port and embedded:.";

const later: Record<string, string> = {
  npipe: "Windows named pipes",
  ssh: "SSH",
};

function refuse(text: string, problem: string, hint: string = supported): InvalidArgumentError {
  // What stands before an @ may be a password, which does not go into a message.
  const shown = text.replace(/^([a-z][\w+.-]*:\/\/).*@/i, "$1...@");
  return new InvalidArgumentError(`${JSON.stringify(shown)} is not an endpoint: ${problem}`, { hint });
}

/**
 * Reads an endpoint as people write it: `unix:///var/run/docker.sock`, `tcp://127.0.0.1:2375`, `http://[::1]:2375/base`,
 * `https://engine.example`, `embedded:`. The port is 2375 when none is written, and 2376 with TLS.
 *
 * `tcp://` leaves open whether it is TLS: `secure` is asked. `http://` never is, `https://` always is.
 *
 * @throws InvalidArgumentError with a hint that names what was probably meant.
 */
export function parseEndpoint(text: string, secure: () => boolean = () => false): Endpoint {
  if (typeof text !== "string")
    throw new InvalidArgumentError(`an endpoint is a text, e.g. unix:///var/run/docker.sock; this is ${kindOf(text)}`, {
      hint: "Pass the options second: connect(undefined, { ... }) finds an engine by itself.",
    });
  const trimmed = text.trim();
  const scheme = /^([a-z][a-z0-9+.-]*):(\/\/)?/i.exec(trimmed);
  if (scheme === null || (scheme[2] === undefined && /^[^:]+:\d+$/.test(trimmed))) throw withoutScheme(trimmed);
  const name = scheme[1]!.toLowerCase();
  const rest = trimmed.slice(scheme[0].length);
  switch (name) {
    case "unix":
    case "tcp":
    case "http":
    case "https":
      if (scheme[2] === undefined) throw refuse(trimmed, "// is missing.", `Did you mean ${name}://${rest} ?`);
      if (name === "unix") return parseUnix(trimmed, rest);
      if (name === "https" || (name === "tcp" && secure()))
        return { kind: "tls", ...parseAddress(trimmed, rest, defaultTlsPort) };
      return { kind: "tcp", ...parseAddress(trimmed, rest, defaultPort), ...(name === "http" && { plain: true }) };
    case "embedded":
      if (trimmed.length > "embedded:".length)
        throw refuse(trimmed, "the embedded engine has no address.", "Write embedded: and nothing after it.");
      return { kind: "embedded" };
    default:
      if (later[name] !== undefined)
        throw refuse(trimmed, `this version of dks does not speak ${name}:// (${later[name]}) yet.`);
      throw refuse(trimmed, `the scheme ${name}: is unknown.`);
  }
}

function withoutScheme(text: string): InvalidArgumentError {
  if (text === "") return refuse(text, "it is empty.");
  if (text.startsWith("/")) return refuse(text, "it has no scheme.", `Did you mean unix://${text} ?`);
  if (text === "embedded") return refuse(text, "the colon is missing.", "Did you mean embedded: ?");
  if (/^[\w.-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i.test(text))
    return refuse(text, "it has no scheme.", `Did you mean tcp://${text} ?`);
  return refuse(text, "it has no scheme.");
}

function parseUnix(text: string, path: string): UnixEndpoint {
  if (!path.startsWith("/")) {
    const hint = path === "" ? "Did you mean unix:///var/run/docker.sock ?" : `Did you mean unix:///${path} ?`;
    throw refuse(text, "the path of a socket is absolute.", hint);
  }
  if (path.includes("\0")) throw refuse(text, "a path has no NUL in it.");
  if (path.endsWith("/")) throw refuse(text, "it names a directory, not a socket.");
  return { kind: "unix", path };
}

function parseAddress(text: string, rest: string, usualPort: number): NetworkAddress {
  const slash = rest.indexOf("/");
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  const path = slash < 0 ? "" : rest.slice(slash);
  if (authority.includes("@"))
    throw refuse(
      text,
      "credentials in an address are not sent.",
      "Leave the part before the @ out; the engine knows no passwords.",
    );
  const parts = /^(\[[^\]]*\]|[^:[\]]*)(?::([^:]*))?$/.exec(authority);
  if (parts === null)
    throw refuse(
      text,
      "host and port cannot be told apart.",
      `Write an IPv6 address in brackets: tcp://[::1]:${usualPort}`,
    );
  const host = parts[1]!;
  if (host === "")
    throw refuse(text, "the host is missing.", `Did you mean ${schemeOf(text)}127.0.0.1:${parts[2] || usualPort} ?`);
  return {
    host: parseHost(text, host),
    port: parsePort(text, host, parts[2], usualPort),
    basePath: parseBase(text, path),
  };
}

function schemeOf(text: string): string {
  return text.slice(0, text.indexOf("//") + 2).toLowerCase();
}

function parseHost(text: string, host: string): string {
  if (!host.startsWith("[")) {
    if (!/^[\w.-]+$/.test(host)) throw refuse(text, `${JSON.stringify(host)} is not the name of a host.`);
    return host;
  }
  const address = host.slice(1, -1);
  if (!URL.canParse(`http://${host}/`)) throw refuse(text, `${JSON.stringify(address)} is not an IPv6 address.`);
  return address;
}

function parsePort(text: string, host: string, port: string | undefined, usualPort: number): number {
  if (port === undefined) return usualPort;
  if (port === "")
    throw refuse(text, "the port is missing after the colon.", `Did you mean ${schemeOf(text)}${host}:${usualPort} ?`);
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  if (number < 1 || number > 65535)
    throw refuse(text, `${JSON.stringify(port)} is not a port.`, "A port is a number from 1 to 65535.");
  return number;
}

function parseBase(text: string, path: string): string {
  const base = path.replace(/\/+$/, "");
  if (!/^[\w\-.~!$&'()*+,;=:@%/]*$/.test(base))
    throw refuse(
      text,
      "its path has a character that cannot stand there.",
      "An endpoint has no query and no fragment.",
    );
  return base;
}

/** The text of an endpoint, in the form that {@link parseEndpoint} takes. */
export function formatEndpoint(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case "unix":
      return `unix://${endpoint.path}`;
    case "tcp":
      return `${endpoint.plain ? "http" : "tcp"}://${formatAuthority(endpoint)}${endpoint.basePath}`;
    case "tls":
      return `https://${formatAuthority(endpoint)}${endpoint.basePath}`;
    case "embedded":
      return "embedded:";
  }
}

/** `host:port`, as it stands in an address and in a Host header. */
export function formatAuthority({ host, port }: NetworkAddress): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** What goes wrong with TLS, as the three runtimes say it, in words and with what to do next. */

import { ConnectError } from "../../errors.ts";
import { formatAuthority, type TlsEndpoint } from "../endpoint.ts";
import type { TlsSettings } from "./settings.ts";

/** Why it failed, and what can be done. */
export interface Told {
  reason: string;
  hint: string;
  code: string | undefined;
}

/** The engine says, by an alert, that it will not have us: without a client certificate, or with this one. */
const required = "ERR_TLS_CLIENT_CERTIFICATE_REQUIRED";
const refused = "ERR_TLS_CLIENT_CERTIFICATE_REFUSED";

const untrusted = new Set([
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "CERT_SIGNATURE_FAILURE",
  "CERT_UNTRUSTED",
]);

/** The alerts about certificates. Runtimes put a prefix before them, which differs. */
const alerts =
  /ALERT_(BAD_CERTIFICATE|CERTIFICATE_REQUIRED|CERTIFICATE_EXPIRED|CERTIFICATE_REVOKED|CERTIFICATE_UNKNOWN|UNKNOWN_CA|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED|DECRYPT_ERROR)$/;

/** Why no connection came about. Undefined where it is not for TLS to say. */
export function explainHandshake(
  endpoint: TlsEndpoint,
  settings: TlsSettings,
  code: string | undefined,
  cause: unknown,
): Told | undefined {
  if (code === undefined) return undefined;
  if (untrusted.has(code)) return untrustedBy(settings, code);
  switch (code) {
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return {
        reason: `its certificate is not for ${settings.info.serverName ?? endpoint.host}${namesIn(cause)}`,
        hint: "Use a name that it is for, or say with tls.serverName which one it has to be for.",
        code,
      };
    case "CERT_HAS_EXPIRED":
      return {
        reason: "its certificate, or that of its authority, has expired",
        hint: "The engine needs a new one; or is the clock of this machine right?",
        code,
      };
    case "CERT_NOT_YET_VALID":
      return { reason: "its certificate is not valid yet", hint: "Is the clock of this machine right?", code };
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
    case "ERR_SSL_HTTP_REQUEST":
      return {
        reason: "it does not speak TLS",
        hint: `Without TLS it is http://${formatAuthority(endpoint)}${endpoint.basePath}; tcp:// is TLS where DOCKER_TLS_VERIFY or DOCKER_TLS is set.`,
        code,
      };
    case "ECONNRESET":
      return {
        reason: "it closed the connection during the TLS handshake",
        hint: "Is it an engine that listens there, and does it speak TLS?",
        code,
      };
  }
  if (alerts.test(code)) return byAlert(settings, code);
  // Before TLS 1.3 this is how an engine says that it wants a certificate.
  if (/ALERT_HANDSHAKE_FAILURE$/.test(code) && settings.cert === undefined) return byAlert(settings, code);
  if (!/^ERR_SSL_|^ERR_TLS_/.test(code)) return undefined;
  return {
    reason: `the TLS handshake failed (${code})`,
    hint: "Engine and runtime have to have a version of TLS in common, 1.2 or newer, and a cipher.",
    code,
  };
}

/** The error for a connection over TLS that went away. Undefined where it has nothing to do with TLS. */
export function lostOverTls(
  endpoint: string,
  settings: TlsSettings,
  code: string,
  cause: unknown,
  silent: boolean,
): ConnectError | undefined {
  if (alerts.test(code)) {
    const { reason, hint, code: known } = byAlert(settings, code);
    const message = `cannot reach the engine at ${endpoint}: ${reason}`;
    const attempts = [{ endpoint, reason: `${reason} (${hint.replace(/\.$/, "")})` }];
    return new ConnectError(message, { cause, code: known, hint, attempts });
  }
  if (!silent) return undefined;
  return new ConnectError(`the engine at ${endpoint} closed the connection right after the TLS handshake`, {
    code,
    cause,
    hint:
      settings.cert === undefined
        ? `It may want a client certificate. ${howToName}`
        : `It may have refused the client certificate${origin(settings.info.cert)}${expiry(settings)}.`,
  });
}

/** Whether an engine has refused us at the door. */
export function isRefusal(error: unknown): error is ConnectError {
  return error instanceof ConnectError && (error.code === required || error.code === refused);
}

const howToName = "Name one: cert.pem and key.pem in DOCKER_CERT_PATH, or the options certFile and keyFile of tls.";

function byAlert(settings: TlsSettings, code: string): Told {
  if (settings.cert === undefined)
    return { reason: "it wants a client certificate, and none was given", hint: howToName, code: required };
  const words = alerts.exec(code)?.[1]?.toLowerCase().replaceAll("_", " ") ?? "handshake failure";
  return {
    reason: `it refuses the client certificate${origin(settings.info.cert)} (${words})`,
    hint: `It has to be signed by an authority that the engine trusts, for client authentication${expiry(settings)}.`,
    code: refused,
  };
}

function untrustedBy({ info }: TlsSettings, code: string): Told {
  return info.ca === undefined
    ? {
        reason: "its certificate is signed by no authority that this runtime trusts",
        hint: "Name the authority that signed it: ca.pem in DOCKER_CERT_PATH, or the option caFile of tls.",
        code,
      }
    : {
        reason: `its certificate is signed by no authority of ${"file" in info.ca ? info.ca.file : "tls.ca"}`,
        hint: "Does the file belong to this engine, and is this the engine that you mean?",
        code,
      };
}

function origin(from: TlsSettings["info"]["cert"]): string {
  return from !== undefined && "file" in from ? ` ${from.file}` : "";
}

function expiry({ certExpires }: TlsSettings): string {
  return certExpires !== undefined && certExpires.getTime() < Date.now()
    ? `; it expired on ${certExpires.toISOString().slice(0, 10)}`
    : "";
}

/** The names that a certificate is for, as Node tells them. They come from the engine: what is no plain text is left out. */
function namesIn(cause: unknown): string {
  const names = (cause as { cert?: { subjectaltname?: unknown } } | undefined)?.cert?.subjectaltname;
  if (typeof names !== "string" || names === "") return "";
  return `, but for ${names.replace(/[^\x20-\x7e]/g, "?").slice(0, 200)}`;
}

/** Which certificates go with an endpoint over TLS: those that the caller gives, or those that docker's environment names. */

import { resolve } from "node:path";
import { InvalidArgumentError } from "../../errors.ts";
import type { TlsInfo, TlsOptions } from "../contract.ts";
import type { TlsEndpoint } from "../endpoint.ts";
import { certificates, fits, keyIn, type Pem, readPem } from "./pem.ts";

/** What a connection over TLS is made with. */
export interface TlsSettings {
  /** PEM. Absent: the authorities that the runtime trusts. */
  ca?: string;
  cert?: string;
  key?: string;
  /** When the client certificate expires. */
  certExpires?: Date;
  /** All of it that may be shown. */
  info: TlsInfo;
}

/** Where settings come from that the caller does not give. */
export interface TlsEnvironment {
  env(name: string): string | undefined;
  home?: string | undefined;
}

/** A PEM text that is given, or the file that it is in; `optional`, when it does not matter whether that exists. */
type Source = { text: string } | { file: string; optional: boolean };

interface Sources {
  ca: Source | undefined;
  cert: Source | undefined;
  key: Source | undefined;
  verify: boolean;
  serverName: string | undefined;
}

/**
 * Reads the certificates. Options are all there is, then nothing is read from the environment; otherwise they are in DOCKER_CERT_PATH, or else where
 * docker keeps its configuration, under the names `ca.pem`, `cert.pem` and `key.pem`.
 *
 * @throws InvalidArgumentError for options that contradict each other, ConnectError for what cannot be read or used.
 */
export async function tlsSettings(
  endpoint: TlsEndpoint,
  asked: TlsOptions | true | undefined,
  environment: TlsEnvironment,
): Promise<TlsSettings> {
  const from = typeof asked === "object" ? fromOptions(asked) : fromEnvironment(asked === true, environment);
  const { verify, serverName } = from;
  const [ca, cert, key] = await Promise.all([
    // Who is not asked for proof needs none.
    verify ? readPem(endpoint, "the CA certificate", from.ca) : undefined,
    readPem(endpoint, "the client certificate", from.cert),
    readPem(endpoint, "the key of the client certificate", from.key),
  ]);
  if (ca !== undefined) certificates(endpoint, ca);
  const info: TlsInfo = {
    verify,
    ...(serverName !== undefined && { serverName }),
    ...(ca && { ca: ca.origin }),
    ...(cert && { cert: cert.origin }),
    ...(key && { key: key.origin }),
  };
  return { ...(ca && { ca: ca.text }), ...(cert && key && clientPair(endpoint, cert, key)), info };
}

function clientPair(endpoint: TlsEndpoint, cert: Pem, key: Pem): Pick<TlsSettings, "cert" | "key" | "certExpires"> {
  const [own] = certificates(endpoint, cert);
  const { text, key: privateKey } = keyIn(endpoint, key);
  fits(endpoint, cert, own!, key, privateKey);
  return { cert: cert.text, key: text, certExpires: new Date(own!.validTo) };
}

const known = new Set(["ca", "caFile", "cert", "certFile", "key", "keyFile", "verify", "serverName"]);

function fromOptions(options: TlsOptions): Sources {
  for (const [name, value] of Object.entries(options)) {
    if (!known.has(name))
      throw new InvalidArgumentError(`tls has no option ${JSON.stringify(name)}`, {
        hint: `The options of tls are ${[...known].join(", ")}.`,
      });
    const type = name === "verify" ? "boolean" : "string";
    // The value may be a key: it is not shown.
    if (value !== undefined && (typeof value !== type || value === ""))
      throw new InvalidArgumentError(`tls.${name} has to be a ${type}${value === "" ? " with something in it" : ""}`, {
        hint: name.endsWith("File") ? "It is the path of a PEM file." : "Certificates and keys are PEM, as texts.",
      });
  }
  const source = (name: "ca" | "cert" | "key"): Source | undefined => {
    const [text, file] = [options[name], options[`${name}File`]];
    if (text !== undefined && file !== undefined)
      throw new InvalidArgumentError(`tls.${name} and tls.${name}File are given`, { hint: "Leave one of them out." });
    if (text !== undefined) return { text };
    return file === undefined ? undefined : { file: resolve(file), optional: false };
  };
  const sources = { ca: source("ca"), cert: source("cert"), key: source("key") };
  if ((sources.cert === undefined) !== (sources.key === undefined))
    throw new InvalidArgumentError(`tls.${sources.cert ? "cert" : "key"} is given without its counterpart`, {
      hint: "A client certificate and its key go together.",
    });
  const { serverName } = options;
  if (serverName !== undefined && !/^[\w.-]*[a-z_][\w.-]*$/i.test(serverName))
    throw new InvalidArgumentError("tls.serverName is no name", {
      hint: "It is the name of a host; an address stands in the endpoint.",
    });
  return { ...sources, verify: options.verify ?? true, serverName };
}

/** DKS_TLS_CACERT, DKS_TLS_CERT and DKS_TLS_KEY are what the command's options say, for it and for the programs that it runs. */
function fromEnvironment(verify: boolean, environment: TlsEnvironment): Sources {
  const { env } = environment;
  const certPath = env("DOCKER_CERT_PATH") || undefined;
  const folder = certPath ?? (env("DOCKER_CONFIG") || configFolder(environment));
  const source = (variable: string, name: string, optional: boolean): Source | undefined => {
    const file = env(variable);
    if (file) return { file: resolve(file), optional: false };
    return folder === undefined ? undefined : { file: resolve(folder, name), optional };
  };
  const [cert, key] = [source("DKS_TLS_CERT", "cert.pem", true), source("DKS_TLS_KEY", "key.pem", true)];
  return {
    // In a folder that was named for its certificates, it must not be missing unnoticed.
    ca: source("DKS_TLS_CACERT", "ca.pem", certPath === undefined),
    cert,
    key,
    verify: verify || Boolean(env("DOCKER_TLS_VERIFY")) || !env("DOCKER_TLS"),
    serverName: undefined,
  };
}

function configFolder({ home }: TlsEnvironment): string | undefined {
  return home === undefined ? undefined : `${home}/.docker`;
}

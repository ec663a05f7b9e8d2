/**
 * PEM texts: read, and looked into before they are used. The runtimes differ in what they say of a broken one, and Deno says nothing of a key that
 * it cannot read. What is in a key never gets into an error.
 */

import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { ConnectError } from "../../errors.ts";
import type { PemOrigin } from "../contract.ts";
import type { TlsEndpoint } from "../endpoint.ts";
import { codeOf, unreachable } from "../failures.ts";

/** A PEM text. */
export interface Pem {
  /** What it is, in words: `the CA certificate`. */
  what: string;
  text: string;
  origin: PemOrigin;
}

/** Reads it; undefined when there is none, and none is needed. */
export async function readPem(
  endpoint: TlsEndpoint,
  what: string,
  source: { text: string } | { file: string; optional: boolean } | undefined,
): Promise<Pem | undefined> {
  if (source === undefined) return undefined;
  if ("text" in source) return { what, text: source.text, origin: { text: true } };
  const { file, optional } = source;
  try {
    return { what, text: await readFile(file, "utf8"), origin: { file } };
  } catch (cause) {
    const code = codeOf(cause);
    if (optional && (code === "ENOENT" || code === "ENOTDIR")) return undefined;
    const why = unreadable[code ?? ""] ?? { reason: `it cannot be read (${code ?? "unknown"})` };
    const hint = code === "EPERM" ? `With Deno, allow it: deno run --allow-read=${file} ...` : why.hint;
    throw unreachable(
      endpoint,
      { reason: `${what} ${file}: ${why.reason}`, code, ...(hint !== undefined && { hint }) },
      cause,
    );
  }
}

const unreadable: Readonly<Record<string, { reason: string; hint?: string }>> = {
  ENOENT: {
    reason: "there is no such file",
    hint: "DOCKER_CERT_PATH names the folder with ca.pem, cert.pem and key.pem.",
  },
  ENOTDIR: {
    reason: "there is no such file",
    hint: "DOCKER_CERT_PATH names the folder with ca.pem, cert.pem and key.pem.",
  },
  EACCES: { reason: "permission denied", hint: "Run as the user that the file belongs to, or let this one read it." },
  EISDIR: { reason: "it is a directory", hint: "Name the file in it." },
  EPERM: { reason: "not permitted" },
};

/** The certificates in a PEM text, at least one. */
export function certificates(endpoint: TlsEndpoint, pem: Pem): X509Certificate[] {
  const blocks = pem.text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  if (blocks === null)
    throw useless(
      endpoint,
      pem,
      /PRIVATE KEY-----/.test(pem.text) ? "it is a key, not a certificate" : noPem("CERTIFICATE"),
    );
  return blocks.map((block) => {
    try {
      return new X509Certificate(block);
    } catch {
      throw useless(endpoint, pem, "a certificate in it is broken");
    }
  });
}

/** The private key in a PEM text, and the part of the text that it is. */
export function keyIn(endpoint: TlsEndpoint, pem: Pem): { text: string; key: KeyObject } {
  const block = /-----BEGIN ((?:\w+ )*)PRIVATE KEY-----[\s\S]+?-----END \1PRIVATE KEY-----\n?/.exec(pem.text);
  if (block === null)
    throw useless(
      endpoint,
      pem,
      /CERTIFICATE-----/.test(pem.text) ? "it is a certificate, not a key" : noPem("PRIVATE KEY"),
    );
  if (/ENCRYPTED/.test(block[0]))
    throw useless(
      endpoint,
      pem,
      "it is encrypted, and dks asks for no passphrase",
      "openssl pkey -in FILE -out FILE writes it without one; keep that file to yourself (chmod 600).",
    );
  try {
    return { text: block[0], key: createPrivateKey(block[0]) };
  } catch {
    throw useless(endpoint, pem, "the key in it is broken");
  }
}

/** Checks that a key belongs to a certificate. */
export function fits(endpoint: TlsEndpoint, cert: Pem, own: X509Certificate, key: Pem, privateKey: KeyObject): void {
  if (!own.checkPrivateKey(privateKey)) throw useless(endpoint, key, `it does not belong to ${nameOf(cert)}`);
}

function noPem(label: string): string {
  return `there is no -----BEGIN ${label}----- in it`;
}

function nameOf({ what, origin }: Pem): string {
  return "file" in origin ? `${what} ${origin.file}` : what;
}

function useless(endpoint: TlsEndpoint, pem: Pem, reason: string, hint?: string): ConnectError {
  return unreachable(endpoint, {
    reason: `${nameOf(pem)}: ${reason}`,
    hint: hint ?? "Give one in PEM, as openssl writes it.",
    code: "ERR_TLS_BAD_PEM",
  });
}

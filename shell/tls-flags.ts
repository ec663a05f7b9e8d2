/** What the command line says about TLS. */
import { resolve } from "node:path";

/** The flags, as the docker CLI has them. */
export interface TlsFlags {
  /** TLS, with an engine that does not have to prove who it is. */
  readonly tls: boolean;
  /** TLS, with an engine that has to. */
  readonly tlsverify: boolean;
  /** Files in place of `ca.pem`, `cert.pem` and `key.pem`. */
  readonly tlscacert?: string | undefined;
  readonly tlscert?: string | undefined;
  readonly tlskey?: string | undefined;
}

/**
 * The same as variables of the environment: so it holds for every connection of this process, and of the scripts and programs that it starts.
 * A file alone means TLS, verified.
 */
export function tlsEnvironment({ tls, tlsverify, tlscacert, tlscert, tlskey }: TlsFlags): Record<string, string> {
  const files = { DKS_TLS_CACERT: tlscacert, DKS_TLS_CERT: tlscert, DKS_TLS_KEY: tlskey };
  const named = Object.entries(files).flatMap(([name, file]) => (file === undefined ? [] : [[name, resolve(file)]]));
  return {
    ...(tls && { DOCKER_TLS: "1" }),
    ...((tlsverify || !tls) && { DOCKER_TLS_VERIFY: "1" }),
    ...Object.fromEntries(named),
  };
}

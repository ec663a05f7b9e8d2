/** Which engine a session talks to. */
import { connect, type ConnectOptions, type Docker } from "../mod.ts";
import type { Sink } from "./output.ts";

/** What was said about the engine: on the command line, or in the header of a script. */
export interface EngineSettings {
  host: string | undefined;
  apiVersion: string | undefined;
}

/**
 * Connects to the engine that is named, else to the one of the environment or of this machine, else to the engine inside dks: only in this
 * last case something is said about it. Nothing is sent yet. `wrap` is put between, as `connect` takes it.
 */
export function openEngine(
  { host, apiVersion }: EngineSettings,
  err: Sink,
  wrap?: ConnectOptions["wrap"],
): Promise<Docker> {
  return connect(host, {
    ...(wrap && { wrap }),
    ...(apiVersion !== undefined && { apiVersion }),
    ...(host === undefined && { fallback: "embedded:" }),
    onFound: (_, source) => {
      if (source === "the fallback")
        err.write("dks: no engine answers on this machine; using the one inside dks (embedded:)\n");
    },
  });
}

/** Which credentials go to the engine with a pull, a push and a build, and with nothing else. */
import type { AuthConfig } from "../api/models.ts";
import type { ImageRef } from "../api/reference.ts";
import type { ApiClient } from "./api-client.ts";

/**
 * Those that the caller gives; else those that `docker login` left for the registry of the image. None with `false`. An engine of v1.0 uses
 * the ones that it keeps itself, and the engine inside this process has a registry of its own, of which no login on this machine is. A
 * CredentialsError when there may be some and they cannot be read.
 */
export async function authFor(
  api: ApiClient,
  ref: ImageRef,
  given: AuthConfig | false | undefined,
  signal: AbortSignal | undefined,
): Promise<AuthConfig | undefined> {
  if (given !== undefined) return given || undefined;
  const { dialect } = await api.engine(signal);
  if (dialect === "v1.0" || !takesStoredLogins(api)) return undefined;
  const { registryAuth, registryOf } = await import("./credentials/mod.ts");
  return registryAuth(registryOf(ref), signal);
}

/** Whether what `docker login` has stored on this machine may mean something to the engine. */
export function takesStoredLogins(api: ApiClient): boolean {
  return api.transport.endpoint !== "embedded:";
}

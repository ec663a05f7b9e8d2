/**
 * The credentials that `docker login` has left on this machine: for pulls, pushes and builds whose caller gives none, and for the account.
 * Loaded when they are asked for, and read anew each time, as the docker CLI does.
 */
import type { Account, AuthConfig } from "../../api/models.ts";
import { type ImageRef, parseImageRef } from "../../api/reference.ts";
import { type Configuration, readConfiguration } from "./configuration.ts";
import { askHelper } from "./helper.ts";
import { dockerHub, registryKey } from "./registry.ts";

/**
 * The registry that an image comes from and goes to, under the name that configurations have for it: its host, with the port where there is one;
 * `https://index.docker.io/v1/` for a reference without a registry. Throws an InvalidArgumentError for what is no reference.
 */
export function registryOf(ref: ImageRef): string {
  const { registry } = parseImageRef(ref);
  return registry === undefined ? dockerHub : registryKey(registry);
}

/**
 * The credentials for a registry, as a host, a URL, or what {@link registryOf} gives; undefined where there is no login. In this order:
 * DOCKER_AUTH_CONFIG, and then the `credHelpers`, the `credsStore` and the `auths` of config.json, of which the first that applies is the only one
 * that is asked.
 *
 * Throws a CredentialsError when the configuration or the answer of a helper cannot be read, an InvalidArgumentError for what is no
 * registry.
 */
export async function registryAuth(registry: string, signal?: AbortSignal): Promise<AuthConfig | undefined> {
  const key = registryKey(registry);
  return lookUp(await readConfiguration(), key, signal);
}

/**
 * The credentials for every registry that the configuration names, by registry: what a build is given, since nobody knows which images it
 * pulls. A registry whose helper fails is left out, as if it had no login: the build may not need it.
 */
export async function registryAuths(signal?: AbortSignal): Promise<Record<string, AuthConfig>> {
  const configuration = await readConfiguration();
  const { environment, auths, helpers } = configuration;
  const keys = new Set([...environment.keys(), ...auths.keys(), ...helpers.keys()]);
  const found = await Promise.all(
    [...keys].map(async (key) => [key, await lookUp(configuration, key, signal).catch(() => undefined)] as const),
  );
  signal?.throwIfAborted();
  return Object.fromEntries(found.filter((entry): entry is [string, AuthConfig] => entry[1] !== undefined));
}

/** The account of a registry; that of Docker Hub when none is named. Never with a password or a token. */
export async function account(registry: string | undefined, signal?: AbortSignal): Promise<Account | undefined> {
  const auth = await registryAuth(registry ?? dockerHub, signal);
  if (auth === undefined) return undefined;
  const { username = "", email, serveraddress } = auth;
  return { username, ...(email && { email }), ...(serveraddress && { serveraddress }) };
}

async function lookUp(
  { environment, helpers, store, auths }: Configuration,
  key: string,
  signal: AbortSignal | undefined,
): Promise<AuthConfig | undefined> {
  const fromEnvironment = environment.get(key);
  if (fromEnvironment !== undefined) return fromEnvironment;
  const helper = helpers.get(key) ?? store;
  if (helper === undefined) return auths.get(key);
  const auth = await askHelper(helper, key, signal);
  const email = auths.get(key)?.email;
  return auth && { ...auth, ...(email && { email }) };
}

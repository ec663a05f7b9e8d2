/**
 * The configuration of the docker CLI, as far as it is about credentials: `config.json` in the directory that DOCKER_CONFIG names, else in
 * `~/.docker`, and the variable DOCKER_AUTH_CONFIG, which has the same form. Texts of the configuration never show in an error.
 */
import { readFile, stat } from "node:fs/promises";
import type { AuthConfig } from "../../api/models.ts";
import { CredentialsError } from "../../errors.ts";
import { env, home } from "../../transport/mod.ts";
import { dockerHub, hostOf, registryKey } from "./registry.ts";

/** What the configuration says. The keys are registries, as `registryKey` writes them. */
export interface Configuration {
  /** The logins of DOCKER_AUTH_CONFIG. */
  environment: ReadonlyMap<string, AuthConfig>;
  /** The logins in the file; some are without credentials, when those are kept by a helper. */
  auths: ReadonlyMap<string, AuthConfig>;
  /** Which helper to ask, by registry. */
  helpers: ReadonlyMap<string, string>;
  /** The helper to ask for all other registries. */
  store: string | undefined;
}

/** The file has settings and logins, some KiB of them. */
const sizeLimit = 4 * 1024 * 1024;

/** Reads it. What is not there says nothing; what cannot be understood is a CredentialsError. */
export async function readConfiguration(): Promise<Configuration> {
  const variable = env("DOCKER_AUTH_CONFIG");
  const environment = variable ? parse(variable, "DOCKER_AUTH_CONFIG") : {};
  const path = configurationPath();
  const file = path === undefined ? {} : parse((await readIfThere(path)) ?? "{}", path);
  const where = path ?? "";
  const helpers = new Map<string, string>();
  for (const [registry, helper] of Object.entries(table(file["credHelpers"], where, "credHelpers"))) {
    if (typeof helper === "string" && helper !== "") helpers.set(keyOf(registry), helper);
  }
  const store = file["credsStore"];
  return {
    environment: logins(environment["auths"], "DOCKER_AUTH_CONFIG"),
    auths: logins(file["auths"], where),
    helpers,
    store: typeof store === "string" && store !== "" ? store : undefined,
  };
}

function configurationPath(): string | undefined {
  const directory = env("DOCKER_CONFIG") || undefined;
  const base = home();
  if (directory === undefined && base === undefined) return undefined;
  return `${(directory ?? `${base}/.docker`).replace(/[/\\]+$/, "")}/config.json`;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    const stats = await stat(path);
    // A pipe or a device may have no end.
    if (!stats.isFile()) throw broken(path, "it is not a file");
    if (stats.size > sizeLimit) throw broken(path, `it has ${stats.size} bytes`);
    return await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof CredentialsError) throw cause;
    const { code, name } = cause as { code?: unknown; name?: unknown };
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    const denied = name === "NotCapable" || code === "EACCES" || code === "EPERM";
    throw new CredentialsError(
      `the docker configuration ${path} cannot be read${denied ? ": permission denied" : ""}`,
      {
        cause,
        hint:
          name === "NotCapable"
            ? `With Deno, allow it: deno run --allow-read=${path} ...; or pass { auth: false } to go without a login.`
            : "Let this user read it, or pass { auth: false } to go without a login.",
      },
    );
  }
}

type Json = Record<string, unknown>;

function parse(text: string, where: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw broken(where, "it is not JSON"); // without the cause, which quotes the text
  }
  if (isObject(value)) return value;
  throw broken(where, "it is not a JSON object");
}

function table(value: unknown, where: string, field: string): Json {
  if (value === undefined || value === null) return {};
  if (isObject(value)) return value;
  throw broken(where, `\`${field}\` is not an object`);
}

/** The logins under `auths`. One that was written for a registry's exact name comes before one for a URL of it. */
function logins(value: unknown, where: string): Map<string, AuthConfig> {
  const found = new Map<string, AuthConfig>();
  const exact = new Set<string>();
  for (const [registry, login] of Object.entries(table(value, where, "auths"))) {
    if (!isObject(login)) throw broken(where, "a login under `auths` is not an object");
    const key = keyOf(registry);
    if (exact.has(key)) continue;
    if (registry === key) exact.add(key);
    const auth = decode(login, key, where);
    if (auth !== undefined) found.set(key, auth);
  }
  return found;
}

/** A login, however it is written; undefined for one that has nothing, as there is when a helper keeps it. */
function decode(login: Json, key: string, where: string): AuthConfig | undefined {
  const text = (field: string): string => (typeof login[field] === "string" ? login[field] : "");
  const [identitytoken, registrytoken, email] = [text("identitytoken"), text("registrytoken"), text("email")];
  const pair = text("auth") === "" ? undefined : userAndPassword(text("auth"), where);
  const [username, password] = pair ?? [text("username"), text("password")];
  if ([identitytoken, registrytoken, email, username, password].every((one) => one === "")) return undefined;
  return {
    ...(username && { username }),
    ...(password && { password }),
    ...(email && { email }),
    ...(identitytoken && { identitytoken }),
    ...(registrytoken && { registrytoken }),
    serveraddress: key,
  };
}

/** `user:password` in base64; the password may have colons in it. */
function userAndPassword(encoded: string, where: string): [string, string] {
  let text: string;
  try {
    const bytes = Uint8Array.from(atob(encoded.trim()), (character) => character.charCodeAt(0));
    text = new TextDecoder().decode(bytes);
  } catch {
    throw broken(where, "an `auth` in it is not base64");
  }
  const colon = text.indexOf(":");
  if (colon < 1) throw broken(where, "an `auth` in it is not a user and a password");
  return [text.slice(0, colon), text.slice(colon + 1).replace(/\0+$/, "")];
}

/** Keys that name no registry are kept as they are, and match none. */
function keyOf(registry: string): string {
  if (registry === dockerHub) return registry;
  try {
    return registryKey(registry);
  } catch {
    return hostOf(registry);
  }
}

function broken(where: string, why: string): CredentialsError {
  return new CredentialsError(`the docker configuration ${where} cannot be used: ${why}`, {
    hint: "Mend it, or log in again: docker login. With { auth: false } no login is used.",
  });
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Accounts at registries. Loaded when one is asked for. */
import type { Account, AuthConfig, LoginResult } from "../api/models.ts";
import { loginResult } from "../api/replies.ts";
import { InvalidArgumentError, UnsupportedError } from "../errors.ts";
import { readJson } from "./answer.ts";
import type { ApiClient } from "./api-client.ts";
import { account as accountHere } from "./credentials/mod.ts";
import { dockerHub, registryKey } from "./credentials/registry.ts";
import * as v1 from "./dialect/v1.ts";
import { checkReply } from "./reply.ts";

/** Who is logged in: asked of a v1.0 engine, which keeps one login; elsewhere the docker configuration of this machine says it. */
export async function account(
  api: ApiClient,
  registry: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Account | undefined> {
  const key = registry === undefined ? dockerHub : registryKey(registry);
  const { dialect } = await api.engine(signal);
  if (dialect === "modern") return accountHere(key, signal);
  if (key !== dockerHub) throw oneRegistry();
  return v1.account(await api.json("SystemAccount", { signal }));
}

/** Has the engine try credentials at their registry. A v1.0 engine keeps them. */
export async function login(api: ApiClient, auth: AuthConfig, signal: AbortSignal | undefined): Promise<LoginResult> {
  check(auth);
  const { dialect } = await api.engine(signal);
  const { serveraddress = dockerHub, ...rest } = auth;
  if (dialect === "v1.0") {
    if (registryKey(serveraddress) !== dockerHub) throw oneRegistry();
    if (rest.identitytoken !== undefined || rest.registrytoken !== undefined) {
      throw new UnsupportedError("a login with a token needs API 1.23 or newer; this engine speaks 1.0", {
        hint: "Log in with a user name and a password.",
      });
    }
  }
  // Docker takes Docker Hub where no registry is named, Podman takes nothing.
  const json = dialect === "v1.0" ? rest : { ...rest, serveraddress };
  const response = await api.perform("SystemAuth", { json, signal });
  if (response.status === 204) {
    response.body.cancel();
    return { Status: "" };
  }
  const { Status, IdentityToken } = checkReply("SystemAuth", loginResult, await readJson("SystemAuth", response));
  return { Status: Status.trimEnd(), ...(IdentityToken && { IdentityToken }) };
}

function check(auth: unknown): asserts auth is AuthConfig {
  const { username, password, identitytoken, registrytoken, serveraddress } = (auth ?? {}) as Record<string, unknown>;
  const given = (value: unknown) => typeof value === "string" && value !== "";
  if (!(given(username) && given(password)) && !given(identitytoken) && !given(registrytoken)) {
    throw new InvalidArgumentError("login: a user name and a password are needed, or a token", {
      hint: 'Write login({ username: "...", password: "...", serveraddress: "registry.example:5000" }).',
    });
  }
  if (serveraddress !== undefined) registryKey(serveraddress);
}

function oneRegistry(): UnsupportedError {
  return new UnsupportedError(
    "an account at a registry of one's choice needs API 1.2 or newer; this engine speaks 1.0",
    {
      hint: "A v1.0 engine keeps one account, that of its index: name no registry.",
    },
  );
}

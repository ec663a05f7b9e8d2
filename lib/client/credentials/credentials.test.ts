import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CredentialsError, InvalidArgumentError } from "../../errors.ts";
import { account, registryAuth, registryAuths, registryOf } from "./mod.ts";

const hub = "https://index.docker.io/v1/";
const secret = "ge:h\u00e4im";
const variables = ["DOCKER_CONFIG", "DOCKER_AUTH_CONFIG", "HOME", "PATH"] as const;
const before = Object.fromEntries(variables.map((name) => [name, process.env[name]]));
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dks-credentials-"));
  process.env["DOCKER_CONFIG"] = folder;
  delete process.env["DOCKER_AUTH_CONFIG"];
});

afterEach(() => {
  rmSync(folder, { recursive: true });
  for (const name of variables) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
});

function configure(configuration: unknown): void {
  const text = typeof configuration === "string" ? configuration : JSON.stringify(configuration);
  writeFileSync(join(folder, "config.json"), text);
}

/** A helper that runs this shell script, with the registry in `$registry`. */
function helper(name: string, script: string): void {
  const path = join(folder, `docker-credential-${name}`);
  writeFileSync(path, `#!/bin/sh\n[ "$1" = get ] || exit 9\nread registry\n${script}\n`);
  chmodSync(path, 0o755);
  process.env["PATH"] = `${folder}${delimiter}${before["PATH"]}`;
}

const says = (user: string) =>
  `printf '{"ServerURL":"%s","Username":"${user}","Secret":"${secret}-%s"}' "$registry" "$registry"`;

function encoded(user: string, password: string): { auth: string } {
  return { auth: btoa(String.fromCharCode(...new TextEncoder().encode(`${user}:${password}`))) };
}

/** What it fails with; nothing of it may have the secret in it. */
async function failure(call: Promise<unknown>): Promise<CredentialsError> {
  const error: unknown = await call.then(
    () => expect.unreachable(),
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(CredentialsError);
  for (let at = error as Error | undefined; at !== undefined; at = at.cause as Error | undefined)
    expect(`${at.message} ${at.stack} ${JSON.stringify(at)}`).not.toContain("ge:h");
  expect((error as CredentialsError).hint).toBeTruthy();
  return error as CredentialsError;
}

describe("the registry of a reference", () => {
  test.each([
    ["busybox", hub],
    ["team/app:v1", hub],
    ["docker.io/library/busybox", hub],
    ["index.docker.io/team/app", hub],
    ["registry.example/app", "registry.example"],
    ["Registry.Example:5000/team/app@sha256:".concat("a".repeat(64)), "registry.example:5000"],
    ["localhost/app", "localhost"],
    ["127.0.0.1:5000/app", "127.0.0.1:5000"],
    ["[::1]:5000/app", "[::1]:5000"],
  ])("%s: %s", (ref, registry) => {
    expect(registryOf(ref)).toBe(registry);
  });

  test("must be one: credentials in it are refused, and not shown", async () => {
    for (const wrong of ["", "a b", "https://user:geheim@registry.example/", "../x", 7 as unknown as string]) {
      const error: Error = await registryAuth(wrong).then(
        () => expect.unreachable(),
        (e) => e,
      );
      expect(error).toBeInstanceOf(InvalidArgumentError);
      expect(error.message).not.toContain("geheim");
    }
  });
});

describe("a login in config.json", () => {
  test("is found by the registry, however it is written", async () => {
    configure({ auths: { "https://registry.example:5000/v2/": encoded("ada", "pw"), [hub]: encoded("hubert", "pw") } });
    const ada = { username: "ada", password: "pw", serveraddress: "registry.example:5000" };
    for (const name of ["registry.example:5000", "http://registry.example:5000", "REGISTRY.example:5000/x"])
      expect(await registryAuth(name)).toEqual(ada);
    for (const name of [hub, "docker.io", "https://index.docker.io"])
      expect(await registryAuth(name)).toEqual({ username: "hubert", password: "pw", serveraddress: hub });
    expect(await registryAuth("registry.example")).toBeUndefined();
  });

  test("by the exact name comes before one by a URL", async () => {
    const [exact, url] = [encoded("exact", "pw"), encoded("url", "pw")];
    configure({ auths: { "https://r.example/v1/": url, "r.example": exact } });
    expect((await registryAuth("r.example"))?.username).toBe("exact");
    configure({ auths: { "r.example": exact, "https://r.example/v1/": url } });
    expect((await registryAuth("r.example"))?.username).toBe("exact");
  });

  test("may have any password, with colons and of any letters", async () => {
    const user = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !/[:\0]/.test(text));
    const password = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !text.endsWith("\0"));
    await fc.assert(
      fc.asyncProperty(user, password, async (name, word) => {
        configure({ auths: { "r.example": encoded(name, word) } });
        expect(await registryAuth("r.example")).toEqual({ username: name, password: word, serveraddress: "r.example" });
      }),
      { numRuns: 50 },
    );
  });

  test("may be a token", async () => {
    configure({ auths: { "r.example": { ...encoded("<token>", "x"), identitytoken: secret } } });
    expect(await registryAuth("r.example")).toMatchObject({ identitytoken: secret });
    configure({ auths: { "r.example": { registrytoken: secret } } });
    expect(await registryAuth("r.example")).toEqual({ registrytoken: secret, serveraddress: "r.example" });
  });

  test("is not there without a file, in an empty one, and in an entry that a helper keeps", async () => {
    expect(await registryAuth("r.example")).toBeUndefined();
    configure({});
    expect(await registryAuth("r.example")).toBeUndefined();
    configure({ auths: { "r.example": {} }, credHelpers: null });
    expect(await registryAuth("r.example")).toBeUndefined();
  });

  test("is looked for in the home directory, where DOCKER_CONFIG is not set", async () => {
    delete process.env["DOCKER_CONFIG"];
    process.env["HOME"] = folder;
    mkdirSync(join(folder, ".docker"));
    writeFileSync(
      join(folder, ".docker/config.json"),
      JSON.stringify({ auths: { "r.example": encoded("ada", "pw") } }),
    );
    expect((await registryAuth("r.example"))?.username).toBe("ada");
  });

  test.each([
    ["no JSON", `{"auths": {"r.example": {"auth": "ge:h"}`],
    ["a list", "[]"],
    ["a login that is none", { auths: { "r.example": "ge:h" } }],
    ["logins that are none", { auths: ["ge:h"] }],
    ["no base64", { auths: { "r.example": { auth: "ge:h\u00e4im" } } }],
    ["no colon", { auths: { "r.example": { auth: btoa("geheim") } } }],
    ["no user", { auths: { "r.example": encoded("", "ge:h") } }],
  ])("that is %s is an error that names the file", async (_, configuration) => {
    configure(configuration);
    expect((await failure(registryAuth("r.example"))).message).toContain(join(folder, "config.json"));
  });

  test("in the place of a device, which may have no end, is an error", async () => {
    symlinkSync("/dev/null", join(folder, "config.json"));
    expect((await failure(registryAuth(hub))).message).toMatch(/: it is not a file$/);
  });

  test("in a directory's place is an error", async () => {
    mkdirSync(join(folder, "config.json"));
    await failure(registryAuth("r.example"));
  });
});

describe("DOCKER_AUTH_CONFIG", () => {
  test("comes before the file and the helpers", async () => {
    configure({ auths: { "r.example": encoded("file", "pw") }, credsStore: "nosuch" });
    process.env["DOCKER_AUTH_CONFIG"] = JSON.stringify({ auths: { "r.example": encoded("environment", "pw") } });
    expect((await registryAuth("r.example"))?.username).toBe("environment");
  });

  test("that is no JSON is an error without its text", async () => {
    process.env["DOCKER_AUTH_CONFIG"] = "{ge:h";
    expect((await failure(registryAuth("r.example"))).message).toContain("DOCKER_AUTH_CONFIG");
  });
});

describe("a credential helper", () => {
  test("is asked, the one of the registry before the one for all, and neither with the file", async () => {
    helper("one", says("one"));
    helper("all", says("all"));
    const auths = { "r.example": encoded("file", "pw"), "other.example": encoded("file", "pw") };
    configure({ auths, credHelpers: { "r.example": "one" }, credsStore: "all" });
    const password = (registry: string) => `${secret}-${registry}`;
    expect(await registryAuth("r.example")).toEqual({
      username: "one",
      password: password("r.example"),
      serveraddress: "r.example",
    });
    expect(await registryAuth("other.example")).toMatchObject({ username: "all" });
    expect(await registryAuth("docker.io")).toMatchObject({ username: "all", password: password(hub) });
  });

  test("may give a token", async () => {
    helper("one", says("<token>"));
    configure({ credsStore: "one" });
    expect(await registryAuth("r.example")).toEqual({
      identitytoken: `${secret}-r.example`,
      serveraddress: "r.example",
    });
  });

  test.each(["stdout", "stderr"])("that has nothing says so, on %s", async (side) => {
    helper("one", `echo 'credentials not found in native keychain'${side === "stderr" ? " >&2" : ""}; exit 1`);
    configure({ credsStore: "one", auths: { "r.example": encoded("file", "pw") } });
    expect(await registryAuth("r.example")).toBeUndefined();
  });

  test.each([
    ["fails", `echo '${secret}'; echo '${secret}' >&2; exit 3`, /ended with 3/],
    ["says no JSON", `echo '${secret}'`, /something other than a login/],
    ["says other JSON", `echo '{"Username":7,"Secret":"${secret}"}'`, /something other than a login/],
    ["says nothing", "true", /something other than a login/],
    ["says too much", `yes '${secret}'`, /more than \d+ bytes/],
    ["dies", "kill -9 $$", /killed/],
  ])("that %s is an error without what it wrote", async (_, script, message) => {
    helper("one", script);
    configure({ credsStore: "one" });
    const error = await failure(registryAuth("r.example"));
    expect(error.message).toMatch(message);
    expect(error.message).toContain("docker-credential-one");
  });

  test("that is not there is an error that says where it is named", async () => {
    configure({ credHelpers: { "r.example": "dks-nosuch" } });
    const error = await failure(registryAuth("r.example"));
    expect(error.message).toContain("docker-credential-dks-nosuch");
    expect(error.hint).toMatch(/PATH/);
    expect(await registryAuth("other.example")).toBeUndefined();
  });

  test.each(["../evil", "a b", "one;true", "$(true)", "one/two"])("is never run by such a name: %s", async (name) => {
    configure({ credsStore: name });
    expect((await failure(registryAuth("r.example"))).message).toMatch(/name/);
  });

  test("is given up with the signal", async () => {
    helper("one", "exec sleep 1000");
    configure({ credsStore: "one" });
    const controller = new AbortController();
    const asked = registryAuth("r.example", controller.signal);
    setTimeout(() => controller.abort(new Error("enough")), 100);
    await expect(asked).rejects.toThrow("enough");
  });
});

test("a build is given every login that can be had, and no failure of a helper", async () => {
  helper("one", says("one"));
  configure({
    auths: { "a.example": encoded("ada", "pw"), "empty.example": {} },
    credHelpers: { "b.example": "one", "c.example": "dks-nosuch" },
  });
  expect(await registryAuths()).toEqual({
    "a.example": { username: "ada", password: "pw", serveraddress: "a.example" },
    "b.example": { username: "one", password: `${secret}-b.example`, serveraddress: "b.example" },
  });
});

test("an account has no secret in it", async () => {
  configure({ auths: { [hub]: { ...encoded("ada", secret), email: "ada@example.com", identitytoken: secret } } });
  expect(await account(undefined)).toEqual({ username: "ada", email: "ada@example.com", serveraddress: hub });
  expect(await account("other.example")).toBeUndefined();
});

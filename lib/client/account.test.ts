import { expect, test } from "vitest";
import { type Script, scriptedTransport } from "../../test/support/scripted-transport.ts";
import { ServerError, UnauthorizedError, UnsupportedError } from "../errors.ts";
import { Docker } from "./docker.ts";

const auth = { username: "ada", password: "geheim" };

function engine(version: string, script: Script) {
  const transport = scriptedTransport(script);
  return { docker: new Docker(transport, version), transport };
}

test("a login without an answer has an empty status, and one with an empty token has none", async () => {
  expect(await engine("1.41", () => ({ status: 204 })).docker.login(auth)).toEqual({ Status: "" });
  const body = '{"Status":"Login Succeeded","IdentityToken":""}';
  expect(await engine("1.41", () => ({ body })).docker.login(auth)).toEqual({ Status: "Login Succeeded" });
  const token = '{"Status":"Login Succeeded","IdentityToken":"t"}';
  expect((await engine("1.41", () => ({ body: token })).docker.login(auth)).IdentityToken).toBe("t");
});

test("a login names Docker Hub where it names no registry, but not to v1.0, which knows no other", async () => {
  const today = engine("1.41", () => ({ body: '{"Status":""}' }));
  await today.docker.login(auth);
  expect(JSON.parse(today.transport.bodies[0]!)).toEqual({ ...auth, serveraddress: "https://index.docker.io/v1/" });
  const old = engine("1.0", () => ({ body: '{"Status":"Login Succeeded\\n"}' }));
  expect(await old.docker.login({ ...auth, serveraddress: "docker.io" })).toEqual({ Status: "Login Succeeded" });
  expect(old.transport.bodies.map((body) => JSON.parse(body))).toEqual([auth]);
});

test.each([
  [401, "unauthorized: incorrect username or password", UnauthorizedError],
  [500, "login attempt to http://r.example/v2/ failed with status: 401 Unauthorized", UnauthorizedError],
  [500, "login attempt to r.example failed with status: 403 Forbidden", UnauthorizedError],
  [500, 'Get "http://127.0.0.1:1/v2/": connection refused', ServerError],
])("a login that fails with %i %s is the error that stands for it", async (status, message, type) => {
  const { docker } = engine("1.41", () => ({ status, body: JSON.stringify({ message }) }));
  const error: Error = await docker.login(auth).catch((e) => e);
  expect(error).toBeInstanceOf(type);
  expect(error).toMatchObject({ status, message, operation: "SystemAuth" });
  expect(`${error.stack}${JSON.stringify(error)}`).not.toContain("geheim");
});

test("v1.0 is asked for its one account, and told no token and no registry", async () => {
  const { docker, transport } = engine("1.0", () => ({ body: '{"username":"ada","password":"","email":"a@b"}' }));
  expect(await docker.account()).toEqual({ username: "ada", email: "a@b" });
  expect(await docker.account("docker.io")).toEqual({ username: "ada", email: "a@b" });
  await expect(docker.account("r.example")).rejects.toThrow(UnsupportedError);
  await expect(docker.login({ ...auth, serveraddress: "r.example" })).rejects.toThrow(UnsupportedError);
  await expect(docker.login({ identitytoken: "t" })).rejects.toThrow(UnsupportedError);
  expect(transport.calls).toEqual(["GET /v1.0/auth", "GET /v1.0/auth"]);
});

test.each(['{"username":"","password":"","email":""}', "{}", "null", "[]"])(
  "nobody is logged in to v1.0 when it says %s",
  async (body) => {
    expect(await engine("1.0", () => ({ body })).docker.account()).toBeUndefined();
  },
);

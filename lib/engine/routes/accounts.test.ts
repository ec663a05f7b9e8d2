import { afterEach, describe, expect, test } from "vitest";
import { duplexPair } from "../../transport/duplex.ts";
import { type Json, type RawClient, testEngines } from "../testing.ts";

const engines = testEngines(duplexPair);
afterEach(() => engines.close());

/** Logs in, and gives status and answer. */
async function login(client: RawClient, version: string, credentials: object): Promise<[number, Json]> {
  const answer = await client.call("POST", `/v${version}/auth`, credentials);
  expect(answer.body).not.toContain("hidden");
  const isJson = answer.headers.get("content-type") === "application/json";
  return [answer.status, isJson ? JSON.parse(answer.body) : answer.body];
}

async function stored(client: RawClient): Promise<Json> {
  const answer = await client.call("GET", "/v1.0/auth");
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"]);
  return JSON.parse(answer.body);
}

describe("a login on v1.0", () => {
  test("makes an account, and is remembered without its password", async () => {
    const client = engines.connect();
    expect(await stored(client)).toEqual({ username: "", email: "" });
    const ann = { username: "ann", password: "hidden1", email: "ann@example.com" };
    expect(await login(client, "1.0", ann)).toEqual([200, { Status: expect.stringMatching(/^Account created.*\n$/) }]);
    expect(await stored(client)).toEqual({ username: "ann", email: "ann@example.com" });
    expect(await login(client, "1.1", ann)).toEqual([200, { Status: "Login Succeeded\n" }]);
  });

  test("with a wrong password is refused, and forgets the one before", async () => {
    const client = engines.connect();
    await login(client, "1.0", { username: "ann", password: "hidden1", email: "a@x" });
    expect(await login(client, "1.0", { username: "ann", password: "hidden2", email: "a@x" })).toEqual([
      500,
      "unauthorized: incorrect username or password\n",
    ]);
    expect(await stored(client)).toEqual({ username: "", email: "" });
  });

  test.each(["{", "", '{"username":1}', "[]"])("of %j is an error of the engine", async (body) => {
    const client = engines.connect();
    await login(client, "1.0", { username: "ann", password: "hidden", email: "a@x" });
    const answer = await client.call("POST", "/v1.0/auth", body);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([500, "text/plain; charset=utf-8"]);
    expect((await stored(client)).username).toBe("ann");
  });
});

describe("a login on a modern engine", () => {
  test("makes an account or checks it, and stores nothing", async () => {
    const client = engines.connect();
    const accepted = [200, { IdentityToken: "", Status: "Login Succeeded" }];
    const ann = { username: "ann", password: "hidden1", serveraddress: "https://index.docker.io/v1/" };
    expect(await login(client, "1.44", ann)).toEqual(accepted);
    expect(await login(client, "1.24", { ...ann, serveraddress: "docker.io" })).toEqual(accepted);
    expect(await login(client, "1.44", { ...ann, password: "hidden2" })).toEqual([
      401,
      { message: "unauthorized: incorrect username or password" },
    ]);
    expect(await stored(client)).toEqual({ username: "", email: "" });
    expect((await client.call("GET", "/v1.44/auth")).status).toBe(404);
  });

  test("knows the accounts of v1.0, and the other way round", async () => {
    const client = engines.connect();
    await login(client, "1.0", { username: "old", password: "hidden1", email: "o@x" });
    await login(client, "1.44", { username: "new", password: "hidden2" });
    expect((await login(client, "1.44", { username: "old", password: "hidden2" }))[0]).toBe(401);
    expect(await login(client, "1.0", { username: "new", password: "hidden2", email: "" })).toEqual([
      200,
      { Status: "Login Succeeded\n" },
    ]);
  });

  test("at a private registry is none, and at another is not made", async () => {
    const client = engines.connect();
    const anybody = { username: "Any Body", password: "hidden" };
    expect((await login(client, "1.44", { ...anybody, serveraddress: "localhost:5000" }))[0]).toBe(200);
    expect(await login(client, "1.44", { ...anybody, serveraddress: "https://registry.example/v2/" })).toEqual([
      500,
      { message: expect.stringMatching(/does not ask registry\.example$/) },
    ]);
  });

  test.each([
    {},
    { username: "ann" },
    { password: "hidden" },
    { username: "ann", password: "" },
    { username: "An Name", password: "hidden" },
    { username: "a".repeat(256), password: "hidden" },
    { username: 1, password: "hidden" },
  ])("of %j is refused", async (credentials) => {
    expect((await login(engines.connect(), "1.44", credentials))[0]).toBe(400);
  });

  test("cannot be to the official images, nor of broken JSON", async () => {
    const client = engines.connect();
    expect((await login(client, "1.44", { username: "library", password: "hidden" }))[0]).toBe(401);
    expect((await client.call("POST", "/v1.44/auth", '{"username":')).status).toBe(400);
    expect((await client.call("POST", "/v1.44/auth", "")).status).toBe(400);
  });
});

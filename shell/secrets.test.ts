import { describe, expect, test } from "vitest";
import { isSecretHeader, isSecretName, withoutSecrets } from "./secrets.ts";

describe("a secret is replaced", () => {
  test.each([
    ['{"username":"u","password":"p\\"q"}', '{"username":"u","password":"<hidden>"}'],
    ['{"IdentityToken": "abc.def"}', '{"IdentityToken": "<hidden>"}'],
    ["docker.login({ username: 'u', password: 'p' })", "docker.login({ username: 'u', password: '<hidden>' })"],
    ['const password = "p"; go(password)', 'const password = "<hidden>"; go(password)'],
    ["const token = `a\nb`", "const token = `<hidden>`"],
    ['{"Env":["A=1","DB_PASSWORD=x","B=2"]}', '{"Env":["A=1","DB_PASSWORD=<hidden>","B=2"]}'],
    ["run('x', ['y'], { env: { API_KEY: 'k' } })", "run('x', ['y'], { env: { API_KEY: '<hidden>' } })"],
    ['{"auths":{"r":{"auth":"dTpw"}}}', '{"auths":{"r":{"auth":"<hidden>"}}}'],
    ["X-Registry-Auth: eyJ1Ijo", "X-Registry-Auth: <hidden>"],
    ['curl -H "Authorization: Basic dTpw"', 'curl -H "Authorization: <hidden>"'],
    ['pull("https://user:pw@host/x")', 'pull("https://user:<hidden>@host/x")'],
  ])("%s", (text, masked) => {
    expect(withoutSecrets(text)).toBe(masked);
    expect(withoutSecrets(masked)).toBe(masked);
  });
});

test.each([
  '{"Image":"busybox","Cmd":["echo","the password is in the file"]}',
  "containers.list({ all: true })",
  '{"Key":"value","Keys":["a=b"]}',
  "tcp://127.0.0.1:2375",
  "const c = await containers.get(name); c.id",
])("what is none stays: %s", (text) => {
  expect(withoutSecrets(text)).toBe(text);
});

test("names and headers tell", () => {
  expect(["password", "DB_PASSWD", "registryAuth", "accessKey", "identitytoken"].filter(isSecretName)).toHaveLength(5);
  expect(["Key", "author", "Image", "authors"].filter(isSecretName)).toEqual([]);
  expect(["X-Registry-Auth", "authorization", "X-My-Token"].every(isSecretHeader)).toBe(true);
  expect(isSecretHeader("content-type")).toBe(false);
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are sources
import { describe, expect, test } from "vitest";
import { isSecretHeader, isSecretName, withoutSecrets, withoutSecretsInProgram } from "./secrets.ts";

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
    ['fetch(u, { headers: { Authorization: "Bearer x" } })', 'fetch(u, { headers: { Authorization: "<hidden>" } })'],
    ["{ headers: { 'X-Registry-Auth': 'x' } }", "{ headers: { 'X-Registry-Auth': '<hidden>' } }"],
    ['pull("x", { auth: "eyJ1Ijo" })', 'pull("x", { auth: "<hidden>" })'],
    ['run("x", [], { env: ["DB_PASS=x", "A=b"] })', 'run("x", [], { env: ["DB_PASS=<hidden>", "A=b"] })'],
    ['o["password"] = "x"', 'o["password"] = "<hidden>"'],
    ['({ ["password"]: "x" })', '({ ["password"]: "<hidden>" })'],
    ['setPassword("x")', 'setPassword("<hidden>")'],
    ['run("x", ["y", "--password", "x"])', 'run("x", ["y", "--password", "<hidden>"])'],
    ['run("x", ["y", "--password=x", "z"])', 'run("x", ["y", "--password=<hidden>", "z"])'],
    ['["sh", "-c", "login --password x -u y"]', '["sh", "-c", "login --password <hidden> -u y"]'],
    ['["sh", "-c", "export API_TOKEN=x; go"]', '["sh", "-c", "export API_TOKEN=<hidden>; go"]'],
    ['pull("https://user:pw@host/x")', 'pull("https://user:<hidden>@host/x")'],
    ["A_TOKEN=x\nB=y", "A_TOKEN=<hidden>\nB=y"],
    ["'A=1\\nA_TOKEN=x y\\nB=2'", "'A=1\\nA_TOKEN=<hidden>\\nB=2'"],
    ["'FROM x\\nENV A_TOKEN=x\\nRUN y'", "'FROM x\\nENV A_TOKEN=<hidden>\\nRUN y'"],
    ["'Cookie: a=b\\nHost: x'", "'Cookie: <hidden>\\nHost: x'"],
    ["GET /x?access_token=y&z=1", "GET /x?access_token=<hidden>&z=1"],
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
  "if (token == other || password === another) go()",
  "const compass = 'north'; tokenize('a b')",
  'run("docker", ["login", "--password-stdin", "-u", "me"])',
  "pull('x', { auth: false })",
  "const author = 'me', password = read(), f = (token) => token.length",
  "{ Plugins: { Volume: [], Authorization: [] }, Cookie: null }",
  'sh -c "login --password $PASSWORD; TOKEN=$OTHER go"',
])("what is none stays: %s", (text) => {
  expect(withoutSecrets(text)).toBe(text);
});

test.each([
  [
    "for (let secret=0;secret<2;secret++) go('A_TOKEN=x')",
    "for (let secret=0;secret<2;secret++) go('A_TOKEN=<hidden>')",
  ],
  [
    "pass=true; token=f(`x --token=y ${secret=1}`) // A_KEY: x",
    "pass=true; token=f(`x --token=<hidden> ${secret=1}`) // A_KEY: x",
  ],
  ["({ Authorization: read() }) // export A_TOKEN=x", "({ Authorization: read() }) // export A_TOKEN=<hidden>"],
  ["`TOKEN=${token}`", "`TOKEN=${token}`"],
])("in a program, code is none: %s", (source, masked) => {
  const found: string[] = [];
  expect(withoutSecretsInProgram(source, (secret) => found.push(secret))).toBe(masked);
  expect(found.join("") === "").toBe(source === masked);
});

test.each(["x", "a.", "a-", "password", '"a', "a://a:", '"x_password=a', " --password", " password=a", "set", "auth:"])(
  "a text of a million times %j takes no longer than reading it",
  { timeout: 20_000 },
  (piece) => {
    const text = piece.repeat(1_000_000);
    expect(withoutSecrets(text).length).toBeGreaterThan(0);
  },
);

test("names and headers tell", () => {
  expect(["password", "DB_PASSWD", "registryAuth", "accessKey", "identitytoken"].filter(isSecretName)).toHaveLength(5);
  expect(["Key", "author", "Image", "authors"].filter(isSecretName)).toEqual([]);
  expect(["X-Registry-Auth", "authorization", "X-My-Token"].every(isSecretHeader)).toBe(true);
  expect(isSecretHeader("content-type")).toBe(false);
});

/**
 * The document of the Remote API v1.0, row by row: each of its 27 operations with its parameters, its success and its error statuses, spoken with
 * curl to `dks engine`, which serves v1.0 and today's API on one port. The rows are made in order, on one engine.
 */
import { spawnSync } from "node:child_process";
import { createServer, type Server } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { archive, tar } from "./bodies.ts";
import { type CurlAnswer, curl, type ServedEngine, serve } from "./curl.ts";

const hasCurl = spawnSync("curl", ["--version"]).status === 0;
const absent = hasCurl ? "" : ", skipped: needs curl";

let engine: ServedEngine;
let files: Server;
/** What rows refer to as `$name`. */
const names: Record<string, string> = {};

beforeAll(async () => {
  if (!hasCurl) return;
  const content: Record<string, string> = { "/hello.txt": "hello\n", "/tiny.tar": archive };
  files = createServer((request, response) => {
    const file = content[request.url ?? ""];
    response.statusCode = file === undefined ? 404 : 200;
    response.end(file, "latin1");
  });
  await new Promise<void>((resolve) => files.listen(0, "127.0.0.1", resolve));
  names["files"] = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
  engine = await serve("tcp://127.0.0.1:0");
});
afterAll(async () => {
  files?.close();
  await engine?.close();
});

/** A request in the document's words, and what the document says of the answer. */
interface Row {
  readonly line: string;
  readonly body?: string | object;
  readonly headers?: readonly string[];
  readonly status: number;
  readonly type?: string;
  /** The keys of the object, or of the first object of the list; `[]` for an empty list. */
  readonly keys?: readonly string[];
  readonly text?: string | RegExp;
  /** Keeps the `Id` of the answer under this name. */
  readonly as?: string;
}

const json = "application/json";
const text = "text/plain";
const raw = "application/vnd.docker.raw-stream";
const create = "POST /v1.0/containers/create";
const noContainer = { status: 404, type: text, text: "No such container: nosuch\n" };
const noImage = { status: 404, type: text };
const badParameter = { status: 400, type: text, text: "Bad parameter\n" };
const nothing = { status: 204, text: "" };
const row = ["Id", "Image", "Command", "Created", "Status"];

const document: Readonly<Record<string, readonly Row[]>> = {
  "system-wide information": [
    {
      line: "GET /v1.0/info",
      status: 200,
      type: json,
      keys: ["Containers", "Images", "Debug", "NFd", "NGoroutines", "MemoryLimit", "SwapLimit"],
    },
  ],
  version: [{ line: "GET /v1.0/version", status: 200, type: json, keys: ["Version", "GitCommit", "GoVersion"] }],
  "create an image": [
    {
      line: "POST /v1.0/images/create?fromImage=busybox&tag=latest",
      status: 200,
      type: raw,
      text: /^Pulling repository busybox/,
    },
    { line: "POST /v1.0/images/create?fromImage=nosuch", status: 200, type: raw, text: /Error: .+\r\n$/ },
    { line: "POST /v1.0/images/create?fromImage=nosuch&registry=registry.invalid", status: 500, type: text },
    {
      line: "POST /v1.0/images/create?fromSrc=-&repo=tiny&tag=t1",
      body: archive,
      status: 200,
      type: raw,
      text: /^[0-9a-f]{12}\r\n$/,
    },
    {
      line: "POST /v1.0/images/create?fromSrc=$files/tiny.tar&repo=fetched",
      status: 200,
      type: raw,
      text: /\r\n[0-9a-f]{12}\r\n$/,
    },
    { line: "POST /v1.0/images/create?fromSrc=$files/none.tar", status: 200, type: raw, text: /Error: .+\r\n$/ },
    { line: "POST /v1.0/images/create?fromSrc=-", body: "no archive", status: 500, type: text },
  ],
  "create a container": [
    {
      line: create,
      body: { Image: "busybox", Cmd: ["sh", "-c", "echo out; echo err >&2; echo x >/new"] },
      status: 201,
      type: json,
      keys: ["Id", "Warnings"],
      as: "ran",
    },
    {
      line: create,
      body: { Image: "busybox", Cmd: ["sleep", "1000"], Tty: false, Env: ["A=1"], Memory: 0 },
      status: 201,
      keys: ["Id", "Warnings"],
      as: "sleeps",
    },
    { line: create, body: { Image: "nosuch", Cmd: ["true"] }, ...noImage, text: "No such image: nosuch\n" },
    { line: create, body: "{", status: 500, type: text },
  ],
  start: [
    { line: "POST /v1.0/containers/$ran/start", status: 200 },
    { line: "POST /v1.0/containers/$sleeps/start", status: 200 },
    { line: "POST /v1.0/containers/nosuch/start", ...noContainer },
  ],
  wait: [
    { line: "POST /v1.0/containers/$ran/wait", status: 200, type: json, text: '{"StatusCode":0}' },
    { line: "POST /v1.0/containers/nosuch/wait", ...noContainer },
  ],
  "list containers": [
    { line: "GET /v1.0/containers/json", status: 200, type: json, keys: row },
    { line: "GET /v1.0/containers/json?all=1", status: 200, type: json, keys: row, text: /^(?:[^{]*\{[^}]*\}){2}\]$/ },
    { line: "GET /v1.0/containers/json?all=0&limit=1", status: 200, keys: row, text: /^[^{]*\{[^}]*\}\]$/ },
    { line: "GET /v1.0/containers/json?since=$ran", status: 200, text: /^\[\{"Id":"$sleeps"[^}]*\}\]$/ },
    { line: "GET /v1.0/containers/json?before=$sleeps", status: 200, text: /^\[\{"Id":"$ran"[^}]*\}\]$/ },
    { line: "GET /v1.0/containers/json?all=perhaps", ...badParameter },
  ],
  "inspect a container": [
    {
      line: "GET /v1.0/containers/$ran/json",
      status: 200,
      type: json,
      keys: [
        "Id",
        "Created",
        "Path",
        "Args",
        "Config",
        "State",
        "Image",
        "NetworkSettings",
        "SysInitPath",
        "ResolvConfPath",
        "Volumes",
      ],
    },
    { line: "GET /v1.0/containers/nosuch/json", ...noContainer },
  ],
  "changes of a container's file system": [
    { line: "GET /v1.0/containers/$ran/changes", status: 200, type: json, text: '[{"Path":"/new","Kind":1}]' },
    { line: "GET /v1.0/containers/nosuch/changes", ...noContainer },
  ],
  "export a container": [
    {
      line: "GET /v1.0/containers/$ran/export",
      status: 200,
      type: "application/octet-stream",
      text: /^[^\0]+\0[\s\S]*ustar/,
    },
    { line: "GET /v1.0/containers/nosuch/export", ...noContainer },
  ],
  attach: [
    { line: "POST /v1.0/containers/$ran/attach?logs=1&stdout=1", status: 200, type: raw, text: "out\n" },
    {
      line: "POST /v1.0/containers/$ran/attach?logs=1&stream=0&stdin=0&stdout=1&stderr=1",
      status: 200,
      type: raw,
      text: "out\nerr\n",
    },
    { line: "POST /v1.0/containers/$ran/attach?logs=1&stdout=perhaps", ...badParameter },
    { line: "POST /v1.0/containers/nosuch/attach?logs=1&stdout=1", ...noContainer },
  ],
  restart: [
    { line: "POST /v1.0/containers/$sleeps/restart?t=0", ...nothing },
    { line: "POST /v1.0/containers/nosuch/restart", ...noContainer },
  ],
  kill: [
    { line: "POST /v1.0/containers/$sleeps/kill", ...nothing },
    { line: "POST /v1.0/containers/nosuch/kill", ...noContainer },
  ],
  stop: [
    { line: "POST /v1.0/containers/$sleeps/start", status: 200 },
    { line: "POST /v1.0/containers/$sleeps/stop?t=0", ...nothing },
    { line: "POST /v1.0/containers/nosuch/stop?t=1", ...noContainer },
  ],
  commit: [
    {
      line: "POST /v1.0/commit?container=$ran&repo=made&tag=v1&m=a%20message&author=me&run=%7B%22Cmd%22%3A%5B%22cat%22%2C%22%2Fnew%22%5D%7D",
      status: 201,
      keys: ["Id"],
      as: "made",
    },
    { line: "POST /v1.0/commit?container=nosuch", ...noContainer },
  ],
  "inspect an image": [
    {
      line: "GET /v1.0/images/made:v1/json",
      status: 200,
      type: json,
      keys: ["id", "parent", "created", "container", "container_config"],
      text: /"comment":"a message"[\s\S]*"author":"me"[\s\S]*"Cmd":\["cat","\/new"\]/,
    },
    { line: "GET /v1.0/images/nosuch/json", ...noImage, text: "No such image: nosuch\n" },
  ],
  "history of an image": [
    { line: "GET /v1.0/images/made:v1/history", status: 200, type: json, keys: ["Id", "Created", "CreatedBy"] },
    { line: "GET /v1.0/images/nosuch/history", ...noImage },
  ],
  tag: [
    { line: "POST /v1.0/images/made:v1/tag?repo=other&force=0", status: 200, text: "" },
    { line: "POST /v1.0/images/made:v1/tag?repo=me/app&tag=v2&force=1", status: 200, text: "" },
    { line: "POST /v1.0/images/made:v1/tag?repo=other&force=perhaps", ...badParameter },
    { line: "POST /v1.0/images/nosuch/tag?repo=other", ...noImage },
  ],
  "list images": [
    { line: "GET /v1.0/images/json", status: 200, type: json, keys: ["Repository", "Tag", "Id", "Created"] },
    { line: "GET /v1.0/images/json?all=1", status: 200, type: json, keys: ["Repository", "Tag", "Id", "Created"] },
    { line: "GET /v1.0/images/json?all=perhaps", ...badParameter },
    {
      line: "GET /v1.0/images/viz",
      status: 200,
      type: text,
      text: /^digraph docker \{\n[\s\S]*\[style=invis\]\n[\s\S]*shape=box[\s\S]*\n\}\n$/,
    },
    { line: "GET /v1.0/images/viz?all=perhaps", ...badParameter },
  ],
  "insert a file": [
    { line: "POST /v1.0/images/made:v1/insert?url=$files/hello.txt&path=/hello", status: 200, text: /[0-9a-f]{64}/ },
    { line: "POST /v1.0/images/made:v1/insert?url=$files/none&path=/hello", status: 200, text: /Error: / },
  ],
  search: [{ line: "GET /v1.0/images/search?term=busybox", status: 200, type: json, keys: ["Name", "Description"] }],
  build: [
    {
      line: "POST /v1.0/build?t=built",
      body: "from busybox\nrun echo hi >/x\n",
      headers: ["Content-Type: text/plain"],
      status: 200,
      text: /Build successful\.\n===> [0-9a-f]{64}\n$/,
    },
    { line: "POST /v1.0/build", body: "from busybox\nrun false\n", status: 200, text: /\nError build: .+\n$/ },
    {
      line: "POST /v1.0/build",
      body: tar({ Dockerfile: "from made:v1\nadd f /f\n", f: "data\n" }),
      headers: ["Content-Type: application/tar"],
      status: 200,
      text: /Build successful\.\n===> [0-9a-f]{64}\n$/,
    },
    { line: "GET /v1.0/images/built/json", status: 200, keys: ["id", "parent"] },
  ],
  "get the default account": [{ line: "GET /v1.0/auth", status: 200, type: json, text: '{"username":"","email":""}' }],
  "check the account and store it": [
    {
      line: "POST /v1.0/auth",
      body: { username: "me", password: "pw123", email: "me@example.com" },
      status: 200,
      type: json,
      keys: ["Status"],
    },
    { line: "GET /v1.0/auth", status: 200, text: '{"username":"me","email":"me@example.com"}' },
    {
      line: "POST /v1.0/auth",
      body: { username: "me", password: "wrong", email: "me@example.com" },
      status: 500,
      type: text,
    },
  ],
  push: [
    { line: "POST /v1.0/auth", body: { username: "me", password: "pw123", email: "me@example.com" }, status: 200 },
    {
      line: "POST /v1.0/images/me/app/push",
      status: 200,
      type: raw,
      text: /^The push refers to a repository \[me\/app\](?![\s\S]*Error)/,
    },
    { line: "POST /v1.0/images/nosuch/push", ...noImage },
  ],
  "remove an image": [
    { line: "DELETE /v1.0/images/tiny:t1", ...nothing },
    { line: "DELETE /v1.0/images/tiny:t1", ...noImage },
  ],
  "remove a container": [
    { line: "DELETE /v1.0/containers/$ran?v=perhaps", ...badParameter },
    { line: "DELETE /v1.0/containers/$ran?v=1", ...nothing },
    { line: "DELETE /v1.0/containers/$ran", status: 404, type: text },
  ],
};

/** Paths without a prefix, and those of today, are today's API. */
const modern: readonly Row[] = [
  { line: "GET /_ping", status: 200, type: text, text: "OK" },
  { line: "GET /version", status: 200, type: json, text: /"ApiVersion":"1\.\d\d"/ },
  { line: "GET /v1.41/containers/json?all=1", status: 200, type: json, keys: ["Id", "Names", "State"] },
  { line: "GET /v1.41/containers/nosuch/json", status: 404, type: json, keys: ["message"] },
  { line: "GET /v1.41/images/json", status: 200, type: json, keys: ["Id", "RepoTags"] },
];

const filled = (text: string): string => text.replace(/\$(\w+)/g, (whole, name: string) => names[name] ?? whole);

async function speak(to: ServedEngine, { line, body, headers }: Row): Promise<CurlAnswer> {
  const sent = typeof body === "object" ? JSON.stringify(body) : body;
  return curl(to, filled(line), {
    ...(sent !== undefined && { body: sent }),
    headers: headers ?? (typeof body === "object" ? ["Content-Type: application/json"] : []),
  });
}

async function check(to: ServedEngine, expected: Row): Promise<void> {
  const answer = await speak(to, expected);
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status: expected.status });
  if (expected.type !== undefined) expect(answer.type).toBe(expected.type);
  if (typeof expected.text === "string") expect(answer.body).toBe(expected.text);
  else if (expected.text !== undefined) expect(answer.body).toMatch(new RegExp(filled(expected.text.source)));
  if (expected.keys === undefined && expected.as === undefined) return;
  const value = JSON.parse(answer.body);
  expect(Object.keys(Array.isArray(value) ? value[0] : value)).toEqual(
    expect.arrayContaining([...(expected.keys ?? [])]),
  );
  if (expected.as !== undefined) names[expected.as] = value.Id;
}

describe.skipIf(!hasCurl)(`the document of v1.0, spoken with curl${absent}`, () => {
  describe.each(Object.entries(document))("%s", (_, rows) => {
    test.each(rows.map((one): [string, string, Row] => [one.line, String(one.status), one]))(
      "%s: %s",
      (_line, _status, one) => check(engine, one),
    );
  });

  test("has 27 operations", () => {
    expect(Object.keys(document)).toHaveLength(27);
  });
});

describe.skipIf(!hasCurl)(`today's API on the same port${absent}`, () => {
  test.each(modern.map((one): [string, Row] => [one.line, one]))("%s", (_, one) => check(engine, one));
});

describe.skipIf(!hasCurl)(`over a socket file${absent}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "dks-document-"));
  let local: ServedEngine;
  beforeAll(async () => {
    local = await serve(`unix://${join(folder, "engine.sock")}`);
  });
  afterAll(async () => {
    await local.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(
    [
      ...document["version"]!,
      ...document["create an image"]!.slice(0, 1),
      { line: "GET /v1.0/containers/json", status: 200, text: "[]" },
      ...modern.slice(0, 2),
    ].map((one): [string, Row] => [one.line, one]),
  )("%s", (_, one) => check(local, one));
});

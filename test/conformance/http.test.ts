/** The HTTP of v1.0 on a real socket: what the engines of 2013 and their clients did with connections. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { Connection, type ListeningEngine, startEngine } from "./engine.ts";
import { base, Place } from "./needs.ts";

let engine: ListeningEngine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

const version = (line = "GET /v1.0/version HTTP/1.1", headers = "Host: docker\r\n"): string =>
  `${line}\r\n${headers}\r\n`;

/** The status lines of all that the engine says to these bytes, until it closes, or until as many have come. */
async function statuses(bytes: string, count: number): Promise<string[]> {
  const connection = new Connection(engine.path);
  connection.send(bytes);
  const lines: string[] = [];
  while (lines.length < count) {
    const answer = await connection.answer();
    if (answer === undefined) break;
    lines.push(answer.start);
  }
  connection.close();
  return lines;
}

test("requests in one segment are answered in order, on one connection", async () => {
  const bytes = version() + version("GET /v1.0/nope HTTP/1.1") + version("GET /v1.1/containers/json HTTP/1.1");
  expect(await statuses(bytes, 3)).toEqual(["HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found", "HTTP/1.1 200 OK"]);
});

test("HTTP/1.0 is answered, and the connection closed, unless it is to be kept", async () => {
  const old = "GET /v1.0/version HTTP/1.0";
  expect(await statuses(version(old) + version(old), 2)).toHaveLength(1);
  const kept = version(old, "Connection: keep-alive\r\n");
  expect(await statuses(kept + kept, 2)).toHaveLength(2);
});

test("`Connection: close` closes the connection behind the answer, and says so", async () => {
  const connection = new Connection(engine.path);
  connection.send(version(undefined, "Host: docker\r\nConnection: close\r\n"));
  expect((await connection.answer())?.headers.get("connection")).toBe("close");
  expect(await connection.rest()).toBe("");
});

test.each([
  ["an empty one", "Host: \r\n"],
  ["none", ""],
])("the Host may be %s", async (_, headers) => {
  expect(await statuses(version(undefined, headers), 1)).toEqual(["HTTP/1.1 200 OK"]);
});

test.each([
  "/v1.0/version",
  "/v1.1/version",
  "/v1.000000/version",
  "/v1/version",
  "/v0.9/version",
  "/version",
  "/v1.0.0/version",
])("%s is of this engine", async (target) => {
  expect(await statuses(version(`GET ${target} HTTP/1.1`), 1)).toEqual(["HTTP/1.1 200 OK"]);
});

test("a path with empty parts is moved to the one without", async () => {
  const connection = new Connection(engine.path);
  connection.send(version("GET //v1.0//version HTTP/1.1"));
  const answer = await connection.answer();
  expect([answer?.status, answer?.headers.get("location"), answer?.body]).toEqual([301, "/v1.0/version", ""]);
});

test("the body of a request that waits for `100 Continue` is asked for", async () => {
  await base(new Place(engine.path));
  const body = '{"Image": "base", "Cmd": ["date"]}';
  const connection = new Connection(engine.path);
  connection.send(
    `POST /v1.0/containers/create HTTP/1.1\r\nHost: docker\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  expect((await connection.answer())?.start).toBe("HTTP/1.1 100 Continue");
  connection.send(body);
  expect((await connection.answer())?.status).toBe(201);
});

test("what is no HTTP gets a 400, and the end of the connection", async () => {
  const connection = new Connection(engine.path);
  connection.send("hello\r\n\r\n");
  expect((await connection.rest()).slice(0, 24)).toBe("HTTP/1.1 400 Bad Request");
});

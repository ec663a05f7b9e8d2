import { afterEach, describe, expect, test } from "vitest";
import { duplexPair } from "../transport/duplex.ts";
import type { EngineOptions } from "./mod.ts";
import { type RawClient, testEngines } from "./testing.ts";

const engines = testEngines(duplexPair);
afterEach(() => engines.close());

const connect = (options: EngineOptions = {}): RawClient => engines.connect(engines.engine(options));

describe("a connection", () => {
  test("carries one call after the other", async () => {
    const client = connect();
    for (let i = 0; i < 3; i++) {
      const answer = await client.call("GET", "/v1.44/version");
      expect(answer.status).toBe(200);
      expect(answer.headers.get("connection")).toBeUndefined();
      expect(JSON.parse(answer.body)).toMatchObject({ ApiVersion: "1.44", MinAPIVersion: "1.24" });
    }
  });

  test("answers pipelined calls in order", async () => {
    const client = connect();
    await client.send(
      "GET /_ping HTTP/1.1\r\nHost: d\r\n\r\nGET /v1.44/containers/json HTTP/1.1\r\nHost: d\r\n\r\nGET /nope HTTP/1.1\r\nHost: d\r\n\r\n",
    );
    expect((await client.answer()).body).toBe("OK");
    expect((await client.answer()).body).toBe("[]\n");
    expect((await client.answer()).body).toBe(
      '{"message":"page not found: the embedded engine does not have GET /nope"}\n',
    );
  });

  test("takes a request byte by byte", async () => {
    const client = connect();
    for (const byte of "GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n") await client.send(byte);
    expect((await client.answer()).body).toBe("OK");
  });

  test("ends when the client says so, and with HTTP/1.0", async () => {
    const closing = connect();
    await closing.send("GET /_ping HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n");
    const whole = await closing.rest();
    expect(whole).toMatch(/\r\nConnection: close\r\n/);
    expect(whole.endsWith("\r\n\r\nOK")).toBe(true);

    const old = connect();
    await old.send("GET /_ping HTTP/1.0\r\n\r\n");
    expect(await old.rest()).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*\r\n\r\nOK$/);

    const kept = connect();
    await kept.send("GET /_ping HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    expect((await kept.answer()).headers.get("connection")).toBe("keep-alive");
    await kept.send("GET /_ping HTTP/1.0\r\n\r\n");
    expect((await kept.answer()).body).toBe("OK");
  });

  test("answers HEAD with a head", async () => {
    const client = connect();
    await client.send("HEAD /_ping HTTP/1.1\r\nHost: d\r\n\r\nGET /_ping HTTP/1.1\r\nHost: d\r\n\r\n");
    const head = await client.answer("HEAD");
    expect(head.status).toBe(200);
    expect(head.headers.get("content-length")).toBe("2");
    expect((await client.answer()).body).toBe("OK");
    expect((await client.call("HEAD", "/v1.44/info")).status).toBe(404);
  });

  test("answers what is not HTTP with 400 and closes", async () => {
    for (const garbage of [
      "hello\r\n\r\n",
      "GET\r\n\r\n",
      "GET / HTTP/1.1\r\nno colon\r\n\r\n",
      "GET / HTTP/2.0\r\n\r\n",
    ]) {
      const client = connect();
      await client.send(garbage);
      expect(await client.rest()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    }
  });

  test("refuses a head without end", async () => {
    const client = connect({ limits: { headBytes: 1024 } });
    await client.send(`GET /_ping HTTP/1.1\r\nX: ${"x".repeat(2000)}\r\n`);
    expect(await client.rest()).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("refuses two ways of saying how long a body is", async () => {
    const client = connect();
    await client.send(
      "POST /v1.44/containers/create HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
    );
    expect(await client.rest()).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("reads a chunked body", async () => {
    const client = connect();
    const body = '5\r\n{"Ima\r\n9\r\nge":"no"}\r\n0\r\n\r\n';
    await client.send(`POST /v1.44/containers/create HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n${body}`);
    const answer = await client.answer();
    expect([answer.status, answer.body]).toEqual([404, '{"message":"No such image: no"}\n']);
    expect((await client.call("GET", "/_ping")).body).toBe("OK");
  });

  test("answers a malformed chunked body with 400 and closes", async () => {
    const client = connect();
    await client.send("POST /v1.44/containers/create HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
    expect(await client.rest()).toMatch(/^HTTP\/1\.1 400 [\s\S]*\r\nConnection: close\r\n/);
  });

  test("asks for a body that the client holds back", async () => {
    const client = connect();
    const body = '{"Image":"no"}';
    await client.send(
      `POST /v1.44/containers/create HTTP/1.1\r\nHost: d\r\nExpect: 100-continue\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    expect(await client.until("\r\n\r\n")).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    await client.send(body);
    expect((await client.answer()).status).toBe(404);
  });

  test("closes rather than wait for a body that it did not ask for", async () => {
    const client = connect();
    await client.send("POST /nope HTTP/1.1\r\nHost: d\r\nExpect: 100-continue\r\nContent-Length: 1000000\r\n\r\n");
    expect(await client.rest()).toMatch(/^HTTP\/1\.1 404 [\s\S]*\r\nConnection: close\r\n/);
  });

  test("skips a short body that nobody wanted", async () => {
    const client = connect();
    expect((await client.call("POST", "/nope", "x".repeat(1000))).status).toBe(404);
    expect((await client.call("GET", "/_ping")).body).toBe("OK");
  });

  test("bounds a JSON body", async () => {
    const client = connect({ limits: { jsonBytes: 1000 } });
    const answer = await client.call("POST", "/v1.44/containers/create", { Image: "x".repeat(1000) });
    expect(answer.status).toBe(413);
    expect(answer.body).toContain("1000 bytes");
  });

  test("gives a client that left no answer, and goes on for others", async () => {
    const engine = engines.engine();
    const leaving = engines.connect(engine);
    await leaving.send("POST /v1.44/containers/create HTTP/1.1\r\nContent-Length: 100\r\n\r\n{");
    leaving.close();
    expect((await engines.connect(engine).call("GET", "/_ping")).body).toBe("OK");
  });

  test("is cut when the engine closes, and none is taken afterwards", async () => {
    const engine = engines.engine();
    const client = engines.connect(engine);
    await engine.close();
    await expect(client.call("GET", "/_ping")).rejects.toThrow();
    await expect(engines.connect(engine).call("GET", "/_ping")).rejects.toThrow();
  });
});

describe("the target of a request", () => {
  test.each([
    ["/v1.24/version", 200, "application/json"],
    ["/v1.44/version", 200, "application/json"],
    ["/version", 200, "application/json"],
    ["http://docker/v1.41/version", 200, "application/json"],
    ["http://docker/version?x=1", 200, "application/json"],
    ["/v1.0/version", 200, "application/json"],
    ["/v1/version", 200, "application/json"],
    ["/v1.1/version", 200, "application/json"],
    ["/v1.000000/version", 200, "application/json"],
    ["/v1.0.0/version", 200, "application/json"],
    ["/v1.45/version", 400, "application/json"],
    ["/v1.60/version", 400, "application/json"],
    ["/v2/version", 400, "application/json"],
    ["/v1.23/version", 400, "application/json"],
    ["/v1.10/version", 400, "application/json"],
    ["/v1.44/nope", 404, "application/json"],
    ["/vx/version", 404, "application/json"],
    ["/v1.44/version/", 404, "application/json"],
    ["/v1.0/nope", 404, "text/plain; charset=utf-8"],
    ["/v1.0/_ping", 404, "text/plain; charset=utf-8"],
  ])("%s", async (target, status, type) => {
    const answer = await connect().call("GET", target);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([status, type]);
  });

  test("names the versions that it takes", async () => {
    const tooNew = await connect().call("GET", "/v1.60/version");
    expect(JSON.parse(tooNew.body)).toEqual({
      message: "client version 1.60 is too new. Maximum supported API version is 1.44",
    });
    const tooOld = await connect().call("GET", "/v1.12/version");
    expect(JSON.parse(tooOld.body).message).toMatch(
      /^client version 1\.12 is too old\. Minimum supported API version is 1\.24/,
    );
  });

  test("is cleaned by a redirect", async () => {
    const answer = await connect().call("GET", "//v1.44//version");
    expect([answer.status, answer.headers.get("location")]).toEqual([301, "/v1.44/version"]);
  });

  test("must have well-formed escapes", async () => {
    const answer = await connect().call("GET", "/v1.44/containers/json?all=%zz");
    expect([answer.status, answer.body]).toEqual([400, '{"message":"invalid URL escape \\"%zz\\""}\n']);
  });

  test("without a version is that of 2013 where the engine is", async () => {
    const client = connect({ apiVersion: "1.0" });
    expect(JSON.parse((await client.call("GET", "/version")).body)).toEqual({
      Version: "0.1.0",
      GitCommit: "",
      GoVersion: "",
    });
    const ping = await client.call("GET", "/_ping");
    expect([ping.status, ping.body]).toEqual([404, "404 page not found\n"]);
    const unknown = await client.call("GET", "/v1.2/version");
    expect([unknown.status, unknown.body, unknown.headers.get("content-type")]).toEqual([
      404,
      "",
      "text/plain; charset=utf-8",
    ]);
  });

  test("tells who answers on every modern answer", async () => {
    for (const target of ["/_ping", "/v1.44/nope", "/v1.44/containers/json"]) {
      const { headers } = await connect().call("GET", target);
      expect(headers.get("api-version")).toBe("1.44");
      expect(headers.get("ostype")).toBe("linux");
      expect(headers.get("server")).toMatch(/^dks\//);
    }
  });
});

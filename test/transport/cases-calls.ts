/** Cases: exchanges, what breaks them, and that nothing is sent twice. */

import assert from "node:assert/strict";
import { ConnectError, DockerError, ProtocolError } from "../../lib/errors.ts";
import { readAll } from "../../lib/transport/mod.ts";
import { type Case, caseList, encoder, equal, failure, get, MiB, pause, source, text, until } from "./support.ts";

const list = caseList();
const { check } = list;

check("answers of every shape", async ({ transport }) => {
  const json = await transport.call({ method: "GET", path: "/json?a=1&b=%2F" });
  assert.equal(json.status, 200);
  assert.equal(json.headers["content-type"], "application/json");
  assert.equal(JSON.parse(await text(json)).url, "/json?a=1&b=%2F");
  const empty = await transport.call({ method: "DELETE", path: "/empty" });
  assert.deepEqual([empty.status, await text(empty)], [204, ""]);
  const head = await transport.call({ method: "HEAD", path: "/json" });
  assert.deepEqual([head.status, await text(head)], [200, ""]);
  const lines = (await get(transport, "/chunked?count=100")).split("\n");
  assert.deepEqual([lines.length, lines[99]], [101, "chunk 99"]);
  assert.equal(await get(transport, "/interim"), "ok");
  assert.equal(await get(transport, "/until-close"), "until the close");
  const html = await transport.call({ method: "GET", path: "/html" });
  assert.deepEqual([html.status, html.headers["content-type"]], [502, "text/html"]);
  assert.equal(await text(html), "<html>bad gateway</html>");
  const missing = await transport.call({ method: "GET", path: "/nothing/here" });
  assert.deepEqual([missing.status, await text(missing)], [404, '{"message":"page not found"}']);
});

check("bodies of every size come back as they went", async ({ transport }) => {
  for (const size of [0, 1, 1000, 64 * 1024 - 1, 300_000, 5 * MiB]) {
    const bytes = new Uint8Array(size).map((_, i) => (i * 31) ^ (i >> 8));
    const echo = await transport.call({ method: "POST", path: "/echo", body: bytes });
    assert(equal(await readAll(echo.body), bytes), `${size} bytes with a length`);
    const streamed = await transport.call({ method: "PUT", path: "/echo", body: source(size, bytes.slice(0, 70_000)) });
    assert.equal((await readAll(streamed.body)).length, size, `${size} bytes streamed`);
  }
});

check("headers reach the engine, and no other fields change the framing", async ({ transport }) => {
  const headers = { "Content-Type": "application/x-tar", "X-Registry-Auth": "e30=" };
  const response = await transport.call({ method: "POST", path: "/headers", headers, body: encoder.encode("hello") });
  const seen = JSON.parse(await text(response));
  assert.deepEqual(
    [seen["content-type"], seen["x-registry-auth"], seen["content-length"], seen["transfer-encoding"]],
    ["application/x-tar", "e30=", "5", undefined],
  );
  const chunked = await transport.call({ method: "POST", path: "/headers", headers, body: source(10) });
  assert.equal(JSON.parse(await text(chunked))["transfer-encoding"], "chunked");
  for (const bad of [{ "content-length": "7" }, { connection: "Upgrade" }, { "x-a": "1\r\nx-b: 2" }]) {
    const error = await failure(transport.call({ method: "POST", path: "/headers", headers: bad as never }));
    assert.equal(error.name, "InvalidArgumentError");
  }
});

check("paths go out as they are", async ({ transport }) => {
  for (const path of ["/json/../json", "/json?name=a#b", "/json//x", "/json?q={}|"]) {
    const response = await transport.call({ method: "GET", path });
    const body = await text(response);
    if (response.status === 200) assert.equal(JSON.parse(body).url, path);
    else assert.equal(response.status, 404, path);
  }
});

check("300 parallel calls", async ({ transport }) => {
  const answers = await Promise.all(Array.from({ length: 300 }, (_, i) => get(transport, `/json?n=${i}`)));
  answers.forEach((answer, i) => {
    assert.equal(JSON.parse(answer).url, `/json?n=${i}`);
  });
});

check("300 pending calls at once, then released", async (context) => {
  const { transport, key } = context;
  const calls = Array.from({ length: 300 }, (_, i) =>
    get(transport, `/pending?key=${key}&n=${i}`, { method: i % 2 === 0 ? "GET" : "POST" }),
  );
  await until(context, ({ waiting }) => waiting === 300);
  await context.release();
  const answers = await Promise.all(calls);
  answers.forEach((answer, i) => {
    assert.equal(JSON.parse(answer).pending, `?key=${key}&n=${i}`);
  });
  assert.equal((await context.counts()).requests, 300);
});

check("a quiet stream does not end", async ({ transport, quietSeconds }) => {
  const [body, post, head] = await Promise.all([
    get(transport, `/quiet?seconds=${quietSeconds}`),
    get(transport, `/quiet?seconds=${quietSeconds}`, { method: "POST" }),
    get(transport, `/quiet-head?seconds=${quietSeconds}`, { method: "POST" }),
  ]);
  assert.deepEqual([body, post, head], ["ab", "ab", '"at last"']);
});

for (const how of ["length", "chunked", "chunk"]) {
  check(`a body cut in the middle (${how})`, async ({ transport }) => {
    const response = await transport.call({ method: "GET", path: `/cut/${how}` });
    assert.equal(response.status, 200);
    const error = await failure(readAll(response.body));
    assert(error instanceof ProtocolError, String(error));
    // It stays broken, and the next call is not concerned.
    assert.equal(await failure(response.body.read()), error);
    assert.match(await get(transport, "/json"), /GET/);
  });
}

check("a head cut in the middle, and what is not HTTP", async ({ transport }) => {
  // The runtimes' own clients cannot tell a cut head from none.
  assert((await failure(transport.call({ method: "GET", path: "/cut/head" }))) instanceof DockerError);
  const error = await failure(transport.call({ method: "GET", path: "/garbage" }));
  assert(error instanceof ProtocolError, String(error));
});

for (const method of ["POST", "DELETE", "PUT"]) {
  check(`a pooled connection killed under a ${method}: sent once`, async (context) => {
    const { transport, key } = context;
    await Promise.all(Array.from({ length: 10 }, () => get(transport, "/json")));
    const errors = await Promise.all(
      Array.from({ length: 10 }, () => failure(transport.call({ method, path: `/die?key=${key}` }))),
    );
    for (const error of errors) {
      assert(error instanceof ConnectError, String(error));
      assert.match(String(error.hint), /unknown/);
    }
    await pause(300);
    assert.equal((await context.counts()).requests, 10);
    assert.match(await get(transport, "/json"), /GET/);
  });
}

check("an upload whose pooled connection was killed: sent once", async (context) => {
  const { transport, key } = context;
  await Promise.all(Array.from({ length: 5 }, () => get(transport, "/json")));
  for (const body of [encoder.encode("{}"), source(100_000)]) {
    await failure(transport.call({ method: "POST", path: `/die?key=${key}`, body }));
  }
  await pause(300);
  assert.equal((await context.counts()).requests, 2);
});

check("connections that the engine closed while they were idle are not used", async (context) => {
  const { transport, key } = context;
  for (let i = 0; i < 50; i++) await get(transport, `/closes-idle?after=0`);
  await pause(50);
  for (const method of ["POST", "DELETE"]) {
    for (let i = 0; i < 5; i++) {
      await get(transport, `/closes-idle?after=0&key=${key}`, { method });
      await pause(50);
    }
  }
  assert.equal((await context.counts()).requests, 10);
});

check("redirects are not followed", async (context) => {
  const { transport, counts } = { ...context, counts: () => context.counts() };
  for (const [method, status] of [
    ["GET", 302],
    ["POST", 307],
    ["DELETE", 308],
  ] as const) {
    try {
      const response = await transport.call({ method, path: `/redirect?status=${status}&key=${context.key}` });
      assert.equal(response.status, status);
      assert.equal(await text(response), "moved");
    } catch (error) {
      assert(error instanceof ProtocolError && /redirect/.test(error.message), String(error));
    }
  }
  assert.equal((await counts()).requests, 3);
});

export const cases: readonly Case[] = list.cases;

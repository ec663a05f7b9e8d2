/** Cases for a real engine. */

import assert from "node:assert/strict";
import { type Case, caseList, encoder, get, source, text } from "./support.ts";

const list = caseList();
const { check } = list;

check("ping, version, and 50 of each at once", async ({ transport }) => {
  assert.equal(await get(transport, "/_ping"), "OK");
  const head = await transport.call({ method: "HEAD", path: "/_ping" });
  assert.deepEqual([head.status, await text(head)], [200, ""]);
  assert.match(head.headers["api-version"] ?? "", /^\d+\.\d+$/);
  assert.match(JSON.parse(await get(transport, "/version")).ApiVersion, /^\d+\.\d+$/);
  const paths = Array.from({ length: 50 }, () => ["/_ping", "/version"]).flat();
  const answers = await Promise.all(paths.map((path) => get(transport, path)));
  assert.deepEqual(new Set(answers.filter((_, i) => i % 2 === 0)), new Set(["OK"]));
});

check("errors are answers, and bodies go up in both forms", async ({ transport }) => {
  const missing = await transport.call({ method: "DELETE", path: "/containers/no-such-container" });
  assert.equal(missing.status, 404);
  assert.match(JSON.parse(await text(missing)).message, /no such container/i);
  const body = encoder.encode('{"Image":"no.such/image"}');
  const headers = { "content-type": "application/json" };
  for (const one of [body, source(body.length, body)]) {
    const refused = await transport.call({ method: "POST", path: "/containers/create", headers, body: one });
    assert.equal(refused.status, 404);
    assert.match(JSON.parse(await text(refused)).message, /no such image/i);
  }
});

check("the events wait until they are given up", async ({ transport }) => {
  const controller = new AbortController();
  const response = await transport.call({ method: "GET", path: "/events", signal: controller.signal });
  assert.equal(response.status, 200);
  const read = response.body.read();
  const reason = new Error("enough");
  controller.abort(reason);
  await assert.rejects(read, reason);
});

export const cases: readonly Case[] = list.cases;

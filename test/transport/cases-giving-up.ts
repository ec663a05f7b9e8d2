/** Cases: aborting, cancelling, closing, and the end of the process. */

import assert from "node:assert/strict";
import { ConnectError } from "../../lib/errors.ts";
import { readAll } from "../../lib/transport/mod.ts";
import { type Case, caseList, failure, get, MiB, pause, source, text, until, upgrade } from "./support.ts";

const list = caseList();
const { check, checkAlone } = list;

check("an aborted signal: nothing is sent", async (context) => {
  const { transport, key } = context;
  const reason = new Error("enough");
  const body = source(10);
  const call = transport.call({ method: "POST", path: `/json?key=${key}`, body, signal: AbortSignal.abort(reason) });
  assert.equal(await failure(call), reason);
  assert.equal(body.cancelled, true);
  assert.equal((await context.counts()).requests, 0);
});

check("abort while the answer is awaited", async (context) => {
  const { transport, key } = context;
  for (const method of ["GET", "POST"]) {
    const controller = new AbortController();
    const call = transport.call({ method, path: `/pending?key=${key}`, signal: controller.signal });
    await until(context, ({ waiting }) => waiting === 1);
    const reason = new Error("enough");
    controller.abort(reason);
    assert.equal(await failure(call), reason);
    await until(context, ({ waiting }) => waiting === 0);
  }
  await until(context, ({ aborted }) => aborted === 2);
});

check("abort while the body is read", async (context) => {
  const { transport, key } = context;
  for (const method of ["GET", "POST"]) {
    const controller = new AbortController();
    const response = await transport.call({ method, path: `/late?key=${key}`, signal: controller.signal });
    const read = response.body.read();
    const reason = new Error("enough");
    controller.abort(reason);
    assert.equal(await failure(read), reason);
    assert.equal(await failure(response.body.read()), reason);
  }
  await until(context, ({ aborted }) => aborted === 2);
});

check("abort while a body is uploaded", async (context) => {
  const { transport, key } = context;
  const controller = new AbortController();
  const body = source(1024 * MiB);
  const call = transport.call({ method: "POST", path: `/late-sink?key=${key}`, body, signal: controller.signal });
  await until(context, ({ waiting }) => waiting === 1);
  const reason = new Error("enough");
  controller.abort(reason);
  assert.equal(await failure(call), reason);
  while (!body.cancelled) await pause(10);
  // The engine sees it when it comes to read.
  await context.release();
  await until(context, ({ aborted }) => aborted === 1);
});

check("an abort after the end changes nothing", async ({ transport }) => {
  const controller = new AbortController();
  const response = await transport.call({ method: "GET", path: "/json", signal: controller.signal });
  const body = await text(response);
  controller.abort();
  assert.match(body, /GET/);
  assert.equal(await response.body.read(), undefined);
  assert.match(await get(transport, "/json"), /GET/);
});

check("a cancelled body closes its connection", async (context) => {
  const { transport, key } = context;
  for (const path of ["/late", "/big?bytes=1000000000"]) {
    const response = await transport.call({
      method: "GET",
      path: `${path}${path.includes("?") ? "&" : "?"}key=${key}`,
    });
    if (path !== "/late") await response.body.read();
    response.body.cancel();
    response.body.cancel();
    assert.equal(await response.body.read(), undefined);
  }
  await until(context, ({ aborted }) => aborted === 2);
});

check("close() breaks off what is under way", async (context) => {
  const { transport, key } = context;
  const raw = await upgrade(transport, `/cat?key=${key}`);
  const pending = transport.call({ method: "GET", path: `/pending?key=${key}` });
  const late = await transport.call({ method: "GET", path: `/late?key=${key}` });
  const body = readAll(late.body);
  await until(context, ({ waiting }) => waiting === 2);
  const failures = Promise.all([failure(pending), failure(body), failure(raw.stream.read())]);
  await transport.close();
  for (const error of await failures) assert(error instanceof ConnectError, String(error));
  await until(context, ({ waiting, aborted }) => waiting === 0 && aborted === 2);
  assert((await failure(transport.call({ method: "GET", path: "/json" }))) instanceof ConnectError);
  assert((await failure(transport.dial())) instanceof ConnectError);
});

checkAlone(
  "idle connections do not keep the process alive",
  async (context) => {
    const transport = context.open();
    await Promise.all(Array.from({ length: 5 }, () => get(transport, "/json")));
    await get(transport, "/json", { method: "POST" });
    // Everything is done here, and nothing is closed: if the process waited for its idle connections, it would until they
    // are dropped, and the engine had none of them left.
    process.once("beforeExit", async () => {
      const { connections } = await context.counts();
      console.log(JSON.stringify({ idleAtExit: connections > 1 }));
    });
  },
  { idleAtExit: true },
);

export const cases: readonly Case[] = list.cases;

/** Cases: large bodies, both ways. */

import assert from "node:assert/strict";
import type { ByteSource } from "../../lib/transport/mod.ts";
import { type Case, caseList, failure, MiB, pause, settled, source, text, until, watchMemory } from "./support.ts";

const list = caseList();
const { check, checkAlone } = list;

checkAlone("an upload of 256 MiB in flat memory", async ({ transport, key }) => {
  const memory = watchMemory();
  const response = await transport.call({ method: "POST", path: `/sink?key=${key}`, body: source(256 * MiB) });
  assert.equal(await text(response), `{"bytes":${256 * MiB}}`);
  assert(memory() < 128 * MiB, `memory grew by ${memory() / MiB} MiB`);
});

check("an upload waits for an engine that does not read", async (context) => {
  const { transport, key } = context;
  const body = source(64 * MiB);
  const call = transport.call({ method: "POST", path: `/late-sink?key=${key}`, body });
  await until(context, ({ waiting }) => waiting === 1);
  await settled(() => body.pulled);
  assert(body.pulled < 32 * MiB, `${body.pulled} bytes were taken`);
  await context.release();
  assert.equal(await text(await call), `{"bytes":${64 * MiB}}`);
});

check("an early error ends the upload and is the answer", async ({ transport, key }) => {
  const body = source(1024 * MiB);
  const response = await transport.call({ method: "POST", path: `/early-error?key=${key}`, body });
  assert.equal(response.status, 413);
  assert.equal(await text(response), "too large");
  while (!body.cancelled) await pause(10);
  assert(body.pulled < 512 * MiB);
});

check("an upload that fails on our side fails the call, with its error", async (context) => {
  const { transport, key } = context;
  let reads = 0;
  const body: ByteSource = {
    async read() {
      if (reads++ < 3) return new Uint8Array(1000);
      await until(context, ({ bytes }) => bytes === 3000);
      throw new RangeError("the disk is gone");
    },
    cancel() {},
  };
  const error = await failure(transport.call({ method: "POST", path: `/sink?key=${key}`, body }));
  assert.deepEqual([error.name, error.message], ["RangeError", "the disk is gone"]);
  await until(context, ({ aborted }) => aborted === 1);
});

checkAlone("a large answer waits for a slow reader, in flat memory", async (context) => {
  const { transport, key } = context;
  const memory = watchMemory();
  const response = await transport.call({ method: "GET", path: `/big?bytes=${256 * MiB}&key=${key}` });
  await response.body.read();
  let sent = 0;
  await settled(async () => {
    sent = (await context.counts()).bytes;
    return sent;
  });
  assert(sent < 64 * MiB, `${sent} bytes were taken`);
  let size = 0;
  for (let chunk = await response.body.read(); chunk !== undefined; chunk = await response.body.read())
    size += chunk.length;
  assert(size > 255 * MiB && size < 256 * MiB);
  assert(memory() < 128 * MiB, `memory grew by ${memory() / MiB} MiB`);
});

export const cases: readonly Case[] = list.cases;

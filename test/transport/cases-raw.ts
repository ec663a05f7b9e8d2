/** Cases: dialled connections. */

import assert from "node:assert/strict";
import { ConnectError, DockerError } from "../../lib/errors.ts";
import { readAll } from "../../lib/transport/mod.ts";
import {
  type Case,
  caseList,
  encoder,
  equal,
  failure,
  MiB,
  pause,
  settled,
  until,
  upgrade,
  watchMemory,
  withRest,
} from "./support.ts";

const list = caseList();
const { check, checkAlone } = list;

for (const [name, size] of [
  ["0 B", 0],
  ["1 B", 1],
  ["5 MB", 5_000_000],
] as const) {
  check(`dial: ${name} and the end of our side, answered afterwards`, async ({ transport, key }) => {
    const bytes = new Uint8Array(size).map((_, i) => (i * 7) ^ (i >> 9));
    const { stream, rest } = await upgrade(transport, `/wc?key=${key}`);
    await stream.write(bytes);
    await stream.end();
    await stream.end();
    assert.equal(new TextDecoder().decode(await readAll(withRest(stream, rest))), String(size));
    const cat = await upgrade(transport, `/cat?key=${key}`);
    const back = readAll(withRest(cat.stream, cat.rest));
    await cat.stream.write(bytes);
    await cat.stream.end();
    assert(equal(await back, bytes));
    while (!stream.closed || !cat.stream.closed) await pause(10);
    assert((await failure(stream.write(encoder.encode("more")))) instanceof DockerError);
  });
}

check("dial: bytes that come with the head are kept", async ({ transport, key }) => {
  const { stream, rest } = await upgrade(transport, `/with-head?key=${key}`);
  assert.equal(new TextDecoder().decode(await readAll(withRest(stream, rest))), "came with the head");
  await stream.end();
});

check("dial: the engine ends its side first, and reads on", async (context) => {
  const { transport, key } = context;
  const { stream, rest } = await upgrade(transport, `/speaks-first?bytes=100000&key=${key}`);
  assert.equal((await readAll(withRest(stream, rest))).length, 100_000);
  assert.equal(await stream.read(), undefined);
  for (let i = 0; i < 20; i++) await stream.write(new Uint8Array(100_000));
  await stream.end();
  await until(context, ({ bytes }) => bytes === 2_000_000);
});

check("dial: many small writes arrive in order", async ({ transport, key }) => {
  const { stream, rest } = await upgrade(transport, `/cat?key=${key}`);
  const back = readAll(withRest(stream, rest));
  const lines = Array.from({ length: 2000 }, (_, i) => `line ${i}\n`);
  await Promise.all(lines.map((line) => stream.write(encoder.encode(line))));
  await stream.end();
  assert.equal(new TextDecoder().decode(await back), lines.join(""));
});

check("dial: a reset is an error, not an end", async ({ transport, key }) => {
  const { stream, rest } = await upgrade(transport, `/reset?key=${key}`);
  const write = stream.write(new Uint8Array(8 * MiB)).catch((error) => error);
  const error = await failure(readAll(withRest(stream, rest)));
  assert(error instanceof ConnectError, String(error));
  assert.match(String(error.code), /ECONNRESET|EPIPE/);
  assert((await write) instanceof ConnectError);
  assert.equal(stream.closed, true);
});

check("dial: cancel closes the connection", async (context) => {
  const before = (await context.counts()).connections;
  const { stream } = await upgrade(context.transport, `/cat?key=${context.key}`);
  const reason = new Error("enough");
  const read = stream.read();
  stream.cancel(reason);
  stream.cancel();
  assert.equal(await failure(read), reason);
  assert.equal(stream.closed, true);
  await until(context, ({ connections }) => connections <= before);
});

checkAlone("dial: a flood waits for a slow reader, in flat memory", async (context) => {
  const { transport, key } = context;
  const memory = watchMemory();
  const { stream, rest } = await upgrade(transport, `/flood?bytes=${256 * MiB}&key=${key}`);
  await stream.read();
  let sent = 0;
  await settled(async () => {
    sent = (await context.counts()).bytes;
    return sent;
  });
  assert(sent < 32 * MiB, `${sent} bytes were taken`);
  let size = rest.length;
  for (let chunk = await stream.read(); chunk !== undefined; chunk = await stream.read()) size += chunk.length;
  assert(size > 255 * MiB);
  assert(memory() < 128 * MiB, `memory grew by ${memory() / MiB} MiB`);
});

checkAlone("dial: writes wait for a late reader, in flat memory", async (context) => {
  const { transport, key } = context;
  const memory = watchMemory();
  const { stream, rest } = await upgrade(transport, `/late-reader?key=${key}`);
  const chunk = new Uint8Array(64 * 1024);
  let written = 0;
  const writing = (async () => {
    for (; written < 200 * MiB; written += chunk.length) await stream.write(chunk);
    await stream.end();
  })();
  await settled(() => written);
  assert(written < 32 * MiB, `${written} bytes were accepted`);
  await context.release();
  await writing;
  assert.equal(new TextDecoder().decode(await readAll(withRest(stream, rest))), String(200 * MiB));
  assert(memory() < 128 * MiB, `memory grew by ${memory() / MiB} MiB`);
});

check("dial: an aborted signal", async ({ transport }) => {
  const reason = new Error("enough");
  assert.equal(await failure(transport.dial(AbortSignal.abort(reason))), reason);
});

export const cases: readonly Case[] = list.cases;

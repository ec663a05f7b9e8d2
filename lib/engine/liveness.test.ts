/** Whether an engine keeps its process alive: only while it owes an answer. */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const here = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "dks-liveness-"));
});
afterAll(() => rm(directory, { recursive: true }));

const prelude = `
  import { createEngine } from ${here("./mod.ts")};
  import { RawClient } from ${here("./testing.ts")};
  import { duplexPair } from ${here("../transport/duplex.ts")};
  const engine = createEngine();
  const [near, far] = duplexPair();
  engine.accept(far);
  const client = new RawClient(near);
  await client.call("POST", "/v1.44/images/create?fromImage=busybox&tag=latest");
  const run = async (...Cmd) => {
    const { Id } = JSON.parse((await client.call("POST", "/v1.44/containers/create", { Image: "busybox", Cmd })).body);
    await client.call("POST", "/v1.44/containers/" + Id + "/start");
    return Id;
  };
`;

/** Runs a script in a process of its own; what it printed, and its exit code. */
async function script(body: string): Promise<[code: number | null, printed: string]> {
  const file = join(directory, "script.mts");
  await writeFile(file, prelude + body);
  const loader = import.meta.resolve("tsx");
  const child = spawn("node", ["--import", loader, pathToFileURL(file).href.slice("file://".length)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.on("data", (bytes) => {
    printed += bytes;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return [code, printed];
}

test("a container that runs does not keep the process alive", async () => {
  expect(await script('await run("sleep", "100000"); console.log("over");')).toEqual([0, "over\n"]);
});

test("a call that waits for a container does", async () => {
  const body = `
    const id = await run("sleep", "0.3");
    console.log((await client.call("POST", "/v1.44/containers/" + id + "/wait")).body.trim());
  `;
  expect(await script(body)).toEqual([0, '{"StatusCode":0}\n']);
});

test("a client that is attached does, until the engine is closed", async () => {
  const body = `
    const id = await run("sleep", "100000");
    await client.send("POST /v1.44/containers/" + id + "/attach?stream=1&stdout=1 HTTP/1.1\\r\\nHost: d\\r\\n\\r\\n");
    await client.head();
    setTimeout(() => engine.close(), 300);
    await client.rest().catch(() => "");
    console.log("closed");
  `;
  expect(await script(body)).toEqual([0, "closed\n"]);
});

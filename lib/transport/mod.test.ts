import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type duplexPair, findEndpoint, openTransport, parseEndpoint, readAll } from "./mod.ts";

const directory = mkdtempSync(join(tmpdir(), "transport-mod-"));
const path = join(directory, "docker.sock");
const server = createServer((request, response) => response.end(request.url));

beforeAll(() => new Promise<void>((resolve) => server.listen(path, resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(directory, { recursive: true, force: true });
});

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test("a transport says where it goes", async () => {
  for (const endpoint of ["unix:///x", "tcp://h:1", "tcp://h:1/base", "embedded:"]) {
    const transport = openTransport(parseEndpoint(endpoint));
    expect(transport.endpoint).toBe(endpoint);
    expect(transport.basePath).toBe(endpoint.endsWith("base") ? "/base" : "");
    await transport.close();
  }
});

test("the base path of an endpoint stands before every path", async () => {
  const web = createServer((request, response) => response.end(request.url));
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  const { port } = web.address() as { port: number };
  const transport = openTransport(parseEndpoint(`tcp://127.0.0.1:${port}/docker/`));
  const response = await transport.call({ method: "GET", path: "/version?a" });
  expect(text(await readAll(response.body))).toBe("/docker/version?a");
  await transport.close();
  web.close();
});

test("the embedded engine is started with the first connection, once", async () => {
  let started = 0;
  const embedded = async () => {
    started++;
    return {
      accept(connection: ReturnType<typeof duplexPair>[0]) {
        void connection
          .read()
          .then(() => connection.write(new TextEncoder().encode("HTTP/1.1 204 No Content\r\n\r\n")));
      },
    };
  };
  const transport = openTransport({ kind: "embedded" }, { embedded });
  expect(started).toBe(0);
  const calls = [1, 2].map(() => transport.call({ method: "GET", path: "/_ping" }));
  expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([204, 204]);
  await (await transport.dial()).end();
  expect(started).toBe(1);
  await transport.close();
});

test("findEndpoint takes the caller at its word, without connecting", async () => {
  const found = await findEndpoint("unix:///nowhere");
  expect(found).toEqual({ endpoint: { kind: "unix", path: "/nowhere" }, source: "the caller" });
});

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

/** Runs a module on Node, and returns what it prints. */
async function node(source: string, env: Record<string, string> = {}): Promise<string> {
  const args = ["--import", "tsx", "--input-type=module", "--eval", source];
  return (await run(process.execPath, args, { cwd: root, env: { ...process.env, ...env } })).stdout.trim();
}

test("findEndpoint probes for sockets that answer", async () => {
  const source = `
    import { findEndpoint, formatEndpoint } from "./lib/transport/mod.ts";
    const { endpoint, source } = await findEndpoint();
    console.log(source, formatEndpoint(endpoint));`;
  const found = await node(source, { DOCKER_HOST: "", XDG_RUNTIME_DIR: directory });
  // Where the machine has an engine of its own, that one comes first.
  expect([
    `the socket of rootless Docker unix://${path}`,
    "the socket of Docker unix:///var/run/docker.sock",
  ]).toContain(found);
});

test("a call over a socket loads no undici, one over the network does", async () => {
  const source = (endpoint: string) => `
    import { createRequire } from "node:module";
    import { openTransport, parseEndpoint, readAll } from "./lib/transport/mod.ts";
    const transport = openTransport(parseEndpoint(${JSON.stringify(endpoint)}));
    const answer = await transport.call({ method: "GET", path: "/x" }).then((r) => readAll(r.body), () => undefined);
    const loaded = Object.keys(createRequire(import.meta.url).cache).some((file) => /node_modules.undici/.test(file));
    console.log(answer?.length, loaded);
    process.exit();`;
  expect(await node(source(`unix://${path}`))).toBe("2 false");
  expect(await node(source("tcp://127.0.0.1:9"))).toBe("undefined true");
});

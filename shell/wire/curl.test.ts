/** The lines of `.curl` are run by a real shell and a real curl. What arrives has to be what the client sends. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, createServer as createRawServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HeaderMap } from "../../mod.ts";
import { BodyFolder, keptOfUpload } from "./body.ts";
import { curlLine, type Reachable } from "./curl.ts";
import { httpFile } from "./http-file.ts";
import { type Exchange, Passed } from "./observe.ts";

interface Arrived {
  method: string;
  target: string;
  headers: IncomingMessage["headers"];
  body: Buffer;
}

const folder = new BodyFolder();
let directory: string;
let server: Server;
let at: Reachable;
let arrived: Arrived | undefined;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "dks-curl-"));
  server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const { method = "", url: target = "", headers } = request;
    arrived = { method, target, headers, body: Buffer.concat(pieces) };
    response.end();
  });
  const socket = join(directory, "it's a socket.sock");
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  at = { socket };
});

afterAll(() => {
  server.close();
  folder.close();
  rmSync(directory, { recursive: true, force: true });
});

const encoder = new TextEncoder();

function exchange(of: {
  method?: string;
  path?: string;
  headers?: HeaderMap;
  body?: Uint8Array | string;
  limit?: number;
  ended?: boolean;
}): Exchange {
  const { method = "GET", path = "/v1.41/x", headers = {}, body, limit = keptOfUpload, ended = true } = of;
  let passed: Passed | undefined;
  if (body !== undefined) {
    passed = new Passed(limit);
    passed.add(typeof body === "string" ? encoder.encode(body) : body);
    passed.ended = ended;
  }
  return { number: 7, method, path, headers, body: passed, hijacked: false, began: 0 };
}

/** Runs a line as a shell that it is pasted into would. */
function sh(
  line: string,
  env: Record<string, string> = {},
): Promise<{ code: number | null; out: Buffer; err: string }> {
  const child = spawn("/bin/sh", ["-c", line], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const out: Buffer[] = [];
  let err = "";
  child.stdout.on("data", (bytes: Buffer) => out.push(bytes));
  child.stderr.on("data", (bytes: Buffer) => {
    err += bytes.toString();
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out: Buffer.concat(out), err })));
}

async function sent(one: Exchange, env?: Record<string, string>): Promise<Arrived> {
  arrived = undefined;
  const { line } = curlLine(one, at, folder);
  const { code, err } = await sh(line, env);
  expect({ line, code, err: code === 0 ? "" : err }).toEqual({ line, code: 0, err: "" });
  return arrived!;
}

/** What curl says by itself, and the client does not. */
function withoutCurls({ "user-agent": _, accept, host: __, connection: ___, ...headers }: Arrived["headers"]): object {
  return { ...headers, ...(accept !== "*/*" && { accept }) };
}

describe.skipIf(spawnSync("curl", ["--version"]).status !== 0)("a line that is run", () => {
  test.each<[string, Exchange]>([
    ["a plain GET", exchange({})],
    ["globs and dots in the path", exchange({ path: '/v1.41/../a/./b?filters={"a":["[1-3]"]}&x=$HOME`id`\\\'"!' })],
    ["a fragment", exchange({ path: "/x#y" })],
    ["HEAD", exchange({ method: "HEAD" })],
    ["POST without a body", exchange({ method: "POST" })],
    ["DELETE", exchange({ method: "DELETE", path: "/v1.41/containers/x?force=1" })],
    [
      "JSON",
      exchange({
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"a":"it\'s \\"b\\"\\n$x `y` !"}',
      }),
    ],
    ["lines", exchange({ method: "POST", body: "one\ntwo\n\n" })],
    ["an @ at the beginning", exchange({ method: "POST", body: "@/etc/hostname" })],
    ["nothing but an @", exchange({ method: "POST", body: "@" })],
    ["control characters", exchange({ method: "POST", body: "\x1b[31m\t\r\n%s%%\\n'\0" })],
    ["a minus at the beginning", exchange({ method: "POST", body: "--boundary\r\n" })],
    ["words that turn around", exchange({ method: "POST", body: '{"a":"\u202eabc"}' })],
    ["a body with GET", exchange({ body: "x" })],
    ["an empty body", exchange({ method: "PUT", body: "" })],
    [
      "bytes",
      exchange({
        method: "PUT",
        headers: { "content-type": "application/x-tar" },
        body: Uint8Array.from({ length: 256 }, (_, i) => i),
      }),
    ],
    [
      "many bytes",
      exchange({
        method: "PUT",
        headers: { "content-type": "application/x-tar" },
        body: Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 7) ^ (i >> 9)),
      }),
    ],
    [
      "a long text",
      exchange({
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify("it's ".repeat(50_000)),
      }),
    ],
    [
      "odd headers",
      exchange({
        headers: {
          "x-a": 'it\'s "b" $HOME `id` \\ !',
          "x-b": "",
          "x-c": "caf\xe9",
          "x-d": "@file",
          "x-e": "a\tb",
          accept: "text/x",
          "user-agent": "me",
        },
      }),
    ],
  ])("%s", async (_, one) => {
    const { method, target, headers, body } = await sent(one);
    expect([method, target]).toEqual([one.method, one.path.replace("#", "%23")]);
    const { "user-agent": agent, ...wanted } = one.headers;
    const { "content-length": length, ...others } = withoutCurls({ "user-agent": "", ...headers }) as HeaderMap;
    expect(others).toEqual(wanted);
    if (agent !== undefined) expect(headers["user-agent"]).toBe(agent);
    const bytes = Buffer.from(one.body?.bytes ?? []);
    expect(body.equals(bytes)).toBe(true);
    const hasLength = one.body !== undefined || ["POST", "PUT", "PATCH"].includes(one.method);
    expect(length).toBe(hasLength ? String(bytes.length) : undefined);
  });

  test("whatever is sent arrives", { timeout: 120_000 }, async () => {
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 3000 }),
      fc.string({ unit: "binary", maxLength: 200 }).map((text) => encoder.encode(text)),
      fc.json().map((text) => encoder.encode(text)),
    );
    const value = fc.stringMatching(/^[\x20-\x7e\xa0-\xff]{1,40}$/).map((text) => `=${text.trim()}`);
    const path = fc.stringMatching(/^[\x21\x22\x24-\x7e]{0,60}$/).map((text) => `/v1.41/${text}`);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("POST", "PUT"), path, value, body, async (method, path, value, body) => {
        fc.pre(!/<hidden>/.test(curlLine(exchange({ method, path, body }), at, folder).line));
        const got = await sent(exchange({ method, path, headers: { "x-value": value }, body }));
        expect([got.method, got.target, got.headers["x-value"]]).toEqual([method, path, value]);
        expect(got.body.equals(Buffer.from(body))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test("credentials are read from the environment, and are missed when they are not there", async () => {
    const one = exchange({ method: "POST", headers: { "x-registry-auth": "c2VjcmV0" } });
    const { line, notes } = curlLine(one, at, folder);
    expect(line).not.toContain("c2VjcmV0");
    expect(notes).toEqual(["DKS_X_REGISTRY_AUTH stands for the credentials, which are not shown: set it first"]);
    expect((await sent(one, { DKS_X_REGISTRY_AUTH: "bWluZQ==" })).headers["x-registry-auth"]).toBe("bWluZQ==");
    expect(await sh(line)).toMatchObject({
      code: expect.not.toBeOneOf([0]),
      err: expect.stringContaining("DKS_X_REGISTRY_AUTH"),
    });
  });

  test("credentials for nobody are none", async () => {
    const { headers } = await sent(exchange({ method: "POST", headers: { "x-registry-auth": "e30=" } }));
    expect(headers["x-registry-auth"]).toBe("e30=");
  });

  test("a raw connection: what was sent goes out behind the head, and what comes is shown as it is", async () => {
    const got: Buffer[] = [];
    const raw = createRawServer((socket) => {
      socket.on("error", () => {});
      socket.on("data", (bytes) => {
        got.push(bytes);
        if (!Buffer.concat(got).includes("\x01end")) return;
        socket.end("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n\x01\0\0\0\0\0\0\x02hi");
      });
    });
    await new Promise<void>((resolve) => raw.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(raw.address() as AddressInfo).port}`;
    const stdin = new Passed(keptOfUpload);
    stdin.add(encoder.encode("it's 100%\n\x01end"));
    stdin.ended = true;
    const one = { ...exchange({ method: "POST", path: "/v1.41/containers/x/attach?stdin=1" }), hijacked: true, stdin };
    const { line, notes } = curlLine(one, { url }, folder);
    const { code, out } = await sh(line);
    raw.close();
    expect([code, out.toString()]).toEqual([0, "\x01\0\0\0\0\0\0\x02hi"]);
    const text = Buffer.concat(got).toString();
    expect(text).toMatch(/^POST \/v1\.41\/containers\/x\/attach\?stdin=1 HTTP\/1\.1\r\n/);
    expect(text.slice(text.indexOf("\r\n\r\n") + 4)).toBe("it's 100%\n\x01end");
    expect(text).not.toMatch(/^(content-length|transfer-encoding|content-type):/im);
    expect(notes.join()).toMatch(/cannot end its side/);
  });
});

describe("a line that is read", () => {
  test("a body that was too large names what stands for it, and the limit", () => {
    const { line, notes } = curlLine(exchange({ method: "PUT", body: "0123456789", limit: 5 }), at, folder);
    expect(line).toContain("--data-binary @BODY");
    expect(notes).toEqual([
      `BODY stands for a file with the 10 bytes that were sent, of which dks keeps up to ${keptOfUpload}`,
    ]);
  });

  test("an upload that was broken off is not taken for a whole one", () => {
    const { line, notes } = curlLine(exchange({ method: "PUT", body: "0123", ended: false }), at, folder);
    expect(line).toContain("--data-binary @BODY");
    expect(notes.join()).toMatch(/broken off after 4 bytes/);
  });

  test("a kept body is for this user only", () => {
    const { line } = curlLine(exchange({ method: "PUT", body: new Uint8Array(5000) }), at, folder);
    const path = /--data-binary @(\S+)/.exec(line)![1]!;
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(readFileSync(path)).toHaveLength(5000);
    folder.close();
    expect(existsSync(dirname(path))).toBe(false);
  });

  test("secrets are masked, in the line and in a file", () => {
    const small = curlLine(exchange({ method: "POST", body: '{"password":"geheim"}' }), at, folder);
    expect(small.line).toContain('{"password":"<hidden>"}');
    expect(small.notes).toEqual(["<hidden> stands for a secret"]);
    const text = JSON.stringify({ password: "geheim", more: "x".repeat(20_000) });
    const large = curlLine(exchange({ method: "POST", body: text }), at, folder);
    expect(readFileSync(/--data-binary @(\S+)/.exec(large.line)![1]!, "utf8")).toMatch(/^\{"password":"<hidden>"/);
    expect(large.notes).toContain("<hidden> stands for a secret");
  });

  test("a line holds no control character", () => {
    const odd = { method: "POST", path: "/x", headers: { "x-a": "\x85\xe9\t" }, body: "\x1b]0;x\x07" };
    const { line } = curlLine(exchange(odd), at, folder);
    expect(line).toMatch(/^[\x20-\x7e]+$/);
  });

  const url = "https://127.0.0.1:2376/base";
  test("TLS is spoken with the files that the call had", () => {
    const tls = {
      verify: true,
      ca: { file: "/c/ca.pem" },
      cert: { file: "/my certs/cert.pem" },
      key: { file: "/c/key.pem" },
    };
    expect(curlLine(exchange({}), { url, tls }, folder)).toEqual({
      line: "curl --http1.1 --cacert /c/ca.pem --cert '/my certs/cert.pem' --key /c/key.pem https://127.0.0.1:2376/base/v1.41/x",
      notes: [],
    });
  });

  test("texts stand as names, and an engine that nobody verifies stays one", () => {
    const tls = { verify: false, cert: { text: true }, key: { text: true } } as const;
    const { line, notes } = curlLine(exchange({}), { url, tls }, folder);
    expect(line).toContain("--insecure --cert CERT.pem --key KEY.pem");
    expect(notes).toEqual([
      "CERT.pem stands for a file with what was given as a text",
      "KEY.pem stands for a file with what was given as a text",
    ]);
  });

  test("a certificate for another name is asked for by that name", () => {
    const tls = { verify: true, serverName: "engine.example" };
    expect(curlLine(exchange({}), { url, tls }, folder).line).toBe(
      "curl --http1.1 --connect-to ::127.0.0.1:2376 https://engine.example:2376/base/v1.41/x",
    );
  });
});

describe("an HTTP file", () => {
  test("has the body, as text or by its file", () => {
    expect(
      httpFile(
        exchange({ method: "POST", path: "/x?a=1", headers: { "content-type": "application/json" }, body: "{}" }),
        { url: "http://h:1" },
        folder,
      ),
    ).toBe("### POST /x\nPOST http://h:1/x?a=1 HTTP/1.1\ncontent-type: application/json\n\n{}\n");
    const text = httpFile(exchange({ method: "PUT", body: Uint8Array.of(0, 255) }), at, folder);
    expect(readFileSync(/^< (.*)$/m.exec(text)![1]!)).toEqual(Buffer.of(0, 255));
  });

  test("names the socket, the certificates, and what is lost", () => {
    const tls = { verify: true, ca: { file: "/c/ca.pem" }, key: { text: true } } as const;
    expect(httpFile(exchange({}), { url: "https://h:1", tls }, folder)).toContain(
      "# over TLS, ca /c/ca.pem, key given as a text\n",
    );
    expect(httpFile(exchange({}), at, folder)).toContain("# over the socket ");
    expect(httpFile(exchange({ method: "PUT", body: "123456", limit: 1 }), at, folder)).toMatch(
      /# \.\/BODY stands for.*\n[\s\S]*< \.\/BODY/,
    );
  });
});

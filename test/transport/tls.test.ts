/** TLS on every runtime: the suite, a real engine, and every way to be refused. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createPlainServer, type Server } from "node:http";
import { type AddressInfo, createServer as createRawServer, type Server as RawServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Certificates, noOpenssl } from "../support/certificates.ts";
import { expectOk, type Outcome, outcomes, quietSeconds, timeout } from "./outcomes.ts";
import type { Attempted, Refused } from "./refused-tls.ts";
import { missing, type RuntimeName, run, runtimes } from "./runtimes.ts";
import { type ScriptedEngine, startScripted } from "./scripted.ts";
import { cases, dockerCases } from "./suite.ts";

describe.skipIf(noOpenssl !== undefined)(noOpenssl === undefined ? "TLS" : `skipped: ${noOpenssl}`, () => {
  let directory: string;
  let ours: Certificates;
  let others: Certificates;
  /** Wants a client certificate, as an engine does. */
  let mutual: ScriptedEngine;
  const engines: ScriptedEngine[] = [];
  const servers: (Server | RawServer)[] = [];

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "transport-tls-"));
    ours = new Certificates(join(directory, "ours"));
    others = new Certificates(join(directory, "others"));
    mutual = await start("server", { ca: ours.read("ca.pem"), requestCert: true, rejectUnauthorized: true });
  });

  afterAll(async () => {
    for (const engine of engines) await engine.close();
    for (const server of servers) {
      server.close();
      if ("closeAllConnections" in server) server.closeAllConnections();
    }
    rmSync(directory, { recursive: true, force: true });
  });

  async function start(name: string, more: object = {}): Promise<ScriptedEngine> {
    const tls = { cert: ours.read(`${name}.pem`), key: ours.read(`${name}-key.pem`), ...more };
    const engine = await startScripted({ port: 0, tls });
    engines.push(engine);
    return engine;
  }

  async function listen(server: Server | RawServer): Promise<string> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  describe.each(runtimes)("%s", (runtime) => {
    const absent = missing(runtime);
    if (absent !== undefined) {
      test.skip(`skipped: ${absent}`, () => {});
      return;
    }

    describe("the suite", () => {
      let all: Promise<Map<string, Outcome>>;
      const options = () => ({ env: { DOCKER_CERT_PATH: ours.folder } });
      const args = () => ["tls", mutual.endpoint, String(quietSeconds)];
      beforeAll(() => {
        all = outcomes(runtime, args(), options());
        all.catch(() => {});
      });
      // Calls go over the same connections: how those keep memory flat is shown once.
      for (const one of cases.filter(({ name, alone }) => !alone || name.startsWith("dial:")))
        test(
          one.name,
          async () => {
            if (!one.alone) return expectOk((await all).get(one.name));
            await all.catch(() => {});
            expectOk((await outcomes(runtime, [...args(), one.name], options())).get(one.name));
          },
          timeout,
        );
    });

    describe("a real engine", () => {
      const [endpoint, certificates] = [process.env["DKS_TEST_DOCKER_TLS"], process.env["DKS_TEST_DOCKER_CERTS"]];
      for (const one of dockerCases)
        test(one.name, { timeout }, async (context) => {
          if (endpoint === undefined || certificates === undefined)
            return context.skip("DKS_TEST_DOCKER_TLS names no engine");
          const options = { env: { DOCKER_CERT_PATH: certificates } };
          expectOk((await outcomes(runtime, ["docker", endpoint, "0", one.name], options)).get(one.name));
        });

      test("says that it wants a client certificate, and refuses a stranger's", { timeout }, async (context) => {
        if (endpoint === undefined || certificates === undefined)
          return context.skip("DKS_TEST_DOCKER_TLS names no engine");
        const caFile = join(certificates, "ca.pem");
        const [without, stranger] = await refusals(runtime, [
          { name: "without", endpoint, tls: { caFile } },
          {
            name: "stranger",
            endpoint,
            tls: { caFile, certFile: others.path("cert.pem"), keyFile: others.path("key.pem") },
          },
        ]);
        for (const told of [without!.call, without!.dial]) expect(told).toMatchObject(wanted);
        for (const told of [stranger!.call, stranger!.dial]) {
          expect(told.kind).toBe("ConnectError");
          expect(`${told.message} ${told.hint}`).toContain(`client certificate ${others.path("cert.pem")}`);
        }
      });

      test("says that it speaks TLS", { timeout }, async (context) => {
        if (endpoint === undefined) return context.skip("DKS_TEST_DOCKER_TLS names no engine");
        const plain = endpoint.replace("https:", "tcp:");
        const [told] = await refusals(runtime, [{ name: "plain", endpoint: plain }]);
        expect(told!.call).toMatchObject({ kind: "ConnectError", code: "ERR_TLS_REQUIRED" });
        expect(told!.call.hint).toContain(endpoint);
      });
    });

    describe("refusals", () => {
      let all: Promise<Map<string, Refused>>;
      const attempts: Attempted[] = [];
      const attempt = (name: string, one: Omit<Attempted, "name">): void => void attempts.push({ name, ...one });

      beforeAll(async () => {
        const old = await start("server", {
          ca: ours.read("ca.pem"),
          requestCert: true,
          rejectUnauthorized: true,
          maxVersion: "TLSv1.2",
        });
        const open = await start("server");
        const elsewhere = await start("elsewhere");
        const expired = await start("expired");
        const plain = await listen(createPlainServer((_, response) => response.end()));
        const closing = await listen(createRawServer((socket) => socket.on("data", () => socket.destroy())));
        const ca = { caFile: ours.path("ca.pem") };
        const pair = { certFile: ours.path("cert.pem"), keyFile: ours.path("key.pem") };
        const broken = (name: string, text: string): string => {
          writeFileSync(join(directory, name), text);
          return join(directory, name);
        };
        const key = ours.read("key.pem");
        const { endpoint } = open;

        attempt("with everything", { endpoint: mutual.endpoint, tls: { ...ca, ...pair } });
        attempt("with everything as texts", {
          endpoint: mutual.endpoint,
          tls: { ca: ours.read("ca.pem"), cert: ours.read("cert.pem"), key },
        });
        attempt("tcp:// with the option", {
          endpoint: mutual.endpoint.replace("https", "tcp"),
          tls: { ...ca, ...pair },
        });
        attempt("tcp:// with DOCKER_TLS_VERIFY", {
          endpoint: mutual.endpoint.replace("https", "tcp"),
          env: { DOCKER_TLS_VERIFY: "0", DOCKER_CERT_PATH: ours.folder },
        });
        attempt("tcp:// with DOCKER_TLS, unverified", {
          endpoint: elsewhere.endpoint.replace("https", "tcp"),
          env: { DOCKER_TLS: "1", DOCKER_CERT_PATH: others.folder },
        });
        attempt("the client certificate goes along unverified", {
          endpoint: mutual.endpoint.replace("https", "tcp"),
          env: { DOCKER_TLS: "1", DOCKER_CERT_PATH: ours.folder },
        });
        attempt("certificates of DOCKER_CONFIG", {
          endpoint: mutual.endpoint,
          env: { DOCKER_CONFIG: ours.folder },
        });
        attempt("certificates of the files that the command names", {
          endpoint: mutual.endpoint,
          env: {
            DOCKER_CERT_PATH: others.folder,
            DKS_TLS_CACERT: ours.path("ca.pem"),
            DKS_TLS_CERT: ours.path("cert.pem"),
            DKS_TLS_KEY: ours.path("key.pem"),
          },
        });
        attempt("another name", { endpoint: elsewhere.endpoint, tls: { ...ca, serverName: "engine.example" } });
        attempt("http:// stays without", { endpoint: `http://${plain}`, env: { DOCKER_TLS_VERIFY: "1" } });
        attempt("tls: false stays without", {
          endpoint: `tcp://${plain}`,
          tls: false,
          env: { DOCKER_TLS_VERIFY: "1" },
        });

        attempt("no client certificate, TLS 1.3", { endpoint: mutual.endpoint, tls: ca });
        attempt("no client certificate, TLS 1.2", { endpoint: old.endpoint, tls: ca });
        attempt("a stranger's client certificate", {
          endpoint: mutual.endpoint,
          tls: { ...ca, certFile: others.path("cert.pem"), keyFile: others.path("key.pem") },
        });
        attempt("another authority", { endpoint, tls: { caFile: others.path("ca.pem") } });
        attempt("no authority", { endpoint, tls: {} });
        attempt("wrong name", { endpoint: elsewhere.endpoint, tls: ca });
        attempt("wrong name that is asked for", { endpoint, tls: { ...ca, serverName: "engine.example" } });
        attempt("expired", { endpoint: expired.endpoint, tls: ca });
        attempt("no TLS there", { endpoint: `https://${plain}`, tls: ca });
        attempt("closes at once", { endpoint: `https://${closing}`, tls: ca });
        attempt("missing ca.pem", { endpoint, env: { DOCKER_CERT_PATH: join(directory, "nowhere") } });
        attempt("missing key", { endpoint, tls: { ...ca, ...pair, keyFile: join(directory, "no-key.pem") } });
        attempt("a directory", { endpoint, tls: { caFile: directory } });
        attempt("no PEM", { endpoint, tls: { caFile: broken("text.pem", "hello") } });
        attempt("broken certificate", {
          endpoint,
          tls: { caFile: broken("bad.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n") },
        });
        attempt("broken key", {
          endpoint,
          tls: { ...ca, ...pair, keyFile: broken("bad-key.pem", key.replace(/\n.{20}/, "\nAAAA")) },
        });
        attempt("encrypted key", {
          endpoint,
          tls: { ...ca, ...pair, keyFile: broken("enc.pem", key.replaceAll("PRIVATE", "ENCRYPTED PRIVATE")) },
        });
        attempt("swapped", { endpoint, tls: { ...ca, certFile: pair.keyFile, keyFile: pair.certFile } });
        attempt("another's key", { endpoint, tls: { ...ca, ...pair, keyFile: others.path("key.pem") } });
        attempt("half a pair", { endpoint, tls: { ...ca, cert: ours.read("cert.pem") } });
        attempt("a key twice", { endpoint, tls: { ...ca, ...pair, key } });
        attempt("an unknown option", { endpoint, tls: { pem: key } as object });
        attempt("no text", { endpoint, tls: { key: { secret: key } } as object });
        attempt("a socket", { endpoint: "unix:///run/nowhere.sock", tls: ca });
        attempt("http://", { endpoint: `http://${plain}`, tls: ca });
        attempt("https:// without", { endpoint, tls: false });

        all = refusals(runtime, attempts).then((list) => new Map(list.map((one) => [one.name, one])));
        all.catch(() => {});
      });

      const told = async (name: string): Promise<Refused> => (await all).get(name)!;

      test.each([
        "with everything",
        "with everything as texts",
        "tcp:// with the option",
        "tcp:// with DOCKER_TLS_VERIFY",
        "tcp:// with DOCKER_TLS, unverified",
        "the client certificate goes along unverified",
        "certificates of DOCKER_CONFIG",
        "certificates of the files that the command names",
        "another name",
        "http:// stays without",
        "tls: false stays without",
      ])(
        "%s: it works",
        async (name) => {
          expect(await told(name)).toEqual({
            name,
            call: { status: expect.any(Number) },
            dial: { status: expect.any(Number) },
          });
        },
        timeout,
      );

      test.each<[string, object]>([
        ["no client certificate, TLS 1.3", wanted],
        ["no client certificate, TLS 1.2", wanted],
        ["another authority", { message: /no authority of .*others\/ca\.pem/, hint: /this engine/ }],
        ["no authority", { message: /no authority that this runtime trusts/, hint: /DOCKER_CERT_PATH/ }],
        ["wrong name", { message: /not for 127\.0\.0\.1/, hint: /serverName/, code: "ERR_TLS_CERT_ALTNAME_INVALID" }],
        ["wrong name that is asked for", { message: /not for engine\.example/, code: "ERR_TLS_CERT_ALTNAME_INVALID" }],
        ["expired", { message: /has expired/, hint: /clock/, code: "CERT_HAS_EXPIRED" }],
        ["no TLS there", { message: /does not speak TLS/, hint: /http:\/\/127/ }],
        ["closes at once", { message: /during the TLS handshake/, code: "ECONNRESET" }],
        ["missing ca.pem", { message: /CA certificate .*nowhere\/ca\.pem: there is no such file/, code: "ENOENT" }],
        ["missing key", { message: /key of .*no-key\.pem: there is no such file/, code: "ENOENT" }],
        ["a directory", { message: /it is a directory/, code: "EISDIR" }],
        ["no PEM", { message: /text\.pem: there is no -----BEGIN CERTIFICATE/, hint: /PEM/ }],
        ["broken certificate", { message: /bad\.pem: a certificate in it is broken/ }],
        ["broken key", { message: /bad-key\.pem: the key in it is broken/ }],
        ["encrypted key", { message: /enc\.pem: it is encrypted/, hint: /openssl pkey/ }],
        ["swapped", { message: /key\.pem: it is a key, not a certificate/ }],
        ["another's key", { message: /key\.pem: it does not belong to the client certificate .*cert\.pem/ }],
      ])(
        "%s: a ConnectError that says what to do",
        async (name, expected) => {
          const { call, dial } = await told(name);
          expect(call).toMatchObject({
            kind: "ConnectError",
            code: expect.any(String),
            hint: expect.stringMatching(/./),
          });
          for (const one of [call, dial]) expect(one).toMatchObject(matching(expected));
        },
        timeout,
      );

      test("a stranger's client certificate: what it may be is said", { timeout }, async () => {
        const { call, dial } = await told("a stranger's client certificate");
        for (const one of [call, dial]) {
          expect(one.kind).toBe("ConnectError");
          expect(`${one.message} ${one.hint}`).toContain(`client certificate ${others.path("cert.pem")}`);
        }
      });

      test.each<[string, RegExp]>([
        ["half a pair", /tls\.cert is given without its counterpart/],
        ["a key twice", /tls\.key and tls\.keyFile/],
        ["an unknown option", /no option "pem"/],
        ["no text", /tls\.key has to be a string/],
        ["a socket", /does not go with unix:\/\//],
        ["http://", /does not go with http:\/\//],
        ["https:// without", /tls: false/],
      ])(
        "%s: an InvalidArgumentError",
        async (name, message) => {
          const { call, dial } = await told(name);
          expect(call).toMatchObject({ kind: "InvalidArgumentError", message: expect.stringMatching(message) });
          expect(dial.message).toBe(call.message);
        },
        timeout,
      );

      test("no key is in any error", { timeout }, async () => {
        const secret = [...ours.read("key.pem").split("\n"), ...others.read("key.pem").split("\n")].filter(
          (line) => line.length > 20 && !line.startsWith("-----"),
        );
        expect(secret.length).toBeGreaterThan(2);
        const everything = [...(await all).values()].map(({ call, dial }) => `${call.all} ${dial.all}`).join();
        expect(secret.filter((line) => everything.includes(line.slice(0, 20)))).toEqual([]);
      });
    });
  });
});

const wanted = {
  kind: "ConnectError",
  code: "ERR_TLS_CLIENT_CERTIFICATE_REQUIRED",
  message: expect.stringContaining("it wants a client certificate, and none was given"),
  hint: expect.stringContaining("DOCKER_CERT_PATH"),
};

async function refusals(runtime: RuntimeName, attempts: readonly Attempted[]): Promise<Refused[]> {
  const env = { DOCKER_CERT_PATH: "", DOCKER_TLS: "", DOCKER_TLS_VERIFY: "", DOCKER_CONFIG: "" };
  const lines = await run(runtime, ["test/transport/refused-tls.ts", JSON.stringify(attempts)], { env });
  return lines.map((line) => JSON.parse(line) as Refused);
}

/** The same, with patterns for what they match. */
function matching(expected: object): object {
  const fields = Object.entries(expected).map(([name, value]) => [
    name,
    value instanceof RegExp ? expect.stringMatching(value) : value,
  ]);
  return Object.fromEntries(fields);
}

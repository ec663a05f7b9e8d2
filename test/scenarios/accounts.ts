import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import {
  CredentialsError,
  InvalidArgumentError,
  NotFoundError,
  ServerError,
  StreamError,
  UnauthorizedError,
  UnsupportedError,
} from "../../mod.ts";
import type { Context, Scenario } from "./types.ts";

/** A registry on the loopback that wants a login, and hands what is asked of it on to the one without. Gives its port. */
async function guarded(t: Context, user: string, password: string): Promise<number> {
  const [host, port] = t.repository("x").split("/")[0]!.split(":");
  const wanted = `Basic ${btoa(`${user}:${password}`)}`;
  const server = createServer((asked, answer) => {
    if (asked.headers.authorization !== wanted) {
      answer.writeHead(401, {
        "www-authenticate": 'Basic realm="test"',
        "docker-distribution-api-version": "registry/2.0",
        "content-type": "application/json",
      });
      answer.end('{"errors":[{"code":"UNAUTHORIZED","message":"authentication required"}]}');
      return;
    }
    const { authorization, ...headers } = asked.headers;
    const onward = request({ host, port, method: asked.method, path: asked.url, headers, agent: false }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers);
      given.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.cleanup(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

/** Makes the docker CLI's configuration what is given, as long as the scenario lasts. */
async function configure(t: Context, configuration: unknown): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "dks-config-"));
  t.cleanup(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "config.json"), JSON.stringify(configuration));
  const before = process.env["DOCKER_CONFIG"];
  process.env["DOCKER_CONFIG"] = folder;
  t.cleanup(() => {
    if (before === undefined) delete process.env["DOCKER_CONFIG"];
    else process.env["DOCKER_CONFIG"] = before;
  });
}

const password = "p:w\u00fcrd";

/** Base64 of a user and a password, as a configuration has it. */
function login(user: string, secret: string): { auth: string } {
  return { auth: btoa(String.fromCharCode(...new TextEncoder().encode(`${user}:${secret}`))) };
}

export const scenarios: Scenario[] = [
  {
    name: "logs in to a registry that takes everybody",
    operations: ["SystemAuth"],
    needs: ["modern"],
    async run(t) {
      // By this name, every engine takes a registry without TLS.
      const serveraddress = t.repository("x").split("/")[0]!.replace("127.0.0.1", "localhost");
      const result = await t.docker.login({ username: "me", password, serveraddress }, { signal: t.signal });
      assert.deepEqual(result, { Status: "Login Succeeded" });
    },
  },
  {
    name: "tells a wrong password from a registry that is not there",
    operations: ["SystemAuth"],
    needs: ["real"],
    async run(t) {
      const serveraddress = `localhost:${await guarded(t, "me", "right")}`;
      const right = await t.docker.login({ username: "me", password: "right", serveraddress }, { signal: t.signal });
      assert.equal(right.Status, "Login Succeeded");
      await assert.rejects(
        t.docker.login({ username: "me", password, serveraddress }, { signal: t.signal }),
        (error) => {
          assert.ok(error instanceof UnauthorizedError, String(error));
          assert.equal(error.operation, "SystemAuth");
          assert.match(error.hint!, /credentials/);
          assert.ok(!`${error.stack} ${JSON.stringify(error)}`.includes(password));
          return true;
        },
      );
      const nobody = { username: "me", password, serveraddress: "localhost:1" };
      await assert.rejects(t.docker.login(nobody, { signal: t.signal }), ServerError);
    },
  },
  {
    name: "keeps the account of a login on v1.0, without its password",
    operations: ["SystemAccount", "SystemAuth"],
    needs: ["v1.0"],
    rawBytes: "lib/client/recordings.test.ts",
    async run({ docker, signal }) {
      const { Status } = await docker.login({ username: "ada", password, email: "ada@example.com" }, { signal });
      assert.equal(typeof Status, "string");
      assert.deepEqual(await docker.account(undefined, { signal }), { username: "ada", email: "ada@example.com" });
    },
  },
  {
    name: "refuses an account at a registry of one's choice on v1.0",
    operations: ["SystemAccount", "SystemAuth"],
    needs: ["v1.0"],
    rawBytes: "lib/client/account.test.ts",
    async run({ docker }) {
      await assert.rejects(docker.account("registry.example"), UnsupportedError);
      const elsewhere = { username: "ada", password, serveraddress: "registry.example" };
      await assert.rejects(docker.login(elsewhere), UnsupportedError);
    },
  },
  {
    name: "tells the account from the configuration of the docker CLI",
    operations: ["SystemAccount"],
    needs: ["modern"],
    async run(t) {
      const auths = {
        "https://index.docker.io/v1/": login("ada", password),
        "registry.example:5000": login("bob", password),
      };
      await configure(t, { auths });
      assert.deepEqual(await t.docker.account(), {
        username: "ada",
        serveraddress: "https://index.docker.io/v1/",
      });
      assert.deepEqual(await t.docker.account("registry.example:5000"), {
        username: "bob",
        serveraddress: "registry.example:5000",
      });
      assert.equal(await t.docker.account("other.example"), undefined);
    },
  },
  {
    name: "names the credential helper that is missing",
    operations: ["SystemAccount"],
    needs: ["modern"],
    async run(t) {
      await configure(t, { credsStore: "dks-nosuch" });
      await assert.rejects(t.docker.account(), (error) => {
        assert.ok(error instanceof CredentialsError, String(error));
        assert.match(error.message, /docker-credential-dks-nosuch/);
        assert.match(error.hint!, /credsStore/);
        return true;
      });
    },
  },
  {
    name: "refuses credentials that are none, before anything is sent",
    operations: ["SystemAuth"],
    async run({ docker }) {
      for (const auth of [{}, { username: "ada" }, { password: "x" }, undefined as never])
        await assert.rejects(docker.login(auth), InvalidArgumentError);
      const inTheName = { username: "ada", password: "x", serveraddress: "https://ada:secret@registry.example" };
      await assert.rejects(docker.login(inTheName), (error) => {
        assert.ok(error instanceof InvalidArgumentError);
        assert.ok(!`${error.stack}`.includes("secret"));
        return true;
      });
    },
  },
  {
    name: "pulls with the login that the docker CLI has left, and without it when it is told so",
    operations: ["ImageCreate"],
    // To Podman, a registry without TLS must have been announced.
    needs: ["docker"],
    async run(t) {
      const registry = `127.0.0.1:${await guarded(t, "me", "right")}`;
      const image = `${registry}/busybox`;
      t.cleanup(() => t.docker.request(`DELETE /images/${image}`));
      await configure(t, { auths: { [registry]: login("me", "right") } });
      const denied = (error: unknown) =>
        error instanceof StreamError || error instanceof ServerError || error instanceof NotFoundError;
      await assert.rejects(t.docker.images.pull(image, { auth: false, signal: t.signal }), denied);
      await t.docker.images.pull(image, { signal: t.signal });
      await t.docker.images.get(image).inspect({ signal: t.signal });
      await configure(t, { auths: { [registry]: login("me", "wrong") } });
      await assert.rejects(t.docker.images.pull(image, { signal: t.signal }), denied);
    },
  },
];

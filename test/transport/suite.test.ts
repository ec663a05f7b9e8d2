/** The suite of every way to an engine but TLS, on every runtime, each in a process of its own. */

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { needsOrdinaryUser } from "../support/skips.ts";
import { expectOk, type Outcome, outcomes, quietSeconds, runner, timeout } from "./outcomes.ts";
import { canBeUnprivileged, missing, type RunOptions, run, runtimes } from "./runtimes.ts";
import { type ScriptedEngine, startScripted } from "./scripted.ts";
import { cases, dockerCases, type Way } from "./suite.ts";

const engines: Partial<Record<Way, ScriptedEngine>> = {};
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "transport-"));
  engines.unix = await startScripted({ path: join(directory, "engine.sock") });
  engines.tcp = await startScripted({ port: 0 });
  engines.embedded = engines.unix;
});

afterAll(async () => {
  await engines.unix?.close();
  await engines.tcp?.close();
  rmSync(directory, { recursive: true, force: true });
});

describe.each(runtimes)("%s", (runtime) => {
  const absent = missing(runtime);
  if (absent !== undefined) {
    test.skip(`skipped: ${absent}`, () => {});
    return;
  }

  describe.each<Way>(["unix", "tcp", "embedded"])("%s", (way) => {
    // One process runs them all; each is a test of its own.
    let all: Promise<Map<string, Outcome>>;
    beforeAll(() => {
      all = outcomes(runtime, [way, engines[way]!.endpoint, String(quietSeconds)]);
      all.catch(() => {});
    });
    for (const one of cases) {
      test(
        one.name,
        async () => {
          if (!one.alone) return expectOk((await all).get(one.name));
          await all.catch(() => {});
          const args = [runner, way, engines[way]!.endpoint, String(quietSeconds), one.name] as const;
          const lines = (await run(runtime, args)).map((line) => JSON.parse(line));
          expectOk(lines[0]);
          // In memory there is no connection that the engine could still see.
          if (way !== "embedded" && one.atExit !== undefined) expect(lines[1]).toEqual(one.atExit);
        },
        timeout,
      );
    }
  });

  for (const [way, variable] of [
    ["unix", "DKS_TEST_DOCKER"],
    ["tcp", "DKS_TEST_DOCKER_TCP"],
  ] as const) {
    describe(`a real engine over ${way}`, () => {
      const endpoint = process.env[variable];
      for (const one of dockerCases) {
        test(one.name, { timeout }, async (context) => {
          if (endpoint === undefined) return context.skip(`${variable} names no engine`);
          expectOk((await outcomes(runtime, ["docker", endpoint, "0", one.name])).get(one.name));
        });
      }
    });
  }

  describe("nobody answers", () => {
    interface Refusal {
      typed: boolean;
      message: string;
      code: string;
      hint: string;
      attempts: { endpoint: string; reason: string }[];
    }

    /** What a call and a dial throw; they have to agree. */
    async function refusal(endpoint: string, options?: RunOptions): Promise<Refusal> {
      const [call, dial] = (await run(runtime, ["test/transport/refused.ts", endpoint], options)).map((line) =>
        JSON.parse(line),
      );
      expect(call).toMatchObject({ typed: true, attempts: [{ endpoint }] });
      expect(call.message).toContain(`cannot reach the engine at ${endpoint}: `);
      expect(call).toEqual(dial);
      return call;
    }

    test("a missing socket", async () => {
      expect(await refusal(`unix://${directory}/missing.sock`)).toMatchObject({ code: "ENOENT" });
    });

    test("a file that is no socket", async () => {
      const path = join(directory, "file");
      writeFileSync(path, "");
      expect(await refusal(`unix://${path}`)).toMatchObject({ code: "ECONNREFUSED" });
    });

    test("a closed port", async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as { port: number };
      await new Promise((resolve) => server.close(resolve));
      expect(await refusal(`tcp://127.0.0.1:${port}`)).toMatchObject({ code: "ECONNREFUSED" });
    });

    test("a host without an address", async () => {
      expect(await refusal("tcp://no-such-host.invalid:2375")).toMatchObject({
        code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/),
      });
    });

    test("a socket of others", async (context) => {
      const root = process.getuid?.() === 0;
      if (root && !(await canBeUnprivileged())) return context.skip(needsOrdinaryUser);
      chmodSync(directory, 0o755);
      chmodSync(join(directory, "engine.sock"), 0o600);
      const home = mkdtempSync(join(tmpdir(), "transport-home-"));
      chmodSync(home, 0o777);
      try {
        if (!root) chmodSync(join(directory, "engine.sock"), 0);
        const env = { HOME: home, DENO_DIR: join(home, "deno"), TMPDIR: home };
        const { code, hint } = await refusal(engines.unix!.endpoint, { unprivileged: root, env });
        expect(code).toBe("EACCES");
        expect(hint).toContain("group");
      } finally {
        chmodSync(join(directory, "engine.sock"), 0o600);
        rmSync(home, { recursive: true, force: true });
      }
    });

    if (runtime === "deno") {
      test("what was not permitted names the flags that would", async () => {
        const denoFlags = ["--allow-env"];
        const path = `${directory}/engine.sock`;
        const unix = await refusal(`unix://${path}`, { denoFlags });
        expect(unix.code).toBe("EPERM");
        expect(unix.hint).toContain(`--allow-read=${path} --allow-write=${path} --allow-net=unix:${path}`);
        const { endpoint } = engines.tcp!;
        const tcp = await refusal(endpoint, { denoFlags });
        expect(tcp.code).toBe("EPERM");
        expect(tcp.hint).toContain(endpoint.replace("tcp://", "--allow-net="));
      });

      test("an environment that must not be read names the flag, too", async () => {
        const lines = await run(runtime, ["test/transport/refused.ts"], { denoFlags: [] });
        expect(lines).toHaveLength(1);
        const { name, hint } = JSON.parse(lines[0]!);
        expect(name).toBe("DockerError");
        expect(hint).toContain("--allow-env=DOCKER_HOST");
      });

      test("with those flags, it works", async () => {
        const path = `${directory}/engine.sock`;
        for (const [endpoint, flag] of [
          [`unix://${path}`, `--allow-net=unix:${path}`],
          [engines.tcp!.endpoint, engines.tcp!.endpoint.replace("tcp://", "--allow-net=")],
        ] as const) {
          const denoFlags = [`--allow-read=${path}`, `--allow-write=${path}`, flag];
          const lines = await run(runtime, ["test/transport/refused.ts", endpoint], { denoFlags });
          expect(lines).toEqual(['"it worked"', '"it worked"']);
        }
      });
    }
  });
});

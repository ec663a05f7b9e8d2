/** What is most delicate about a connection, over TLS to a real engine: streams both ways with half-close, large bodies, ends that must arrive. */
import assert from "node:assert/strict";
import process from "node:process";
import { afterAll, beforeAll, describe, test } from "vitest";
import { RunnerProcess } from "./runner-process.ts";
import { runtimes } from "./runtimes.ts";
import { sweep } from "./sweep.ts";

const chosen = [
  "runs a program and gives its output and exit code",
  "feeds a program's stdin to its end",
  "feeds a program from a stream",
  "ends well when the program does not read its stdin",
  "hands output on as it comes",
  "ends on an abort, though nobody takes the output",
  "delivers output that comes after stdin was half-closed",
  "keeps the order of the two sides",
  "exports the file system of a container",
  "puts an archive into a container, whose program finds it",
  "builds from a directory, without what .dockerignore names",
];

const endpoint = process.env["DKS_TEST_DOCKER_TLS"];
const certificates = process.env["DKS_TEST_DOCKER_CERTS"];
// For what sweeps.
if (certificates !== undefined) process.env["DOCKER_CERT_PATH"] = certificates;

for (const runtime of runtimes) {
  describe(runtime.name, () => {
    const absent =
      runtime.absent ??
      (endpoint === undefined || certificates === undefined ? "DKS_TEST_DOCKER_TLS is not set" : undefined);
    if (absent !== undefined || endpoint === undefined || certificates === undefined) {
      test.skip(`docker over TLS skipped: ${absent}`, () => {});
      return;
    }
    const id = `${runtime.name}-tls-${process.pid}`;
    let runner: RunnerProcess;
    beforeAll(() => {
      const only = chosen.flatMap((name) => ["--only", name]);
      const engine = ["--engine", "docker-tcp", "--endpoint", endpoint];
      runner = new RunnerProcess(runtime, [...engine, "--run", id, ...only], { DOCKER_CERT_PATH: certificates });
    });
    for (const name of chosen)
      test(name, async () => {
        const outcome = await runner.outcome(name);
        assert.deepEqual({ ok: outcome.ok, error: outcome.error?.stack }, { ok: true, error: undefined });
        assert.equal(outcome.skipped, undefined);
      });
    test("nothing keeps the process alive", () => runner.end(20_000));
    afterAll(async () => {
      runner?.stop();
      await sweep(endpoint, id);
    });
  });
}

/** The scenarios as tests: on the engines of one family, from every runtime. The families run beside each other. */
import assert from "node:assert/strict";
import process from "node:process";
import { afterAll, describe, test } from "vitest";
import { scenarios } from "./all.ts";
import { type Engine, engines, type Family, isReal, lacking } from "./engines.ts";
import { type Shown, tell } from "./report.ts";
import { RunnerProcess } from "./runner-process.ts";
import { type Runtime, runtimes } from "./runtimes.ts";
import { sweep } from "./sweep.ts";
import type { Outcome } from "./types.ts";

/** One engine from one runtime: a child process, started when its tests are next. */
interface Pairing {
  readonly runtime: Runtime;
  readonly engine: Engine;
  readonly endpoint: string;
  readonly id: string;
  runner?: RunnerProcess;
}

/** Declares the tests. One engine is asked by one process at a time: no scenario sees another's images come and go. */
export function showScenarios(family: Family): void {
  const pairings: Pairing[] = [];
  const shown: Shown[] = [];
  for (const runtime of runtimes) {
    describe(runtime.name, () => {
      for (const engine of engines.filter((one) => one.family === family)) {
        const endpoint = "endpoint" in engine.at ? engine.at.endpoint : process.env[engine.at.variable];
        const absent =
          runtime.absent ??
          (endpoint === undefined && "variable" in engine.at ? `${engine.at.variable} is not set` : undefined);
        if (absent !== undefined || endpoint === undefined) {
          test.skip(`${engine.name} skipped: ${absent}`, () => {});
          continue;
        }
        const pairing: Pairing = { runtime, engine, endpoint, id: `${runtime.name}-${engine.name}-${process.pid}` };
        pairings.push(pairing);
        describe(engine.name, () => register(pairing, shown));
      }
    });
  }
  afterAll(() => {
    for (const { runner } of pairings) runner?.stop();
    tell(family, { shown, asked: pairings.filter(({ runner }) => runner !== undefined).length });
  });
}

function register(pairing: Pairing, shown: Shown[]): void {
  const { engine } = pairing;
  for (const scenario of scenarios) {
    if (lacking(engine, scenario) !== undefined) continue;
    // Its process has gone on to the next one: there is no second try.
    test(scenario.name, { retry: 0 }, async () => {
      const told = { scenario: scenario.name, engine: engine.name, runtime: pairing.runtime.name };
      const outcome = await start(pairing).outcome(scenario.name);
      shown.push({ ...told, ok: outcome.ok });
      if (!outcome.ok) throw failure(outcome);
      assert.equal(outcome.skipped, undefined);
    });
  }

  test("nothing keeps the process alive", { retry: 0 }, () => start(pairing).end(20_000));

  afterAll(async () => {
    pairing.runner?.stop();
    if (isReal(engine)) await sweep(pairing.endpoint, pairing.id);
  });
}

function start(pairing: Pairing): RunnerProcess {
  pairing.runner ??= new RunnerProcess(pairing.runtime, [
    "--engine",
    pairing.engine.name,
    "--endpoint",
    pairing.endpoint,
    "--run",
    pairing.id,
  ]);
  return pairing.runner;
}

/** The error of the child, as if it had been thrown here. */
function failure({ error }: Outcome): Error {
  const thrown = new Error(error?.message ?? "failed without an error");
  thrown.name = error?.name ?? thrown.name;
  if (error !== undefined) thrown.stack = error.stack;
  return thrown;
}

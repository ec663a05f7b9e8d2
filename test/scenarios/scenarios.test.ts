import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { afterAll, beforeAll, describe, test } from "vitest";
import { type OperationName, operations } from "../../lib/api/operations.ts";
import { root } from "../support/root.ts";
import { scenarios } from "./all.ts";
import { type Engine, engines, isReal, lacking } from "./engines.ts";
import { report, type Shown } from "./report.ts";
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

const pairings: Pairing[] = [];
const shown: Shown[] = [];

for (const runtime of runtimes) {
  describe(runtime.name, () => {
    for (const engine of engines) {
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
      describe(engine.name, () => register(pairing));
    }
  });
}

function register(pairing: Pairing): void {
  const { engine } = pairing;
  beforeAll(() => {
    start(pairing);
    // The next one warms up meanwhile. It is on another engine, so neither sees the other's images come and go.
    const next = pairings[pairings.indexOf(pairing) + 1];
    if (next !== undefined && !shareAnEngine(pairing, next)) start(next);
  });

  for (const scenario of scenarios) {
    if (lacking(engine, scenario) !== undefined) continue;
    test(scenario.name, async () => {
      const told = { scenario: scenario.name, engine: engine.name, runtime: pairing.runtime.name };
      const outcome = await start(pairing).outcome(scenario.name);
      shown.push({ ...told, ok: outcome.ok });
      if (!outcome.ok) throw failure(outcome);
      assert.equal(outcome.skipped, undefined);
    });
  }

  test("nothing keeps the process alive", () => start(pairing).end(20_000));

  afterAll(async () => {
    pairing.runner?.stop();
    if (isReal(engine)) await sweep(pairing.endpoint, pairing.id);
  });
}

afterAll(() => {
  for (const { runner } of pairings) runner?.stop();
});

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

function shareAnEngine(one: Pairing, other: Pairing): boolean {
  return isReal(one.engine) && one.engine.family === other.engine.family;
}

/** The error of the child, as if it had been thrown here. */
function failure({ error }: Outcome): Error {
  const thrown = new Error(error?.message ?? "failed without an error");
  thrown.name = error?.name ?? thrown.name;
  if (error !== undefined) thrown.stack = error.stack;
  return thrown;
}

describe("the scenarios themselves", () => {
  test("have names of their own", () => {
    const names = scenarios.map((scenario) => scenario.name);
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });

  test("show every operation", () => {
    const shown = new Set(scenarios.flatMap((scenario) => scenario.operations));
    assert.deepEqual(
      (Object.keys(operations) as OperationName[]).filter((name) => !shown.has(name)),
      [],
    );
  });

  test("are each green on a real engine, or held against raw bytes by a test that exists", (context) => {
    const [onBytes, onEngines] = [
      scenarios.filter((s) => s.rawBytes !== undefined),
      scenarios.filter((s) => s.rawBytes === undefined),
    ];
    assert.deepEqual(
      onBytes
        .filter((scenario) => !existsSync(root + scenario.rawBytes))
        .map((scenario) => `${scenario.name}: ${scenario.rawBytes}`),
      [],
    );
    if (!pairings.some((pairing) => isReal(pairing.engine) && pairing.runner !== undefined))
      context.skip("no real engine was asked");
    const real = new Set(engines.filter(isReal).map(({ name }) => name as string));
    const greenOnReal = new Set(shown.filter((one) => one.ok && real.has(one.engine)).map((one) => one.scenario));
    assert.deepEqual(
      onEngines.filter((scenario) => !greenOnReal.has(scenario.name)).map((scenario) => scenario.name),
      [],
    );
  });

  test("are told in test/REPORT.md", (context) => {
    const whole = runtimes.length * engines.length;
    if (shown.length === 0 || pairings.length < whole || pairings.some(({ runner }) => runner === undefined))
      context.skip("the report needs every engine from every runtime");
    const path = `${root}test/REPORT.md`;
    const text = report(
      scenarios,
      runtimes.map(({ name }) => name),
      shown,
    );
    const before = existsSync(path) ? readFileSync(path, "utf8") : "";
    writeFileSync(path, text);
    assert.equal(before, text, "the report has changed, and is written anew: commit it");
  });
});

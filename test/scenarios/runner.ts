/**
 * Runs the scenarios on one engine, from whatever runtime runs this file, and prints one line of JSON for each:
 *
 *     node --import tsx test/scenarios/runner.ts --engine docker-unix --endpoint unix:///run/docker.sock [--only NAME]
 *     deno run -A       test/scenarios/runner.ts ...
 *     bun               test/scenarios/runner.ts ...
 *
 * Ends by itself when all connections are closed: it never calls exit, so that whatever keeps the process alive shows.
 */
import { setMaxListeners } from "node:events";
import process from "node:process";
import { inspect, parseArgs } from "node:util";
import { connect, type Docker } from "../../mod.ts";
import { scenarios } from "./all.ts";
import { type Engine, engines, isReal, lacking } from "./engines.ts";
import { label, sweep } from "./sweep.ts";
import type { Context, Outcome, Scenario } from "./types.ts";

const { values: flags } = parseArgs({
  options: {
    engine: { type: "string" },
    endpoint: { type: "string" },
    "api-version": { type: "string" },
    /** The value of the label that marks what this run creates. */
    run: { type: "string", default: `run-${random()}` },
    only: { type: "string", multiple: true },
    /** For one scenario, in seconds. */
    timeout: { type: "string", default: "30" },
  },
});

/** For all that a scenario undoes at its end. */
const cleanupLimit = 15_000;

/** What every engine has. */
const image = "busybox";

await main(required("engine"), required("endpoint"), flags.run, Number(flags.timeout) * 1000);

async function main(engineName: string, endpoint: string, run: string, limit: number): Promise<void> {
  const engine = engines.find((candidate) => candidate.name === engineName);
  if (engine === undefined)
    throw new Error(`no such engine: ${engineName}; one of ${engines.map((e) => e.name).join(", ")}`);
  const apiVersion = flags["api-version"] ?? engine.apiVersion;
  const open = async (): Promise<Docker> => {
    const opened = await connect(endpoint, apiVersion === undefined ? {} : { apiVersion });
    // The real ones were given it; ours begins empty, and has it in its registry.
    if (!isReal(engine)) await opened.images.pull(image);
    return opened;
  };
  let docker: Docker | undefined;
  for (const scenario of scenarios) {
    if (flags.only !== undefined && !flags.only.includes(scenario.name)) continue;
    const missing = lacking(engine, scenario);
    if (missing !== undefined) {
      print({ name: scenario.name, ok: true, skipped: `not on this engine: ${missing}`, ms: 0 });
      continue;
    }
    const began = performance.now();
    try {
      docker ??= await open();
      await perform(scenario, docker, engine, run, limit);
      print({ name: scenario.name, ok: true, ms: elapsed(began) });
    } catch (error) {
      print({ name: scenario.name, ok: false, error: told(error), ms: elapsed(began) });
      process.exitCode = 1;
      // Whatever it left half done must not be the next one's failure.
      await docker?.close().catch(() => {});
      docker = undefined;
    }
  }
  await docker?.close();
  if (isReal(engine)) await sweep(endpoint, run);
}

/** One scenario with its own context, within its time, and then its cleanup. */
async function perform(scenario: Scenario, docker: Docker, engine: Engine, run: string, limit: number): Promise<void> {
  const undo: (() => unknown)[] = [];
  const ending = new AbortController();
  setMaxListeners(0, ending.signal); // a scenario may hand it to any number of calls
  const repository = (name: string) => `${isReal(engine) ? registry() : "localhost:5000"}/${name}`;
  const context: Context = {
    docker,
    engine: {
      name: engine.name,
      family: engine.family,
      dialect: engine.dialect,
      apiVersion: (await docker.api()).version,
    },
    image,
    get pullable(): string {
      return isReal(engine) ? repository(image) : image;
    },
    repository,
    name: (prefix) => `${prefix}-${random()}`,
    config:
      engine.dialect === "v1.0"
        ? {}
        : { Labels: { [label]: run }, NetworkDisabled: true, HostConfig: { NetworkMode: "none" } },
    signal: ending.signal,
    cleanup: (step) => undo.unshift(step),
  };
  try {
    await within(limit, `${scenario.name}: not over after ${limit / 1000} s`, scenario.run(context));
  } catch (error) {
    ending.abort(error);
    await within(cleanupLimit, "", cleanUp(undo)).catch(() => {});
    throw error;
  }
  await within(cleanupLimit, `${scenario.name}: cleanup not over after ${cleanupLimit / 1000} s`, cleanUp(undo));
}

/** Every step is tried; the first failure is thrown at the end. */
async function cleanUp(undo: readonly (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of undo) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function within<T>(limit: number, message: string, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException(message, "TimeoutError")), limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function told(error: unknown): NonNullable<Outcome["error"]> {
  const { name, message } = error instanceof Error ? error : { name: "not an error", message: String(error) };
  return { name, message, stack: inspect(error, { depth: 4 }) };
}

function print(outcome: Outcome): void {
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}

function required(flag: "engine" | "endpoint"): string {
  const value = flags[flag];
  if (value === undefined) throw new Error(`--${flag} is missing`);
  return value;
}

function registry(): string {
  const address = process.env["DKS_TEST_REGISTRY"];
  if (address === undefined)
    throw new Error("DKS_TEST_REGISTRY is not set: there is nothing to pull from (test/support/engines sets it)");
  return address;
}

function random(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(5)), (byte) => (byte % 36).toString(36)).join("");
}

function elapsed(began: number): number {
  return Math.round(performance.now() - began);
}

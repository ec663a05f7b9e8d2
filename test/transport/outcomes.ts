/** Running cases in a process of a runtime, and what came of each. */

import { expect } from "vitest";
import { type RunOptions, type RuntimeName, run } from "./runtimes.ts";

/** How a case ended. */
export interface Outcome {
  name: string;
  ok: boolean;
  error?: string;
}

/** The program that runs the cases. */
export const runner = "test/transport/runner.ts";

/** A quiet stream is quiet for 3 s here; the real thing, to be asked for, is 400 s. */
export const quietSeconds: number = Number(process.env["DKS_TEST_QUIET_SECONDS"] ?? 3);

/** What a test that runs cases may take, in milliseconds. */
export const timeout: number = 120_000 + quietSeconds * 2000;

/** Runs cases, and gives their outcomes by name. */
export async function outcomes(
  runtime: RuntimeName,
  args: readonly string[],
  options?: RunOptions,
): Promise<Map<string, Outcome>> {
  const lines = (await run(runtime, [runner, ...args], options)).map((line) => JSON.parse(line) as Outcome);
  return new Map(lines.map((outcome) => [outcome.name, outcome]));
}

/** Fails unless the case held. */
export function expectOk(outcome: Outcome | undefined): void {
  expect(outcome ?? { ok: false, error: "the process ended before" }).toEqual({ name: outcome?.name, ok: true });
}

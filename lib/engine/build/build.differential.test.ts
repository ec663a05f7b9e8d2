/**
 * Our builds beside those of dockerd: each must tell the same, fail the same, and come to the same image. What dockerd does is
 * recorded, so that the suite runs everywhere; where DKS_TEST_DOCKER names a dockerd, the recording is checked too. DKS_RECORD=1
 * records it anew.
 */
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type BuildOutcome, cases, readRecording, writeRecording } from "./differential/cases.ts";
import { build, embedded, realDocker } from "./differential/engines.ts";
import { normal } from "./differential/normal.ts";

const docker = realDocker();

if (process.env["DKS_RECORD"] === "1") {
  if (docker === undefined) throw new Error("there is no dockerd to record: DKS_TEST_DOCKER names its socket");
  const outcomes: Record<string, BuildOutcome> = {};
  for (const one of cases) outcomes[one.name] = await build(docker, one);
  writeRecording(outcomes);
}

const recording = readRecording();

test("there is one recording for each build", () => {
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  expect(Object.keys(recording).sort()).toEqual(cases.map(({ name }) => name).sort());
});

describe("we build what dockerd built", () => {
  let engine: Awaited<ReturnType<typeof embedded>>;
  beforeAll(async () => {
    engine = await embedded();
  });
  afterAll(() => engine.close());

  test.each(cases)("$name", async (one) => {
    expect(normal(await build(engine.call, one))).toEqual(normal(recording[one.name]!));
  });

  test("and nothing is left of it", async () => {
    const list = async (path: string): Promise<unknown[]> =>
      JSON.parse(new TextDecoder().decode((await engine.call("GET", path)).body)) as unknown[];
    expect(await list("/containers/json?all=1")).toEqual([]);
    expect(await list("/images/json?all=1")).toHaveLength(1);
  });
});

if (docker === undefined) {
  test.skip("dockerd builds what was recorded, skipped: DKS_TEST_DOCKER names no engine at a socket", () => {});
} else {
  describe("dockerd builds what was recorded", () => {
    test.each(cases)("$name", async (one) => {
      expect(normal(await build(docker, one))).toEqual(normal(recording[one.name]!));
    });
  });
}

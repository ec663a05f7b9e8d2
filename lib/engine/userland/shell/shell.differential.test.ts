/**
 * The shell beside that of BusyBox: every script must write the same, to both outputs, and end with the same status. What
 * BusyBox does is recorded, so that the suite runs everywhere; where BusyBox 1.35 is found, the recording is checked too.
 * DKS_RECORD=1 records it anew.
 */

import process from "node:process";
import { afterAll, describe, expect, test } from "vitest";
import { findBusyBox } from "./differential/busybox.ts";
import { type Outcome, readCases, readRecording, writeRecording } from "./differential/cases.ts";
import { run } from "./testing.ts";

const cases = readCases();
const busybox = findBusyBox();
afterAll(() => busybox?.dispose());

if (process.env["DKS_RECORD"] === "1") {
  if (busybox === undefined) throw new Error("there is no BusyBox 1.35 to record; DKS_BUSYBOX names its path");
  const outcomes: Record<string, Outcome> = {};
  for (const script of cases) outcomes[script.name] = await busybox.run(script);
  writeRecording(outcomes);
}

const recording = readRecording();

test("there is one recording for each script", () => {
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  expect(Object.keys(recording).sort()).toEqual(cases.map(({ name }) => name).sort());
});

describe("our shell does what BusyBox did", () => {
  test.concurrent.each(cases)("$name", { timeout: 30_000 }, async (script) => {
    expect(await run(script)).toEqual(recording[script.name]);
  });
});

describe.skipIf(busybox === undefined)("BusyBox does what was recorded", () => {
  test.concurrent.each(cases)("$name", { timeout: 30_000 }, async (script) => {
    expect(await busybox!.run(script)).toEqual(recording[script.name]);
  });
});

/** Held when all scenarios have run: what they have shown in all. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, test } from "vitest";
import { type OperationName, operations } from "../../lib/api/operations.ts";
import { root } from "../support/root.ts";
import { scenarios } from "./all.ts";
import { engines, isReal } from "./engines.ts";
import { report, told } from "./report.ts";
import { runtimes } from "./runtimes.ts";

describe("the scenarios", () => {
  const { shown, asked } = told();
  const isWhole = asked === runtimes.length * engines.length;

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

  test("that no real engine can show are held against raw bytes by tests that exist", () => {
    const missing = scenarios.filter(({ rawBytes }) => rawBytes !== undefined && !existsSync(root + rawBytes));
    assert.deepEqual(
      missing.map(({ name, rawBytes }) => `${name}: ${rawBytes}`),
      [],
    );
  });

  test("are each green on a real engine otherwise", (context) => {
    if (!isWhole) context.skip("needs every engine from every runtime");
    const real = new Set<string>(engines.filter(isReal).map(({ name }) => name));
    const green = new Set(shown.filter((one) => one.ok && real.has(one.engine)).map((one) => one.scenario));
    assert.deepEqual(
      scenarios.filter(({ name, rawBytes }) => rawBytes === undefined && !green.has(name)).map(({ name }) => name),
      [],
    );
  });

  test("are told in test/REPORT.md", (context) => {
    if (!isWhole) context.skip("needs every engine from every runtime");
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

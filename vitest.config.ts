import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const report = "test/scenarios/report.test.ts";

/** The scenarios take longest: the others go beside them, not before them. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => moduleId.includes("/test/scenarios/");
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/**
 * For two cores: the quick tests first, then those that drive whole engines and terminals, of which one of three files at a time waits
 * for something; and the report on all scenarios last.
 */
export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    sequence: { sequencer: LongestFirst },
    reporters: ["default", "./test/reporter.ts"],
    env: { DKS_TEST_SHOWN: join(tmpdir(), `dks-shown-${process.pid}`) },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["lib/**/*.test.ts", "shell/**/*.test.ts", "test/**/*.test.ts"],
          exclude: ["test/scenarios/**", "test/e2e/**", "test/soak/**", "test/conformance/**"],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "whole",
          include: ["test/{scenarios,e2e,soak,conformance}/**/*.test.ts"],
          exclude: [report],
          sequence: { groupOrder: 1 },
          // Real engines and terminals have weak moments under load. The reporter names what passed at its second try only.
          retry: process.env["CI"] ? 1 : 0,
        },
      },
      {
        extends: true,
        test: { name: "report", include: [report], sequence: { groupOrder: 2 } },
      },
    ],
  },
});

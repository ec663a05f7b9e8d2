import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The scenarios take longest, and are one file: the others go beside them, not before them. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => moduleId.includes("/test/scenarios/");
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

/** For two cores: the quick tests first, then those that drive whole engines and terminals. One of three files at a time waits for something. */
export default defineConfig({
  test: {
    pool: "forks",
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    sequence: { sequencer: LongestFirst },
    reporters: ["default", "./test/reporter.ts"],
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
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

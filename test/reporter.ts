import process from "node:process";
import type { Reporter, SerializedError, TestCase, TestModule, TestSuite, Vitest } from "vitest/node";
import { acceptedReasons } from "./support/skips.ts";

/**
 * Ends a run with the tests that passed at their second try only, each with why the first one failed, those that were skipped, each
 * with its reason, and a last line `N passed, N failed, N skipped`. A test counts once, however often it was tried.
 *
 * With `DKS_TEST_NO_SKIPS=1` a skipped test makes the run fail, unless its reason is an accepted one: where everything that
 * the tests need is there, a skip is a test that was lost.
 */
export default class ClosingReporter implements Reporter {
  /** A run of some tests by name (`-t`) leaves out the others: nobody wants the list of those. */
  #byName = false;

  onInit(vitest: Vitest): void {
    this.#byName = vitest.config.testNamePattern !== undefined;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    let passed = 0;
    let failed = unhandled.length;
    const skipped: Told[] = [];
    const retried: Told[] = [];
    for (const module of modules) {
      failed += brokenOutsideTests(module);
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === "passed") {
          passed++;
          // What failed before it passed is kept as its errors.
          if (test.diagnostic()?.flaky) retried.push({ name: nameOf(test), reason: firstError(result.errors) });
        } else if (result.state === "skipped")
          skipped.push({ name: nameOf(test), reason: result.note ?? reasonIn(test) });
        else failed++;
      }
    }
    const strict = process.env["DKS_TEST_NO_SKIPS"] === "1";
    const lost = strict ? skipped.filter((test) => !acceptedReasons.includes(test.reason)) : [];
    const accepted = skipped.filter((test) => !lost.includes(test));
    if (lost.length > 0) process.exitCode = 1;
    const lines = [
      ...list("Passed at the second try:", retried),
      ...(this.#byName ? [] : list("Skipped:", accepted)),
      ...list("Skipped, where no test may be skipped:", lost),
      `${passed} passed, ${failed + lost.length} failed, ${accepted.length} skipped`,
    ];
    process.stdout.write(`\n${lines.join("\n")}\n`);
  }
}

/** A test, and what is to be said of it. */
interface Told {
  name: string;
  reason: string;
}

/** Files and suites that failed to load, or in a hook of theirs: no test case counts those. */
function brokenOutsideTests(module: TestModule): number {
  const suites: (TestModule | TestSuite)[] = [module, ...module.children.allSuites()];
  return suites.filter((suite) => suite.errors().length > 0).length;
}

function nameOf(test: TestCase): string {
  return `${test.module.relativeModuleId} > ${test.fullName}`;
}

/** A test that is skipped where it is declared has no note: its reason stands in a name, after `skipped: `. */
function reasonIn(test: TestCase): string {
  return /skipped: ([^>]*)/.exec(test.fullName)?.[1]?.trim() ?? "no reason given";
}

function firstError(errors: readonly SerializedError[] | undefined): string {
  return errors?.[0]?.message ?? "no error was kept";
}

function list(title: string, tests: readonly Told[]): string[] {
  const line = ({ name, reason }: Told): string => `  ${name} (${reason.replaceAll("\n", "\n    ")})`;
  return tests.length === 0 ? [] : [title, ...tests.map(line), ""];
}

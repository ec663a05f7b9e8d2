import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { commands, run, Workspace } from "./support.ts";

const files = new Workspace();
afterAll(() => files.remove());

/** What comes when the last statement is over, or between two, and what a check says of it. */
const late: readonly (readonly [name: string, source: string, said: string | undefined])[] = [
  ["thrown", 'setTimeout(() => { throw new Error("late"); }, 20);\n1\n//=> 1\n', "Error: late"],
  ["rejected", 'Promise.reject(new Error("boom")); 1\n//=> 1\n', "Error: boom"],
  [
    "printed",
    'setTimeout(() => print("late"), 20); 1\n//=> 1\n',
    "LateOutputError: this came after the last statement: late",
  ],
  ["exit-code", "process.exitCode = 5;\n", "ExitCodeError: the file has set the exit code 5"],
  ["between", 'void (async () => { for (let i = 0; i < 50; i++) await null; print("seen"); })();\n1\n//=> 1\n', "seen"],
  ["nothing", "setTimeout(() => {}, 10); const timer = setInterval(() => {}, 1000);\n1\n//=> 1\n", undefined],
];

describe.each(commands)("dks check on $runtime", ({ argv, absent }) => {
  if (absent !== undefined) {
    test.skip(`skipped: ${absent}`);
    return;
  }

  test("sees what comes when a statement is over", { timeout: 60_000 }, async () => {
    const paths = late.map(([name, source]) => {
      const path = `${files.path}/late-${name}.dks`;
      writeFileSync(path, source);
      return path;
    });
    const { stdout } = await run([...argv, "check", ...paths]);
    const reports = stdout.split(/^(?=\S*late-)/m);
    expect(reports.map((report) => report.slice(files.path.length + 6).split(" ", 2)[0])).toEqual(
      late.map(([name]) => `${name}.dks:`),
    );
    for (const [index, [, , said]] of late.entries())
      expect(reports[index]).toMatch(said === undefined ? /: ok / : new RegExp(`: (?:failed|differs) [^]*${said}`));
  });
});

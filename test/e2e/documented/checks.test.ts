/** That a page which is wrong is found to be: each way of checking, with something that it must not let pass. */
import { afterAll, describe, expect, test } from "vitest";
import { commands, Workspace } from "../support.ts";
import type { Block } from "./blocks.ts";
import { commandsIn, scriptIn } from "./commands.ts";
import { checkExamples, isProgram, printedBy, scriptOf, verdictsIn } from "./examples.ts";
import { isShown, stepsOf } from "./sessions.ts";
import { pathsIn } from "./tree.ts";

const files = new Workspace();
afterAll(() => files.remove());

const block = (text: string, line = 7, info = "ts"): Block => ({ page: "docs/page.md", line, info, text });

describe("an example", () => {
  test("has the lines of its page, and its own first line first", () => {
    expect(scriptOf(block("1\n", 3))).toBe("\n\n1\n");
    expect(scriptOf(block("#!/usr/bin/env dks\n//! dks 1\n1\n", 3))).toBe("#!/usr/bin/env dks\n\n\n//! dks 1\n1\n");
  });

  test.skipIf(commands[0]!.absent !== undefined)("that is wrong is found, on the line of its page", async () => {
    const examples = [
      block("1 + 1\n//=> 2\n", 7),
      block("1 + 1\n//=> 3\n", 20),
      block("nobody.knows()\n", 30),
      block("// dks: require engine docker\n1\n", 40),
      block('//! dks 1\ncontainers.get("x").start();\n', 50),
    ];
    const verdicts = await checkExamples(files, examples, { engine: "embedded:", jobs: 2 });
    expect(Object.fromEntries(verdicts)).toEqual({
      "docs/page.md:7": { state: "ok", report: expect.any(String) },
      "docs/page.md:20": { state: "differs", report: expect.stringContaining("docs/page.md/20.dks:21: another value") },
      "docs/page.md:30": {
        state: "failed",
        report: expect.stringMatching(/ReferenceError[\s\S]*at docs\/page.md\/30.dks:30/),
      },
      "docs/page.md:40": { state: "skipped", report: expect.any(String) },
      "docs/page.md:50": { state: "failed", report: expect.stringContaining("is not awaited") },
    });
  });

  test("that a check says nothing of has no verdict", () => {
    const report =
      "a.dks: ok (1 statement, 0.1 s)\nb.dks: failed (0 statements, 0.1 s)\n  Error: no\n2 files: 1 passed\n";
    expect([...verdictsIn(report).keys()]).toEqual(["a.dks", "b.dks"]);
    expect(verdictsIn(report).get("b.dks")?.report).toBe("b.dks: failed (0 statements, 0.1 s)\n  Error: no");
  });

  test("that imports dks is a program, too, and says what it prints", async () => {
    const program = block('import { connect } from "dks";\nconsole.log(1);\n//| 1\n2;\n//=> 2\n');
    expect([program, block('import { x } from "node:fs";\n')].map(isProgram)).toEqual([true, false]);
    expect(await printedBy(program)).toEqual(["1"]);
  });
});

describe("a session", () => {
  test("is taken apart at its prompts", () => {
    const steps = stepsOf("$ dks\nembedded> f()\n1\n...\n/ # exit\nembedded>\n");
    expect(steps).toEqual([
      { prompt: "$", input: "dks", lines: ["$ dks"] },
      { prompt: "embedded>", input: "f()", lines: ["embedded> f()", "1", "..."] },
      { prompt: "/ #", input: "exit", lines: ["/ # exit", "embedded>"] },
    ]);
    expect(() => stepsOf("1\n$ dks\n")).toThrow('a session begins with a prompt, and not with "1"');
  });

  const shown = ["$ ps", "ID            UP", "242eba6ae991  Up 3 seconds", "...", "242eba6ae991 after 0.5 ms", "$"];
  const id = "f57636bdd8b9";
  test.each([
    ["with other ids and times", `$ ps\nID  UP\n${id}  Up 1 second\n1\n2\n${id} after 12 ms\n$`, true],
    ["with another id in one place", `$ ps\nID  UP\n${id}  Up 1 second\n242eba6ae991 after 12 ms\n$`, false],
    ["with another text", `$ ps\nID  UP\n${id}  Up 1 second\n${id} before 12 ms\n$`, false],
    ["with more at its end", `$ ps\nID  UP\n${id}  Up 1 second\n${id} after 12 ms\nmore\n$`, false],
    ["that has not come to its end", `$ ps\nID  UP\n${id}  Up 1 second\n${id} after 12 ms`, false],
  ])("is compared with a screen %s", (_, screen, expected) => {
    expect(isShown(shown, screen)).toBe(expected);
  });

  test("is without headers where it says so", () => {
    const [lines, screen] = [["1 > GET /", "1 < {}"], "1 > GET /\n1 > host: docker\n1 < {}"];
    expect(isShown(lines, screen, { info: "console without headers" })).toBe(true);
    expect(isShown(lines, screen, { info: "console" })).toBe(false);
  });
});

test("commands are run on their lines, without those that are not to run", () => {
  expect(commandsIn("npm ci && npx dks x.dks      # what it does")).toEqual(["npm ci", "npx dks x.dks"]);
  expect(commandsIn("# prose")).toEqual([]);
  const text = "export A=1\nnpm ci && dks '#1'\nnpm ci\n";
  expect(scriptIn({ text }, (command) => command === "npm ci")).toBe("export A=1\ndks '#1'\n\n");
});

test("a tree is of paths, and their words are none", () => {
  const tree = "a.ts    the first\nlib/\n  b/    more: c.ts,\n        d.ts\n    e.ts  last\nf/      g/\n";
  expect(pathsIn(tree)).toEqual(["a.ts", "lib/", "lib/b/", "lib/b/e.ts", "f/"]);
});

/** The documentation is checked: every block of code on every page is an example that is run, or is held against what it tells of. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { matchLines } from "../../shell/script/match.ts";
import { printedLines } from "../../shell/script/shown.ts";
import { Bindings } from "../../shell/script/volatile.ts";
import { type Block, type Kind, placeOf } from "./documented/blocks.ts";
import { commandsIn, scriptIn } from "./documented/commands.ts";
import { checkExamples, expectOk, isProgram, printedBy, scriptOf, type Verdict } from "./documented/examples.ts";
import { byPage, ofKind } from "./documented/pages.ts";
import { Project } from "./documented/project.ts";
import { playSession } from "./documented/sessions.ts";
import { directories, embeddedOnly, notRun, progress, stages } from "./documented/settings.ts";
import { pathsIn } from "./documented/tree.ts";
import { commands, root, run, Workspace } from "./support.ts";
import { noTerminal } from "./terminal.ts";

const named = (kind: Kind): [string, Block][] => ofKind(kind).map((block) => [placeOf(block), block]);
const examples = ofKind("example");
const { argv, absent } = commands[0]!;

const project = new Project();
afterAll(() => project.remove());

describe("what is told of blocks is told of blocks that there are:", () => {
  const firstLines = ofKind("session").map(({ text }) => text.split("\n", 1)[0]);
  const shown = ofKind("commands").flatMap(({ text }) => text.split("\n").flatMap(commandsIn));

  test.each(stages.map(({ begins }) => begins))("the session %s", (begins) => expect(firstLines).toContain(begins));
  test.each([...notRun.keys()])("the command %s", (command) => expect(shown).toContain(command));
  test.each([...embeddedOnly.keys()])("the example with %s", (text) =>
    expect(examples.some((example) => example.text.includes(text))).toBe(true),
  );
  test.each([...directories.keys()])("the commands of %s", (page) =>
    expect(ofKind("commands").some((block) => block.page === page)).toBe(true),
  );
  test("signatures stand in the reference, which is made from the source", () => {
    const elsewhere = ofKind("signature").filter(({ page }) => !page.startsWith("docs/reference/"));
    expect(elsewhere.map(placeOf)).toEqual([]);
  });
});

describe.skipIf(absent !== undefined)(`examples${because(absent)}`, () => {
  describe.each(byPage(examples))("of %s, on the embedded engine", (_, shown) => {
    let verdicts: ReadonlyMap<string, Verdict>;
    beforeAll(async () => {
      verdicts = await checkExamples(project, shown, { engine: "embedded:", jobs: 2 });
    });
    test.each(shown.map(placeOf))("%s", (place) => expectOk(verdicts.get(place)!));
  });

  test("have no mistake of types", async () => {
    await run([...argv, "types", "--out", "dks.d.ts"], { cwd: project.path });
    // A file that refers to its own declarations stands beside them: the commands of its page check it.
    const own = examples.filter(({ text }) => !text.includes("/// <reference"));
    const files = own.map((example) => project.write(`${example.page}/${example.line}.mts`, scriptOf(example)));
    const options = "--noEmit --strict --target es2022 --module nodenext --moduleDetection force --types node".split(
      " ",
    );
    const result = await run([...commandOf("tsc"), ...options, "dks.d.ts", ...files], { cwd: project.path });
    expect(result).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  const ways = [...commands, { ...commands[0]!, runtime: "dks", script: argv }];
  describe.each(ways)("that are programs, by $runtime", ({ script, absent }) => {
    const programs = examples.filter(isProgram).map((example) => [placeOf(example), example] as const);
    test.skipIf(absent !== undefined).each(programs)(`%s${because(absent)}`, async (_, example) => {
      const file = project.write(`${example.page}/${example.line}.ts`, scriptOf(example));
      const { code, stdout, stderr } = await run([...script, file], { env: { DOCKER_HOST: "embedded:" } });
      expect(code, stderr).toBe(0);
      // Deno and Bun show texts in other quotes.
      const alike = (text: string): string => text.replaceAll('"', "'");
      const expected = (await printedBy(example)).map(alike);
      const lines = printedLines(alike(stdout));
      const matched = matchLines(expected, lines, new Bindings(), { kind: "printed", unordered: false });
      if (matched === undefined) expect(lines).toEqual(expected);
    });
  });
});

const noSessions = absent ?? noTerminal;
describe.skipIf(noSessions !== undefined)(`sessions${because(noSessions)}`, () => {
  const state = new Workspace();
  state.write("dks/lessons.json", JSON.stringify(progress));
  afterAll(() => state.remove());
  const env = { ...project.env, XDG_STATE_HOME: state.path, XDG_CONFIG_HOME: state.path };

  test.each(named("session"))("%s", async (_, block) => {
    const stage = stages.find(({ begins }) => block.text.startsWith(`${begins}\n`));
    if (stage === undefined) throw new Error(`settings.ts does not say where this session begins:\n${block.text}`);
    await playSession(block, stage, { dks: argv, env });
  });
});

describe.skipIf(absent !== undefined)(`commands${because(absent)}`, () => {
  test.each(named("commands"))("%s", async (_, block) => {
    const files = directories.get(block.page);
    for (const [name, text] of Object.entries(files ?? {}))
      if (!existsSync(join(project.path, name))) project.write(name, text);
    const script = scriptIn(block, (command) => notRun.has(command));
    const tell = `trap 'echo "line $((LINENO - 1 + ${block.line - 1})) failed: $BASH_COMMAND" >&2' ERR`;
    const cwd = files === undefined ? root : project.path;
    const result = await run(["bash", "-e", "-c", `${tell}\n${script}`], { cwd, env: project.env });
    expect(result.code, `${script}\n${result.stdout}${result.stderr}`).toBe(0);
  });
});

test.each(named("json"))("%s is JSON", (_, { text }) => void JSON.parse(text));

test.each(named("tree"))("%s names files that there are", (_, { text }) => {
  const paths = pathsIn(text);
  expect(paths.length).toBeGreaterThan(10);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

function because(reason: string | undefined): string {
  return reason === undefined ? "" : `, skipped: ${reason}`;
}

function commandOf(name: string): [string, ...string[]] {
  return [process.execPath, join(root, "node_modules", ".bin", name)];
}

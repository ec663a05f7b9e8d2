/** Examples as files, and what a check says of each. */
import { expect } from "vitest";
import { parseTranscript } from "../../../shell/script/transcript.ts";
import { commands, type Result, run, type Workspace } from "../support.ts";
import { type Block, placeOf } from "./blocks.ts";

/** Whether an example is a program that stands for itself, and not only a `.dks` file. */
export function isProgram({ text }: Block): boolean {
  return /^import .* from "dks(?:\/engine)?";$/m.test(text);
}

/** An example as a file, on the lines that it has on its page: what is reported of it is reported there. */
export function scriptOf({ text, line }: Block): string {
  const [, first = "", rest] = /^(#!.*\n)?([\s\S]*)$/.exec(text)!;
  return `${first}${"\n".repeat(line - 1)}${rest}`;
}

/** What an example says that it prints. */
export async function printedBy({ text }: Block): Promise<readonly string[]> {
  const { items } = await parseTranscript(text);
  return items
    .flatMap((item) => (item.kind === "statement" ? item.expected : []))
    .flatMap(({ kind, lines }) => (kind === "printed" ? lines : []));
}

/** What came of a file. */
export interface Verdict {
  readonly state: "ok" | "differs" | "failed" | "skipped";
  /** All that was said about it. */
  readonly report: string;
}

/** How examples are checked. */
export interface CheckOptions {
  engine: string;
  /** How many run at a time. */
  jobs: number;
  /** Makes of a source what the engine needs. */
  adapted?: (source: string) => string;
}

/** Runs `dks check` over examples, each a file of its own; gives what it says of each, by its place. */
export async function checkExamples(
  files: Workspace,
  examples: readonly Block[],
  { engine, jobs, adapted = (source) => source }: CheckOptions,
): Promise<ReadonlyMap<string, Verdict>> {
  const names = new Map(examples.map((example) => [`${example.page}/${example.line}.dks`, example]));
  for (const [name, example] of names) files.write(name, adapted(scriptOf(example)));
  const result = await run([...commands[0]!.argv, "check", "-H", engine, `--jobs=${jobs}`, ...names.keys()], {
    cwd: files.path,
    env: { DOCKER_HOST: engine },
  });
  const verdicts = verdictsIn(result.stdout);
  return new Map([...names].map(([name, example]) => [placeOf(example), verdicts.get(name) ?? unheard(result)]));
}

/** The report of a check, by file. */
export function verdictsIn(report: string): Map<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  // What is told of a file stands below its name, and further to the right.
  for (const told of report.split(/\n(?! {2})/)) {
    const [, name, state] = /^(\S+): (ok|differs|failed|skipped) \(/.exec(told) ?? [];
    if (name !== undefined) verdicts.set(name, { state: state as Verdict["state"], report: told });
  }
  return verdicts;
}

/** Fails with what was said of an example that is not as it says. */
export function expectOk({ state, report }: Verdict): void {
  expect(state, report).toBe("ok");
}

function unheard({ code, stdout, stderr }: Result): Verdict {
  return { state: "failed", report: `the check says nothing of it (exit code ${code})\n${stdout}${stderr}` };
}

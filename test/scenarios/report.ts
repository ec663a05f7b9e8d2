/** What the scenarios have shown, as one table: operation by engine by runtime, with the reason for every cell that is not a plain yes. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import process from "node:process";
import { type OperationName, operations } from "../../lib/api/operations.ts";
import { compareVersions } from "../../lib/api/versions.ts";
import { type Engine, engines, type Family, lacking } from "./engines.ts";
import type { Scenario } from "./types.ts";

/** How one scenario ended on one engine from one runtime. */
export interface Shown {
  readonly scenario: string;
  readonly engine: string;
  readonly runtime: string;
  readonly ok: boolean;
}

/** What the test file of one family of engines has seen. */
export interface Told {
  readonly shown: readonly Shown[];
  /** How many pairings of an engine and a runtime were asked. */
  readonly asked: number;
}

/** Where the test files of one run leave what they have seen; vitest.config.ts names it. */
const folder = process.env["DKS_TEST_SHOWN"];

/** Leaves what a file has seen to the report, which is made in a process of its own when all have ended. */
export function tell(family: Family, seen: Told): void {
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/${family}.json`, JSON.stringify(seen));
}

/** What all files have seen in this run, which is then forgotten. */
export function told(): Told {
  const files = folder !== undefined && existsSync(folder) ? readdirSync(folder) : [];
  const all = files.map((name) => JSON.parse(readFileSync(`${folder}/${name}`, "utf8")) as Told);
  if (files.length > 0) rmSync(folder!, { recursive: true });
  return { shown: all.flatMap(({ shown }) => shown), asked: all.reduce((sum, { asked }) => sum + asked, 0) };
}

/** The report as Markdown. It says nothing that changes from run to run. */
export function report(scenarios: readonly Scenario[], runtimes: readonly string[], shown: readonly Shown[]): string {
  const notes = new Notes();
  const names = Object.keys(operations) as OperationName[];
  const rows = names.map((name) => [
    `${name}`,
    ...engines.map((engine) => cell(name, engine, scenarios, runtimes, shown, notes)),
  ]);
  const head = ["Operation", ...engines.map(({ name }) => name)];
  return [
    "# Conformance",
    "",
    "Written by the tests: what the scenarios (test/scenarios) have shown of each operation, on each engine, from each runtime.",
    "",
    `\`yes\`: every scenario of the operation has passed on that engine from ${list(runtimes)}. A number points to what is to be said besides.`,
    "",
    ...table([head, ...rows]),
    "",
    ...notes.lines(),
    "",
  ].join("\n");
}

function cell(
  name: OperationName,
  engine: Engine,
  scenarios: readonly Scenario[],
  runtimes: readonly string[],
  shown: readonly Shown[],
  notes: Notes,
): string {
  const operation = operations[name];
  if (compareVersions(operation.since, engine.apiVersion ?? "1.24") > 0) {
    return `no ${notes.add(`The API has it since ${operation.since}.`)}`;
  }
  const all = scenarios.filter((scenario) => scenario.operations.includes(name));
  const off = all.flatMap((scenario) => {
    const missing = lacking(engine, scenario);
    return missing === undefined ? [] : [{ scenario, missing }];
  });
  const marks: string[] = [];
  if (operation.until !== undefined && engine.dialect === "modern") {
    marks.push(notes.add(`Gone since API 1.24: the client supplies it by today's means.`));
  }
  for (const { scenario, missing } of off) marks.push(notes.add(`Not here: "${scenario.name}" (${missing}).`));
  const failed = shown.filter(
    (one) => !one.ok && one.engine === engine.name && all.some(({ name }) => name === one.scenario),
  );
  for (const { scenario, runtime } of failed) marks.push(notes.add(`Failed on ${runtime}: "${scenario}".`));
  const green = runtimes.filter((runtime) =>
    all.some((scenario) =>
      shown.some(
        (one) => one.ok && one.scenario === scenario.name && one.engine === engine.name && one.runtime === runtime,
      ),
    ),
  );
  const word =
    failed.length > 0
      ? "in part"
      : green.length === runtimes.length
        ? "yes"
        : green.length > 0
          ? green.join(", ")
          : "no";
  return [word, ...new Set(marks)].join(" ");
}

/** The reasons, numbered as they come up; the same reason has one number. */
class Notes {
  readonly #texts: string[] = [];

  add(text: string): string {
    let at = this.#texts.indexOf(text);
    if (at < 0) at = this.#texts.push(text) - 1;
    return `[${at + 1}]`;
  }

  lines(): string[] {
    return this.#texts.map((text, at) => `${at + 1}. ${text}`);
  }
}

function table(rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const [head = [], ...rest] = rows;
  return [line(head), `|${"---|".repeat(head.length)}`, ...rest.map(line)];
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

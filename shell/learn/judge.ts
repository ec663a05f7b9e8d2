/** Whether what somebody typed has done what a step is about: by its effect, whatever its words. */
import { readCommand } from "../commands/mod.ts";
import type { World } from "../complete/resolve.ts";
import { type ExpectationWorld, judge } from "../script/expectation.ts";
import { matchLines } from "../script/match.ts";
import { errorLines, printedLines, valueLines } from "../script/shown.ts";
import type { Output, Statement } from "../script/transcript.ts";
import { Bindings } from "../script/volatile.ts";
import type { Shell } from "../shell.ts";
import { declaredKinds } from "./kind.ts";
import type { Step, StatementStep } from "./lesson.ts";

/** What came of an input. */
export interface Outcome {
  /** The command of the prompt that it was. */
  readonly command?: string;
  /** The value that it gave; undefined when it gave none. */
  readonly value?: unknown;
  /** What was written to stdout: what it printed, and its value. */
  readonly written: string;
  /** What it ended with. */
  readonly failure?: { readonly error: unknown };
}

/** What a judgement goes by. */
export interface JudgeWorld extends Pick<ExpectationWorld, "engine" | "given"> {
  /** The names of the session, and the types of the library. */
  readonly types: World;
  /** What the commands that go on and off are at. */
  readonly switches: Readonly<Record<string, boolean>>;
}

/** What a shell is at. */
export async function judgeWorld(shell: Shell): Promise<JudgeWorld> {
  const { world } = await shell.completion();
  const host = shell.session.docker.endpoint;
  const switches = { ".wire": shell.wire.shown, ".time": shell.timing };
  return { engine: { host, apiVersion: shell.apiVersion }, given: shell.given, types: world, switches };
}

/** Whether a step is done, now that this has come of an input. */
export async function isDone(step: Step, outcome: Outcome, world: JudgeWorld): Promise<boolean> {
  if (step.kind === "command") return isSuchCommand(step.source, outcome, world);
  if (step.expectation === undefined) return isSuchOutcome(step.statement, step.source, outcome, world);
  if (outcome.failure) return false;
  return (await judge(step.expectation, { ...world, scope: world.types.scope, value: outcome.value })).holds;
}

/** Whether it is true already, as far as that can be told before anything was typed. */
export async function isTrueAlready({ expectation }: StatementStep, world: JudgeWorld): Promise<boolean> {
  if (expectation === undefined) return false;
  return (await judge(expectation, { ...world, scope: world.types.scope, value: undefined })).holds;
}

/** The same command; of one that goes on and off, the same position. */
function isSuchCommand(wanted: string, { command, failure }: Outcome, { switches }: JudgeWorld): boolean {
  if (command === undefined || failure) return false;
  const [asked, was] = [readCommand(wanted)!, readCommand(command)!];
  if (asked.command !== was.command) return false;
  const position = switches[asked.command.name];
  return position === undefined || position === (asked.argument !== "off");
}

/**
 * Where a lesson states nothing, what stands in it tells: an error of that kind, a value and printed lines that are the same, names with a value of
 * the same kind. A statement of which nothing is seen has done its work when it has not failed.
 */
async function isSuchOutcome(
  { expected }: Statement,
  source: string,
  { command, value, written, failure }: Outcome,
  { types }: JudgeWorld,
): Promise<boolean> {
  if (command !== undefined && value === undefined) return false;
  const isError = expected.some(({ kind }) => kind === "error");
  if (isError !== (failure !== undefined)) return false;
  const printed = printedLines(written);
  const texts: Record<Output["kind"], readonly (readonly string[])[]> = {
    value: [valueLines(value), printed],
    printed: [printed, ...(typeof value === "string" ? [printedLines(value)] : [])],
    error: failure ? [errorLines(failure.error)] : [],
  };
  const isSame = expected.every(({ kind, lines }) =>
    texts[kind].some((actual) => matchLines(lines, actual, new Bindings(), { kind, unordered: false }) !== undefined),
  );
  const kinds = await declaredKinds(source, types);
  return isSame && kinds.every(({ name, fits }) => fits(types.scope[name]));
}

/**
 * A script that is run as a whole, with what its comments say of its statements: what is skipped is left out, limits and requirements hold, and an error
 * that is stated is no end.
 */
import type { RunOptions } from "../run-session.ts";
import type { Deadline } from "./deadline.ts";
import type { Directive } from "./directives.ts";
import { Limit } from "./limit.ts";
import { RequirementError, unmet } from "./requirements.ts";
import { isStated, statedError } from "./stated.ts";
import { parseTranscript, type Statement } from "./transcript.ts";

/** A script that was read. */
export interface Directed extends Required<Pick<RunOptions, "source" | "execute" | "tried">> {}

/** The source to run, and how it is run. Throws a TranscriptError. */
export async function directed(source: string): Promise<Directed> {
  const { header, items, requirements } = await parseTranscript(source);
  const limits: { line: number; milliseconds: number | undefined }[] = [];
  const tried: { first: number; last: number; stated: readonly string[] }[] = [];
  const kept = [header.source];
  for (const item of items) {
    const text =
      item.kind === "statement" ? item.source + item.expected.map((output) => output.source).join("") : item.source;
    const isSkipped = item.kind === "statement" && has(item, "skip");
    // Lines and columns stay what they are.
    kept.push(isSkipped ? text.replaceAll(/[^\n\r\u2028\u2029]/g, " ") : text);
    if (item.kind !== "statement" || isSkipped) continue;
    const limit = { line: item.line, milliseconds: limitOf(item) };
    const first = limits.length;
    for (let index = 0; index < item.count; index++) limits.push(limit);
    const stated = statedError(item);
    if (stated) tried.push({ first, last: limits.length - 1, stated });
  }
  return {
    source: kept.join(""),
    tried,
    async execute(session, unit) {
      const reason = await unmet(session.docker, requirements);
      if (reason !== undefined) throw new RequirementError(`this script cannot run here: ${reason}`);
      const limit = new Limit(session, await deadlineFor(limits));
      let { signal } = session;
      const step = (index: number): void => {
        ({ signal } = session);
        limit.start(limits[index]?.milliseconds, limits[index]?.line ?? 0);
      };
      const failed = (error: unknown, run: number): boolean => !signal.aborted && isStated(tried[run]!.stated, error);
      await limit.during(session.run(unit, { step, called() {}, value() {}, failed }));
    },
  };
}

/** What ends the process, where a statement has a limit. */
async function deadlineFor(limits: readonly { milliseconds: number | undefined }[]): Promise<Deadline | undefined> {
  if (limits.every(({ milliseconds }) => milliseconds === undefined)) return undefined;
  return new (await import("./deadline.ts")).Deadline();
}

/** Whether a directive of a kind is about a statement. */
export function has({ directives }: Statement, kind: Directive["kind"]): boolean {
  return directives.some((directive) => directive.kind === kind);
}

/** How long a statement may take, in milliseconds, if it says so. */
export function limitOf({ directives }: Statement): number | undefined {
  return directives.find((directive) => directive.kind === "timeout")?.milliseconds;
}

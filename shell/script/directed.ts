/** A script that has directives, run as a whole: what is skipped is left out, and limits and requirements hold. */
import type { RunOptions } from "../run-session.ts";
import type { Directive } from "./directives.ts";
import { Limit } from "./limit.ts";
import { RequirementError, unmet } from "./requirements.ts";
import { parseTranscript, type Statement } from "./transcript.ts";

/** The source to run, and how it is run. Throws a TranscriptError. */
export async function directed(source: string): Promise<Required<Pick<RunOptions, "source" | "execute">>> {
  const { header, items, requirements } = await parseTranscript(source);
  const limits: { line: number; milliseconds: number | undefined }[] = [];
  let kept = header.source;
  for (const item of items) {
    const text =
      item.kind === "statement" ? item.source + item.expected.map((output) => output.source).join("") : item.source;
    const isSkipped = item.kind === "statement" && has(item, "skip");
    // Lines and columns stay what they are.
    kept += isSkipped ? text.replaceAll(/[^\n\r\u2028\u2029]/g, " ") : text;
    if (item.kind !== "statement" || isSkipped) continue;
    const limit = { line: item.line, milliseconds: limitOf(item) };
    for (let index = 0; index < item.count; index++) limits.push(limit);
  }
  return {
    source: kept,
    async execute(session, unit) {
      const reason = await unmet(session.docker, requirements);
      if (reason !== undefined) throw new RequirementError(`this script cannot run here: ${reason}`);
      const limit = new Limit(session);
      const step = (index: number): void => limit.start(limits[index]?.milliseconds, limits[index]?.line ?? 0);
      await limit.during(session.run(unit, { step, called() {}, value() {} }));
    },
  };
}

/** Whether a directive of a kind is about a statement. */
export function has({ directives }: Statement, kind: Directive["kind"]): boolean {
  return directives.some((directive) => directive.kind === kind);
}

/** How long a statement may take, in milliseconds, if it says so. */
export function limitOf({ directives }: Statement): number | undefined {
  return directives.find((directive) => directive.kind === "timeout")?.milliseconds;
}

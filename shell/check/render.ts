/** The report of a check as people read it. */
import { clip, type Paint, visible, visibleLine } from "../format/text.ts";
import type { Aligned } from "./align.ts";
import type { Difference } from "./compare.ts";
import { type FileResult, titleOf } from "./results.ts";

/** How many lines that came as expected are shown around those that did not. */
const context = 3;
/** How many lines are shown of those that came, or did not come, one after the other: the first tell what it is about. */
const most = 50;

const names: Readonly<Record<Difference["kind"], string>> = {
  printed: "printed text",
  value: "value",
  error: "error",
  expectation: "expectation",
};

/** What there is to say about a file. */
export function formatFile(file: FileResult, columns: number, paint: Paint): string {
  const { path, state, reason, statements, failures, took } = file;
  const compared = statements.filter((statement) => statement.state === "passed" || statement.state === "differs");
  const isBad = state === "differs" || state === "failed";
  const word = state === "passed" ? "ok" : isBad ? paint.red(state) : state;
  const tail = reason ?? `${count(compared.length, "statement")}, ${(took / 1000).toFixed(1)} s`;
  const lines = [`${visibleLine(path)}: ${word} ${paint.dim(`(${visibleLine(tail)})`)}`];
  for (const { differences, source } of statements)
    for (const difference of differences) lines.push(...formatDifference(path, source, difference, columns, paint));
  for (const failure of failures) lines.push(...failure.split("\n").map((line) => `  ${paint.red(visible(line))}`));
  return `${lines.join("\n")}\n`;
}

/** The last line. */
export function formatSummary(files: readonly FileResult[]): string {
  const of = (state: FileResult["state"]) => files.filter((file) => file.state === state).length;
  const statements = files
    .flatMap((file) => file.statements)
    .filter(({ state }) => state === "passed" || state === "differs");
  const left = files.flatMap((file) => file.statements).flatMap(({ differences }) => differences).length;
  const different = files.reduce((sum, { updated = 0 }) => sum + updated, left);
  const parts = [
    `${of("passed")} passed`,
    ...(of("updated") > 0 ? [`${of("updated")} updated`] : []),
    ...(of("differs") > 0 ? [`${of("differs")} different`] : []),
    ...(of("failed") > 0 ? [`${of("failed")} failed`] : []),
    ...(of("skipped") > 0 ? [`${of("skipped")} skipped`] : []),
  ];
  const found = different === 0 ? "" : `, ${count(different, "difference")}`;
  return `${count(files.length, "file")}: ${parts.join(", ")} (${count(statements.length, "statement")}${found})\n`;
}

/** A difference as lines of text, at its place. Used by the report and by those for machines. */
export function formatDifference(
  path: string,
  source: string,
  { kind, line, lines }: Difference,
  columns: number,
  paint: Paint,
): string[] {
  const width = Math.max(20, columns - 8);
  const shown = withoutLongRuns(excerpt(lines)).map((aligned) => {
    if ("left" in aligned) return paint.dim(`      (${count(aligned.left, "line")} ${aligned.as})`);
    const text = (value: string) => clip(visibleLine(value), width);
    switch (aligned.sign) {
      case "missing":
        return paint.red(`    - ${text(aligned.expected)}`);
      case "extra":
        return paint.bold(`    + ${text(aligned.actual)}`);
      case "elided":
        return paint.dim(`      ${text(aligned.expected)}`);
      default:
        return `      ${text(aligned.actual)}`;
    }
  });
  return [
    `  ${visibleLine(path)}:${line}: ${whatHappened(kind, lines)}`,
    `    ${paint.dim(`> ${clip(visibleLine(titleOf(source)), width)}`)}`,
    ...shown,
  ];
}

function whatHappened(kind: Difference["kind"], lines: readonly Aligned[]): string {
  if (kind === "expectation") return "what is expected (-) is not true";
  const isMissing = lines.every(({ sign }) => sign === "missing");
  const isExtra = lines.every(({ sign }) => sign === "extra");
  if (isMissing) return `no ${names[kind]}, where there should be (-)`;
  if (isExtra) return `${names[kind]} that nothing is said about (+)`;
  return `another ${names[kind]} (+) than expected (-)`;
}

/** So many lines that are not shown, and what they are. */
interface Left {
  left: number;
  readonly as: "as expected" | "more";
}

/** The lines around those that differ. */
function excerpt(lines: readonly Aligned[]): (Aligned | Left)[] {
  const near = lines.map((_, index) =>
    lines
      .slice(Math.max(0, index - context), index + context + 1)
      .some(({ sign }) => sign === "missing" || sign === "extra"),
  );
  const shown: (Aligned | Left)[] = [];
  for (const [index, line] of lines.entries()) {
    if (near[index]) shown.push(line);
    else leaveOut(shown, "as expected");
  }
  return shown;
}

/** The same without what is too long to be read. */
function withoutLongRuns(lines: readonly (Aligned | Left)[]): (Aligned | Left)[] {
  const shown: (Aligned | Left)[] = [];
  let [run, before] = [0, ""];
  for (const line of lines) {
    const sign = "left" in line ? "" : line.sign;
    run = sign === before ? run + 1 : 1;
    before = sign;
    if (run <= most) shown.push(line);
    else leaveOut(shown, "more");
  }
  return shown;
}

function leaveOut(shown: (Aligned | Left)[], as: Left["as"]): void {
  const last = shown.at(-1);
  if (last && "left" in last && last.as === as) last.left++;
  else shown.push({ left: 1, as });
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

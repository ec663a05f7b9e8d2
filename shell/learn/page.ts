/** How lessons look: the list, a step, and a whole lesson on paper. */
import type { Sink } from "../output.ts";
import { pad, plain, visible, visibleLine } from "../format/text.ts";
import { sourceLines } from "../play/player.ts";
import { layOutProse, painted } from "../play/prose.ts";
import { formatOutput } from "../script/transcript.ts";
import type { Lesson, LessonEntry, Step } from "./lesson.ts";
import type { Progress } from "./progress.ts";

/** The widest that a page is. */
const widest = 80;

/** Prose, as wide as a sink allows. */
export function proseText(prose: string, { columns, paint }: Sink): string {
  return layOutProse(prose, Math.min(columns, widest), paint === plain ? undefined : painted);
}

/** All lessons, and how far somebody has come. */
export function listText(
  lessons: readonly { entry: LessonEntry; steps: number; progress: Progress }[],
  { paint }: Sink,
): string {
  const width = Math.max(...lessons.map(({ entry }) => entry.title.length));
  const rows = lessons.map(({ entry, steps, progress }) => {
    const state = progress.done ? "done" : progress.steps > 0 ? `${progress.steps} of ${steps}` : "";
    return `${pad(String(entry.number), 4, "right")}  ${pad(visibleLine(entry.title), width, "left")}  ${state}`.trimEnd();
  });
  const next = lessons.find(({ progress }) => progress.steps > 0) ?? lessons.find(({ progress }) => !progress.done);
  const ending = next
    ? `dks learn ${next.entry.number} ${next.progress.steps > 0 ? "goes on with" : "begins"} lesson ${next.entry.number}.`
    : "You have done them all. dks learn NUMBER begins one anew.";
  return `${paint.bold("Lessons")}\n\n${rows.join("\n")}\n\n${ending}\n`;
}

/** A lesson's title. */
export function titleText({ number, title }: LessonEntry, { paint }: Sink): string {
  return paint.bold(`Lesson ${number}: ${visibleLine(title)}`);
}

/** A step: what is to be read, and what may be typed. */
export function stepText(step: Step, index: number, count: number, sink: Sink): string {
  const { paint } = sink;
  const prose = step.prose === "" ? "" : `${proseText(step.prose, sink)}\n\n`;
  return `\n${prose}${paint.dim(`Step ${index + 1} of ${count}. Type:`)}\n\n${sourceText(step, sink)}\n\n`;
}

function sourceText({ source }: Step, { paint }: Sink): string {
  return sourceLines(source, paint !== plain)
    .map((line) => `  ${line}`)
    .join("\n");
}

/** A whole lesson, with what came when it was recorded. */
export function lessonText(lesson: Lesson, sink: Sink): string {
  const { paint } = sink;
  const blocks: string[] = [titleText(lesson, sink)];
  for (const step of lesson.steps) {
    if (step.prose !== "") blocks.push(`\n${proseText(step.prose, sink)}\n`);
    const [first = "", ...rest] = sourceLines(step.source, paint !== plain);
    blocks.push([`${paint.bold(">")} ${first}`, ...rest.map((line) => `  ${line}`)].join("\n"));
    if (step.kind === "command") continue;
    for (const output of step.statement.expected)
      blocks.push(
        visible(
          formatOutput(output)
            .replaceAll(/^\/\/(?:=>|\||!!) ?| \((?:glob|re)\)$/gm, "")
            .trimEnd(),
        ),
      );
  }
  if (lesson.ending !== "") blocks.push(`\n${proseText(lesson.ending, sink)}`);
  return `${blocks.join("\n")}\n`;
}

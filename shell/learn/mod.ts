/** `dks learn`: lists the lessons, takes somebody through one at the prompt, or prints it. */
import process from "node:process";
import type { EngineSettings } from "../engine.ts";
import { exitCodeOf, exitCodes, explain, isUsage } from "../explain.ts";
import { HistoryFile } from "../history.ts";
import { onBrokenPipe, type Output, processOutput } from "../output.ts";
import { consoleOf } from "../prompt.ts";
import { formatFailure } from "../run-session.ts";
import { Leftovers } from "../script/leftovers.ts";
import { RequirementError, unmet } from "../script/requirements.ts";
import { engineOf } from "../script/run.ts";
import { Shell } from "../shell.ts";
import { Earshot } from "./earshot.ts";
import { findLesson, type Lesson, listLessons, readLesson } from "./lesson.ts";
import { type LearnOptions, learnUsage, parseLearn } from "./options.ts";
import { lessonText, listText } from "./page.ts";
import { ProgressFile } from "./progress.ts";
import { lessonCommands, Tutor } from "./tutor.ts";

/** Runs the command; gives the exit code. Throws a UsageError. */
export async function learn(
  args: readonly string[],
  common: EngineSettings & { readonly plain: boolean },
): Promise<number> {
  const options = parseLearn(args, common);
  const output = processOutput();
  if (options === undefined) {
    output.out.write(learnUsage);
    return exitCodes.ok;
  }
  onBrokenPipe(() => process.exit(exitCodes.ok));
  const lessons = await listLessons();
  const progress = new ProgressFile();
  if (options.lesson === undefined) {
    const rows = lessons.map(async (entry) => ({
      entry,
      steps: (await readLesson(entry)).steps.length,
      progress: progress.of(entry.name),
    }));
    output.out.write(listText(await Promise.all(rows), output.out));
    return exitCodes.ok;
  }
  const lesson = await readLesson(findLesson(lessons, options.lesson));
  if (process.stdin.isTTY && output.out.isTerminal) return atThePrompt(lesson, options, output, progress);
  output.out.write(lessonText(lesson, output.out));
  return exitCodes.ok;
}

async function atThePrompt(lesson: Lesson, options: LearnOptions, to: Output, progress: ProgressFile): Promise<number> {
  const output = new Earshot(to);
  const settings = engineOf(lesson.transcript.header, options.host ?? "embedded:", options.apiVersion);
  const leftovers = new Leftovers(settings);
  let shell: Shell | undefined;
  try {
    shell = await Shell.open({
      settings,
      json: false,
      output,
      console: (opened) =>
        consoleOf(opened, { history: new HistoryFile(), plain: options.plain, commands: lessonCommands }),
      wrap: (transport) => leftovers.wrap(transport),
    });
    const reason = await unmet(shell.session.docker, lesson.transcript.requirements);
    if (reason !== undefined) throw new RequirementError(`this lesson cannot be done here: ${reason}`);
  } catch (error) {
    to.err.write(`${formatFailure(explain(error, undefined), false, to)}\n`);
    shell?.console.close();
    await shell?.close();
    return isUsage(error) ? exitCodes.usage : exitCodeOf(error);
  }
  const opened = shell;
  const { console } = opened;
  const stray = (error: unknown): void => to.err.write(opened.reportText(error));
  process.on("unhandledRejection", stray);
  process.on("uncaughtException", stray);
  onBrokenPipe(() => process.exit(exitCodes.hungUp));
  const report = (error: unknown): void => opened.report(error);
  const tutor = new Tutor({ lesson, shell: opened, output, progress, leftovers });
  const { steps } = progress.of(lesson.name);
  await console.during(() => tutor.begin(options.restart ? 0 : steps)).catch(report);
  while (!opened.left && !tutor.isOver) {
    const input = await console.next(opened.prompt());
    if (input === undefined) break;
    if (input.text.trim() === "") continue;
    console.remember(input.text);
    await console.during(() => tutor.input(input.text)).catch(report);
  }
  console.close();
  await leftovers.remove(opened.session.docker).catch(report);
  await opened.close();
  const rest = `dks learn ${lesson.number} goes on where you are.`;
  to.err.write(tutor.isOver ? `Lesson ${lesson.number} is done. dks learn shows the next.\n` : `\n${rest}\n`);
  return exitCodes.ok;
}

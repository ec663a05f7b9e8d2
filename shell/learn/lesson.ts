/** Lessons: .dks files of the project, each a row of steps. */
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { didYouMean } from "../nearest.ts";
import { UsageError } from "../options.ts";
import { sourceOf } from "../play/player.ts";
import { textOfComments } from "../play/prose.ts";
import { readDirectives } from "../script/directives.ts";
import { readHeader } from "../script/header.ts";
import { type Item, parseTranscript, type Statement, type Transcript } from "../script/transcript.ts";

/** A lesson as the list has it. */
export interface LessonEntry {
  /** Its place in the list, from 1. */
  readonly number: number;
  /** What it is called on the command line, e.g. `a-container`. */
  readonly name: string;
  readonly title: string;
  readonly path: string;
}

/** Something that the learner does: types a statement, or a command of the prompt. */
export type Step = StatementStep | CommandStep;

interface BasicStep {
  /** What is to be read before it; "" when nothing is. */
  readonly prose: string;
  /** What may be typed. */
  readonly source: string;
}

/** A step that is a statement. */
export interface StatementStep extends BasicStep {
  readonly kind: "statement";
  readonly statement: Statement;
  /** What is true when it is done, where the lesson says so: an expression. */
  readonly expectation: string | undefined;
}

/** A step that is a command of the prompt. */
export interface CommandStep extends BasicStep {
  readonly kind: "command";
}

/** A lesson, whole. */
export interface Lesson extends LessonEntry {
  readonly transcript: Transcript;
  readonly steps: readonly Step[];
  /** What is to be read at the end. */
  readonly ending: string;
}

/** All lessons, in their order. `folder` is where they are. */
export async function listLessons(folder: string = lessonFolder()): Promise<LessonEntry[]> {
  const files = (await readdir(folder)).filter((file) => /^\d+-.+\.dks$/.test(file)).sort();
  return Promise.all(
    files.map(async (file, index) => {
      const path = join(folder, file);
      const name = file.replace(/^\d+-|\.dks$/g, "");
      const { title = name } = readHeader(await readFile(path, "utf8"));
      return { number: index + 1, name, title, path };
    }),
  );
}

/** The lesson that somebody asked for by its number or its name. Throws a UsageError. */
export function findLesson(lessons: readonly LessonEntry[], asked: string): LessonEntry {
  const found = lessons.find(({ number, name }) => String(number) === asked.replace(/^0+/, "") || name === asked);
  if (found) return found;
  const names = lessons.map(({ name }) => name);
  throw new UsageError(`there is no lesson ${asked}`, didYouMean(asked, names) || "dks learn shows them all.");
}

/** Reads a lesson. Throws a TranscriptError. */
export async function readLesson(entry: LessonEntry): Promise<Lesson> {
  const transcript = await parseTranscript(await readFile(entry.path, "utf8"));
  const { steps, prose } = stepsOf(transcript.items);
  return { ...entry, transcript, steps, ending: prose };
}

/** The prose that waits for its step goes with the next one; what is left is the ending. */
function stepsOf(items: readonly Item[]): { steps: Step[]; prose: string } {
  const steps: Step[] = [];
  let paragraphs: string[] = [];
  const take = (): string => {
    const prose = paragraphs.join("\n\n");
    paragraphs = [];
    return prose;
  };
  for (const item of items) {
    if (item.kind === "prose") paragraphs.push(textOfComments(item.source));
    else if (item.kind === "directive") {
      const source = commandOf(item.source, item.line);
      if (source !== undefined) steps.push({ kind: "command", prose: take(), source });
    } else if (item.kind === "statement" && item.role === "statements") {
      const expectation = expectationOf(item);
      steps.push({ kind: "statement", prose: take(), source: sourceOf(item), statement: item, expectation });
    }
    // Imports, functions and types are there from the beginning: they are shown where they stand.
    else if (item.kind === "statement") paragraphs.push(sourceOf(item).replaceAll(/^/gm, "    "));
  }
  return { steps, prose: take() };
}

function commandOf(source: string, line: number): string | undefined {
  const directives = readDirectives(source.trim().slice(2), { line });
  return directives?.find((directive) => directive.kind === "type")?.input;
}

function expectationOf({ directives }: Statement): string | undefined {
  const expressions = directives.flatMap((directive) => (directive.kind === "expect" ? [directive.expression] : []));
  return expressions.length > 1 ? expressions.map((expression) => `(${expression})`).join(" && ") : expressions[0];
}

/** Where the lessons are: beside the folder of the bundle, or of the shell's sources. */
function lessonFolder(): string {
  const places = ["../scripts/lessons/", "../../scripts/lessons/"].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return places.find((place) => existsSync(place)) ?? places[0]!;
}

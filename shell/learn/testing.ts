/** For tests: a lesson at a prompt without a terminal, on the engine inside dks. */
import { connect } from "../../mod.ts";
import type { Console } from "../console.ts";
import { Leftovers } from "../script/leftovers.ts";
import { Shell } from "../shell.ts";
import { writtenSink } from "../testing.ts";
import { Earshot } from "./earshot.ts";
import type { Lesson } from "./lesson.ts";
import type { Progress } from "./progress.ts";
import { empty, Tutor } from "./tutor.ts";

/** A learner's place. */
export interface Classroom {
  readonly shell: Shell;
  readonly tutor: Tutor;
  /** Types an input; gives what is shown for it, errors included. */
  type(input: string): Promise<string>;
  /** What was shown since somebody looked. */
  shown(): string;
  /** What is kept of the progress. */
  kept(): Progress;
  /** Keeps something else, as another session would. */
  keep(progress: Progress): void;
  close(): Promise<void>;
}

const nobody: Console = {
  next: async () => undefined,
  remember() {},
  during: (running) => running(),
  lend: (use) => use(),
  close() {},
};

/** Opens a lesson on an engine with nothing in it. */
export async function openLesson(lesson: Lesson, at = 0): Promise<Classroom> {
  let kept: Progress = { steps: at, done: false };
  const sink = writtenSink(80);
  const output = new Earshot({ out: sink, err: sink });
  const settings = { host: "embedded:", apiVersion: undefined };
  const leftovers = new Leftovers(settings);
  const shell = await Shell.open({
    settings,
    json: false,
    output,
    console: () => nobody,
    wrap: (transport) => leftovers.wrap(transport),
  });
  const own = await connect("embedded:");
  await empty(own);
  await own.close();
  const progress = {
    of: () => kept,
    keep(_: string, progress: Progress) {
      kept = progress;
    },
  };
  const tutor = new Tutor({ lesson, shell, output, progress, leftovers });
  const shown = (): string => {
    const { text } = sink;
    sink.text = "";
    return text;
  };
  await tutor.begin(at);
  return {
    shell,
    tutor,
    shown,
    kept: () => kept,
    keep(progress) {
      kept = progress;
    },
    async type(input) {
      shown();
      await tutor.input(input).catch((error: unknown) => shell.report(error));
      return shown();
    },
    async close() {
      await shell.close();
    },
  };
}

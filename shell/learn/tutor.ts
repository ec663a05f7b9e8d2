/** Takes somebody through a lesson: says what to do, looks at what came of it, and goes on. */
import type { Docker } from "../../mod.ts";
import { type Command, CommandError, readCommand, runCommand } from "../commands/mod.ts";
import type { Unit } from "../evaluate/unit.ts";
import { answerInput } from "../prompt.ts";
import { catchPrinted } from "../script/printed.ts";
import type { Leftovers } from "../script/leftovers.ts";
import type { Shell } from "../shell.ts";
import type { Earshot } from "./earshot.ts";
import { hintFor } from "./hints.ts";
import { isDone, isTrueAlready, judgeWorld, type Outcome } from "./judge.ts";
import type { Lesson, Step } from "./lesson.ts";
import { proseText, stepText, titleText } from "./page.ts";
import type { ProgressFile } from "./progress.ts";

/** What a tutor works with. */
export interface TutorOptions {
  readonly lesson: Lesson;
  readonly shell: Shell;
  /** The ways out that the shell was made with. */
  readonly output: Earshot;
  readonly progress: Pick<ProgressFile, "of" | "keep">;
  /** Sees what containers are made. */
  readonly leftovers: Leftovers;
}

/** The commands that there are in a lesson only. */
export const lessonCommands: readonly Pick<Command, "name" | "line">[] = [
  { name: ".hint", line: "Helps with the step: the first time a little, then wholly." },
  { name: ".show", line: "Shows the step again." },
  { name: ".skip", line: "Does the step for you, and goes on." },
  { name: ".back", line: "Goes back a step, with everything as it was then." },
];

/** One lesson with one learner. */
export class Tutor {
  readonly #options: TutorOptions;
  #index = 0;
  #hints = 0;
  /** What this session has kept last: somebody may have the lesson open twice. */
  #kept: number;
  /** Whether the step was to be skipped, and failed. */
  #hasFailed = false;
  /** Whether it was said that progress cannot be kept. */
  #hasWarned = false;

  constructor(options: TutorOptions) {
    this.#options = options;
    this.#kept = options.progress.of(options.lesson.name).steps;
  }

  /** Whether the lesson is over. */
  get isOver(): boolean {
    return this.#index >= this.#options.lesson.steps.length;
  }

  /** Begins with a step, counted from 0, after what comes before it was done in silence. */
  async begin(index: number): Promise<void> {
    const { lesson } = this.#options;
    this.#say(`${titleText(lesson, this.#sink)}\n\n`);
    this.#say(
      `${proseText("Type what is shown, or anything that does the same. `.hint` helps, `.skip` does a step for you, `.back` goes back one. Ctrl-D leaves; you come back to where you were.", this.#sink)}\n`,
    );
    await this.#early();
    await this.#replay(Math.min(index, lesson.steps.length - 1));
    this.#present();
  }

  /** Takes an input, and tells what it fails with. Rejects with what is wrong with a command. */
  async input(text: string): Promise<void> {
    const name = text.trim();
    if (name === ".hint") return this.#hint();
    if (name === ".show") return this.#present();
    if (name === ".skip") return this.#skip();
    if (name === ".back") return this.#back();
    const outcome = await this.#run(text);
    if (name === ".help") this.#say(`\n${lessonHelp()}\n`);
    if (outcome === undefined || this.#step === undefined) return;
    const { shell } = this.#options;
    if (outcome.failure) shell.report(outcome.failure.error);
    if (await isDone(this.#step, outcome, await judgeWorld(shell))) this.#advance();
    else if (outcome.command === undefined && outcome.failure === undefined)
      this.#say(`${this.#sink.paint.dim("(The step is still to be done: .show shows it, .hint helps.)")}\n`);
  }

  get #step(): Step | undefined {
    return this.#options.lesson.steps[this.#index];
  }

  get #sink(): Earshot["err"] {
    return this.#options.output.err;
  }

  #say(text: string): void {
    this.#sink.write(text);
  }

  #present(): void {
    const { steps } = this.#options.lesson;
    if (this.#step) this.#say(stepText(this.#step, this.#index, steps.length, this.#sink));
  }

  #advance(): void {
    this.#index++;
    this.#hints = 0;
    this.#hasFailed = false;
    this.#keep();
    if (this.isOver) this.#say(`\n${proseText(this.#options.lesson.ending, this.#sink)}\n`.replace(/^\n\n$/, "\n"));
    else this.#present();
  }

  /** Keeps how far it has come; where another session of the lesson is further, how far that has come. */
  #keep(): void {
    const { lesson, progress } = this.#options;
    const { steps, done } = progress.of(lesson.name);
    const furthest = steps === this.#kept ? this.#index : Math.max(steps, this.#index);
    this.#kept = this.isOver ? 0 : this.#index;
    try {
      progress.keep(lesson.name, this.isOver ? { steps: 0, done: true } : { steps: furthest, done });
    } catch (error) {
      if (!this.#hasWarned) this.#say(`dks: progress cannot be kept: ${(error as Error).message}\n`);
      this.#hasWarned = true;
    }
  }

  #hint(): void {
    if (this.#step) this.#say(`${proseText(hintFor(this.#step, ++this.#hints), this.#sink)}\n`);
  }

  /** Does the step as if it was typed, unless it is done already. One that fails and is not meant to is passed over only when asked again. */
  async #skip(): Promise<void> {
    const step = this.#step;
    if (step === undefined) return;
    if (step.kind === "command" || !(await isTrueAlready(step, await judgeWorld(this.#options.shell)))) {
      this.#say(`${this.#sink.paint.dim(`> ${step.source}`)}\n`);
      const { failure } = (await this.#run(step.source)) ?? {};
      if (failure) this.#options.shell.report(failure.error);
      if (failure && !isMeantToFail(step) && !this.#hasFailed) {
        this.#hasFailed = true;
        this.#say(
          `${proseText("dks: something is not as the lesson expects. `.back` makes everything as it was a step before; `.skip` once more goes on without this one.", this.#sink)}\n`,
        );
        return;
      }
    }
    this.#advance();
  }

  /** Nothing can be undone: so all is thrown away, and done again up to there. */
  async #back(): Promise<void> {
    if (this.#index === 0) throw new CommandError("this is the first step", ".show shows it again.");
    const { shell, leftovers, output } = this.#options;
    await output.silently(async () => {
      await leftovers.remove(shell.session.docker);
      if (shell.session.docker.endpoint === "embedded:") await empty(shell.session.docker);
      shell.wire.shown = false;
      shell.reset();
    });
    await this.#early();
    await this.#replay(this.#index - 1);
    this.#keep();
    this.#present();
  }

  /** What is there before the first step: imports, functions and types. */
  async #early(): Promise<void> {
    const { shell, lesson } = this.#options;
    for (const item of lesson.transcript.items)
      if (item.kind === "statement" && item.role !== "statements")
        await shell.session.run(await shell.session.read(item.source, lesson.path));
  }

  /** Does the steps before one in silence; stops at one that fails as the lesson does not say. */
  async #replay(index: number): Promise<void> {
    const { shell, lesson, output } = this.#options;
    this.#hints = 0;
    this.#hasFailed = false;
    for (this.#index = 0; this.#index < index; this.#index++) {
      const step = lesson.steps[this.#index]!;
      const failed = await output
        .silently(() => this.#again(step))
        .then(
          () => undefined,
          (error: unknown) => ({ error }),
        );
      if (failed === undefined) continue;
      shell.report(failed.error);
      this.#say("dks: this step could not be done again; the lesson goes on from it.\n");
      return;
    }
  }

  async #again(step: Step): Promise<void> {
    const { shell } = this.#options;
    if (step.kind === "command") {
      // What only shows something has been seen.
      if (readCommand(step.source)?.command.name === ".wire") await runCommand(step.source, shell);
      return;
    }
    const release = catchPrinted(() => {});
    try {
      await shell.evaluate(step.source);
    } catch (error) {
      if (!isMeantToFail(step)) throw error;
    } finally {
      release();
    }
  }

  /** Runs an input; undefined for one that was answered and has no effect, as help. */
  async #run(text: string): Promise<Outcome | undefined> {
    const { shell, output } = this.#options;
    const isCommand = /^\s*\.[a-z]/i.test(text);
    const before = shell.accepted.length;
    if (await answerInput(shell, text)) {
      if (!isCommand) return undefined;
      // Some run statements: `.json containers.list()`.
      const value = shell.accepted.length > before ? shell.session.scope["_"] : undefined;
      return { command: text, value, written: "" };
    }
    let unit: Unit | undefined;
    let failure: Outcome["failure"];
    const written = await output.during(async () => {
      try {
        unit = await shell.session.read(text, "prompt");
        await shell.run(unit, text);
      } catch (error) {
        failure = { error };
      }
    });
    if (failure) return { written, failure };
    return { written, value: unit && valueFrom(unit, shell.session.scope) };
  }
}

function isMeantToFail(step: Step): boolean {
  return step.kind === "statement" && step.statement.expected.some(({ kind }) => kind === "error");
}

/** The value that an input has shown, or given to the one name that it declares at its end. */
function valueFrom({ parsed, declared }: Unit, scope: Readonly<Record<string, unknown>>): unknown {
  const last = parsed.program.body.at(-1);
  if (last?.type === "ExpressionStatement") return scope["_"];
  return last?.type === "VariableDeclaration" && declared.length === 1 ? scope[declared[0]!.name] : undefined;
}

/** Takes all containers and images from the engine inside dks, which is this session's alone. */
export async function empty(docker: Docker): Promise<void> {
  for (const { Id } of await docker.containers.list({ all: true }))
    await docker.containers.get(Id).remove({ force: true });
  for (const { Id } of await docker.images.list())
    await docker.images
      .get(Id)
      .remove({ force: true })
      .catch(() => {}); // it went with one that was made from it
}

function lessonHelp(): string {
  return ["In a lesson", ...lessonCommands.map(({ name, line }) => `  ${name}  ${line}`)].join("\n");
}

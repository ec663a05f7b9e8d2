/** Plays a file on a stage: each statement as if it were typed, and what comes of it. */
import { colours } from "../editor/theme.ts";
import { highlight } from "../editor/highlight.ts";
import { explain } from "../explain.ts";
import { formatReport } from "../format/error.ts";
import { plain, visible } from "../format/text.ts";
import type { Output } from "../output.ts";
import { withoutSecretsInProgram } from "../secrets.ts";
import { readDirectives } from "../script/directives.ts";
import { has, limitOf } from "../script/directed.ts";
import { RequirementError, unmet } from "../script/requirements.ts";
import { isStated, statedError } from "../script/stated.ts";
import { runOrder, Steps, type StepsOptions } from "../script/steps.ts";
import type { Statement, Transcript } from "../script/transcript.ts";
import { isLive, showCall, showLive, shown } from "../show.ts";
import { layOutProse, painted, textOfComments } from "./prose.ts";
import type { Stage } from "./stage.ts";

/** What a player is made of. */
export interface PlayerOptions
  extends Pick<StepsOptions, "docker" | "path" | "connect" | "deadline" | "follow" | "onEnd"> {
  transcript: Transcript;
  stage: Stage;
  /** Where the progress of calls goes. */
  err: Output["err"];
  /** Resolves when it shall go on; at once, where nobody is asked. */
  next: () => Promise<void>;
  /** Runs a statement. */
  during: (run: () => Promise<void>) => Promise<void>;
}

/** How long a key takes, a line, and a look at what has come, in milliseconds. */
const pace = { key: 35, line: 150, look: 900, word: 120 };
/** The widest that prose is laid out. */
const widest = 80;

/** Plays. */
export class Player {
  readonly steps: Steps;
  readonly #transcript: Transcript;
  readonly #stage: Stage;
  readonly #next: () => Promise<void>;
  readonly #during: PlayerOptions["during"];
  /** What imports and functions threw, which run before everything else. */
  readonly #early = new Map<Statement, unknown>();
  #isLeft = false;

  constructor({ transcript, stage, err, next, during, ...options }: PlayerOptions) {
    this.#transcript = transcript;
    this.#stage = stage;
    this.#next = next;
    this.#during = during;
    const output: Output = { out: stage, err };
    this.steps = new Steps({
      ...options,
      args: [],
      output,
      onCall: (call) => showCall(call, err),
      onValue: async (value) => {
        if (isLive(value)) return showLive(value, output, this.steps.session.signal);
        const text = shown(value, stage);
        if (text !== undefined) stage.write(`${text}\n`);
      },
    });
  }

  /** Ends it behind what runs now, which is interrupted. */
  leave(): void {
    this.#isLeft = true;
    this.steps.session.interrupt();
  }

  /** Plays to the end. Rejects with an error that the file says nothing of, after it was shown. */
  async play(): Promise<void> {
    const { header, items, requirements } = this.#transcript;
    const reason = await unmet(this.steps.session.docker, requirements);
    if (reason !== undefined) throw new RequirementError(`this file cannot be played here: ${reason}`);
    for (const item of items) if (item.kind === "statement") this.#stage.hearTyped(item.source);
    await this.#runEarly();
    if (header.title !== undefined) this.#stage.write(`${this.#stage.paint.bold(visible(header.title))}\n`);
    for (const item of items) {
      if (this.#isLeft) return;
      if (item.kind === "prose") await this.#prose(item.source);
      else if (item.kind === "blank") this.#stage.write("\n");
      else if (item.kind === "statement") await this.#statement(item);
      else await this.#commands(item.source, item.line);
    }
  }

  /** Commands that a lesson asks for. They belong to the prompt: what they would do is told by the prose. */
  async #commands(source: string, line: number): Promise<void> {
    for (const comment of source.split("\n")) {
      for (const directive of readDirectives(comment.trim().slice(2), { line }) ?? []) {
        if (directive.kind !== "type") continue;
        await this.#next();
        if (this.#isLeft) return;
        await this.#type(directive.input);
        this.#stage.write(`${this.#stage.paint.dim("(a command of the prompt)")}\n`);
      }
    }
  }

  async #runEarly(): Promise<void> {
    for (const statement of runOrder(this.#transcript)) {
      if (statement.role !== "imports" && statement.role !== "functions") continue;
      if (has(statement, "skip")) continue;
      await this.steps.run(statement, limitOf(statement)).catch((error: unknown) => this.#early.set(statement, error));
    }
  }

  async #prose(source: string): Promise<void> {
    const text = textOfComments(source);
    const paint = this.#stage.paint === plain ? undefined : painted;
    this.#stage.write(`${layOutProse(text, Math.min(this.#stage.columns, widest), paint)}\n`);
    await this.#stage.pause(pace.word * text.split(/\s+/).length);
  }

  async #statement(statement: Statement): Promise<void> {
    await this.#next();
    if (this.#isLeft) return;
    await this.#type(withoutSecretsInProgram(sourceOf(statement)));
    if (has(statement, "skip")) {
      this.#stage.write(`${this.#stage.paint.dim("(not run)")}\n`);
      return;
    }
    try {
      if (this.#early.has(statement)) throw this.#early.get(statement);
      if (statement.role !== "imports" && statement.role !== "functions")
        await this.#during(() => this.steps.run(statement, limitOf(statement)));
    } catch (error) {
      if (this.#isLeft) return;
      this.#stage.write(`${formatReport(explain(error, this.steps.session), this.#stage.paint)}\n`);
      const stated = statedError(statement);
      if (stated === undefined || !isStated(stated, error)) throw new ShownError(error);
    }
    await this.#stage.pause(pace.look);
  }

  /** A source behind its prompt. */
  async #type(source: string): Promise<void> {
    const { paint } = this.#stage;
    for (const [index, line] of sourceLines(source, paint !== plain).entries()) {
      this.#stage.write(paint.bold(index === 0 ? "> " : "... "));
      if (this.#stage.isTyping) {
        for (const key of keysOf(line)) {
          this.#stage.write(key);
          await this.#stage.pause(pace.key);
        }
      } else this.#stage.write(line);
      await this.#stage.pause(pace.line);
      this.#stage.write("\n");
    }
  }
}

/** An error that was shown where it happened. */
export class ShownError extends Error {
  override readonly name = "ShownError";

  constructor(cause: unknown) {
    super("a statement has failed", { cause });
  }
}

/** What would have been typed: without directives, and what is above or below. */
export function sourceOf({ source }: Statement): string {
  return visible(source.replaceAll(/\r\n?|[\u2028\u2029]/g, "\n"))
    .replace(/^\n+|\s+$/g, "")
    .replace(/\s*\/\/\s*dks:[^\n]*$/, "");
}

/** The lines of a source, coloured or not. */
export function sourceLines(source: string, isColoured: boolean): string[] {
  if (!isColoured) return source.split("\n");
  let text = "";
  let end = 0;
  for (const token of highlight(source)) {
    const style = colours[token.kind];
    const part = source.slice(token.start, token.end);
    // A token may go over several lines, each of which is written by itself.
    const styled =
      style === ""
        ? part
        : part
            .split("\n")
            .map((line) => `\x1b[${style}m${line}\x1b[0m`)
            .join("\n");
    text += source.slice(end, token.start) + styled;
    end = token.end;
  }
  return (text + source.slice(end)).split("\n");
}

/** A line in the pieces in which it is typed: escape sequences go with the character that they are for. */
function keysOf(line: string): string[] {
  return line.match(/(?:\x1b\[[\d;]*m)*[^\x1b](?:\x1b\[0m)?/gu) ?? [];
}

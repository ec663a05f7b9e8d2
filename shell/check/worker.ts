/** Runs one file and compares: in a process of its own, so that nothing of one file reaches another, and an endless one can be ended. */
import { readFile } from "node:fs/promises";
import process from "node:process";
import type { Docker } from "../../mod.ts";
import { openEngine } from "../engine.ts";
import { exitCodeOf, exitCodes, explain, isUsage } from "../explain.ts";
import { formatReport } from "../format/error.ts";
import { processOutput, type Sink } from "../output.ts";
import type { Session } from "../session.ts";
import { isLive, showLive } from "../show.ts";
import { withoutSecrets } from "../secrets.ts";
import { has, limitOf } from "../script/directed.ts";
import { Leftovers } from "../script/leftovers.ts";
import { TimeoutError } from "../script/limit.ts";
import { unmet } from "../script/requirements.ts";
import { engineOf } from "../script/run.ts";
import { errorLines, printedLines, valueLines } from "../script/shown.ts";
import { runOrder, Steps } from "../script/steps.ts";
import { parseTranscript, type Statement, type Transcript } from "../script/transcript.ts";
import { Placeholders } from "../script/volatile.ts";
import { compare } from "./compare.ts";
import { catchPrinted, sinkInto } from "../script/printed.ts";
import { JournalWriter } from "./journal.ts";
import type { CheckOptions } from "./options.ts";
import { formatDifference } from "./render.ts";

/** How long it may take until the engine has answered, in milliseconds. */
const patience = 60_000;

/** Runs a file; what it finds goes into the journal. */
export async function checkOne(options: CheckOptions & { journal: string }): Promise<number> {
  const [path = ""] = options.files;
  const journal = new JournalWriter(options.journal);
  const transcript = await parseTranscript((await readFile(path, "utf8")).replace(/^\ufeff/, ""));
  journal.write({ type: "begin", line: 0, limit: patience });
  await new Check(options, path, transcript, journal).run();
  journal.write({ type: "done" });
  // Whatever a script has left open, its check is over.
  process.exit(exitCodes.ok);
}

/** One run of one file. */
class Check {
  readonly #options: CheckOptions;
  readonly #path: string;
  readonly #transcript: Transcript;
  readonly #journal: JournalWriter;
  readonly #placeholders: Placeholders;
  readonly #leftovers = new Leftovers();
  #printed = "";
  #value: readonly string[] = [];
  #steps!: Steps;
  #isStopped = false;
  readonly #strays: unknown[] = [];

  constructor(options: CheckOptions, path: string, transcript: Transcript, journal: JournalWriter) {
    this.#options = options;
    this.#path = path;
    this.#transcript = transcript;
    this.#journal = journal;
    const texts = transcript.items.flatMap((item) => (item.kind === "statement" ? item.expected : []));
    this.#placeholders = new Placeholders(
      undefined,
      texts.map(({ source }) => source),
    );
  }

  async run(): Promise<void> {
    const release = catchPrinted((text) => {
      this.#printed += text;
    });
    try {
      await this.#open();
      const reason = await unmet(this.#steps.session.docker, this.#transcript.requirements);
      if (reason === undefined) await this.#all(release);
      else this.#journal.write({ type: "skipped", reason });
    } catch (error) {
      this.#fail(error);
    }
    try {
      for (const lost of (await this.#steps?.end()) ?? []) this.#fail(lost);
    } catch (error) {
      this.#fail(error);
    }
    release();
  }

  async #open(): Promise<void> {
    const { host, apiVersion, offline } = this.#options;
    // What a cassette answers leaves nothing behind.
    const keep = this.#options.keep || offline;
    const { header } = this.#transcript;
    const engine =
      host === undefined
        ? { host: "embedded:", apiVersion: apiVersion ?? header.apiVersion }
        : engineOf(header, host, apiVersion);
    const out = sinkInto((text) => {
      this.#printed += text;
    });
    const err = sinkInto((text) => void process.stderr.write(text));
    const docker = offline
      ? await openRecorded(this.#path)
      : await openEngine(engine, err, (transport) => this.#leftovers.wrap(transport));
    this.#steps = new Steps({
      docker,
      path: this.#path,
      args: [],
      // The progress of a pull and the like is not compared.
      output: { out, err: sinkInto(() => {}) },
      onValue: async (value) => {
        if (isLive(value)) await showLive(value, { out, err: sinkInto(() => {}) }, this.#session.signal);
        else this.#value = valueLines(value);
      },
      ...(!keep && { onEnd: (connection) => this.#leftovers.remove(connection) }),
    });
    this.#watch();
  }

  get #session(): Session {
    return this.#steps.session;
  }

  /** Ctrl-C and errors outside of everything end the statement that runs, and the file with it. */
  #watch(): void {
    const stop = (): void => {
      this.#isStopped = true;
      this.#session.interrupt();
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
    const stray = (error: unknown): void => {
      this.#strays.push(error);
      stop();
    };
    process.on("unhandledRejection", stray);
    process.on("uncaughtException", stray);
  }

  async #all(release: () => void): Promise<void> {
    const { from, to } = this.#options;
    for (const statement of runOrder(this.#transcript)) {
      // Imports and functions are there whatever part is asked for.
      if (statement.line > to && statement.role === "statements") continue;
      const goesOn = has(statement, "skip")
        ? this.#result(statement, "skipped", performance.now())
        : await this.#one(statement, statement.endLine >= from && statement.line <= to, release);
      if (!goesOn || this.#isStopped) break;
    }
    for (const error of this.#strays) this.#fail(error);
  }

  /** Runs a statement; says whether to go on. */
  async #one(statement: Statement, isCompared: boolean, release: () => void): Promise<boolean> {
    const limit = limitOf(statement) ?? this.#options.timeout;
    this.#journal.write({ type: "begin", line: statement.line, limit });
    [this.#printed, this.#value] = ["", []];
    const began = performance.now();
    let thrown: { error: unknown } | undefined;
    try {
      await this.#steps.run(statement, limit);
    } catch (error) {
      thrown = { error };
    }
    if (this.#strays.length > 0) return this.#result(statement, "failed", began);
    const isStated = statement.expected.some(({ kind }) => kind === "error");
    if (thrown && (!isStated || thrown.error instanceof TimeoutError)) {
      const { error } = thrown;
      this.#fail(error);
      this.#result(statement, "failed", began);
      await this.#prompt(release, (err) => [formatReport(explain(error, this.#session), err.paint)]);
      return false;
    }
    if (!isCompared) return this.#result(statement, "unchecked", began);
    const { differences, outputs } = compare(
      statement,
      {
        printed: printedLines(this.#printed),
        value: thrown ? [] : this.#value,
        ...(thrown && { error: errorLines(thrown.error) }),
      },
      this.#placeholders,
      this.#options.update,
    );
    const state = differences.length === 0 ? "passed" : "differs";
    this.#result(statement, state, began, { differences, outputs });
    if (state === "passed" || this.#options.update) return true;
    await this.#prompt(release, (err) =>
      differences.flatMap((one) => formatDifference(this.#path, statement.source, one, err.columns, err.paint)),
    );
    return !this.#options.bail && !this.#options.shell;
  }

  #result(
    { line }: Statement,
    state: "passed" | "differs" | "failed" | "skipped" | "unchecked",
    began: number,
    found: Partial<ReturnType<typeof compare>> = {},
  ): boolean {
    const took = Math.round(performance.now() - began);
    this.#journal.write({ type: "result", result: { line, state, differences: [], ...found, took } });
    return state !== "failed";
  }

  #fail(error: unknown): void {
    const text = withoutSecrets(formatReport(explain(error, this.#steps?.session)));
    const code = this.#steps === undefined && isUsage(error) ? exitCodes.usage : exitCodeOf(error);
    this.#journal.write({ type: "failure", text, code });
  }

  /** Lets a person look at what there is, if that was asked for, and says why. */
  async #prompt(release: () => void, reason: (err: Sink) => string[]): Promise<void> {
    if (!this.#options.shell) return;
    this.#journal.write({ type: "prompt" });
    release();
    const { err } = processOutput();
    err.write(`${reason(err).join("\n")}\n`);
    const { prompt } = await import("../prompt.ts");
    const { docker, scope } = this.#session;
    const { version } = await docker.api();
    await prompt({ host: docker.endpoint, apiVersion: version, json: false, plain: false, names: scope });
  }
}

/** What was kept on the wire when a file was recorded. */
async function openRecorded(path: string): Promise<Docker> {
  const { cassettePath, openCassette } = await import("../cassette/mod.ts");
  return openCassette(cassettePath(path));
}

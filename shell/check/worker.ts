/** Runs one file and compares: in a process of its own, so that nothing of one file reaches another, and an endless one can be ended. */
import process from "node:process";
import { connect, type Docker } from "../../mod.ts";
import { type EngineSettings, openEngine } from "../engine.ts";
import { exitCodeOf, exitCodes, explain, isUsage } from "../explain.ts";
import { formatReport } from "../format/error.ts";
import { processOutput, type Sink } from "../output.ts";
import type { Session } from "../session.ts";
import { isLive, showLive } from "../show.ts";
import { withoutSecrets } from "../secrets.ts";
import { has, limitOf } from "../script/directed.ts";
import { judge } from "../script/expectation.ts";
import { Leftovers } from "../script/leftovers.ts";
import { OpenStreams } from "../script/open-streams.ts";
import { readTranscriptFile } from "../script/read.ts";
import { engineName, unmet } from "../script/requirements.ts";
import { engineOf } from "../script/run.ts";
import { errorLines, printedLines, valueLines } from "../script/shown.ts";
import { isEnd } from "../script/stated.ts";
import { runOrder, Steps } from "../script/steps.ts";
import { parseTranscript, type Statement, type Transcript } from "../script/transcript.ts";
import { Placeholders } from "../script/volatile.ts";
import { ExitCodeError, LateOutputError, settled } from "./aftermath.ts";
import { compare, type Difference, mayBeFailure } from "./compare.ts";
import { catchPrinted, sinkInto } from "../script/printed.ts";
import { JournalWriter } from "./journal.ts";
import type { CheckOptions } from "./options.ts";
import { formatDifference } from "./render.ts";

/** How long it may take until the engine has answered, in milliseconds. */
const patience = 60_000;

/** How long what a file has left behind is waited for, in milliseconds. */
const grace = 250;

/** Runs a file; what it finds goes into the journal. */
export async function checkOne(options: CheckOptions & { journal: string }): Promise<number> {
  const [path = ""] = options.files;
  const journal = new JournalWriter(options.journal);
  const transcript = await parseTranscript(await readTranscriptFile(path));
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
  #printed = "";
  #value: { readonly lines: readonly string[]; readonly itself?: unknown } = { lines: [] };
  /** The names that are there from the start. */
  #given: ReadonlySet<string> = new Set();
  #engine!: EngineSettings;
  #steps!: Steps;
  #isStopped = false;
  readonly #strays: unknown[] = [];
  readonly #streams = new OpenStreams();
  /** What the streams that are left open say, which counts where nothing else has failed. */
  #left: readonly Error[] = [];
  #hasFailed = false;
  /** The statement that ran last. */
  #last: Statement | undefined;

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
      const lost = (await this.#steps?.end()) ?? [];
      for (const error of [...lost, ...(this.#hasFailed ? [] : this.#left)]) this.#fail(error);
    } catch (error) {
      this.#fail(error);
    }
    if (!this.#isStopped && !this.#hasFailed) await this.#settle();
    release();
  }

  /** Waits for what a file has left behind, a timer for instance: what it does now is no part of any statement. */
  async #settle(): Promise<void> {
    this.#journal.write({ type: "begin", line: this.#last?.endLine ?? 0, limit: patience });
    await settled(grace);
    for (const error of this.#strays) this.#fail(error);
    const { place } = this.#session;
    const [printed] = printedLines(this.#printed);
    if (printed !== undefined) this.#fail(new LateOutputError(printed, place));
    const { exitCode } = process;
    if (exitCode !== undefined && exitCode !== 0) this.#fail(new ExitCodeError(exitCode, place));
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
    const leftovers = new Leftovers(engine);
    const docker = offline
      ? await openRecorded(this.#path)
      : await openEngine(engine, err, (transport) => this.#streams.wrap(keep ? transport : leftovers.wrap(transport)));
    this.#steps = new Steps({
      docker,
      path: this.#path,
      args: [],
      // The progress of a pull and the like is not compared.
      output: { out, err: sinkInto(() => {}) },
      onValue: async (value) => {
        if (isLive(value)) await showLive(value, { out, err: sinkInto(() => {}) }, this.#session.signal);
        else this.#value = { lines: valueLines(value), itself: value };
      },
      ...(!keep && { connect: leftovers.connecting(connect) }),
      onEnd: async (connection) => {
        this.#left = this.#streams.errors();
        if (!keep) await leftovers.remove(connection);
      },
    });
    this.#streams.follow(this.#session);
    this.#given = new Set(Object.keys(this.#session.scope));
    this.#engine = engine;
    this.#watch();
  }

  get #session(): Session {
    return this.#steps.session;
  }

  /** Ctrl-C and errors outside of everything end the statement that runs, and the file with it. */
  #watch(): void {
    const stop = (): void => {
      // Ctrl-C comes from the terminal and from the process that asked for this one; what is cleaned up is not to be interrupted.
      if (this.#isStopped) return;
      this.#isStopped = true;
      this.#session.interrupt();
    };
    process.on("SIGINT", stop);
    process.on("SIGTERM", stop);
    if (process.platform !== "win32") process.on("SIGHUP", stop);
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
        : await this.#one(statement, lastLineOf(statement) >= from && statement.line <= to, release);
      if (!goesOn || this.#isStopped) break;
    }
    for (const error of this.#strays.splice(0)) this.#fail(error);
  }

  /** Runs a statement; says whether to go on. */
  async #one(statement: Statement, isCompared: boolean, release: () => void): Promise<boolean> {
    const limit = limitOf(statement) ?? this.#options.timeout;
    this.#journal.write({ type: "begin", line: statement.line, limit });
    this.#value = { lines: [] };
    const began = performance.now();
    let thrown: { error: unknown } | undefined;
    try {
      await this.#steps.run(statement, limit);
    } catch (error) {
      thrown = { error };
    }
    // What was printed since the statement before counts to this one.
    const printed = printedLines(this.#printed);
    this.#printed = "";
    if (this.#strays.length > 0) return this.#result(statement, "failed", began);
    const isStated = statement.expected.some(({ kind }) => kind === "error");
    if (thrown && (!isStated || isEnd(thrown.error))) {
      const { error } = thrown;
      this.#fail(error);
      this.#result(statement, "failed", began);
      await this.#prompt(release, (err) => [formatReport(explain(error, this.#session), err.paint)]);
      return false;
    }
    this.#last = statement;
    if (!isCompared) return this.#result(statement, "unchecked", began);
    const compared = compare(
      statement,
      {
        printed,
        value: thrown ? [] : this.#value.lines,
        ...(thrown && { error: errorLines(thrown.error) }),
      },
      this.#placeholders,
      this.#options.update,
      (thrown !== undefined || mayBeFailure(this.#value.lines)) && (await this.#isOtherEngine()),
    );
    const differences = [...compared.differences, ...(await this.#untrue(statement))];
    const state = differences.length === 0 ? "passed" : "differs";
    this.#result(statement, state, began, { ...compared, differences });
    if (state === "passed" || this.#options.update) return true;
    await this.#prompt(release, (err) =>
      differences.flatMap((one) => formatDifference(this.#path, statement.source, one, err.columns, err.paint)),
    );
    return !this.#options.bail && !this.#options.shell;
  }

  /** What is expected of the engine, or of the names, after a statement, and is not true. What a cassette answers tells nothing of that. */
  async #untrue({ directives, line }: Statement): Promise<Difference[]> {
    const expectations = directives.filter((directive) => directive.kind === "expect");
    if (expectations.length === 0 || this.#options.offline) return [];
    this.#journal.write({ type: "begin", line, limit: patience });
    const { docker, scope } = this.#session;
    const engine = { host: docker.endpoint, apiVersion: this.#engine.apiVersion };
    const world = { engine, scope, given: this.#given, value: this.#value.itself };
    const found: Difference[] = [];
    for (const { expression, line: at } of expectations) {
      const { holds, error } = await judge(expression, world);
      if (holds) continue;
      const reasons = error === undefined ? [] : errorLines(error);
      const lines = [
        { sign: "missing" as const, expected: expression },
        ...reasons.map((actual) => ({ sign: "extra" as const, actual })),
      ];
      found.push({ kind: "expectation", line: at, lines });
    }
    return found;
  }

  /** Whether the file was recorded on another engine, as far as it says so. */
  async #isOtherEngine(): Promise<boolean> {
    const { embedded, recorded = embedded ? "embedded" : undefined } = this.#transcript.header;
    if (recorded === undefined || this.#options.offline) return false;
    return recorded !== (await engineName(this.#session.docker).catch(() => recorded));
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
    this.#hasFailed = true;
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

/** The last line of a statement with what stands below it. */
function lastLineOf({ endLine, expected }: Statement): number {
  const last = expected.at(-1);
  return last === undefined ? endLine : Math.max(endLine, last.line + last.lines.length - 1);
}

/** What was kept on the wire when a file was recorded. */
async function openRecorded(path: string): Promise<Docker> {
  const { cassettePath, openCassette } = await import("../cassette/mod.ts");
  return openCassette(cassettePath(path));
}

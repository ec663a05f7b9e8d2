/** `dks play`: shows a .dks file step by step. */
import { writeFile } from "node:fs/promises";
import process from "node:process";
import { connect } from "../../mod.ts";
import { type EngineSettings, openEngine } from "../engine.ts";
import { exitCodeOf, exitCodes, explain, isUsage } from "../explain.ts";
import { coloured, plain, visible } from "../format/text.ts";
import { Guard } from "../guard.ts";
import { type Output, onBrokenPipe, processOutput, type Sink } from "../output.ts";
import { requireWritable, UsageError } from "../options.ts";
import { formatFailure, leave } from "../run-session.ts";
import { Deadline } from "../script/deadline.ts";
import { Leftovers } from "../script/leftovers.ts";
import { OpenStreams } from "../script/open-streams.ts";
import { catchPrinted } from "../script/printed.ts";
import { readTranscriptFile } from "../script/read.ts";
import { engineOf, reportOf } from "../script/run.ts";
import { parseTranscript, type Transcript, TranscriptError } from "../script/transcript.ts";
import { Signals } from "../signals.ts";
import { Keys, type Wish } from "./keys.ts";
import { type PlayOptions, parsePlay, playUsage } from "./options.ts";
import { Player, ShownError } from "./player.ts";
import { Stage } from "./stage.ts";

/** Runs the command; gives the exit code. Throws a UsageError. */
export async function play(args: readonly string[], common: EngineSettings): Promise<number> {
  const options = parsePlay(args, common);
  if (options === undefined) {
    process.stdout.write(playUsage);
    return exitCodes.ok;
  }
  const output = processOutput();
  try {
    const transcript = await parseTranscript(await readTranscriptFile(options.path));
    await requireWritable(options.cast);
    return await playFile(options, transcript, output);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof ShownError) return exitCodeOf(error.cause);
    const report = error instanceof TranscriptError ? reportOf(error, options.path) : explain(error, undefined);
    output.err.write(`${formatFailure(report, false, output)}\n`);
    return isUsage(error) ? exitCodes.usage : exitCodeOf(error);
  }
}

async function playFile(options: PlayOptions, transcript: Transcript, output: Output): Promise<number> {
  const { cast, path, keep } = options;
  const { header } = transcript;
  const isWatched = process.stdin.isTTY === true && output.out.isTerminal;
  const isStepped = isWatched && options.speed === undefined;
  // What is printed by any way goes over the stage; this is the way from there.
  const write = process.stdout.write.bind(process.stdout);
  const stage = new Stage({
    out: through(output.out, (text) => void write(text)),
    paint: cast === undefined || output.out.isTerminal ? output.out.paint : coloured,
    cast: cast === undefined ? undefined : { title: header.title, timestamp: Date.now() / 1000 },
    speed: options.speed ?? (isStepped || cast === undefined ? 0 : 1),
    isLive: isWatched,
  });
  const engine = engineOf(header, options.host, options.apiVersion);
  const leftovers = new Leftovers(engine);
  const streams = new OpenStreams();
  const docker = await openEngine(engine, output.err, (transport) =>
    streams.wrap(keep ? transport : leftovers.wrap(transport)),
  );
  const audience = new Audience(isStepped, stage);
  const guard = new Guard();
  const ended = (code: number) => (): void => {
    guard.heard();
    audience.end(code);
  };
  const signals = new Signals(
    new Map([
      ["SIGINT", ended(exitCodes.interrupted)],
      ["SIGTERM", ended(exitCodes.terminated)],
      ...(process.platform === "win32" ? [] : [["SIGHUP", ended(exitCodes.hungUp)] as const]),
    ] as const),
    () => {},
  );
  let keys: Keys | undefined;
  let left: readonly Error[] = [];
  const player = new Player({
    docker,
    path,
    transcript,
    stage,
    err: output.out.isTerminal ? stage : through(output.err, (text) => output.err.write(text)),
    next: () => audience.next(),
    during: (run) => (keys ? keys.lend(run) : run()),
    deadline: new Deadline(),
    follow: (unit) => signals.follow(unit),
    ...(!keep && { connect: leftovers.connecting(connect) }),
    onEnd: async (connection) => {
      left = streams.errors();
      if (!keep) await leftovers.remove(connection);
    },
  });
  audience.onLeave = () => player.leave();
  // What is shown is looked at in a terminal, now or later.
  const release = catchPrinted((text) => stage.write(stage.isTerminal || cast !== undefined ? visible(text) : text));
  keys = isWatched ? new Keys((wish) => audience.wish(wish)) : undefined;
  guard.start();
  signals.runs();
  let stray: { readonly error: unknown } | undefined;
  const fail = (error: unknown): void => {
    stray ??= { error };
    audience.wish("leave");
  };
  process.on("unhandledRejection", fail);
  process.on("uncaughtException", fail);
  onBrokenPipe(() => audience.wish("leave"));
  if (isStepped) stage.write(`${stage.paint.dim("Enter goes on, s skips to the end, q leaves.")}\n\n`);
  const { session } = player.steps;
  streams.follow(session);
  let lost: readonly Error[] = [];
  try {
    await player.play();
  } catch (error) {
    if (!audience.hasLeft) throw error;
  } finally {
    release();
    keys?.close();
    guard.stop();
    lost = await player.steps.end();
    if (cast !== undefined) await writeFile(cast, stage.recording()!);
  }
  const failures = stray ? [stray.error] : audience.hasLeft ? [] : [...lost, ...left];
  if (audience.code === undefined)
    for (const error of failures) output.err.write(`${formatFailure(explain(error, session), false, output)}\n`);
  const code = audience.code ?? (failures.length === 0 ? exitCodes.ok : exitCodeOf(failures[0]));
  // What it has left running, it was asked to end.
  if (audience.hasLeft) leave(code);
  return code;
}

/** The same sink by another way, and without colours: those are the stage's. */
function through(sink: Sink, write: (text: string) => void): Sink {
  return {
    write,
    get isTerminal() {
      return sink.isTerminal;
    },
    get columns() {
      return sink.columns;
    },
    get rows() {
      return sink.rows;
    },
    paint: plain,
  };
}

/** Who watches, and what they want. */
class Audience {
  hasLeft = false;
  /** The exit code, where it was interrupted. */
  code: number | undefined;
  onLeave: () => void = () => {};
  readonly #stage: Stage;
  #isAsked: boolean;
  #goOn: (() => void) | undefined;
  /** How often Enter was pressed before it was waited for. */
  #ahead = 0;

  constructor(isAsked: boolean, stage: Stage) {
    this.#isAsked = isAsked;
    this.#stage = stage;
  }

  /** Waits for the next step, if anybody is asked. */
  async next(): Promise<void> {
    if (!this.#isAsked || this.hasLeft) return;
    if (this.#ahead > 0) {
      this.#ahead--;
      return;
    }
    await new Promise<void>((resolve) => {
      this.#goOn = resolve;
    });
  }

  /** Ends it, with an exit code. */
  end(code: number): void {
    if (!this.hasLeft) this.code = code;
    this.wish("leave");
  }

  wish(wish: Wish): void {
    if (wish === "interrupt") {
      this.end(exitCodes.interrupted);
      return;
    }
    if (wish === "leave") {
      if (this.hasLeft) process.exit(this.code ?? exitCodes.interrupted);
      this.hasLeft = true;
      this.onLeave();
    }
    if (wish !== "next") {
      this.#isAsked = false;
      this.#stage.hurry();
    } else if (this.#goOn === undefined) this.#ahead++;
    const goOn = this.#goOn;
    this.#goOn = undefined;
    goOn?.();
  }
}

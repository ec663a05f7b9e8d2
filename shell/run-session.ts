/** From an engine to an exit code: what `-e`, pipes and .dks files have in common. */
import process from "node:process";
import type { ConnectOptions } from "../mod.ts";
import type { EngineSettings } from "./engine.ts";
import { openEngine } from "./engine.ts";
import type { Unit } from "./evaluate/unit.ts";
import { exitCodeOf, exitCodes, explain, isUsage } from "./explain.ts";
import { formatReport, type Report } from "./format/error.ts";
import type { Globals } from "./globals.ts";
import { Guard } from "./guard.ts";
import { addHelpers } from "./helpers.ts";
import { BrokenPipeError, onBrokenPipe, type Output, processOutput } from "./output.ts";
import { type ReadOptions, Session, type SessionOptions } from "./session.ts";
import { checkArguments } from "./session-help.ts";
import { Signals } from "./signals.ts";

/** What is run, and how. */
export interface RunOptions extends EngineSettings, Pick<SessionOptions, "mode" | "at" | "onEnd"> {
  source: string;
  /** What the source is called in errors. */
  title: string;
  args: readonly string[];
  json: boolean;
  /** Shows a value; see {@link SessionOptions.onValue}. */
  onValue?: (value: unknown, output: Output) => void;
  /** Is put between the session and its engine. */
  wrap?: ConnectOptions["wrap"];
  /** What the source has as `connect`; that of the library if left out. */
  connect?: Globals["connect"];
  /** Statements that may fail without an end to all; `execute` is asked which errors are such. */
  tried?: ReadOptions["tried"];
  /** What is wrong at the end of a source that has not failed. */
  left?: () => readonly Error[];
  /** Runs what was read, where that takes more than `session.run`. */
  execute?: (session: Session, unit: Unit) => Promise<void>;
}

/** How long a script that was interrupted may take to clean up. */
const grace = 5000;

/** Runs a source to its end and reports what went wrong; gives the exit code. */
export async function runSession(options: RunOptions): Promise<number> {
  const output = processOutput();
  const fail = (error: unknown, session?: Session): number => {
    output.err.write(`${formatFailure(explain(error, session), options.json, output)}\n`);
    return session === undefined && isUsage(error) ? exitCodes.usage : exitCodeOf(error);
  };
  let session: Session;
  try {
    const docker = await openEngine(options, output.err, options.wrap);
    session = new Session({
      docker,
      mode: options.mode,
      at: options.at,
      onValue: (value) => options.onValue?.(value, output),
      ...(options.onEnd && { onEnd: options.onEnd }),
    });
  } catch (error) {
    return fail(error);
  }
  addHelpers(session, output, options.args, options.connect);
  await checkArguments(session);
  const ending = watchForTheEnd(session);
  const stray = (error: unknown): void => ending.end(fail(error, session));
  process.on("unhandledRejection", stray);
  process.on("uncaughtException", stray);
  const failures: unknown[] = [];
  const collect = (error: unknown): void => {
    if (error instanceof BrokenPipeError) ending.gone();
    else failures.push(error);
  };
  await run(session, options, ending.signals).catch(collect);
  await session.end().then((lost) => lost.forEach(collect), collect);
  ending.over();
  if (failures.length === 0) options.left?.().forEach(collect);
  const code = ending.code();
  // What it has left running, it was asked to end.
  if (code !== undefined) leave(code);
  return code ?? failures.map((error) => fail(error, session))[0] ?? Number(process.exitCode ?? exitCodes.ok);
}

async function run(session: Session, { source, title, tried, execute }: RunOptions, signals: Signals): Promise<void> {
  const unit = await session.read(source, title, tried && { tried });
  signals.follow(unit);
  await (execute ? execute(session, unit) : session.run(unit));
}

/** A report as people read it, or as one line of JSON. */
export function formatFailure(report: Report, json: boolean, { err }: Output): string {
  if (!json) return formatReport(report, err.paint);
  const { excerpt: _, ...error } = report;
  return JSON.stringify({ error });
}

/** What ends a session from outside. */
interface Ending {
  readonly signals: Signals;
  /** Interrupts the session: its exit code is this one. Where it is over, so is the process. */
  end(code: number): void;
  /** Nobody reads any more. */
  gone(): void;
  /** The exit code, if it was ended. */
  code(): number | undefined;
  /** The session has come to its end. */
  over(): void;
}

/**
 * Ctrl-C, SIGTERM, a terminal or a reader that has gone and an error outside of everything interrupt the session, so that what its `finally` blocks clean
 * up is cleaned up. A second time, or too long a wait, ends the process; and at once it ends while the program gives nothing else a turn.
 */
function watchForTheEnd(session: Session): Ending {
  let code: number | undefined;
  let isOver = false;
  const end = (reason: number): void => {
    if (isOver) {
      leave(reason);
      return;
    }
    if (code !== undefined) process.exit(code);
    code = reason;
    session.interrupt();
    setTimeout(() => process.exit(reason), grace).unref();
  };
  const guard = new Guard();
  let guarding: NodeJS.Timeout | undefined;
  const heard = (reason: number) => (): void => {
    guard.heard();
    end(reason);
  };
  const handlers = new Map([
    ["SIGINT", heard(exitCodes.interrupted)],
    ["SIGTERM", heard(exitCodes.terminated)],
    ...(process.platform === "win32" ? [] : [["SIGHUP", heard(exitCodes.hungUp)] as const]),
  ] as const);
  // Most are done before there is anything to guard.
  const signals = new Signals(handlers, () => {
    guarding ??= setTimeout(() => guard.start(), unguarded).unref();
  });
  const gone = (): void => {
    if (code === undefined) end(exitCodes.ok);
  };
  onBrokenPipe(gone);
  return {
    signals,
    end,
    gone,
    code: () => code,
    over: () => {
      isOver = true;
      signals.over();
      clearTimeout(guarding);
      guard.stop();
    },
  };
}

/** How long a session waits before it is guarded, in milliseconds. */
const unguarded = 200;

/** Ends the process when what was written has gone out. */
export function leave(code: number): void {
  process.exitCode = code;
  process.stdout.write("", () => process.exit(code));
}

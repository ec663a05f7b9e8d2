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
import { onBrokenPipe, type Output, processOutput } from "./output.ts";
import { type ReadOptions, Session, type SessionOptions } from "./session.ts";
import { checkArguments } from "./session-help.ts";

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
  const collect = (error: unknown): void => void failures.push(error);
  await run(session, options).catch(collect);
  await session.end().then((lost) => lost.forEach(collect), collect);
  ending.over();
  if (failures.length === 0) options.left?.().forEach(collect);
  return ending.code() ?? failures.map((error) => fail(error, session))[0] ?? Number(process.exitCode ?? exitCodes.ok);
}

async function run(session: Session, { source, title, tried, execute }: RunOptions): Promise<void> {
  const unit = await session.read(source, title, tried && { tried });
  await (execute ? execute(session, unit) : session.run(unit));
}

/** A report as people read it, or as one line of JSON. */
export function formatFailure(report: Report, json: boolean, { err }: Output): string {
  if (!json) return formatReport(report, err.paint);
  const { excerpt: _, ...error } = report;
  return JSON.stringify({ error });
}

/**
 * Ctrl-C, SIGTERM, a terminal or a reader that has gone and an error outside of everything interrupt the session, so that what its `finally` blocks clean
 * up is cleaned up. A second time, or too long a wait, ends the process; so does a Ctrl-C that a loop does not let it hear.
 */
function watchForTheEnd(session: Session): { end(code: number): void; code(): number | undefined; over(): void } {
  let code: number | undefined;
  const guard = new Guard();
  guard.start();
  const end = (reason: number): void => {
    if (code !== undefined) process.exit(code);
    code = reason;
    session.interrupt();
    setTimeout(() => process.exit(reason), grace).unref();
  };
  process.on("SIGINT", () => {
    guard.heard();
    end(exitCodes.interrupted);
  });
  process.on("SIGTERM", () => end(exitCodes.terminated));
  if (process.platform !== "win32")
    process.on("SIGHUP", () => {
      guard.heard();
      end(exitCodes.hungUp);
    });
  onBrokenPipe(() => {
    if (code === undefined) end(exitCodes.ok);
  });
  return { end, code: () => code, over: () => guard.stop() };
}

/** Runs a .dks script: it shows only what it prints. */
import { resolve } from "node:path";
import { connect } from "../../mod.ts";
import { exitCodes } from "../explain.ts";
import { report } from "../format/error.ts";
import { UsageError } from "../options.ts";
import { processOutput } from "../output.ts";
import { formatFailure, runSession } from "../run-session.ts";
import type { Directed } from "./directed.ts";
import { type Header, readHeader } from "./header.ts";
import { Leftovers } from "./leftovers.ts";
import { Limit } from "./limit.ts";
import { OpenStreams } from "./open-streams.ts";
import { parseScript } from "./parse.ts";
import { readScript } from "./read.ts";
import { TranscriptError, TranscriptSyntaxError } from "./transcript-error.ts";

/** What is run, and what the command line says about the engine. */
export interface ScriptOptions {
  path: string;
  args: readonly string[];
  host: string | undefined;
  apiVersion: string | undefined;
  json: boolean;
  /** Whether containers that the script has made and not removed are left. */
  keep: boolean;
}

/** Runs a script; gives the exit code. Throws a UsageError. */
export async function runScript({ path, host, apiVersion, keep, ...options }: ScriptOptions): Promise<number> {
  let header: Header;
  let script: Partial<Directed> & Pick<Directed, "source">;
  try {
    const source = await readScript(path);
    if (source === undefined)
      throw new UsageError(
        `${path} is no script that dks knows`,
        "It runs .dks, .ts and .js files, and others that begin with `//! dks 1`.",
      );
    header = readHeader(source);
    if (isMarked(source)) script = await (await import("./directed.ts")).directed(source);
    else {
      await parseScript(source);
      script = { source };
    }
  } catch (error) {
    if (!(error instanceof TranscriptError)) throw error;
    const output = processOutput();
    output.err.write(`${formatFailure(reportOf(error, path), options.json, output)}\n`);
    return exitCodes.failed;
  }
  const engine = engineOf(header, host, apiVersion);
  const leftovers = new Leftovers(engine);
  const streams = new OpenStreams();
  let left: readonly Error[] = [];
  return runSession({
    ...options,
    ...engine,
    ...script,
    wrap: (transport) => streams.wrap(keep ? transport : leftovers.wrap(transport)),
    ...(!keep && { connect: leftovers.connecting(connect) }),
    execute: (session, unit) => {
      streams.follow(session);
      return script.execute ? script.execute(session, unit) : new Limit(session).during(session.run(unit));
    },
    onEnd: async (docker) => {
      left = streams.errors();
      if (!keep) await leftovers.remove(docker);
    },
    left: () => left,
    title: path,
    mode: "script",
    at: { file: resolve(path) },
  });
}

/** Whether there is more in a script, behind its header, than a program: then it is taken apart. */
function isMarked(source: string): boolean {
  const body = source.replace(/^(?:#!.*\r?\n)?(?:[ \t]*(?:\/\/!.*)?\r?\n)*/, "");
  return /\/\/(?:\s*dks:|=>|\||!)/.test(body);
}

/** What there is to say about a file that is no script. */
export function reportOf(error: TranscriptError, path: string): ReturnType<typeof report> {
  const excerpt = error instanceof TranscriptSyntaxError ? { line: error.text, column: error.column } : undefined;
  return { ...report(error, []), at: [`${path}:${error.line}:${error.column}`], ...(excerpt && { excerpt }) };
}

/** The command line has the first word, then the header, then the environment. An API that goes with `embedded` goes when another engine is named. */
export function engineOf(
  header: Header,
  host: string | undefined,
  apiVersion: string | undefined,
): { host: string | undefined; apiVersion: string | undefined } {
  const overruled = header.embedded && host !== undefined;
  return {
    host: host ?? (header.embedded ? "embedded:" : undefined),
    apiVersion: apiVersion ?? (overruled ? undefined : header.apiVersion),
  };
}

/** Runs a .dks script: it shows only what it prints. */
import { resolve } from "node:path";
import { exitCodes } from "../explain.ts";
import { report } from "../format/error.ts";
import { processOutput } from "../output.ts";
import { formatFailure, type RunOptions, runSession } from "../run-session.ts";
import { type Header, readHeader } from "./header.ts";
import { Leftovers } from "./leftovers.ts";
import { TranscriptError } from "./transcript-error.ts";

/** What is run, and what the command line says about the engine. */
export interface ScriptOptions {
  path: string;
  source: string;
  args: readonly string[];
  host: string | undefined;
  apiVersion: string | undefined;
  json: boolean;
  /** Whether containers that the script has made and not removed are left. */
  keep: boolean;
}

/** Runs a script; gives the exit code. */
export async function runScript({ path, source, host, apiVersion, keep, ...options }: ScriptOptions): Promise<number> {
  let header: Header;
  let directed: Pick<RunOptions, "source" | "execute"> = { source };
  try {
    header = readHeader(source);
    if (/\/\/\s*dks:/.test(source)) directed = await (await import("./directed.ts")).directed(source);
  } catch (error) {
    if (!(error instanceof TranscriptError)) throw error;
    const output = processOutput();
    output.err.write(`${formatFailure(reportOf(error, path), options.json, output)}\n`);
    return exitCodes.failed;
  }
  const leftovers = new Leftovers();
  return runSession({
    ...options,
    ...engineOf(header, host, apiVersion),
    ...directed,
    ...(!keep && {
      wrap: (transport) => leftovers.wrap(transport),
      onEnd: (docker) => leftovers.remove(docker),
    }),
    title: path,
    mode: "script",
    at: { file: resolve(path) },
  });
}

/** What there is to say about a file that is no script. */
export function reportOf(error: TranscriptError, path: string): ReturnType<typeof report> {
  return { ...report(error, []), at: [`${path}:${error.line}:${error.column}`] };
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

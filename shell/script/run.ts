/** Runs a .dks script: it shows only what it prints. */
import { resolve } from "node:path";
import { exitCodes } from "../explain.ts";
import { report } from "../format/error.ts";
import { processOutput } from "../output.ts";
import { formatFailure, runSession } from "../run-session.ts";
import { type Header, HeaderError, readHeader } from "./header.ts";

/** What is run, and what the command line says about the engine. */
export interface ScriptOptions {
  path: string;
  source: string;
  args: readonly string[];
  host: string | undefined;
  apiVersion: string | undefined;
  json: boolean;
}

/** Runs a script; gives the exit code. */
export async function runScript({ path, source, host, apiVersion, ...options }: ScriptOptions): Promise<number> {
  let header: Header;
  try {
    header = readHeader(source);
  } catch (error) {
    if (!(error instanceof HeaderError)) throw error;
    const output = processOutput();
    output.err.write(
      `${formatFailure({ ...report(error, []), at: [`${path}:${error.line}:1`] }, options.json, output)}\n`,
    );
    return exitCodes.failed;
  }
  return runSession({
    ...options,
    ...engineOf(header, host, apiVersion),
    source,
    title: path,
    mode: "script",
    at: { file: resolve(path) },
  });
}

/** The command line has the first word, then the header, then the environment. An API that goes with `embedded` goes when another engine is named. */
function engineOf(
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

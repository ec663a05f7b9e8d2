/** The command line of `dks check`. */
import process from "node:process";
import { availableParallelism } from "node:os";
import { parseArgs } from "#std/cli";
import type { EngineSettings } from "../engine.ts";
import { refuseUnknown, UsageError, valueGiven } from "../options.ts";
import { refuseScript } from "../script/read.ts";

/** What is checked, and how. */
export interface CheckOptions extends EngineSettings {
  files: readonly string[];
  /** How many files run at a time. */
  jobs: number;
  /** Whether what has changed is written into the files. */
  update: boolean;
  /** Whether the first difference ends everything. */
  bail: boolean;
  /** Whether a difference opens the prompt. */
  shell: boolean;
  /** Whether containers that the files made are left. */
  keep: boolean;
  /** Whether the answers come from the cassette beside each file, and not from an engine. */
  offline: boolean;
  /** Where a report in JUnit's form goes. */
  junit: string | undefined;
  /** Whether the report is in TAP. */
  tap: boolean;
  /** Only statements from this line on are compared. */
  from: number;
  /** Statements behind this line are not run. */
  to: number;
  /** For a statement that says nothing else, in milliseconds. */
  timeout: number;
  /** Set for the process that runs one file: where it writes what it finds. */
  journal: string | undefined;
}

/** What `dks check --help` says. */
export const checkUsage = `dks check: runs .dks files and compares what comes with what their comments say

Usage: dks check [OPTIONS] FILE...

Options:
      --update             write what has changed into the files
      --jobs N             files at a time (default: as many as there are
                           processors; 1 with -H)
      --bail               stop at the first difference
      --from LINE          compare only from this line on; what is before runs
      --to LINE            stop behind this line
      --timeout SECONDS    for a statement that says nothing else (60)
      --shell              open the prompt where a difference is
      --junit FILE         write a report in JUnit's form, too
      --tap                report in TAP
      --keep               leave the containers that the files have made
      --offline            take the answers from FILE.wire, as dks record
                           --wire has kept them, without an engine
  -H, --host ENDPOINT      the engine (default: for each file, one of its own
                           inside dks)
      --api-version V      the API version to speak

Exit codes: 0 all as expected, 1 a script failed, 2 wrong usage, 3 something
differs, 125 no engine.
`;

const flags = ["update", "bail", "shell", "tap", "keep", "offline", "help"] as const;
const values = ["jobs", "junit", "from", "to", "timeout", "journal", "host", "api-version"] as const;

/** Reads the command line; undefined when help is asked for. Throws a {@link UsageError}. */
export function parseCheck(args: readonly string[], common: EngineSettings): CheckOptions | undefined {
  const parsed = parseArgs(args, {
    boolean: [...flags],
    string: [...values, "_"],
    alias: { H: "host", h: "help" },
    unknown: refuseUnknown([...flags, ...values].filter((name) => name !== "journal").map((name) => `--${name}`)),
  });
  if (parsed.help) return undefined;
  const files = parsed._.map(String);
  if (files.length === 0) throw new UsageError("dks check needs files", "dks check --help shows how it is used.");
  const value = (name: (typeof values)[number], short?: string) => valueGiven(parsed, args, name, short);
  const host = value("host", "-H") ?? common.host;
  const { update, bail, shell, tap, keep, offline } = parsed;
  if (offline && (host !== undefined || shell))
    throw new UsageError("--offline takes no engine", "Leave out -H and --shell, or --offline.");
  if (shell && !(process.stdin.isTTY && process.stdout.isTTY))
    throw new UsageError("--shell needs a terminal", "Leave it out where nobody types.");
  if (shell && tap) throw new UsageError("--shell and --tap do not go together", "Leave one of them out.");
  const from = number("from", value("from"), 1) ?? 1;
  const to = number("to", value("to"), 1) ?? Number.POSITIVE_INFINITY;
  const junit = value("junit");
  refuseScript("--junit", junit);
  if (to < from) throw new UsageError(`--to ${to} is before --from ${from}`, "Nothing would be compared.");
  const jobs = shell || bail ? 1 : host === undefined ? availableParallelism() : 1;
  return {
    files,
    host,
    apiVersion: value("api-version") ?? common.apiVersion,
    jobs: shell ? 1 : (number("jobs", value("jobs"), 1) ?? jobs),
    from,
    to,
    timeout: 1000 * (number("timeout", value("timeout"), 1) ?? 60),
    junit,
    journal: value("journal"),
    update,
    bail,
    shell,
    tap,
    keep,
    offline,
  };
}

/** The command line for the process that runs one file. */
export function formatCheck(options: CheckOptions, file: string, journal: string): string[] {
  const { host, apiVersion, update, bail, shell, keep, offline, from, to, timeout } = options;
  const given = (name: string, value: string | number | undefined): string[] =>
    value === undefined || value === Number.POSITIVE_INFINITY ? [] : [`--${name}=${value}`];
  return [
    "check",
    ...given("journal", journal),
    ...given("host", host),
    ...given("api-version", apiVersion),
    ...given("from", from),
    ...given("to", to),
    ...given("timeout", timeout / 1000),
    ...Object.entries({ update, bail, shell, keep, offline }).flatMap(([name, set]) => (set ? [`--${name}`] : [])),
    "--",
    file,
  ];
}

function number(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,7}$/.test(text) || Number(text) < least)
    throw new UsageError(`--${name} cannot be ${text}`, `Write a whole number from ${least} on.`);
  return Number(text);
}

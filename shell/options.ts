/** The command line: what is to be done, and with which engine. */
import { parseArgs } from "#std/cli";
import { didYouMean } from "./nearest.ts";
import type { TlsFlags } from "./tls-flags.ts";

/** What the command is asked to do. */
export type Task =
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "eval"; readonly code: string; readonly args: readonly string[] }
  | { readonly kind: "file"; readonly path: string; readonly args: readonly string[]; readonly keep: boolean }
  /** They have a command line of their own. */
  | { readonly kind: "check" | "play" | "learn"; readonly args: readonly string[] }
  /** The prompt, with all that is run recorded. */
  | { readonly kind: "record"; readonly path: string; readonly append: boolean; readonly wire: boolean }
  | { readonly kind: "types"; readonly out: string | undefined }
  | { readonly kind: "engine"; readonly listen: string | undefined; readonly allowFetch: boolean }
  /** The prompt, or the statements that come through a pipe. */
  | { readonly kind: "session" };

/** A command line that was understood. */
export interface Invocation {
  readonly task: Task;
  /** The endpoint that was named. */
  readonly host: string | undefined;
  /** The API version that was named. */
  readonly apiVersion: string | undefined;
  /** What was said about TLS; undefined when nothing was. */
  readonly tls?: TlsFlags;
  readonly json: boolean;
  /** Whether the prompt is to draw nothing but what is typed. */
  readonly plain: boolean;
}

/** The command line cannot be meant so. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly hint: string;

  constructor(message: string, hint = "dks --help shows how it is used.") {
    super(message);
    this.hint = hint;
  }
}

const flags = [
  "--host",
  "--api-version",
  "--json",
  "--plain",
  "--keep",
  "--tls",
  "--tlsverify",
  "--tlscacert",
  "--tlscert",
  "--tlskey",
  "--eval",
  "--help",
  "--version",
  "-H",
  "-e",
  "-h",
  "-V",
];
const commands = ["engine", "learn", "check", "play", "record", "types"];

/** What `dks --help` says. */
export const usage = `dks: a shell and a scripting toolkit for the Docker Remote API

Usage:
  dks                      open the shell; statements from a pipe are run
  dks FILE [ARGUMENTS]     run a script: .dks, .ts or .js
  dks -e CODE [ARGUMENTS]  run statements, and show the value of the last
  dks engine [--listen ENDPOINT] [--api-version 1.0] [--allow-fetch]
                           serve the engine inside dks to other programs, at
                           unix://PATH or (default) tcp://127.0.0.1:4243;
                           --allow-fetch lets it fetch URLs for them
  dks learn [LESSON]       learn the API at the prompt, step by step; without
                           LESSON, the list of lessons
  dks check FILE...        run .dks files, and compare what comes with what
                           stands in their comments
  dks play FILE            show a .dks file step by step, as if it were typed
  dks record [--append] [--wire] FILE
                           open the shell, and record what is run into a .dks
                           file; --append goes on with one, --wire keeps what
                           goes over the wire in FILE.wire
  dks types [--out FILE]   write the declarations of the shell's names, for
                           editors

Options:
  -H, --host ENDPOINT      the engine: unix:///PATH, tcp://HOST:PORT,
                           http://HOST:PORT, https://HOST:PORT, embedded:
                           (default: DOCKER_HOST, else the usual sockets of
                           Docker and Podman, else the engine inside dks)
      --tlsverify          tcp:// is TLS (as with DOCKER_TLS_VERIFY)
      --tls                the same, with an engine that nobody verifies
      --tlscacert FILE     the authority that signed the engine's certificate;
      --tlscert FILE       the client certificate, and its key (default:
      --tlskey FILE        ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH,
                           else in ~/.docker)
      --api-version V      the API version to speak, e.g. 1.41 or 1.0
      --json               show values as JSON, one on a line; errors, too
      --plain              draw nothing but what is typed, for screen readers
      --keep               leave the containers that a .dks file has made
  -e, --eval CODE          run CODE
  -h, --help               show this
  -V, --version            show the version of dks

Exit codes: 0 success, 1 the script failed, 2 wrong usage, 3 a check found a
difference, 125 no engine.
`;

/** Reads the command line. Throws a {@link UsageError}. */
export function parseInvocation(args: readonly string[]): Invocation {
  const parsed = parseArgs(args, {
    boolean: ["help", "version", "json", "plain", "keep", "tls", "tlsverify"],
    string: ["host", "api-version", "eval", "tlscacert", "tlscert", "tlskey", "_"],
    alias: { H: "host", e: "eval", h: "help", V: "version" },
    stopEarly: true,
    unknown: refuseUnknown(flags),
  });
  const host = valueGiven(parsed, args, "host", "-H");
  const apiVersion = valueGiven(parsed, args, "api-version");
  const code = valueGiven(parsed, args, "eval", "-e");
  const [first, ...rest] = parsed._.map(String);
  const tls = tlsGiven(parsed, args, host);
  const common = { host, apiVersion, ...(tls && { tls }), json: parsed.json, plain: parsed.plain };
  if (parsed.help) return { ...common, task: { kind: "help" } };
  if (parsed.version) return { ...common, task: { kind: "version" } };
  if (code !== undefined) return { ...common, task: { kind: "eval", code, args: parsed._.map(String) } };
  if (first === undefined) return { ...common, task: { kind: "session" } };
  if (first === "check" || first === "play" || first === "learn")
    return { ...common, task: { kind: first, args: rest } };
  if (first === "engine") return engineInvocation(rest, common);
  if (first === "record") return recordInvocation(rest, common);
  if (first === "types") return typesInvocation(rest, common);
  return { ...common, task: { kind: "file", path: first, args: rest, keep: parsed.keep } };
}

/** Commands that a first argument, which is none, may have meant. */
export function meantCommand(word: string): string {
  return didYouMean(word, commands);
}

function tlsGiven(
  parsed: Readonly<Record<string, unknown>>,
  args: readonly string[],
  host: string | undefined,
): TlsFlags | undefined {
  const value = (name: string): string | undefined => valueGiven(parsed, args, name);
  const files = { tlscacert: value("tlscacert"), tlscert: value("tlscert"), tlskey: value("tlskey") };
  const flags: TlsFlags = { tls: parsed["tls"] === true, tlsverify: parsed["tlsverify"] === true, ...files };
  if (!Object.values(flags).some((flag) => flag !== false && flag !== undefined)) return undefined;
  if (host !== undefined && !/^(tcp|https):/i.test(host.trim()))
    throw new UsageError(`TLS does not go with ${host}`, "It is for tcp://HOST:PORT and https://HOST:PORT.");
  return flags;
}

function engineInvocation(args: readonly string[], common: Omit<Invocation, "task">): Invocation {
  const parsed = parseArgs(args, {
    boolean: ["help", "allow-fetch"],
    string: ["listen", "api-version", "_"],
    alias: { h: "help" },
    unknown: refuseUnknown(["--listen", "--api-version", "--allow-fetch", "--help"]),
  });
  if (parsed.help) return { ...common, task: { kind: "help" } };
  if (common.host !== undefined)
    throw new UsageError(
      "dks engine is an engine itself: -H has no meaning for it",
      "Write --listen ENDPOINT to say where it listens.",
    );
  if (common.tls !== undefined)
    throw new UsageError("dks engine does not speak TLS", "Let it listen on a socket, or on this machine only.");
  if (parsed._.length > 0)
    throw new UsageError(
      `dks engine takes no argument ${parsed._[0]}`,
      "Write --listen ENDPOINT to say where it listens.",
    );
  const apiVersion = valueGiven(parsed, args, "api-version") ?? common.apiVersion;
  const listen = valueGiven(parsed, args, "listen");
  return { ...common, apiVersion, task: { kind: "engine", listen, allowFetch: parsed["allow-fetch"] } };
}

function recordInvocation(args: readonly string[], common: Omit<Invocation, "task">): Invocation {
  const parsed = parseArgs(args, {
    boolean: ["help", "append", "wire"],
    string: ["_"],
    alias: { h: "help" },
    unknown: refuseUnknown(["--append", "--wire", "--help"]),
  });
  if (parsed.help) return { ...common, task: { kind: "help" } };
  const [path, ...others] = parsed._.map(String);
  if (path === undefined || others.length > 0)
    throw new UsageError("dks record takes one file", "Write dks record FILE.");
  if (parsed.append && parsed.wire)
    throw new UsageError("--append and --wire do not go together", "Record the wire into new files.");
  return { ...common, task: { kind: "record", path, append: parsed.append, wire: parsed.wire } };
}

function typesInvocation(args: readonly string[], common: Omit<Invocation, "task">): Invocation {
  const parsed = parseArgs(args, {
    boolean: ["help"],
    string: ["out", "_"],
    alias: { h: "help" },
    unknown: refuseUnknown(["--out", "--help"]),
  });
  if (parsed.help) return { ...common, task: { kind: "help" } };
  if (parsed._.length > 0)
    throw new UsageError(`dks types takes no argument ${parsed._[0]}`, "Write --out FILE to say where they go.");
  return { ...common, task: { kind: "types", out: valueGiven(parsed, args, "out") } };
}

/** For `parseArgs`: throws for a flag that is not known, and says which was meant. */
export function refuseUnknown(known: readonly string[]): (arg: string, key?: string) => boolean {
  return (arg, key) => {
    if (key === undefined) return true;
    const name = arg.replace(/=.*$/s, "");
    // -xyz is several flags at once; the one that is not known is named
    const flag = name.startsWith("--") ? name : `-${key}`;
    if (/^-\d/.test(arg))
      throw new UsageError(`${arg} is not an option`, "Code that begins with a minus is given as --eval=CODE.");
    throw new UsageError(
      `unknown option ${flag}`,
      [didYouMean(flag, known, ""), "dks --help shows all."].filter((part) => part !== "").join(" "),
    );
  };
}

/** Throws a {@link UsageError} where a report cannot be written: known at the end, it would be lost. */
export async function requireWritable(path: string | undefined): Promise<void> {
  if (path === undefined) return;
  const { open } = await import("node:fs/promises");
  try {
    await (await open(path, "a")).close();
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The value of a flag, from what was parsed and what was given; an empty one was forgotten, unless it was written as `--flag=`. */
export function valueGiven(
  parsed: Readonly<Record<string, unknown>>,
  args: readonly string[],
  name: string,
  short?: string,
): string | undefined {
  const value = parsed[name];
  if (typeof value !== "string") return undefined;
  if (
    value !== "" ||
    (name === "eval" &&
      args.some((arg, at) => arg === `--${name}=` || ((arg === short || arg === `--${name}`) && args[at + 1] === "")))
  )
    return value;
  throw new UsageError(
    `${short === undefined ? "" : `${short}, `}--${name} needs a value`,
    name === "eval" ? "Code that begins with a minus is given as --eval=CODE." : undefined,
  );
}

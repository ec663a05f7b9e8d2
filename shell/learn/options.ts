/** The command line of `dks learn`. */
import { parseArgs } from "#std/cli";
import type { EngineSettings } from "../engine.ts";
import { refuseUnknown, UsageError, valueGiven } from "../options.ts";

/** What is to be learned, and how. */
export interface LearnOptions extends EngineSettings {
  /** A number or a name; undefined for the list. */
  lesson: string | undefined;
  /** Whether it begins at its first step, however far somebody had come. */
  restart: boolean;
  /** For screen readers: nothing is redrawn but what is typed. */
  plain: boolean;
}

/** What `dks learn --help` says. */
export const learnUsage = `dks learn: learn the API at the prompt, step by step

Usage: dks learn [OPTIONS] [LESSON]

LESSON is a number or a name; without it, the lessons are listed, with how far
you have come in each. What you do is looked at by its effect: any way is good.
Without a terminal, the lesson is printed.

Options:
      --restart            begin at the first step
      --plain              draw nothing but what is typed, for screen readers
  -H, --host ENDPOINT      the engine (default: a fresh one inside dks)
      --api-version V      the API version to speak
`;

const flags = ["restart", "plain", "help"] as const;
const values = ["host", "api-version"] as const;

/** Reads the command line; undefined when help is asked for. Throws a {@link UsageError}. */
export function parseLearn(
  args: readonly string[],
  common: EngineSettings & { readonly plain: boolean },
): LearnOptions | undefined {
  const parsed = parseArgs(args, {
    boolean: [...flags],
    string: [...values, "_"],
    alias: { H: "host", h: "help" },
    unknown: refuseUnknown([...flags, ...values].map((name) => `--${name}`)),
  });
  if (parsed.help) return undefined;
  const [lesson, ...more] = parsed._.map(String);
  if (more.length > 0) throw new UsageError("dks learn takes one lesson", "dks learn shows which there are.");
  return {
    lesson,
    host: valueGiven(parsed, args, "host", "-H") ?? common.host,
    apiVersion: valueGiven(parsed, args, "api-version") ?? common.apiVersion,
    restart: parsed.restart,
    plain: parsed.plain || common.plain,
  };
}

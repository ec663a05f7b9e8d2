/** The command line of `dks play`. */
import { parseArgs } from "#std/cli";
import type { EngineSettings } from "../engine.ts";
import { refuseUnknown, UsageError, valueGiven } from "../options.ts";
import { refuseScript } from "../script/read.ts";

/** What is played, and how. */
export interface PlayOptions extends EngineSettings {
  path: string;
  /** How fast it is typed, as a factor; 0 without waiting, undefined step by step where there is a terminal. */
  speed: number | undefined;
  /** Where a recording for the asciinema player goes. */
  cast: string | undefined;
  /** Whether containers that the file has made are left. */
  keep: boolean;
}

/** What `dks play --help` says. */
export const playUsage = `dks play: shows a .dks file as if it were typed, with what comes of it

Usage: dks play [OPTIONS] FILE

On a terminal it goes on with Enter; s skips to the end, q leaves.

Options:
      --speed FACTOR       type by itself: 2 is twice as fast, 0 does not wait
      --cast FILE          write a recording for the asciinema player
      --keep               leave the containers that the file has made
  -H, --host ENDPOINT      the engine (default: as the file says, else as for
                           dks FILE)
      --api-version V      the API version to speak
`;

const flags = ["keep", "help"] as const;
const values = ["speed", "cast", "host", "api-version"] as const;

/** Reads the command line; undefined when help is asked for. Throws a {@link UsageError}. */
export function parsePlay(args: readonly string[], common: EngineSettings): PlayOptions | undefined {
  const parsed = parseArgs(args, {
    boolean: [...flags],
    string: [...values, "_"],
    alias: { H: "host", h: "help" },
    unknown: refuseUnknown([...flags, ...values].map((name) => `--${name}`)),
  });
  if (parsed.help) return undefined;
  const [path, ...more] = parsed._.map(String);
  if (path === undefined || more.length > 0)
    throw new UsageError("dks play needs one file", "dks play --help shows how it is used.");
  const value = (name: (typeof values)[number], short?: string) => valueGiven(parsed, args, name, short);
  const speed = value("speed");
  const cast = value("cast");
  refuseScript("--cast", cast);
  if (speed !== undefined && !/^\d{1,4}(?:\.\d{1,3})?$/.test(speed))
    throw new UsageError(`--speed cannot be ${speed}`, "Write a number: 2 is twice as fast, 0 does not wait.");
  return {
    path,
    host: value("host", "-H") ?? common.host,
    apiVersion: value("api-version") ?? common.apiVersion,
    speed: speed === undefined ? undefined : Number(speed),
    cast,
    keep: parsed.keep,
  };
}

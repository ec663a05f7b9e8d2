/** The instruction HEALTHCHECK. */
import type { HealthConfig } from "../../../api/generated/models.ts";
import type { Said } from "./instruction.ts";
import { jsonList } from "./words.ts";

/** Nanoseconds. */
const units: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** Reads `NONE`, or `CMD` with a command. What it throws is a SyntaxError. */
export function parseHealthcheck(args: string, flags: ReadonlyMap<string, string>): Said {
  const [, word = "", rest = ""] = /^(\S*)\s*([\s\S]*)$/.exec(args) ?? [];
  if (word === "") throw new SyntaxError("HEALTHCHECK requires at least one argument");
  const type = word.toUpperCase();
  if (type === "NONE") {
    if (rest !== "") throw new SyntaxError("HEALTHCHECK NONE takes no arguments");
    return { kind: "HEALTHCHECK", command: undefined, times: {} };
  }
  if (type !== "CMD") throw new SyntaxError(`Unknown type ${JSON.stringify(type)} in HEALTHCHECK (try CMD)`);
  const words = jsonList(rest) ?? (rest === "" ? [] : undefined);
  if (words?.length === 0) throw new SyntaxError("Missing command after HEALTHCHECK CMD");
  return {
    kind: "HEALTHCHECK",
    command: words === undefined ? { shell: true, words: [rest] } : { shell: false, words },
    times: timesOf(flags),
  };
}

function timesOf(flags: ReadonlyMap<string, string>): Partial<HealthConfig> {
  const times: Partial<HealthConfig> = {};
  for (const [flag, field] of [
    ["interval", "Interval"],
    ["timeout", "Timeout"],
    ["start-period", "StartPeriod"],
  ] as const) {
    const text = flags.get(flag);
    if (!text) continue;
    const time = nanoseconds(text);
    if (time !== 0 && time < 1e6) throw new SyntaxError(`Interval "${flag}" cannot be less than 1ms`);
    if (time > 0) times[field] = time;
  }
  const retries = flags.get("retries");
  if (retries) {
    if (!/^[+-]?\d{1,9}$/.test(retries)) {
      throw new SyntaxError(`strconv.ParseInt: parsing ${JSON.stringify(retries)}: invalid syntax`);
    }
    if (Number(retries) < 1) throw new SyntaxError(`--retries must be at least 1 (not ${Number(retries)})`);
    times.Retries = Number(retries);
  }
  return times;
}

/** A duration as Go writes it: `1m30s`, `1.5h`. */
function nanoseconds(text: string): number {
  const invalid = (): SyntaxError => new SyntaxError(`time: invalid duration ${JSON.stringify(text)}`);
  const [, sign, body = ""] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (body === "0") return 0;
  if (!/^(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|ms|s|m|h))+$/.test(body)) throw invalid();
  let sum = 0;
  for (const [, count, unit] of body.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g)) sum += Number(count) * units[unit!]!;
  if (sum > Number.MAX_SAFE_INTEGER) throw invalid();
  return sign === "-" ? -sum : Math.round(sum);
}

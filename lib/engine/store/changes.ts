/** Instructions of a Dockerfile that change what an image says about its containers (`changes=CMD ["sh"]`). */
import { BadParameter } from "../failure.ts";
import type { RunConfig } from "./image.ts";

/** Applies instructions, one each, to a configuration, and returns the new one. A Failure 400 for one that is not understood. */
export function applyChanges(config: RunConfig, changes: readonly string[]): RunConfig {
  return changes.flatMap((change) => change.split("\n")).reduce(applyChange, config);
}

function applyChange(config: RunConfig, change: string): RunConfig {
  const [, word = "", rest = ""] = /^\s*(\w*)\s*([\s\S]*?)\s*$/.exec(change) ?? [];
  switch (word.toUpperCase()) {
    case "":
      return config;
    case "CMD":
      return { ...config, Cmd: command(rest, change) };
    case "ENTRYPOINT":
      return { ...config, Entrypoint: command(rest, change), Cmd: undefined };
    case "ENV":
      return { ...config, Env: mergeEnv(config.Env, pairs(rest, change)) };
    case "LABEL":
      return { ...config, Labels: { ...config.Labels, ...Object.fromEntries(pairs(rest, change)) } };
    case "EXPOSE":
      return {
        ...config,
        ExposedPorts: {
          ...config.ExposedPorts,
          ...Object.fromEntries(words(needed(rest, change)).map((word) => port(word, change))),
        },
      };
    case "ONBUILD":
      return { ...config, OnBuild: [...(config.OnBuild ?? []), needed(rest, change)] };
    case "STOPSIGNAL":
      return { ...config, StopSignal: needed(rest, change) };
    case "USER":
      return { ...config, User: needed(rest, change) };
    case "VOLUME": {
      const paths = rest.startsWith("[") ? list(rest, change) : words(needed(rest, change));
      return { ...config, Volumes: { ...config.Volumes, ...Object.fromEntries(paths.map((path) => [path, {}])) } };
    }
    case "WORKDIR":
      return { ...config, WorkingDir: absolute(config.WorkingDir, needed(rest, change)) };
    default:
      throw new BadParameter(`${word} is no change that can be made to an image: ${change}`);
  }
}

/** Replaces the variables that are set again, and adds those that are new. */
export function mergeEnv(env: readonly string[], added: readonly (readonly [string, string])[]): string[] {
  const merged = [...env];
  for (const [name, value] of added) {
    const at = merged.findIndex((variable) => variable.startsWith(`${name}=`));
    if (at < 0) merged.push(`${name}=${value}`);
    else merged[at] = `${name}=${value}`;
  }
  return merged;
}

function needed(rest: string, change: string): string {
  if (rest === "") throw new BadParameter(`an argument is missing in the change: ${change}`);
  return rest;
}

/** A command as a JSON list, or as a line for the shell. */
function command(rest: string, change: string): string[] {
  return rest.startsWith("[") ? list(rest, change) : ["/bin/sh", "-c", needed(rest, change)];
}

function list(rest: string, change: string): string[] {
  try {
    const parsed: unknown = JSON.parse(rest);
    if (Array.isArray(parsed) && parsed.every((one) => typeof one === "string")) return parsed;
  } catch {
    // Reported below, like a list of other things.
  }
  throw new BadParameter(`not a JSON list of strings in the change: ${change}`);
}

/** `a=b c="d e"`, or the old form of a single `a b c`. */
function pairs(rest: string, change: string): [string, string][] {
  const found = words(needed(rest, change));
  if (!found[0]!.includes("=")) {
    const [, name = "", value = ""] = /^(\S+)\s+([\s\S]+)$/.exec(rest) ?? [];
    if (name === "") throw new BadParameter(`a value is missing in the change: ${change}`);
    return [[name, value]];
  }
  return found.map((word): [string, string] => {
    const equals = word.indexOf("=");
    if (equals < 1) throw new BadParameter(`${word} is not NAME=VALUE in the change: ${change}`);
    return [word.slice(0, equals), word.slice(equals + 1)];
  });
}

/** Words, with quotes taken off and backslashes obeyed. */
function words(text: string): string[] {
  const pattern = /(?:[^\s"'\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"|'[^']*')+/g;
  return (text.match(pattern) ?? []).map((word) =>
    word.replace(/\\([\s\S])|"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'/g, (_, escaped, double, single) =>
      escaped !== undefined ? escaped : double !== undefined ? double.replace(/\\([\s\S])/g, "$1") : single,
    ),
  );
}

function port(text: string, change: string): [string, Record<string, never>] {
  if (!/^\d{1,5}(?:-\d{1,5})?(?:\/(?:tcp|udp|sctp))?$/.test(text)) {
    throw new BadParameter(`invalid port ${text} in the change: ${change}`);
  }
  return [text.includes("/") ? text : `${text}/tcp`, {}];
}

function absolute(before: string, path: string): string {
  return path.startsWith("/") ? path : `${before === "" || before === "/" ? "" : before}/${path}`;
}

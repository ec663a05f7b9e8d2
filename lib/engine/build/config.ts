/** What the instructions of a Dockerfile do to the configuration of an image. */
import { parseSignal } from "../containers/signals.ts";
import { BadParameter } from "../failure.ts";
import type { RunConfig } from "../store/image.ts";
import type { CommandLine, InstructionOf, Pair } from "./dockerfile/instruction.ts";
import { expandWord, expandWords, type Lookup } from "./dockerfile/expand.ts";

/** The instructions that are about the configuration alone. */
export type ConfigInstruction = InstructionOf<(typeof configKinds)[number]>;

const configKinds = [
  "CMD",
  "ENTRYPOINT",
  "ENV",
  "EXPOSE",
  "HEALTHCHECK",
  "LABEL",
  "ONBUILD",
  "SHELL",
  "STOPSIGNAL",
  "USER",
  "VOLUME",
  "WORKDIR",
] as const;

/** Whether an instruction is about the configuration alone. */
export function isConfigInstruction(instruction: { kind: string }): instruction is ConfigInstruction {
  return (configKinds as readonly string[]).includes(instruction.kind);
}

/** A configuration that is being made. */
export interface Draft {
  config: RunConfig;
  /** Whether a CMD was among the instructions: else an ENTRYPOINT takes away the command of the image below. */
  commandGiven: boolean;
}

/** What became of a draft. */
export interface Applied {
  draft: Draft;
  /** The instruction with its variables replaced, as the history tells it. */
  told: string;
  /** What whoever builds is told besides. */
  note?: string;
}

/** How words are read. */
export interface Words {
  lookup: Lookup;
  escapeChar: string;
}

const defaultShell: readonly string[] = ["/bin/sh", "-c"];

/** Carries out an instruction. A Failure 400 for words that cannot be expanded, and for values that there are not. */
export function applyInstruction(draft: Draft, instruction: ConfigInstruction, words: Words): Applied {
  const { config } = draft;
  const word = (text: string): string => expandWord(text, words.lookup, words.escapeChar);
  const pairs = (list: readonly Pair[]): Pair[] => list.map(([name, value]) => [word(name), word(value)]);
  const done = (changed: Partial<RunConfig>, told: string): Applied => ({
    draft: { ...draft, config: { ...config, ...changed } },
    told,
  });
  switch (instruction.kind) {
    case "CMD": {
      const Cmd = resolveCommand(instruction.command, config);
      const commandGiven = draft.commandGiven || !isEmpty(instruction.command);
      return { draft: { config: { ...config, Cmd }, commandGiven }, told: ` CMD ${quoted(Cmd)}` };
    }
    case "ENTRYPOINT": {
      const Entrypoint = resolveCommand(instruction.command, config);
      const Cmd = draft.commandGiven ? config.Cmd : undefined;
      return done({ Entrypoint, Cmd }, ` ENTRYPOINT ${quoted(Entrypoint)}`);
    }
    case "ENV": {
      const added = pairs(instruction.pairs);
      return done({ Env: mergeEnv(config.Env, added) }, ` ENV ${joined(added)}`);
    }
    case "EXPOSE": {
      const ports = instruction.ports.flatMap((text) => expandWords(text, words.lookup, words.escapeChar));
      const ExposedPorts = { ...config.ExposedPorts };
      let count = 0;
      for (const range of ports.map(rangeOf)) {
        count += range.last - range.first + 1;
        if (count > mostPorts) throw new BadParameter(`EXPOSE names more than ${mostPorts} ports`);
        for (let port = range.first; port <= range.last; port++) ExposedPorts[`${port}/${range.protocol}`] = {};
      }
      return done({ ExposedPorts }, ` EXPOSE ${ports.sort().join(" ")}`);
    }
    case "HEALTHCHECK":
      return healthcheck(draft, instruction);
    case "LABEL": {
      const added = instruction.literal ? instruction.pairs : pairs(instruction.pairs);
      return done({ Labels: { ...config.Labels, ...Object.fromEntries(added) } }, ` LABEL ${joined(added)}`);
    }
    case "ONBUILD":
      return done({ OnBuild: [...(config.OnBuild ?? []), instruction.trigger] }, ` ONBUILD ${instruction.trigger}`);
    case "SHELL":
      return done({ Shell: [...instruction.words] }, ` SHELL [${instruction.words.join(" ")}]`);
    case "STOPSIGNAL": {
      const StopSignal = word(instruction.text);
      parseSignal(StopSignal);
      return done({ StopSignal }, ` STOPSIGNAL ${StopSignal}`);
    }
    case "USER": {
      const User = word(instruction.text);
      return done({ User }, ` USER ${User}`);
    }
    case "VOLUME": {
      const paths = instruction.paths.map(word);
      const Volumes = { ...config.Volumes, ...Object.fromEntries(paths.map((path) => [path, {}])) };
      return done({ Volumes }, ` VOLUME [${paths.join(" ")}]`);
    }
    case "WORKDIR": {
      const WorkingDir = resolvePath(config.WorkingDir, word(instruction.text));
      return done({ WorkingDir }, `WORKDIR ${WorkingDir}`);
    }
  }
}

/** The words of a command: those of the exec form, or the shell with a line for it. */
export function resolveCommand({ shell, words }: CommandLine, config: RunConfig): string[] {
  if (!shell) return [...words];
  const line = words.filter((word) => word !== "");
  return [...(config.Shell ?? defaultShell), ...line];
}

/** The shell of an image, for the lines of its history. */
export function shellOf(config: RunConfig): readonly string[] {
  return config.Shell ?? defaultShell;
}

/** A path in a container, absolute and without `.` and `..`, by the work directory. */
export function resolvePath(workingDir: string, path: string): string {
  const names: string[] = [];
  for (const name of (path.startsWith("/") ? path : `${workingDir}/${path}`).split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return `/${names.join("/")}`;
}

function isEmpty({ words }: CommandLine): boolean {
  return words.every((word) => word === "");
}

/** Replaces the variables that are set again, and adds those that are new. */
function mergeEnv(env: readonly string[], added: readonly Pair[]): string[] {
  const merged = [...env];
  const places = new Map<string, number>();
  for (const [at, variable] of env.entries()) {
    const [name = ""] = variable.split("=", 1);
    if (!places.has(name)) places.set(name, at);
  }
  for (const [name, value] of added) {
    const at = places.get(name) ?? merged.length;
    places.set(name, at);
    merged[at] = `${name}=${value}`;
  }
  return merged;
}

/** One instruction may name all ports that there are, once. */
const mostPorts = 65535;

/** `80`, `53/udp`, `8000-8002`. */
function rangeOf(text: string): { first: number; last: number; protocol: string } {
  const [range = "", protocol = "tcp", ...more] = text.split("/");
  if (!["tcp", "udp", "sctp"].includes(protocol.toLowerCase()) || more.length > 0) {
    throw new BadParameter(`Invalid proto: ${text.slice(range.length + 1)}`);
  }
  const [, from, to = from] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(range) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (from === undefined || first > last || last > 65535) throw new BadParameter(`Invalid containerPort: ${range}`);
  return { first, last, protocol: protocol.toLowerCase() };
}

function healthcheck({ config, ...draft }: Draft, { command, times, rest }: InstructionOf<"HEALTHCHECK">): Applied {
  const Test = command === undefined ? ["NONE"] : [command.shell ? "CMD-SHELL" : "CMD", ...command.words];
  const before = config.Healthcheck?.Test ?? [];
  const overridden = before.length > 0 && before[0] !== "NONE";
  return {
    draft: { ...draft, config: { ...config, Healthcheck: { Test, ...times } } },
    told: ` HEALTHCHECK ${rest}`,
    ...(overridden ? { note: `Note: overriding previous HEALTHCHECK: [${before.join(" ")}]` } : {}),
  };
}

function quoted(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(" ")}]`;
}

function joined(pairs: readonly Pair[]): string {
  return pairs.map(([name, value]) => `${name}=${value}`).join(" ");
}

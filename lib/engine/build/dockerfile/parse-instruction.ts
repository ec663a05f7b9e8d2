/** From one logical line to its instruction. */
import { DockerfileError } from "./error.ts";
import { parseHealthcheck } from "./healthcheck.ts";
import type { CommandLine, Instruction, Pair, Said } from "./instruction.ts";
import type { LogicalLine } from "./lines.ts";
import { type Flag, jsonList, splitBlanks, splitWords, takeFlags } from "./words.ts";

/** Reads an instruction. A DockerfileError for one that is malformed; one that nobody knows is of the kind UNKNOWN. */
export function parseInstruction({ text, line }: LogicalLine, escapeChar: string): Instruction {
  const whole = text.trim();
  const [, word = "", rest = ""] = /^([^\t\v\f\r ]*)[\t\v\f\r ]*([\s\S]*)$/.exec(whole) ?? [];
  const keyword = word.toUpperCase();
  try {
    const { flags, rest: args } = takeFlags(rest, escapeChar);
    const said = new Reader(keyword, flags, args, escapeChar).read();
    return { ...said, written: whole, keyword, rest, line };
  } catch (error) {
    if (error instanceof SyntaxError) throw new DockerfileError(line, error.message);
    throw error;
  }
}

class Reader {
  readonly #keyword: string;
  readonly #flags: readonly Flag[];
  readonly #args: string;
  readonly #escapeChar: string;

  constructor(keyword: string, flags: readonly Flag[], args: string, escapeChar: string) {
    this.#keyword = keyword;
    this.#flags = flags;
    this.#args = args;
    this.#escapeChar = escapeChar;
  }

  read(): Said {
    switch (this.#keyword) {
      case "FROM":
        return this.#from();
      case "RUN":
        // What they mean is BuildKit's, which is said when the instruction is carried out.
        this.#take(["mount", "network", "security"]);
        return { kind: "RUN", command: this.#command(), flags: this.#flags.map(({ name }) => name) };
      case "CMD":
      case "ENTRYPOINT":
        this.#take([]);
        return { kind: this.#keyword, command: this.#command() };
      case "ENV":
        this.#take([]);
        return { kind: "ENV", pairs: this.#pairs() };
      case "LABEL":
        this.#take([]);
        return { kind: "LABEL", pairs: this.#pairs(), literal: false };
      case "ARG":
        this.#take([]);
        return { kind: "ARG", args: this.#arguments() };
      case "COPY":
      case "ADD":
        return this.#files(this.#keyword);
      case "EXPOSE":
        this.#take([]);
        return { kind: "EXPOSE", ports: this.#some(splitBlanks(this.#args)) };
      case "VOLUME":
        return { kind: "VOLUME", paths: this.#volumes() };
      case "USER":
      case "WORKDIR":
      case "STOPSIGNAL":
      case "MAINTAINER":
        this.#take([]);
        return { kind: this.#keyword, text: this.#one() };
      case "SHELL":
        return { kind: "SHELL", words: this.#shell() };
      case "HEALTHCHECK":
        return parseHealthcheck(this.#args, this.#take(["interval", "timeout", "start-period", "retries"]));
      case "ONBUILD":
        this.#take([]);
        return { kind: "ONBUILD", trigger: this.#trigger() };
      default:
        return { kind: "UNKNOWN" };
    }
  }

  /** The values of the flags, which must be among these. */
  #take(known: readonly string[]): ReadonlyMap<string, string> {
    const values = new Map<string, string>();
    for (const { name, value } of this.#flags) {
      if (!known.includes(name)) throw new SyntaxError(`Unknown flag: ${name}`);
      if (value === undefined) throw new SyntaxError(`Missing a value on flag: ${name}`);
      if (values.has(name)) throw new SyntaxError(`Duplicate flag specified: ${name}`);
      values.set(name, value);
    }
    return values;
  }

  #from(): Said {
    const platform = this.#take(["platform"]).get("platform");
    const words = splitBlanks(this.#args);
    const [image = "", as, name] = words;
    if (words.length === 1) return { kind: "FROM", image, name: undefined, platform };
    if (words.length !== 3 || as!.toUpperCase() !== "AS") {
      throw new SyntaxError("FROM requires either one or three arguments");
    }
    const stage = name!.toLowerCase();
    if (!/^[a-z][a-z0-9-_.]*$/.test(stage)) {
      const problem = "name can't start with a number or contain symbols";
      throw new SyntaxError(`invalid name for build stage: ${JSON.stringify(name)}, ${problem}`);
    }
    return { kind: "FROM", image, name: stage, platform };
  }

  #command(): CommandLine {
    const words = jsonList(this.#args);
    return words === undefined ? { shell: true, words: [this.#args] } : { shell: false, words };
  }

  /** `a=b c="d e"`, or the old form of a single `a b c`. */
  #pairs(): Pair[] {
    const words = splitWords(this.#args, this.#escapeChar);
    if (words.length === 0) throw new SyntaxError(`${this.#keyword} requires at least one argument`);
    if (!words[0]!.includes("=")) {
      const [, name, value] = /^(\S+)\s+([\s\S]+)$/.exec(this.#args) ?? [];
      if (name === undefined) throw new SyntaxError(`${this.#keyword} must have two arguments`);
      return [[name, value!]];
    }
    return words.map((word): Pair => {
      const equals = word.indexOf("=");
      if (equals < 0) {
        const form = "Must be of the form: name=value";
        throw new SyntaxError(`Syntax error - can't find = in ${JSON.stringify(word)}. ${form}`);
      }
      if (equals === 0) throw new SyntaxError(`${this.#keyword} names can not be blank`);
      return [word.slice(0, equals), word.slice(equals + 1)];
    });
  }

  #arguments(): { name: string; value: string | undefined }[] {
    return this.#some(splitWords(this.#args, this.#escapeChar)).map((word) => {
      const equals = word.indexOf("=");
      if (equals === 0) throw new SyntaxError("ARG names can not be blank");
      if (equals < 0) return { name: word, value: undefined };
      return { name: word.slice(0, equals), value: word.slice(equals + 1) };
    });
  }

  #files(kind: "COPY" | "ADD"): Said {
    const flags = this.#take(kind === "COPY" ? ["from", "chown", "chmod"] : ["chown", "chmod"]);
    const words = jsonList(this.#args) ?? splitBlanks(this.#args);
    if (words.length < 2) {
      const problem = "requires at least two arguments, but only one was provided";
      throw new SyntaxError(`${kind} ${problem}. Destination could not be determined`);
    }
    return {
      kind,
      sources: words.slice(0, -1),
      destination: words.at(-1)!,
      from: flags.get("from") ?? "",
      chown: flags.get("chown") ?? "",
      chmod: flags.get("chmod") ?? "",
    };
  }

  #volumes(): string[] {
    this.#take([]);
    const paths = this.#some(jsonList(this.#args) ?? splitBlanks(this.#args)).map((path) => path.trim());
    if (paths.includes("")) throw new SyntaxError("VOLUME specified can not be an empty string");
    return paths;
  }

  #shell(): string[] {
    this.#take([]);
    const words = jsonList(this.#args);
    if (words === undefined) throw new SyntaxError("SHELL requires the arguments to be in JSON form");
    return this.#some(words);
  }

  #trigger(): string {
    const [first = ""] = this.#some(splitBlanks(this.#args));
    const trigger = first.toUpperCase();
    if (trigger === "ONBUILD") throw new SyntaxError("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed");
    if (trigger === "FROM" || trigger === "MAINTAINER") {
      throw new SyntaxError(`${trigger} isn't allowed as an ONBUILD trigger`);
    }
    return this.#args;
  }

  #one(): string {
    if (this.#args === "") throw new SyntaxError(`${this.#keyword} requires exactly one argument`);
    return this.#args;
  }

  #some<T>(list: T[]): T[] {
    if (list.length === 0) throw new SyntaxError(`${this.#keyword} requires at least one argument`);
    return list;
  }
}

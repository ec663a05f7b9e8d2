/** find */

import type { Process, Program, Stat } from "../../kernel/types.ts";
import { applet, BadUsage, complain, Failure, reason } from "./kit/applet.ts";
import { globToRegex } from "./kit/glob.ts";
import { runAll } from "./kit/run.ts";
import { join, lastName, statIfAny } from "./kit/tree.ts";

/** A file that was found. */
interface Found {
  path: string;
  stat: Stat;
  depth: number;
}

/** Decides on a file, or does something with it. */
type Test = (found: Found) => boolean | Promise<boolean>;

interface Settings {
  maxDepth: number;
  minDepth: number;
  /** Directories after what is in them. */
  depthFirst: boolean;
  follow: boolean;
}

const DAY = 86_400_000;
const types: Record<string, string> = {
  f: "file",
  d: "directory",
  l: "symlink",
  p: "fifo",
  c: "device",
  b: "block",
  s: "socket",
};
const units: Record<string, number> = { "": 512, b: 512, c: 1, w: 2, k: 1024, M: 1 << 20, G: 1 << 30 };

/** `+5`, `-5` or `5` as a comparison. */
function compareTo(text: string, what: string): { number: number; holds: (value: number) => boolean } {
  const match = /^([-+]?)(\d+)/.exec(text);
  if (match === null) throw new Failure(`invalid number '${what}'`);
  const number = Number(match[2]);
  const holds = (value: number) =>
    match[1] === "+" ? value > number : match[1] === "-" ? value < number : value === number;
  return { number, holds };
}

/** Reads the expression once, by recursive descent, into one test. */
class ExpressionParser {
  readonly #process: Process;
  readonly #words: readonly string[];
  readonly #pruned: Set<string>;
  readonly settings: Settings = { maxDepth: Number.POSITIVE_INFINITY, minDepth: 0, depthFirst: false, follow: false };
  readonly batches: (() => Promise<boolean>)[] = [];
  /** Something is done with the files; if not, they are printed. */
  #acts = false;
  #at = 0;

  constructor(process: Process, words: readonly string[], pruned: Set<string>) {
    this.#process = process;
    this.#words = words;
    this.#pruned = pruned;
  }

  parse(): Test {
    const test: Test = this.#words.length === 0 ? () => true : this.#or();
    if (this.#at < this.#words.length) throw new Failure(`unrecognized: ${this.#words[this.#at]}`);
    return this.#acts ? test : async (found) => (await test(found)) && this.#print(found, "\n");
  }

  #or(): Test {
    let left = this.#and();
    while (this.#take("-o", "-or")) {
      const [first, second] = [left, this.#and()];
      left = async (found) => (await first(found)) || (await second(found));
    }
    return left;
  }

  #and(): Test {
    let left = this.#not();
    for (;;) {
      this.#take("-a", "-and");
      const word = this.#words[this.#at];
      if (word === undefined || word === ")" || word === "-o" || word === "-or") return left;
      const [first, second] = [left, this.#not()];
      left = async (found) => (await first(found)) && (await second(found));
    }
  }

  #not(): Test {
    if (!this.#take("!", "-not")) return this.#primary();
    const test = this.#not();
    return async (found) => !(await test(found));
  }

  #take(...words: readonly string[]): boolean {
    const found = words.includes(this.#words[this.#at] ?? "");
    if (found) this.#at++;
    return found;
  }

  #value(): string {
    const value = this.#words[this.#at++];
    if (value === undefined) throw new Failure(`${this.#words[this.#at - 2]}: argument missing`);
    return value;
  }

  #primary(): Test {
    const word = this.#words[this.#at++] ?? "";
    if (word === "(") {
      const test = this.#or();
      if (!this.#take(")")) throw new Failure("unpaired '('");
      return test;
    }
    switch (word) {
      case "-name":
      case "-iname": {
        const regex = globToRegex(this.#value(), { ignoreCase: word === "-iname" });
        return ({ path }) => regex.test(lastName(path));
      }
      case "-path":
      case "-wholename":
      case "-ipath": {
        const regex = globToRegex(this.#value(), { ignoreCase: word === "-ipath" });
        return ({ path }) => regex.test(path);
      }
      case "-type": {
        const type = types[this.#value()];
        if (type === undefined) throw new Failure(`invalid argument '${this.#words[this.#at - 1]}' to '-type'`);
        return ({ stat }) => stat.type === type;
      }
      case "-size": {
        const text = this.#value();
        const unit = units[/[a-zA-Z]*$/.exec(text)![0]] ?? 512;
        const { holds } = compareTo(text, text);
        return ({ stat }) => holds(Math.ceil(stat.size / unit));
      }
      case "-mtime":
      case "-mmin": {
        const text = this.#value();
        const unit = word === "-mtime" ? DAY : 60_000;
        const { holds } = compareTo(text, text);
        return ({ stat }) => holds(Math.floor((Date.now() - stat.mtime) / unit));
      }
      case "-newer": {
        const { mtime } = this.#process.fs.stat(this.#process.resolve(this.#value()));
        return ({ stat }) => stat.mtime > mtime;
      }
      case "-perm": {
        const text = this.#value();
        const bits = Number.parseInt(text.replace(/^[-/]/, ""), 8);
        if (text.startsWith("-")) return ({ stat }) => (stat.mode & bits) === bits;
        if (text.startsWith("/")) return ({ stat }) => (stat.mode & bits) !== 0;
        return ({ stat }) => stat.mode === bits;
      }
      case "-empty":
        return ({ path, stat }) =>
          stat.type === "directory"
            ? this.#process.fs.readdir(this.#process.resolve(path)).length === 0
            : stat.type === "file" && stat.size === 0;
      case "-links": {
        const text = this.#value();
        const { holds } = compareTo(text, text);
        return ({ stat }) => holds(stat.links);
      }
      case "-maxdepth":
        this.settings.maxDepth = Number(this.#value());
        return () => true;
      case "-mindepth":
        this.settings.minDepth = Number(this.#value());
        return () => true;
      case "-depth":
        this.settings.depthFirst = true;
        return () => true;
      case "-follow":
        this.settings.follow = true;
        return () => true;
      case "-xdev":
      case "-true":
        return () => true;
      case "-false":
        return () => false;
      default:
        return this.#action(word);
    }
  }

  #action(word: string): Test {
    switch (word) {
      case "-prune":
        return ({ path }) => {
          this.#pruned.add(path);
          return true;
        };
      case "-print":
      case "-print0":
        this.#acts = true;
        return (found) => this.#print(found, word === "-print" ? "\n" : "\0");
      case "-quit":
        this.#acts = true;
        return () => {
          throw new Done();
        };
      case "-delete":
        this.#acts = true;
        this.settings.depthFirst = true;
        return ({ path, stat }) => this.#delete(path, stat);
      case "-exec":
        this.#acts = true;
        return this.#exec();
      default:
        throw new BadUsage(`unrecognized: ${word}`);
    }
  }

  async #print({ path }: Found, end: string): Promise<boolean> {
    await this.#process.write(1, path + end);
    return true;
  }

  async #delete(path: string, stat: Stat): Promise<boolean> {
    const absolute = this.#process.resolve(path);
    if (path === ".") return true;
    try {
      if (stat.type === "directory") this.#process.fs.rmdir(absolute);
      else this.#process.fs.unlink(absolute);
      return true;
    } catch (error) {
      await complain(this.#process, `${path}: ${reason(error)}`);
      return false;
    }
  }

  #exec(): Test {
    const end = this.#words.findIndex(
      (word, at) => at >= this.#at && (word === ";" || (word === "+" && this.#words[at - 1] === "{}")),
    );
    if (end < 0) throw new Failure("option requires an argument -- '-exec'");
    const words = this.#words.slice(this.#at, end);
    const together = this.#words[end] === "+";
    this.#at = end + 1;
    if (!together)
      return async ({ path }) =>
        (await runAll(
          this.#process,
          words.map((word) => word.replaceAll("{}", path)),
        )) === 0;
    const paths: string[] = [];
    this.batches.push(
      async () => paths.length === 0 || (await runAll(this.#process, [...words.slice(0, -1), ...paths])) === 0,
    );
    return ({ path }) => {
      paths.push(path);
      return true;
    };
  }
}

/** Thrown by -quit. */
class Done {}

export const find: Program = applet("[-HL] [PATH]... [OPTIONS] [ACTIONS]", async (process) => {
  const words = process.argv.slice(1);
  let follow = false;
  while (/^-[HLP]$/.test(words[0] ?? "")) follow = words.shift() === "-L" || follow;
  const start = words.findIndex((word) => word.startsWith("-") || word === "(" || word === "!");
  const names = start < 0 ? words : words.slice(0, start);
  const pruned = new Set<string>();
  const parser = new ExpressionParser(process, start < 0 ? [] : words.slice(start), pruned);
  const test = parser.parse();
  const { settings } = parser;
  let code = 0;
  const visit = async (path: string, depth: number): Promise<void> => {
    const stat = statIfAny(process, path, follow || settings.follow) ?? statIfAny(process, path, false);
    if (stat === undefined) {
      await complain(process, `${path}: No such file or directory`);
      code = 1;
      return;
    }
    const apply = async () => {
      if (depth >= settings.minDepth) await test({ path, stat, depth });
    };
    if (!settings.depthFirst) await apply();
    if (stat.type === "directory" && depth < settings.maxDepth && !pruned.has(path)) {
      try {
        for (const name of process.fs.readdir(process.resolve(path))) await visit(join(path, name), depth + 1);
      } catch (error) {
        await complain(process, `${path}: ${reason(error)}`);
        code = 1;
      }
    }
    if (settings.depthFirst) await apply();
    await process.breathe();
  };
  try {
    for (const name of names.length === 0 ? ["."] : names) await visit(name, 0);
  } catch (error) {
    if (!(error instanceof Done)) throw error;
  }
  for (const batch of parser.batches) if (!(await batch())) code = 1;
  return code;
});

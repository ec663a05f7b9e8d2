/** grep, egrep, fgrep. */

import { SystemError } from "../../kernel/errors.ts";
import type { Process, Program } from "../../kernel/types.ts";
import { applet, BadUsage, complain, Failure, nameOf, reason } from "./kit/applet.ts";
import { encodeText, toText } from "./kit/bytes.ts";
import { close, lines, Output, open } from "./kit/io.ts";
import { type Options, parseCount, parseOptions } from "./kit/options.ts";
import { fixedSource, regexOrFail } from "./kit/regex.ts";
import { join, statIfAny } from "./kit/tree.ts";

/** Where a line matches. */
interface Match {
  start: number;
  end: number;
}

/** Looks for a match from a position on. */
type Matcher = (line: string, from: number) => Match | undefined;

function matcherOf(pattern: string, options: Options, extended: boolean, fixed: boolean): Matcher {
  const ignoreCase = options.has("i");
  const whole = options.has("x");
  const word = options.has("w");
  const flags = { flags: "g", ignoreCase };
  const base = fixed
    ? new RegExp(fixedSource(pattern), `g${ignoreCase ? "i" : ""}`)
    : regexOrFail(pattern, { ...flags, extended }, 2);
  const regex = whole ? new RegExp(`^(?:${base.source})$`, base.flags) : base;
  // A word may begin after a longer match that is none has been given up.
  const bounded = word ? new RegExp(`(?<!\\w)(?:${base.source})(?!\\w)`, base.flags) : regex;
  return (line, from) => {
    bounded.lastIndex = from;
    const match = bounded.exec(line);
    return match === null ? undefined : { start: match.index, end: match.index + match[0].length };
  };
}

interface Search {
  matchers: readonly Matcher[];
  options: Options;
  /** File names before lines. */
  named: boolean;
  max: number;
  before: number;
  after: number;
  out: Output;
}

/** The first match of any pattern, from a position on. */
function find(search: Search, line: string, from = 0): Match | undefined {
  let first: Match | undefined;
  for (const matcher of search.matchers) {
    const match = matcher(line, from);
    if (match === undefined) continue;
    if (first === undefined || match.start < first.start || (match.start === first.start && match.end > first.end))
      first = match;
  }
  return first;
}

/** The search of one input. */
class InputSearch {
  readonly #search: Search;
  readonly #name: string;
  /** Nothing is shown but the name, the number of lines, or nothing. */
  readonly #silent: boolean;
  #number = 0;
  #selected = 0;
  /** Lines that are shown if one after them is selected. */
  #before: { line: string; number: number }[] = [];
  /** How many lines are still shown after the one that was selected last. */
  #after = 0;
  #lastShown = 0;

  constructor(search: Search, name: string) {
    this.#search = search;
    this.#name = name;
    this.#silent = ["q", "l", "L", "c"].some((flag) => search.options.has(flag));
  }

  /** Resolves to whether a line was selected. */
  async run(process: Process, fd: number): Promise<boolean> {
    for await (const batch of lines(process, fd)) {
      const done = batch.lines.some((line) => !this.#goesOnAfter(line));
      await this.#search.out.flush();
      await process.breathe();
      if (done) break;
    }
    this.#summarize();
    await this.#search.out.flush();
    return this.#selected > 0;
  }

  /** Whether the search goes on after this line. */
  #goesOnAfter(line: string): boolean {
    const { options, max } = this.#search;
    this.#number++;
    const match = find(this.#search, line);
    if ((match !== undefined) === options.has("v")) {
      this.#showContext(line);
      return true;
    }
    this.#selected++;
    if (options.has("q") || options.has("l") || options.has("L")) return false;
    if (!this.#silent && options.has("o")) this.#showMatches(line, match);
    else if (!this.#silent) this.#showSelected(line);
    return this.#selected < max;
  }

  #label(separator: string, number: number): string {
    const name = this.#search.named ? encodeText(this.#name) + separator : "";
    return this.#search.options.has("n") ? `${name}${number}${separator}` : name;
  }

  #show(line: string, number: number, separator: string): void {
    const { before, after, out } = this.#search;
    if (this.#lastShown > 0 && number > this.#lastShown + 1 && (before > 0 || after > 0)) out.put("--\n");
    this.#lastShown = number;
    out.put(`${this.#label(separator, number)}${line}\n`);
  }

  #showSelected(line: string): void {
    for (const earlier of this.#before.splice(0)) this.#show(earlier.line, earlier.number, "-");
    this.#show(line, this.#number, ":");
    this.#after = this.#search.after;
  }

  #showContext(line: string): void {
    if (this.#silent) return;
    if (this.#after > 0) {
      this.#after--;
      this.#show(line, this.#number, "-");
    } else if (this.#search.before > 0) {
      this.#before.push({ line, number: this.#number });
      if (this.#before.length > this.#search.before) this.#before.shift();
    }
  }

  #showMatches(line: string, first: Match | undefined): void {
    const label = this.#label(":", this.#number);
    for (let match = first; match !== undefined; ) {
      const { start, end } = match;
      if (end > start) this.#search.out.put(`${label}${line.slice(start, end)}\n`);
      match = end >= line.length ? undefined : find(this.#search, line, end > start ? end : end + 1);
    }
  }

  #summarize(): void {
    const { options, out, named } = this.#search;
    if (options.has("q")) return;
    const wanted = options.has("l") ? this.#selected > 0 : options.has("L") && this.#selected === 0;
    if (wanted) out.print(`${this.#name}\n`);
    else if (options.has("c") && !options.has("l") && !options.has("L")) {
      out.put(`${named ? `${encodeText(this.#name)}:` : ""}${this.#selected}\n`);
    }
  }
}

/** The patterns of -e and -f, or the first operand. */
function patternsOf(process: Process, options: Options): string[] {
  const texts = options.all("e").map(encodeText);
  for (const name of options.all("f")) {
    try {
      const text = toText(process.fs.readFile(process.resolve(name)));
      if (text !== "") texts.push(text.replace(/\n$/, ""));
    } catch (error) {
      throw new Failure(`${name}: ${reason(error)}`, 2);
    }
  }
  if (!options.has("e") && !options.has("f")) {
    const first = options.operands.shift();
    if (first === undefined) throw new BadUsage();
    texts.push(encodeText(first));
  }
  return texts.flatMap((text) => text.split("\n"));
}

const SHORT = "HhnlLoqvscFEPiwxrRe:f:m:A:B:C:a";
const LONG = {
  "ignore-case": "i",
  "invert-match": "v",
  "line-number": "n",
  count: "c",
  quiet: "q",
  recursive: "r",
  "only-matching": "o",
  "extended-regexp": "E",
  "fixed-strings": "F",
  "word-regexp": "w",
  "line-regexp": "x",
  "files-with-matches": "l",
  color: "a",
};

export const grep: Program = applet(
  "[-HhnlLoqvsrRiwFEx] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...",
  async (process) => {
    const options = parseOptions(process, { short: SHORT, long: LONG });
    const name = nameOf(process);
    const patterns = patternsOf(process, options);
    const fixed = options.has("F") || name === "fgrep";
    const extended = options.has("E") || options.has("P") || name === "egrep";
    const matchers = patterns.map((pattern) => matcherOf(pattern, options, extended, fixed));
    const recursive = options.has("r") || options.has("R");
    const names = options.operands.length > 0 ? options.operands : [recursive ? "." : "-"];
    const context = options.get("C") ?? "0";
    const search: Search = {
      matchers,
      options,
      named: options.has("H") || (!options.has("h") && (names.length > 1 || recursive)),
      max: parseCount(options.get("m") ?? String(Number.MAX_SAFE_INTEGER)),
      before: parseCount(options.get("B") ?? context),
      after: parseCount(options.get("A") ?? context),
      out: new Output(process),
    };
    let found = false;
    let failed = false;
    const visit = async (path: string): Promise<void> => {
      if (path === "-") {
        found = (await new InputSearch(search, "(standard input)").run(process, 0)) || found;
        return;
      }
      const stat = statIfAny(process, path);
      if (recursive && stat?.type === "directory") {
        for (const entry of process.fs.readdir(process.resolve(path))) {
          const below = join(path, entry);
          // Links to directories are left alone, so that no tree is searched for ever.
          const isLink = statIfAny(process, below, false)?.type === "symlink";
          if (!isLink || statIfAny(process, below)?.type !== "directory") await visit(below);
        }
        return;
      }
      let fd: number;
      try {
        fd = open(process, path);
      } catch (error) {
        if (!options.has("s")) await complain(process, `${path}: ${reason(error)}`);
        failed = true;
        return;
      }
      try {
        found = (await new InputSearch(search, path).run(process, fd)) || found;
      } catch (error) {
        if (!(error instanceof SystemError) || error.code !== "EISDIR") throw error;
      } finally {
        close(process, fd);
      }
    };
    for (const path of names) await visit(path);
    if (options.has("q") && found) return 0;
    return failed ? 2 : found ? 0 : 1;
  },
  2,
);

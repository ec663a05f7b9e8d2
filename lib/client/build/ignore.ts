/**
 * What `.dockerignore` says, as Docker's own matcher understands it: pure, and knows nothing of files.
 *
 * A pattern is a path below the context, with `*` and `?` for what is in one name, `**` for any number of directories, `[a-z]` and `[^a-z]`
 * for one character, and `\` before a character that is meant itself. What it matches is ignored, with all that is below it. A
 * pattern after `!` takes back what patterns before it have ignored. The last one that matches decides.
 */
import { InvalidArgumentError } from "../../errors.ts";

/** What a list of patterns says of a path, and what is to be known for the paths below it. */
export interface Verdict {
  readonly ignored: boolean;
  /** Which patterns match the path or one above it. */
  readonly matched: readonly boolean[];
}

interface Pattern {
  /** Whether it takes back, i.e. stood after a `!`. */
  readonly exception: boolean;
  readonly regex: RegExp;
  /** The directories that it begins with, up to the first that is not plain text. */
  readonly start: readonly string[];
}

/** The patterns of one `.dockerignore`. */
export class IgnoreList {
  readonly #patterns: readonly Pattern[];

  constructor(patterns: readonly Pattern[]) {
    this.#patterns = patterns;
  }

  /**
   * Whether a path is ignored. It is relative to the context, with `/` between its parts. `parent` is the verdict on the directory that it
   * is in; absent for what is in the context's root.
   */
  judge(path: string, parent?: Verdict): Verdict {
    let ignored = false;
    const matched = this.#patterns.map(({ regex, exception }, i) => {
      // As Docker has it, a pattern that would change nothing is not looked at: an exception counts only for what was ignored before it.
      const matches = parent?.matched[i] === true || (exception === ignored && regex.test(path));
      if (matches) ignored = !exception;
      return matches;
    });
    return { ignored, matched };
  }

  /** Whether a path is ignored, all the directories above it taken into account. */
  ignores(path: string): boolean {
    const names = path.split("/");
    let verdict: Verdict | undefined;
    for (let depth = 1; depth <= names.length; depth++) verdict = this.judge(names.slice(0, depth).join("/"), verdict);
    return verdict!.ignored;
  }

  /** Whether something below an ignored directory may be taken back. */
  mayTakeBackBelow(directory: string): boolean {
    const names = directory.split("/");
    return this.#patterns.some(
      ({ exception, start }) => exception && start.every((name, i) => i >= names.length || name === names[i]),
    );
  }
}

/**
 * Reads the text of a `.dockerignore`; `name` is what it is called in an error. With `windows`, `\` stands between directories instead of before
 * characters. Throws an InvalidArgumentError that names the line of a malformed pattern.
 */
export function parseIgnore(text: string, options: { name?: string; windows?: boolean } = {}): IgnoreList {
  const { name = ".dockerignore", windows = false } = options;
  const patterns = text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .flatMap((line, i) => {
      if (line.startsWith("#") || line.trim() === "") return [];
      try {
        return [parsePattern(line.trim(), windows)];
      } catch (cause) {
        throw new InvalidArgumentError(
          `line ${i + 1} of ${name} is not a pattern: ${line.trim()} (${(cause as Error).message})`,
          {
            cause,
            hint: "Write a \\ before *, ?, [, ] or \\ where the character itself is meant.",
          },
        );
      }
    });
  return new IgnoreList(patterns);
}

function parsePattern(line: string, windows: boolean): Pattern {
  const exception = line.startsWith("!");
  const written = exception ? line.slice(1).trim() : line;
  if (written === "") throw new SyntaxError("nothing stands after the !");
  const path = cleaned(windows ? written.replaceAll("\\", "/") : written);
  const names = path.split("/");
  const special = names.findIndex((name) => /[*?[\]\\]/.test(name));
  return { exception, regex: regexOf(path), start: special < 0 ? names : names.slice(0, special) };
}

/** Without `.`, `..`, doubled, leading and trailing slashes. What leads out of the context stays, and matches nothing. */
function cleaned(path: string): string {
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "" || name === ".") continue;
    if (name !== ".." || names.length === 0 || names.at(-1) === "..") {
      if (name !== ".." || !path.startsWith("/")) names.push(name);
    } else names.pop();
  }
  return names.join("/");
}

function regexOf(path: string): RegExp {
  // Right before plain text, `**` at the beginning stands for the beginning of a name, too: `**.log` is every log.
  const loose = /^\*\*([^/*?[\]\\][^*?[\]\\]*)$/.exec(path)?.[1];
  if (loose !== undefined) return new RegExp(`^.*${escaped(loose)}$`, "su");
  const characters = [...path];
  let source = "";
  for (let at = 0; at < characters.length; ) {
    const character = characters[at++]!;
    if (character === "*" && characters[at] === "*") {
      at++;
      if (characters[at] === "/") at++;
      source += at === characters.length ? ".*" : "(?:.*/)?";
    } else if (character === "*") source += "[^/]*";
    else if (character === "?") source += "[^/]";
    else if (character === "[") {
      const end = endOfClass(characters, at);
      source += classOf(characters.slice(at, end));
      at = end + 1;
    } else if (character === "\\") {
      if (at === characters.length) throw new SyntaxError("nothing stands after the \\");
      source += escaped(characters[at++]!);
    } else source += escaped(character);
  }
  return new RegExp(`^${source}$`, "su");
}

/** Where the `]` stands that ends a class. */
function endOfClass(characters: readonly string[], start: number): number {
  for (let at = start; at < characters.length; at++) {
    if (characters[at] === "\\") at++;
    else if (characters[at] === "]") return at;
  }
  throw new SyntaxError("a [ is not closed");
}

/** What stands between `[` and `]`. It may match a slash, as it does in Docker. */
function classOf(characters: readonly string[]): string {
  const negated = characters[0] === "^";
  const members: string[] = [];
  const next = (at: number): { member: string; after: number } => {
    const escapes = characters[at] === "\\";
    const member = characters[escapes ? at + 1 : at];
    if (member === undefined || (member === "-" && !escapes)) throw new SyntaxError("a range of a class is incomplete");
    return { member, after: at + (escapes ? 2 : 1) };
  };
  for (let at = negated ? 1 : 0; at < characters.length; ) {
    const from = next(at);
    const to = characters[from.after] === "-" ? next(from.after + 1) : from;
    if (from.member.codePointAt(0)! > to.member.codePointAt(0)!)
      throw new SyntaxError("a range of a class goes backwards");
    members.push(`${escaped(from.member)}-${escaped(to.member)}`);
    at = to.after;
  }
  if (members.length === 0) throw new SyntaxError("a class is empty");
  return `[${negated ? "^" : ""}${members.join("")}]`;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, (character) => (character === "-" ? "\\x2d" : `\\${character}`));
}

/** The patterns of a .dockerignore. */
import { type GlobToken, globMatches, inName } from "../glob.ts";

/** A pattern, and whether it takes back what earlier ones said. */
interface Pattern {
  tokens: GlobToken[];
  except: boolean;
}

/** Whether a file, by its path in the context, is ignored. A path below an ignored directory is, too; the last pattern counts. */
export type Ignored = (path: string) => boolean;

/** Reads a .dockerignore. A line that is no pattern matches nothing. */
export function readIgnore(text: string): Ignored {
  const patterns = text
    .replace(/^\ufeff/, "")
    .split("\n")
    .filter((line) => !line.startsWith("#"))
    .map((line) => line.trim())
    .filter((line) => line !== "" && line !== "!")
    .flatMap(patternOf);
  return (path) => {
    const names = path.split("/");
    const paths = names.map((_, at) => names.slice(0, at + 1).join("/"));
    let ignored = false;
    for (const { tokens, except } of patterns) {
      if (ignored === except && paths.some((one) => globMatches(tokens, one))) ignored = !except;
    }
    return ignored;
  };
}

function patternOf(line: string): Pattern[] {
  const except = line.startsWith("!");
  const names: string[] = [];
  for (const name of (except ? line.slice(1).trim() : line).split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  const tokens = parseGlob(names.join("/"), true);
  return tokens === undefined ? [] : [{ tokens, except }];
}

/**
 * The pieces of a pattern: `*` and `?` stay within a name, `[a-z]` and `[^a-z]` are sets, a backslash takes
 * the meaning from the next character; `**` stands for any number of directories, where `deep`. Undefined for a pattern that is none.
 */
export function parseGlob(pattern: string, deep: boolean): GlobToken[] | undefined {
  const characters = [...pattern];
  const tokens: GlobToken[] = [];
  for (let at = 0; at < characters.length; at++) {
    const c = characters[at]!;
    if (c === "*" && deep && characters[at + 1] === "*") {
      at++;
      if (characters[at + 1] === "/") at++;
      if (at + 1 >= characters.length) tokens.push({ kind: "many", accepts: () => true });
      else tokens.push({ kind: "optional", count: 2 }, { kind: "many", accepts: () => true }, literal("/"));
    } else if (c === "*") tokens.push({ kind: "many", accepts: inName });
    else if (c === "?") tokens.push({ kind: "one", accepts: inName });
    else if (c === "\\") {
      if (++at >= characters.length) return undefined;
      tokens.push(literal(characters[at]!));
    } else if (c === "[") {
      const set = parseSet(characters, at);
      if (set === undefined) return undefined;
      tokens.push(set.token);
      at = set.end;
    } else tokens.push(literal(c));
  }
  return tokens;
}

/** A set in brackets, which begins at a place; undefined when it has no end, or a range is backwards. */
function parseSet(characters: readonly string[], start: number): { token: GlobToken; end: number } | undefined {
  let at = start + 1;
  const negated = characters[at] === "^";
  if (negated) at++;
  const one = (): string | undefined => {
    if (characters[at] === "\\") at++;
    return characters[at++];
  };
  const ranges: [from: string, to: string][] = [];
  for (let first = true; first || characters[at] !== "]"; first = false) {
    if (characters[at] === undefined) return undefined;
    const from = one();
    if (from === undefined) return undefined;
    let to: string | undefined = from;
    if (characters[at] === "-") {
      at++;
      to = one();
    }
    if (to === undefined || codeOf(to) < codeOf(from)) return undefined;
    ranges.push([from, to]);
  }
  const contains = (c: string): boolean =>
    ranges.some(([from, to]) => codeOf(from) <= codeOf(c) && codeOf(c) <= codeOf(to));
  return { token: { kind: "one", accepts: (c) => inName(c) && contains(c) !== negated }, end: at };
}

function codeOf(character: string): number {
  return character.codePointAt(0)!;
}

function literal(wanted: string): GlobToken {
  return { kind: "one", accepts: (character) => character === wanted };
}

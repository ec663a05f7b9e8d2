/** The patterns of a .dockerignore. */

/** A pattern, and whether it takes back what earlier ones said. */
interface Pattern {
  test: RegExp;
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
    for (const { test, except } of patterns) {
      if (ignored === except && paths.some((one) => test.test(one))) ignored = !except;
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
  const source = globSource(names.join("/"), true);
  return source === undefined ? [] : [{ test: new RegExp(`^${source}$`, "su"), except }];
}

/**
 * The source of a regular expression for a pattern: `*` and `?` stay within a name, `[a-z]` and `[^a-z]` are sets, a backslash takes
 * the meaning from the next character; `**` stands for any number of directories, where `deep`. Undefined for a pattern that is none.
 */
export function globSource(pattern: string, deep: boolean): string | undefined {
  const characters = [...pattern];
  let source = "";
  for (let at = 0; at < characters.length; at++) {
    const c = characters[at]!;
    if (c === "*" && deep && characters[at + 1] === "*") {
      at++;
      if (characters[at + 1] === "/") at++;
      source += at + 1 >= characters.length ? ".*" : "(?:.*/)?";
    } else if (c === "*") source += "[^/]*";
    else if (c === "?") source += "[^/]";
    else if (c === "\\") {
      if (++at >= characters.length) return undefined;
      source += literal(characters[at]!);
    } else if (c === "[") {
      const set = setSource(characters, at);
      if (set === undefined) return undefined;
      source += set.source;
      at = set.end;
    } else source += literal(c);
  }
  return source;
}

/** A set in brackets, which begins at a place; undefined when it has no end, or a range is backwards. */
function setSource(characters: readonly string[], start: number): { source: string; end: number } | undefined {
  let at = start + 1;
  const negated = characters[at] === "^";
  if (negated) at++;
  const one = (): string | undefined => {
    if (characters[at] === "\\") at++;
    return characters[at++];
  };
  let source = "";
  for (let first = true; first || characters[at] !== "]"; first = false) {
    if (characters[at] === undefined) return undefined;
    const from = one();
    if (from === undefined) return undefined;
    let to: string | undefined = from;
    if (characters[at] === "-") {
      at++;
      to = one();
    }
    if (to === undefined || to < from) return undefined;
    source += `${literal(from)}-${literal(to)}`;
  }
  return { source: `(?!/)[${negated ? "^" : ""}${source}]`, end: at };
}

function literal(c: string): string {
  return /[\p{L}\p{N}_]/u.test(c) ? c : `\\u{${c.codePointAt(0)!.toString(16)}}`;
}

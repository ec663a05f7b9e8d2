/** Shell patterns for whole names, for find and the like (the shell has its own for paths). */

/** The regular expression for a pattern with `*`, `?` and `[...]`. */
export function globToRegex(pattern: string, options: { ignoreCase?: boolean } = {}): RegExp {
  let source = "";
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at]!;
    const set = char === "[" ? /^\[([!^]?)(\]?[^\]]*)\]/.exec(pattern.slice(at)) : null;
    if (set !== null) {
      source += `[${set[1] === "" ? "" : "^"}${set[2]!.replace(/[\\\]^]/g, "\\$&")}]`;
      at += set[0].length - 1;
    } else if (char === "*") source += "[^]*";
    else if (char === "?") source += "[^]";
    else if (char === "\\" && at + 1 < pattern.length) source += quote(pattern[++at]!);
    else source += quote(char);
  }
  return new RegExp(`^${source}$`, options.ignoreCase ? "i" : "");
}

const quote = (char: string) => char.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

/** Patterns for the names of images, as filters have them. */
import { BadParameter } from "../failure.ts";
import { type GlobToken, globMatches, inName } from "../glob.ts";
import { familiar, type Reference } from "./reference.ts";

/**
 * A test of names: `*` and `?` stand for anything but a slash, `[a-z]` for one of some, and a backslash takes a character as it is. A
 * pattern is for the repository alone, or for it with its tag or digest. A BadParameter for one that is malformed.
 */
export function namePattern(pattern: string): (name: Reference) => boolean {
  const tokens: GlobToken[] = [];
  for (let rest = pattern; rest !== ""; ) {
    const [piece] = /^(?:\*|\?|\[\^?\]?(?:\\.|[^\]\\])+\]|\\.|[^[\\])/s.exec(rest) ?? [];
    if (piece === undefined) throw new BadParameter(`syntax error in pattern ${pattern}`);
    tokens.push(tokenOf(piece, pattern));
    rest = rest.slice(piece.length);
  }
  return (name) =>
    globMatches(tokens, familiar(name)) ||
    globMatches(tokens, familiar({ ...name, tag: undefined, digest: undefined }));
}

function tokenOf(piece: string, pattern: string): GlobToken {
  if (piece === "*") return { kind: "many", accepts: inName };
  if (piece === "?") return { kind: "one", accepts: inName };
  const wanted = piece.slice(-1);
  if (piece.length <= 2) return { kind: "one", accepts: (character) => character === wanted };
  try {
    const set = new RegExp(`^${piece.replace(/^(\[\^?)\]/, "$1\\]")}$`);
    return { kind: "one", accepts: (character) => set.test(character) };
  } catch {
    // A range that runs backwards, for instance.
    throw new BadParameter(`syntax error in pattern ${pattern}`);
  }
}

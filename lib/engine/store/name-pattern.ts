/** Patterns for the names of images, as filters have them. */
import { BadParameter } from "../failure.ts";
import { familiar, type Reference } from "./reference.ts";

/**
 * A test of names: `*` and `?` stand for anything but a slash, `[a-z]` for one of some, and a backslash takes a character as it is. A
 * pattern is for the repository alone, or for it with its tag or digest. A BadParameter for one that is malformed.
 */
export function namePattern(pattern: string): (name: Reference) => boolean {
  let source = "";
  for (let rest = pattern; rest !== ""; ) {
    const [piece] = /^(?:\*|\?|\[\^?\]?(?:\\.|[^\]\\])+\]|\\.|[^[\\])/s.exec(rest) ?? [];
    if (piece === undefined) throw new BadParameter(`syntax error in pattern ${pattern}`);
    source += sourceOf(piece);
    rest = rest.slice(piece.length);
  }
  let whole: RegExp;
  try {
    whole = new RegExp(`^${source}$`);
  } catch {
    // A range that runs backwards, for instance.
    throw new BadParameter(`syntax error in pattern ${pattern}`);
  }
  return (name) => whole.test(familiar(name)) || whole.test(familiar({ ...name, tag: undefined, digest: undefined }));
}

function sourceOf(piece: string): string {
  if (piece === "*") return "[^/]*";
  if (piece === "?") return "[^/]";
  if (piece.length > 2) return piece.replace(/^(\[\^?)\]/, "$1\\]");
  return piece.slice(-1).replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
}

/** The s command. */

import type { Piece, Substitution } from "./script.ts";

/** What a replacement becomes for a match. */
function expand(pieces: readonly Piece[], groups: readonly (string | undefined)[]): string {
  let result = "";
  let all: "U" | "L" | undefined;
  let one: "u" | "l" | undefined;
  for (const piece of pieces) {
    if (typeof piece === "object") {
      if (piece.letters === "E") all = undefined;
      else if (piece.letters === "U" || piece.letters === "L") all = piece.letters;
      else one = piece.letters;
      continue;
    }
    let text = typeof piece === "number" ? (groups[piece] ?? "") : piece;
    if (all !== undefined) text = all === "U" ? text.toUpperCase() : text.toLowerCase();
    if (one !== undefined && text !== "") {
      text = (one === "u" ? text[0]!.toUpperCase() : text[0]!.toLowerCase()) + text.slice(1);
      one = undefined;
    }
    result += text;
  }
  return result;
}

/** The line with its matches replaced; undefined when nothing was. */
export function substitute(line: string, regex: RegExp, how: Substitution): string | undefined {
  let result = "";
  let done = 0;
  let count = 0;
  let replaced = false;
  let previousEnd = -1;
  regex.lastIndex = 0;
  for (let match = regex.exec(line); match !== null; match = regex.exec(line)) {
    const end = match.index + match[0].length;
    // Nothing right after a match is no match of its own.
    const counts = match[0] !== "" || match.index !== previousEnd;
    if (match[0] === "") regex.lastIndex++;
    if (!counts) continue;
    previousEnd = end;
    count++;
    // With g, a number has no meaning.
    if (!how.global && count < how.nth) continue;
    result += line.slice(done, match.index) + expand(how.replacement, match);
    done = end;
    replaced = true;
    if (!how.global) break;
  }
  return replaced ? result + line.slice(done) : undefined;
}

/** What the parser says about a script, in the words of ash. */

import type { ParseError } from "unbash";
import { isReserved } from "./text.ts";

const operator = /^(?:\n|;;|&&|\|\||>>|<<|[;&|()<>])/;

/** What ash expects where the parser expects a keyword or bracket. */
function expected(message: string): string | undefined {
  const closer = /^expected '(.+?)'/.exec(message)?.[1];
  return closer === "esac" ? ";;" : closer;
}

/** The token at a position, as ash names it. */
function tokenAt(source: string, position: number, end: number): string {
  const rest = source.slice(position, end).replace(/^(?:[ \t]|\\\n)+/, "");
  if (rest.trim() === "") return "end of file";
  const found = operator.exec(rest)?.[0] ?? /^[^\s;&|()<>]+/.exec(rest)?.[0] ?? "";
  if (found === "\n") return "newline";
  if (found === "<" || found === ">" || found === ">>" || found === "<<") return "redirection";
  return operator.test(found) || isReserved(found) ? `"${found}"` : "word";
}

/** A group that was opened and nothing more. */
function isEmptyGroup(error: ParseError, source: string): boolean {
  return error.message.startsWith("expected command in ") && source.slice(error.pos + 1).trim() === "";
}

const expectedAtEnd = (closer: string): string => `unexpected end of file (expecting "${closer}")`;

/** A message for an error, without `syntax error: `. `end` is where the script ends in `source`. */
export function syntaxError(error: ParseError, source: string, end: number = source.length): string {
  const { message, pos } = error;
  if (message.startsWith("unterminated")) {
    if (message.includes("quote")) return "unterminated quoted string";
    if (message.includes("backtick")) return "EOF in backquote substitution";
    if (message.includes("arithmetic") || source.startsWith("$((", pos)) return "missing '))'";
    if (message.includes("parameter")) return "missing '}'";
    return 'unexpected end of file (expecting ")")';
  }
  if (message === "expected command in subshell")
    return isEmptyGroup(error, source) ? expectedAtEnd(")") : 'unexpected ")"';
  if (message === "expected command in brace group")
    return isEmptyGroup(error, source) ? expectedAtEnd("}") : 'unexpected "}"';
  const token = tokenAt(source, pos, end);
  const after = /^expected command after '(.+)'/.exec(message)?.[1];
  if (after === "do") return `unexpected ${token}${token === "end of file" ? ' (expecting "done")' : ""}`;
  if (after === "then" || after === "else") {
    return `unexpected ${token}${token === "end of file" ? ' (expecting "fi")' : ""}`;
  }
  const wanted = after === undefined ? expected(message) : undefined;
  return wanted === undefined ? `unexpected ${token}` : `unexpected ${token} (expecting "${wanted}")`;
}

/** Whether more text could mend the error: it stands at the end of what has been read so far. */
export function isIncomplete(error: ParseError, source: string): boolean {
  if (error.message.startsWith("unterminated") || isEmptyGroup(error, source)) return true;
  return source.slice(error.pos).trim() === "";
}

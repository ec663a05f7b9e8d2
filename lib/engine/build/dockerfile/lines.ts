/** From the text of a Dockerfile to its logical lines: without comments, and with continued lines put together. */
import { DockerfileError } from "./error.ts";

/** One instruction as text. */
export interface LogicalLine {
  text: string;
  /** The number of its first line, counted from 1. */
  line: number;
}

/** A Dockerfile in lines. */
export interface Lines {
  lines: LogicalLine[];
  /** The character that continues a line and takes the meaning from the next character. */
  escapeChar: string;
  /** What is accepted, but should not be written so. */
  warnings: string[];
}

const comment = /^\s*#/;

/**
 * Splits a Dockerfile. Directives (`# escape=`, `# syntax=`) count at its top only, before any other comment, blank line or
 * instruction. A DockerfileError for a bad or second directive, and when there is no instruction at all.
 */
export function splitLines(text: string): Lines {
  const raw = text.replace(/^\ufeff/, "").split("\n");
  if (raw.at(-1) === "") raw.pop();
  const escapeChar = readDirectives(raw);
  // One that is escaped itself continues nothing.
  const continued = escapeChar === "\\" ? /(?<!\\)\\[ \t]*$/ : /(?<!`)`[ \t]*$/;
  const lines: LogicalLine[] = [];
  const warnings: string[] = [];
  for (let at = 0; at < raw.length; at++) {
    const line = at + 1;
    let piece = clean(raw[at]!).trimStart();
    if (piece === "" || comment.test(piece)) continue;
    let whole = "";
    let gap = false;
    while (continued.test(piece)) {
      whole += piece.replace(continued, "");
      piece = "";
      // Comments and blank lines within an instruction are passed over.
      while (++at < raw.length) {
        const next = raw[at]!;
        if (next.trim() === "") gap = true;
        else if (!comment.test(next)) {
          piece = clean(next);
          break;
        }
      }
    }
    whole += piece;
    if (gap) warnings.push(`Empty continuation line found in:\n    ${whole}`);
    if (whole.trim() !== "") lines.push({ text: whole, line });
  }
  if (lines.length === 0) throw new DockerfileError(Math.max(1, raw.length), "file with no instructions");
  if (warnings.length > 0) warnings.push("Empty continuation lines will become errors in a future release.");
  return { lines, escapeChar, warnings };
}

/** Line ends of Windows count as blanks. */
function clean(line: string): string {
  return line.replace(/\r$/, "");
}

function readDirectives(raw: readonly string[]): string {
  let escapeChar = "\\";
  const seen = new Set<string>();
  for (const [at, text] of raw.entries()) {
    const [, name = "", value = ""] = /^\s*#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(\S.*)$/.exec(text.trimEnd()) ?? [];
    const directive = name.toLowerCase();
    if (directive !== "escape" && directive !== "syntax") break;
    if (seen.has(directive)) {
      throw new DockerfileError(at + 1, `only one ${directive} parser directive can be used`);
    }
    seen.add(directive);
    if (directive === "syntax") continue;
    if (value !== "\\" && value !== "`") {
      throw new DockerfileError(at + 1, `invalid escape token '${value}' does not match \` or \\`);
    }
    escapeChar = value;
  }
  return escapeChar;
}

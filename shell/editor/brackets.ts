/** Brackets: which belong together, and how deep a line stands in them. */
import type { Token } from "./highlight.ts";
import { lineStart } from "./text.ts";

/** One step of indentation. */
export const indentStep = "  ";

const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/**
 * The bracket that the cursor is at, or behind, and its partner: their offsets. Undefined when there is none, or no partner.
 */
export function matchingBrackets(
  source: string,
  tokens: readonly Token[],
  cursor: number,
): readonly [number, number] | undefined {
  const isBracket = (at: number): boolean => at >= 0 && at < source.length && "()[]{}".includes(source[at]!);
  if (!isBracket(cursor) && !isBracket(cursor - 1)) return undefined;
  const open: number[] = [];
  let behind: readonly [number, number] | undefined;
  for (const { start, kind } of tokens) {
    if (kind !== "bracket") continue;
    if (source[start]! in closers) {
      open.push(start);
      continue;
    }
    const opener = open.pop();
    if (opener === undefined || closers[source[opener]!] !== source[start]) return behind;
    if (opener === cursor || start === cursor) return [opener, start];
    if (opener === cursor - 1 || start === cursor - 1) behind = [opener, start];
  }
  return behind;
}

/** The bracket that is still open at the end of a source. */
function lastOpen(source: string, tokens: readonly Token[]): number | undefined {
  const open: number[] = [];
  for (const { start, kind } of tokens) {
    if (kind !== "bracket") continue;
    if (source[start]! in closers) open.push(start);
    else open.pop();
  }
  return open.at(-1);
}

/** The white space that a line begins with. */
function indentAt(source: string, at: number): string {
  return /[ \t]*/y.exec(source.slice(lineStart(source, at)))![0];
}

/**
 * How far the line after this source is to be indented: as the one before it, and a step more when it leaves a bracket open. Nothing after a
 * template literal that goes on, where white space counts.
 */
export function indentAfter(source: string, tokens: readonly Token[]): string {
  const last = tokens.at(-1);
  if (last?.kind === "template" && last.end === source.length && !/[`{]$/.test(source)) return "";
  const opener = lastOpen(source, tokens);
  // An empty line says nothing: the one before it does.
  const end = source.endsWith("\n") ? source.trimEnd().length : source.length;
  return opener !== undefined && opener >= lineStart(source, end)
    ? indentAt(source, opener) + indentStep
    : indentAt(source, end);
}

/** How far a line is indented that begins with a closing bracket: as the one that opens. */
export function indentOfCloser(source: string, tokens: readonly Token[], closer: string): string | undefined {
  const opener = lastOpen(source, tokens);
  return opener === undefined || closers[source[opener]!] !== closer ? undefined : indentAt(source, opener);
}

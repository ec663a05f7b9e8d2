/** Holds what a .dks file says against what came: literally first, then by its patterns. */
import { mask } from "../secrets.ts";
import type { Output } from "./transcript.ts";
import { type Bindings, fitting, patternOf, placeholders } from "./volatile.ts";

/** How lines are held against each other. */
export interface MatchOptions {
  kind: Output["kind"];
  /** The lines may come in any order. */
  unordered: boolean;
}

/** A line that stands for any lines, or none. */
export function isElision(line: string): boolean {
  return line.trim() === "...";
}

/** A line that came, as a file has it: one that looks like a pattern is written as the pattern that it matches. */
export function literalLine(line: string): string {
  return isElision(line) || / \((?:re|glob)\)$/.test(line) ? `${line.replaceAll(/[\\*?]/g, "\\$&")} (glob)` : line;
}

/** The regular expression of a line that ends in ` (re)`; undefined for other lines. Throws a SyntaxError. */
export function regexOf(line: string): RegExp | undefined {
  const source = /^(.*) \(re\)$/.exec(line)?.[1];
  return source === undefined ? undefined : new RegExp(`^(?:${source})$`, "u");
}

/** The bindings with which a line is what was expected; undefined if it is not. */
export function matchLine(
  expected: string,
  actual: string,
  bindings: Bindings,
  spaced: boolean = hasPlaceholder(expected),
): Bindings | undefined {
  if (expected === actual) return bindings;
  const regex = regexOf(expected);
  if (regex) return regex.test(actual) ? bindings : undefined;
  const glob = /^(.*) \(glob\)$/.exec(expected)?.[1];
  if (glob !== undefined) return fitting(patternOf(glob, globSource), actual, bindings);
  return fitting(patternOf(shortened(expected), spaced ? spacedSource : escaped), shortened(actual), bindings);
}

/** Some engines say `busybox:latest` where others say `busybox`: the name is the same. */
function shortened(line: string): string {
  return line.replaceAll(/(?<=[a-z0-9]):latest(?![\w.-])/g, "");
}

/** The bindings with which all lines are what was expected; undefined if they are not. */
export function matchLines(
  expected: readonly string[],
  actual: readonly string[],
  bindings: Bindings,
  { kind, unordered }: MatchOptions,
): Bindings | undefined {
  if (expected.length === actual.length && expected.every((line, index) => line === actual[index])) return bindings;
  if (unordered) return inAnyOrder(expected, actual, bindings);
  return (
    inOrder(expected, actual, bindings) ?? (kind === "value" ? laidOutAnew(expected, actual, bindings) : undefined)
  );
}

/** Every line in its place. A line that elides takes as few as it can. */
function inOrder(expected: readonly string[], actual: readonly string[], bindings: Bindings): Bindings | undefined {
  const spaced = isSpaced(expected);
  let now = bindings;
  let [e, a] = [0, 0];
  let last: { e: number; a: number; now: Bindings } | undefined;
  while (e < expected.length || a < actual.length) {
    const line = expected[e];
    if (line !== undefined && isElision(line) && line !== actual[a]) {
      last = { e, a, now };
      e++;
      continue;
    }
    const next = line === undefined || a >= actual.length ? undefined : matchLine(line, actual[a]!, now, spaced);
    if (next) {
      [now, e, a] = [next, e + 1, a + 1];
    } else if (last && last.a < actual.length) {
      last.a++;
      [now, e, a] = [last.now, last.e + 1, last.a];
    } else return undefined;
  }
  return now;
}

/**
 * The lines that belong together where they may come in any order, as far as any do: the index of what came for what was expected, and what the
 * placeholders are then. Those that are the same word for word find each other first.
 */
export function pairsInAnyOrder(
  expected: readonly string[],
  actual: readonly string[],
  bindings: Bindings,
): { pairs: ReadonlyMap<number, number>; bindings: Bindings } {
  const spaced = isSpaced(expected);
  const pairs = new Map<number, number>();
  const left = new Set(actual.keys());
  let now = bindings;
  const pair = (fits: (line: string, candidate: string) => Bindings | undefined): void => {
    for (const [index, line] of expected.entries()) {
      if (pairs.has(index) || isElision(line)) continue;
      for (const candidate of left) {
        const next = fits(line, actual[candidate]!);
        if (next === undefined) continue;
        now = next;
        pairs.set(index, candidate);
        left.delete(candidate);
        break;
      }
    }
  };
  pair((line, candidate) => (line === candidate ? now : undefined));
  pair((line, candidate) => matchLine(line, candidate, now, spaced));
  return { pairs, bindings: now };
}

/** Every expected line is some line; those that are the same word for word find each other first. */
function inAnyOrder(expected: readonly string[], actual: readonly string[], bindings: Bindings): Bindings | undefined {
  const stated = expected.filter((line) => !isElision(line));
  const isElided = stated.length < expected.length;
  const first = pairsInAnyOrder(expected, actual, bindings);
  if (first.pairs.size === stated.length && (isElided || stated.length === actual.length)) return first.bindings;
  const spaced = isSpaced(expected);
  const left = [...actual];
  const patterns: string[] = [];
  for (const line of expected) {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    else if (!isElision(line)) patterns.push(line);
  }
  if (patterns.length > left.length || (patterns.length < left.length && !isElided)) return undefined;
  let tries = most;
  const pair = (index: number, rest: readonly string[], now: Bindings): Bindings | undefined => {
    const line = patterns[index];
    if (line === undefined) return now;
    for (const [at, candidate] of rest.entries()) {
      if (tries-- <= 0) return undefined;
      const next = matchLine(line, candidate, now, spaced);
      const found = next && pair(index + 1, rest.toSpliced(at, 1), next);
      if (found) return found;
    }
    return undefined;
  };
  return pair(0, left, bindings);
}

/** So many pairs of lines are tried, where several patterns could stand for one line, before it is given up. */
const most = 100_000;

/** An object is the same if only its lines are broken elsewhere. What is in quotes keeps its blanks, and a table its lines. */
function laidOutAnew(expected: readonly string[], actual: readonly string[], bindings: Bindings): Bindings | undefined {
  const [pattern] = expected;
  if (expected.length === 1 && / \((?:re|glob)\)$/.test(pattern!)) return matchLine(pattern!, joined(actual), bindings);
  if (expected.length === actual.length || expected.some((line) => isElision(line) || / \((?:re|glob)\)$/.test(line)))
    return undefined;
  if (![expected, actual].every((lines) => /[\]})]$/.test(lines.at(-1) ?? ""))) return undefined;
  return fitting(patternOf(shortened(joined(expected)), escaped), shortened(joined(actual)), bindings);
}

function joined(lines: readonly string[]): string {
  return lines
    .join("\n")
    .replaceAll(
      /('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`)|\s+/g,
      (_, quoted?: string) => quoted ?? " ",
    )
    .trim();
}

/** Where a placeholder stands, what stands beside it is not as long as it was: columns have other widths. */
function isSpaced(lines: readonly string[]): boolean {
  return lines.some(hasPlaceholder);
}

function hasPlaceholder(line: string): boolean {
  return line.search(placeholders) >= 0;
}

/** As a regular expression; what was hidden may be anything. */
function escaped(text: string): string {
  return text
    .split(mask)
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"))
    .join(".+?");
}

function spacedSource(text: string): string {
  return escaped(text).replaceAll(/ {2,}/g, " {2,}");
}

/** `*` is any text, `?` any character; a backslash takes that from them. */
function globSource(text: string): string {
  return text.replace(
    /\\([*?\\])|([*])|([?])|([\s\S])/gu,
    (_, literal?: string, star?: string, mark?: string, other?: string) =>
      star ? ".*" : mark ? "." : escaped(literal ?? other!),
  );
}

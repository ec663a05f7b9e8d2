/** Patterns of declarations and parameters, `{ Id, State: { Pid }, ...rest }`: which names are in them, and the way to each. */
/** A token, as far as it matters here. */
export interface Token {
  /** `name`, a word of the language, or the sign itself. */
  readonly label: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A name in a pattern. */
export interface PatternName {
  readonly name: string;
  /** The way to it from the value: keys, and `[]` for an element. `undefined` when it has no single one, as that of a rest. */
  readonly path: readonly string[] | undefined;
}

/** The index behind the pattern that begins at one: a name, or what is in its brackets; the dots of a rest are of it. */
export function patternEnd(tokens: readonly Token[], from: number): number {
  let at = tokens[from]?.label === "..." ? from + 1 : from;
  const label = tokens[at]?.label;
  if (label !== "{" && label !== "[") return at + 1;
  for (let depth = 0; at < tokens.length; at++) {
    if (/^[{[(]$|^\$\{$/.test(tokens[at]!.label)) depth++;
    else if (/^[}\])]$/.test(tokens[at]!.label) && --depth === 0) return at + 1;
  }
  return at;
}

/** The names in the pattern that stands there. */
export function namesInPattern(
  tokens: readonly Token[],
  from: number,
  to: number,
  path: readonly string[] = [],
): PatternName[] {
  const first = tokens[from];
  if (first === undefined || from >= to) return [];
  if (first.label === "...") return namesInPattern(tokens, from + 1, to).map(({ name }) => ({ name, path: undefined }));
  if (first.label === "name") return [{ name: first.text, path }];
  const isList = first.label === "[";
  if (!isList && first.label !== "{") return [];
  return partsBetween(tokens, from + 1, to - 1).flatMap(([begin, end]) => {
    if (isList || tokens[begin]!.label === "...") {
      const step = isList ? [...path, "[]"] : path;
      return namesInPattern(tokens, begin, end, step);
    }
    const key = tokens[begin]!.text.replace(/^(["'])(.*)\1$/, "$2");
    const step = [...path, key];
    if (tokens[begin + 1]?.label !== ":" || begin + 1 >= end) return namesInPattern(tokens, begin, end, step);
    return namesInPattern(tokens, begin + 2, patternEnd(tokens, begin + 2), step);
  });
}

/** What stands between the commas. */
function partsBetween(tokens: readonly Token[], from: number, to: number): [begin: number, end: number][] {
  const parts: [number, number][] = [];
  let begin = from;
  let depth = 0;
  for (let at = from; at <= to; at++) {
    const label = tokens[at]?.label ?? "";
    if (at === to || (depth === 0 && label === ",")) {
      if (at > begin) parts.push([begin, at]);
      begin = at + 1;
    } else if (/^[{[(]$|^\$\{$/.test(label)) depth++;
    else if (/^[}\])]$/.test(label)) depth--;
  }
  return parts;
}

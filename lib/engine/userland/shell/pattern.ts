/**
 * Patterns of `case`, of `${x#pattern}` and of pathnames. In their text a backslash quotes the next character, which is how
 * quoted characters arrive here.
 */

type Token =
  | { kind: "character"; character: string }
  | { kind: "any" }
  | { kind: "star" }
  | { kind: "set"; matches: (character: string) => boolean };

const classes: Readonly<Record<string, RegExp>> = {
  alnum: /^[0-9A-Za-z]$/,
  alpha: /^[A-Za-z]$/,
  blank: /^[ \t]$/,
  cntrl: /^[\x00-\x1f\x7f]$/,
  digit: /^[0-9]$/,
  graph: /^[\x21-\x7e]$/,
  lower: /^[a-z]$/,
  print: /^[\x20-\x7e]$/,
  punct: /^[!-/:-@[-`{-~]$/,
  space: /^[ \t\n\v\f\r]$/,
  upper: /^[A-Z]$/,
  xdigit: /^[0-9A-Fa-f]$/,
};

/** Puts a backslash before every character that means something in a pattern. */
export function escapePattern(text: string): string {
  return text.replace(/[*?[\]\\!^:-]/g, "\\$&");
}

/** Whether a text has an unquoted character that makes it a pattern. */
export function isPattern(text: string): boolean {
  return /[*?[]/.test(text.replace(/\\[\s\S]/g, ""));
}

/** The text that a pattern stands for when it has nothing special: its backslashes taken away. */
export function unescapePattern(text: string): string {
  return text.replace(/\\([\s\S])/g, "$1");
}

/** A compiled pattern. */
export class Pattern {
  readonly #tokens: readonly Token[];
  /** What it matches if it is plain text. */
  readonly #literal: string | undefined;
  #reversed: readonly Token[] | undefined;

  private constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
    this.#literal = tokens.every((token) => token.kind === "character")
      ? tokens.map((token) => token.character).join("")
      : undefined;
  }

  /** Compiles a pattern; compiled ones are kept for some time. */
  static of(text: string): Pattern {
    let pattern = compiled.get(text);
    if (pattern === undefined) {
      if (compiled.size >= 256) compiled.clear();
      pattern = new Pattern(tokenize([...text]));
      compiled.set(text, pattern);
    }
    return pattern;
  }

  /** Whether the whole of a text matches. */
  test(text: string): boolean {
    if (this.#literal !== undefined) return text === this.#literal;
    return matches(this.#tokens, [...text]);
  }

  /** The length of the shortest or longest beginning of `text` that matches; -1 if none does. */
  prefix(text: string, longest: boolean): number {
    const characters = [...text];
    return units(characters, 0, prefixLength(this.#tokens, characters, 0, longest));
  }

  /** The same for the end of `text`. */
  suffix(text: string, longest: boolean): number {
    this.#reversed ??= this.#tokens.toReversed();
    const characters = [...text].reverse();
    return units(characters, 0, prefixLength(this.#reversed, characters, 0, longest));
  }

  /** `text` with the first, or every, longest match replaced; never an empty match. */
  replace(text: string, replacement: string, all: boolean): string {
    const characters = [...text];
    let result = "";
    for (let at = 0; at < characters.length; ) {
      const length = prefixLength(this.#tokens, characters, at, true);
      if (length > 0) {
        result += replacement;
        at += length;
        if (!all) return result + characters.slice(at).join("");
      } else {
        result += characters[at++];
      }
    }
    return result;
  }
}

const compiled = new Map<string, Pattern>();

/** A count of characters as a count of UTF-16 units. */
function units(characters: readonly string[], from: number, count: number): number {
  let sum = count;
  for (let index = from; index < from + count; index++) sum += characters[index]!.length - 1;
  return sum;
}

function tokenize(characters: readonly string[]): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at]!;
    if (character === "*") {
      if (tokens.at(-1)?.kind !== "star") tokens.push({ kind: "star" });
    } else if (character === "?") {
      tokens.push({ kind: "any" });
    } else if (character === "[") {
      const set = parseSet(characters, at + 1);
      if (set === undefined) {
        tokens.push({ kind: "character", character });
      } else {
        tokens.push({ kind: "set", matches: set.matches });
        at = set.end;
      }
    } else if (character === "\\" && at + 1 < characters.length) {
      tokens.push({ kind: "character", character: characters[++at]! });
    } else {
      tokens.push({ kind: "character", character });
    }
  }
  return tokens;
}

/** A bracket expression whose `[` stands before `start`; undefined if it is not closed, and so not one. */
function parseSet(
  characters: readonly string[],
  start: number,
): { matches: (character: string) => boolean; end: number } | undefined {
  let at = start;
  const negated = characters[at] === "!" || characters[at] === "^";
  if (negated) at++;
  const singles = new Set<string>();
  const ranges: [number, number][] = [];
  const named: RegExp[] = [];
  for (let first = true; ; first = false) {
    let character = characters[at];
    if (character === undefined) return undefined;
    if (character === "]" && !first) break;
    if (character === "[" && characters[at + 1] === ":") {
      const close = characters.indexOf(":", at + 2);
      const known = close > 0 && characters[close + 1] === "]" && classes[characters.slice(at + 2, close).join("")];
      if (known) {
        named.push(known);
        at = close + 2;
        continue;
      }
    }
    if (character === "\\") character = characters[++at];
    if (character === undefined) return undefined;
    at++;
    if (characters[at] === "-" && characters[at + 1] !== undefined && characters[at + 1] !== "]") {
      let end = characters[++at]!;
      if (end === "\\") end = characters[++at] ?? "\\";
      at++;
      ranges.push([character.codePointAt(0)!, end.codePointAt(0)!]);
    } else {
      singles.add(character);
    }
  }
  const contains = (character: string): boolean => {
    if (singles.has(character)) return true;
    const code = character.codePointAt(0)!;
    return (
      ranges.some(([low, high]) => low <= code && code <= high) ||
      named.some((expression) => expression.test(character))
    );
  };
  return { matches: (character) => contains(character) !== negated, end: at };
}

function accepts(token: Token, character: string): boolean {
  if (token.kind === "character") return token.character === character;
  return token.kind === "any" || (token.kind === "set" && token.matches(character));
}

/** Matches a whole text, going back to the last star only: time is at most the product of both lengths. */
function matches(tokens: readonly Token[], characters: readonly string[]): boolean {
  let token = 0;
  let at = 0;
  let star = -1;
  let resume = 0;
  while (at < characters.length) {
    const current = tokens[token];
    if (current?.kind === "star") {
      star = token++;
      resume = at;
    } else if (current !== undefined && accepts(current, characters[at]!)) {
      token++;
      at++;
    } else if (star >= 0) {
      token = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  while (tokens[token]?.kind === "star") token++;
  return token === tokens.length;
}

/** Follows all ways through the pattern at once, so that the time is bounded here too. */
function prefixLength(
  tokens: readonly Token[],
  characters: readonly string[],
  start: number,
  longest: boolean,
): number {
  const final = tokens.length;
  let states = new Set<number>();
  const enter = (set: Set<number>, state: number): void => {
    set.add(state);
    if (tokens[state]?.kind === "star") set.add(state + 1);
  };
  enter(states, 0);
  let found = -1;
  for (let at = start; ; at++) {
    if (states.has(final)) {
      found = at - start;
      if (!longest) return found;
    }
    if (at === characters.length || states.size === 0) return found;
    const next = new Set<number>();
    for (const state of states) {
      const token = tokens[state];
      if (token === undefined) continue;
      if (token.kind === "star") enter(next, state);
      else if (accepts(token, characters[at]!)) enter(next, state + 1);
    }
    states = next;
  }
}

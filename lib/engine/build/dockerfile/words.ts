/** The words of an instruction. */

/** Words apart by blanks, as they stand: quotes and escapes keep blanks within a word, and stay in it. */
export function splitWords(text: string, escapeChar: string): string[] {
  const words: string[] = [];
  let word = "";
  let quote = "";
  for (let at = 0; at < text.length; at++) {
    const c = text[at]!;
    if (quote === "" && isBlank(c)) {
      if (word !== "") words.push(word);
      word = "";
    } else if (c === escapeChar && quote !== "'") {
      // One at the very end has nothing to escapeChar.
      if (at + 1 < text.length) word += c + text[++at]!;
    } else {
      if (quote === "" && (c === "'" || c === '"')) quote = c;
      else if (c === quote) quote = "";
      word += c;
    }
  }
  if (word !== "") words.push(word);
  return words;
}

/** Words apart by blanks, which nothing keeps together. */
export function splitBlanks(text: string): string[] {
  return text.split(/[\t\v\f\r ]+/).filter((word) => word !== "");
}

function isBlank(c: string): boolean {
  return /\s/.test(c);
}

/**
 * A JSON list of strings, as the exec form of an instruction is written; undefined for any other text. Throws the reason, as
 * text for a person, for a list that has other things in it.
 */
export function jsonList(text: string): string[] | undefined {
  if (!text.startsWith("[")) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(parsed)) return undefined;
  if (parsed.every((one) => typeof one === "string")) return parsed;
  throw new SyntaxError("when using JSON array syntax, arrays must be comprised of strings only");
}

/** A flag of an instruction: `--from=build`. */
export interface Flag {
  name: string;
  /** What follows the `=`; undefined without one. */
  value: string | undefined;
}

/** Takes the flags from the beginning of an instruction's text. `--` alone ends them. */
export function takeFlags(text: string, escapeChar: string): { flags: Flag[]; rest: string } {
  const flags: Flag[] = [];
  let rest = text.trimStart();
  while (rest.startsWith("--")) {
    const word = firstWord(rest, escapeChar);
    rest = rest.slice(word.length).trimStart();
    if (word === "--") break;
    const plain = unquote(word.slice(2), escapeChar);
    const equals = plain.indexOf("=");
    flags.push(
      equals < 0 ? { name: plain, value: undefined } : { name: plain.slice(0, equals), value: plain.slice(equals + 1) },
    );
  }
  return { flags, rest: rest.trim() };
}

function firstWord(text: string, escapeChar: string): string {
  let quote = "";
  let at = 0;
  for (; at < text.length; at++) {
    const c = text[at]!;
    if (quote === "" && isBlank(c)) break;
    if (c === escapeChar && quote !== "'") at++;
    else if (quote === "" && (c === "'" || c === '"')) quote = c;
    else if (c === quote) quote = "";
  }
  return text.slice(0, at);
}

function unquote(word: string, escapeChar: string): string {
  let plain = "";
  let quote = "";
  for (let at = 0; at < word.length; at++) {
    const c = word[at]!;
    if (c === escapeChar && quote !== "'") plain += word[++at] ?? "";
    else if (quote === "" && (c === "'" || c === '"')) quote = c;
    else if (c === quote) quote = "";
    else plain += c;
  }
  return plain;
}

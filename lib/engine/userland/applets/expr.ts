/** expr */

import type { Program } from "../../kernel/types.ts";
import { applet, Failure } from "./kit/applet.ts";
import { encodeText, toBytes } from "./kit/bytes.ts";
import { regexOrFail } from "./kit/regex.ts";

type Value = bigint | string;

const asText = (value: Value) => String(value);
const isNull = (value: Value) => (typeof value === "bigint" ? value === 0n : value === "" || /^-?0+$/.test(value));

function asInteger(value: Value): bigint {
  if (typeof value === "bigint") return value;
  if (!/^-?\d+$/.test(value)) throw new Failure("non-numeric argument", 2);
  return BigInt(value);
}

const comparisons: Record<string, (order: number) => boolean> = {
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  "=": (order) => order === 0,
  "==": (order) => order === 0,
  "!=": (order) => order !== 0,
  ">=": (order) => order >= 0,
  ">": (order) => order > 0,
};

function compare(left: Value, right: Value): number {
  const numbers = [left, right].every((value) => /^-?\d+$/.test(asText(value)));
  const [a, b] = numbers ? [asInteger(left), asInteger(right)] : [asText(left), asText(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What `STRING : PATTERN` gives: the first group, or how much matched. The pattern is tied to the beginning. */
function match(text: string, pattern: string): Value {
  const found = regexOrFail(pattern.startsWith("^") ? pattern : `^${pattern}`).exec(text);
  if (/\\\(/.test(pattern)) return found?.[1] ?? "";
  return BigInt(found?.[0].length ?? 0);
}

class Parser {
  readonly #words: readonly string[];
  #at = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  parse(): Value {
    const value = this.#or();
    if (this.#at < this.#words.length) throw new Failure("syntax error", 2);
    return value;
  }

  /** The next word when it is one of these. */
  #take(...operators: readonly string[]): string | undefined {
    const word = this.#words[this.#at];
    if (word === undefined || !operators.includes(word)) return undefined;
    this.#at++;
    return word;
  }

  #or(): Value {
    let left = this.#and();
    while (this.#take("|") !== undefined) {
      const right = this.#and();
      if (isNull(left)) left = right;
    }
    return left;
  }

  #and(): Value {
    let left = this.#comparison();
    while (this.#take("&") !== undefined) {
      const right = this.#comparison();
      if (isNull(left) || isNull(right)) left = 0n;
    }
    return left;
  }

  #comparison(): Value {
    let left = this.#sum();
    for (
      let operator = this.#take(...Object.keys(comparisons));
      operator;
      operator = this.#take(...Object.keys(comparisons))
    ) {
      left = comparisons[operator]!(compare(left, this.#sum())) ? 1n : 0n;
    }
    return left;
  }

  #sum(): Value {
    let left = this.#product();
    for (let operator = this.#take("+", "-"); operator; operator = this.#take("+", "-")) {
      const right = asInteger(this.#product());
      left = operator === "+" ? asInteger(left) + right : asInteger(left) - right;
    }
    return left;
  }

  #product(): Value {
    let left = this.#match();
    for (let operator = this.#take("*", "/", "%"); operator; operator = this.#take("*", "/", "%")) {
      const [a, b] = [asInteger(left), asInteger(this.#match())];
      if (operator !== "*" && b === 0n) throw new Failure("division by zero", 2);
      left = operator === "*" ? a * b : operator === "/" ? a / b : a % b;
    }
    return left;
  }

  #match(): Value {
    let left = this.#word();
    while (this.#take(":") !== undefined) left = match(asText(left), asText(this.#word()));
    return left;
  }

  #word(): Value {
    const word = this.#words[this.#at++];
    if (word === undefined) throw new Failure("syntax error", 2);
    switch (word) {
      case "(": {
        const value = this.#or();
        if (this.#take(")") === undefined) throw new Failure("syntax error", 2);
        return value;
      }
      case "length":
        return BigInt(asText(this.#word()).length);
      case "match":
        return match(asText(this.#word()), asText(this.#word()));
      case "index": {
        const text = asText(this.#word());
        const set = asText(this.#word());
        return BigInt([...text].findIndex((char) => set.includes(char)) + 1);
      }
      case "substr": {
        const text = asText(this.#word());
        const [from, length] = [Number(asInteger(this.#word())), Number(asInteger(this.#word()))];
        return from < 1 || length < 1 ? "" : text.slice(from - 1, from - 1 + length);
      }
      case "quote":
        return this.#words[this.#at++] ?? "";
      default:
        return word;
    }
  }
}

export const expr: Program = applet(
  "EXPRESSION",
  async (process) => {
    const words = process.argv.slice(process.argv[1] === "--" ? 2 : 1).map(encodeText);
    if (words.length === 0) throw new Failure("too few arguments", 2);
    const value = new Parser(words).parse();
    await process.write(1, toBytes(`${value}\n`));
    return isNull(value) ? 1 : 0;
  },
  2,
);

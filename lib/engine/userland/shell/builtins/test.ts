/** `test`, `[` and `[[`. */

import { Pattern } from "../pattern.ts";
import type { Process, Stat } from "../../../kernel/types.ts";
import type { Shell } from "../state.ts";

/** The expression makes no sense; the status is 2. */
class TestError extends Error {
  override readonly name = "TestError";
}

const binaryOperators = new Set("= == != < > =~ -eq -ne -lt -le -gt -ge -nt -ot -ef".split(" "));
const unaryOperators = new Set([..."bcdefghkLnprsStuwxzGO"].map((letter) => `-${letter}`));

/** `test EXPRESSION`, `[ EXPRESSION ]`, `[[ EXPRESSION ]]` */
export async function test(shell: Shell, words: readonly string[]): Promise<number> {
  const [name] = words;
  const closing = name === "[" ? "]" : name === "[[" ? "]]" : undefined;
  try {
    if (closing !== undefined && words.at(-1) !== closing) throw new TestError(`missing ${closing}`);
    const operands = words.slice(1, closing === undefined ? words.length : -1);
    return operands.length > 0 && new Expression(shell.process, operands, name === "[[").evaluate() ? 0 : 1;
  } catch (error) {
    if (!(error instanceof TestError)) throw error;
    await shell.warnPlainly(error.message);
    return 2;
  }
}

/** Evaluates while it parses, from the left to the right, all of it. */
class Expression {
  readonly #process: Process;
  readonly #words: readonly string[];
  /** `[[ ]]`: patterns, `&&` and `||`. */
  readonly #extended: boolean;
  #at = 0;

  constructor(process: Process, words: readonly string[], extended: boolean) {
    this.#process = process;
    this.#words = words;
    this.#extended = extended;
  }

  evaluate(): boolean {
    const words = this.#words;
    // With few words their number says what is meant, whatever they look like.
    if (words.length === 1) return words[0] !== "";
    if (words.length === 2 && words[0] === "!") return words[1] === "";
    if (words.length === 3 && binaryOperators.has(words[1]!)) return this.#binary();
    if (words.length === 4 && words[0] === "!" && binaryOperators.has(words[2]!)) {
      this.#at = 1;
      return !this.#binary();
    }
    const result = this.#or();
    const rest = words[this.#at];
    if (rest !== undefined) throw new TestError(`${rest}: unknown operand`);
    return result;
  }

  #accept(...words: string[]): boolean {
    const word = this.#words[this.#at];
    if (word === undefined || !words.includes(word)) return false;
    this.#at++;
    return true;
  }

  #or(): boolean {
    let result = this.#and();
    while (this.#accept("-o", ...(this.#extended ? ["||"] : []))) result = this.#and() || result;
    return result;
  }

  #and(): boolean {
    let result = this.#not();
    while (this.#accept("-a", ...(this.#extended ? ["&&"] : []))) result = this.#not() && result;
    return result;
  }

  #not(): boolean {
    if (this.#words[this.#at] === "!" && !binaryOperators.has(this.#words[this.#at + 1] ?? "")) {
      this.#at++;
      return !this.#not();
    }
    return this.#primary();
  }

  #primary(): boolean {
    const word = this.#words[this.#at];
    if (word === undefined) throw new TestError("argument expected");
    const next = this.#words[this.#at + 1];
    if (next !== undefined && binaryOperators.has(next)) return this.#binary();
    if (word === "(") {
      this.#at++;
      const result = this.#or();
      if (!this.#accept(")")) throw new TestError("closing paren expected");
      return result;
    }
    if (next !== undefined && unaryOperators.has(word)) {
      this.#at += 2;
      return this.#unary(word, next);
    }
    this.#at++;
    return word !== "";
  }

  #binary(): boolean {
    const left = this.#words[this.#at]!;
    const operator = this.#words[this.#at + 1]!;
    const right = this.#words[this.#at + 2];
    if (right === undefined) throw new TestError(`${operator}: argument expected`);
    this.#at += 3;
    switch (operator) {
      case "=":
      case "==":
        return this.#extended ? Pattern.of(right).test(left) : left === right;
      case "!=":
        return this.#extended ? !Pattern.of(right).test(left) : left !== right;
      case "<":
        return left < right;
      case ">":
        return left > right;
      case "=~":
        return matchesExpression(left, right);
      case "-nt":
        return this.#newer(left, right);
      case "-ot":
        return this.#newer(right, left);
      case "-ef": {
        const stat = this.#stat(left);
        return stat !== undefined && stat.inode === this.#stat(right)?.inode;
      }
      default:
        return compare(operator, number(left), number(right));
    }
  }

  #unary(operator: string, word: string): boolean {
    if (operator === "-n") return word !== "";
    if (operator === "-z") return word === "";
    if (operator === "-t") return this.#process.files.get(Number(number(word)))?.tty ?? false;
    const stat = operator === "-L" || operator === "-h" ? this.#stat(word, true) : this.#stat(word);
    if (stat === undefined) return false;
    switch (operator) {
      case "-e":
        return true;
      case "-f":
        return stat.type === "file";
      case "-d":
        return stat.type === "directory";
      case "-c":
        return stat.type === "device";
      case "-p":
        return stat.type === "fifo";
      case "-L":
      case "-h":
        return stat.type === "symlink";
      case "-s":
        return stat.size > 0;
      case "-r":
        return this.#allowed(stat, 4);
      case "-w":
        return this.#allowed(stat, 2);
      case "-x":
        return this.#allowed(stat, 1);
      case "-u":
        return (stat.mode & 0o4000) !== 0;
      case "-g":
        return (stat.mode & 0o2000) !== 0;
      case "-k":
        return (stat.mode & 0o1000) !== 0;
      case "-O":
        return stat.uid === this.#process.uid;
      case "-G":
        return stat.gid === this.#process.gid;
      default:
        return false; // Block devices and sockets, which there are none of.
    }
  }

  /** Root may do anything, but execute what nobody may. */
  #allowed(stat: Stat, right: number): boolean {
    if (this.#process.uid === 0) return right !== 1 || stat.type === "directory" || (stat.mode & 0o111) !== 0;
    const shift = stat.uid === this.#process.uid ? 6 : stat.gid === this.#process.gid ? 3 : 0;
    return ((stat.mode >> shift) & right) !== 0;
  }

  #stat(path: string, link = false): Stat | undefined {
    if (path === "") return undefined;
    const absolute = this.#process.resolve(path);
    try {
      return link ? this.#process.fs.lstat(absolute) : this.#process.fs.stat(absolute);
    } catch {
      return undefined;
    }
  }

  /** Of two files that exist, whether the first was changed later. */
  #newer(path: string, other: string): boolean {
    const [stat, against] = [this.#stat(path), this.#stat(other)];
    return stat !== undefined && against !== undefined && stat.mtime > against.mtime;
  }
}

function number(text: string): bigint {
  const digits = /^\s*([-+]?\d+)\s*$/.exec(text)?.[1];
  if (digits === undefined) throw new TestError(`${text}: bad number`);
  const value = BigInt(digits.replace("+", ""));
  if (BigInt.asIntN(64, value) !== value) throw new TestError(`${text}: out of range`);
  return value;
}

function compare(operator: string, left: bigint, right: bigint): boolean {
  switch (operator) {
    case "-eq":
      return left === right;
    case "-ne":
      return left !== right;
    case "-lt":
      return left < right;
    case "-le":
      return left <= right;
    case "-gt":
      return left > right;
    default:
      return left >= right;
  }
}

function matchesExpression(text: string, expression: string): boolean {
  try {
    return new RegExp(expression).test(text);
  } catch {
    throw new TestError(`bad regex '${expression}'`);
  }
}

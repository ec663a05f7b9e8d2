/** test, and `[`. */

import type { Process, Program } from "../../kernel/types.ts";
import { complain, Failure, nameOf } from "./kit/applet.ts";
import { encodeText } from "./kit/bytes.ts";
import { statIfAny } from "./kit/tree.ts";

type Unary = (process: Process, operand: string) => boolean;
type Binary = (left: string, right: string, process: Process) => boolean;

function integer(text: string): bigint {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new Failure(`${text}: bad number`, 2);
  return BigInt(text.trim().replace(/^\+/, ""));
}

const ofType =
  (type: string, follow = true): Unary =>
  (process, path) =>
    statIfAny(process, path, follow)?.type === type;
const withBit =
  (bit: number): Unary =>
  (process, path) =>
    ((statIfAny(process, path)?.mode ?? 0) & bit) !== 0;

function may(bit: number): Unary {
  return (process, path) => {
    const stat = statIfAny(process, path);
    if (stat === undefined) return false;
    if (process.uid === 0) return bit !== 1 || stat.type === "directory" || (stat.mode & 0o111) !== 0;
    const shift = stat.uid === process.uid ? 6 : stat.gid === process.gid ? 3 : 0;
    return ((stat.mode >> shift) & bit) !== 0;
  };
}

const unary: Record<string, Unary> = {
  "-e": (process, path) => statIfAny(process, path) !== undefined,
  "-f": ofType("file"),
  "-d": ofType("directory"),
  "-p": ofType("fifo"),
  "-c": ofType("device"),
  "-b": () => false,
  "-S": () => false,
  "-L": ofType("symlink", false),
  "-h": ofType("symlink", false),
  "-s": (process, path) => (statIfAny(process, path)?.size ?? 0) > 0,
  "-r": may(4),
  "-w": may(2),
  "-x": may(1),
  "-u": withBit(0o4000),
  "-g": withBit(0o2000),
  "-k": withBit(0o1000),
  "-O": (process, path) => statIfAny(process, path)?.uid === process.uid,
  "-G": (process, path) => statIfAny(process, path)?.gid === process.gid,
  "-t": (process, fd) => process.files.get(Number(integer(fd)))?.tty ?? false,
  "-n": (_process, text) => text !== "",
  "-z": (_process, text) => text === "",
};

const compareTimes =
  (compare: (left: number, right: number) => boolean): Binary =>
  (left, right, process) =>
    compare(statIfAny(process, left)?.mtime ?? 0, statIfAny(process, right)?.mtime ?? 0);

const binary: Record<string, Binary> = {
  "=": (left, right) => left === right,
  "==": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  "<": (left, right) => encodeText(left) < encodeText(right),
  ">": (left, right) => encodeText(left) > encodeText(right),
  "-eq": (left, right) => integer(left) === integer(right),
  "-ne": (left, right) => integer(left) !== integer(right),
  "-lt": (left, right) => integer(left) < integer(right),
  "-le": (left, right) => integer(left) <= integer(right),
  "-gt": (left, right) => integer(left) > integer(right),
  "-ge": (left, right) => integer(left) >= integer(right),
  "-nt": compareTimes((left, right) => left > right),
  "-ot": compareTimes((left, right) => left < right),
  "-ef": (left, right, process) => {
    const inode = statIfAny(process, left)?.inode;
    return inode !== undefined && inode === statIfAny(process, right)?.inode;
  },
};

/** Evaluates an expression of many words: -o, then -a, then ! and parentheses. */
class Expression {
  readonly #process: Process;
  readonly #words: readonly string[];
  #at = 0;

  constructor(process: Process, words: readonly string[]) {
    this.#process = process;
    this.#words = words;
  }

  evaluate(): boolean {
    const value = this.#or();
    const extra = this.#words[this.#at];
    if (extra !== undefined)
      throw new Failure(`${extra}: ${extra in binary ? "argument expected" : "unknown operand"}`, 2);
    return value;
  }

  #or(): boolean {
    let value = this.#and();
    while (this.#take("-o")) value = this.#and() || value;
    return value;
  }

  #and(): boolean {
    let value = this.#not();
    while (this.#take("-a")) value = this.#not() && value;
    return value;
  }

  #not(): boolean {
    // What is followed by a binary operator is an operand, whatever it looks like.
    if (this.#words[this.#at] === "!" && !this.#isBinaryNext()) {
      this.#at++;
      return !this.#not();
    }
    return this.#primary();
  }

  #isBinaryNext(): boolean {
    return (this.#words[this.#at + 1] ?? "") in binary && this.#at + 2 < this.#words.length;
  }

  #primary(): boolean {
    const word = this.#words[this.#at];
    if (word === undefined) throw new Failure("argument expected", 2);
    if (this.#isBinaryNext()) {
      const [left, operator, right] = this.#words.slice(this.#at, this.#at + 3) as [string, string, string];
      this.#at += 3;
      return binary[operator]!(left, right, this.#process);
    }
    if (word === "(") {
      this.#at++;
      const value = this.#or();
      if (!this.#take(")")) throw new Failure("closing paren expected", 2);
      return value;
    }
    const test = unary[word];
    if (test !== undefined && this.#at + 1 < this.#words.length) {
      this.#at += 2;
      return test(this.#process, this.#words[this.#at - 1]!);
    }
    this.#at++;
    return word !== "";
  }

  #take(word: string): boolean {
    if (this.#words[this.#at] !== word) return false;
    this.#at++;
    return true;
  }
}

/** What the words say; up to four of them are read by their number, as POSIX has it. */
function truth(process: Process, words: readonly string[]): boolean {
  const [first = "", second = "", third = ""] = words;
  if (words.length === 0) return false;
  if (words.length === 1) return first !== "";
  if (words.length === 2 && first === "!") return second === "";
  if (words.length === 3 && second in binary) return binary[second]!(first, third, process);
  if (words.length === 3 && first === "!") return !truth(process, words.slice(1));
  if (words.length === 4 && first === "!") return !truth(process, words.slice(1));
  return new Expression(process, words).evaluate();
}

export const test: Program = async (process) => {
  const words = process.argv.slice(1);
  try {
    const bracket = { "[": "]", "[[": "]]" }[nameOf(process)];
    if (bracket !== undefined && words.pop() !== bracket) throw new Failure(`missing ${bracket}`, 2);
    return truth(process, words) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    await complain(process, error.message);
    return error.code;
  }
};

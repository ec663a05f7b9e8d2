/** `$(( ))` and `let`: the C operators, `**` and the comma over signed 64-bit numbers. */

import { ShellError } from "./errors.ts";

/** Where an expression finds and keeps its variables. */
export interface ArithmeticScope {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
}

type Expression =
  | { kind: "number"; value: bigint }
  | { kind: "variable"; name: string }
  | { kind: "unary"; operator: string; operand: Expression }
  | { kind: "binary"; operator: string; left: Expression; right: Expression }
  | { kind: "and" | "or"; left: Expression; right: Expression }
  | { kind: "conditional"; test: Expression; yes: Expression; no: Expression }
  | { kind: "assign"; operator: string; name: string; value: Expression }
  | { kind: "step"; name: string; by: bigint; before: boolean };

/** The value of an expression; throws a ShellError when it is none. */
export function evaluateArithmetic(text: string, scope: ArithmeticScope): bigint {
  return evaluate(compile(text), scope, 0);
}

/** Values of variables that are expressions again may nest this deep. */
const MAX_DEPTH = 32;
/** Parentheses and operators may nest this deep. */
const MAX_NESTING = 256;

const syntaxError = (): ShellError => new ShellError("arithmetic syntax error");

const compiled = new Map<string, Expression>();

function compile(text: string): Expression {
  let expression = compiled.get(text);
  if (expression === undefined) {
    if (compiled.size >= 512) compiled.clear();
    expression = new Parser(text).parse();
    compiled.set(text, expression);
  }
  return expression;
}

const space = /[ \t\n\r\v\f]*/y;
const token =
  /(?<name>[A-Za-z_]\w*)|(?<number>\d+#[\w@]+|\d\w*)|(?<operator><<=|>>=|\*\*|\+\+|--|&&|\|\||<<|>>|[-+*/%&^|=!<>]=|[-+*/%&^|=!<>~?:,()])/y;

/** Binary operators by precedence, weakest first; `**` stands apart since it binds to the right. */
const levels: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["|"],
  ["^"],
  ["&"],
  ["==", "!="],
  ["<=", ">=", "<", ">"],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "%"],
];
const precedence = new Map(
  levels.flatMap((operators, level) => operators.map((operator) => [operator, level] as const)),
);

const assignments = new Set(["=", "+=", "-=", "*=", "/=", "%=", "&=", "^=", "|=", "<<=", ">>="]);

class Parser {
  readonly #text: string;
  #at = 0;
  /** The current token; empty at the end. */
  #token = "";
  #kind: "name" | "number" | "operator" | "end" = "end";
  #nesting = 0;

  constructor(text: string) {
    this.#text = text;
    this.#next();
  }

  parse(): Expression {
    if (this.#ended()) return { kind: "number", value: 0n };
    const expression = this.#comma();
    if (!this.#ended()) throw syntaxError();
    return expression;
  }

  #ended(): boolean {
    return this.#kind === "end";
  }

  #next(): void {
    space.lastIndex = this.#at;
    space.test(this.#text);
    this.#at = space.lastIndex;
    token.lastIndex = this.#at;
    const match = token.exec(this.#text);
    if (match === null) {
      if (this.#at < this.#text.length) throw syntaxError();
      this.#kind = "end";
      this.#token = "";
      return;
    }
    this.#at = token.lastIndex;
    this.#token = match[0];
    this.#kind = match.groups!["name"] ? "name" : match.groups!["number"] ? "number" : "operator";
  }

  #accept(operator: string): boolean {
    if (this.#kind !== "operator" || this.#token !== operator) return false;
    this.#next();
    return true;
  }

  #comma(): Expression {
    let left = this.#assignment();
    while (this.#accept(",")) left = { kind: "binary", operator: ",", left, right: this.#assignment() };
    return left;
  }

  #assignment(): Expression {
    if (++this.#nesting > MAX_NESTING) throw new ShellError("arithmetic expression too deeply nested");
    const left = this.#conditional();
    this.#nesting--;
    const operator = this.#token;
    if (this.#kind !== "operator" || !assignments.has(operator)) return left;
    if (left.kind !== "variable") throw syntaxError();
    this.#next();
    return { kind: "assign", operator: operator.slice(0, -1), name: left.name, value: this.#assignment() };
  }

  #conditional(): Expression {
    const test = this.#binary(0);
    if (!this.#accept("?")) return test;
    const yes = this.#comma();
    if (!this.#accept(":")) throw new ShellError("malformed ?: operator");
    return { kind: "conditional", test, yes, no: this.#assignment() };
  }

  #binary(lowest: number): Expression {
    let left = this.#unary();
    for (;;) {
      // After what is no variable, `++` and `--` are an operator and a sign: 2--3 is 5.
      const doubled = this.#token === "++" || this.#token === "--";
      const operator = doubled ? this.#token[0]! : this.#token;
      const level = this.#kind === "operator" ? precedence.get(operator) : undefined;
      if (level === undefined || level < lowest) return left;
      if (doubled) this.#token = operator;
      else this.#next();
      const right = this.#binary(level + 1);
      if (operator === "&&") left = { kind: "and", left, right };
      else if (operator === "||") left = { kind: "or", left, right };
      else left = { kind: "binary", operator, left, right };
    }
  }

  /** Signs bind tighter than `**`: -2**2 is 4. */
  #unary(): Expression {
    const base = this.#signed();
    if (!this.#accept("**")) return base;
    return { kind: "binary", operator: "**", left: base, right: this.#unary() };
  }

  #signed(): Expression {
    const operator = this.#token;
    if (this.#kind !== "operator") return this.#primary();
    if (operator === "++" || operator === "--") {
      this.#next();
      // Before anything but a variable these are two signs.
      if ((this.#kind as string) !== "name") {
        return { kind: "unary", operator: "+", operand: this.#nested(() => this.#signed()) };
      }
      const name = this.#token;
      this.#next();
      return { kind: "step", name, by: operator === "++" ? 1n : -1n, before: true };
    }
    if (operator === "+" || operator === "-" || operator === "!" || operator === "~") {
      this.#next();
      return { kind: "unary", operator, operand: this.#nested(() => this.#signed()) };
    }
    return this.#primary();
  }

  #nested(parse: () => Expression): Expression {
    if (++this.#nesting > MAX_NESTING) throw new ShellError("arithmetic expression too deeply nested");
    const expression = parse();
    this.#nesting--;
    return expression;
  }

  #primary(): Expression {
    const text = this.#token;
    if (this.#kind === "number") {
      this.#next();
      return { kind: "number", value: parseNumber(text) };
    }
    if (this.#kind === "name") {
      this.#next();
      if (this.#accept("++")) return { kind: "step", name: text, by: 1n, before: false };
      if (this.#accept("--")) return { kind: "step", name: text, by: -1n, before: false };
      return { kind: "variable", name: text };
    }
    if (!this.#accept("(")) throw syntaxError();
    const inner = this.#comma();
    if (!this.#accept(")")) throw syntaxError();
    return inner;
  }
}

const MAX_UNSIGNED = (1n << 64n) - 1n;

function parseNumber(text: string): bigint {
  const mark = text.indexOf("#");
  let value: bigint;
  if (mark > 0) {
    value = parseDigits(text.slice(mark + 1), Number(text.slice(0, mark)));
  } else if (/^0[xX][0-9a-fA-F]+$/.test(text) || /^(0|[1-9][0-9]*)$/.test(text)) {
    value = BigInt(text);
  } else if (/^0[0-7]+$/.test(text)) {
    value = BigInt(`0o${text.slice(1)}`);
  } else {
    throw syntaxError();
  }
  // What does not fit into 64 bits at all counts as nothing, which is what ash makes of it.
  return value > MAX_UNSIGNED ? 0n : BigInt.asIntN(64, value);
}

const digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_";

function parseDigits(text: string, base: number): bigint {
  if (base < 2 || base > 64) throw syntaxError();
  let value = 0n;
  for (const character of base <= 36 ? text.toLowerCase() : text) {
    const digit = digits.indexOf(character);
    if (digit < 0 || digit >= base) throw syntaxError();
    value = value * BigInt(base) + BigInt(digit);
  }
  return value;
}

function lookup(name: string, scope: ArithmeticScope, depth: number): bigint {
  const text = scope.get(name);
  if (text === undefined || text === "") return 0n;
  // Plain numbers, which is what loops count with, need no parser.
  if (/^-?(0|[1-9]\d{0,17})$/.test(text)) return BigInt(text);
  if (depth >= MAX_DEPTH) throw new ShellError("expression recursion loop detected");
  return evaluate(compile(text), scope, depth + 1);
}

function evaluate(expression: Expression, scope: ArithmeticScope, depth: number): bigint {
  switch (expression.kind) {
    case "number":
      return expression.value;
    case "variable":
      return lookup(expression.name, scope, depth);
    case "unary":
      return unary(expression.operator, evaluate(expression.operand, scope, depth));
    case "binary": {
      const left = evaluate(expression.left, scope, depth);
      return binary(expression.operator, left, evaluate(expression.right, scope, depth));
    }
    case "and":
      if (evaluate(expression.left, scope, depth) === 0n) return 0n;
      return truth(evaluate(expression.right, scope, depth) !== 0n);
    case "or":
      if (evaluate(expression.left, scope, depth) !== 0n) return 1n;
      return truth(evaluate(expression.right, scope, depth) !== 0n);
    case "conditional":
      return evaluate(expression.test, scope, depth) !== 0n
        ? evaluate(expression.yes, scope, depth)
        : evaluate(expression.no, scope, depth);
    case "assign": {
      let value = evaluate(expression.value, scope, depth);
      if (expression.operator !== "") value = binary(expression.operator, lookup(expression.name, scope, depth), value);
      scope.set(expression.name, value.toString());
      return value;
    }
    case "step": {
      const old = lookup(expression.name, scope, depth);
      const value = BigInt.asIntN(64, old + expression.by);
      scope.set(expression.name, value.toString());
      return expression.before ? value : old;
    }
  }
}

const truth = (condition: boolean): bigint => (condition ? 1n : 0n);

function unary(operator: string, value: bigint): bigint {
  if (operator === "-") return BigInt.asIntN(64, -value);
  if (operator === "!") return truth(value === 0n);
  return operator === "~" ? ~value : value;
}

function binary(operator: string, left: bigint, right: bigint): bigint {
  switch (operator) {
    case "+":
      return BigInt.asIntN(64, left + right);
    case "-":
      return BigInt.asIntN(64, left - right);
    case "*":
      return BigInt.asIntN(64, left * right);
    case "/":
      if (right === 0n) throw new ShellError("divide by zero");
      return BigInt.asIntN(64, left / right);
    case "%":
      if (right === 0n) throw new ShellError("divide by zero");
      return left % right;
    case "**":
      return power(left, right);
    case "<<":
      return BigInt.asIntN(64, left << BigInt.asUintN(6, right));
    case ">>":
      return left >> BigInt.asUintN(6, right);
    case "&":
      return left & right;
    case "|":
      return left | right;
    case "^":
      return left ^ right;
    case "==":
      return truth(left === right);
    case "!=":
      return truth(left !== right);
    case "<":
      return truth(left < right);
    case "<=":
      return truth(left <= right);
    case ">":
      return truth(left > right);
    case ">=":
      return truth(left >= right);
    default:
      return right; // The comma.
  }
}

/** By squaring, so that a huge exponent costs no more than its bits. */
function power(base: bigint, exponent: bigint): bigint {
  if (exponent < 0n) throw new ShellError("exponent less than 0");
  let result = 1n;
  let square = base;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = BigInt.asIntN(64, result * square);
    square = BigInt.asIntN(64, square * square);
  }
  return result;
}

import { describe, expect, test } from "vitest";
import { evaluateArithmetic } from "./arithmetic.ts";

function calculate(text: string, values: Record<string, string> = {}): bigint {
  const variables = new Map(Object.entries(values));
  return evaluateArithmetic(text, {
    get: (name) => variables.get(name),
    set: (name, value) => void variables.set(name, value),
  });
}

describe("arithmetic", () => {
  test.each([
    ["", 0n],
    ["1 + 2 * 3", 7n],
    ["-2 ** 2", 4n],
    ["2 ** 3 ** 2", 512n],
    ["2--3", 5n],
    ["7 / -2", -3n],
    ["-7 % 3", -1n],
    ["1 << 65", 2n],
    ["0x10 + 010 + 2#11 + 64#_", 16n + 8n + 3n + 63n],
    ["1 ? 2 : 3, 4", 4n],
    ["9223372036854775807 + 1", -9223372036854775808n],
    ["-9223372036854775808 / -1", -9223372036854775808n],
    ["3 ** 1000000000000", 3n ** 0n && BigInt.asIntN(64, modularPower(3n, 1000000000000n))],
  ])("%s is %s", (text, value) => {
    expect(calculate(text)).toBe(value);
  });

  test("assigns to variables, and takes their values as expressions", () => {
    expect(calculate("x = 5, x += y, x++ + ++x", { y: "1 + 1" })).toBe(16n);
    expect(calculate("a", { a: "b", b: "3 * c", c: "4" })).toBe(12n);
  });

  test("does not evaluate what a condition passes over", () => {
    expect(calculate("0 && (x = 1 / 0)")).toBe(0n);
    expect(calculate("1 || 1 / 0")).toBe(1n);
    expect(calculate("1 ? 2 : 1 / 0")).toBe(2n);
    expect(calculate("0 && (x = 7), x", { x: "3" })).toBe(3n);
  });

  test.each([
    ["1 +", "arithmetic syntax error"],
    ["1 = 2", "arithmetic syntax error"],
    ["08", "arithmetic syntax error"],
    ["2#2", "arithmetic syntax error"],
    ["1 ? 2", "malformed ?: operator"],
    ["1 / 0", "divide by zero"],
    ["2 ** -1", "exponent less than 0"],
    [`${"(".repeat(100_000)}1`, "arithmetic expression too deeply nested"],
    ["-".repeat(100_000), "arithmetic expression too deeply nested"],
  ])("%s: %s", (text, message) => {
    expect(() => calculate(text)).toThrow(message);
  });

  test("notices variables that refer to each other", () => {
    expect(() => calculate("a", { a: "b", b: "a" })).toThrow("expression recursion loop detected");
  });
});

function modularPower(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let bit = 0n, square = base; exponent >> bit > 0n; bit++, square = BigInt.asUintN(64, square * square)) {
    if ((exponent >> bit) & 1n) result = BigInt.asUintN(64, result * square);
  }
  return result;
}

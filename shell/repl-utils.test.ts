import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { doc, use } from "./repl-utils.ts";

const directory = mkdtempSync(join(tmpdir(), "dks-test-"));
afterAll(() => rmSync(directory, { recursive: true }));
writeFileSync(join(directory, "common.cjs"), "exports.one = 1; exports.two = 2; exports.name = 'common';\n");
writeFileSync(join(directory, "modern.mjs"), "await 0; export const one = 'eins'; export default 'it';\n");
writeFileSync(join(directory, "function.cjs"), "module.exports = function () { return 7; };\n");

describe("use", () => {
  test.each([
    ["./common.cjs", undefined, { one: 1, two: 2, name: "common" }],
    ["./common.cjs", { only: ["two"] }, { two: 2 }],
    ["./common.cjs", { only: ["one"], as: { one: "uno" } }, { uno: 1 }],
    ["./modern.mjs", { only: ["one"] }, { one: "eins" }],
  ])("%s with %j puts exports into the scope, and leaves the globals alone", async (id, options, expected) => {
    const before = Object.getOwnPropertyNames(globalThis).sort();
    const scope = {};
    expect(await use(scope, directory, id, options)).toEqual(expected);
    expect(scope).toEqual(expected);
    expect(Object.getOwnPropertyNames(globalThis).sort()).toEqual(before);
  });

  test("a module that is a function is given back", async () => {
    const scope = {};
    const made = (await use(scope, directory, "./function.cjs")) as () => number;
    expect(made()).toBe(7);
    expect(scope).toEqual({});
  });

  test("a module of the runtime, and a global name that a module exports, too", async () => {
    const scope: Record<string, unknown> = {};
    await use(scope, directory, "node:url", { only: ["URL", "fileURLToPath"] });
    expect(Object.keys(scope)).toEqual(["URL", "fileURLToPath"]);
    expect(new URL("http://a/").host).toBe("a");
  });

  test("reload loads it anew", async () => {
    const file = join(directory, "changing.cjs");
    writeFileSync(file, "exports.n = 1;");
    const scope = {};
    await use(scope, directory, "./changing.cjs");
    writeFileSync(file, "exports.n = 2;");
    await use(scope, directory, "./changing.cjs");
    expect(scope).toEqual({ n: 1 });
    await use(scope, directory, "./changing.cjs", { reload: true });
    expect(scope).toEqual({ n: 2 });
  });

  test("a name that was a constant is declared anew", async () => {
    const scope = Object.defineProperty({}, "one", { value: 0, writable: false, configurable: true, enumerable: true });
    await use(scope, directory, "./common.cjs");
    expect(scope).toEqual({ one: 1, two: 2, name: "common" });
  });

  test("a module in TypeScript, also anew", async () => {
    writeFileSync(join(directory, "typed.mts"), "export const typed: number = 4;");
    const scope = {};
    await use(scope, directory, "./typed.mts");
    expect(scope).toEqual({ typed: 4 });
    writeFileSync(join(directory, "typed.mts"), "export const typed: number = 5;");
    await use(scope, directory, "./typed.mts", { reload: true });
    expect(scope).toEqual({ typed: 5 });
  });

  test.each([{ only: ["three"] }, { as: { three: "drei" } }])(
    "what a module does not export is an error: %j",
    async (options) => {
      await expect(use({}, directory, "./common.cjs", options)).rejects.toThrow(
        '"./common.cjs" does not export `three`',
      );
    },
  );

  test("what is not there, and what is no name, are errors", async () => {
    await expect(use({}, directory, "./none.cjs")).rejects.toThrow(/Cannot find/);
    await expect(use({}, directory, 5 as unknown as string)).rejects.toThrow("needs the name of a module");
  });
});

test("doc prints what a function says about itself, and takes functions only", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  try {
    await doc(
      new Function("return function add(a, b) { /** Adds two numbers. **/ return a + b }")() as (a: number) => number,
    );
    expect(log.mock.calls.flat().join("")).toMatch(/function add\(a, b\)[\s\S]*Adds two numbers\./);
  } finally {
    log.mockRestore();
  }
  await expect(doc({})).rejects.toThrow("doc tells about functions");
});

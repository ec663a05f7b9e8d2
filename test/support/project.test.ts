import { expect, test } from "vitest";
import { Module } from "./project.ts";

const globalsUsed = (text: string): readonly string[] =>
  new Module("example.ts", text).globalsUsed(new Set(["Deno", "Bun", "process"]));

test.each([
  "process.env",
  "globalThis.process",
  "(globalThis as { Deno?: unknown }).Deno",
  "globalThis['Bun']",
  "const { Bun } = globalThis;",
  "const { Deno: runtime } = globalThis as any;",
  "typeof Deno",
  "`${" + "Bun}`",
  "const shorthand = { process };",
  "if (x) { const process = 1; } process;",
  "let connection: Deno.Conn;",
  "let t: typeof process;",
  "declare const Deno: any; Deno;",
  "declare global { var Bun: any }",
])("uses a global: %s", (text) => {
  expect(globalsUsed(text)).toHaveLength(1);
});

test.each([
  "// Deno\n'Bun'; `process`;",
  "x.process; x?.process;",
  "const process = 1; process;",
  "function kill(process: X) { return process.kill() }",
  "list.map((process) => process)",
  "class A { constructor(readonly x: X, process: Y) { process } }",
  "for (const process of list) process.kill();",
  "try {} catch (process) { process }",
  "const { process } = container; process;",
  "const { process: p } = container; p;",
  "const a = { process: 1 };",
  "class A { process = 1; kill() { return this.process } }",
  "interface A { process: number; Deno(): void }",
  "type F = (process: X) => void;",
  "let t: Other.Deno;",
])("uses none: %s", (text) => {
  expect(globalsUsed(text)).toEqual([]);
});

test("tells imports that are loaded from those that are not", () => {
  const module = new Module(
    "lib/room/example.ts",
    `import a from "a"; import "b"; import { type C } from "./c.ts"; export * from "../d.ts";
     import type { E } from "e"; export type { F } from "../../f.ts"; let g: import("./g.ts").G; const h = () => import("./h.ts");`,
  );
  const found = module.imports().map(({ specifier, kind, file }) => [kind, file ?? specifier].join(" "));
  expect(found.sort()).toEqual([
    "lazy lib/room/h.ts",
    "type e",
    "type f.ts",
    "type lib/room/g.ts",
    "value a",
    "value b",
    "value lib/d.ts",
    "value lib/room/c.ts",
  ]);
});

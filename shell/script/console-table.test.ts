import { Console } from "node:console";
import process from "node:process";
import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { tableOf } from "./console-table.ts";

/** What the runtime itself prints. */
function printedBy(data: unknown, properties?: string[]): string {
  let text = "";
  const stdout = new Writable({
    write(chunk, _, done) {
      text += String(chunk);
      done();
    },
  });
  new Console({ stdout, colorMode: false }).table(data, properties);
  return text.trimEnd();
}

// The others lay it out in ways of their own.
describe.skipIf(process.versions["bun"] !== undefined)("a table is that of Node", () => {
  test.each([
    [
      [
        { a: 1, b: "x" },
        { a: 2, c: true },
      ],
      undefined,
    ],
    [[1, "a", { x: 1 }], undefined],
    [[], undefined],
    [{ a: { b: 1 }, c: { b: [1, 2, 3, 4, 5], d: { x: 1, y: 2, z: 3 } } }, undefined],
    [[["日本", 1]], undefined],
    [new Set<unknown>(["é", { a: 1 }]), undefined],
    [
      new Map<unknown, unknown>([
        ["k", { v: 1 }],
        [{}, 2],
      ]),
      undefined,
    ],
    [[{ a: 1, b: 2 }], ["b"]],
    [[{ a: 1 }], ["z"]],
    [[null, undefined, 1.5], undefined],
  ])("%j", (data, properties) => {
    expect(tableOf(data, properties)).toBe(printedBy(data, properties));
  });
});

test.each([5, "text", null, undefined, true])("%j is none", (data) => {
  expect(tableOf(data)).toBeUndefined();
});

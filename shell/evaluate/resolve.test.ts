import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { resolveModule } from "./resolve.ts";

const folder = mkdtempSync(join(tmpdir(), "dks-resolve-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
write(
  "node_modules/esm-only/package.json",
  '{"exports": {".": {"types": "./x.d.ts", "import": "./main.mjs"}, "./deep": "./deep.mjs", "./sub/*": {"default": "./lib/*.mjs"}}}',
);
write("node_modules/@scope/plain/package.json", '{"main": "main.js"}');
write("node_modules/@scope/plain/main.js", "");
write("node_modules/short/package.json", '{"exports": "./index.mjs"}');

test.each([
  ["./a.ts", "scripts/a.ts"],
  ["../b.js", "b.js"],
  ["esm-only", "node_modules/esm-only/main.mjs"],
  ["esm-only/deep", "node_modules/esm-only/deep.mjs"],
  ["esm-only/sub/x", "node_modules/esm-only/lib/x.mjs"],
  ["short", "node_modules/short/index.mjs"],
  ["@scope/plain", "node_modules/@scope/plain/main.js"],
])("%s -> %s", (specifier, path) => {
  expect(resolveModule(specifier, join(folder, "scripts/test.dks"))).toBe(pathToFileURL(join(folder, path)).href);
});

test("what is no file stays as it is", () => {
  for (const specifier of ["node:fs", "fs", "data:text/javascript,1", "npm:x@1"])
    expect(resolveModule(specifier, "/x")).toBe(specifier);
});

test("what is nowhere is an error that names it", () => {
  expect(() => resolveModule("esm-only/nope", join(folder, "x"))).toThrow("nope");
  expect(() => resolveModule("not-there", join(folder, "x"))).toThrow("not-there");
});

import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, describe, expect, test } from "vitest";
import { Recordings } from "../record/testing.ts";
import { examples } from "../reference/generated/examples.ts";
import { reference } from "../reference/generated/reference.ts";
import { writeTypes } from "./command.ts";
import { declarations } from "./declarations.ts";

const folder = mkdtempSync(join(tmpdir(), "dks-types-"));
const recordings = new Recordings();
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await recordings.close();
});
const root = new URL("../../", import.meta.url).pathname;
symlinkSync(`${root}node_modules`, join(folder, "node_modules"));
writeFileSync(join(folder, "dks.d.ts"), declarations({ reference, examples }));

/** What the compiler says about a `.dks` file that is called `.mts`. */
function check(source: string): string[] {
  const path = join(folder, "script.mts");
  writeFileSync(path, `/// <reference path="./dks.d.ts" />\n${source}`);
  const program = ts.createProgram([path], {
    target: ts.ScriptTarget.ES2022,
    lib: [
      "lib.es2023.d.ts",
      "lib.esnext.disposable.d.ts",
      "lib.dom.d.ts",
      "lib.dom.iterable.d.ts",
      "lib.dom.asynciterable.d.ts",
    ],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    paths: { dks: [`${root}mod.ts`] },
    types: ["node"],
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    skipLibCheck: false,
  });
  const files = [path, join(folder, "dks.d.ts")].map((name) => program.getSourceFile(name));
  return files
    .flatMap((file) => ts.getPreEmitDiagnostics(program, file))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

describe("a .dks file", () => {
  test("that was recorded has no mistake of types", async () => {
    const { text } = await recordings.record([
      "const c = containers.create({ Image: 'busybox' })",
      "c",
      "ps()",
      "_.length",
      "containers.list().filter((c) => c.State === 'running').length",
      `containers.get('b7d4e1${"0".repeat(6)}').stop()`,
      "print('eager_hopper')",
      "const list: object[] = ps()",
      "const c = 5",
      "const f = () => c",
      "const c = 'x'; f()",
      "const version = version().catch((error) => error instanceof NotFoundError)",
      "containers?.list()?.[0].Names?.at(0)",
      "total = 5",
      "for (const c of ps()) total += c.Id.length",
      "images.get('nope').inspect()",
      "_error.status",
      "run('busybox', ['true'], { stdin: 'x' }).catch(() => 0)",
    ]);
    const source = await text();
    expect({ source, errors: check(source) }).toEqual({ source, errors: [] });
  });

  test("with one is told of it", () => {
    expect(check("await ps().length;")).toEqual([
      expect.stringContaining("Property 'length' does not exist on type 'Promise<"),
    ]);
    expect(check("await containers.lst();")).toEqual([expect.stringContaining("Property 'lst' does not exist")]);
  });
});

describe("dks types", () => {
  test("writes its own file again, and no other", async () => {
    const out = join(folder, "out.d.ts");
    expect(await writeTypes(out)).toBe(0);
    expect(await writeTypes(out)).toBe(0);
    expect(readFileSync(out, "utf8")).toBe(declarations({ reference, examples }));
    writeFileSync(out, "mine");
    await expect(writeTypes(out)).rejects.toThrow("was not written by dks types");
  });

  test("declares every helper", () => {
    const text = declarations({ reference, examples });
    for (const { name } of reference.globals) expect(text).toMatch(new RegExp(`(?:const|function) ${name}\\b`));
  });
});

/** What odd sessions become in a file: it checks, it runs, it has no mistake of types, and no secrets. */
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import ts from "typescript";
import { secret, secretive, sessions, untyped } from "./odd-sessions.ts";
import { commands, type Result, root, run, Workspace } from "./support.ts";
import { typeAll } from "./typing.ts";

const [node] = commands;
const files = new Workspace();
afterAll(() => files.remove());

const names = (table: Readonly<Record<string, unknown>>): string[] => Object.keys(table);
const fileOf = (name: string): string => `${files.path}/${name.replaceAll(/\W+/g, "-")}.dks`;
const textOf = (name: string): string => readFileSync(fileOf(name), "utf8");

/** Records sessions, each on an engine that the one before has left empty. */
async function record(table: Readonly<Record<string, readonly string[]>>, wire: boolean): Promise<void> {
  const typed = names(table).map((name) => ({ host: "embedded:", file: fileOf(name), wire, inputs: table[name]! }));
  await typeAll(node!, typed, { PW_FOR_TEST: secret });
}

/** Does something for all of them, some at a time. */
async function each<T>(all: readonly string[], act: (name: string) => Promise<T>): Promise<[string, T][]> {
  const left = [...all];
  const done: [string, T][] = [];
  const work = async (): Promise<void> => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) done.push([name, await act(name)]);
  };
  await Promise.all([work(), work(), work()]);
  return done;
}

/** What the compiler says about files, by the declarations of `dks types`. */
async function mistakes(all: readonly string[]): Promise<string[]> {
  const declarations = `${files.path}/types/dks.d.ts`;
  mkdirSync(`${files.path}/types`);
  symlinkSync(`${root}node_modules`, `${files.path}/node_modules`);
  expect(await run([...node!.argv, "types", "--out", declarations])).toMatchObject({ code: 0 });
  const paths = all.map((name) => files.write(`types/${name.replaceAll(/\W+/g, "-")}.mts`, textOf(name)));
  const program = ts.createProgram([declarations, ...paths], {
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
    skipLibCheck: true,
  });
  return [declarations, ...paths].flatMap((path) =>
    ts.getPreEmitDiagnostics(program, program.getSourceFile(path)).map(({ messageText, start = 0, file }) => {
      const line = file?.text.slice(0, start).split("\n").length;
      return `${path}:${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    }),
  );
}

describe.skipIf(node!.absent !== undefined)("a recording of an odd session", () => {
  const all = [...names(sessions), ...names(untyped)];
  beforeAll(() => record({ ...sessions, ...untyped }, false));

  test("has every statement", () => {
    for (const name of all) expect(textOf(name)).not.toMatch(/unfinished|could not be recorded/);
  });

  test("checks", async () => {
    expect(await run([...node!.argv, "check", ...all.map(fileOf)])).toMatchObject({ code: 0 });
  });

  test("runs", async () => {
    const results = await each(all, (name) => run([...node!.argv, fileOf(name)]));
    for (const [name, { code, stderr }] of results) expect({ name, code, stderr }).toMatchObject({ name, code: 0 });
  });

  test("has no mistake of types", async () => {
    expect(await mistakes(names(sessions))).toEqual([]);
  });
});

describe.skipIf(node!.absent !== undefined)("a secret", () => {
  beforeAll(() => record(secretive, true));

  /** The text as it is, in its parts, and encoded. */
  const traces = new RegExp(
    [
      secret.slice(0, 6),
      secret.slice(-5),
      ...["", "ann:", "xann:", "xxann:"].map((before) => btoa(before + secret).slice(8, 16)),
    ].join("|"),
    "i",
  );

  test.each(names(secretive))("does not get into a recording: %s", (name) => {
    const wire = readFileSync(`${fileOf(name)}.wire`, "utf8");
    const bytes = [...wire.matchAll(/"base64":"([^"]*)"/g)].map(([, text = ""]) => atob(text)).join("\n");
    for (const text of [textOf(name), wire, bytes]) expect(text).not.toMatch(traces);
    expect(textOf(name)).toMatch(/<hidden>|process\.env/);
  });

  test("that is hidden is not missed when the cassette is played", async () => {
    const result: Result = await run([...node!.argv, "check", "--offline", ...names(secretive).map(fileOf)], {
      env: { PW_FOR_TEST: secret },
    });
    expect(result).toMatchObject({ code: 0 });
  });
});

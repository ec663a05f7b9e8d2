/** The package as a program outside of the project sees it: by its name, through its exports. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import process from "node:process";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { Module, textOf } from "../support/project.ts";
import { commands, root, run } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "dks-package-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
mkdirSync(join(folder, "node_modules"));
symlinkSync(root, join(folder, "node_modules/dks"));
writeFileSync(join(folder, "package.json"), '{ "type": "module", "dependencies": { "dks": "*" } }');

const program = join(folder, "program.mjs");
writeFileSync(
  program,
  `import { connect, NotFoundError } from "dks";
import { createEngine } from "dks/engine";
const docker = await connect("embedded:");
const { stdout } = await docker.run("busybox", ["echo", "hello"]);
const missing = await docker.containers.get("nope").inspect().catch((error) => error instanceof NotFoundError);
console.log(stdout.trim(), missing, typeof createEngine);
await docker.close();
`,
);

test("everything that the package exports is there", () => {
  const { exports, bin } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const targets = [exports, bin].flatMap(function strings(value: unknown): string[] {
    return typeof value === "string" ? [value] : Object.values(value as object).flatMap(strings);
  });
  expect(targets.length).toBeGreaterThan(8);
  expect(targets.filter((target) => !existsSync(join(root, target)))).toEqual([]);
});

test("it has every module that another one of it imports, and none of the tests", async () => {
  const { stdout } = await run(["npm", "pack", "--dry-run", "--json", "--ignore-scripts"]);
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  const shipped = new Set(files.map(({ path }) => path));
  const modules = [...shipped].filter((path) => /^(mod\.ts$|(lib|shell)\/.*\.ts$)/.test(path));
  expect(modules.length).toBeGreaterThan(300);
  const wanted = modules.flatMap((path) => new Module(path, textOf(path)).imports().flatMap(({ file }) => file ?? []));
  expect(wanted.filter((path) => !shipped.has(path))).toEqual([]);
  expect([...shipped].filter((path) => /\.test\.|\/testing\.ts$|\/differential\/|^test\//.test(path))).toEqual([]);
});

describe.each(commands)("a program on $runtime", ({ runtime, argv, absent }) => {
  test.skipIf(absent !== undefined)(`imports it${absent === undefined ? "" : `, skipped: ${absent}`}`, async () => {
    const start: [string, ...string[]] = runtime === "deno" ? [argv[0], "run", "-A"] : [argv[0]];
    const result = await run([...start, program], { cwd: folder });
    expect(result).toMatchObject({ code: 0, stdout: "hello true function\n" });
  });
});

test("its types compile in a program that knows nothing but the defaults", async () => {
  const file = join(folder, "typed.ts");
  writeFileSync(
    file,
    `import { connect, type RunResult } from "dks";
const docker = await connect();
const result: RunResult = await docker.run("busybox", ["true"]);
const state: "running" | "exited" | string = (await docker.containers.get("x").inspect()).State.Status;
for await (const { status } of docker.images.pull("busybox")) status?.toUpperCase();
// @ts-expect-error: an option that does not exist
await docker.containers.list({ al: true });
export { result, state };
`,
  );
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022"];
  const result = await run([process.execPath, tsc, ...options, file], { cwd: folder });
  expect(result).toEqual({ code: 0, stdout: "", stderr: "" });
});

const deno = commands.find(({ runtime, absent }) => runtime === "deno" && absent === undefined);
test.skipIf(deno === undefined)("deno check takes a file with the declarations of `dks types`", async () => {
  // Deno takes a linked package for a part of the project that it is linked from: here it is as npm installs it.
  const installed = join(folder, "installed");
  const { files, dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  for (const part of ["package.json", ...files.filter((path: string) => !path.startsWith("!"))])
    cpSync(join(root, part), join(installed, "node_modules/dks", part), { recursive: true });
  for (const name of Object.keys(dependencies))
    symlinkSync(join(root, "node_modules", name), join(installed, "node_modules", name));
  writeFileSync(join(installed, "deno.json"), '{ "nodeModulesDir": "manual" }');
  writeFileSync(join(installed, "package.json"), '{ "type": "module", "dependencies": { "dks": "*" } }');
  await run([...deno!.argv, "types", "--out", join(installed, "dks.d.ts")]);
  const check = async (name: string, source: string) => {
    writeFileSync(join(installed, name), `//! dks 1\nimport type {} from "dks";\n${source}`);
    return run([deno!.argv[0], "check", "dks.d.ts", name], { cwd: installed });
  };
  const good = 'await pull("busybox");\nconst c = await containers.create({ Image: "busybox" });\nawait c.start();\n';
  expect(await check("good.mts", good)).toMatchObject({ code: 0 });
  const bad = await check("bad.mts", "await containers.lst();\n");
  expect(bad.code).toBe(1);
  expect(bad.stderr).toContain("TS2551");
});

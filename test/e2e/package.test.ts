/** The package as a program outside of the project sees it: by its name, through its exports. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import process from "node:process";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
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

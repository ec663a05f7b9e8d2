import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommand } from "./commands/mod.ts";
import { Shell } from "./shell.ts";
import { noTerminal, type Written, writtenSink } from "./testing.ts";

let shell: Shell;
let out: Written;
let err: Written;

beforeEach(async () => {
  [out, err] = [writtenSink(), writtenSink()];
  const settings = { host: "embedded:", apiVersion: undefined };
  shell = await Shell.open({ settings, json: false, output: { out, err }, console: () => noTerminal });
});
afterEach(() => shell.close());

/** What is shown for an input. */
async function shown(source: string): Promise<string> {
  out.text = "";
  await shell.evaluate(source);
  return out.text;
}

test("an engine that does not answer is not gone over to", async () => {
  await expect(runCommand(".connect unix:///nowhere/docker.sock 1.41", shell)).rejects.toThrow("cannot reach");
  expect(shell.prompt()).toBe("embedded> ");
  expect(await shown("containers.list().length")).toBe("0\n");
});

test("a name that the user has declared stays his when the engine changes", async () => {
  await shell.evaluate("const docker = 1");
  await runCommand(".connect embedded: 1.0", shell);
  expect(await shown("docker")).toBe("1\n");
  expect(await shown("version().ApiVersion")).toBe("'1.0'\n");
});

test.each(["const _ = 3, _error = 4", "import _ from 'node:path'"])("`_` is the user's after %s", async (source) => {
  await shell.evaluate(source);
  expect(await shown("1 + 1")).toBe("2\n");
  await expect(shell.evaluate("nope")).rejects.toThrow(ReferenceError);
  expect(await shown("typeof _")).toMatch(/number|object/);
});

test("a call that is forgotten in a function is told on stderr", async () => {
  await shell.evaluate("[1].map(() => containers.list().length)");
  expect(err.text).toContain(
    "dks: the call of Containers.list is not awaited (at 1:26): inside a function write `await`\n",
  );
});

test.each([
  ["tcp://[::1]:2375", "[::1]> "],
  ["tcp://build.example:2375", "build.example> "],
  ["unix:///run/podman/podman.sock", "podman> "],
])("the prompt for %s is %j", async (host, prompt) => {
  const settings = { host, apiVersion: undefined };
  const other = await Shell.open({ settings, json: false, output: { out, err }, console: () => noTerminal });
  expect(other.prompt()).toBe(prompt);
  await other.close();
});

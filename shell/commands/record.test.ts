import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseTranscript } from "../script/transcript.ts";
import { Shell } from "../shell.ts";
import { noTerminal, type Written, writtenSink } from "../testing.ts";
import { CommandError, runCommand } from "./mod.ts";

let shell: Shell;
let err: Written;
let folder: string;
let path: string;

beforeEach(async () => {
  err = writtenSink();
  folder = await mkdtemp(join(tmpdir(), "dks-test-"));
  path = join(folder, "a.dks");
  const settings = { host: "embedded:", apiVersion: undefined };
  // Wider than what stands in a file.
  const output = { out: writtenSink(132), err };
  shell = await Shell.open({ settings, json: false, output, console: () => noTerminal });
});

afterEach(async () => {
  await shell.close();
  await rm(folder, { recursive: true });
});

/** Records inputs, statements and commands; gives what stands in the file below the header. */
async function recorded(...inputs: string[]): Promise<string> {
  await runCommand(`.record ${path}`, shell);
  for (const input of inputs)
    if (!(await runCommand(input, shell))) await shell.evaluate(input).catch((error: unknown) => shell.report(error));
  await runCommand(".stop", shell);
  const text = await readFile(path, "utf8");
  await parseTranscript(text);
  return text.replace("//! dks 1\n//! engine: embedded\n\n", "");
}

describe("what is recorded", () => {
  test("is what is run, whichever way, and no command", async () => {
    expect(await recorded("1 + 1", ".json _", ".json ({ a: 1 })", ".time on", "const = 3", "'x'")).toBe(
      "const value = 1 + 1;\nvalue;\n//=> 2\nvalue;\n//=> 2\n({ a: 1 });\n//=> { a: 1 }\n'x';\n//=> 'x'\n",
    );
  });

  test("is as wide as a file is, whatever the terminal is", async () => {
    const words = "Array.from({ length: 30 }, (_, i) => 'w' + i)";
    const text = await recorded(words, `print(${words})`, `console.log('x', 1)`, "help(ps)");
    expect(
      Math.max(
        ...text
          .split("\n")
          .filter((line) => line.startsWith("//"))
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(85);
    expect(text).toContain("console.log('x', 1);\n//| x 1\n");
    expect(text).toContain("await help(ps);\n//| ps(options?: ContainerListOptions): Promise<ContainerSummary[]>\n");
    await shell.evaluate("print('not any more')");
    expect(await readFile(path, "utf8")).not.toContain("not any more");
  });

  test("is what a stream gives, as printed", async () => {
    const text = await recorded(
      "pull('busybox')",
      "const c = containers.create({ Image: 'busybox', Cmd: ['echo', 'hello'] })",
      "c.start(); c.wait(); c.logs()",
      "c.remove()",
    );
    expect(text).toMatch(
      /await c\.start\(\);\nawait c\.wait\(\);\nawait c\.logs\(\);\n\/\/\| hello\nawait c\.remove\(\);\n$/,
    );
    expect(text).toMatch(/^await pull\('busybox'\);\n\/\/=> Image <busybox>\n/);
  });

  test.each([
    ["const _ = 5; _", "_ + 1", "7", "_"],
    ["let _ = 5; _", "_ + 1", "7", "_"],
    ["_ = 5; _", "_ + 1", "7", "_"],
  ])("takes `_` for the user's once he has given it a meaning: %s", async (...inputs) => {
    const text = await recorded(...inputs);
    expect(text.replace(/^let _;\n/, "")).toMatch(
      /^(?:(?:const|let) )?_ = 5;\n(?:\/\/=> 5\n)?_;\n\/\/=> 5\n_ \+ 1;\n\/\/=> 6\n7;\n\/\/=> 7\n_;\n/,
    );
  });

  test("says when another engine answers, and goes on when names are forgotten", async () => {
    const text = await recorded(
      "const a = 1",
      ".connect embedded: 1.0",
      "docker.api().version",
      ".reset",
      "const a = 2; a",
      "print(a)",
    );
    expect(text).toBe(
      "const a = 1;\n// Another engine answers from here on.\n(await docker.api()).version;\n//=> '1.0'\nconst a2 = 2;\na2;\n//=> 2\nprint(a2);\n//| 2\n",
    );
  });
});

test("what went to the engine as a secret is written nowhere", async () => {
  const text = await recorded(
    "const word = ['ge', 'heim'].join('')",
    "'geheim'",
    "word",
    "const login = { username: 'u', password: word, serveraddress: 'localhost:5000' }",
    "images.pull('localhost:5000/x', { auth: login }).catch(() => word)",
    "print(word)",
  );
  expect(text).not.toContain("geheim");
  expect(text).toContain("'<hidden>';\n//=> '<hidden>'\n");
});

test("an error that nobody handles is pointed out", async () => {
  const before = process.listeners("unhandledRejection");
  await runCommand(`.record ${path}`, shell);
  const [listener] = process.listeners("unhandledRejection").filter((one) => !before.includes(one));
  listener!(5, Promise.resolve());
  expect(err.text).toContain("recording: a promise was rejected that nobody awaits");
  await runCommand(".stop", shell);
  expect(process.listeners("unhandledRejection")).toEqual(before);
});

test("commands that make no sense say so", async () => {
  await expect(runCommand(".record", shell)).rejects.toThrow(".record needs a file");
  await expect(runCommand(".record --nope x", shell)).rejects.toThrow("unknown option --nope");
  await expect(runCommand(`.record --append ${path}`, shell)).rejects.toThrow("cannot go on with");
  await expect(runCommand(`.record --append --wire ${path}`, shell)).rejects.toThrow("do not go together");
  await expect(runCommand(".stop", shell)).rejects.toThrow(CommandError);
  await runCommand(`.record ${path}`, shell);
  await expect(runCommand(`.record ${path}2`, shell)).rejects.toThrow("is being recorded already");
});

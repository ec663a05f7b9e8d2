import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { parseTranscript } from "../script/transcript.ts";
import { Shell } from "../shell.ts";
import { noTerminal, type Written, writtenSink } from "../testing.ts";
import { CommandError, commands, readCommand, runCommand } from "./mod.ts";

let shell: Shell;
let out: Written;
let err: Written;
let folder: string;
let remembered: string[];

beforeEach(async () => {
  [out, err] = [writtenSink(), writtenSink()];
  folder = await mkdtemp(join(tmpdir(), "dks-test-"));
  const settings = { host: "embedded:", apiVersion: undefined };
  remembered = [];
  const console = { ...noTerminal, remember: (input: string) => void remembered.push(input) };
  shell = await Shell.open({ settings, json: false, output: { out, err }, console: () => console });
  await shell.evaluate("await images.pull('busybox'); undefined");
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await shell.close();
  await rm(folder, { recursive: true });
});

/** Runs a command, and gives what was said on stdout since. */
async function say(input: string): Promise<string> {
  out.text = "";
  expect(await runCommand(input, shell)).toBe(true);
  return out.text;
}

describe("what is a command", () => {
  test.each(["1 + 1", ".5 + 1", "a.b", "...x"])("%s is none", (input) => {
    expect(readCommand(input)).toBeUndefined();
  });

  test("one that is not known says what was meant", () => {
    expect(() => readCommand(".wier on")).toThrow(
      expect.objectContaining({ message: "unknown command .wier", hint: "Did you mean `.wire`?" }),
    );
  });

  test("one that takes nothing refuses an argument", async () => {
    await expect(runCommand(".exit now", shell)).rejects.toThrow(CommandError);
  });

  test("all of them stand in .help, in 80 columns", async () => {
    const text = await say(".help");
    for (const { name } of commands) expect(text).toContain(`  ${name}`);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe("values", () => {
  test("_ is the last value, _error the last error", async () => {
    await shell.evaluate("6 * 7");
    await shell.evaluate("_ + 1");
    expect(shell.session.scope["_"]).toBe(43);
    await expect(shell.evaluate("containers.get('nope').inspect()")).rejects.toThrow("nope");
    expect(shell.session.scope["_error"]).toMatchObject({ name: "NotFoundError", status: 404 });
  });

  test(".json shows a value, or the last one, as JSON", async () => {
    expect(await say(".json ({ a: [1] })")).toBe('{\n  "a": [\n    1\n  ]\n}\n');
    expect(await say(".json")).toBe('{\n  "a": [\n    1\n  ]\n}\n');
  });

  test(".table shows a list of any objects as a table", async () => {
    expect(await say(".table [{ a: 1, b: { c: 2 } }]")).toBe('a  b\n1  {"c":2}\n');
    await expect(say(".table 5")).rejects.toThrow("no list of objects");
  });

  test(".time says how long statements take", async () => {
    await say(".time on");
    await shell.evaluate("1");
    expect(err.text).toMatch(/\d\.\d{3} s\n$/);
    expect(await say(".time off")).toBe("Statements are not timed.\n");
    await expect(say(".time maybe")).rejects.toThrow('.time is on or off, not "maybe"');
  });
});

describe("the wire", () => {
  test(".wire shows calls, answers and frames, without secrets and control characters", async () => {
    await say(".wire on");
    err.text = "";
    await shell.evaluate("run('busybox', ['cat'], { stdin: 'a\\u001b[2Jb\\n', env: { DB_PASSWORD: 'geheim' } })");
    expect(err.text).toMatch(/> POST \/v1\.\d+\/containers\/create\n/);
    expect(err.text).toMatch(/> .*"DB_PASSWORD=<hidden>"/);
    expect(err.text).toMatch(/< 101 after /);
    expect(err.text).toMatch(/> stdin 7 B "a\\u001b\[2Jb\\n"\n/);
    expect(err.text).toMatch(/< stdout 7 B "a\\u001b\[2Jb\\n"\n/);
    expect(err.text).toMatch(/> \(stdin is closed/);
    expect(err.text).not.toMatch(/geheim|\u001b/);
    await say(".wire off");
    err.text = "";
    await shell.evaluate("ps()");
    expect(err.text).toBe("");
  });

  test(".curl and .http need a call", async () => {
    const { host, apiVersion } = { host: "embedded:", apiVersion: undefined };
    const fresh = await Shell.open({
      settings: { host, apiVersion },
      json: false,
      output: { out, err },
      console: () => noTerminal,
    });
    await expect(runCommand(".curl", fresh)).rejects.toThrow("there was no call yet");
    await fresh.close();
  });

  test.each([
    "containers.list({ all: true })",
    'containers.create({ Image: \'busybox\', Cmd: ["echo", "it\'s"] }).catch((e) => e)',
    "images.get('busybox').inspect()",
    "docker.request('GET /nope')",
  ])("the line of .curl gives the same answer: %s", async (statement) => {
    await shell.evaluate(statement);
    const [line = ""] = (await say(".curl")).split("\n");
    const { stdout } = await promisify(execFile)("/bin/sh", ["-c", `${line} --silent --write-out ' %{http_code}'`]);
    const status = / (\d{3})$/.exec(stdout)?.[1];
    expect(status).toBe(statement.startsWith("containers.create") ? "201" : statement.includes("nope") ? "404" : "200");
    expect(await say(".http")).toMatch(/^### (GET|POST) \/v1\.\d+\/\S+\n# over the socket \/\S+\n/);
  });

  test("a secret is not in the line of .curl", async () => {
    await shell.evaluate("docker.request('POST /auth', { body: { username: 'u', password: 'geheim' } })");
    const text = await say(".curl");
    expect(text).toContain('"password":"<hidden>"');
    expect(text).toContain("# <hidden> stands for a secret");
    expect(text).not.toContain("geheim");
  });
});

describe("files", () => {
  test(".load runs the statements of a file", async () => {
    const path = join(folder, "a.dks");
    await writeFile(path, "#!/usr/bin/env dks\n//! dks 1\nconst loaded = 5;\nloaded * 2\n");
    expect(await say(`.load ${path}`)).toBe("10\n");
    await expect(say(".load")).rejects.toThrow(".load needs a file");
    await expect(say(`.load ${folder}/none`)).rejects.toThrow(/^cannot read .*none: ENOENT/);
  });

  test(".load says in which file something is wrong, and looks for ~/ at home", async () => {
    vi.stubEnv("HOME", folder);
    await writeFile(join(folder, "wrong.ts"), "1;\n(null as any).x\n");
    await writeFile(join(folder, "cut.ts"), "f(\n");
    const toldOf = async (input: string): Promise<string> =>
      shell.reportText(await say(input).catch((error: unknown) => error));
    expect(await toldOf(".load ~/wrong.ts")).toMatch(/^TypeError: .*\n {2}at ~\/wrong\.ts:2:15\n/);
    expect(await toldOf(".load ~/cut.ts")).toMatch(/^SyntaxError: .*\n {2}at ~\/cut\.ts:\d:\d\n/);
    await say(".save ~/saved.dks");
    expect(await readFile(join(folder, "saved.dks"), "utf8")).toContain("busybox");
  });

  test(".save writes the statements, without secrets, and never over a file", async () => {
    await shell.evaluate("const auth = { username: 'u', password: 'geheim' }");
    const path = join(folder, "b.dks");
    await say(`.save ${path}`);
    const text = await readFile(path, "utf8");
    expect(text).toMatch(/^\/\/! dks 1\n\/\/! engine: embedded\n\n/);
    expect(text).toContain('password: "<hidden>"');
    await expect(say(`.save ${path}`)).rejects.toThrow("is there already");
  });

  test(".save writes a script that runs: names once, awaits, and nothing that failed", async () => {
    await shell.evaluate("const n = 1");
    await shell.evaluate("const n = images.list().length");
    await expect(shell.evaluate("nope.nope")).rejects.toThrow();
    await expect(shell.evaluate("const m = images.get('nope').inspect()")).rejects.toThrow();
    await expect(shell.evaluate("import 'no-such-package'")).rejects.toThrow();
    await shell.evaluate("n + 1");
    await shell.evaluate("const sum = _ + n");
    const loaded = join(folder, "loaded.dks");
    await writeFile(
      loaded,
      "//! dks 1\n//! title: x\n\n1 + 1 //=> 2\nnope(); // dks: skip\nconst late = sum + 1;\nlate\n//=> 4\n",
    );
    await say(`.load ${loaded}`);
    const path = join(folder, "c.dks");
    expect(await say(`.save ${path}`)).toBe(`9 statements in ${path}\n`);
    const text = await readFile(path, "utf8");
    expect(text.slice(text.indexOf("\n\n") + 2)).toBe(
      [
        "await images.pull('busybox');",
        "undefined;",
        "const n = 1;",
        "const n2 = (await images.list()).length;",
        "const value = n2 + 1;",
        "const sum = value + n2;",
        "1 + 1;",
        "const late = sum + 1;",
        "late;",
        "",
      ].join("\n"),
    );
    await parseTranscript(text);
    const { runScript } = await import("../script/run.ts");
    const options = { path, args: [], host: undefined, apiVersion: undefined, json: false, keep: false };
    expect(await runScript(options)).toBe(0);
  });

  test(".save names the error of a statement where a later one speaks of it", async () => {
    await expect(shell.evaluate("images.get('nope').inspect()")).rejects.toThrow();
    await shell.evaluate("_error.status");
    const path = join(folder, "d.dks");
    await say(`.save ${path}`);
    expect(await readFile(path, "utf8")).toContain(
      "let error: any;\ntry {\nawait images.get('nope').inspect();\n} catch (thrown) {\n  error = thrown;\n}\nerror.status;\n",
    );
  });

  test(".edit runs what comes back from the editor", async () => {
    const editor = join(folder, "editor");
    await writeFile(editor, `#!/bin/sh\nstat -c %a "$2" > ${folder}/mode\necho "'edited ' + 1" > "$2"\n`, {
      mode: 0o755,
    });
    const before = process.env["VISUAL"];
    process.env["VISUAL"] = `${editor} --wait`;
    try {
      expect(await say(".edit 1")).toBe("'edited 1'\n");
      expect(remembered).toEqual(["'edited ' + 1"]);
      process.env["VISUAL"] = "false";
      await expect(say(".edit 1")).rejects.toThrow("false ended with code 1: nothing was run");
    } finally {
      if (before === undefined) delete process.env["VISUAL"];
      else process.env["VISUAL"] = before;
    }
    expect(await readFile(join(folder, "mode"), "utf8")).toBe("600\n");
  });
});

describe("the engine", () => {
  test(".connect talks to another one, and keeps what was declared", async () => {
    await shell.evaluate("const kept = 1");
    expect(await say(".connect embedded: 1.0")).toBe(
      "dks on embedded: (API 1.0): help() shows what there is, .exit leaves\n",
    );
    await shell.evaluate("docker.api()");
    expect(shell.session.scope["_"]).toMatchObject({ version: "1.0" });
    await shell.evaluate("kept");
    expect(shell.session.scope["_"]).toBe(1);
    await expect(say(".connect nonsense")).rejects.toThrow();
  });

  test(".reset forgets what was declared", async () => {
    await shell.evaluate("const gone = 1");
    await say(".reset");
    await expect(shell.evaluate("gone")).rejects.toThrow("gone is not defined");
    await shell.evaluate("docker.endpoint");
    expect(shell.session.scope["_"]).toBe("embedded:");
  });

  test("what the shell has opened goes with it", async () => {
    await shell.evaluate("ps()");
    const socket = /--unix-socket (\S+)/.exec(await say(".curl"))?.[1] ?? "";
    expect((await stat(socket)).isSocket()).toBe(true);
    await shell.evaluate("docker.request('POST /nope', { body: new Uint8Array(5000) })");
    const body = /--data-binary @(\S+)/.exec(await say(".curl"))?.[1] ?? "";
    expect((await stat(body)).size).toBe(5000);
    await shell.close();
    await expect(stat(socket)).rejects.toThrow("ENOENT");
    await expect(stat(body)).rejects.toThrow("ENOENT");
  });
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { commands, run } from "./support.ts";
import { noTerminal, Terminal } from "./terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "dks-record-"));
mkdirSync(join(folder, "home"));
afterAll(() => rmSync(folder, { recursive: true }));

const docker = process.env["DKS_TEST_DOCKER"];

/** What is typed; each runs on an engine that has busybox and on one that can pull it. */
const inputs: readonly string[] = [
  "if (!images.list().some((i) => (i.RepoTags ?? []).includes('busybox:latest'))) pull('busybox')",
  "const c = containers.create({ Image: 'busybox', Cmd: ['sh', '-c', 'cat; echo err >&2; exit 3'], OpenStdin: true, StdinOnce: true })",
  "c",
  "const s = c.attach({ stream: true, stdin: true, stdout: true, stderr: true })",
  "c.start()",
  "s.end('hello\\n')",
  "print(s.texts().stdout)",
  "c.wait().StatusCode",
  "_ + 1",
  "[c.inspect().State.ExitCode, c.inspect().Name.length > 3]",
  "containers.list({ all: true }).filter((x) => x.Id === c.id).map((x) => [x.Id, x.Image, x.Status])",
  "const c2 = 'taken'",
  "const c = containers.get(_[0][0]); c",
  "console.log(c.remove(), [1])",
  "containers.get(c.id).inspect()",
];

describe.each(commands)("recording on $runtime", ({ runtime, argv, absent }) => {
  const reason = absent ?? noTerminal;
  if (reason !== undefined) {
    test.skip(`skipped: ${reason}`);
    return;
  }

  let terminal: Terminal | undefined;
  afterEach(() => terminal?.close());

  const env = { XDG_STATE_HOME: join(folder, "home"), XDG_CONFIG_HOME: join(folder, "home") };

  /** Types the inputs at a prompt; each is waited for: it stands in the file when it has ended. */
  async function typeAll(t: Terminal, file: string): Promise<void> {
    for (const input of inputs) {
      const before = readFileSync(file, "utf8");
      t.type(input);
      const text = (): string => readFileSync(file, "utf8");
      await expect.poll(() => text() !== before && !text().includes("// unfinished"), { timeout: 20_000 }).toBe(true);
      await t.shows(/\(rec\)>$/);
    }
  }

  test.each([
    ["the engine inside", "embedded:", docker],
    ["dockerd", docker, "embedded:"],
  ])(
    "what was recorded on %s runs there, from its cassette, and on another engine",
    async (name, engine, otherEngine) => {
      if (engine === undefined) return expect(name).toBe("dockerd");
      const file = join(folder, `${runtime}-${name.replaceAll(" ", "-")}.dks`);
      terminal = new Terminal([...argv, "-H", engine, "record", "--wire", file], { env, columns: 200 });
      await terminal.shows(/\(rec\)>$/);
      await typeAll(terminal, file);
      terminal.type(".stop");
      await terminal.shows(new RegExp(`\\d+ statements in ${file}\\n\\w+>$`));
      terminal.type(".exit");
      await terminal.shows("left with 0\n$");

      const text = readFileSync(file, "utf8");
      expect(text).toMatch(
        engine === "embedded:"
          ? /^\/\/! dks 1\n\/\/! engine: embedded\n\n/
          : /^\/\/! dks 1\n\/\/! recorded: docker [\d.]+\S*\n\n/,
      );
      expect(text).not.toContain(engine.replace(/^\w+:/, "") || "\0");
      expect(text).toContain("const c3 = containers.get(");
      expect(text).toContain("//!! NotFoundError 404: No such container: <id:1>\n");
      expect(statSync(file).mode & 0o777).toBe(0o600);

      const offline = await run([...argv, "check", "--offline", file]);
      expect({ ...offline, text }).toMatchObject({ code: 0 });
      for (const host of [engine, otherEngine]) {
        if (host === undefined) continue;
        const checked = await run([...argv, "check", "-H", host, file]);
        expect({ ...checked, text }).toMatchObject({ code: 0 });
        const played = await run([...argv, "-H", host, file]);
        expect(played).toMatchObject({ code: 0, stdout: "hello\n\nundefined [ 1 ]\n" });
      }
    },
  );

  test(".record begins where one is, and .stop ends it", async () => {
    const file = join(folder, `${runtime}-later.dks`);
    terminal = new Terminal([...argv, "-H", "embedded:"], { env });
    await terminal.shows(/embedded>$/);
    terminal.type("const before = 1");
    await terminal.shows(/before = 1\nembedded>$/);
    terminal.type(`.record ${file}`);
    await terminal.shows(/embedded \(rec\)>$/);
    terminal.type("before + 1");
    await terminal.shows(/was declared before the recording began[\s\S]*embedded \(rec\)>$/);
    terminal.type("2 * 3");
    await terminal.shows(/\n6\nembedded \(rec\)>$/);
    terminal.type(".record other.dks");
    await terminal.shows(/is being recorded already\n.*\nembedded \(rec\)>$/);
    terminal.type("await new Promise(() => {})");
    await terminal.shows("{})");
    await expect
      .poll(() => readFileSync(file, "utf8"), { timeout: 20_000 })
      .toMatch(/\/\/ unfinished: await new Promise/);
    terminal.keys("C-c");
    await terminal.shows(/interrupted\nembedded \(rec\)>$/);
    terminal.type(".stop");
    await terminal.shows(/2 statements in \S+\nembedded>$/);
    terminal.type("'not recorded'");
    await terminal.shows("'not recorded'\nembedded>");
    expect(readFileSync(file, "utf8")).toBe(
      "//! dks 1\n//! engine: embedded\n\nbefore + 1;\n//=> 2\n2 * 3;\n//=> 6\n// interrupted: await new Promise(() => {})\n",
    );
  });

  test("is refused without a terminal, and over another file", async () => {
    const piped = await run([...argv, "record", "x.dks"]);
    expect(piped).toMatchObject({ code: 2, stderr: expect.stringContaining("dks record needs a terminal") });
    const file = join(folder, `${runtime}-later.dks`);
    terminal = new Terminal([...argv, "-H", "embedded:", "record", file], { env });
    await terminal.shows(/is there already[\s\S]*left with 2\n\$$/);
  });
});

/** `dks learn`, and the lessons themselves: as a learner has them, and checked on real engines. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { commands, root, run } from "./support.ts";
import { noTerminal, Terminal, type TerminalOptions } from "./terminal.ts";

const lessons = readdirSync(`${root}scripts/lessons`)
  .sort()
  .map((name) => `scripts/lessons/${name}`);

describe.each(commands)("on $runtime", ({ argv, absent }) => {
  if (absent !== undefined) {
    test.skip(`skipped: ${absent}`);
    return;
  }

  test("every lesson is as it is written, on the engine inside dks", async () => {
    const { code, stdout } = await run([...argv, "check", ...lessons]);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`${lessons.length} files: ${lessons.length} passed (`)]);
  });

  test("without a terminal the lessons are listed, and printed", async () => {
    const list = await run([...argv, "learn"], { env: { XDG_STATE_HOME: join(tmpdir(), "dks-nothing-is-here") } });
    expect(list.stdout).toMatch(/^Lessons\n\n {3}1 {2}What the API is[\s\S]*\ndks learn 1 begins lesson 1\.\n$/);
    const { code, stdout } = await run([...argv, "learn", "a-container"]);
    expect(stdout).toMatch(/^Lesson 2: A container's life[\s\S]*\n> await c\.start\(\);\n[\s\S]*NotFoundError 404/);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(82);
    expect(code).toBe(0);
  });

  test.each([
    [["99"], "there is no lesson 99"],
    [["a-contaner"], "Did you mean `a-container`?"],
    [["1", "2"], "dks learn takes one lesson"],
    [["--restrt"], "unknown option --restrt"],
  ])("%j is wrong usage", async (args, message) => {
    expect(await run([...argv, "learn", ...args])).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});

describe("on a real engine", () => {
  const registry = process.env["DKS_TEST_REGISTRY"];
  const { argv, absent } = commands[0]!;

  test.for([
    ["DKS_TEST_DOCKER", "10 passed, 3 skipped"],
    ["DKS_TEST_PODMAN", "9 passed, 4 skipped"],
  ] as const)("the lessons that need no engine of ours hold on that of %s", async ([name, totals], context) => {
    const endpoint = process.env[name];
    const lacking = endpoint === undefined ? name : registry === undefined ? "DKS_TEST_REGISTRY" : undefined;
    if (absent ?? lacking) return context.skip(absent ?? `${lacking} is not set`);
    const dks = (...args: string[]) => run([...argv, "-H", endpoint!, ...args]);
    const named = await dks("-e", `const image = await pull("${registry}/busybox"); image.tag("busybox:latest")`);
    expect(named).toMatchObject({ code: 0 });
    const { code, stdout } = await dks("check", ...lessons);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`${lessons.length} files: ${totals} (`)]);
  });
});

describe("at the prompt on node", () => {
  const { argv, absent } = commands[0]!;
  const reason = absent ?? noTerminal;
  if (reason !== undefined) {
    test.skip(`skipped: ${reason}`);
    return;
  }

  let home: string;
  let terminals: Terminal[];
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "dks-test-"));
    terminals = [];
  });
  afterEach(() => {
    for (const terminal of terminals) terminal.close();
    rmSync(home, { recursive: true });
  });

  function open(args: readonly string[], options: TerminalOptions = {}): Terminal {
    const env = { XDG_STATE_HOME: home, XDG_CONFIG_HOME: home, ...options.env };
    const terminal = new Terminal([...argv, "learn", ...args], { columns: 80, rows: 50, ...options, env });
    terminals.push(terminal);
    return terminal;
  }

  test("a lesson is begun, helped with, left, and gone on with", async () => {
    const t = open(["2"]);
    await t.shows(/Step 1 of \d+\. Type:\n\n {2}await run\("busybox", \["echo", "hello"\]\);\n\nembedded>$/);
    // another way, with the same effect
    t.type("docker.run('busybox', ['echo', 'hello'])");
    await t.shows(/stdout: 'hello\\n'[\s\S]*Step 2 of \d+[\s\S]*\nembedded>$/);
    // something else
    t.type("images.list().length");
    await t.shows(/\n1\n\(The step is still to be done: \.show shows it, \.hint helps\.\)\nembedded>$/);
    t.type(".hint");
    await t.shows(/It takes containers\.create; [\s\S]*It is done when[\s\S]*\nembedded>$/);
    t.type(".hint");
    await t.shows(/Type this:\n\n {4}const c = await containers\.create\([\s\S]*\nembedded>$/);
    // the commands of a lesson are completed as the others are
    t.write(".ski");
    t.keys("Tab");
    await t.shows("> .skip");
    t.keys("Enter");
    await t.shows(/\n> const c = await containers\.create\([\s\S]*Step 3 of \d+[\s\S]*\nembedded>$/);
    t.keys("C-d");
    await t.shows("dks learn 2 goes on where you are.\nleft with 0\n$");
    expect(JSON.parse(readFileSync(join(home, "dks", "lessons.json"), "utf8")).lessons).toEqual({
      "a-container": { steps: 2, done: false },
    });
    expect(statSync(join(home, "dks", "lessons.json")).mode & 0o777).toBe(0o600);

    const again = open(["a-container"]);
    await again.shows(/where you\nwere\.\n\nc is a handle: [\s\S]*Step 3 of \d+\. Type:\n\n {2}c;\n\nembedded>$/);
    again.type("c");
    await again.shows(/\nContainer <[0-9a-f]{12}>\n[\s\S]*Step 4 of \d+[\s\S]*\nembedded>$/);
    again.type(".back");
    await again.shows(/> \.back\n\nc is a handle: [\s\S]*Step 3 of \d+[\s\S]*\nembedded>$/);
    again.type(".exit");
    await again.shows("left with 0\n$");
    expect((await run([...commands[0]!.argv, "learn"], { env: { XDG_STATE_HOME: home } })).stdout).toMatch(
      /one call at a time +2 of \d+\n/,
    );
  });

  test("to its end, without colours, for a screen reader", async () => {
    const t = open(["--plain", "1"], { rows: 60, env: { NO_COLOR: "1" } });
    const steps = Number(/Step 1 of (\d+)/.exec(await text(t, /Step 1 of \d+[\s\S]*embedded>$/))![1]);
    for (let step = 2; step <= steps; step++) {
      t.type(".skip");
      await t.shows(new RegExp(`Step ${step} of [\\s\\S]*embedded>$`));
    }
    t.type(".skip");
    await t.shows("Lesson 1 is done. dks learn shows the next.\nleft with 0\n$");
    expect(t.screen()).toContain("`help()` is the map of the helpers");
  });

  test("a lesson that needs another engine says so", async () => {
    const t = open(["-H", "tcp://127.0.0.1:1", "8"]);
    await t.shows(/ConnectError: [\s\S]*left with 125\n\$$/);
  });
});

async function text(terminal: Terminal, expected: RegExp): Promise<string> {
  await terminal.shows(expected);
  return terminal.screen();
}

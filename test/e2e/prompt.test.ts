import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { commands } from "./support.ts";
import { noTerminal, Terminal, type TerminalOptions } from "./terminal.ts";

describe.each(commands)("the prompt on $runtime", ({ argv, absent }) => {
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

  async function open(options: TerminalOptions = {}, ...flags: string[]): Promise<Terminal> {
    const env = { XDG_STATE_HOME: home, XDG_CONFIG_HOME: home, ...options.env };
    const terminal = new Terminal([...argv, "-H", "embedded:", ...flags], { ...options, env });
    terminals.push(terminal);
    await terminal.shows(/dks on embedded: \(API 1\.44\): help\(\) shows what there is, \.exit leaves\nembedded>$/);
    return terminal;
  }

  test("reads, runs, shows, remembers", async () => {
    const t = await open();
    t.type("version().ApiVersion");
    await t.shows("> version().ApiVersion\n'1.44'\nembedded>");
    t.type("const factor: number = 3");
    await t.shows("const factor: number = 3\nembedded>");
    t.type("const times = (n: number) => {");
    await t.shows(/=> \{\n\.\.\.$/);
    t.type("return n * factor }");
    await t.shows("factor }\nembedded>");
    t.type("[{ n: times(2), s: 'six' }]");
    await t.shows("'six' }]\nn  s\n6  six\nembedded>");
    t.type("factor = 4");
    await t.shows(/TypeError: .*\n {2}at prompt:1:\d+\n(.*Declare it anew.*\n)?embedded>$/);
    t.type("const factor = 5; times(1)");
    await t.shows("times(1)\n5\nembedded>");
    t.type("_ + 1");
    await t.shows("_ + 1\n6\nembedded>");
  });

  test("tells what went wrong, and goes on", async () => {
    const t = await open();
    t.type("containrs.list()");
    await t.shows("ReferenceError: containrs is not defined\n  at prompt:1:1\n  Did you mean `containers`?\nembedded>");
    t.type("const = 3");
    await t.shows("SyntaxError: Unexpected token\n  at prompt:1:7\n    const = 3\n          ^\nembedded>");
    t.type("containers.get('nope').inspect()");
    await t.shows(/NotFoundError: No such container: nope\n {2}at prompt:1:24\n {2}.*\nembedded>$/);
    t.type("setTimeout(() => { throw new Error('later') }, 100); 1");
    await t.shows(/\n1\n(embedded>.*\n)?Error: later\n[\s\S]*embedded>$/);
    t.type(".hepl");
    await t.shows("unknown command .hepl\n  Did you mean `.help`?\nembedded>");
    t.type("ps?");
    await t.shows(/\nps\(options\?: ContainerListOptions\): Promise<ContainerSummary\[\]>\n[\s\S]*\nembedded>$/);
    t.type("'still here'");
    await t.shows("'still here'\nembedded>");
  });

  test("what is printed from behind stands above the line, and an error there ends nothing", async () => {
    const t = await open();
    t.type(
      "let n = 0; const ticks = setInterval(() => n++ % 2 ? console.log('tial') : process.stdout.write('par'), 150); 1",
    );
    await t.shows(/embedded>$/);
    t.write("const half = [1, 2");
    t.keys("Left");
    await t.shows(/\npartial\npartial\n(par\n)?embedded> const half = \[1, 2$/);
    t.write("3, ");
    await t.shows(/\npartial\n(par\n)?embedded> const half = \[1, 3, 2$/);
    t.keys("C-c");
    t.write("containers.");
    t.keys("Tab");
    await t.shows(/\npartial\npartial\n(par\n)?embedded> containers\.\n list +create +get$/);
    t.keys("C-c", "C-r");
    t.write("ticks");
    await t.shows(/\npartial\npartial\n(par\n)?embedded> let n = 0; [^\n]*\n1\nsearch older: ticks$/);
    t.keys("C-c");
    t.type("clearInterval(ticks); console.log({ level: 1 }); process.stdout.write('not ended'); undefined");
    await t.shows("\n{ level: 1 }\nnot ended\nembedded>");
    t.type("setTimeout(() => { process.emitWarning('careful'); Promise.reject(new Error('lost')) }, 300); undefined");
    t.write("half");
    await t.shows(/\nWarning: careful\nError: lost\n {2}at prompt:1:\d+\nembedded> half$/);
    t.keys("C-u");
    t.type("6 * 7");
    await t.shows("6 * 7\n42\nembedded>");
  });

  test("Ctrl-Z gives the terminal back as it was, and the line is there again afterwards, whatever its size", async () => {
    const t = await open();
    const isUsual = async (): Promise<void> => {
      t.type("stty -a | grep -o -w -e '-*icanon' -e '-*echo' -e '-*isig' | sort | tr '\\n' ' '");
      await t.shows(/\necho icanon isig \$$/);
    };
    t.write("const half = [1, 2");
    t.keys("Left", "C-z");
    await t.shows(/Stopped[\s\S]*left with 148\n\$$/);
    await isUsual();
    t.resize(70, 30);
    t.type("fg");
    await t.shows(/\nembedded> const half = \[1, 2$/);
    t.write("3, ");
    t.keys("End");
    t.type("]; half");
    await t.shows(/embedded> const half = \[1, 3, 2\]; half\n\[ 1, 3, 2 \]\nembedded>$/);
    t.type("await new Promise((resolve) => setTimeout(resolve, 1500)); 'done'");
    await new Promise((resolve) => setTimeout(resolve, 700));
    t.keys("C-z");
    await t.shows(/\^Z\n[\s\S]*Stopped[\s\S]*\n\$$/);
    await isUsual();
    t.type("fg");
    await t.shows("\n'done'\nembedded>");
    t.type("process.pid");
    await t.shows(/\n\d+\nembedded>$/);
    const pid = Number(/\n(\d+)\nembedded>$/.exec(t.screen())![1]);
    t.write("half");
    await t.shows("embedded> half");
    process.kill(pid, "SIGTERM");
    await t.shows(/embedded> half\n[\s\S]*\n\$$/);
    await isUsual();
    expect(readFileSync(join(home, "dks", "history"), "utf8")).toContain("process.pid");
  });

  test("a terminal that can do nothing but print gets lines, and a container has it alone", async () => {
    const t = new Terminal(["env", "TERM=dumb", ...argv, "-H", "embedded:"], { env: { XDG_STATE_HOME: home } });
    terminals.push(t);
    await t.shows(/dks on embedded: .*\nembedded>$/);
    t.type("setTimeout(() => console.log('later'), 500); 1");
    await t.shows("\n1\nembedded>");
    t.write("'ab");
    await t.shows("embedded> 'ab\nlater\nembedded>");
    t.type("c'");
    await t.shows("embedded> c'\n'abc'\nembedded>");
    t.type("run('busybox', ['sh'], { tty: true, stdin: 'inherit' }).exitCode");
    await t.shows("\n/ #");
    t.type("exit 3");
    await t.shows("\n/ # exit 3\n3\nembedded>");
    t.type("6 * 7");
    await t.shows("6 * 7\n42\nembedded>");
    t.type("[6,");
    await t.shows(/\n\.\.\.$/);
    t.keys("C-d");
    await t.shows(/\n\.\.\. *\nSyntaxError: [^$]*\nleft with 0\n\$$/);
  });

  test("the cursor is where it should be among characters that terminals do not agree on", async () => {
    const t = await open();
    const [family, thumb, flag, one, heart, syllable] = ["👨‍👩‍👧", "👍🏽", "🇩🇪", "1️⃣", "❤️", "\u1112\u1161\u11ab"];
    const begin = "embedded> 'a".length;
    t.write(`'a${family}b${thumb}c${flag}d${one}e${heart}f${syllable}ge\u0301漢'`);
    await expect.poll(() => t.column()).toBe(begin + 22);
    t.keys("Home", "Right", "Right", "Right");
    await expect.poll(() => t.column()).toBe(begin + 2);
    t.write("X");
    t.keys("Left", "Left", "BSpace", "Delete", "Right", "Right", "Right");
    t.write("Y");
    await expect.poll(() => t.column()).toBe(begin + 4);
    await t.shows(/\nembedded> 'Xb\P{ASCII}+ *Yc\P{ASCII}+ *d[^e]+e\P{ASCII}+ *f\P{ASCII}+ *g\P{ASCII}*e\u0301漢'$/u);
    t.keys("Enter");
    await expect.poll(() => t.column()).toBe("embedded> ".length);
    const history = readFileSync(join(home, "dks", "history"), "utf8");
    expect(JSON.parse(history)).toBe(`'Xb${thumb}Yc${flag}d${one}e${heart}f${syllable}ge\u0301漢'`);
  });

  test("Ctrl-C gives up what is typed, and what runs, but never the shell", async () => {
    const t = await open();
    t.type("foo(");
    await t.shows(/foo\(\n\.\.\.$/);
    t.keys("C-c");
    await t.shows(/\nembedded>$/);
    t.type("pull('busybox')");
    await t.shows("Image <busybox>\nembedded>");
    t.type("run('busybox', ['sleep', '1000'])");
    await t.shows("'1000'])");
    await new Promise((resolve) => setTimeout(resolve, 500));
    t.keys("C-c");
    await t.shows(/\ninterrupted\nembedded>$/);
    t.type("ps({ all: true })");
    await t.shows("ps({ all: true })\n[]\nembedded>");
    t.type("await new Promise(() => {})");
    await new Promise((resolve) => setTimeout(resolve, 300));
    t.keys("C-c");
    await t.shows(/interrupted\nembedded>$/);
    // What is awaited is there already: nothing gives the runtime a rest in which it would look for signals.
    t.type("for (;;) await 0");
    await new Promise((resolve) => setTimeout(resolve, 300));
    t.keys("C-c");
    await t.shows(/await 0\n\^C\ninterrupted\nembedded>$/);
    t.type("6 * 7");
    await t.shows("6 * 7\n42\nembedded>");
  });

  test("an endless loop ends by Ctrl-C: itself where the runtime can, else the process, with the terminal as it was", async () => {
    const t = await open();
    t.type("const kept = 1");
    await t.shows("kept = 1\nembedded>");
    t.type("while (true) {}");
    await new Promise((resolve) => setTimeout(resolve, 700));
    t.keys("C-c");
    await t.shows(/interrupted\nembedded>$|left with 137\n\$$/);
    if (/embedded>$/.test(t.screen())) {
      t.type("await 0; while (true) {}");
      await new Promise((resolve) => setTimeout(resolve, 700));
      t.keys("C-c");
      await t.shows(/it did not stop; ended by Ctrl-C[\s\S]*left with 137\n\$$/);
    }
    t.type("stty -a | grep -o -w -e icanon -e echo -e isig | sort | tr '\\n' ' '");
    await t.shows(/\necho icanon isig \$$/);
    const history = readFileSync(join(home, "dks", "history"), "utf8");
    expect(history).toContain('"while (true) {}"');
  });

  test("completes names, members, containers and images, and shows what it found", async () => {
    const t = await open();
    t.type("pull('busybox')");
    await t.shows("Image <busybox>\nembedded>");
    t.type("const web = containers.create({ Image: 'busybox', Cmd: ['sleep', '100'] }, { name: 'web-server' })");
    await t.shows("'web-server' })\nembedded>");
    t.write("containers.get('we");
    const tab = (): string => {
      t.keys("Tab");
      return t.screen();
    };
    // The names come in the background.
    await expect.poll(tab, { timeout: 20_000, interval: 300 }).toContain("get('web-server'");
    t.write(").inspect().State.St");
    t.keys("Tab");
    await t.shows(/State\.Sta\n[\s\S]*StartedAt/);
    t.write("tus");
    t.keys("Enter");
    await t.shows("'created'\nembedded>");
    t.write("images.get('b");
    t.keys("Tab");
    await t.shows(/images\.get\('busybox:latest'/);
    t.keys("C-c");
    await t.shows("embedded>");
  });

  test("a paste is one input, run when it is entered", async () => {
    const t = await open();
    t.paste("const a = 1;\nconst b = 2;\n  [a, b].map((n) => {\n    return n + 1;\n  })");
    await t.shows(/ {2}\}\)$/);
    t.keys("Enter");
    await t.shows("[ 2, 3 ]\nembedded>");
  });

  test("keeps the history from session to session, in a file of the user alone, without secrets", async () => {
    const first = await open();
    first.type("1 + 1");
    await first.shows("2\nembedded>");
    first.type("const auth = { password: 'geheim' }");
    await first.shows("'geheim' }\nembedded>");
    first.type(".exit");
    await first.shows("left with 0\n$");
    const file = join(home, "dks", "history");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).not.toContain("geheim");
    const second = await open();
    second.keys("Up", "Up");
    await second.shows("embedded> 1 + 1");
    second.keys("C-c", "C-r");
    second.write("1 +");
    await second.shows(/1 \+ 1/);
  });

  test("goes with the window", async () => {
    const t = await open({ columns: 90, rows: 20 });
    t.write("const list = ['aaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbb', 'cccccccccccc']; list.length");
    t.resize(40, 12);
    t.keys("Home", "End");
    t.write(" + 1");
    await t.shows(/list\.l\s*e\s*n\s*g\s*t\s*h\s*\+ 1$/);
    t.keys("Enter");
    await t.shows("\n4\nembedded>");
  });

  test("shows what is long a page at a time, and what is short as it is", async () => {
    const t = await open({ env: { PAGER: "sed 's/^/paged: /'" }, rows: 30 });
    t.type(".help");
    await t.shows(/paged: At the prompt\n(paged: .*\n)+embedded>$/);
    t.type("1 + 1");
    await t.shows("> 1 + 1\n2\nembedded>");
  });

  test("saves an export into a file, and says how much it is", async () => {
    const t = await open();
    t.type("pull('busybox')");
    await t.shows("Image <busybox>\nembedded>");
    t.type(`save(containers.create({ Image: 'busybox' }).export(), '${home}/a.tar')`);
    await t.shows(/a\.tar: [\d.]+ kB\n\d+\nembedded>$/);
    expect(readFileSync(join(home, "a.tar")).subarray(257, 262).toString()).toBe("ustar");
    t.type(`save(containers.create({ Image: 'busybox' }).export(), '${home}/a.tar')`);
    await t.shows(/is there already\n[\s\S]*overwrite: true[\s\S]*embedded>$/);
  });

  test("runs what was typed while something ran", async () => {
    const t = await open();
    t.type("await new Promise((resolve) => setTimeout(resolve, 1500))");
    await new Promise((resolve) => setTimeout(resolve, 500));
    t.type("6 * 7");
    await t.shows(/embedded> 6 \* 7\n42\nembedded>$/);
    t.type("await new Promise((resolve) => setTimeout(resolve, 1000))");
    await new Promise((resolve) => setTimeout(resolve, 500));
    t.keys("C-d");
    await t.shows("left with 0\n$");
  });

  test("an engine that dies while something is typed delays no key, and is talked to again when it is back", async () => {
    const socket = `unix://${home}/e.sock`;
    const serve = async (): Promise<ChildProcess> => {
      const child = spawn(argv[0], [...argv.slice(1), "engine", "--listen", socket], {
        stdio: ["ignore", "pipe", "ignore"],
      });
      await once(child.stdout!, "data");
      return child;
    };
    let engine = await serve();
    const env = { XDG_STATE_HOME: home, XDG_CONFIG_HOME: home };
    const t = new Terminal([...argv, "-H", socket], { env });
    terminals.push(t);
    try {
      await t.shows(/\(API 1\.44\).*\ne>$/);
      t.write("containers.li");
      engine.kill("SIGKILL");
      await once(engine, "exit");
      t.keys("Tab");
      await t.shows("e> containers.list");
      t.type("()");
      await t.shows(/ConnectError: [\s\S]*\ne>$/);
      engine = await serve();
      t.type("containers.list()");
      await t.shows("e> containers.list()\n[]\ne>");
    } finally {
      engine.kill("SIGKILL");
    }
  });

  test("reads the user's own statements at the start", async () => {
    mkdirSync(join(home, "dks"));
    writeFileSync(join(home, "dks", "startup.dks"), "//! dks 1\nconst mine = (n: number) => n * 2;\n");
    const t = await open();
    t.type("mine(21)");
    await t.shows("mine(21)\n42\nembedded>");
  });

  test("without colours and for a screen reader it writes what is said, and no more", async () => {
    const t = await open({ env: { NO_COLOR: "1" } }, "--plain");
    t.type("6 * 7");
    await t.shows("embedded> 6 * 7\n42\nembedded>");
    t.write("containers.l");
    t.keys("Tab");
    await t.shows(/embedded> containers\.list$/);
  });

  test.each([
    ["Ctrl-D", (t: Terminal) => t.keys("C-d")],
    [".exit", (t: Terminal) => t.type(".exit")],
  ])("%s leaves it", async (_, leave) => {
    const it = await open();
    leave(it);
    await it.shows("left with 0\n$");
  });
});

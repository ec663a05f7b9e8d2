/** How the command ends when it is told to, when its reader goes, and when something goes wrong behind its back; and what a terminal is shown of it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { commands, run, said, start, Workspace } from "./support.ts";
import { noTerminal, Terminal } from "./terminal.ts";

const files = new Workspace();
afterAll(() => files.remove());

/** How a process ends: its exit code, or the signal that has ended it. */
function end(child: ReturnType<typeof start>): Promise<number | string> {
  return new Promise((resolve) => child.once("close", (code, signal) => resolve(code ?? signal ?? "lost")));
}

/**
 * Sends a signal until the process ends; gives whether that was by the signal, or with its exit code where it was just listening. Bun may lose one that
 * comes while its listener goes: then another one does it.
 */
async function endedBy(child: ReturnType<typeof start>, signal: "SIGINT" | "SIGTERM"): Promise<boolean> {
  const ended = end(child);
  child.kill(signal);
  const again = setInterval(() => child.kill(signal), 2000);
  const way = await ended;
  clearInterval(again);
  return way === signal || way === { SIGINT: 130, SIGTERM: 143 }[signal];
}

const sleep = "await new Promise((r) => setTimeout(r, 100));";

describe.each(commands)("dks on $runtime", ({ argv, absent }) => {
  if (absent !== undefined) {
    test.skip(`skipped: ${absent}`);
    return;
  }

  describe("a program that gives nothing else a turn", () => {
    const loops = {
      "from its beginning": "print('on'); for (;;) {}",
      "in awaits of what is there": "print('on'); for (;;) await null",
      "after it has waited": `${sleep} print('on'); for (;;) await Promise.resolve()`,
      "in a function that has waited": `const f = async () => { ${sleep} print('on'); for (;;) {} }; await f()`,
      "in a loop over what has come": `for await (const x of [new Promise((r) => setTimeout(r, 100))]) { print('on'); for (;;) {} }`,
    };
    const signals = ["SIGTERM", "SIGINT"] as const;

    test.each(Object.entries(loops).flatMap(([name, code]) => signals.map((signal) => [name, signal, code] as const)))(
      "%s is ended by %s",
      async (_, signal, code) => {
        const child = start([...argv, "-H", "embedded:", "-e", code]);
        await said(child, "stdout", "on\n");
        expect(await endedBy(child, signal)).toBe(true);
      },
    );

    test("is ended where a file is played, too", async () => {
      const child = start([...argv, "-H", "embedded:", "play", files.write("loop.dks", `print("on")\nfor (;;) {}`)]);
      await said(child, "stdout", "> for (;;) {}\n");
      expect(await endedBy(child, "SIGTERM")).toBe(true);
    });

    test("is ended in a file and in a pipe, too", async () => {
      const code = loops["after it has waited"];
      for (const args of [[files.write("loop.dks", code)], []]) {
        const child = start([...argv, "-H", "embedded:", ...args]);
        child.stdin!.end(args.length === 0 ? code : "");
        await said(child, "stdout", "on\n");
        expect(await endedBy(child, "SIGTERM")).toBe(true);
      }
    });
  });

  test.each(["run", "played"])(
    "a program that waits and is %s cleans up, and is gone then, whatever it has left running",
    async (way) => {
      const code =
        "setInterval(() => {}, 60000); print('on'); try { await new Promise(() => {}) } finally { print('clean') }";
      const args = way === "run" ? ["-e", code] : ["play", files.write("waits.dks", code)];
      const child = start([...argv, "-H", "embedded:", ...args]);
      const ended = end(child);
      const clean = said(child, "stdout", "clean\n");
      await said(child, "stdout", "on\n");
      await new Promise((resolve) => setTimeout(resolve, 500));
      child.kill("SIGTERM");
      await clean;
      expect(await ended).toBe(143);
    },
  );

  test("a loop ends when the reader of what it prints has gone", async () => {
    const code =
      "try { for (let i = 0; ; i++) print(i) } finally { await (await import('node:fs')).promises.writeFile(args[0], 'clean') }";
    const note = join(files.path, "gone");
    const child = start([...argv, "-H", "embedded:", "-e", code, note]);
    const ended = end(child);
    let stderr = "";
    child.stderr!.on("data", (text) => {
      stderr += String(text);
    });
    await said(child, "stdout", "0\n");
    child.stdout!.destroy();
    expect([await ended, stderr]).toEqual([0, ""]);
    expect(readFileSync(note, "utf8")).toBe("clean");
  });

  test.each([
    ["a promise that nobody awaits", "Promise.reject(new Error('boom')); 1"],
    ["a timer after the end", "setTimeout(() => { throw new Error('boom') }, 200); setInterval(() => {}, 60000)"],
  ])("an error of %s is told, and is no success", async (_, code) => {
    const result = await run([...argv, "-H", "embedded:", files.write("stray.dks", code)]);
    expect(result).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Error: boom\n/) });
  });

  describe("in a terminal", () => {
    if (noTerminal !== undefined) {
      test.skip(`skipped: ${noTerminal}`);
      return;
    }
    let terminal: Terminal | undefined;
    afterEach(() => terminal?.close());
    const hostile = "\\x1b]0;owned\\x07\\x9b31m\\u202eA\\tB\\nC";
    const shown = /\\x1b\]0;owned\\x07\\x9b31m\\u202eA +B\nC\n/g;

    test("what is printed does not drive it; in a pipe it is what it is", async () => {
      const code = `print("${hostile}"); console.log("${hostile}"); console.error("${hostile}"); process.stdout.write("\\x1b[7mraw\\x1b[0m\\n")`;
      terminal = new Terminal([...argv, "-H", "embedded:", "-e", code]);
      await terminal.shows(/\nraw\n(?:true\n)?left with 0\n\$$/);
      const screen = terminal.screen();
      expect(screen.match(shown)).toHaveLength(3);
      const piped = await run([...argv, "-H", "embedded:", files.write("raw.dks", code)]);
      const raw = "\x1b]0;owned\x07\x9b31m\u202eA\tB\nC\n";
      expect(piped).toMatchObject({ code: 0, stdout: `${raw}${raw}\x1b[7mraw\x1b[0m\n`, stderr: raw });
    });

    test("neither does it at the prompt, and long help comes a page at a time", async () => {
      terminal = new Terminal([...argv, "-H", "embedded:"], { rows: 20, env: { PAGER: "sed s/^/:/" } });
      await terminal.shows(/leaves\nembedded>$/);
      terminal.type(`print("${hostile}"); console.log("${hostile}"); 7`);
      await terminal.shows(/\n7\nembedded>$/);
      expect(terminal.screen().match(shown)).toHaveLength(2);
      terminal.type("help()");
      await terminal.shows(/\n:.*\n[\s\S]*embedded>$/);
      terminal.type("await help(containers)");
      await terminal.shows(/\n:[^\n]*\n[\s\S]*embedded>$/);
    });

    test("Ctrl-C ends a loop", async () => {
      terminal = new Terminal([
        ...argv,
        "-H",
        "embedded:",
        files.write("forever.dks", "print('on'); for (;;) await null"),
      ]);
      await terminal.shows(/\non$/);
      terminal.keys("C-c");
      await terminal.shows(/\non\n\^C\n(?:left with 130\n)?\$$/);
    });
  });
});

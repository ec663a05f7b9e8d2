import { execFileSync, spawnSync } from "node:child_process";
import { afterEach, describe, expect, test } from "vitest";
import { commands, root } from "./support.ts";

const tmux = spawnSync("tmux", ["-V"]).status === 0;

/** A terminal with a program in it, driven as a person would: keys in, and a look at the screen. */
class Terminal {
  readonly #name = `dks-test-${process.pid}-${Math.random().toString(36).slice(2)}`;

  constructor(argv: readonly string[]) {
    // The status stays on the screen for the test to see, and the screen stays until it is closed.
    const line = `${argv.map((word) => `'${word}'`).join(" ")}; echo "left with $?"; sleep 60`;
    this.#tmux("new-session", "-d", "-x", "100", "-y", "60", "-c", root, "-e", "DOCKER_HOST=", `${line}`);
  }

  #tmux(command: string, ...args: string[]): string {
    const target = command === "new-session" ? ["-s", this.#name] : ["-t", this.#name];
    return execFileSync("tmux", ["-L", this.#name, "-f", "/dev/null", command, ...target, ...args], {
      encoding: "utf8",
    });
  }

  keys(...keys: string[]): void {
    this.#tmux("send-keys", ...keys);
  }

  /** Types a line. */
  type(text: string): void {
    this.#tmux("send-keys", "-l", text);
    this.keys("Enter");
  }

  screen(): string {
    return this.#tmux("capture-pane", "-p").replace(/\s+$/, "");
  }

  /** Waits until the end of the screen is this. */
  async shows(expected: string | RegExp): Promise<void> {
    const pattern =
      typeof expected === "string" ? new RegExp(`${expected.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}$`) : expected;
    await expect.poll(() => this.screen(), { timeout: 20_000, interval: 50 }).toMatch(pattern);
  }

  close(): void {
    spawnSync("tmux", ["-L", this.#name, "kill-server"]);
  }
}

describe.each(commands)("the prompt on $runtime", ({ argv, absent }) => {
  const reason = absent ?? (tmux ? undefined : "tmux is not installed");
  if (reason !== undefined) {
    test.skip(`skipped: ${reason}`);
    return;
  }

  let terminal: Terminal;
  afterEach(() => terminal.close());

  async function open(): Promise<Terminal> {
    terminal = new Terminal([...argv, "-H", "embedded:"]);
    await terminal.shows("dks on embedded:: help() shows what there is, .exit leaves\n>");
    return terminal;
  }

  test("reads, runs, shows, remembers", async () => {
    const { type, shows } = bound(await open());
    type("version().ApiVersion");
    await shows("> version().ApiVersion\n'1.44'\n>");
    type("const factor: number = 3");
    await shows("const factor: number = 3\n>");
    type("const times = (n: number) => {");
    await shows("=> {\n...");
    type("  return n * factor }");
    await shows("factor }\n>");
    type("[{ n: times(2), s: 'six' }]");
    await shows("'six' }]\nn  s\n6  six\n>");
    type("factor = 4");
    await shows(/TypeError: .*\n {2}at prompt:1:\d+\n(.*Declare it anew.*\n)?>$/);
    type("const factor = 5; times(1)");
    await shows("times(1)\n5\n>");
  });

  test("tells what went wrong, and goes on", async () => {
    const { type, shows } = bound(await open());
    type("containrs.list()");
    await shows("ReferenceError: containrs is not defined\n  at prompt:1:1\n  Did you mean `containers`?\n>");
    type("const = 3");
    await shows("SyntaxError: Unexpected token\n  at prompt:1:7\n    const = 3\n          ^\n>");
    type("containers.get('nope').inspect()");
    await shows(/NotFoundError: No such container: nope\n {2}at prompt:1:24\n {2}.*\n>$/);
    type("setTimeout(() => { throw new Error('later') }, 100); 1");
    await shows(/\n1\n(>.*\n)?Error: later\n[\s\S]*>$/);
    type(".hepl");
    await shows("unknown command .hepl\n  Did you mean `.help`?\n>");
    type("ps?");
    await shows(/\nps\(options\?: ContainerListOptions\): Promise<ContainerSummary\[\]>\n[\s\S]*\n>$/);
    type("'still here'");
    await shows("'still here'\n>");
  });

  test("Ctrl-C gives up what is typed, and what runs, but never the shell", async () => {
    const { type, shows, keys } = bound(await open());
    type("foo(");
    await shows("foo(\n...");
    keys("C-c");
    await shows(/\n\.\.\.(\^C)?\n>$/);
    keys("1", "2", "C-c");
    await shows(/\n> 12(\^C)?\n>$|\n>(\^C)?\n>$/);
    type("pull('busybox')");
    await shows("Image <busybox>\n>");
    type("run('busybox', ['sleep', '1000'])");
    await shows("'1000'])");
    await new Promise((resolve) => setTimeout(resolve, 500));
    keys("C-c");
    await shows(/interrupted\n>$/);
    type("ps({ all: true })");
    await shows("ps({ all: true })\n[]\n>");
    type("await new Promise(() => {})");
    await new Promise((resolve) => setTimeout(resolve, 300));
    keys("C-c");
    await shows(/interrupted\n>$/);
    type("6 * 7");
    await shows("6 * 7\n42\n>");
  });

  test.each([
    ["Ctrl-D", (t: Terminal) => t.keys("C-d")],
    [".exit", (t: Terminal) => t.type(".exit")],
    [
      "Ctrl-D while something runs",
      (t: Terminal) => {
        t.type("await new Promise(() => {})");
        t.keys("C-d");
      },
    ],
  ])("%s leaves it", async (_, leave) => {
    const it = await open();
    leave(it);
    await it.shows("left with 0");
  });

  function bound(it: Terminal) {
    return { type: it.type.bind(it), shows: it.shows.bind(it), keys: it.keys.bind(it) };
  }
});

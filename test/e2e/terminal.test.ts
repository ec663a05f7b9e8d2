import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connect } from "../../mod.ts";
import { commands, ended, run, said, start } from "./support.ts";
import { noTerminal, Terminal } from "./terminal.ts";

const interactive = 'run("busybox", ["sh"], { tty: true, stdin: "inherit" })';
const usual = "alternate_on=0 cursor_flag=1 mouse_any_flag=0 keypad_cursor_flag=0 wrap_flag=1";
/** Leaves the terminal as a program would that is killed in the middle of its work. */
const mess = String.raw`printf '\033[?1049h\033[?25l\033[?1002h\033[?1h\033[?7l\033[31mmess'`;

describe.each(commands)("a terminal that is handed over on $runtime", ({ argv, absent }) => {
  const reason = absent ?? noTerminal;
  if (reason !== undefined) {
    test.skip(`skipped: ${reason}`);
    return;
  }

  let folder: string;
  let terminal: Terminal;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "dks-terminal-"));
    mkdirSync(join(folder, "docker"));
  });
  afterEach(() => {
    terminal?.close();
    rmSync(folder, { recursive: true });
  });

  /** Runs the command in a terminal whose state is looked at before and after. */
  function open(...flags: readonly string[]): Terminal {
    const env = {
      XDG_STATE_HOME: folder,
      XDG_CONFIG_HOME: folder,
      DOCKER_CONFIG: join(folder, "docker"),
      SCRATCH: folder,
    };
    // The process tells its id, so that it can be sent signals.
    const script = join(folder, "script");
    writeFileSync(
      script,
      `stty -a > "$SCRATCH/before"
       (echo $BASHPID > "$SCRATCH/pid"; exec "$@")
       code=$?
       stty -a > "$SCRATCH/after"
       exit $code`,
    );
    terminal = new Terminal(["bash", script, ...argv, ...flags], { env, columns: 100, rows: 30 });
    return terminal;
  }

  async function prompt(endpoint = "embedded:", ...flags: readonly string[]): Promise<Terminal> {
    const t = open("-H", endpoint, ...flags);
    await t.shows(/\ndks on [\s\S]*\n[\w. ]+>$/);
    return t;
  }

  /** The settings of the terminal are those from before, and nothing is left of what programs have made of it. */
  function isAsBefore(): void {
    const settings = (name: string): string =>
      readFileSync(join(folder, name), "utf8").replace(/rows \d+; columns \d+/, "");
    expect(settings("after")).toBe(settings("before"));
    expect(terminal.modes()).toBe(usual);
  }

  function send(signal: NodeJS.Signals): void {
    process.kill(Number(readFileSync(join(folder, "pid"), "utf8")), signal);
  }

  test("has its size from the start, follows it, gives every key, and comes back with the exit code", async () => {
    const t = await prompt();
    t.type('run("busybox", ["stty", "size"], { tty: true, stdin: "inherit" }).exitCode');
    await t.shows(/\n30 100\n0\nembedded>$/);
    t.type(`const result = ${interactive}`);
    await t.shows("\n/ #");
    t.resize(77, 25);
    t.type("until [ \"$(stty size)\" = '25 77' ]; do :; done; echo it follows");
    await t.shows("\nit follows\n/ #");
    t.type("trap 'echo caught' INT; sleep 1000");
    await t.shows("sleep 1000");
    t.keys("C-c");
    await t.shows(/caught\n\/ #$/);
    t.type("exit 3");
    await t.shows("\nembedded>");
    t.type("result");
    await t.shows("{ exitCode: 3, stdout: '', stderr: '' }\nembedded>");
    t.keys("C-d");
    await t.shows(/left with 0\n[\s\S]*$/);
    isAsBefore();
  });

  test("is the container's alone: what is printed meanwhile waits until it comes back, and Ctrl-Z is a key", async () => {
    const t = await prompt();
    t.type(".wire on");
    await t.shows(/is shown.*\nembedded>$/);
    t.type(`const ticks = setInterval(() => console.log("behind"), 50); ${interactive}.exitCode`);
    await t.shows("\n/ #");
    const before = t.all();
    t.type("sleep 1000");
    await t.shows(/\n\/ # sleep 1000$/);
    t.keys("C-z", "C-c");
    await t.shows(/\n\/ # sleep 1000\n\^Z\^C\n\/ #$/);
    expect(t.all().slice(before.length)).not.toMatch(/behind|stdin/);
    t.type("exit 3");
    await t.shows(/\n(behind\n)?3\n(behind\n)*embedded>$/);
    const held = t.all().split("/ # exit 3\n")[1];
    expect(held).toMatch(/> stdin \d+ B "s[\s\S]*"StatusCode":3/);
    expect(held).toMatch(/\nbehind\n[\s\S]*"StatusCode":3/);
    t.type("clearInterval(ticks)");
    t.keys("C-d");
    await t.shows(/left with 0\n[\s\S]*$/);
    isAsBefore();
  });

  test("comes back with the detach keys, whatever was made of it, and goes again", async () => {
    const t = await prompt();
    t.type(`const c = ${interactive}`);
    await t.shows("\n/ #");
    t.type(`x=kept; ${mess}`);
    await expect.poll(() => t.modes()).toMatch(/alternate_on=1 cursor_flag=0 mouse_any_flag=1/);
    t.keys("C-p");
    t.keys("C-q");
    await t.shows(/\ndetached; it goes on, and is removed at its end: attach\("[0-9a-f]{12}"\) comes back\nembedded>$/);
    expect(t.modes()).toBe(usual);
    t.type("c.attach()");
    await t.shows(/attached to [0-9a-f]{12}: Ctrl-P Ctrl-Q detaches$/);
    t.type("echo $x");
    await t.shows("\nkept\n/ #");
    t.keys("C-p");
    t.keys("C-q");
    await t.shows(/\ndetached; it goes on: attach\("[0-9a-f]{12}"\) comes back\nembedded>$/);
    t.type("attach(c.id)");
    await t.shows(/attached to [0-9a-f]{12}: Ctrl-P Ctrl-Q detaches$/);
    t.type("exit 4");
    await t.shows("\nembedded>");
    t.type("ps({ all: true })");
    await t.shows("\n[]\nembedded>");
    t.keys("C-d");
    await t.shows(/left with 0\n[\s\S]*$/);
    isAsBefore();
  });

  test("loses nothing of what is typed before it goes, and after it comes back", async () => {
    const t = await prompt();
    t.type(`print("now"); await new Promise((resolve) => setTimeout(resolve, 1000)); ${interactive}`);
    await t.shows("\nnow");
    t.type("echo typed early");
    await t.shows(/\n(\/ # )?typed early\n\/ #$/);
    t.keys("C-p", "C-q", "4", "0", "+", "2");
    await t.shows(/\ndetached; .*\n[\s\S]*embedded> 40\+2$/);
    t.keys("Enter");
    await t.shows("\n42\nembedded>");
  });

  test("comes back with other keys, from the configuration or from an option", async () => {
    writeFileSync(join(folder, "docker", "config.json"), '{ "detachKeys": "ctrl-x,d" }');
    const t = await prompt();
    t.type(`const c = ${interactive}`);
    await t.shows("\n/ #");
    t.keys("C-x", "d");
    await t.shows(/detached; .*\nembedded>$/);
    t.type('c.attach({ detachKeys: "ctrl-a" })');
    await t.shows(/attached to [0-9a-f]{12}: Ctrl-A detaches$/);
    t.keys("C-p", "C-q");
    t.type("echo here");
    await t.shows(/\^P\^Qecho here\n.*not found\n\/ #$/);
    t.keys("C-a");
    await t.shows(/detached; .*\nembedded>$/);
    t.type('run("busybox", ["sh"], { tty: true, stdin: "inherit", detachKeys: "nonsense" })');
    await t.shows(/InvalidArgumentError: the detach keys "nonsense" cannot be understood\n[\s\S]*embedded>$/);
  });

  test("without a TTY gives lines; Ctrl-D ends the input, Ctrl-C detaches, and the prompt goes on", async () => {
    const t = await prompt();
    t.type('run("busybox", ["sh", "-c", "echo ready; cat; echo end"], { stdin: "inherit" })');
    await t.shows("\nready");
    t.write("hexlo");
    t.keys("BSpace", "C-u");
    t.type("hello");
    await t.shows("\nhello\nhello");
    t.keys("C-d");
    await t.shows("\nend\n{ exitCode: 0, stdout: '', stderr: '' }\nembedded>");
    t.type('const c = containers.create({ Image: "busybox", Cmd: ["cat"], OpenStdin: true }); c.start(); c');
    await t.shows(/Container <[0-9a-f]{12}>\nembedded>$/);
    t.type("c.attach()");
    await t.shows(/attached to [0-9a-f]{12}: Ctrl-C detaches$/);
    t.type("one");
    await t.shows("\none\none");
    t.keys("C-c");
    await t.shows(/\ndetached; .*\nembedded>$/);
    t.type("c.inspect().State.Running");
    await t.shows("\ntrue\nembedded>");
    t.keys("C-d");
    await t.shows(/left with 0\n[\s\S]*$/);
    isAsBefore();
  });

  test("goes to the container on an engine of v1.0, too", async () => {
    const t = await prompt("embedded:", "--api-version", "1.0");
    t.type(`const c = ${interactive}`);
    await t.shows("\n/ #");
    t.keys("C-p");
    t.keys("C-q");
    await t.shows(/\ndetached; it goes on: .*\nembedded 1\.0>$/);
    t.type("c.attach()");
    await t.shows(/detaches$/);
    t.type("exit 6");
    await t.shows(/has ended with 6\nembedded 1\.0>$/);
  });

  test("comes back when the engine dies, and the error is told", async () => {
    const socket = join(folder, "engine.sock");
    const engine = start([...argv, "engine", "--listen", `unix://${socket}`]);
    await said(engine, "stdout", socket);
    const t = await prompt(`unix://${socket}`);
    t.type(interactive);
    await t.shows("\n/ #");
    t.type(mess);
    await expect.poll(() => t.modes()).toMatch(/alternate_on=1 cursor_flag=0 mouse_any_flag=1/);
    engine.kill("SIGKILL");
    await t.shows(/(ProtocolError|ConnectError): .*\n[\s\S]*\nengine>$/);
    expect(t.modes()).toBe(usual);
    t.keys("C-d");
    await t.shows(/left with 0\n[\s\S]*$/);
    isAsBefore();
  });

  test("comes back from an engine that does not answer any more", async () => {
    const socket = join(folder, "engine.sock");
    const engine = start([...argv, "engine", "--listen", `unix://${socket}`]);
    await said(engine, "stdout", socket);
    try {
      const t = await prompt(`unix://${socket}`);
      t.type(interactive);
      await t.shows("\n/ #");
      engine.kill("SIGSTOP");
      t.type("echo nobody hears this");
      t.keys("C-p");
      t.keys("C-q");
      await t.shows(/detached; .*\nContainer <[0-9a-f]{12}>\nengine>$/);
    } finally {
      engine.kill("SIGKILL");
    }
  });

  test.each([
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)("comes back when the process is sent %s", async (signal, code) => {
    const t = await prompt();
    t.type(interactive);
    await t.shows("\n/ #");
    t.type(mess);
    await expect.poll(() => t.modes()).toMatch(/alternate_on=1 cursor_flag=0 mouse_any_flag=1/);
    send(signal);
    await t.shows(new RegExp(`left with ${code}\\n[\\s\\S]*$`));
    isAsBefore();
  });

  test("comes back when the process ends in the middle", async () => {
    const t = open("-H", "embedded:", "-e", `setTimeout(() => process.exit(9), 4000); ${interactive}`);
    await t.shows("\n/ #");
    t.type(mess);
    await t.shows(/left with 9\n[\s\S]*$/);
    isAsBefore();
  });

  test("comes back when the process is killed", async () => {
    const t = await prompt();
    t.type(interactive);
    await t.shows("\n/ #");
    t.type(mess);
    await expect.poll(() => t.modes()).toMatch(/alternate_on=1 cursor_flag=0 mouse_any_flag=1/);
    send("SIGKILL");
    await expect.poll(() => t.modes(), { timeout: 20_000 }).toBe(usual);
    t.type('stty -a > "$SCRATCH/after"; echo it is $((6 * 7))');
    await t.shows(/it is 42\n[\s\S]*$/);
    isAsBefore();
  });

  test("is one that `-e` hands over, too", async () => {
    const t = open("-H", "embedded:", "-e", `${interactive}.exitCode`);
    await t.shows("\n/ #");
    t.type("exit 7");
    await t.shows(/\n7\nleft with 0\n[\s\S]*$/);
    isAsBefore();
  });
});

/** Every byte, and more of them than any buffer holds. */
const manyBytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 31) & 0xff));

describe.each(commands)("where there is no terminal, on $runtime", ({ argv, absent }) => {
  if (absent !== undefined) {
    test.skip(`skipped: ${absent}`);
    return;
  }

  /** Runs code with bytes as stdin; gives stdout as bytes. */
  async function withInput(
    code: string,
    input: Buffer,
  ): Promise<{ code: number | null; stdout: Buffer; stderr: string }> {
    const child = start([...argv, "-H", "embedded:", "-e", code]);
    const parts: Buffer[] = [];
    let stderr = "";
    child.stdout!.on("data", (part: Buffer) => parts.push(part));
    child.stderr!.setEncoding("utf8").on("data", (part: string) => {
      stderr += part;
    });
    child.stdin!.on("error", () => {});
    child.stdin!.end(input);
    const exit = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { code: exit, stdout: Buffer.concat(parts), stderr };
  }

  test("bytes go in and out as they are", async () => {
    const result = await withInput('await run("busybox", ["cat"], { stdin: "inherit" }); undefined', manyBytes);
    expect(result.stdout.equals(manyBytes)).toBe(true);
    expect(result.code).toBe(0);
  });

  test("both outputs go their ways, and the exit code is told", async () => {
    const code = 'run("busybox", ["sh", "-c", "cat; echo err >&2; exit 3"], { stdin: "inherit" }).exitCode';
    const result = await withInput(code, Buffer.from("in\n"));
    expect(result.stdout.toString()).toBe("in\n3\n");
    expect(result.stderr).toMatch(/^err$/m);
  });

  test("what one program leaves is for the next", async () => {
    const code =
      'await run("busybox", ["true"], { stdin: "inherit" }); print("next"); await run("busybox", ["wc", "-c"], { stdin: "inherit" })';
    const child = start([...argv, "-H", "embedded:", "-e", code]);
    child.stdin!.on("error", () => {});
    const result = ended(child);
    await said(child, "stdout", "next\n");
    child.stdin!.end("12345");
    expect((await result).stdout).toMatch(/^next\n5\n/);
  });

  test("a TTY in the container reads to the end", async () => {
    const code = 'run("busybox", ["sh"], { tty: true, stdin: "inherit" }).exitCode';
    const result = await withInput(code, Buffer.from("test -t 0 && echo a$((1 + 1))b\nexit 5"));
    expect(result.stdout.toString()).toMatch(/a2b\r\n[\s\S]*\n?5\n$/);
  });

  test("options that exclude each other are refused", async () => {
    const result = await run([
      ...argv,
      "-H",
      "embedded:",
      "-e",
      'run("busybox", [], { stdin: "inherit", detach: true })',
    ]);
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/InvalidArgumentError: run: `stdin: "inherit"` and `detach` exclude each other/);
  });
});

describe("a terminal that is handed over to a container of dockerd", () => {
  const endpoint = process.env["DKS_TEST_DOCKER"];
  const { argv, absent } = commands[0]!;
  const reason = absent ?? noTerminal ?? (endpoint === undefined ? "DKS_TEST_DOCKER is not set" : undefined);
  if (reason !== undefined || endpoint === undefined) {
    test.skip(`skipped: ${reason}`);
    return;
  }

  test("has its size, gives every key, comes back and goes again", async () => {
    const name = `dks-terminal-${process.pid}`;
    const docker = await connect(endpoint);
    const registry = process.env["DKS_TEST_REGISTRY"];
    const image = registry === undefined ? "busybox" : `${registry}/busybox`;
    const t = new Terminal([...argv, "-H", endpoint], { columns: 100, rows: 30 });
    try {
      await t.shows(/\ndks on [\s\S]*\n[\w. ]+>$/);
      t.type(`run("${image}", ["sh"], { tty: true, stdin: "inherit", name: "${name}" })`);
      await t.shows("\n/ #");
      t.type("stty size");
      await t.shows("\n30 100\n/ #");
      t.resize(77, 25);
      t.type("until [ \"$(stty size)\" = '25 77' ]; do :; done; echo it follows");
      await t.shows("\nit follows\n/ #");
      t.type("sleep 1000");
      await t.shows("sleep 1000");
      t.keys("C-c");
      await t.shows("^C\n/ #");
      t.keys("C-p");
      await new Promise((resolve) => setTimeout(resolve, 200)); // the terminal must have answered the shell's question before
      t.keys("C-q");
      await t.shows(/detached; it goes on, and is removed at its end: .*\n[\s\S]*>$/);
      expect((await docker.containers.get(name).inspect()).State.Running).toBe(true);
      t.type(`attach("${name}")`);
      await t.shows(new RegExp(`attached to ${name}: Ctrl-P Ctrl-Q detaches\\n[\\s\\S]*/ #$`));
      t.type("exit 4");
      await t.shows(/\n[^\n/]+>$/);
      await expect.poll(() => docker.containers.list({ all: true, filters: { name: [name] } })).toEqual([]);
      t.type(`run("${image}", ["sh", "-c", "exit 5"], { tty: true, stdin: "inherit" }).exitCode`);
      await t.shows(/\n5\n[^\n]+>$/);
    } finally {
      t.close();
      await docker.containers
        .get(name)
        .remove({ force: true })
        .catch(() => {});
      await docker.close();
    }
  });
});

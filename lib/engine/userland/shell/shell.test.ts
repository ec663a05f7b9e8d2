/** What no comparison of whole outputs shows: streaming, signals, limits, and where we differ from BusyBox on purpose. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { callbackFile, keepAlive, type Kernel, nullFile, type OpenFile, pipe, type Process } from "../../kernel/mod.ts";
import { capture, decode, encode, launch, machine } from "../../kernel/testing.ts";
import { programs } from "../mod.ts";
import { run, script } from "./testing.ts";

let release: () => void;
beforeAll(() => {
  release = keepAlive();
});
afterAll(() => release());

/** Starts the shell under a first process that outlives it, with files of our own. */
function start(argv: readonly string[], files: Record<number, OpenFile>): { kernel: Kernel; shell: Process } {
  const kernel = machine(new Map([...programs]));
  const out = capture();
  kernel.start({ argv: ["sleep", "1000"], env: { PATH: "/bin" }, files: new Map([[1, out.file]]) });
  const map = new Map<number, OpenFile>([
    [0, nullFile()],
    [1, nullFile()],
    [2, nullFile()],
  ]);
  for (const [fd, file] of Object.entries(files)) map.set(Number(fd), file);
  const shell = kernel.start({ argv: ["sh", ...argv], env: { PATH: "/bin" }, files: map });
  return { kernel, shell };
}

describe("output", () => {
  test("arrives while the script runs", async () => {
    const { reader, writer } = pipe();
    const { kernel, shell } = start(["-c", "while true; do echo tick; sleep 0.01; done"], { 1: writer });
    let text = "";
    while (text.split("\n").length < 5) text += decode((await reader.read())!);
    kernel.kill(shell.pid, "TERM");
    expect(text).toMatch(/^(tick\n)+$/);
    expect(await shell.exited).toEqual({ code: 143, signal: "TERM" });
  });

  test("of a pipeline passes through it piece by piece", async () => {
    const { reader, writer } = pipe();
    const input = pipe();
    const { shell } = start(["-c", "cat | while read x; do echo got $x; done"], { 0: input.reader, 1: writer });
    for (const word of ["one", "two"]) {
      await input.writer.write(encode(`${word}\n`));
      expect(decode((await reader.read())!)).toBe(`got ${word}\n`);
    }
    input.writer.release();
    expect((await shell.exited).code).toBe(0);
  });

  test("that nobody takes stops the script", async () => {
    let taken = 0;
    const full = callbackFile({
      write: () => (taken++ < 3 ? undefined : new Promise<void>(() => undefined)),
    });
    const { kernel, shell } = start(["-c", "while true; do echo x; done"], { 1: full });
    while (taken < 4) await new Promise((resolve) => setImmediate(resolve));
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(taken).toBe(4);
    kernel.kill(shell.pid, "KILL");
    expect((await shell.exited).code).toBe(137);
  });
});

describe("a killed shell", () => {
  test.each([
    ["in an empty loop", "while true; do :; done"],
    ["in an endless for", "for i in $(seq 100000); do for j in $(seq 100000); do x=$i; done; done"],
    ["while it waits for a program", "sleep 1000; echo no"],
    ["while it waits for its children", "sleep 1000 & wait; echo no"],
    ["while it reads", "read x; echo no"],
    ["in a pipeline", "yes | while read x; do :; done"],
    ["in a command substitution", "x=$(while true; do :; done); echo no"],
    ["within redirections", "{ while true; do :; done; } > /dev/null 2>&1"],
    ["in endless recursion", "f() { while true; do g; done; }; g() { :; }; f"],
  ])("ends %s", async (_name, text) => {
    const { reader, writer } = pipe();
    const input = pipe();
    const { kernel, shell } = start(["-c", `echo on; ${text}`], { 0: input.reader, 1: writer });
    expect(decode((await reader.read())!)).toBe("on\n");
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    kernel.kill(shell.pid, "KILL");
    expect(await shell.exited).toEqual({ code: 137, signal: "KILL" });
    kernel.killAll("KILL");
    expect(await reader.read()).toBeUndefined();
  });

  test("closes what its redirections put aside", async () => {
    const { reader, writer } = pipe();
    const { kernel, shell } = start(["-c", "echo on; { sleep 1000; } > /dev/null"], { 1: writer });
    expect(decode((await reader.read())!)).toBe("on\n");
    await new Promise((resolve) => setImmediate(resolve));
    kernel.kill(shell.pid, "KILL");
    expect(await reader.read()).toBeUndefined();
  });
});

describe("traps", () => {
  test("interrupt read, and wait for programs", async () => {
    const { reader, writer } = pipe();
    const input = pipe();
    const text = "trap 'echo trapped' USR1; echo on; read x; echo $? [$x]; read y; echo $y";
    const { kernel, shell } = start(["-c", text], { 0: input.reader, 1: writer });
    const next = async () => decode((await reader.read())!);
    expect(await next()).toBe("on\n");
    await new Promise((resolve) => setImmediate(resolve));
    kernel.kill(shell.pid, "USR1");
    expect(await next()).toBe("trapped\n");
    expect(await next()).toBe("1 []\n");
    await input.writer.write(encode("a line\n"));
    expect(await next()).toBe("a line\n");
    expect((await shell.exited).code).toBe(0);
  });

  test("a command in the background is killed by its $!", async () => {
    const { stdout } = await script(
      "sleep 1000 & kill $!; wait $!; echo $?; (sleep 1000) & kill $!; wait; ps | grep -c ' sleep 1000$'",
    );
    expect(stdout).toBe("143\n0\n");
  });
});

describe("input", () => {
  test("is shared with the commands that a script on it runs", async () => {
    const outcome = await run({ argv: [], stdin: "read x\nhello\necho [$x]\ncat\nrest\n" });
    expect(outcome).toEqual({ stdout: "[hello]\nrest\n", stderr: "", code: 0 });
  });

  test("of read and of programs follows without a byte lost", async () => {
    const { stdout } = await script("read a; head -n 0; read b; cat; echo $a $b", "1\n2\n3\n4\n");
    expect(stdout).toBe("3\n4\n1 2\n");
  });

  test("is given up when its time is over", async () => {
    const input = pipe();
    const { reader, writer } = pipe();
    start(["-c", "read -t 0.01 x; echo $?; read -t 1000 y; echo $y"], { 0: input.reader, 1: writer });
    expect(decode((await reader.read())!)).toBe("1\n");
    await input.writer.write(encode("in time\n"));
    expect(decode((await reader.read())!)).toBe("in time\n");
  });
});

describe("limits", () => {
  test("endless recursion is an error", async () => {
    const { stderr, code } = await script("f() { f; }; f; echo no");
    expect({ stderr, code }).toEqual({ stderr: "sh: nested more than 4096 levels deep\n", code: 2 });
  });

  test("recursion through eval, sourced files and subshells is an error too", async () => {
    expect((await script('x=\'eval "$x"\'; eval "$x"; echo no')).code).toBe(2);
    expect((await script("echo '. /w/s' > s; . /w/s; echo no")).code).toBe(2);
    expect((await script("f() { x=$(f); }; f; echo $?")).stderr).toContain("can't fork");
  });

  test("deep recursion that ends is none", async () => {
    expect((await script("r() { [ $1 = 0 ] || r $(($1-1)); }; r 2000; echo $?")).stdout).toBe("0\n");
  });

  test("long lists are no recursion", async () => {
    const text = `true${" && true".repeat(20_000)} && echo ok\n`;
    expect((await script(text)).stdout).toBe("ok\n");
  });

  test("deep nesting in the source is an error, not a crash", async () => {
    const { code } = await script(`${"(".repeat(5000)}echo x${")".repeat(5000)}`);
    expect(code).toBe(2);
  });

  test("a command substitution holds no more than 64 MiB", async () => {
    const { stderr, code } = await script("x=$(yes 0123456789012345678901234567890123456789); echo no");
    expect({ stderr, code }).toEqual({
      stderr: "sh: command substitution: more than 67108864 bytes of output\n",
      code: 2,
    });
  });
});

describe("bytes", () => {
  test("that are no text pass through variables", async () => {
    const kernel = machine(programs);
    const { process, out } = launch(kernel, ["sh", "-c", `read -r x; y=$x; echo "$y" | cat; echo \${#x}`], {
      stdin: Uint8Array.of(0xff, 0x41, 0xc3, 10),
    });
    await process.exited;
    expect([...out.bytes()]).toEqual([0xff, 0x41, 0xc3, 10, 0x33, 10]);
  });
});

describe("programs", () => {
  test("are found, and explained", async () => {
    const outcome = await script("type ls; command -v ls; command -V nofile; echo $?; PATH=/nowhere; ls; echo $?");
    expect(outcome.stdout).toBe("ls is /bin/ls\n/bin/ls\nnofile: not found\n127\n127\n");
    expect(outcome.stderr).toBe("sh: ls: not found\n");
  });

  test("see the exported variables only, and $0 of the shell", async () => {
    const { stdout } = await script("a=1; export b=2; c=3 sh -c 'echo [$a] [$b] [$c]'; d=4 env | grep -c d=4");
    expect(stdout).toBe("[] [2] [3]\n1\n");
  });

  test("descriptors that redirections put aside are not theirs", async () => {
    const { stdout } = await script("{ { sh -c 'echo in >&1000'; } 2>&1; echo $?; } > f; cat f");
    expect(stdout).toBe("sh: 1000: Bad file descriptor\n1\n");
  });
});

test("of what is left for the last variable, the separator that ends a single field is none of it", async () => {
  const read = async (line: string): Promise<string> =>
    (await script(`printf '%s\\n' '${line}' | { IFS=' :' read p q; printf '%s' "$q"; }`)).stdout;
  expect(await read(":a :")).toBe("a");
  expect(await read("x:a : ")).toBe("a");
  expect(await read("x:a b:")).toBe("a b:");
  expect(await read("x:a : :")).toBe("a : :");
});

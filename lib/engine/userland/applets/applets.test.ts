import { describe, expect, test } from "vitest";
import { callbackFile, type Kernel, openTty, type Process, pipe, type Program } from "../../kernel/mod.ts";
import { capture, decode, encode, launch, machine } from "../../kernel/testing.ts";
import { appletNames, programs } from "../mod.ts";

const with_ = (more: Record<string, Program>) => machine(new Map([...programs, ...Object.entries(more)]));

/** Runs one command to its end. */
async function run(
  argv: readonly string[],
  options: Parameters<typeof launch>[2] = {},
  kernel: Kernel = machine(programs),
) {
  const { process, out, err } = launch(kernel, argv, options);
  const { code } = await process.exited;
  return { stdout: out.text(), stderr: err.text(), code };
}

/** Runs commands one after the other beside a pid 1 that sleeps. */
function beside() {
  const kernel = machine(programs);
  launch(kernel, ["sleep", "1000"]);
  return { kernel, run: (argv: readonly string[], options = {}) => run(argv, options, kernel) };
}

/** Starts a pipeline as pid 1; its result is the last command's. */
function pipeline(...commands: (readonly string[])[]) {
  const statuses: (number | undefined)[] = [];
  const init: Program = async (self) => {
    const children: Process[] = [];
    let input = self.files.get(0)!;
    for (const [index, argv] of commands.entries()) {
      const next = index === commands.length - 1 ? undefined : pipe();
      children.push(
        self.spawn(argv, {
          files: new Map([
            [0, input],
            [1, next?.writer ?? self.files.get(1)!],
            [2, self.files.get(2)!],
          ]),
        }),
      );
      if (index > 0) input.release();
      next?.writer.release();
      if (next !== undefined) input = next.reader;
    }
    for (const child of children) statuses.push((await self.wait(child))?.code);
    return statuses.at(-1) ?? 0;
  };
  const started = launch(with_({ init }), ["init"]);
  return { ...started, statuses };
}

describe("the registry", () => {
  test("loads a function for every name", async () => {
    expect(appletNames.length).toBeGreaterThan(90);
    for (const name of appletNames) {
      const { code, stderr } = await run([name, "--help"], { stdin: "" });
      expect(stderr, name).not.toMatch(/is not a function|internal|undefined/);
      expect(typeof code, name).toBe("number");
    }
  });

  test("busybox says what it has, and what it has not", async () => {
    expect((await run(["busybox", "--list"])).stdout.split("\n")).toContain("grep");
    expect((await run(["busybox"])).stdout).toContain("Programs:");
    expect(await run(["busybox", "nope"])).toMatchObject({ code: 127, stderr: "nope: applet not found\n" });
  });
});

describe("streams", () => {
  test("yes ends by SIGPIPE when head has enough", async () => {
    const { process, out, statuses } = pipeline(["yes"], ["head", "-n", "3"]);
    await process.exited;
    expect(out.text()).toBe("y\ny\ny\n");
    expect(statuses).toEqual([141, 0]);
  });

  test("large data passes through many programs whole", async () => {
    const { process, out } = pipeline(
      ["dd", "if=/dev/zero", "bs=1M", "count=64"],
      ["cat"],
      ["tee", "/copy"],
      ["wc", "-c"],
    );
    await process.exited;
    expect(out.text()).toBe(`${64 << 20}\n`);
  });

  test.each([
    ["cat"],
    ["grep", "-v", "x"],
    ["sed", "s/^/>/"],
    ["tr", "a", "b"],
    ["cut", "-c", "1-"],
    ["tee"],
    ["rev"],
    ["uniq"],
    ["nl"],
    ["fold"],
  ])("%s hands on each line as it comes", async (...argv) => {
    const { reader, writer } = pipe();
    const output = pipe();
    const files = new Map([
      [0, reader],
      [1, output.writer],
      [2, capture().file],
    ]);
    const process = machine(programs).start({ argv, env: { PATH: "/bin" }, files });
    for (const line of ["one", "two"]) {
      // uniq can only tell when the next line differs.
      await writer.write(encode(argv[0] === "uniq" ? `${line}\nend\n` : `${line}\n`));
      expect((await output.reader.read())?.length).toBeGreaterThan(0);
    }
    writer.release();
    expect(await process.exited).toEqual({ code: 0 });
  });

  test("tail -f goes on with what is added, until it is killed", async () => {
    const kernel = machine(programs);
    kernel.fs.writeFile("/log", "1\n2\n");
    const output = pipe();
    const files = new Map([
      [1, output.writer],
      [2, capture().file],
    ]);
    const process = kernel.start({
      argv: ["tail", "-n", "1", "-s", "0.01", "-f", "/log"],
      env: { PATH: "/bin" },
      files,
    });
    expect(decode((await output.reader.read())!)).toBe("2\n");
    kernel.fs.writeFile("/log", "3\n", { append: true });
    expect(decode((await output.reader.read())!)).toBe("3\n");
    kernel.killAll("KILL");
    expect((await process.exited).signal).toBe("KILL");
    expect(await output.reader.read()).toBeUndefined();
  });

  test("a reader that stalls makes the writer wait", async () => {
    let taken = 0;
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const output = callbackFile({
      write: (bytes) => {
        taken += bytes.length;
        return gate;
      },
    });
    const kernel = machine(programs);
    const files = new Map([
      [1, output],
      [2, capture().file],
    ]);
    const process = kernel.start({ argv: ["seq", "1000000"], env: { PATH: "/bin" }, files });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(taken).toBeLessThan(200_000);
    go();
    await process.exited;
    expect(taken).toBe(6_888_896);
  });
});

describe("processes", () => {
  test("ps lists them, kill and killall end them, pidof and pgrep find them", async () => {
    const { kernel, run } = beside();
    const target = launch(kernel, ["sleep", "500"]).process;
    expect((await run(["ps"])).stdout).toBe(
      "PID   USER     TIME  COMMAND\n    1 0         0:00 sleep 1000\n    2 0         0:00 sleep 500\n    3 0         0:00 ps\n",
    );
    expect((await run(["ps", "-o", "pid,args"])).stdout).toContain("    2 sleep 500\n");
    expect((await run(["pidof", "sleep"])).stdout).toBe("2 1\n");
    expect((await run(["pgrep", "-f", "500"])).stdout).toBe("2\n");
    expect((await run(["kill", "-s", "HUP", "2"])).code).toBe(0);
    expect(await target.exited).toEqual({ code: 129, signal: "HUP" });
    const other = launch(kernel, ["sleep", "500"]).process;
    expect((await run(["killall", "-INT", "sleep"])).code).toBe(0);
    expect((await other.exited).signal).toBe("INT");
    expect(kernel.processes.map(({ pid }) => pid)).toEqual([1]);
  });

  test("timeout sends its signal, then a stronger one", async () => {
    const { run } = beside();
    expect((await run(["timeout", "0.02", "sleep", "100"])).code).toBe(143);
    expect((await run(["timeout", "-k", "0.02", "0.02", "nohup", "sleep", "100"])).code).toBe(143);
    expect((await run(["timeout", "-s", "HUP", "-k", "0.02", "0.02", "nohup", "sleep", "100"])).code).toBe(137);
  });

  test("time, nice, nohup and env run a program and pass its code on", async () => {
    const { run } = beside();
    const timed = await run(["time", "sh", "-c", "exit 3"]);
    expect(timed.code).toBe(3);
    expect(timed.stderr).toMatch(/^real\t0m 0\.\d\ds\nuser\t0m 0\.00s\nsys\t0m 0\.00s\n$/);
    expect((await run(["nice", "-n", "5", "false"])).code).toBe(1);
    expect((await run(["env", "A=1", "printenv", "A"])).stdout).toBe("1\n");
    expect(await run(["printenv", "NOPE"])).toMatchObject({ stdout: "", code: 1 });
  });
});

describe("what busybox here does not have", () => {
  const files = { a: "1\n2\n4\n", b: "2\n3\n4\n" };
  const kernel = () => {
    const made = machine(programs);
    for (const [name, text] of Object.entries(files)) made.fs.writeFile(`/${name}`, text);
    return made;
  };

  test("comm and cksum", async () => {
    expect((await run(["comm", "a", "b"], {}, kernel())).stdout).toBe("1\n\t\t2\n\t3\n\t\t4\n");
    expect((await run(["comm", "-12", "a", "b"], {}, kernel())).stdout).toBe("2\n4\n");
    expect((await run(["cksum"], { stdin: "123456789" })).stdout).toBe("930766865 9\n");
  });

  test("find -delete", async () => {
    const made = kernel();
    made.fs.mkdir("/d/e", { parents: true });
    made.fs.writeFile("/d/e/f", "");
    expect((await run(["find", "/d", "-delete"], {}, made)).code).toBe(0);
    expect(made.fs.exists("/d")).toBe(false);
  });

  test("sort -h, sed with steps, exit codes and case", async () => {
    expect((await run(["sort", "-h"], { stdin: "1K\n2M\n500\n" })).stdout).toBe("500\n1K\n2M\n");
    expect((await run(["sed", "-n", "1~2p;$q7"], { stdin: "a\nb\nc\n" })).stdout).toBe("a\nc\n");
    expect((await run(["sed", "$q7"], { stdin: "a\n" })).code).toBe(7);
    expect((await run(["sed", "-E", "s/(.)(.*)/\\u\\1\\U\\2/;l"], { stdin: "ab\n" })).stdout).toBe("AB$\nAB\n");
  });

  test("dd tells how much it copied", async () => {
    const { stderr } = await run(["dd", "if=/dev/zero", "of=/dev/null", "bs=1k", "count=3"]);
    expect(stderr).toMatch(
      /^3\+0 records in\n3\+0 records out\n3072 bytes \(3\.0KB\) copied, \d+\.\d{6} seconds, \d+\.\d[KMGT]?B\/s\n$/,
    );
  });

  test("hello greets, and network programs say why they cannot work", async () => {
    expect((await run(["hello"])).stdout).toContain("Hello from dks!");
    expect(await run(["wget", "http://example.com"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("wget: no network"),
    });
  });

  test("uname, hostname, id, nproc, arch", async () => {
    expect((await run(["uname", "-sn"])).stdout).toBe("Linux box\n");
    expect((await run(["hostname"])).stdout).toBe("box\n");
    expect((await run(["id"], { uid: 5 })).stdout).toBe("uid=5 gid=0 groups=0\n");
    expect((await run(["nproc"])).stdout).toBe("1\n");
  });
});

describe("limits", () => {
  test("a full file system is an error of the program, not of the engine", async () => {
    const kernel = machine(programs, [], { maxBytes: 1 << 20 });
    const result = await run(["dd", "if=/dev/zero", "of=/big", "bs=64k"], {}, kernel);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain("No space left on device");
  });

  test("a line without end is too much at some time", async () => {
    const { process, err } = pipeline(["dd", "if=/dev/zero", "bs=1M"], ["grep", "x"]);
    expect((await process.exited).code).not.toBe(0);
    expect(err.text()).toContain("grep: Cannot allocate memory");
  });

  test("a user without rights is refused", async () => {
    expect(await run(["touch", "/etc/x"], { uid: 7 })).toMatchObject({ code: 1 });
    expect(await run(["rm", "/bin/cat"], { uid: 7 })).toMatchObject({
      stderr: "rm: can't remove '/bin/cat': Permission denied\n",
      code: 1,
    });
  });
});

describe("at a terminal", () => {
  async function atTerminal(argv: readonly string[]) {
    const kernel = machine(programs);
    const { master, slave } = openTty({ rows: 30, columns: 60 });
    const files = new Map([
      [0, slave],
      [1, slave.retain()],
      [2, slave.retain()],
    ]);
    const process = kernel.start({ argv, env: { PATH: "/bin" }, files });
    let screen = "";
    const reading = (async () => {
      for (let bytes = await master.read(); bytes !== undefined; bytes = await master.read()) screen += decode(bytes);
    })();
    const done = async () => {
      await process.exited;
      await reading;
      return screen;
    };
    return { master, done };
  }

  test("ls shows columns, stty the size, tty the name", async () => {
    expect(await (await atTerminal(["ls", "/proc", "/tmp"])).done()).toBe("/proc:\r\nself\r\n\r\n/tmp:\r\n");
    const columns = await (await atTerminal(["ls", "/bin"])).done();
    expect(columns.split("\r\n").every((line) => line.length <= 60)).toBe(true);
    expect(columns.split("\r\n")[0]).toMatch(/\S {2,}\S/);
    expect(await (await atTerminal(["stty", "size"])).done()).toBe("30 60\r\n");
    expect(await (await atTerminal(["tty"])).done()).toBe("/dev/tty\r\n");
  });

  test("stty changes the terminal and puts it back", async () => {
    const { done } = await atTerminal([
      "sh",
      "-c",
      "s=$(stty -g); stty raw -echo; stty | grep -c -- -icanon; stty $s; stty | grep -c ' icanon'",
    ]);
    expect(await done()).toBe("1\n1\r\n");
  });

  test("cat echoes lines until ^D", async () => {
    const { master, done } = await atTerminal(["cat"]);
    await master.write(encode("hi\r"));
    await master.write(encode("\x04"));
    expect(await done()).toBe("hi\r\nhi\r\n");
  });
});

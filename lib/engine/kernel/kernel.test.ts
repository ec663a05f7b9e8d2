import { describe, expect, test } from "vitest";
import { callbackFile, pipe, type Process, type Program, SystemError } from "./mod.ts";
import { decode, encode, launch, machine } from "./testing.ts";

const forever: Program = async (process) => {
  for (;;) await process.breathe();
};
const sleeper: Program = async (process) => {
  await process.sleep(1e9);
  return 0;
};
const copy: Program = async (process) => {
  for (let bytes = await process.read(0); bytes !== undefined; bytes = await process.read(0))
    await process.write(1, bytes);
  return 0;
};
const flood: Program = async (process) => {
  for (;;) await process.write(1, "y\n");
};
/** Runs as pid 1 beside the processes that a test is about. */
const container = (body: Program, more: Record<string, Program> = {}) =>
  launch(machine({ init: body, sleeper, forever, copy, flood, ...more }), ["init"]);

describe("a program", () => {
  test("reads, writes and ends with a code", async () => {
    const { process, out } = launch(machine({ copy }), ["copy"], { stdin: "hello\n" });
    expect(await process.exited).toEqual({ code: 0 });
    expect(out.text()).toBe("hello\n");
    expect(process.pid).toBe(1);
  });

  test("that throws ends with 1 and says why", async () => {
    const { process, err } = container(async () => {
      throw new SystemError("ENOSPC");
    });
    expect(await process.exited).toEqual({ code: 1 });
    expect(err.text()).toBe("init: No space left on device\n");
  });

  test("is found by PATH, by path, by link name and by script", async () => {
    const argv0: Program = async (process) => {
      await process.write(1, `${process.argv.join(" ")}\n`);
      return 0;
    };
    const run = async (...argv: string[]) => {
      const kernel = machine({ show: argv0 }, [
        { path: "/opt/other", type: "file", mode: 0o755, data: encode("\x7fDKS show\n") },
        { path: "/opt/script", type: "file", mode: 0o755, data: encode("#! /bin/show -x  \nbody\n") },
      ]);
      const { process, out } = launch(kernel, argv, { env: { PATH: "/nowhere:/bin:/opt" } });
      await process.exited;
      return out.text();
    };
    expect(await run("show", "a")).toBe("show a\n");
    expect(await run("/bin/show", "a")).toBe("/bin/show a\n");
    expect(await run("../bin/busybox", "show", "a")).toBe("show a\n");
    expect(await run("other", "b")).toBe("other b\n");
    expect(await run("script", "c")).toBe("/bin/show -x /opt/script c\n");
  });

  test.each([
    [["nope"], "ENOENT"],
    [["/bin/nope"], "ENOENT"],
    [["/bin"], "EACCES"],
    [["plain"], "EACCES"],
    [["/opt/text"], "ENOEXEC"],
    [["/opt/elf"], "ENOEXEC"],
    [["/opt/loop"], "ELOOP"],
    [[""], "ENOENT"],
  ])("%j cannot be started: %s", (argv, code) => {
    let released = false;
    const kernel = machine({ copy }, [
      { path: "/opt/plain", type: "file", mode: 0o644, data: encode("x") },
      { path: "/opt/text", type: "file", mode: 0o755, data: encode("echo hi\n") },
      { path: "/opt/elf", type: "file", mode: 0o755, data: encode("\x7fELF\x02") },
      { path: "/opt/loop", type: "file", mode: 0o755, data: encode("#!/opt/loop\n") },
    ]);
    const file = callbackFile({
      close: () => {
        released = true;
      },
    });
    const start = () => kernel.start({ argv, env: { PATH: "/opt:/bin" }, files: new Map([[0, file]]) });
    expect(start).toThrow(expect.objectContaining({ code }));
    expect(released).toBe(true);
  });

  test("of a foreign system is refused in words", () => {
    const kernel = machine({}, [{ path: "/elf", type: "file", mode: 0o755, data: encode("\x7fELF") }]);
    expect(() => launch(kernel, ["/elf"])).toThrow(/embedded engine/);
  });

  test("exec replaces the program, in the same process", async () => {
    const { process, out } = container(async (self) => {
      self.trap("TERM", () => undefined);
      return self.exec(["copy"]);
    });
    expect(await process.exited).toEqual({ code: 0 });
    expect(process.argv).toEqual(["copy"]);
    expect(out.text()).toBe("");
  });
});

describe("children", () => {
  test("have copies of what their parent has", async () => {
    const { process, out } = container(async (self) => {
      self.env.set("A", "1");
      const child = self.fork(
        async (child) => {
          child.env.set("A", "2");
          child.cwd = "/tmp";
          child.files.get(1)?.release();
          child.files.delete(1);
          return 3;
        },
        { env: { B: "x" } },
      );
      const status = await self.wait(child);
      await self.write(1, `${status?.code} ${self.env.get("A")} ${self.env.get("B")} ${self.cwd}`);
      return 0;
    });
    await process.exited;
    expect(out.text()).toBe("3 1 undefined /");
  });

  test("run together in a pipeline, which SIGPIPE ends", async () => {
    const { process } = container(async (self) => {
      const { reader, writer } = pipe();
      const child = self.spawn(["flood"], { files: new Map([[1, writer]]) });
      writer.release();
      expect(decode((await reader.read(2)) as Uint8Array)).toBe("y\n");
      reader.release();
      expect(await self.wait(child)).toEqual({ code: 141, signal: "PIPE" });
      return 0;
    });
    expect(await process.exited).toEqual({ code: 0 });
  });

  test("are adopted by pid 1 when their parent ends, and killed when pid 1 does", async () => {
    const kernel = machine({
      init: async (self) => {
        const parent = self.fork(async (child) => {
          child.spawn(["sleeper"]);
          return 0;
        });
        await self.wait(parent);
        await self.write(
          1,
          self
            .processes()
            .map(({ pid, parent }) => `${pid}<${parent}`)
            .join(" "),
        );
        return 0;
      },
      sleeper,
    });
    const { process, out } = launch(kernel, ["init"]);
    await process.exited;
    expect(out.text()).toBe("1<0 3<1");
    expect(kernel.processes).toEqual([]);
  });

  test("are limited in number", async () => {
    const bomb: Program = async (self) => {
      for (;;) self.fork(bomb);
    };
    const { process, err } = launch(machine({ bomb }, [], { maxProcesses: 50 }), ["bomb"]);
    expect(await process.exited).toEqual({ code: 1 });
    expect(err.text()).toContain("bomb: Resource temporarily unavailable\n");
  });
});

describe("signals", () => {
  test.each(["sleeper", "forever", "flood"])("KILL ends %s as pid 1, from outside", async (name) => {
    const kernel = machine({ sleeper, forever, flood });
    const { process } = launch(kernel, [name]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(kernel.kill(1, "KILL")).toBe(true);
    expect(await process.exited).toEqual({ code: 137, signal: "KILL" });
    expect(kernel.kill(1, "KILL")).toBe(false);
  });

  test("pid 1 ignores what it does not trap, also from inside", async () => {
    const { process } = container(async (self) => {
      expect(self.kill(1, "TERM")).toBe(true);
      expect(self.kill(1, "KILL")).toBe(true);
      expect(self.kill(99, "TERM")).toBe(false);
      return 5;
    });
    expect(await process.exited).toEqual({ code: 5 });
  });

  test("others die of them, unless they ignore them, which children inherit", async () => {
    const { process } = container(async (self) => {
      const mortal = self.spawn(["sleeper"]);
      self.trap("TERM", "ignore");
      const immune = self.spawn(["sleeper"]);
      self.kill(mortal.pid, "TERM");
      self.kill(immune.pid, "TERM");
      expect(await self.wait(mortal)).toEqual({ code: 143, signal: "TERM" });
      self.kill(immune.pid, "CHLD");
      self.kill(immune.pid, "HUP");
      expect(await self.wait(immune)).toEqual({ code: 129, signal: "HUP" });
      return 0;
    });
    expect(await process.exited).toEqual({ code: 0 });
  });

  test("a trapped one interrupts sleep and wait, and calls the handler first", async () => {
    const kernel = machine({
      init: async (self) => {
        const got: string[] = [];
        self.trap("USR1", () => void got.push("USR1"));
        const child = self.spawn(["sleeper"]);
        const slept = await self.sleep(1e9);
        await self.write(2, "slept");
        const waited = await self.wait(child);
        await self.write(1, JSON.stringify([slept, waited ?? null, got]));
        return 0;
      },
      sleeper,
    });
    const { process, out, err } = launch(kernel, ["init"]);
    const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
    // Sent until it is heard: nobody outside can tell when the process has begun to sleep, or to wait.
    while (err.text() === "") {
      kernel.kill(1, "USR1");
      await pause();
    }
    while (kernel.kill(1, "USR1")) await pause();
    await process.exited;
    const [slept, waited, got] = JSON.parse(out.text());
    expect([slept, waited, new Set(got)]).toEqual([false, null, new Set(["USR1"])]);
    expect(got.length).toBeGreaterThan(1);
  });

  test("STOP holds a process until CONT, and KILL ends it while it is held", async () => {
    let turns = 0;
    const counter: Program = async (self) => {
      for (;;) {
        turns++;
        await self.sleep(1);
      }
    };
    const kernel = machine({ counter });
    const { process } = launch(kernel, ["counter"]);
    const pause = () => new Promise((resolve) => setTimeout(resolve, 30));
    await pause();
    kernel.kill(1, "STOP");
    await pause();
    const held = turns;
    await pause();
    expect(turns).toBe(held);
    kernel.kill(1, "CONT");
    while (turns === held) await pause();
    kernel.kill(1, "STOP");
    kernel.kill(1, "KILL");
    expect((await process.exited).signal).toBe("KILL");
  });

  test("CHLD tells the parent", async () => {
    const { process } = container(async (self) => {
      let told = 0;
      self.trap("CHLD", () => void told++);
      await self.wait(self.fork(async () => 0));
      await self.sleep(0);
      return told;
    });
    expect(await process.exited).toEqual({ code: 1 });
  });
});

describe("a second program that is started", () => {
  test("joins the container, and has a session of its own", async () => {
    const kernel = machine({ sleeper, nap: (self) => self.wait(self.spawn(["sleeper"])).then(() => 0) });
    const first = launch(kernel, ["sleeper"]);
    const second = launch(kernel, ["nap"]);
    await second.process.sleep(5);
    expect(kernel.processes.map(({ pid, parent }) => [pid, parent])).toEqual([
      [1, 0],
      [2, 0],
      [3, 2],
    ]);
    kernel.killSession(second.process.pid, "INT");
    expect(await second.process.exited).toEqual({ code: 130, signal: "INT" });
    expect(kernel.processes.map(({ pid }) => pid)).toEqual([1]);
    kernel.kill(1, "KILL");
    await first.process.exited;
    expect(() => launch(kernel, ["sleeper"])).toThrow(expect.objectContaining({ code: "ESRCH" }));
  });
});

describe("a killed process", () => {
  test("closes its files at once and does not take bytes from the next reader", async () => {
    const { reader, writer } = pipe();
    const { process, out } = container(async (self) => {
      const first = self.spawn(["copy"], { files: new Map([[0, reader]]) });
      await self.sleep(10);
      self.kill(first.pid, "KILL");
      await self.wait(first);
      await writer.write(encode("for the second"));
      writer.release();
      const second = self.spawn(["copy"], {
        files: new Map([
          [0, reader],
          [1, self.files.get(1)!],
        ]),
      });
      reader.release();
      await self.wait(second);
      return 0;
    });
    await process.exited;
    expect(out.text()).toBe("for the second");
  });

  test("cannot go on, whatever its program catches", async () => {
    const stubborn: Program = async (self) => {
      for (;;) {
        try {
          await self.sleep(1e9);
        } catch {
          await self.write(1, "still here");
        }
      }
    };
    const kernel = machine({ stubborn });
    const { process, out } = launch(kernel, ["stubborn"]);
    await new Promise((resolve) => setTimeout(resolve, 10));
    kernel.killAll("KILL");
    await process.exited;
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(out.text()).toBe("");
  });

  test("at any point of any mix of programs, everything ends and every file is closed", async () => {
    const names = ["copy", "flood", "forever", "sleeper"];
    for (let round = 0; round < 40; round++) {
      let open = 0;
      const kernel = machine({
        copy,
        flood,
        forever,
        sleeper,
        init: async (self: Process) => {
          let last = pipe(64);
          for (let index = 0; index < 4; index++) {
            const next = pipe(64);
            const name = names[(round + index * 3) % names.length]!;
            self.spawn([name], {
              files: new Map([
                [0, last.reader],
                [1, next.writer],
              ]),
            });
            last.reader.release();
            next.writer.release();
            if (index === 0) self.files.set(9, last.writer);
            last = next;
          }
          last.reader.release();
          await self.write(9, "x".repeat(1000));
          await self.sleep(1e9);
          return 0;
        },
      });
      const track = () => {
        open++;
        return callbackFile({ write: () => undefined, close: () => void open-- });
      };
      const process = kernel.start({
        argv: ["init"],
        env: { PATH: "/bin" },
        files: new Map([
          [0, track()],
          [1, track()],
          [2, track()],
        ]),
      });
      await new Promise((resolve) => setTimeout(resolve, round % 7));
      kernel.kill(1, "KILL");
      expect(await process.exited).toEqual({ code: 137, signal: "KILL" });
      expect(kernel.processes).toEqual([]);
      expect(open).toBe(0);
    }
  });
});

describe("descriptors by path", () => {
  test("/dev/stdout, /dev/stdin and /dev/fd are the process' own", async () => {
    const { process, out } = launch(
      machine({
        init: async (self) => {
          const input = self.fs.open("/dev/stdin", { read: true });
          const output = self.fs.open("/dev/fd/1", { write: true });
          await output.write((await input.read())!);
          output.release();
          await self.write(1, self.fs.readdir("/dev/fd").join());
          return 0;
        },
      }),
      ["init"],
      { stdin: "in " },
    );
    await process.exited;
    expect(out.text()).toBe("in 0,1,2");
  });
});

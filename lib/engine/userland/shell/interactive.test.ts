import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keepAlive, openTty, type Process } from "../../kernel/mod.ts";
import { decode, encode, machine } from "../../kernel/testing.ts";
import { programs } from "../mod.ts";

let release: () => void;
beforeAll(() => {
  release = keepAlive();
});
afterAll(() => release());

/** The shell at a terminal. */
function terminal(env: Record<string, string> = {}) {
  const kernel = machine(programs);
  let shell: Process | undefined;
  const { master, slave } = openTty({
    rows: 24,
    columns: 80,
    signal: (signal) => {
      if (shell !== undefined) kernel.killSession(shell.pid, signal);
    },
  });
  const files = new Map([0, 1, 2].map((fd) => [fd, slave.retain()]));
  shell = kernel.start({ argv: ["sh"], env: { PATH: "/bin", ...env }, cwd: "/tmp", files });
  slave.release();
  let screen = "";
  return {
    shell,
    type: (keys: string) => master.write(encode(keys)),
    /** What the screen shows, up to a text that is waited for. */
    async until(text: string): Promise<string> {
      while (!screen.includes(text)) {
        const bytes = await master.read();
        if (bytes === undefined) throw new Error(`the terminal was closed after: ${screen}`);
        screen += decode(bytes);
      }
      const end = screen.indexOf(text) + text.length;
      const shown = screen.slice(0, end);
      screen = screen.slice(end);
      return shown.replaceAll("\r\n", "\n");
    },
  };
}

describe("at a terminal, the shell", () => {
  test("prompts, executes lines, and ends with ^D", async () => {
    const { shell, type, until } = terminal();
    expect(await until("# ")).toBe("/tmp # ");
    await type("echo hello; false\n");
    expect(await until("# ")).toBe("echo hello; false\nhello\n/tmp # ");
    await type("cd /; echo $? $-\n");
    expect(await until("/ # ")).toBe("cd /; echo $? $-\n0 is\n/ # ");
    await type("\x04");
    expect(await shell.exited).toEqual({ code: 0 });
  });

  test("asks for more until a command is complete", async () => {
    const { type, until } = terminal({ PS1: "$ " });
    await until("$ ");
    await type("for i in 1 2\ndo echo $i\n");
    await until("> ");
    await until("> ");
    await type("done\n");
    expect(await until("$ ")).toBe("done\n1\n2\n$ ");
  });

  test("goes on after errors", async () => {
    const { type, until } = terminal({ PS1: "$ " });
    await until("$ ");
    await type(`echo \${x?gone}\n`);
    expect(await until("$ ")).toBe(`echo \${x?gone}\nsh: x: gone\n$ `);
    await type("fi\n");
    expect(await until("$ ")).toBe('fi\nsh: syntax error: unexpected "fi"\n$ ');
    await type("nofile; exit 5\n");
    expect(await until("not found\r\n")).toBe("nofile; exit 5\nsh: nofile: not found\n");
  });

  test.each([
    ["a half-typed line", "echo half", ""],
    ["a program", "sleep 1000\n", ""],
    ["an empty loop", "while true; do :; done\n", ""],
    ["a loop of programs", "while true; do sleep 0.01; done\n", ""],
    ["read", "read x\n", ""],
    ["a half-typed command", "if true\n", "> "],
    ["a pipeline", "yes > /dev/null | cat\n", ""],
  ])("leaves %s on ^C", async (_name, typed, shown) => {
    const { type, until } = terminal({ PS1: "$ " });
    await until("$ ");
    await type(typed);
    await until(typed.trim());
    if (shown !== "") await until(shown);
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    await type("\x03");
    expect(await until("$ ")).toMatch(/\^C\n+\$ $/);
    await type("echo $? on\n");
    expect(await until("on\r\n$ ")).toMatch(/130 on\n\$ $/);
  });

  test("tells about jobs", async () => {
    const { type, until } = terminal({ PS1: "$ " });
    await until("$ ");
    await type("sleep 0.01 &\n");
    expect(await until("$ ")).toMatch(/\[1\] \d+\n\$ $/);
    await type("sleep 0.1\n");
    expect(await until("$ ")).toMatch(/\[1\]\+ {2}Done +sleep 0\.01\n\$ $/);
  });

  test("runs traps at the prompt, and shows what the prompt says", async () => {
    const { type, until } = terminal({ PS1: "\\u@\\h:\\w$x\\$ ", HOME: "/tmp", USER: "me", x: "!" });
    expect(await until("# ")).toBe("me@box:~!# ");
    await type("trap 'echo trapped' USR1; (kill -USR1 $$) &\n");
    expect(await until("trapped")).toContain("trapped");
  });
});

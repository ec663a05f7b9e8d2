import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { Interrupted, Session, type SessionOptions, StuckError, type UnawaitedCallError } from "./session.ts";
import { scriptedDocker } from "./testing.ts";

const opened: Session[] = [];
afterEach(async () => {
  for (const session of opened.splice(0)) await session.end();
});

interface Opened {
  readonly session: Session;
  readonly values: unknown[];
  readonly forgotten: UnawaitedCallError[];
  readonly calls: string[];
  run(source: string): Promise<unknown>;
}

function open(options: Partial<SessionOptions> = {}): Opened {
  const { docker, calls } = scriptedDocker({ "GET /containers/json": [], "POST /containers/x/wait": "pending" });
  const [values, forgotten]: [unknown[], UnawaitedCallError[]] = [[], []];
  const session = new Session({
    docker,
    mode: "prompt",
    at: { directory: "/scripts" },
    onValue: (value) => void values.push(value),
    onForgotten: (errors) => void forgotten.push(...errors),
    ...options,
  });
  session.offer({ containers: docker.containers, docker });
  opened.push(session);
  const run = async (source: string): Promise<unknown> => {
    const before = values.length;
    await session.run(await session.read(source, "prompt"));
    return values.slice(before).at(-1);
  };
  return { session, values, forgotten, calls, run };
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

/** Interrupts until something has ended. */
async function interruptUntil(session: Session, ended: Promise<unknown>, times: number): Promise<void> {
  let over = false;
  const done = (): void => {
    over = true;
  };
  ended.then(done, done);
  for (let n = 0; n < times && !over; n++) {
    await pause();
    session.interrupt();
  }
}

describe("an input that does not end when it is interrupted", () => {
  test("is abandoned, and goes no further", async () => {
    const { session, run } = open();
    await run("0"); // the parser is loaded: what is run from here on runs before anything interrupts it
    session.scope["caught"] = 0;
    const running = run("for (;;) { try { await new Promise((r) => setTimeout(r, 5)) } catch { caught++ } }");
    await interruptUntil(session, running, 3);
    await expect(running).rejects.toThrow("interrupted: it did not end, and was abandoned");
    await expect(running).rejects.toThrow(Interrupted);
    const before = session.scope["caught"];
    session.interrupt();
    await pause();
    expect(session.scope["caught"]).toBe(before);
    expect(await run("1 + 1")).toBe(2);
  });

  test("begins no calls any more, wherever its functions are from; and they can be called again", async () => {
    const { session, run, calls } = open();
    await run(
      "const step = async () => { await containers.list(); await new Promise((r) => setTimeout(r, 5)); return 'over' }",
    );
    const running = run("for (;;) { try { await step() } catch {} }");
    await interruptUntil(session, running, 3);
    await expect(running).rejects.toThrow(Interrupted);
    await pause();
    const before = calls.length;
    await pause();
    expect(calls.length).toBe(before);
    expect(await run("step()")).toBe("over");
  });

  test("one that cleans up when it is interrupted once ends by itself", async () => {
    const { session, run } = open();
    session.scope["cleaned"] = false;
    const running = run("try { await new Promise(() => {}) } finally { await null; cleaned = true }");
    await pause();
    session.interrupt();
    await expect(running).rejects.toThrow(/^interrupted$/);
    expect(session.scope["cleaned"]).toBe(true);
  });

  test("one that only awaits what is there already hears of it", async () => {
    const { session, run } = open();
    const running = run("for (;;) await null");
    setTimeout(() => session.interrupt(), 20);
    await expect(running).rejects.toThrow(Interrupted);
  });
});

describe("calls that an input has forgotten are told", () => {
  test.each([
    "[1].map(() => containers.list().length)",
    "const f = () => containers.list().length; f()",
    "[1].forEach(() => containers.list())",
  ])("%s", async (source) => {
    const { run, forgotten } = open();
    await run(source);
    expect(forgotten.map(({ message }) => message)).toEqual(["the call of Containers.list is not awaited"]);
    expect(forgotten[0]?.place).toMatchObject({ line: 1, column: source.indexOf("list()") + 1 });
    await run("1");
    expect(forgotten).toHaveLength(1);
  });

  test.each([
    "const f = () => containers.list(); f()",
    "const kept = [1, 2].map(() => containers.list())",
    "await Promise.all([1, 2].map(() => containers.list()))",
    "[1, 2].map(async () => containers.list())",
    "containers.list().length",
  ])("none are: %s", async (source) => {
    const { run, forgotten } = open();
    await run(source);
    expect(forgotten).toEqual([]);
  });
});

describe("names of the shell's own", () => {
  test("are left to the user who declares them", async () => {
    const { session, run } = open();
    expect(session.offer({ _: 1 })).toEqual([]);
    await run("const _ = 3, docker = 1");
    expect(session.offer({ _: 2, docker: 2, containers: 2 })).toEqual(["_", "docker"]);
    expect(await run("[_, docker, containers]")).toEqual([3, 1, 2]);
    session.reset();
    expect(session.offer({ _: 5 })).toEqual([]);
    expect(await run("_")).toBe(5);
  });

  test("are the shell's again when the declaration has failed", async () => {
    const { session, run } = open();
    session.offer({ _: 1 });
    await expect(run("const _ = nope")).rejects.toThrow(ReferenceError);
    expect(session.offer({ _: 2 })).toEqual([]);
    expect(await run("_")).toBe(2);
  });
});

describe("modules are looked for in the directory itself", () => {
  const folder = mkdtempSync(join(tmpdir(), "dks-session-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "sub"));
  writeFileSync(join(folder, "zz.mjs"), "export default 'above';");
  writeFileSync(join(folder, "sub/zz.mjs"), "export default 'here';");

  test.each(['import z from "./zz.mjs"; z', '(await import("./zz.mjs")).default'])("%s", async (source) => {
    const { run } = open({ at: { directory: join(folder, "sub") } });
    expect(await run(source)).toBe("here");
  });
});

describe("what an input may be", () => {
  test.each([
    ["function f() { return 1 } function f() { return 2 } f()", 2],
    ["export const z = 1; z", 1],
    ["export default function g() { return 4 } g()", 4],
    ["export default { a: 1 }", undefined],
    ["const q = 2; export { q }; q", 2],
    ["1;;;", 1],
    ["typeof arguments", "undefined"],
    ["#!/usr/bin/env dks\n1", 1],
    ["#!/usr/bin/env dks\r\n1\r\n", 1],
  ])("%s", async (source, expected) => {
    expect(await open().run(source)).toEqual(expected);
  });

  test("a constant cannot be changed, from the moment it is there", async () => {
    const { session, run } = open();
    await expect(run("const a = 1; a = 2")).rejects.toThrow(TypeError);
    expect(session.scope["a"]).toBe(1);
    await expect(run("const { b, c: [d] } = { b: 1, c: [2] }; d = 3")).rejects.toThrow(TypeError);
  });

  test.each([
    [
      "let m; try { containers.list().nope() } catch (e) { m = e.message } m",
      "containers.list(...).nope is not a function",
    ],
    [
      "const f = async () => { try { (await containers.list()).nope() } catch (e: any) { return e.message } }; f()",
      "containers.list(...).nope is not a function",
    ],
    [
      "const a = 1; const f = () => { try { a = 2 } catch (e) { return e.message } }; f()",
      "Assignment to constant variable.",
    ],
    ["let m; try { throw Object.freeze(new Error('__dks')) } catch (e) { m = e.message } m", "__dks"],
    ["let m; try { throw new Proxy({}, { getPrototypeOf() { throw 1 } }) } catch (e) { m = 'caught' } m", "caught"],
    ["let m; try { throw { message: 5 } } catch ({ message }) { m = message } m", 5],
  ])("an error that is caught speaks of the source: %s", async (source, expected) => {
    expect(await open().run(source)).toBe(expected);
  });

  test("a module that is not there was asked for by nobody", async () => {
    const error = (await open()
      .run("import('./nope.mjs')")
      .catch((thrown: unknown) => thrown)) as Error;
    expect(error.message).toMatch(/nope\.mjs/);
    expect(error.message).not.toContain("imported from");
  });

  test.each(["const __dks = 1", "function __call() {}", "__scope = 3", "import __dks from 'node:fs'"])(
    "a name that would take the place of the shell's own is an error: %s",
    async (source) => {
      const { run } = open();
      await expect(run(source)).rejects.toMatchObject({
        name: "SyntaxError",
        message: expect.stringContaining("is a name of the shell's own"),
      });
      expect(await run("1 + 1")).toBe(2);
    },
  );

  test("what cannot be asked is thrown on as what it throws", async () => {
    const { session, run } = open();
    const odd = await run(
      "throw Object.defineProperty(new Error('x'), 'stack', { get() { throw new Error('no stack') } })",
    ).catch((error: unknown) => error);
    expect(session.placesOf(odd)).toEqual([]);
    await expect(
      run("throw new Proxy({}, { getPrototypeOf() { throw new TypeError('no prototype') } })"),
    ).rejects.toThrow("no prototype");
  });

  test("what two declare still is an error", async () => {
    await expect(open().run("const a = 1; const a = 2")).rejects.toMatchObject({ name: "SyntaxError" });
  });
});

test("a program that waits for nothing is told where", async () => {
  const { session, run } = open({ mode: "eval" });
  const running = run("1;\n  await new Promise(() => {})");
  await pause();
  process.emit("beforeExit", 0);
  const error: unknown = await running.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StuckError);
  expect(session.placesOf(error)[0]).toMatchObject({ line: 2, column: 3 });
});

import { afterEach, describe, expect, test } from "vitest";
import { explain } from "../explain.ts";
import { type TestSession, testSession } from "../testing.ts";

const opened: TestSession[] = [];
function open(mode: "prompt" | "eval" | "script" | "transcript"): TestSession {
  const session = testSession(mode, { "GET /containers/json": [] });
  opened.push(session);
  return session;
}
afterEach(async () => {
  for (const { session } of opened.splice(0)) await session.end();
});

async function reportOf({ session, run }: TestSession, source: string): Promise<ReturnType<typeof explain>> {
  const error: unknown = await run(source).catch((thrown: unknown) => thrown);
  if (error instanceof Error) expect(error.stack).not.toMatch(/\(intermediate value\)|__dks/);
  return explain(error, session);
}

describe("a message speaks of what was typed", () => {
  test.each([
    ["containers.list().map2()", "containers.list(...).map2 is not a function"],
    ["const list: any[] = []; (containers.list() as any[]).map2()", "containers.list(...).map2 is not a function"],
    ["containers.get('x').strat()", "containers.get(...).strat is not a function"],
    ["containers.get('x')['strat']()", "containers.get(...).strat is not a function"],
    ["containers.list()()", "containers.list(...) is not a function"],
    ["containers?.list()?.nope()", "containers?.list(...)?.nope is not a function"],
    ["new (containers.get('x').Nope)()", "containers.get(...).Nope is not a constructor"],
  ])("%s", async (source, message) => {
    expect((await reportOf(open("prompt"), source)).message).toBe(message);
  });

  test.each(["for (const x of containers.get('x')) print(x)", "containers.get('x').a.b", "const { a: { b } } = ps()"])(
    "and of nothing else: %s",
    async (source) => {
      expect((await reportOf(open("prompt"), source)).message).not.toMatch(/intermediate value|__dks/);
    },
  );

  test("and the same where the await is written, so that a recording replays", async () => {
    const typed = await reportOf(open("prompt"), "containers.list().map2()");
    for (const mode of ["script", "transcript"] as const)
      expect((await reportOf(open(mode), "(await containers.list()).map2()")).message).toBe(typed.message);
  });
});

describe("the method that was meant is said of every chain", () => {
  test.each([
    ["containers.lst()", "Did you mean `list`?"],
    ["docker.containers.lst()", "Did you mean `list`?"],
    ['containers.get("x").strat()', "Did you mean `start`?"],
    ['docker.images.get("x").histroy()', "Did you mean `history`?"],
    ["containers.list().fliter(() => true)", "Did you mean `filter`?"],
    ["ps().fliter(() => true)", "Did you mean `filter`?"],
    ["const c = containers.get('x'); c.strat()", "Did you mean `start`?"],
    ["({ a: 1 }).b()", "help(x) tells what something of dks has; Object.keys(x) shows it of any object."],
  ])("%s", async (source, hint) => {
    expect((await reportOf(open("eval"), source)).hint).toBe(hint);
  });
});

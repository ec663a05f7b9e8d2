import { describe, expect, test } from "vitest";
import * as library from "../mod.ts";
import { reference } from "./reference/generated/reference.ts";
import { adviceFor } from "./advice.ts";
import { explain } from "./explain.ts";
import { testSession } from "./testing.ts";

/** An error with a message, of a name. */
function error(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

describe("every error of dks ends with what to do next, also where it is made without", () => {
  const errors = library as unknown as Record<string, typeof library.DockerError>;
  const classes = reference.classes.filter((entry) => entry.error).map(({ name }) => name);
  test.each(classes)("%s", (name) => {
    const Class = errors[name]!;
    const details = { method: "GET", path: "/x", status: 418 };
    expect(explain(new Class("what it says", details as object), undefined).hint).toMatch(/\.$/);
    expect(explain(new Class("x", { ...details, hint: "Its own." } as object), undefined).hint).toBe("Its own.");
  });
});

test.each([
  // as V8 says it, and JavaScriptCore
  ["TypeError", "Cannot read properties of undefined (reading 'foo')", /`\.foo` is undefined.*`\?\.foo`/],
  ["TypeError", "undefined is not an object (evaluating 'x.y.foo')", /`\.foo` is undefined.*`\?\.foo`/],
  ["TypeError", "undefined is not an object (evaluating 'list().foo.bar')", /`\.bar` is undefined/],
  ["TypeError", "undefined is not an object (evaluating 'a.foo(b.c)')", /`\.foo` is undefined/],
  ["TypeError", "null is not an object (evaluating 'a.foo(1)')", /`\.foo` is null/],
  ["TypeError", "Cannot destructure property 'a' of 'x' as it is undefined.", /it is undefined/],
  ["TypeError", "x is not a function", /help\(x\)/],
  ["TypeError", "x is not a function or its return value is not iterable", /Object\.entries/],
  ["TypeError", "x is not iterable", /Object\.entries/],
  ["SyntaxError", "Unterminated string constant", /quote/],
  ["SyntaxError", "Unexpected end of input", /still open/],
  ["SyntaxError", "Unexpected token u in JSON at position 0", /not JSON/],
  ["RangeError", "Maximum call stack size exceeded", /without an end/],
  ["AbortError", "This operation was aborted", /signal/],
  ["CommandError", "cannot read /nope: ENOENT: no such file or directory, open '/nope'", /path/],
])("%s: %s", (name, message, advice) => {
  expect(adviceFor(error(name, message))).toMatch(advice);
});

test("an error of the system is known by its code", () => {
  expect(adviceFor(Object.assign(new Error("x"), { code: "EISDIR" }))).toMatch(/directory/);
  expect(adviceFor(Object.assign(new Error("x"), { code: "toString" }))).toBeUndefined();
});

test("what somebody has thrown himself stays as it is", () => {
  for (const thrown of [
    new Error("mine"),
    new TypeError("mine"),
    error("MyError", "mine"),
    "text",
    undefined,
    { a: 1 },
  ])
    expect(adviceFor(thrown)).toBeUndefined();
});

describe("nothing of the user's runs to explain an error", () => {
  test.each([
    "const p = new Proxy({}, { getOwnPropertyDescriptor() { throw 1 }, getPrototypeOf() { throw 2 } }); p.foo()",
    "const h = Object.create(new Proxy({}, { get() {}, getOwnPropertyDescriptor() { throw 1 }, getPrototypeOf() { throw 2 } })); h.foo()",
    "const o = {}; o.foo()",
  ])("%s", async (source) => {
    const { session, run } = testSession("prompt");
    const failed = await run(source).catch((error: unknown) => error);
    expect(explain(failed, session)).toMatchObject({
      message: expect.stringContaining("is not a function"),
      hint: expect.stringMatching(/^help\(x\)/),
    });
    await session.end();
  });
});

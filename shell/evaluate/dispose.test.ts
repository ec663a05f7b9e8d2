import { expect, test } from "vitest";
import { DisposeStack } from "./dispose.ts";

function named(name: string, log: string[], fails = false): Disposable & AsyncDisposable {
  const dispose = (how: string) => {
    log.push(`${name} ${how}`);
    if (fails) throw new Error(name);
  };
  return { [Symbol.dispose]: () => dispose("sync"), [Symbol.asyncDispose]: async () => dispose("async") };
}

test("resources go in reverse order, each in the way that it was taken", async () => {
  const log: string[] = [];
  const stack = new DisposeStack();
  stack.use(false, named("a", log));
  stack.use(true, named("b", log));
  stack.use(true, null);
  await stack.dispose(true);
  await stack.dispose(true);
  expect(log).toEqual(["b async", "a sync"]);
});

test("all have their turn, and the first error is thrown", async () => {
  const log: string[] = [];
  const stack = new DisposeStack();
  for (const name of ["a", "b", "c"]) stack.use(false, named(name, log, name !== "b"));
  expect(() => stack.dispose(false)).toThrow("c");
  expect(log).toEqual(["c sync", "b sync", "a sync"]);
});

test("an error of the block comes before those of its resources", () => {
  const stack = new DisposeStack();
  stack.use(false, named("a", [], true));
  stack.fail(new Error("block"));
  expect(() => stack.dispose(false)).toThrow("block");
});

test("what cannot be disposed of is refused", () => {
  expect(() => new DisposeStack().use(true, {})).toThrow(TypeError);
  expect(() => new DisposeStack().use(false, { [Symbol.asyncDispose]() {} })).toThrow("await using");
});

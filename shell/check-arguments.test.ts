import { describe, expect, test } from "vitest";
import { argumentCheck } from "./check-arguments.ts";
import { reference } from "./reference/generated/reference.ts";

const check = argumentCheck(reference);

describe("a key that is not known is refused", () => {
  test.each([
    ["Containers.list", [{ al: true }], "knows no `al`", "Did you mean `all`?"],
    [
      "Containers.list",
      [{ filters: { statuss: ["running"] } }],
      "knows no `filters.statuss`",
      "Did you mean `status`?",
    ],
    ["Container.stop", [{ seconds: 5 }], "knows no `seconds`", "It knows: t, stopSignal, signal."],
    ["ps", [{ limits: 1 }], "knows no `limits`", "Did you mean `limit`?"],
    ["run", ["busybox", ["sh"], { stdinn: "x" }], "knows no `stdinn`", "Did you mean `stdin`?"],
    ["Containers.create", [{ image: "busybox" }], "knows no `image`", "Did you mean `Image`?"],
    [
      "Containers.create",
      [{ Image: "x", HostConfig: { AutoRemov: true } }],
      "knows no `HostConfig.AutoRemov`",
      "Did you mean `AutoRemove`?",
    ],
  ])("%s(%j)", (call, args, message, hint) => {
    expect(() => check(call, args)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(message), hint: expect.stringContaining(hint) }),
    );
  });
});

test.each([
  ["ps", [5], "the options of ps must be an object; they are a number"],
  ["ps", [null], "the options of ps must be an object; they are null"],
  ["Containers.list", [["all"]], "the options of Containers.list must be an object; they are a list"],
  ["run", ["busybox", ["sh"], "tty"], "the options of run must be an object; they are a string"],
])("options that are none are refused: %s(%j)", (call, args, message) => {
  expect(() => check(call, args)).toThrow(
    expect.objectContaining({ message, hint: expect.stringMatching(/^It knows: /) }),
  );
});

test.each([
  ["Containers.list", [{ all: true, filters: { label: ["a"] } }]],
  ["Containers.list", []],
  ["Containers.create", [{ Image: "x", Labels: { anything: "1" }, SomethingQuiteNew: 1 }, { name: "a" }]],
  ["Container.attach", [{ stream: true, stdin: true }]],
  ["Images.build", [{ dockerfile: "FROM x", files: { a: "b" } }, { buildArgs: { x: "1" } }]],
  ["Images.import", [new Uint8Array(1), { repository: "a" }]],
  ["nothing", [{ a: 1 }]],
])("what is known, or may be, passes: %s(%j)", (call, args) => {
  expect(() => check(call, args)).not.toThrow();
});

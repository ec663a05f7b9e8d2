import { expect, test } from "vitest";
import { NotFoundError } from "../../mod.ts";
import { Interrupted } from "../session.ts";
import { StuckError, TimeoutError } from "./limit.ts";
import { isStated, statedError } from "./stated.ts";
import { parseTranscript, type Statement } from "./transcript.ts";

const missing = new NotFoundError("No such container: x", { status: 404, method: "GET", path: "/containers/x/json" });

test.each([
  ["NotFoundError 404: No such container: x", missing],
  ["NotFoundError 404: in other words", missing],
  ["NotFoundError: without a status", missing],
  ["", missing],
  ["...", missing],
  ["* (glob)", missing],
  ["Not\\w+ 404: .* (re)", missing],
  ["Thrown: 1", 2],
])("%j is stated, and comes", (line, error) => {
  expect(isStated([line], error)).toBe(true);
});

test.each([
  ["ConflictError 409: No such container: x", missing],
  ["Error: x", new TypeError("x")],
  ["Type.* (re)", missing],
  ["Thrown: 1", new Error("1")],
  ["", new TimeoutError(1000, 1, undefined)],
  ["StuckError: whatever", new StuckError(undefined)],
  ["Interrupted: interrupted", new Interrupted("interrupted")],
])("%j is stated, and something else comes", (line, error) => {
  expect(isStated([line], error)).toBe(false);
});

test("what a statement states is read from its outputs", async () => {
  const { items } = await parseTranscript("a();\n//| x\n//!! E: one\n//!! two  \nb();\n//| y\n");
  const [first, second] = items as Statement[];
  expect(statedError(first!)).toEqual(["E: one", "two"]);
  expect(statedError(second!)).toBeUndefined();
});

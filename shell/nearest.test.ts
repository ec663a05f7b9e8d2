import { expect, test } from "vitest";
import { didYouMean, nearest } from "./nearest.ts";

test.each([
  ["containrs", "containers"],
  ["imagse", "images"],
  ["Pull", "pull"],
  ["pul", "pull"],
  ["psx", "ps"],
  ["zzz", undefined],
  ["", undefined],
  ["x", undefined],
  ["pz", "ps"],
])("%s -> %s", (word, expected) => {
  expect(nearest(word, ["containers", "images", "pull", "ps", "print"])).toBe(expected);
});

test("the beginning of a word is enough where nothing is near", () => {
  expect(didYouMean("repo", ["message", "repositories", "repository"])).toBe("Did you mean `repository`?");
  expect(didYouMean("Stat", ["state", "status"])).toBe("Did you mean `state`?");
  expect(didYouMean("re", ["repository"])).toBe("");
});

test("the nearer one is chosen, and put into words", () => {
  expect(didYouMean("hots", ["boots", "host"])).toBe("Did you mean `host`?");
  expect(didYouMean("qqq", ["host"])).toBe("");
});

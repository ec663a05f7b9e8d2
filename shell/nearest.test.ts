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
])("%s -> %s", (word, expected) => {
  expect(nearest(word, ["containers", "images", "pull", "ps", "print"])).toBe(expected);
});

test("the nearer one is chosen, and put into words", () => {
  expect(didYouMean("hots", ["boots", "host"])).toBe("Did you mean `host`?");
  expect(didYouMean("qqq", ["host"])).toBe("");
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { namePattern } from "./name-pattern.ts";
import { parseReference } from "./reference.ts";

const matches = (pattern: string, ref: string): boolean => namePattern(pattern)(parseReference(ref));

test.each([
  ["busybox", "busybox:1", true],
  ["busybox:1", "busybox:1", true],
  ["busybox:1", "docker.io/library/busybox:1", true],
  ["busybox:2", "busybox:1", false],
  ["busy", "busybox", false],
  ["b*x", "busybox", true],
  ["*", "busybox", true],
  ["*", "team/app", false],
  ["*/*", "team/app:v1", true],
  ["team/???", "team/app", true],
  ["team/??", "team/app", false],
  ["a[a-c]p", "abp", true],
  ["a[^a-c]p", "abp", false],
  ["a[^x-z]p", "abp", true],
  ["a\\bp", "abp", true],
  ["a.p", "abp", false],
  ["localhost:5000/*:v?", "localhost:5000/app:v1", true],
])("%s and %s: %s", (pattern, ref, expected) => {
  expect(matches(pattern, ref)).toBe(expected);
});

test.each(["[", "[]", "[a", "a\\", "[b-a]"])("%s is malformed", (pattern) => {
  expect(() => namePattern(pattern)).toThrow(/syntax error in pattern/);
});

// Whoever goes back, star by star, does not come to an end here.
test("a pattern may have many stars", () => {
  expect(matches(`${"*a".repeat(30)}b`, "a".repeat(200))).toBe(false);
});

test("a pattern is taken or refused, whatever it is, and a name matches itself", () => {
  const name = fc.stringMatching(/^[a-z0-9]{1,8}(?:[-_.][a-z0-9]{1,4})?(?:\/[a-z0-9]{1,8})?:[a-zA-Z0-9_.]{1,8}$/);
  fc.assert(
    fc.property(
      name.filter((one) => !/:[.]/.test(one)),
      (ref) => {
        expect(matches(ref, ref)).toBe(true);
      },
    ),
  );
  fc.assert(
    fc.property(fc.string(), (pattern) => {
      try {
        namePattern(pattern);
      } catch (error) {
        expect(String(error)).toContain("syntax error in pattern");
      }
    }),
  );
});

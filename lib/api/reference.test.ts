import { expect, test } from "vitest";
import { InvalidArgumentError } from "../errors.ts";
import { checkContainerRef, parseImageRef } from "./reference.ts";

const digest = `sha256:${"a".repeat(64)}`;

test.each([
  ["busybox", { repository: "busybox" }],
  ["busybox:1.36", { repository: "busybox", tag: "1.36" }],
  ["team/app:v1", { repository: "team/app", tag: "v1" }],
  ["registry:5000/team/app", { repository: "registry:5000/team/app", registry: "registry:5000" }],
  [
    "127.0.0.1:5000/busybox:latest",
    { repository: "127.0.0.1:5000/busybox", registry: "127.0.0.1:5000", tag: "latest" },
  ],
  ["[::1]:5000/busybox", { repository: "[::1]:5000/busybox", registry: "[::1]:5000" }],
  ["Registry.Example/app", { repository: "Registry.Example/app", registry: "Registry.Example" }],
  [`app@${digest}`, { repository: "app", digest }],
  [`app:v1@${digest}`, { repository: "app", tag: "v1", digest }],
  ["a_b/c__d/e-f.g", { repository: "a_b/c__d/e-f.g" }],
  [digest, { repository: digest }],
  ["0123456789ab", { repository: "0123456789ab" }],
])("%s is an image", (ref, parsed) => {
  expect(parseImageRef(ref)).toEqual(parsed);
});

test.each([
  ["", /is empty/],
  ["Busybox", /lower case/],
  ["a//b", /empty part/],
  ["/a", /empty part/],
  ["a:", /tag/],
  ["a:b c", /tag/],
  [`a:${"x".repeat(129)}`, /longer than 128/],
  ["a@sha256:123", /digest/],
  ["a b", /`a b`/],
  ["../a", /`\.\.`|registry/],
  ["a\nb", /`a\nb`/],
  [undefined, /: it is missing$/],
  [{}, /^an object cannot name an image: it must be a string$/],
  [7, /not a string/],
])("%j is none, and the error says why", (ref, why) => {
  expect(() => parseImageRef(ref)).toThrow(InvalidArgumentError);
  expect(() => parseImageRef(ref)).toThrow(why);
});

test("a container is named by letters, digits and a few signs", () => {
  for (const ref of ["a", "0123abc", "/web", "a.b_c-d"]) expect(checkContainerRef(ref)).toBe(ref);
  for (const ref of ["", " a", "a b", "a/b", "-a", "a\n", null, {}])
    expect(() => checkContainerRef(ref)).toThrow(InvalidArgumentError);
});

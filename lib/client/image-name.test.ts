import { expect, test } from "vitest";
import { InvalidArgumentError } from "../errors.ts";
import { newImageName } from "./image-name.ts";

const digits = "a".repeat(64);

test.each([
  ["busybox", { repo: "busybox", tag: "latest" }],
  ["team/app:1.0", { repo: "team/app", tag: "1.0" }],
  ["registry:5000/app", { repo: "registry:5000/app", tag: "latest" }],
  ["registry:5000/team/app:v1", { repo: "registry:5000/team/app", tag: "v1" }],
])("%s", (name, parts) => {
  expect(newImageName(name)).toEqual(parts);
});

test.each([`app@sha256:${digits}`, `app:v1@sha256:${digits}`, `sha256:${digits}`, digits, "", "APP", "app:", "a//b"])(
  "no new name: %s",
  (name) => {
    expect(() => newImageName(name)).toThrow(InvalidArgumentError);
  },
);

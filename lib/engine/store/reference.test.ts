import { describe, expect, test } from "vitest";
import { familiar, parseReference } from "./reference.ts";

const digest = `sha256:${"a".repeat(64)}`;

describe("a reference", () => {
  test.each([
    ["busybox", "docker.io/library/busybox", "latest", "busybox:latest"],
    ["busybox:1.36", "docker.io/library/busybox", "1.36", "busybox:1.36"],
    ["library/busybox", "docker.io/library/busybox", "latest", "busybox:latest"],
    ["docker.io/busybox", "docker.io/library/busybox", "latest", "busybox:latest"],
    ["index.docker.io/team/app", "docker.io/team/app", "latest", "team/app:latest"],
    ["team/app:1", "docker.io/team/app", "1", "team/app:1"],
    ["localhost/app", "localhost/app", "latest", "localhost/app:latest"],
    ["host:5000/app", "host:5000/app", "latest", "host:5000/app:latest"],
    ["host.example/a/b:t", "host.example/a/b", "t", "host.example/a/b:t"],
    [`busybox@${digest}`, "docker.io/library/busybox", undefined, `busybox@${digest}`],
    [`busybox:1@${digest}`, "docker.io/library/busybox", "1", `busybox:1@${digest}`],
  ])("%s", (text, repository, tag, shown) => {
    const reference = parseReference(text);
    expect([reference.repository, reference.tag]).toEqual([repository, tag]);
    expect(familiar(reference)).toBe(shown);
  });

  test("that is none is refused", () => {
    for (const text of ["", "UPPER", "a b", "a:", "a/", "a//b", "a@b"]) {
      expect(() => parseReference(text)).toThrow(/^invalid reference format/);
    }
  });
});

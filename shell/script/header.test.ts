import { describe, expect, test } from "vitest";
import { readHeader } from "./header.ts";

describe("a header", () => {
  test.each([
    ["", { embedded: false }],
    ["version()", { embedded: false }],
    [
      "#!/usr/bin/env dks\n//! dks 1\n//! title: Talk: to stdin\n//! engine: embedded, API 1.0\n\n1",
      { title: "Talk: to stdin", embedded: true, apiVersion: "1.0" },
    ],
    ["\r\n//! dks 1\r\n//! engine: API 1.41\r\n", { embedded: false, apiVersion: "1.41" }],
    ["//! dks 1\n// prose\n//! engine: embedded", { embedded: false }],
    ["//! recorded: docker 20.10.24+dfsg1", { embedded: false, recorded: "docker 20.10.24+dfsg1" }],
    ["//! engine: embedded\n//! recorded: embedded", { embedded: true, recorded: "embedded" }],
    ["//!! NotFoundError 404: x", { embedded: false }],
    ["await pull('x')\n//! engine: embedded", { embedded: false }],
  ])("%j", (source, header) => {
    expect(readHeader(source)).toEqual(header);
  });

  test.each([
    ["//! dks 2", 1, "does not know format 2", "dks 1"],
    ["#!/usr/bin/env dks\n//! dks 1\n//! engin: embedded", 3, "unknown header `engin`", "Did you mean `engine`?"],
    ["//! dks 1\n//! engine: unix:///var/run/docker.sock", 2, "cannot name an address", "-H"],
    ["//! engine: tcp://1.2.3.4", 1, "cannot name an address", "DOCKER_HOST"],
    ["//! engine: docker", 1, '"docker"', "`embedded`"],
    ["//! engine: API new", 1, '"API new"', "`API 1.41`"],
    ["//! recorded: docker on tcp://1.2.3.4", 1, "`recorded:` cannot be", "`docker 28.3.2`"],
    ["//! title: a\n\n//! title: b", 3, "`title` twice", "Leave"],
    ["//! hello", 1, '"hello" is not a line', "`title:`"],
  ])("%j is refused", (source, line, message, hint) => {
    expect(() => readHeader(source)).toThrow(
      expect.objectContaining({ line, message: expect.stringContaining(message), hint: expect.stringContaining(hint) }),
    );
  });
});

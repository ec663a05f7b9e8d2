import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parseInvocation, UsageError } from "./options.ts";
import { tlsEnvironment } from "./tls-flags.ts";

describe("a command line", () => {
  test.each([
    [[], { task: { kind: "session" }, host: undefined, apiVersion: undefined, json: false, plain: false }],
    [["-e", "1 + 1"], { task: { kind: "eval", code: "1 + 1", args: [] } }],
    [["--eval=-1", "a", "b"], { task: { kind: "eval", code: "-1", args: ["a", "b"] } }],
    [["-e", ""], { task: { kind: "eval", code: "" } }],
    [
      ["-H", "unix:///x.sock", "--api-version", "1.0", "--json"],
      { host: "unix:///x.sock", apiVersion: "1.0", json: true, task: { kind: "session" } },
    ],
    [
      ["--host=tcp://127.0.0.1:1", "x.dks"],
      { host: "tcp://127.0.0.1:1", task: { kind: "file", path: "x.dks", args: [] } },
    ],
    [
      ["x.dks", "--json", "-H", "a", "--", "b"],
      {
        json: false,
        plain: false,
        host: undefined,
        task: { kind: "file", path: "x.dks", args: ["--json", "-H", "a", "--", "b"] },
      },
    ],
    [["007"], { task: { kind: "file", path: "007", args: [] } }],
    [["--help"], { task: { kind: "help" } }],
    [["-h", "x.dks"], { task: { kind: "help" } }],
    [["-V"], { task: { kind: "version" } }],
    [["engine"], { task: { kind: "engine", listen: undefined, allowFetch: false } }],
    [["engine", "--allow-fetch"], { task: { kind: "engine", allowFetch: true } }],
    [
      ["engine", "--listen", "unix:///x", "--api-version=1.0"],
      { apiVersion: "1.0", task: { kind: "engine", listen: "unix:///x" } },
    ],
    [["--api-version", "1.0", "engine"], { apiVersion: "1.0", task: { kind: "engine" } }],
    [["engine", "--help"], { task: { kind: "help" } }],
    [["record", "x.dks"], { task: { kind: "record", path: "x.dks", append: false, wire: false } }],
    [["-H", "embedded:", "record", "--wire", "x.dks"], { host: "embedded:", task: { kind: "record", wire: true } }],
    [["record", "--append", "x.dks"], { task: { kind: "record", append: true } }],
    [["--tlsverify", "-H", "tcp://x:1"], { tls: { tls: false, tlsverify: true }, host: "tcp://x:1" }],
    [
      ["--tls", "--tlscacert", "a", "--tlscert=b", "--tlskey", "c", "-e", "1"],
      {
        tls: { tls: true, tlsverify: false, tlscacert: "a", tlscert: "b", tlskey: "c" },
      },
    ],
    [["types"], { task: { kind: "types", out: undefined } }],
    [["types", "--out", "dks.d.ts"], { task: { kind: "types", out: "dks.d.ts" } }],
  ])("%j", (args, expected) => {
    expect(parseInvocation(args)).toMatchObject(expected);
  });
});

describe("a command line that cannot be meant", () => {
  test.each([
    [["--jsno"], "unknown option --jsno", "Did you mean --json?"],
    [["--hots=x"], "unknown option --hots", "Did you mean --host?"],
    [["-x"], "unknown option -x", "--help"],
    [["--tlsverfy"], "unknown option --tlsverfy", "Did you mean --tlsverify?"],
    [["--tlskey"], "--tlskey needs a value", "--help"],
    [["--tls", "-H", "unix:///x"], "TLS does not go with unix:///x", "https://"],
    [["--tlsverify", "engine"], "does not speak TLS", "socket"],
    [["-H"], "-H, --host needs a value", "--help"],
    [["--api-version", "--json"], "--api-version needs a value", "--help"],
    [["-e"], "-e, --eval needs a value", "--eval=CODE"],
    [["-e", "-1"], "-1 is not an option", "--eval=CODE"],
    [["-H", "x", "engine"], "-H has no meaning", "--listen"],
    [["engine", "x"], "takes no argument x", "--listen"],
    [["engine", "--lisen", "x"], "unknown option --lisen", "Did you mean --listen?"],
  ])("%j", (args, message, hint) => {
    const error = (() => {
      try {
        return parseInvocation(args);
      } catch (error) {
        return error;
      }
    })();
    expect(error).toBeInstanceOf(UsageError);
    expect(error).toMatchObject({ message: expect.stringContaining(message), hint: expect.stringContaining(hint) });
  });
});

describe("TLS on the command line", () => {
  const none = { tls: false, tlsverify: false };
  test.each([
    [{ ...none, tlsverify: true }, { DOCKER_TLS_VERIFY: "1" }],
    [{ ...none, tls: true }, { DOCKER_TLS: "1" }],
    [
      { ...none, tlscacert: "/a" },
      { DOCKER_TLS_VERIFY: "1", DKS_TLS_CACERT: "/a" },
    ],
    [
      { tls: true, tlsverify: true, tlscert: "/b", tlskey: "/c" },
      { DOCKER_TLS: "1", DOCKER_TLS_VERIFY: "1", DKS_TLS_CERT: "/b", DKS_TLS_KEY: "/c" },
    ],
  ])("%j", (flags, environment) => {
    expect(tlsEnvironment(flags)).toEqual(environment);
  });

  test("files are named from where the command was called", () => {
    expect(tlsEnvironment({ ...none, tlskey: "key.pem" })["DKS_TLS_KEY"]).toBe(resolve("key.pem"));
  });
});

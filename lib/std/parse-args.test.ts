import fc from "fast-check";
import { describe, expect, expectTypeOf, test, vi } from "vitest";
import { parseArgs } from "./cli.ts";

const parse = (line: string, options?: Parameters<typeof parseArgs>[1]) =>
  parseArgs(line === "" ? [] : line.split(" "), options);

describe("flags", () => {
  test("long ones, with and without a value", () => {
    expect(parse("--name value --other=x=y --flag")).toEqual({ _: [], name: "value", other: "x=y", flag: true });
  });

  test("a value may be empty, or of several lines", () => {
    expect(parseArgs(["--a", "", "--b=", "--c=1\n2"])).toEqual({ _: [], a: "", b: "", c: "1\n2" });
  });

  test("short ones, alone and together", () => {
    expect(parse("-a -bc -f file -n5 -m=x")).toEqual({ _: [], a: true, b: true, c: true, f: "file", n: 5, m: "x" });
    expect(parse("-H/run/x.sock")).toEqual({ _: [], H: "/run/x.sock" });
  });

  test("the last one wins", () => {
    expect(parse("--a 1 --a 2")).toEqual({ _: [], a: 2 });
  });

  test("another flag is not a value, a lone dash is", () => {
    expect(parse("--a --b -c - -")).toEqual({ _: ["-"], a: true, b: true, c: "-" });
  });

  test("what looks like a number becomes one", () => {
    expect(parse("--a 5 --c=0x1F 1.5 1e3 .5 1.2.3")).toEqual({ _: [1.5, 1000, 0.5, "1.2.3"], a: 5, c: 31 });
  });

  test("what begins with a dash is a flag, even a number", () => {
    expect(parse("--b -5 --c=-5")).toEqual({ _: [], b: true, 5: true, c: -5 });
  });

  test("may be called like members of every object", () => {
    const args = parse("--constructor x --toString --__proto__ y");
    expect(Object.entries(args)).toEqual([
      ["constructor", "x"],
      ["toString", true],
      ["__proto__", "y"],
      ["_", []],
    ]);
  });
});

describe("boolean", () => {
  test("takes no value but true and false, and is false when absent", () => {
    expect(parse("--v file -q true --w=false --x false", { boolean: ["v", "q", "w", "x", "y"] })).toEqual({
      _: ["file"],
      v: true,
      q: true,
      w: false,
      x: false,
      y: false,
    });
  });

  test("may be all", () => {
    expect(parse("--v file --name=x -f y", { boolean: true })).toEqual({ _: ["file"], v: true, name: "x", f: "y" });
  });
});

describe("string", () => {
  test("keeps what looks like a number, and is empty without a value", () => {
    expect(parse("--id 0123 -t --n 5", { string: ["id", "t"] })).toEqual({ _: [], id: "0123", t: "", n: 5 });
  });

  test("_ stands for the positional arguments", () => {
    expect(parse("5 0x10", { string: "_" })).toEqual({ _: ["5", "0x10"] });
  });
});

test("collect makes lists", () => {
  expect(parse("-e A -e B --port 80", { collect: ["e", "port", "none"], string: "e" })).toEqual({
    _: [],
    e: ["A", "B"],
    port: [80],
    none: [],
  });
});

test("negatable flags can be switched off, others are named so", () => {
  expect(parse("--no-color --no-other", { boolean: "color", negatable: "color", default: { color: true } })).toEqual({
    _: [],
    color: false,
    "no-other": true,
  });
});

test("alias gives the value to every name", () => {
  const options = { boolean: "help", alias: { help: ["h", "?"], n: "name" }, collect: "name" } as const;
  expect(parse("-h --name x -n y", options)).toEqual({
    _: [],
    help: true,
    h: true,
    "?": true,
    n: ["x", "y"],
    name: ["x", "y"],
  });
});

test("default fills in what is absent, for every name", () => {
  const options = { default: { a: 1, b: false, c: "x" }, alias: { a: "all" }, boolean: "b", collect: "c" };
  expect(parse("", options)).toEqual({ _: [], a: 1, all: 1, b: false, c: "x" });
  expect(parse("--all 2 -b -c y", options)).toEqual({ _: [], a: 2, all: 2, b: true, c: ["y"] });
});

describe("the positional arguments", () => {
  test("stand between the flags, and after --", () => {
    expect(parse("a --flag=1 b -- --c 5 -- d")).toEqual({ _: ["a", "b", "--c", "5", "--", "d"], flag: 1 });
  });

  test("after -- can be kept apart", () => {
    expect(parse("a -- --c 5", { "--": true })).toEqual({ _: ["a"], "--": ["--c", "5"] });
    expect(parse("a", { "--": true })).toEqual({ _: ["a"], "--": [] });
  });

  test("begin at the first with stopEarly, and are left as they are", () => {
    const options = { boolean: "v", stopEarly: true };
    expect(parse("-v run.dks -v --x 5 -- -y", options)).toEqual({
      _: ["run.dks", "-v", "--x", "5", "--", "-y"],
      v: true,
    });
    expect(parse("-v -- --x", options)).toEqual({ _: ["--x"], v: true });
    expect(parse("run.dks -v -- -y", { ...options, "--": true })).toEqual({
      _: ["run.dks", "-v"],
      v: false,
      "--": ["-y"],
    });
  });
});

describe("unknown", () => {
  test("hears of what was not declared", () => {
    const unknown = vi.fn();
    const options = { boolean: "v", string: "name", alias: { v: "verbose" }, unknown };
    expect(parse("-v --verbose --name x --wat y file -z", options)).toMatchObject({ wat: "y", _: ["file"], z: true });
    expect(unknown.mock.calls).toEqual([["--wat", "wat", "y"], ["file"], ["-z", "z", true]]);
  });

  test("drops it on false", () => {
    expect(parse("--wat=1 file -vz", { boolean: "v", unknown: () => false })).toEqual({ _: [], v: true });
  });

  test("does not hear of flags when all are boolean", () => {
    const unknown = vi.fn();
    parse("--a --b=1", { boolean: true, unknown });
    expect(unknown.mock.calls).toEqual([["--b=1", "b", 1]]);
  });
});

test("the types follow the options", () => {
  const args = parseArgs([], { boolean: ["v"], string: ["name", "env", "_"], collect: ["env"], "--": true });
  expectTypeOf(args.v).toEqualTypeOf<boolean>();
  expectTypeOf(args.name).toEqualTypeOf<string | undefined>();
  expectTypeOf(args.env).toEqualTypeOf<string[]>();
  expectTypeOf(args["--"]).toEqualTypeOf<string[]>();
  expectTypeOf(args._).toEqualTypeOf<(string | number)[]>();
  expect(args).toEqual({ _: [], v: false, env: [], "--": [] });
});

test("flags that were written are read back", () => {
  const name = fc.stringMatching(/^[a-z][a-z-]{0,8}$/).filter((name) => !name.startsWith("no-"));
  const flags = fc.dictionary(name, fc.oneof(fc.boolean(), fc.string()), { maxKeys: 6 });
  const positional = fc.array(fc.string());
  fc.assert(
    fc.property(flags, positional, (flags, positional) => {
      const string = ["_", ...Object.keys(flags).filter((key) => typeof flags[key] === "string")];
      const boolean = Object.keys(flags).filter((key) => typeof flags[key] === "boolean");
      const args = Object.entries(flags).map(([key, value]) => `--${key}=${value}`);
      expect(parseArgs([...args, "--", ...positional], { string, boolean })).toEqual({ ...flags, _: positional });
    }),
  );
});

import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import * as library from "../../mod.ts";
import { commands } from "../commands/mod.ts";
import { reference } from "../reference/generated/reference.ts";
import { scriptedDocker } from "../testing.ts";
import { type CompletionWorld, complete } from "./mod.ts";

const directory = mkdtempSync(join(tmpdir(), "dks-test-"));
mkdirSync(join(directory, "lessons"));
for (const file of ["hello.dks", "other.ts", ".hidden"]) writeFileSync(join(directory, file), "");
afterAll(() => rmSync(directory, { recursive: true }));

function container(name: string, State: string, id: string): library.ContainerSummary {
  return {
    Id: id.padEnd(64, "0"),
    Names: name === "" ? [] : [`/${name}`],
    Image: "busybox",
    Command: "sh",
    Created: 1,
    Ports: [],
    Labels: {},
    State,
    Status: State,
  } as library.ContainerSummary;
}

const names = {
  containers: [
    container("web", "running", "aaa1"),
    container("worker", "exited", "bbb2"),
    container("db", "running", "ccc3"),
    container("", "created", "ddd4"),
  ],
  images: [
    { Id: `sha256:${"e".repeat(64)}`, RepoTags: ["busybox:latest", "busybox:1.36"], Created: 1, Size: 5_000_000 },
    { Id: `sha256:${"f".repeat(64)}`, RepoTags: [], Created: 1, Size: 7 },
  ] as library.ImageSummary[],
};

const { docker } = scriptedDocker();
const bomb = {
  calm: 1,
  get bang(): never {
    throw new Error("a getter was run");
  },
};
const scope: Record<string, unknown> = {
  docker,
  containers: docker.containers,
  images: docker.images,
  ps: () => {},
  run: () => {},
  pull: () => {},
  c: docker.containers.get("web"),
  config: { first: 1, second: { third: 2 } },
  list: [{ name: "x" }],
  text: "abc",
  bomb,
  proxy: new Proxy(
    {},
    {
      ownKeys() {
        throw new Error("a proxy was asked");
      },
      getOwnPropertyDescriptor() {
        throw new Error("a proxy was asked");
      },
    },
  ),
};
const world: CompletionWorld = {
  reference,
  classes: library as unknown as Record<string, unknown>,
  scope,
  names,
  commands,
  directory,
};

/** What is offered at the bar. */
function at(marked: string, other: Partial<CompletionWorld> = {}): string[] {
  const cursor = marked.indexOf("|");
  const source = marked.slice(0, cursor) + marked.slice(cursor + 1);
  return complete(source, cursor, { ...world, ...other }).items.map(({ text }) => text);
}

/** The text after the first thing offered is taken. */
function taken(marked: string): string {
  const cursor = marked.indexOf("|");
  const source = marked.slice(0, cursor) + marked.slice(cursor + 1);
  const { from, items } = complete(source, cursor, world);
  return source.slice(0, from) + (items[0]?.text ?? "(nothing)") + source.slice(cursor);
}

describe("names", () => {
  test.each([
    ["cont|", "containers"],
    ["const x = con|", "const"],
    ["await doc|", "docker"],
    ["foo(bom|", "bomb"],
    ["`${conf|", "config"],
    ["[...li|", "list"],
    ["Mat|", "Math"],
  ])("%s", (source, wanted) => {
    expect(at(source)).toContain(wanted);
  });

  test("begin with those of the session", () => {
    expect(at("|").slice(0, 3)).toEqual(["docker", "containers", "images"]);
    expect(at("|")).not.toContain("__proto__");
  });
});

describe("members", () => {
  test.each([
    ["containers.|", ["list", "create", "get"]],
    ["containers.g|", ["get"]],
    ["containers?.cr|", ["create"]],
    ["c.sta|", ["start"]],
    ["docker.containers.get('x').rem|", ["remove"]],
    ["(await containers.create({ Image: 'a' })).att|", ["attach"]],
    ["containers\n  .get('x')\n  .wai|", ["wait"]],
    ["c.inspect().State.Exit|", ["ExitCode"]],
    ["ps().fil|", ["fill", "filter"]],
    ["ps()[0].Stat|", ["State", "Status"]],
    ["ps().filter((c) => c.State === 'running')[0].Stat|", ["State", "Status"]],
    ["ps().find(x).Image|", ["Image", "ImageID", "ImageManifestDescriptor"]],
    ["config.|", ["first", "second"]],
    ["config.second.t|", ["third"]],
    ["text.toUp|", ["toUpperCase"]],
    ["'abc'.toUp|", ["toUpperCase"]],
    ["list[0].na|", ["name"]],
    ["console.lo|", ["log"]],
    ["/a.b/.tes|", []],
    ["1.|", []],
    ["nothing.|", []],
    ["'cont|", []],
    ["// containers.|", []],
  ])("%s", (source, wanted) => {
    expect(at(source)).toEqual(wanted);
  });

  test("are told with their signature", () => {
    const { items } = complete("containers.cr", 13, world);
    expect(items[0]?.detail).toMatch(/^create\(spec: ContainerSpec, .*Makes a container/s);
  });

  test("no getter is run, and no proxy asked", () => {
    expect(at("bomb.|")).toEqual(["calm", "bang"]);
    expect(at("bomb.bang.|")).toEqual([]);
    expect(at("proxy.|")).toEqual([]);
    expect(at("proxy.x.|")).toEqual([]);
  });
});

describe("containers and images", () => {
  test.each([
    ["containers.get('|", ["web'", "worker'", "db'", "ddd400000000'"]],
    ["containers.get('w|')", ["web", "worker"]],
    ['containers.get("w|")', ["web", "worker"]],
    ["containers.get(`d|`)", ["db", "ddd400000000"]],
    ["containers.get('bb|')", ["bbb200000000"]],
    ["containers.get('|').stop()", ["web", "db"]],
    ["containers.get('|').attach()", ["web", "db"]],
    ["containers.get('w|').start()", ["worker"]],
    ["images.get('|')", ["busybox:latest", "busybox:1.36"]],
    ["images.get('fff|')", ["f".repeat(12)]],
    ["run('bus|", ["busybox:latest'", "busybox:1.36'"]],
    ["containers.create({ Image: 'b|", ["busybox:latest'", "busybox:1.36'"]],
    ["images.list({ filters: { before: ['b|", ["busybox:latest'", "busybox:1.36'"]],
    ["foo('w|", []],
    ["containers.get(c, 'x|", []],
  ])("%s", (source, wanted) => {
    expect(at(source)).toEqual(wanted);
  });

  test("are put in quotes where none were typed", () => {
    expect(at("containers.get(w|").slice(0, 2)).toEqual(['"web"', '"worker"']);
    expect(taken("containers.get(wo|)")).toBe('containers.get("worker")');
    expect(taken("containers.get('we|")).toBe("containers.get('web'");
  });

  test("are told with what they are", () => {
    const { items } = complete("containers.get('we", 18, world);
    expect(items[0]?.detail).toBe("aaa100000000  busybox  running");
  });
});

describe("options", () => {
  test.each([
    ["containers.list({ a|", ["all"]],
    ["containers.list({ all: true, l|", ["limit"]],
    ["ps({ |", ["all", "limit", "since", "before", "size", "filters", "signal"]],
    ["ps({ all: true, |", ["limit", "since", "before", "size", "filters", "signal"]],
    ["ps({ filters: { st|", ["status"]],
    ["ps({ filters: { status: ['ex|", ["exited'"]],
    ["ps({\n  all: true,\n  filters: {\n    la|", ["label"]],
    ["c.wait({ condition: '|", ["not-running'", "next-exit'", "removed'"]],
    ["c.wait({ condition: |", ['"not-running"', '"next-exit"', '"removed"']],
    ["containers.create({ Image: 'x', Tty: true, OpenS|", ["OpenStdin"]],
    ["containers.create({ HostConfig: { AutoR|", ["AutoRemove"]],
    ["run('busybox', ['sh'], { std|", ["stdin", "stdout", "stderr"]],
    ["run('busybox', ['sh'], { pull: 'm|", ["missing'"]],
    ["const f = () => { al|", []],
    ["if (x) { al|", []],
  ])("%s", (source, wanted) => {
    const offered = at(source);
    if (wanted.length > 0 && wanted[0]!.startsWith('"')) expect(offered.slice(0, wanted.length)).toEqual(wanted);
    else expect(offered.filter((text) => !["alert"].includes(text))).toEqual(wanted);
  });

  test("are told with type and text", () => {
    const { items } = complete("ps({ al", 7, world);
    expect(items[0]).toEqual({ text: "all", detail: expect.stringMatching(/^boolean {2}Shows all containers/) });
  });
});

describe("commands and paths", () => {
  test.each([
    [".wi|", [".wire"]],
    [".wire o|", ["on", "off"]],
    [".load h|", ["hello.dks"]],
    [".load |", ["hello.dks", "lessons/", "other.ts"]],
    [".load .h|", [".hidden"]],
    [".load lessons/../o|", ["lessons/../other.ts"]],
    [".load nowhere/|", []],
    [".json containers.g|", ["get"]],
    ["import x from './o|", ["./other.ts"]],
    ["import('o|", ["other.ts"]],
  ])("%s", (source, wanted) => {
    expect(at(source)).toEqual(wanted);
  });
});

test("never throws, and never replaces what is behind the cursor, whatever is typed", () => {
  const pieces = fc.constantFrom(
    "containers",
    ".",
    "get",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    "'",
    '"',
    "`",
    "${",
    ",",
    ":",
    " ",
    "\n",
    "/",
    "//",
    "/*",
    "all",
    "Image",
    "=>",
    "=",
    "await ",
    "c",
    "\\",
    "🐳",
    "1",
    ".wire ",
    "?",
    "import ",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), fc.nat(), (parts, at) => {
      const source = parts.join("");
      const cursor = at % (source.length + 1);
      const { from, items } = complete(source, cursor, world);
      expect(from).toBeGreaterThanOrEqual(0);
      expect(from).toBeLessThanOrEqual(cursor);
      expect(items.length).toBeLessThanOrEqual(400);
    }),
    { numRuns: 2000 },
  );
});

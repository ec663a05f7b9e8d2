import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as library from "../../mod.ts";
import { complete } from "./mod.ts";
import { at, world } from "./testing.ts";

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

  test("are the user's own, then the helpers, and nothing else while nothing is typed", () => {
    const own = ["c", "config", "list", "text", "bomb", "proxy", "proxyList", "heir"];
    const helpers = ["docker", "containers", "images", "ps", "run", "pull"];
    expect(at("|")).toEqual([...own, ...helpers]);
    expect(at("foo(|")).toEqual([...own, ...helpers]);
    expect(at("const mine = 1; |")).toEqual(["mine", ...own, ...helpers]);
    expect(at("_|")).not.toContain("__proto__");
  });

  test("of the library's classes are no user's", () => {
    const given = { scope: { NotFoundError: library.NotFoundError, _: 1, ps: () => {}, mine: 1 } };
    expect(at("|", given)).toEqual(["mine", "ps"]);
    expect(at("NotF|", given)).toEqual(["NotFoundError"]);
    const taken = { scope: { NotFoundError: 1 } };
    expect(at("|", taken)).toEqual(["NotFoundError"]);
  });

  test.each(["const |", "let |", "function |", "ps?|", "containers.get('web'|", "[1]|"])(
    "are not offered where one is made up or asked about, or a value has ended: %s",
    (source) => {
      expect(at(source)).toEqual([]);
    },
  );
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
    ["process.env|", ["env"]],
    ["await (await containers.get('x')).wai|", ["wait"]],
    ["for (const x of (await ps())[0].Stat|", ["State", "Status"]],
    ["c!.inspect()!.State.Exit|", ["ExitCode"]],
    ["c.warnings[0].toUp|", ["toUpperCase"]],
    ["c.export().pipeT|", ["pipeThrough", "pipeTo"]],
    ["info().Containers.toF|", ["toFixed"]],
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

  test("of errors are those of the language, too", () => {
    const failed = { scope: { _error: new library.DockerError("x") } };
    expect(at("_error.|", failed)).toEqual(["name", "hint", "message", "cause", "stack"]);
  });

  test("no getter is run, and no proxy asked", () => {
    expect(at("bomb.|")).toEqual(["calm", "bang"]);
    expect(at("bomb.bang.|")).toEqual([]);
    for (const source of ["proxy.|", "proxy.x.|", "proxyList.|", "proxyList[0].|", "proxy('|"])
      expect(at(source), source).toEqual([]);
    expect(at("heir.|")).toEqual(["own"]);
  });
});

describe("names that the input declares itself", () => {
  const summary = ["Image", "ImageID", "ImageManifestDescriptor"];
  test.each([
    ["containers.list().filter(c => c.Imag|", summary],
    ["containers.list().filter(c => c.Imag|)", summary],
    ["const l = containers.list(); l.map(x => x.Imag|", summary],
    ["(await ps()).forEach(async (x) => { await x.Imag|", summary],
    ["ps().forEach(function (x) { x.Imag|", summary],
    ["ps().sort((a, b) => a.Created - b.Imag|", summary],
    ["ps().reduce((sum, x) => sum + x.Imag|", summary],
    ["ps().reduce((sum, x) => sum.|", []],
    ["ps().filter((c, i) => i.|", []],
    ["ps().filter((x, i, all) => all[0].Imag|", summary],
    ["ps().then(l => l[0].Imag|", summary],
    ["ps().filter(x => x.State).map(y => y.Imag|", summary],
    ["ps().filter(x => images.list().some(y => x.Imag|", summary],
    ["ps().filter(x => images.list().some(y => y.RepoT|", ["RepoTags"]],
    ["Promise.all(ps().map(x => x.Imag|", summary],
    ["ps().filter((x: ContainerSummary): boolean => x.Imag|", summary],
    ["for (const x of ps()) x.Imag|", summary],
    ["for (const x of await ps()) { if (a) { x.Imag|", summary],
    ["for (const x of await ps())\n  x.Imag|", summary],
    ["for (const x of await ps())\n  if (x.State)\n    stop(x.Imag|", summary],
    ["for (const { State } of ps()) State.toUp|", ["toUpperCase"]],
    ["const i = c.inspect(); i.State.Exit|", ["ExitCode"]],
    ["const i = await c.inspect()\ni.State.Exit|", ["ExitCode"]],
    ["const x = 1, i = c.inspect(); i.State.Exit|", ["ExitCode"]],
    ["const { State: s } = c.inspect(); s.Exit|", ["ExitCode"]],
    ["const { State: { ExitCode = 0, Status } } = c.inspect(); Status.toUp|", ["toUpperCase"]],
    ["const [first, ...rest] = ps(); first.Imag|", summary],
    ["const [first, ...rest] = ps(); rest.|", []],
    ["const i: ContainerInspect = JSON.parse(s); i.State.Exit|", ["ExitCode"]],
    ["const i = JSON.parse(s) as ContainerInspect; i.State.Exit|", ["ExitCode"]],
    ["const d = containers.get('x'); d.wai|", ["wait"]],
    ["const f = () => { const d = containers.get('x'); d.wai|", ["wait"]],
    ["list.map((x) => x.na|", ["name"]],
    ["for (const x of list) x.na|", ["name"]],
    ["list.filter(Boolean)[0].na|", ["name"]],
    ["const d = c; `${d.wai|", ["wait"]],
    ["const { config } = c.inspect(); con|", ["config", "containers", "const", "continue", "console"]],
  ])("%s", (source, wanted) => {
    expect(at(source).filter((text) => text !== "confirm")).toEqual(wanted);
  });

  test.each([
    "foo((c) => c.|",
    "foo(c => { c.|",
    "foo(function (c) { c.|",
    "const c = a + containers.get('x'); c.|",
    "const c = mystery(); c.|",
    "let c; c.|",
    "try { x() } catch (c) { c.|",
    "function f(c) { c.|",
    "function c() {}; c.Id|",
    "const o = { m(c) { c.|",
    "class A { m(c) { c.|",
    "import c from 'x'; c.|",
    "import { a as c } from 'x'; c.|",
    "for (const c of mystery) c.|",
    "const { c } = mystery; c.|",
    "const { ...c } = mystery; c.|",
    "const c = new Mystery(); c.|",
  ])("hide those of the session, whatever they are: %s", (source) => {
    expect(at(source)).toEqual([]);
  });

  test.each([
    "foo((c) => c.x); c.wai|",
    "foo((c) => c.x, c.wai|",
    "foo((c) => { c.x }); c.wai|",
    "for (const c of ps()) { c.x } c.wai|",
    "for (const c of ps()) c.x; c.wai|",
    "{ const c = 1; } c.wai|",
    "const f = c => c.x\nc.wai|",
    "try {} catch (c) {} c.wai|",
    "function f(c) {} c.wai|",
    `\`\${ps().map(c => c.Id)}\`; c.wai|`,
  ])("are gone behind what they are for: %s", (source) => {
    expect(at(source)).toEqual(["wait"]);
  });

  test("are offered first, the nearest before the others", () => {
    expect(at("const cx = 1; ps().map((cy) => c|").slice(0, 3)).toEqual(["cy", "cx", "c"]);
  });

  test.each([
    ["ps().map(({ Imag|", summary],
    ["ps().map(async ({ Id, Imag|", summary],
    ["ps().map(({ ImageI|, Id }) => Id)", ["ImageID"]],
    ["c.inspect().then(({ State: { Exit|", ["ExitCode"]],
    ["const { Stat| } = c.inspect();", ["State"]],
    ["const { State: { Exit| } } = c.inspect();", ["ExitCode"]],
    ["for (const { ImageI| } of ps()) {", ["ImageID"]],
    ["const { |", []],
    ["const { | } = mystery()", []],
    ["foo(({ |", []],
  ])("are taken apart: %s", (source, wanted) => {
    expect(at(source)).toEqual(wanted);
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
    ["ps({ /* those that */ a|", ["all"]],
    ["ps({ all: true, // also those that ended\n  li|", ["limit"]],
    ["containers.create({ Image: 'a//b',\n  Hostn|", ["Hostname"]],
    ['ps({ "al|', ['all"']],
    ["ps({ 'a|': true })", ["all"]],
    ['ps({ "all": true, "li|', ['limit"']],
    ['rm({ "|', []],
    [
      'containers.create({ HostConfig: { RestartPolicy: { Name: "|',
      ['always"', 'no"', 'unless-stopped"', 'on-failure"'],
    ],
    ["ps().filter((c) => c.State === 'ex|", ["exited'"]],
    ["ps().filter((c) => c.State !== 'ex|')", ["exited"]],
    ["c.x === 'ex|", []],
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

test("a long input is looked through once", () => {
  const line = "const { Id: a } = containers.get('x').inspect(); ps().filter((c) => c.Id === a);\n";
  const source = `${line.repeat(2000)}ps().map((x) => x.ImageI`;
  expect(at(`${source}|`)).toEqual(["ImageID"]);
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
    "for (const ",
    " of ",
    "const ",
    ".map(",
    "...",
    ";",
    "async ",
    "function ",
    "catch (",
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

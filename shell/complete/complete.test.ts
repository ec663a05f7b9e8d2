import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import * as library from "../../mod.ts";
import { commands } from "../commands/mod.ts";
import { reference } from "../reference/generated/reference.ts";
import { scriptedDocker } from "../testing.ts";
import { strategies } from "../../lib/transport/discover.ts";
import { usualEndpoints } from "./endpoints.ts";
import { type CompletionWorld, complete } from "./mod.ts";
import { senses } from "./places.ts";

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
  intermediates: (): library.ImageSummary[] => [],
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

  test("are the user's own, then the helpers, and nothing else while nothing is typed", () => {
    const own = ["c", "config", "list", "text", "bomb", "proxy"];
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

describe("what a text may be", () => {
  test.each([
    ["c.kill('SIGT|", ["SIGTERM'", "SIGTSTP'"]],
    ["c.stop({ stopSignal: 'SIGH|", ["SIGHUP'"]],
    ["containers.create({ Image: 'x', StopSignal: 'SIGQ|", ["SIGQUIT'"]],
    ["c.commit({ repository: '|", ["busybox'"]],
    ["images.import(x, { repository: 'b|')", ["busybox"]],
    ["images.build('le|", ["lessons/"]],
    ["images.build('o|", ["other.ts"]],
    ["ps({ filters: { ancestor: ['b|", ["busybox:latest'", "busybox:1.36'"]],
    ["ps({ filters: { before: ['w|", ["web'", "worker'"]],
    ["ps({ all: fa|", ["false"]],
    ["run('x', [], { tty: t|", ["true", "text", "throw", "try", "typeof", "this"]],
    ["import x from 'node:ful|", []],
    ["import x from 'node:fs/|", ["node:fs/promises'"]],
    ["import('node:util/t|')", ["node:util/types"]],
    ["docker.request('GET /containers/js|", ["GET /containers/json'"]],
  ])("%s", (source, wanted) => {
    expect(at(source)).toEqual(wanted);
  });

  test("is no text where it is a yes or no", () => {
    expect(at("run('x', [], { tty: |").slice(0, 3)).toEqual(["true", "false", "c"]);
  });

  test("of helpers: endpoints, topics of help, modules", () => {
    const helpers = { scope: { connect: () => {}, help: () => {}, use: () => {}, build: () => {} } };
    expect(at("connect('emb|", helpers)).toEqual(["embedded:'"]);
    expect(at("help('conta|", helpers)).toEqual(["containers'"]);
    expect(at("help('Container.att|", helpers)).toEqual(["Container.attach'"]);
    expect(at("help('.wi|", helpers)).toEqual([".wire'"]);
    expect(at("help('hij|", helpers)).toEqual(["hijack'"]);
    expect(at("help(|", helpers)).toEqual(["connect", "help", "use", "build"]);
    expect(at("use('./o|", helpers)).toEqual(["./other.ts"]);
    expect(at("use('node:fs/|", helpers)).toEqual(["node:fs/promises'"]);
    expect(at("build('le|", helpers)).toEqual(["lessons/"]);
  });

  test("is said only about what there is", () => {
    const places = Object.keys(senses).map((key) => key.split("."));
    for (const [owner, name] of places) {
      const methods = [...reference.globals, ...reference.classes.flatMap(({ members }) => members)].filter(
        (entry) => entry.kind === "method" && entry.name === owner,
      );
      const found = [
        ...methods.flatMap((entry) => (entry.kind === "method" ? entry.parameters : [])),
        ...reference.types.filter((type) => type.name === owner).flatMap(({ properties }) => properties),
      ].filter((entry) => entry.name === name);
      expect(found, `${owner}.${name}`).not.toEqual([]);
    }
  });

  test("intermediate images are offered when nothing else begins so", () => {
    const asked: string[] = [];
    const hidden = {
      Id: `sha256:8b5dd5${"0".repeat(58)}`,
      RepoTags: [],
      Created: 1,
      Size: 7,
    } as unknown as library.ImageSummary;
    const intermediates = (prefix: string): library.ImageSummary[] => {
      asked.push(prefix);
      return [hidden];
    };
    const other = { names: { ...names, intermediates } };
    expect(at("images.get('8b5d|", other)).toEqual(["8b5dd5000000'"]);
    expect(at("images.get('8b5dd50000000|", other)).toEqual([`8b5dd5${"0".repeat(58)}'`]);
    expect(at("images.get('eee|", other)).toEqual([`${"e".repeat(12)}'`]);
    expect(at("images.get('b|", other)).toEqual(["busybox:latest'", "busybox:1.36'"]);
    expect(at("images.get('|", other)).toEqual(["busybox:latest'", "busybox:1.36'"]);
    expect(asked).toEqual(["8b5d", "8b5dd50000000"]);
  });
});

describe("endpoints", () => {
  test("are those that are looked for by itself, and what the environment names", () => {
    const env: Record<string, string> = { XDG_RUNTIME_DIR: "/run/user/7", DOCKER_HOST: "tcp://far:2375" };
    const offered = usualEndpoints(env, "/home/x").map(({ text }) => text);
    const environment = { env: (name: string) => env[name], home: "/home/x" };
    for (const { candidate } of strategies) {
      const text = candidate(environment);
      if (text !== undefined) expect(offered).toContain(text);
    }
    expect(offered[0]).toBe("embedded:");
  });

  test("below unix:// are the sockets and folders that there are", async () => {
    const server = createServer().listen(join(directory, "lessons", "engine.sock"));
    await once(server, "listening");
    try {
      expect(at(`.connect unix://${directory}/le|`)).toEqual([`unix://${directory}/lessons/`]);
      expect(at(`.connect unix://${directory}/lessons/|`)).toEqual([`unix://${directory}/lessons/engine.sock`]);
      expect(at(`.connect unix://${directory}/o|`)).toEqual([]);
      symlinkSync(join(directory, "lessons"), join(directory, "linked"));
      expect(at(`.connect unix://${directory}/lin|`)).toEqual([`unix://${directory}/linked/`]);
      expect(at(".connect emb|")).toEqual(["embedded:"]);
    } finally {
      server.close();
      rmSync(join(directory, "linked"), { force: true });
    }
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
    [".help containers.g|", ["containers.get"]],
    [".help hij|", ["hijack"]],
    [".help c.wai|", ["wait"]],
    ["import x from './o|", ["./other.ts"]],
    ["import('o|", ["other.ts"]],
  ])("%s", (source, wanted) => {
    expect(at(source)).toEqual(wanted);
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

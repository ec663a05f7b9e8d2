import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type * as library from "../../mod.ts";
import { strategies } from "../../lib/transport/discover.ts";
import { reference } from "../reference/generated/reference.ts";
import { usualEndpoints } from "./endpoints.ts";
import { type CompletionWorld, complete } from "./mod.ts";
import { senses } from "./places.ts";
import { at as atIn, container, names, taken, world as worldIn } from "./testing.ts";

const directory = mkdtempSync(join(tmpdir(), "dks-test-"));
mkdirSync(join(directory, "lessons"));
for (const file of ["hello.dks", "other.ts", ".hidden"]) writeFileSync(join(directory, file), "");
afterAll(() => rmSync(directory, { recursive: true }));

const world: CompletionWorld = { ...worldIn, directory };
const at = (marked: string, other: Partial<CompletionWorld> = {}): string[] => atIn(marked, { directory, ...other });

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
    ["containers.create({ HostConfig: { VolumesFrom: ['w|", ["web'", "worker'"]],
    ["containers.create({ HostConfig: { Links: ['w|", ["web'", "worker'"]],
    ["containers.get('w|orker')", ["web", "worker"]],
    [`containers.get('aaa1${"0".repeat(9)}|`, [`aaa1${"0".repeat(60)}'`]],
    ["images.get('sha256:eee|", [`sha256:${"e".repeat(64)}'`]],
    ["foo('w|", []],
    ["containers.get(c, 'x|", []],
  ])("%s", (source, wanted) => {
    expect(at(source)).toEqual(wanted);
  });

  test.each(["running", "paused", "restarting", "removing", "dead"])("are not started when they are %s", (state) => {
    const other = { names: { ...names, containers: [container("it", state, "a"), container("that", "exited", "b")] } };
    expect(at("containers.get('|').start()", other)).toEqual(["that"]);
  });

  test("stay inside of their text, whatever their names are", () => {
    const name = ["a'\"`$", "{x}\\\n\x1b[31m\u202e\u009b"].join("");
    const other = { names: { ...names, containers: [container(name, "running", "a")] } };
    for (const source of ["(c.get('|", '(c.get("|', "(c.get(`|", "(c.get(|", "(c.get('a\\'|", "(c.get(\"a'\\x22|"]) {
      const text = taken(source.replace("(c.", "(containers."), other);
      expect(text, source).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
      const given = new Function("containers", `return ${text}))`) as (containers: {
        get(ref: string): string;
      }) => string;
      expect(given({ get: (ref) => ref }), source).toBe(name);
    }
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

describe("commands and paths", () => {
  test("a name with control characters cannot be written behind a command, and is written out in a text", () => {
    const file = join(directory, "esc\x1b[31m.dks");
    writeFileSync(file, "");
    try {
      expect(at(".load es|")).toEqual([]);
      expect(at("build('es|")).toEqual(["esc\\x1b[31m.dks"]);
    } finally {
      rmSync(file);
    }
  });

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
    [".help run.stdi|", ["run.stdin"]],
    [".help containers.list.filters.sta|", ["containers.list.filters.status"]],
    [".help run.nam.|", []],
    [".nosuch con|", []],
    ["import x from './o|", ["./other.ts"]],
    ["import('o|", ["other.ts"]],
  ])("%s", (source, wanted) => {
    expect(at(source)).toEqual(wanted);
  });
});

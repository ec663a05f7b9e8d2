/** A session that was recorded on one engine says the same on every other one. */
import { readFileSync } from "node:fs";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Command, commands, run, Workspace } from "./support.ts";
import type { TypedSession } from "./typed.ts";
import { typeAll } from "./typing.ts";

const files = new Workspace();
const mark = `portable-${process.pid}`;

/** The engines of this machine, by what a header calls them. */
const engines: Readonly<Record<string, string | undefined>> = {
  embedded: "embedded:",
  docker: process.env["DKS_TEST_DOCKER"],
  podman: process.env["DKS_TEST_PODMAN"],
};

/** What is typed on each of them. */
const session: readonly string[] = [
  "run('busybox', ['true'])",
  "const c = containers.create({ Image: 'busybox', Cmd: ['sh', '-c', 'echo hello; echo oops >&2; mkdir /d; echo x > /d/f; rm /bin/ls; exit 3'] })",
  "c",
  "c.inspect().State.Status",
  "c.start()",
  "c.wait()",
  "const { Id, Path, Name, State } = c.inspect()",
  "Id === c.id",
  "[Path, Name]",
  "State",
  "_.ExitCode + 1",
  "c.logs().texts()",
  "c.logs()",
  "c.changes().filter((x) => !x.Path.startsWith('/etc'))",
  "containers.list({ all: true, filters: { id: [c.id] } })",
  "containers.list({ all: true, filters: { id: [c.id] } }).map(({ Id, Names, Image, State, Status }) => ({ Id, Names, Image, State, Status }))",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the source of one
  "print(c.id, `short: ${c.id.slice(0, 12)}`)",
  `const image = c.commit({ repository: '${mark}/thing', message: 'kept', author: 'Ada' })`,
  "image",
  "image.inspect().RepoTags",
  "[image.inspect().Author, image.inspect().Os]",
  "image.history().length > 1",
  `const other = image.tag('${mark}/thing:v2')`,
  `images.list({ filters: { reference: ['${mark}/thing'] } })[0].RepoTags.sort()`,
  `images.list({ filters: { reference: ['${mark}/thing:v2'] } }).length`,
  `run('${mark}/thing', ['cat', '/d/f'])`,
  "run('busybox', ['sh', '-c', 'echo out; echo err >&2; exit 4'])",
  "run('busybox', ['sort'], { stdin: 'b\\na\\n' }).stdout",
  "run('busybox', ['id', '-u'], { tty: true })",
  `const s = run('busybox', ['sleep', '100'], { detach: true, name: '${mark}' })`,
  "ps({ filters: { id: [s.id] } })",
  "s.remove()",
  "_error.hint",
  `containers.create({ Image: 'busybox', Cmd: ['true'] }, { name: '${mark}' })`,
  "containers.get('nope').inspect()",
  "images.get('nope/nope').inspect()",
  "containers.create({ Image: 'nope/nope' })",
  "s.stop({ t: 0 })",
  "s.inspect().State.Running",
  "s.kill()",
  "s.remove()",
  "s.inspect()",
  "const i = containers.create({ Image: 'busybox', Cmd: ['cat'], OpenStdin: true, StdinOnce: true })",
  "const a = i.attach({ stream: true, stdin: true, stdout: true })",
  "i.start()",
  "a.end('in\\n')",
  "a",
  "i.wait().StatusCode",
  "i.remove()",
  `build({ dockerfile: 'FROM busybox\\nRUN echo built > /built' }, { tag: '${mark}/built' })`,
  `run('${mark}/built', ['cat', '/built']).stdout`,
  `images.get('${mark}/built').remove().some(({ Untagged }) => Untagged === '${mark}/built:latest')`,
  "other.remove()",
  "image.remove()[0]",
  `images.list({ filters: { reference: ['${mark}/*'] } })`,
  "c.remove()",
  "containers.list({ all: true }).some((x) => x.Id === c.id)",
];

/** What is typed on the API of 2013, whose engines have no names and no filters. */
const earlySession: readonly string[] = [
  "run('busybox', ['true'])",
  "const c = containers.create({ Image: 'busybox', Cmd: ['sh', '-c', 'echo hello; echo oops >&2; mkdir /d; exit 3'] })",
  "c",
  "c.start()",
  "c.wait()",
  "c.inspect().State.ExitCode",
  "c.logs().texts()",
  "c.logs()",
  "c.changes().filter((x) => !x.Path.startsWith('/etc'))",
  "containers.list({ all: true }).filter((x) => x.Id.startsWith(c.id.slice(0, 12))).map((x) => [x.Image, x.State])",
  `const image = c.commit({ repository: '${mark}/early', message: 'kept', author: 'Ada' })`,
  "image",
  "image.history().length > 1",
  `image.tag('${mark}/early:v2')`,
  `images.list().filter((x) => (x.RepoTags ?? []).includes('${mark}/early:v2')).length`,
  `run('${mark}/early', ['ls', '-d', '/d'])`,
  "run('busybox', ['sort'], { stdin: 'b\\na\\n' })",
  "const s = run('busybox', ['sleep', '100'], { detach: true })",
  "s.kill()",
  "s.wait().StatusCode",
  "s.remove()",
  "s.inspect()",
  "images.get('nope/nope').inspect()",
  "const i = containers.create({ Image: 'busybox', Cmd: ['cat'], OpenStdin: true, StdinOnce: true })",
  "i.start()",
  "const a = i.attach({ stream: true, stdin: true, stdout: true })",
  "a.end('in\\n')",
  "a",
  "i.wait()",
  "i.remove()",
  `for (const tag of ['latest', 'v2']) { const gone = images.get('${mark}/early:' + tag).remove().catch(() => []); print(gone.length >= 0) }`,
  "c.remove()",
];

const [node, deno, bun] = commands as readonly [Command, Command, Command];
const sessions: Readonly<Record<string, Pick<TypedSession, "inputs" | "apiVersion"> & { readonly on: string }>> = {
  embedded: { on: "embedded", inputs: session },
  docker: { on: "docker", inputs: session },
  podman: { on: "podman", inputs: session },
  "embedded as in 2013": { on: "embedded", inputs: earlySession, apiVersion: "1.0" },
};

/** Records a session on a runtime, once; gives the file. */
const recordings = new Map<string, Promise<string>>();
function recorded(name: string, command: Command): Promise<string> {
  const { on, ...what } = sessions[name]!;
  const file = `${files.path}/${command.runtime}-${name.replaceAll(" ", "-")}.dks`;
  let recording = recordings.get(file);
  if (recording === undefined) {
    recording = typeAll(command, [{ host: engines[on]!, file, ...what }]).then(() => file);
    recordings.set(file, recording);
  }
  return recording;
}

const pairs: readonly (readonly [string, string, Command, Command])[] = [
  ["embedded", "docker", node, node],
  ["embedded", "podman", node, node],
  ["docker", "embedded", node, node],
  ["docker", "podman", node, node],
  ["podman", "embedded", node, node],
  ["podman", "docker", node, node],
  ["embedded as in 2013", "embedded", node, node],
  ["embedded as in 2013", "docker", node, node],
  ["embedded as in 2013", "podman", node, node],
  ["embedded", "docker", deno, bun],
  ["docker", "embedded", bun, deno],
];

describe("a recording", () => {
  beforeAll(clean);
  afterAll(async () => {
    await clean();
    files.remove();
  });

  test.for(pairs.map((pair) => ({ from: pair[0], to: pair[1], by: pair[2], check: pair[3] })))(
    "of $from, on $by.runtime, checks on $to, on $check.runtime",
    async ({ from, to, by, check }, context) => {
      const host = engines[to];
      const absent = by.absent ?? check.absent;
      if (absent !== undefined) return context.skip(absent);
      if (host === undefined || engines[sessions[from]!.on] === undefined)
        return context.skip("an engine is not there");
      const file = await recorded(from, by);
      const text = readFileSync(file, "utf8");
      expect(text).not.toMatch(/unfinished|interrupted|could not be recorded/);
      const { code, stdout } = await run([...check.argv, "check", "-H", host, file]);
      expect({ code, stdout, text }).toMatchObject({ code: 0 });
    },
  );

  test("says what it was recorded on, and what engines say in words of their own differs elsewhere", async (context) => {
    const { docker, podman } = engines;
    if (docker === undefined || podman === undefined || node.absent !== undefined)
      return context.skip("an engine is not there");
    expect(readFileSync(await recorded("podman", node), "utf8")).toMatch(
      /^\/\/! dks 1\n\/\/! recorded: podman \d+\.\d+\.\d+\n\n/,
    );
    const said = "await containers.get('nope').inspect();\n//!! NotFoundError 404: it is called otherwise\n";
    const results = await Promise.all(
      [
        ["//! recorded: podman 1.0", docker],
        ["//! recorded: embedded", podman],
        ["", docker],
        ["//! recorded: embedded", "embedded:"],
      ].map(([header, host], index) => {
        const file = files.write(`words-${index}.dks`, `//! dks 1\n${header}\n${said}`);
        return run([...node.argv, "check", "-H", host!, file]);
      }),
    );
    expect(results.map(({ code }) => code)).toEqual([0, 0, 3, 3]);
  });

  test("whose error is of another class differs on any engine", async (context) => {
    const { docker } = engines;
    if (docker === undefined || node.absent !== undefined) return context.skip("an engine is not there");
    const source = "await containers.get('nope').inspect();\n//!! ConflictError 409: No such container: nope\n";
    const file = files.write("class.dks", `//! dks 1\n//! recorded: embedded\n\n${source}`);
    expect(await run([...node.argv, "check", "-H", docker, file])).toMatchObject({ code: 3 });
  });
});

/** Takes away what a session that was broken off has left. */
async function clean(): Promise<void> {
  if (node.absent !== undefined) return;
  const code = `rm('${mark}', { force: true }).catch(() => {});
    for (const { RepoTags } of images.list()) for (const tag of RepoTags ?? [])
      if (tag.startsWith('${mark}/')) { const gone = images.get(tag).remove({ force: true }); gone.length }`;
  for (const host of [engines["docker"], engines["podman"]])
    if (host !== undefined) await run([...node.argv, "-H", host, "-e", code]);
}

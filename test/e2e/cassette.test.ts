/** What goes over the wire, kept beside a recording, and played without any engine. */
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { afterAll, describe, expect, test } from "vitest";
import { type Command, commands, type Result, run, Workspace } from "./support.ts";
import { typeAll } from "./typing.ts";

const files = new Workspace();
afterAll(() => files.remove());

const registry = process.env["DKS_TEST_REGISTRY"];
/** Engines, and what they can pull. */
const engines: Readonly<Record<string, readonly [string | undefined, string]>> = {
  embedded: ["embedded:", "busybox"],
  "dockerd on a socket": [process.env["DKS_TEST_DOCKER"], `${registry}/busybox`],
  "dockerd on tcp": [process.env["DKS_TEST_DOCKER_TCP"], `${registry}/busybox`],
  Podman: [process.env["DKS_TEST_PODMAN"], `${registry}/busybox`],
};

/** Hijacked connections, input, a context, an archive of several MB, calls at the same time, and calls that were given up. */
const session = (image: string): readonly string[] => [
  "run('busybox', ['true'])",
  `pull('${image}')`,
  "const c = containers.create({ Image: 'busybox', Cmd: ['sh', '-c', 'cat; echo err >&2; exit 3'], OpenStdin: true, StdinOnce: true })",
  "const s = c.attach({ stream: true, stdin: true, stdout: true, stderr: true })",
  "c.start()",
  "s.write('one\\n'); s.end('two\\n')",
  "print(s.texts().stdout)",
  "c.wait()",
  "run('busybox', ['sh', '-c', 'head -c 300 /dev/zero; echo é']).stdout.length",
  "run('busybox', ['sort'], { stdin: 'b\\na\\n' })",
  "run('busybox', ['sh', '-c', 'echo tty; exit 2'], { tty: true })",
  "build({ dockerfile: 'FROM busybox\\nCOPY a.txt /a.txt\\nRUN cat /a.txt > /b', files: { 'a.txt': 'context' } }, { tag: 'wire/built' })",
  "run('wire/built', ['cat', '/b']).stdout",
  "images.get('wire/built').remove().length > 0",
  "const big = run('busybox', ['sh', '-c', 'seq 1 900000 > /big'], { detach: true }); big.wait()",
  "const bytes = new Uint8Array(await new Response(big.export()).arrayBuffer()); bytes.length > 5_000_000",
  "big.remove()",
  "Promise.all(['x', 'y', 'z'].map((w) => docker.run('busybox', ['echo', w]))).then((all) => all.map((r) => r.stdout))",
  "Promise.all([containers.list({ all: true }), images.list(), containers.list({ all: true })]).then(([a, , b]) => a.length === b.length)",
  "const slow = run('busybox', ['sleep', '60'], { detach: true })",
  "const loose = slow.wait().then(({ StatusCode }) => StatusCode)",
  "slow.wait({ signal: AbortSignal.timeout(300) }).catch((e) => e.name)",
  "^Cslow.wait()",
  "slow.kill(); slow.wait()",
  "slow.logs()",
  "slow.remove()",
  "c.remove()",
  "c.inspect()",
  "containers.get('nope').attach({ stream: true, stdout: true })",
  "docker.request('GET /containers/nope/json').status",
  `for await (const m of images.pull('${image}')) { print(typeof m.status); break }`,
  // The engine is left as it was; that of dks is gone with its process.
  ...(image === "busybox" ? [] : [`images.get('${image}').remove().length > 0`]),
];

const [node, deno, bun] = commands as readonly [Command, Command, Command];
const reachable = Object.entries(engines);

/** A process that finds no engine. */
function offline({ argv }: Command, file: string): Promise<Result> {
  return run([...argv, "check", "--offline", file], { env: { DOCKER_HOST: "unix:///nowhere/dead.sock" } });
}

async function recorded(name: string, command: Command): Promise<string> {
  const [host, image] = engines[name]!;
  const file = `${files.path}/${command.runtime}-${name.replaceAll(" ", "-")}.dks`;
  await typeAll(command, [{ host: host!, file, wire: true, inputs: session(image) }]);
  return file;
}

describe("a recording with its wire", () => {
  test.for([
    ...reachable.map(([name]) => [name, node, [node, deno, bun]] as const),
    ["embedded", deno, [bun]] as const,
    ["embedded", bun, [node]] as const,
  ])("of %s plays without an engine", async ([name, by, on], context) => {
    const absent = [by, ...on].find((command) => command.absent !== undefined)?.absent;
    if (absent !== undefined) return context.skip(absent);
    if (engines[name]![0] === undefined || (name !== "embedded" && registry === undefined))
      return context.skip("an engine or its registry is not there");
    const file = await recorded(name, by);
    expect(readFileSync(file, "utf8")).toContain("//=> 'TimeoutError'\n// interrupted: slow.wait()\n");
    for (const command of on) {
      const { code, stdout } = await offline(command, file);
      expect({ code, stdout, runtime: command.runtime }).toMatchObject({ code: 0 });
    }
  });
});

describe.skipIf(node.absent !== undefined)("a cassette that is", () => {
  let number = 0;
  /** Records, changes what was kept, and plays. */
  async function changed(change: (wire: string) => string | undefined): Promise<Result> {
    const file = `${files.path}/changed-${++number}.dks`;
    const inputs = ["run('busybox', ['echo', 'x'])", "containers.list({ all: true }).length"];
    await typeAll(node, [{ host: "embedded:", file, wire: true, inputs }]);
    const wire = change(readFileSync(`${file}.wire`, "utf8"));
    const copy = `${files.path}/copy-${number}.dks`;
    copyFileSync(file, copy);
    if (wire !== undefined) writeFileSync(`${copy}.wire`, wire);
    return offline(node, copy);
  }

  test("whole is taken", async () => {
    expect(await changed((wire) => wire)).toMatchObject({ code: 0 });
  });

  test.each<[string, (wire: string) => string | undefined, RegExp]>([
    ["not there", () => undefined, /CassetteError: cannot read .*copy-\d+\.dks\.wire[\s\S]*dks record --wire FILE/],
    ["empty", () => "", /CassetteError: .* is no cassette/],
    ["another file", () => '{"name":"dks"}\n', /CassetteError: .* is no cassette/],
    ["from the future", (wire) => wire.replace("wire 1", "wire 9"), /does not know cassettes of the format "wire 9"/],
    ["cut", (wire) => wire.slice(0, wire.length / 2), /CassetteError: .* is not on the cassette/],
    [
      "edited into nonsense",
      (wire) => wire.replace('{"number"', "{number"),
      /CassetteError: line 2 of .* is no exchange/,
    ],
    [
      "edited in a connection",
      (wire) => wire.replace('["received"', '["recieved"'),
      /CassetteError: line \d+ of .* is no exchange/,
    ],
    [
      "edited in a status",
      (wire) => wire.replaceAll('"status":20', '"status":999'),
      /CassetteError: line \d+ of .* is no exchange/,
    ],
    [
      "edited in a body",
      (wire) => wire.replaceAll('\\"Cmd\\":[\\"echo', '\\"Cmd\\":[\\"ehco'),
      /the body of POST \/containers\/create is not the one on the cassette/,
    ],
  ])("%s says so", async (_, change, message) => {
    const { code, stdout } = await changed(change);
    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringMatching(message) });
  });

  test("of another recording says what is missing", async () => {
    const other = `${files.path}/other.dks`;
    await typeAll(node, [{ host: "embedded:", file: other, wire: true, inputs: ["version().Os"] }]);
    const { code, stdout } = await changed(() => readFileSync(`${other}.wire`, "utf8"));
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: expect.stringMatching(/CassetteError: POST \/containers\/create is not on the cassette/),
    });
  });
});

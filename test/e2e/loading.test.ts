import { readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { commands, root, run, Workspace } from "./support.ts";

const files = new Workspace();
afterAll(() => files.remove());

const node = commands.find(({ runtime }) => runtime === "node")!;

/** Tells on stderr what is imported. */
const tracer = files.write(
  "tracer.mjs",
  `import { register } from "node:module";
register("data:text/javascript," + encodeURIComponent(\`
  import { writeSync } from "node:fs";
  export async function resolve(specifier, context, next) {
    const found = await next(specifier, context);
    writeSync(2, "loads " + found.url + "\\\\n");
    return found;
  }\`));
`,
);

/** Words by which the chunks of the bundle are told apart. */
const marks: Readonly<Record<string, string>> = {
  sucrase: "Error transforming ",
  acorn: "allowSuperOutsideMethod",
  transcripts: "this output has no statement",
  check: "dks check: runs .dks files",
  play: "dks play: shows a .dks file",
};

/** What a command line makes Node load, of all that costs. */
async function loaded(...args: string[]): Promise<string[]> {
  const [command, ...rest] = node.argv;
  const { stderr, code } = await run([command, "--import", tracer, ...rest, ...args]);
  expect(code).toBe(0);
  const urls = [...stderr.matchAll(/^loads (\S+)$/gm)].map(([, url]) => url!);
  const chunks = urls.filter((url) => url.includes("/dist/")).map((url) => readFileSync(new URL(url), "utf8"));
  const costly = Object.keys(marks).filter((name) => chunks.some((text) => text.includes(marks[name]!)));
  const others = urls.filter((url) => /undici|tsx|^node:readline|\/dist\/engine\.js$/.test(url));
  return [...costly, ...others];
}

describe("the bundle loads what it needs", () => {
  if (node.absent !== undefined) {
    test.skip(`skipped: ${node.absent}`);
    return;
  }

  test("the marks are those of the chunks", () => {
    const chunks = readdirSync(`${root}dist`)
      .filter((name) => name.endsWith(".js"))
      .map((name) => readFileSync(`${root}dist/${name}`, "utf8"));
    for (const mark of Object.values(marks)) expect(chunks.filter((text) => text.includes(mark))).toHaveLength(1);
  });

  test("for the version, nothing", async () => {
    expect(await loaded("--version")).toEqual([]);
  });

  test("for statements and scripts, a parser", async () => {
    expect(await loaded("-e", "1")).toEqual(["acorn"]);
    expect(await loaded(files.write("plain.dks", "print(1)"))).toEqual(["acorn"]);
  });

  test("for types, what strips them", async () => {
    expect(await loaded(files.write("typed.dks", "const n: number = 1; print(n)"))).toEqual(["sucrase", "acorn"]);
  });

  test("for a call to the embedded engine, the engine", async () => {
    expect(await loaded("-H", "embedded:", "-e", "version()")).toContainEqual(expect.stringMatching(/engine\.js$/));
  });
});

/** The examples of the guides once more, on a real engine: those that can. Those of the reference take too long there. */
import process from "node:process";
import { afterAll, beforeAll, describe, test } from "vitest";
import { placeOf } from "./documented/blocks.ts";
import { checkExamples, expectOk, type Verdict } from "./documented/examples.ts";
import { byPage, ofKind } from "./documented/pages.ts";
import { Project } from "./documented/project.ts";
import { embeddedOnly } from "./documented/settings.ts";
import { commands, type Result, run } from "./support.ts";

const { argv, absent } = commands[0]!;
const [engine, registry] = [process.env["DKS_TEST_DOCKER"], process.env["DKS_TEST_REGISTRY"]];
const lacking = engine === undefined ? "DKS_TEST_DOCKER" : registry === undefined ? "DKS_TEST_REGISTRY" : undefined;
const reason = absent ?? (lacking && `${lacking} is not set`);

describe.skipIf(reason !== undefined)(`examples${reason === undefined ? "" : `, skipped: ${reason}`}`, () => {
  const portable = ofKind("example").filter(
    ({ page, text }) =>
      !page.startsWith("docs/reference/") && ![...embeddedOnly.keys()].some((own) => text.includes(own)),
  );
  const project = new Project();
  let before: readonly string[];

  beforeAll(async () => {
    before = await tags();
  });

  // The names that examples have given stand in them; those of what was pulled are everybody's.
  afterAll(async () => {
    const text = portable.map((example) => adapted(example.text)).join("\n");
    const given = (await tags())
      .filter((tag) => !before.includes(tag) && !isPulled(tag))
      .filter((tag) => text.includes(tag.replace(/:latest$/, "")));
    const remove = "for (const name of args) await images.get(name).remove({ force: true }).catch(console.error)";
    await dks("-e", remove, ...given);
    project.remove();
  });

  describe.each(byPage(portable))("of %s", (_, shown) => {
    let verdicts: ReadonlyMap<string, Verdict>;
    beforeAll(async () => {
      // One at a time: they may give a container or an image the same name.
      verdicts = await checkExamples(project, shown, { engine: engine!, jobs: 1, adapted });
    });
    test.each(shown.map(placeOf))("%s", (place) => expectOk(verdicts.get(place)!));
  });
});

/** Docker Hub cannot be asked in a test: its images, and those that are pushed, are in a registry of its own. */
function adapted(source: string): string {
  return source
    .replaceAll("localhost:5000", registry!)
    .replaceAll(/(?<![\w/.-])(?:busybox|hello-world)\b/g, (name) => `${registry}/${name}`);
}

function isPulled(tag: string): boolean {
  return /\b(?:busybox|hello-world)\b/.test(tag);
}

function dks(...args: string[]): Promise<Result> {
  return run([...argv, "-H", engine!, ...args]);
}

async function tags(): Promise<string[]> {
  const { stdout } = await dks("--json", "-e", "images.list().flatMap(({ RepoTags }) => RepoTags ?? [])");
  return JSON.parse(stdout) as string[];
}

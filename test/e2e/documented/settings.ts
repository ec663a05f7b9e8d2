/** What the pages do not tell: what stood there before a session, and which commands and examples a test cannot run, each with its reason. */
import type { Stage } from "./sessions.ts";

/** What was there before a session that begins with this line. */
export const stages: readonly Stage[] = [
  { begins: "$ npx dks" },
  {
    begins: "embedded> ps({ all: true })",
    before: [
      'pull("busybox")',
      'run("busybox", ["sleep", "1000"], { detach: true, name: "web" })',
      'containers.create({ Image: "busybox" }, { name: "worker" })',
    ],
    keys: ["Tab", "Tab"],
  },
  { begins: 'embedded> run("busybox", ["sh"], { tty: true, stdin: "inherit" })', before: ['pull("busybox")'] },
  { begins: "embedded> .wire on", before: ['pull("busybox")'], columns: 180, rows: 60 },
  { begins: "$ npx dks learn", rows: 50 },
];

/** How far somebody has come in the lessons, who looks at the list of them. */
export const progress: object = {
  version: 1,
  lessons: { "the-api": { steps: 1, done: true }, "a-container": { steps: 4, done: false } },
};

/** Commands that are not run, and why. */
export const notRun: ReadonlyMap<string, string> = new Map([
  ["npm ci", "it has run, or there would be no test"],
  ["npm test", "this is it"],
  ["npx dks -H unix:///run/podman/podman.sock scripts/hello.dks", "Podman is elsewhere in a test: examples.test.ts"],
  ["npm install --save-dev dks", "a test has no network: the package is there as a link"],
  ["dks record lesson.dks", "it opens the prompt: record.test.ts types into it"],
  ['eval "$(test/support/engines env DIR)"', "the engines of a test are there before it"],
  ["test/support/engines down DIR", "other tests need them"],
]);

/** Where the commands of a page are run, if it is not in a clone: in a directory that has these files. */
export const directories: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map<
  string,
  Record<string, string>
>([
  ["docs/dks-format.md", { "lessons/one.dks": "1 + 1\n//=> 2\n", "lessons/two.dks": 'print("two")\n//| two\n' }],
  [
    "docs/editors.md",
    {
      "lesson.dks": `//! dks 1
/// <reference path="./dks.d.ts" />
const { exitCode } = await run("busybox", ["true"]);
print(exitCode.toFixed(), (await containers.list()).map(({ Names }) => Names[0]?.slice(1)));
`,
    },
  ],
  ["docs/recording.md", {}],
]);

/** Examples that are for the embedded engine alone, by a text in them, and why. */
export const embeddedOnly: ReadonlyMap<string, string> = new Map([
  ["//! engine: embedded", "it says so"],
  ["// dks: require engine embedded", "it says so"],
  ['"embedded:"', "it opens an engine of its own"],
  ['from "dks/engine"', "it makes an engine of its own"],
  ["images.search(", "Docker Hub cannot be asked in a test"],
  ["[ '/hello' ]", "the hello-world of a test has another program"],
  ['"sometime"', "Docker 20.10 takes any condition of a wait"],
  ["newest?.Tags", "an image that other tests use has names of theirs, too"],
  ['State === "created"', "other tests have containers there, too"],
  ["of await docker.containers.list()", "other tests have containers there, too"],
  ["now.Containers", "other tests have containers there, too"],
  ["layers.size > 0", "what is there already is not pulled again"],
]);

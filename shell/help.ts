/** The helpers by what one wants to do, each with its signature and one line. */

interface Entry {
  readonly name: string;
  readonly signature: string;
  readonly line: string;
}

const tasks: readonly (readonly [task: string, entries: readonly Entry[]])[] = [
  [
    "Look around",
    [
      { name: "ps", signature: "ps({ all })", line: "The containers that run, or all of them." },
      { name: "images", signature: "images.list()", line: "The images. images.get(ref) is one of them, to inspect." },
      { name: "version", signature: "version()", line: "The versions of the engine." },
      { name: "info", signature: "info()", line: "The engine and its machine." },
    ],
  ],
  [
    "Run something",
    [
      {
        name: "run",
        signature: 'run(image, ["command", ...], options)',
        line: "Runs a program in a new container, to its end: { exitCode, stdout, stderr }.",
      },
      { name: "pull", signature: "pull(ref)", line: "Pulls an image, showing its progress." },
    ],
  ],
  [
    "Work with containers",
    [
      {
        name: "containers",
        signature: "containers.create({ Image, Cmd, ... })",
        line: "Makes a container, to start, attach, wait, stop, remove.",
      },
      { name: "containers", signature: "containers.get(nameOrId)", line: "A container that is there already." },
      {
        name: "docker",
        signature: "docker",
        line: 'The connection: docker.endpoint, docker.api(), docker.request("GET /info").',
      },
      { name: "connect", signature: "connect(endpoint)", line: "A connection to another engine." },
    ],
  ],
  [
    "Show things",
    [
      { name: "print", signature: "print(...values)", line: "Writes to stdout: texts as they are, lists as tables." },
      { name: "help", signature: "help(x)", line: "This, or what is known about a helper." },
      { name: "args", signature: "args", line: "The arguments of the script." },
    ],
  ],
];

/** The names that help knows. */
export const helpNames: readonly string[] = [
  ...new Set(tasks.flatMap(([, entries]) => entries.map(({ name }) => name))),
];

/** The map of helpers, or what is known about one: a helper itself, its name, or anything made of it. */
export function help(scope: Readonly<Record<string, unknown>>, topic?: unknown): string {
  if (topic === undefined) return overview();
  const name =
    typeof topic === "string" && Object.hasOwn(scope, topic)
      ? topic
      : Object.keys(scope).find((key) => scope[key] === topic);
  const subject = name === undefined ? topic : scope[name];
  const entries = tasks.flatMap(([, all]) => all).filter((entry) => entry.name === name);
  const methods = methodsOf(subject);
  const lines = entries.map(({ signature, line }) => `${signature}\n  ${line}`);
  if (methods.length > 0) lines.push(`Its methods: ${methods.join(", ")}`);
  if (lines.length > 0) return lines.join("\n");
  return "Nothing is known about that. help() shows what there is.";
}

function overview(): string {
  // The line stands below its signature: beside it, the two would not fit 80 columns.
  const blocks = tasks.map(([task, entries]) =>
    [task, ...entries.map(({ signature, line }) => `  ${signature}\n      ${line}`)].join("\n"),
  );
  return blocks.join("\n\n");
}

function methodsOf(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype || typeof prototype !== "object") return [];
  return Object.getOwnPropertyNames(prototype).filter((name) => name !== "constructor");
}

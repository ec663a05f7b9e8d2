/** For tests: what completion goes by, with names, values and traps in it. */
import * as library from "../../mod.ts";
import { commands } from "../commands/mod.ts";
import { reference } from "../reference/generated/reference.ts";
import { scriptedDocker } from "../testing.ts";
import { type CompletionWorld, complete } from "./mod.ts";
import type { KnownNames } from "./names.ts";

/** A container as an engine lists it. */
export function container(name: string, State: string, id: string): library.ContainerSummary {
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

/** What the engine has. */
export const names: KnownNames = {
  containers: [
    container("web", "running", "aaa1"),
    container("worker", "exited", "bbb2"),
    container("db", "running", "ccc3"),
    container("", "created", "ddd4"),
  ],
  images: [
    { Id: `sha256:${"e".repeat(64)}`, RepoTags: ["busybox:latest", "busybox:1.36"], Created: 1, Size: 5_000_000 },
    { Id: `sha256:${"f".repeat(64)}`, RepoTags: [], Created: 1, Size: 7 },
  ] as readonly library.ImageSummary[],
  intermediates: () => [],
};

function asked(): never {
  throw new Error("a proxy was asked");
}

/** Whatever is done with it, it throws. */
const traps: ProxyHandler<object> = {
  get: asked,
  has: asked,
  ownKeys: asked,
  getOwnPropertyDescriptor: asked,
  getPrototypeOf: asked,
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
  proxy: new Proxy({}, traps),
  proxyList: new Proxy([], traps),
  heir: Object.create(new Proxy({}, traps), { own: { value: 1, enumerable: true } }),
};
/** A session with values of every kind. */
export const world: CompletionWorld = {
  reference,
  classes: library as unknown as Record<string, unknown>,
  scope,
  names,
  commands,
  directory: "/",
};

/** What is offered at the bar. */
export function at(marked: string, other: Partial<CompletionWorld> = {}): string[] {
  const cursor = marked.indexOf("|");
  const source = marked.slice(0, cursor) + marked.slice(cursor + 1);
  return complete(source, cursor, { ...world, ...other }).items.map(({ text }) => text);
}

/** The text after the first thing offered is taken. */
export function taken(marked: string, other: Partial<CompletionWorld> = {}): string {
  const cursor = marked.indexOf("|");
  const source = marked.slice(0, cursor) + marked.slice(cursor + 1);
  const { from, items } = complete(source, cursor, { ...world, ...other });
  return source.slice(0, from) + (items[0]?.text ?? "(nothing)") + source.slice(cursor);
}

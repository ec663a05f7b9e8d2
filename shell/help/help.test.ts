import { describe, expect, test } from "vitest";
import * as library from "../../mod.ts";
import { plain } from "../format/text.ts";
import { commands } from "../commands/mod.ts";
import { operations } from "../../lib/api/operations.ts";
import { examples } from "../reference/generated/examples.ts";
import { reference } from "../reference/generated/reference.ts";
import { scriptedDocker } from "../testing.ts";
import { helpText } from "./mod.ts";
import { topicNames } from "./offered.ts";
import { matters } from "./topics.ts";

const { docker } = scriptedDocker();
const container = docker.containers.get("web");
const scope = { docker, containers: docker.containers, images: docker.images, c: container };
const names = { classes: library as unknown as Record<string, unknown>, scope, commands };
const style = { columns: 80, paint: plain };
const help = (...topics: unknown[]): string =>
  helpText({ reference, examples }, topics.length === 0 ? undefined : { about: topics[0] }, names, style);

test("without a topic it is a map by task, in 80 columns, and every line of it is about something that there is", () => {
  const text = help();
  expect(text).toMatch(/^Look around\n {2}ps {2,}The containers that run/);
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  const topics = text.split("\n").flatMap((line) => /^ {2}([\w.]+) /.exec(line)?.[1] ?? []);
  for (const topic of topics) expect(help(topic)).not.toMatch(/^Nothing is known/);
  const helpers = new Set(topics.map((topic) => topic.split(".")[0]));
  for (const { name } of reference.globals) expect(helpers).toContain(name);
});

describe("a page has signature, text, options, example and the operation", () => {
  test.each([
    ["by its path", "containers.create"],
    ["by the method itself", docker.containers.create],
    ["by the class and the method", "Containers.create"],
    ["as a call is written", "containers.create({ Image })"],
  ])("%s", (_, topic) => {
    const text = help(topic);
    expect(text).toContain(
      "Containers.create(\n  spec: ContainerSpec,\n  options?: ContainerCreateOptions,\n): Promise<Container>\n",
    );
    expect(text).toMatch(/Makes a container/);
    expect(text).toMatch(/Parameters\n {2}spec {6}The configuration/);
    expect(text).toMatch(/Errors\n {2}NotFoundError {6}When the image is not there/);
    expect(text).toMatch(/Example\n {2}await pull\("busybox"\);/);
    expect(text).toMatch(/options: ContainerCreateOptions\n {2}name\?: string {9}The container's name/);
    expect(text).toMatch(/HTTP\n {2}ContainerCreate {2}POST \/containers\/create {2}\(v1\.0 and today\)/);
  });

  test("of a helper, with an example", () => {
    expect(help("run")).toMatch(/Example\n {2}await run\("busybox"/);
    expect(help("run")).toMatch(/pull\?: "missing" \| "never" \| "always"/);
  });
});

test("a class, a value of it and a name that has such a value give the same page", () => {
  const page = help("Container");
  expect(page).toMatch(/^Container\n\nA handle for one container/);
  expect(page).toMatch(/attach\(options\?: AttachOptions\): Promise<Attachment>/);
  expect([help(container), help("c"), help(library.Container)]).toEqual([page, page, page]);
});

test("what a call gives leads on", () => {
  expect(help("containers.get(x).attach")).toBe(help("Container.attach"));
  expect(help("c.attach")).toBe(help("Container.attach"));
});

test("every member of everything has a page: with an example, and with each operation that it makes, its request and its version", () => {
  const members = reference.classes
    .filter(({ error }) => !error)
    .flatMap((entry) => entry.members.map((member) => ({ topic: `${entry.name}.${member.name}`, member })));
  const helpers = reference.globals.map((member) => ({ topic: member.name, member }));
  expect(members.length).toBeGreaterThan(50);
  for (const { topic, member } of [...members, ...helpers]) {
    const text = help(topic);
    expect(text, topic).toContain("\nExample\n  ");
    if (member.kind === "property") continue;
    for (const name of member.operations) {
      const { method, path } = operations[name];
      expect(text, topic).toContain(` ${method} ${path}  (`);
    }
    for (const { error } of member.throws ?? []) expect(text, topic).toContain(`\n  ${error}`);
  }
  for (const { name } of [...reference.functions, ...reference.classes])
    expect(help(name), name).toContain("\nExample\n  ");
});

test("nothing but code, and a name that is too long, is wider than the terminal", () => {
  for (const topic of ["containers.create", "Docker.run", "images.build", "Image.push", "Container.attach"]) {
    const [prose = ""] = help(topic).split("\nExample\n");
    for (const line of prose.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
  }
});

test("what is said stands below its name where there is no room beside it", () => {
  const narrow = helpText({ reference, examples }, { about: "containers.list" }, names, { columns: 40, paint: plain });
  expect(narrow).toContain("\n  all?: boolean\n      Shows all containers, not only\n      those that run.\n");
});

test("a name without its class is enough where there is only one, and else shows which there are", () => {
  expect(help("putArchive")).toBe(help("Container.putArchive"));
  expect(help("list")).toMatch(/ {2}Containers\.list {2}The containers that run.*\n {2}Images\.list /);
});

test("what is no name is looked for in what is said about everything", () => {
  const text = help("half-close");
  expect(text).toMatch(/^Nothing is called "half-close"\. These tell about it:/);
  expect(text).toMatch(/ {2}Attachment\.stdin {2}Closing it is the half-close/);
});

test("an operation of the API, a type and an error are topics, too", () => {
  expect(help("ContainerWait")).toMatch(/condition \(query, string, since API 1.30\)/);
  expect(help("ContainerWait")).toMatch(/In dks\n {2}run .*\n(?:.*\n)* {2}Container\.wait {4}Waits/);
  expect(help("RunOptions")).toMatch(/detach\?: boolean/);
  expect(help("NotFoundError")).toMatch(/404: no such container/);
});

describe("commands, options and matters are topics", () => {
  test("a command, with its dot or without", () => {
    expect(help(".wire")).toBe(
      ".wire [on|off]\n\nShows calls, answers and raw streams as they go.\n\nA command of the prompt; .help shows all.",
    );
    expect(help("wire")).toBe(help(".wire"));
    for (const { name } of commands) expect(help(name)).not.toMatch(/^Nothing/);
  });

  test("what a helper is called stays the helper", () => {
    expect(help("save")).toMatch(/^save\(/);
    expect(help(".save")).toMatch(/^\.save FILE/);
  });

  test("an option of a call, by its path", () => {
    expect(help("run.stdin")).toMatch(/^run\.stdin: .*"inherit"[\s\S]*What the program reads/);
    expect(help("containers.list.all")).toMatch(/^containers\.list\.all: boolean\n\nShows all/);
    expect(help("ps.filters.status")).toMatch(/^ps\.filters\.status: /);
    expect(help("run.stdn")).toMatch(/^Nothing is known about "run\.stdn"/);
  });

  test("all errors", () => {
    const text = help("errors");
    expect(text).toMatch(/ {2}NotFoundError +404, no such container/);
    for (const { name } of reference.classes.filter(({ error }) => error)) expect(text).toContain(`\n  ${name}`);
  });

  test.each(Object.entries(matters))("a matter, and all that it leads to: %s", (word, { title, more }) => {
    const text = help(word);
    expect(text.startsWith(`${title}\n\n`)).toBe(true);
    for (const topic of more) {
      expect(text.replace(/\s+/g, " ")).toContain(`help("${topic}")`);
      expect(help(topic)).not.toMatch(/^Nothing/);
    }
  });

  test("what is offered while a topic is typed is known", () => {
    const owners = ["", "Image.", "containers.list.", "containers.create.HostConfig.", "run."];
    for (const { text } of owners.flatMap((owner) => topicNames(reference, commands, owner)))
      expect(help(text), text).not.toMatch(/^Nothing/);
  });
});

test("what is not known is said, with what was probably meant", () => {
  expect(help("containers.craete")).toBe(
    'Nothing is known about "containers.craete". Did you mean `containers.create`?',
  );
  expect(help("ContainerWiat")).toBe('Nothing is known about "ContainerWiat". Did you mean `ContainerWait`?');
  expect(help("run.stdn")).toBe('Nothing is known about "run.stdn". Did you mean `run.stdin`?');
  expect(help("insepct")).toBe('Nothing is known about "insepct". Did you mean `inspect`?');
  expect(help(".wier")).toBe('Nothing is known about ".wier". Did you mean `.wire`?');
  expect(help("pss")).toBe('Nothing is known about "pss". Did you mean `ps`?');
  expect(help("qqqqqq")).toBe('Nothing is known about "qqqqqq". help() shows what there is.');
  expect(help(Symbol("x"))).toBe("Nothing is known about that value. help() shows what there is.");
});

test("no getter is run to find out, and no proxy asked", () => {
  const asked = (): never => {
    throw new Error("was run");
  };
  const proxy = new Proxy({}, { get: asked, has: asked, getPrototypeOf: asked, getOwnPropertyDescriptor: asked });
  const trap = {
    get bomb(): never {
      throw new Error("was run");
    },
    get ps(): never {
      throw new Error("was run");
    },
    proxy,
    heir: Object.create(proxy),
  };
  for (const about of ["bomb", "proxy", "heir", "proxy.x", proxy, trap.heir, () => {}])
    expect(helpText({ reference, examples }, { about }, { ...names, scope: trap }, style)).toMatch(/^Nothing is known/);
});

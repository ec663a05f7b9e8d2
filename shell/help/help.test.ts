import { describe, expect, test } from "vitest";
import * as library from "../../mod.ts";
import { plain } from "../format/text.ts";
import { reference } from "../reference/generated/reference.ts";
import { scriptedDocker } from "../testing.ts";
import { helpText } from "./mod.ts";

const { docker } = scriptedDocker();
const container = docker.containers.get("web");
const scope = { docker, containers: docker.containers, images: docker.images, c: container };
const names = { classes: library as unknown as Record<string, unknown>, scope };
const style = { columns: 80, paint: plain };
const help = (...topics: unknown[]): string =>
  helpText(reference, topics.length === 0 ? undefined : { about: topics[0] }, names, style);

test("without a topic it is a map by task, in 80 columns, and every line of it is about something that there is", () => {
  const text = help();
  expect(text).toMatch(/^Look around\n {2}ps\n {6}The containers that run/);
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  const topics = text.split("\n").flatMap((line) => /^ {2}([\w.]+)$/.exec(line)?.[1] ?? []);
  expect(topics.length).toBeGreaterThan(20);
  for (const topic of topics) expect(help(topic)).not.toMatch(/^Nothing is known/);
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
      "Containers.create(spec: ContainerSpec, options?: ContainerCreateOptions): Promise<Container>",
    );
    expect(text).toMatch(/Makes a container/);
    expect(text).toMatch(/name\?: string\n {6}The container's name/);
    expect(text).toMatch(/HTTP\n {2}POST \/containers\/create {2}\(v1\.0 and today\)/);
  });

  test("of a helper, with an example", () => {
    expect(help("run")).toMatch(/Example\n {2}run\("busybox"/);
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

test("an operation of the API, a type and an error are topics, too", () => {
  expect(help("ContainerWait")).toMatch(/condition \(query, string, since API 1.30\)/);
  expect(help("RunOptions")).toMatch(/detach\?: boolean/);
  expect(help("NotFoundError")).toMatch(/404: no such container/);
});

test("what is not known is said, with what was probably meant", () => {
  expect(help("containers.craete")).toBe(
    'Nothing is known about "containers.craete". Did you mean `containers.create`?',
  );
  expect(help("pss")).toBe('Nothing is known about "pss". Did you mean `ps`?');
  expect(help("qqqqqq")).toBe('Nothing is known about "qqqqqq". help() shows what there is.');
  expect(help(Symbol("x"))).toBe("Nothing is known about that value. help() shows what there is.");
});

test("no getter is run to find out", () => {
  const trap = {
    get bomb(): never {
      throw new Error("was run");
    },
  };
  expect(helpText(reference, { about: "bomb" }, { ...names, scope: trap }, style)).toMatch(/^Nothing is known/);
});

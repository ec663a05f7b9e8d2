import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { extractApi } from "../scripts/dev/reference/extract.ts";
import { referenceModules } from "../scripts/dev/reference/module.ts";
import { referencePages } from "../scripts/dev/reference/pages.ts";
import { parseTranscript } from "../shell/script/transcript.ts";
import { root } from "./support/root.ts";

const api = extractApi();
const { reference, examples } = api;

/** Types that are generated from Docker's specification, whose prose is not ours to take. */
const generated = new Set(
  [...readFileSync(`${root}lib/api/generated/models.ts`, "utf8").matchAll(/^export (?:interface|type) (\w+)/gm)].map(
    ([, name]) => name,
  ),
);

describe("the public API", () => {
  test("has TSDoc on every class, method and function", () => {
    const bare = [
      ...reference.globals.filter(({ doc }) => doc === "").map(({ name }) => name),
      ...reference.functions.filter(({ doc }) => doc === "").map(({ name }) => name),
      ...reference.classes.filter(({ doc }) => doc === "").map(({ name }) => name),
      ...reference.classes.flatMap((entry) =>
        entry.members
          .filter(({ name, doc }) => doc === "" && !(entry.error && name === "name"))
          .map(({ name }) => `${entry.name}.${name}`),
      ),
    ];
    expect(bare).toEqual([]);
  });

  test("has TSDoc on every type that we declare, and on every property of it", () => {
    // A model of ours that stands on a generated one has the fields of that one, too.
    const models = new Set(
      [...readFileSync(`${root}lib/api/models.ts`, "utf8").matchAll(/^export type (\w+) =/gm)].map(([, name]) => name),
    );
    const bare = reference.types
      .filter(({ name }) => !generated.has(name))
      .flatMap(({ name, doc, properties }) => [
        ...(doc === "" ? [name] : []),
        ...(models.has(name) || name === "ContainerSpec"
          ? []
          : properties.filter((property) => property.doc === "").map((property) => `${name}.${property.name}`)),
      ]);
    expect(bare).toEqual([]);
  });

  test("has words of ours for every field of a container's configuration", () => {
    const bare = ["ContainerSpec", "HostConfig", "RestartPolicy", "Mount", "HealthConfig"].flatMap((name) => {
      const type = reference.types.find((one) => one.name === name);
      expect(type, name).toBeDefined();
      return type!.properties.filter(({ doc }) => doc === "").map((property) => `${name}.${property.name}`);
    });
    expect(bare).toEqual([]);
  });

  test("has an example of every helper, function and class, and of every member that is not of an error", () => {
    const members = reference.classes
      .filter(({ error }) => !error)
      .flatMap((entry) => entry.members.map(({ name }) => `${entry.name}.${name}`));
    const named = [...reference.globals, ...reference.functions, ...reference.classes].map(({ name }) => name);
    expect([...named, ...members].filter((name) => !Object.hasOwn(examples, name))).toEqual([]);
  });

  test("has no example twice", () => {
    expect(new Set(Object.values(examples)).size).toBe(Object.keys(examples).length);
  });

  test("has examples that fit a terminal of 80 columns, where help shows them", () => {
    const lines = Object.values(examples).flatMap((source) => source.split("\n"));
    const code = lines.filter((line) => !/^\/\/(?:=>|\||!!)/.test(line));
    expect(code.filter((line) => line.length > 78)).toEqual([]);
  });

  test("has examples that are the body of a .dks file", async () => {
    for (const [name, source] of Object.entries(examples))
      await expect(parseTranscript(source), name).resolves.toBeDefined();
  });

  test("says of every parameter what is passed", () => {
    const types = new Map(reference.types.map((type) => [type.name, type]));
    const calls = [
      ...reference.functions.map((call) => ({ call, owner: "" })),
      ...reference.globals.flatMap((call) => (call.kind === "method" ? [{ call, owner: "" }] : [])),
      ...reference.classes.flatMap(({ name, members }) =>
        members.flatMap((call) => (call.kind === "method" ? [{ call, owner: `${name}.` }] : [])),
      ),
    ];
    const bare = calls.flatMap(({ call, owner }) =>
      call.parameters
        .filter(({ doc, object }) => doc === "" && (types.get(object ?? "")?.doc ?? "") === "")
        .map(({ name }) => `${owner}${call.name}: ${name}`),
    );
    expect(bare).toEqual([]);
  });

  test("names errors that there are", () => {
    const errors = new Set([...reference.classes.filter(({ error }) => error).map(({ name }) => name), "TypeError"]);
    const calls = [
      ...reference.functions,
      ...reference.globals,
      ...reference.classes.flatMap(({ members }) => members),
    ];
    const thrown = calls.flatMap((call) => ("throws" in call && call.throws ? call.throws : []));
    expect(thrown.length).toBeGreaterThan(50);
    expect(thrown.filter(({ error }) => !errors.has(error))).toEqual([]);
  });

  test("is what the shell knows (`npm run reference` writes it again)", () => {
    const outdated = [...referenceModules(api)]
      .filter(([file, text]) => readFileSync(`${root}shell/reference/generated/${file}`, "utf8") !== text)
      .map(([file]) => file);
    expect(outdated).toEqual([]);
  });

  test("is told in docs/reference as it is (`npm run reference` writes it again)", () => {
    const outdated = [...referencePages(api)]
      .filter(([file, text]) => {
        const path = `${root}docs/reference/${file}`;
        return !existsSync(path) || readFileSync(path, "utf8") !== text;
      })
      .map(([file]) => file);
    expect(outdated).toEqual([]);
  });
});

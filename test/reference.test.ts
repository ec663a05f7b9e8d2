import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { extractReference } from "../scripts/dev/reference/extract.ts";
import { referenceModule } from "../scripts/dev/reference/module.ts";
import { referencePages } from "../scripts/dev/reference/pages.ts";
import { root } from "./support/root.ts";

const reference = extractReference();

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

  test("is what the shell knows (`npm run reference` writes it again)", () => {
    const written = readFileSync(`${root}shell/reference/generated/reference.ts`, "utf8");
    expect(written === referenceModule(reference)).toBe(true);
  });

  test("is told in docs/reference as it is (`npm run reference` writes it again)", () => {
    const outdated = [...referencePages(reference)]
      .filter(([file, text]) => {
        const path = `${root}docs/reference/${file}`;
        return !existsSync(path) || readFileSync(path, "utf8") !== text;
      })
      .map(([file]) => file);
    expect(outdated).toEqual([]);
  });
});

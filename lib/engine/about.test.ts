import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { engineVersion } from "./about.ts";

test("the engine has the version of its package", async () => {
  const { version } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
  expect(engineVersion).toBe(version);
});

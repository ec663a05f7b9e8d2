import assert from "node:assert/strict";
import { type ImageSearchResult, InvalidArgumentError, ServerError } from "../../mod.ts";
import type { Context, Scenario } from "./types.ts";

/**
 * What is found; undefined where it cannot be: dockerd asks Docker Hub and nobody else, which a machine without a network does not reach. That is
 * an error of the engine then, and nothing else.
 */
async function found(t: Context, search: Promise<ImageSearchResult[]>): Promise<ImageSearchResult[] | undefined> {
  try {
    return await search;
  } catch (error) {
    if (t.engine.family !== "docker") throw error;
    assert.ok(error instanceof ServerError, String(error));
    assert.equal(error.operation, "ImageSearch");
    assert.notEqual(error.message, "");
    return undefined;
  }
}

export const scenarios: Scenario[] = [
  {
    name: "finds repositories by a part of their name",
    operations: ["ImageSearch"],
    async run(t) {
      const results = await found(t, t.docker.images.search("busybox", { signal: t.signal }));
      if (results === undefined) return;
      assert.ok(
        results.some(({ name }) => name.includes("busybox")),
        JSON.stringify(results),
      );
      assert.ok(results.every(({ description }) => typeof description === "string"));
    },
  },
  {
    name: "finds nothing where there is nothing",
    operations: ["ImageSearch"],
    async run(t) {
      const results = await found(t, t.docker.images.search("nosuchimage", { signal: t.signal }));
      if (results !== undefined && t.engine.family !== "docker") assert.deepEqual(results, []);
    },
  },
  {
    name: "finds no more than is wanted",
    operations: ["ImageSearch"],
    needs: ["modern"],
    async run(t) {
      const results = await found(t, t.docker.images.search("o", { limit: 1, signal: t.signal }));
      if (results !== undefined) assert.equal(results.length, 1);
    },
  },
  {
    name: "refuses a search for nothing, before anything is sent",
    operations: ["ImageSearch"],
    async run({ docker }) {
      for (const term of ["", "  "]) await assert.rejects(docker.images.search(term), InvalidArgumentError);
    },
  },
];

import assert from "node:assert/strict";
import type { Scenario } from "./types.ts";

export const scenarios: Scenario[] = [
  {
    name: "answers a ping",
    operations: ["SystemPing"],
    async run({ docker, signal }) {
      await docker.ping({ signal });
    },
  },
  {
    name: "tells its version",
    operations: ["SystemVersion"],
    async run({ docker, engine, signal }) {
      const version = await docker.version({ signal });
      assert.match(version.Version, /^\d+\.\d+/);
      assert.match(version.ApiVersion, /^\d+\.\d+$/);
      const agreed = await docker.api();
      assert.equal(agreed.dialect, engine.dialect);
      assert.equal(agreed.version, engine.apiVersion);
    },
  },
  {
    name: "counts its containers and images",
    operations: ["SystemInfo"],
    async run({ docker, signal }) {
      const info = await docker.info({ signal });
      assert.ok(Number.isInteger(info.Containers) && info.Containers >= 0);
      assert.ok(Number.isInteger(info.Images) && info.Images >= 1);
    },
  },
  {
    name: "answers a raw request untranslated",
    operations: ["ImageList"],
    async run({ docker, engine, signal }) {
      const answer = await docker.request("GET /images/json?all=1", { signal });
      assert.equal(answer.status, 200);
      assert.match(answer.headers["content-type"]!, /^application\/json/);
      const [first] = answer.body as Record<string, unknown>[];
      assert.ok(first);
      assert.equal("Repository" in first || !("RepoTags" in first), engine.dialect === "v1.0");
    },
  },
  {
    name: "answers a raw request for what is not there with its status",
    operations: ["ContainerInspect"],
    async run({ docker, signal }) {
      const answer = await docker.request("GET /containers/nosuchcontainer/json", { signal });
      assert.equal(answer.status, 404);
    },
  },
  {
    name: "refuses an API version that is too new",
    operations: ["SystemVersion"],
    needs: ["modern", "not podman"],
    async run({ docker, signal }) {
      const answer = await docker.request("GET /v9.99/version", { signal });
      assert.equal(answer.status, 400);
      assert.match((answer.body as { message: string }).message, /too new/);
    },
  },
  {
    name: "serves a hundred calls at once",
    operations: ["ContainerList"],
    async run({ docker, signal }) {
      const lists = await Promise.all(Array.from({ length: 100 }, () => docker.containers.list({ limit: 1, signal })));
      assert.equal(lists.length, 100);
    },
  },
  {
    name: "stops a call whose signal is aborted before it is made",
    operations: ["SystemVersion"],
    async run({ docker }) {
      const reason = new Error("changed my mind");
      await assert.rejects(docker.version({ signal: AbortSignal.abort(reason) }), reason);
    },
  },
];

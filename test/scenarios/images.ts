import assert from "node:assert/strict";
import {
  NotFoundError,
  type ProgressMessage,
  ServerError,
  StreamError,
  InvalidArgumentError,
  BadParameterError,
} from "../../mod.ts";
import { tarOf } from "./tar.ts";
import type { Scenario } from "./types.ts";

export const scenarios: Scenario[] = [
  {
    name: "lists images with their tags",
    operations: ["ImageList"],
    async run({ docker, image, signal }) {
      const images = await docker.images.list({ signal });
      const wanted = image.includes(":") ? image : `${image}:latest`;
      const found = images.find(({ RepoTags }) => RepoTags.some((tag) => tag.endsWith(wanted)));
      assert.ok(found, `${wanted} is among ${JSON.stringify(images.map(({ RepoTags }) => RepoTags))}`);
      assert.match(found.Id, /^(sha256:)?[0-9a-f]{12,64}$/);
      assert.ok(found.Created > 0);
    },
  },
  {
    name: "filters the list of images",
    operations: ["ImageList"],
    needs: ["modern"],
    async run({ docker, image, signal }) {
      const found = await docker.images.list({ filters: { reference: [image] }, signal });
      assert.ok(found.length > 0 && found.every(({ RepoTags }) => RepoTags.some((tag) => tag.includes("busybox"))));
      assert.deepEqual(await docker.images.list({ filters: { reference: ["no/such*"] }, signal }), []);
    },
  },
  {
    name: "refuses a filter that does not exist",
    operations: ["ImageList"],
    needs: ["modern"],
    async run({ docker, signal }) {
      const wrong = { color: ["red"] } as object;
      await assert.rejects(
        docker.images.list({ filters: wrong, signal }),
        (error) => error instanceof BadParameterError || error instanceof ServerError,
      );
    },
  },
  {
    name: "inspects an image",
    operations: ["ImageInspect"],
    async run({ docker, image, signal }) {
      const about = await docker.images.get(image).inspect({ signal });
      assert.match(about.Id, /^(sha256:)?[0-9a-f]{64}$/);
      assert.equal(typeof about.Config, "object");
    },
  },
  {
    name: "reports an image that is not there",
    operations: ["ImageInspect"],
    async run({ docker, signal }) {
      await assert.rejects(docker.images.get("nosuchimage").inspect({ signal }), (error) => {
        assert.ok(error instanceof NotFoundError);
        assert.equal(error.status, 404);
        assert.equal(error.operation, "ImageInspect");
        assert.match(error.message, /nosuchimage/);
        assert.ok(error.hint);
        return true;
      });
    },
  },
  {
    name: "pulls an image and reports progress",
    operations: ["ImageCreate", "ImageInspect"],
    async run({ docker, pullable, signal }) {
      const messages: ProgressMessage[] = [];
      const pulling = docker.images.pull(pullable, { signal });
      for await (const message of pulling) messages.push(message);
      const image = await pulling;
      assert.ok(messages.length > 0);
      assert.ok(messages.every(({ error }) => error === undefined));
      assert.match((await image.inspect({ signal })).Id, /[0-9a-f]{64}$/);
    },
  },
  {
    name: "reports a pull of what the registry does not have",
    operations: ["ImageCreate"],
    async run({ docker, repository, signal }) {
      await assert.rejects(docker.images.pull(repository("nosuchimage"), { signal }), (error) => {
        assert.ok(
          error instanceof StreamError || error instanceof NotFoundError || error instanceof ServerError,
          String(error),
        );
        assert.match(error.message, /nosuchimage|not found|unknown|denied/i);
        return true;
      });
    },
  },
  {
    name: "imports an image from a tar stream",
    operations: ["ImageCreate", "ImageInspect"],
    async run(t) {
      const { docker, signal } = t;
      const repository = `dks-test/${t.name("import")}`;
      t.cleanup(() => docker.images.get(`${repository}:v1`).remove());
      const archive = tarOf({ "hello.txt": "hello\n" });
      const pieces = async function* () {
        for (let at = 0; at < archive.length; at += 100) yield archive.subarray(at, at + 100);
      };
      const image = await docker.images.import(pieces(), { repository: `${repository}:v1`, signal });
      const byId = await image.inspect({ signal });
      const byTag = await docker.images.get(`${repository}:v1`).inspect({ signal });
      assert.equal(byId.Id, byTag.Id);
      assert.ok(
        (await docker.images.list({ signal })).some(({ RepoTags }) =>
          RepoTags.some((tag) => tag.endsWith(`${repository}:v1`)),
        ),
      );
    },
  },
  {
    name: "reports an import of what is no archive",
    operations: ["ImageCreate"],
    async run({ docker, signal }) {
      const noise = new TextEncoder().encode("this is no tar archive\n".repeat(100));
      await assert.rejects(
        docker.images.import(noise, { signal }),
        (error) => error instanceof ServerError || error instanceof StreamError || error instanceof BadParameterError,
      );
    },
  },
  {
    name: "refuses a malformed reference before anything is sent",
    operations: ["ImageInspect", "ImageCreate"],
    async run({ docker }) {
      for (const wrong of [
        "",
        "app/UPPER",
        "a//b",
        "name:",
        "name:bad tag",
        "a b",
        "name@sha256:123",
        "../etc/passwd",
      ]) {
        assert.throws(() => docker.images.get(wrong), InvalidArgumentError, wrong);
        assert.throws(() => docker.images.pull(wrong), InvalidArgumentError, wrong);
      }
    },
  },
];

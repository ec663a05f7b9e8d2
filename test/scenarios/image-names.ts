import assert from "node:assert/strict";
import { ConflictError, InvalidArgumentError, NotFoundError } from "../../mod.ts";
import { discard, ownImage } from "./own-image.ts";
import type { Scenario } from "./types.ts";

export const scenarios: Scenario[] = [
  {
    name: "gives an image one more name",
    operations: ["ImageTag", "ImageInspect"],
    async run(t) {
      const { docker, signal } = t;
      const repository = `dks-test/${t.name("tag")}`;
      const image = await ownImage(t, `${repository}:v1`);
      t.cleanup(() => discard(t, `${repository}:v2`));
      t.cleanup(() => discard(t, `${repository}-more`));
      const { Id } = await image.inspect({ signal });
      const second = await image.tag(`${repository}:v2`, { signal });
      assert.equal(second.ref, `${repository}:v2`);
      assert.equal((await second.inspect({ signal })).Id, Id);
      await second.tag(`${repository}-more`, { signal });
      assert.equal((await docker.images.get(`${repository}-more:latest`).inspect({ signal })).Id, Id);
      const names = (await docker.images.list({ signal }))
        .filter((row) => Id.replace("sha256:", "").startsWith(row.Id.replace("sha256:", "")))
        .flatMap(({ RepoTags }) => RepoTags);
      for (const name of [`${repository}:v1`, `${repository}:v2`, `${repository}-more:latest`])
        assert.ok(
          names.some((tag) => tag.endsWith(name)),
          `${name} is among ${names}`,
        );
    },
  },
  {
    name: "takes a name from the image that had it",
    operations: ["ImageTag"],
    async run(t) {
      const repository = `dks-test/${t.name("move")}`;
      const first = await ownImage(t, `${repository}:v1`);
      const other = await ownImage(t, `${repository}:v2`, { files: { "other.txt": "another\n" } });
      const { Id } = await first.inspect();
      assert.notEqual((await other.inspect()).Id, Id);
      await first.tag(other.ref, { signal: t.signal });
      assert.equal((await other.inspect()).Id, Id);
    },
  },
  {
    name: "reports a new name for an image that is not there",
    operations: ["ImageTag"],
    async run(t) {
      await assert.rejects(t.docker.images.get("nosuchimage").tag(t.name("name"), { signal: t.signal }), (error) => {
        assert.ok(error instanceof NotFoundError, String(error));
        assert.equal(error.operation, "ImageTag");
        assert.match(error.message, /nosuchimage/);
        return true;
      });
    },
  },
  {
    name: "refuses a new name that cannot be one, before anything is sent",
    operations: ["ImageTag", "ImageCreate"],
    async run({ docker, image }) {
      const wrong = [
        "",
        "app/UPPER",
        "a b",
        "name:bad tag",
        `app@sha256:${"a".repeat(64)}`,
        `sha256:${"a".repeat(64)}`,
      ];
      for (const name of wrong) {
        await assert.rejects(docker.images.get(image).tag(name), InvalidArgumentError, name);
        assert.throws(
          () => docker.images.import(new Uint8Array(1024), { repository: name }),
          InvalidArgumentError,
          name,
        );
      }
    },
  },
  {
    name: "removes the names of an image, and with the last one the image",
    operations: ["ImageDelete"],
    needs: ["modern"],
    async run(t) {
      const repository = `dks-test/${t.name("remove")}`;
      const first = await ownImage(t, `${repository}:v1`);
      const second = await first.tag(`${repository}:v2`);
      const { Id } = await first.inspect();
      const untagged = await second.remove({ signal: t.signal });
      assert.equal(untagged.length, 1);
      assert.ok(untagged[0]?.Untagged?.endsWith(`${repository}:v2`), JSON.stringify(untagged));
      await assert.rejects(second.inspect(), NotFoundError);
      assert.equal((await first.inspect()).Id, Id);
      const gone = await first.remove({ signal: t.signal });
      assert.ok(
        gone.some(({ Untagged }) => Untagged?.endsWith(`${repository}:v1`)),
        JSON.stringify(gone),
      );
      assert.ok(
        gone.some(({ Deleted }) => Deleted?.endsWith(Id.replace("sha256:", ""))),
        JSON.stringify(gone),
      );
      await assert.rejects(first.inspect(), NotFoundError);
    },
  },
  {
    name: "removes an image by any of its names, whatever uses it",
    operations: ["ImageDelete"],
    needs: ["v1.0"],
    rawBytes: "lib/client/image.test.ts",
    async run(t) {
      const image = await ownImage(t, `dks-test/${t.name("remove")}:v1`);
      assert.deepEqual(await image.remove({ force: true, noprune: true, signal: t.signal }), []);
      await assert.rejects(image.inspect(), NotFoundError);
    },
  },
  {
    name: "refuses to remove an image by its id while it has several names",
    operations: ["ImageDelete"],
    needs: ["modern"],
    async run(t) {
      const repository = `dks-test/${t.name("names")}`;
      const image = await ownImage(t, `${repository}:v1`);
      const second = await image.tag(`${repository}:v2`);
      const byId = t.docker.images.get((await image.inspect()).Id);
      await assert.rejects(byId.remove({ signal: t.signal }), (error) => {
        assert.ok(error instanceof ConflictError, String(error));
        return true;
      });
      await byId.remove({ force: true, signal: t.signal });
      await assert.rejects(second.inspect(), NotFoundError);
      await assert.rejects(image.inspect(), NotFoundError);
    },
  },
  {
    name: "refuses to remove an image that a container uses, unless it is forced to",
    operations: ["ImageDelete", "ContainerCreate"],
    needs: ["modern"],
    async run(t) {
      const image = await ownImage(t, `dks-test/${t.name("used")}:v1`);
      const container = await t.docker.containers.create({ Image: image.ref, Cmd: ["/hello"], ...t.config });
      t.cleanup(() =>
        container.remove({ force: true }).catch((error) => {
          if (!(error instanceof NotFoundError)) throw error; // Podman removes it with the image
        }),
      );
      await assert.rejects(image.remove({ signal: t.signal }), (error) => {
        assert.ok(error instanceof ConflictError, String(error));
        assert.equal(error.operation, "ImageDelete");
        return true;
      });
      await image.inspect();
      await image.remove({ force: true, signal: t.signal });
      await assert.rejects(image.inspect(), NotFoundError);
    },
  },
  {
    name: "reports the removal of an image that is not there",
    operations: ["ImageDelete"],
    async run({ docker, signal }) {
      await assert.rejects(docker.images.get("nosuchimage").remove({ signal }), (error) => {
        assert.ok(error instanceof NotFoundError, String(error));
        assert.equal(error.operation, "ImageDelete");
        assert.match(error.message, /nosuchimage/);
        return true;
      });
    },
  },
];

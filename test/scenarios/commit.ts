import assert from "node:assert/strict";
import { type Container, InvalidArgumentError, NotFoundError, UnsupportedError } from "../../mod.ts";
import { make } from "./containers.ts";
import type { Context, Scenario } from "./types.ts";

/** A container that has written `/new`, and whose program has ended. */
async function written(t: Context): Promise<Container> {
  const container = await make(t, { Cmd: ["sh", "-c", "echo hi > /new"] });
  await container.start({ signal: t.signal });
  await container.wait({ signal: t.signal });
  return container;
}

/** A name for an image that goes away with the scenario. */
function imageName(t: Context): string {
  const name = `dks-test/${t.name("commit")}`;
  t.cleanup(() => t.docker.request(`DELETE /images/${name}`));
  return name;
}

/** What every run of a scenario is told. */
function marked({ config, signal }: Context): Pick<Context, "config" | "signal"> {
  return { config, signal };
}

export const scenarios: Scenario[] = [
  {
    name: "makes an image of a container, with what it has written",
    operations: ["ImageCommit", "ImageInspect"],
    async run(t) {
      const container = await written(t);
      const name = imageName(t);
      const options = { repository: name, message: "it has /new", author: "Ada <ada@example.com>", signal: t.signal };
      const image = await container.commit(options);
      const about = await image.inspect({ signal: t.signal });
      assert.equal(about.Comment, "it has /new");
      assert.equal(about.Author, "Ada <ada@example.com>");
      assert.equal((await t.docker.images.get(`${name}:latest`).inspect({ signal: t.signal })).Id, about.Id);
      const { stdout } = await t.docker.run(name, ["cat", "/new"], marked(t));
      assert.equal(stdout, "hi\n");
    },
  },
  {
    name: "names what it commits with a tag, or not at all",
    operations: ["ImageCommit"],
    async run(t) {
      const container = await written(t);
      const name = `${imageName(t)}:v1`;
      t.cleanup(() => t.docker.request(`DELETE /images/${name}`));
      const tagged = await container.commit({ repository: name, signal: t.signal });
      assert.equal(
        (await t.docker.images.get(name).inspect({ signal: t.signal })).Id,
        (await tagged.inspect({ signal: t.signal })).Id,
      );
      const nameless = await container.commit({ message: t.name("nameless"), signal: t.signal });
      t.cleanup(() => t.docker.request(`DELETE /images/${nameless.ref}`));
      const images = await t.docker.images.list({ all: true, signal: t.signal });
      const id = (await nameless.inspect({ signal: t.signal })).Id;
      const tags = images.find(({ Id }) => Id === id)?.RepoTags ?? [];
      assert.deepEqual(
        tags.filter((tag) => tag !== "<none>:<none>"),
        [],
      );
    },
  },
  {
    name: "gives the image a configuration of its own",
    operations: ["ImageCommit", "ContainerCreate"],
    async run(t) {
      const name = imageName(t);
      const config = { Cmd: ["sh", "-c", 'echo "$GREETING"; cat /new'], Env: ['GREETING=hello "world"'] };
      await (await written(t)).commit({ repository: name, config, signal: t.signal });
      const { stdout } = await t.docker.run(name, undefined, marked(t));
      assert.equal(stdout, 'hello "world"\nhi\n');
    },
  },
  {
    name: "gives the image a user, a directory, ports, volumes and labels",
    operations: ["ImageCommit", "ImageInspect"],
    needs: ["modern"],
    async run(t) {
      const config = {
        User: "1000",
        WorkingDir: "/tmp",
        Entrypoint: ["echo", "a b"],
        ExposedPorts: { "80/tcp": {} },
        Volumes: { "/data": {} },
        Labels: { colour: "bright red" },
      };
      const name = imageName(t);
      const image = await (await written(t)).commit({ repository: name, config, signal: t.signal });
      const { Config } = await image.inspect({ signal: t.signal });
      const { User, WorkingDir, Entrypoint, ExposedPorts, Volumes, Labels } = Config;
      assert.deepEqual(
        { User, WorkingDir, Entrypoint, ExposedPorts, Volumes, Labels: { colour: Labels?.["colour"] } },
        config,
      );
    },
  },
  {
    name: "applies Dockerfile instructions to what it commits",
    operations: ["ImageCommit", "ImageInspect"],
    needs: ["modern"],
    async run(t) {
      const name = imageName(t);
      const changes = ['CMD ["cat", "/new"]', "ENV COLOUR=red"];
      const image = await (await written(t)).commit({ repository: name, changes, pause: false, signal: t.signal });
      const { Config } = await image.inspect({ signal: t.signal });
      assert.ok(Config.Env?.includes("COLOUR=red"));
      assert.equal((await t.docker.run(name, undefined, marked(t))).stdout, "hi\n");
    },
  },
  {
    name: "commits a container that runs, which goes on",
    operations: ["ImageCommit"],
    async run(t) {
      const container = await make(t, { Cmd: ["sh", "-c", "trap 'exit 0' TERM; while true; do sleep 0.1; done"] });
      await container.start({ signal: t.signal });
      await container.commit({ repository: imageName(t), signal: t.signal });
      assert.equal((await container.inspect({ signal: t.signal })).State.Running, true);
    },
  },
  {
    name: "reports a commit of a container that is not there",
    operations: ["ImageCommit"],
    async run({ docker, signal }) {
      await assert.rejects(docker.containers.get("nosuchcontainer").commit({ signal }), (error) => {
        assert.ok(error instanceof NotFoundError, String(error));
        assert.match(error.message, /nosuchcontainer/);
        assert.ok(error.hint);
        return true;
      });
    },
  },
  {
    name: "refuses a name that no image can have, before it commits",
    operations: ["ImageCommit"],
    async run({ docker }) {
      const nobody = docker.containers.get("nosuchcontainer");
      for (const repository of ["", "UPPER", "a b", "name:", `app@sha256:${"a".repeat(64)}`])
        await assert.rejects(nobody.commit({ repository }), InvalidArgumentError, repository);
    },
  },
  {
    name: "refuses instructions for a commit on v1.0",
    operations: ["ImageCommit"],
    needs: ["v1.0"],
    rawBytes: "lib/client/versions.test.ts",
    async run({ docker }) {
      const nobody = docker.containers.get("nosuchcontainer");
      await assert.rejects(nobody.commit({ changes: ["CMD sh"] }), UnsupportedError);
      await assert.rejects(nobody.commit({ config: { Labels: { a: "b" } } }), UnsupportedError);
    },
  },
];

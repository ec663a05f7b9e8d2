import assert from "node:assert/strict";
import { type Container, NotFoundError } from "../../mod.ts";
import { discard, ownImage } from "./own-image.ts";
import type { Context, Scenario } from "./types.ts";

/** A container of busybox that has run and changed something. */
async function changed(t: Context): Promise<Container> {
  const container = await t.docker.containers.create({
    Image: t.image,
    Cmd: ["touch", "/changed"],
    ...t.config,
  });
  t.cleanup(() => container.remove({ force: true }));
  await container.start();
  await container.wait();
  return container;
}

export const scenarios: Scenario[] = [
  {
    name: "tells how an image came to be, the last step first",
    operations: ["ImageHistory", "ImageCommit"],
    async run(t) {
      const name = `dks-test/${t.name("history")}:v1`;
      const before = await t.docker.images.get(t.image).history({ signal: t.signal });
      assert.ok(before.length > 0);
      t.cleanup(() => discard(t, name));
      const image = await (await changed(t)).commit({ repository: name });
      const { Id } = await image.inspect();
      const history = await image.history({ signal: t.signal });
      assert.equal(history.length, before.length + 1);
      const [last, ...rest] = history;
      assert.ok(last !== undefined && Id.replace("sha256:", "").startsWith(last.Id.replace("sha256:", "")));
      assert.equal(typeof last.CreatedBy, "string");
      assert.ok(Array.isArray(last.Tags));
      assert.ok(last.Created >= (rest[0]?.Created ?? 0));
      assert.deepEqual(
        rest.map(({ Created }) => Created),
        before.map(({ Created }) => Created),
      );
    },
  },
  {
    name: "reports the history of an image that is not there",
    operations: ["ImageHistory"],
    async run({ docker, signal }) {
      await assert.rejects(docker.images.get("nosuchimage").history({ signal }), (error) => {
        assert.ok(error instanceof NotFoundError, String(error));
        assert.equal(error.operation, "ImageHistory");
        assert.match(error.message, /nosuchimage/);
        return true;
      });
    },
  },
  {
    name: "draws the images, and what each was made from",
    operations: ["ImageViz", "ImageCommit", "ImageTag"],
    async run(t) {
      // The document of 2013 shows no tags.
      const name = `dks-test/${t.name("viz")}`;
      t.cleanup(() => discard(t, name));
      await (await changed(t)).commit({ repository: name });
      const graph = await t.docker.images.viz({ signal: t.signal });
      const child = graph.nodes.find(({ names }) => names.some((tag) => tag.includes(name)));
      assert.ok(child, `${name} is in ${graph}`);
      assert.match(child.id, /^[0-9a-f]{12,64}$/);
      const parent = graph.nodes.find(({ id }) => id === child.parent);
      assert.ok(parent, `${name} has a parent: ${graph}`);
      assert.ok(
        parent.names.some((tag) => tag.includes("busybox")),
        String(graph),
      );
      assert.ok(graph.dot.startsWith("digraph docker {\n") && graph.dot.endsWith(" base [style=invisible]\n}\n"));
      assert.ok(graph.dot.includes(` "${parent.id}" -> "${child.id}"\n`));
      assert.ok(graph.dot.includes(`label="${[child.id, ...child.names].join("\\n")}"`));
      const lines = graph.tree().split("\n");
      assert.equal(lines.length, graph.nodes.length);
      assert.ok(lines.some((line) => line.includes(name)));
      assert.match(graph.svg(), /^<svg [\s\S]*<\/svg>\n$/);
      assert.ok(graph.svg().includes(name));
    },
  },
  {
    name: "gives up drawing the images when it is told to",
    operations: ["ImageViz"],
    async run(t) {
      await ownImage(t, `dks-test/${t.name("viz")}:v1`);
      await assert.rejects(t.docker.images.viz({ signal: AbortSignal.abort(new Error("enough")) }), /enough/);
      const late = new AbortController();
      const drawing = t.docker.images.viz({ signal: late.signal });
      queueMicrotask(() => late.abort(new Error("enough")));
      await assert.rejects(drawing, /enough/);
      assert.ok((await t.docker.images.viz()).nodes.length > 0);
    },
  },
];

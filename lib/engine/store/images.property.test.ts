import fc from "fast-check";
import { expect, test } from "vitest";
import { emptyRunConfig, type Image, makeImage } from "./image.ts";
import { ImageStore } from "./images.ts";
import { familiar, parseReference } from "./reference.ts";

const images: Image[] = ["a", "b", "c"].map((comment) =>
  makeImage({
    layers: [],
    config: emptyRunConfig(),
    created: "2026-01-01T00:00:00Z",
    history: [{ created: "2026-01-01T00:00:00Z", created_by: comment }],
  }),
);
const tags = ["one", "one:v1", "team/two:latest", "localhost:5000/three:v1"];
const digests = ["one", "team/two"].map((name) => `${name}@sha256:${"d".repeat(64)}`);

const image = fc.constantFrom(...images);
const step = fc.oneof(
  fc.record({ kind: fc.constant("add" as const), image }),
  fc.record({ kind: fc.constant("remove" as const), image }),
  fc.record({ kind: fc.constant("name" as const), image, name: fc.constantFrom(...tags, ...digests) }),
  fc.record({ kind: fc.constant("untag" as const), name: fc.constantFrom(...tags, ...digests) }),
);

test("names point to images that are there, and images know their names", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const store = new ImageStore();
      const present = new Set<string>();
      const model = new Map<string, string>();
      for (const one of steps) {
        if (one.kind === "add") {
          store.add(one.image);
          present.add(one.image.id);
        } else if (one.kind === "remove") {
          store.remove(one.image.id);
          present.delete(one.image.id);
          for (const [name, id] of model) if (id === one.image.id) model.delete(name);
        } else if (one.kind === "untag") {
          store.untag(parseReference(one.name));
          model.delete(one.name);
        } else if (present.has(one.image.id)) {
          const reference = parseReference(one.name);
          if (reference.digest === undefined) store.tag(reference, one.image.id);
          else store.setDigest(reference.repository, reference.digest, one.image.id);
          model.set(one.name, one.image.id);
        }
      }
      expect(store.size).toBe(present.size);
      for (const name of [...tags, ...digests]) expect(store.find(name)?.id, name).toBe(model.get(name));
      for (const { id } of images) {
        const expected = [...model]
          .filter(([, target]) => target === id)
          .map(([name]) => familiar(parseReference(name)));
        expect([...store.repoTags(id), ...store.repoDigests(id)].sort()).toEqual(expected.sort());
      }
    }),
  );
});

import { describe, expect, test } from "vitest";
import { LayeredFileSystem } from "../kernel/mod.ts";
import { ImageStore } from "../store/images.ts";
import { parseReference } from "../store/reference.ts";
import { appletNames } from "../userland/mod.ts";
import { pull, type PullEvent } from "./pull.ts";
import { Registry } from "./registry.ts";

async function pullInto(store: ImageStore, registry: Registry, ref: string, all = false): Promise<PullEvent[]> {
  const events: PullEvent[] = [];
  await pull(parseReference(ref), { all, registry, store, signal: new AbortController().signal }, async (event) => {
    events.push(event);
  });
  return events;
}

describe("the built-in registry", () => {
  test("gives the same images to every engine", async () => {
    for (const name of ["busybox", "hello-world"]) {
      const [[one], [other]] = [
        await new Registry().resolve(parseReference(name), false),
        await new Registry().resolve(parseReference(name), false),
      ];
      expect(one!.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect([other!.digest, other!.image.id, other!.image.layers[0]?.diffId]).toEqual([
        one!.digest,
        one!.image.id,
        one!.image.layers[0]?.diffId,
      ]);
    }
  });

  test("has all applets in busybox, and the files that programs expect", async () => {
    const [{ image } = expect.fail()] = await new Registry().resolve(parseReference("busybox"), false);
    const fs = new LayeredFileSystem(image.layers.map(({ layer }) => layer));
    for (const name of appletNames) expect(fs.stat(`/bin/${name}`).mode & 0o111, name).toBe(0o111);
    expect(fs.stat("/tmp").mode).toBe(0o1777);
    expect(new TextDecoder().decode(fs.readFile("/etc/passwd"))).toContain("root:x:0:0:root:/root:/bin/sh\n");
    expect(image.config.Cmd).toEqual(["sh"]);
  });

  test("names what it has when asked for something else", async () => {
    const registry = new Registry();
    const store = new ImageStore();
    await expect(pullInto(store, registry, "nosuch")).rejects.toThrow(
      /^pull access denied for nosuch, .*busybox and hello-world/,
    );
    await expect(pullInto(store, registry, "constructor")).rejects.toThrow(/^pull access denied/);
    await expect(pullInto(store, registry, "busybox:9")).rejects.toThrow(
      /^manifest for busybox:9 not found: .*busybox:latest/,
    );
    await expect(pullInto(store, registry, `busybox@sha256:${"0".repeat(64)}`)).rejects.toThrow(
      /^manifest for busybox@sha256/,
    );
    expect(store.size).toBe(0);
  });
});

describe("a pull", () => {
  test("tells its steps, and knows what is there", async () => {
    const registry = new Registry();
    const store = new ImageStore();
    const first = await pullInto(store, registry, "busybox");
    expect(first.map((event) => (event.step === "layer" ? event.state : event.step))).toEqual([
      "repository",
      "image",
      "waiting",
      "downloading",
      "downloaded",
      "extracting",
      "complete",
      "done",
    ]);
    expect(first.at(-1)).toMatchObject({ fresh: true });
    const again = await pullInto(store, registry, "busybox");
    expect(again.map((event) => (event.step === "layer" ? event.state : event.step))).toEqual([
      "repository",
      "image",
      "done",
    ]);
    expect(again.at(-1)).toMatchObject({ fresh: false });
  });

  test("names the image by tag and by digest", async () => {
    const registry = new Registry();
    const store = new ImageStore();
    await pullInto(store, registry, "busybox", true);
    const image = store.resolve("busybox");
    expect(store.repoTags(image.id)).toEqual(["busybox:1", "busybox:latest", "busybox:musl"]);
    const [byDigest] = store.repoDigests(image.id);
    expect(store.resolve(byDigest!).id).toBe(image.id);
    expect(store.resolve("docker.io/library/busybox:1").id).toBe(image.id);
    expect(store.resolve(image.id.slice(7, 19)).id).toBe(image.id);
    expect(store.find("busybox:2")).toBeUndefined();

    const other = new ImageStore();
    await pullInto(other, registry, byDigest!);
    expect([other.repoTags(image.id), other.repoDigests(image.id)]).toEqual([[], [byDigest]]);
  });

  test("stops when it is aborted", async () => {
    const controller = new AbortController();
    const store = new ImageStore();
    const pulling = pull(
      parseReference("busybox"),
      { all: false, registry: new Registry(), store, signal: controller.signal },
      async (event) => {
        if (event.step === "layer") controller.abort(new Error("enough"));
      },
    );
    await expect(pulling).rejects.toThrow("enough");
    expect(store.size).toBe(0);
  });
});

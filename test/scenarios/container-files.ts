import assert from "node:assert/strict";
import { unpackTar } from "modern-tar";
import { BadParameterError, type Container, InvalidArgumentError, NotFoundError, ServerError } from "../../mod.ts";
import { make } from "./containers.ts";
import { tarOf } from "./tar.ts";
import type { Context, Scenario } from "./types.ts";

/** A container whose program has run to its end. */
async function ended(t: Context, script: string): Promise<Container> {
  const container = await make(t, { Cmd: ["sh", "-c", script] });
  await container.start({ signal: t.signal });
  const { StatusCode } = await container.wait({ signal: t.signal });
  assert.equal(StatusCode, 0);
  return container;
}

/** The text of a file in an exported archive, whose names begin with a dot on some engines. */
async function fileIn(archive: ReadableStream<Uint8Array>, path: string): Promise<string | undefined> {
  const entries = await unpackTar(archive);
  const found = entries.find(({ header }) => header.name.replace(/^(\.?\/)+/, "") === path);
  return found && new TextDecoder().decode(found.data);
}

export const scenarios: Scenario[] = [
  {
    name: "tells what has changed in a container's file system",
    operations: ["ContainerChanges"],
    async run(t) {
      const container = await ended(t, "mkdir /new; echo hi > /new/file; rm /etc/passwd");
      const changes = await container.changes({ signal: t.signal });
      const byPath = (a: { Path: string }, b: { Path: string }) => (a.Path < b.Path ? -1 : 1);
      assert.deepEqual([...changes].sort(byPath), [
        { Path: "/etc", Kind: 0 },
        { Path: "/etc/passwd", Kind: 2 },
        { Path: "/new", Kind: 1 },
        { Path: "/new/file", Kind: 1 },
      ]);
    },
  },
  {
    name: "tells that nothing has changed",
    operations: ["ContainerChanges"],
    async run(t) {
      const changes = await (await ended(t, "true")).changes({ signal: t.signal });
      // Podman touches /etc when it starts a container.
      const touched =
        t.engine.family === "podman" ? changes.filter(({ Path, Kind }) => Path !== "/etc" || Kind !== 0) : changes;
      assert.deepEqual(touched, []);
    },
  },
  {
    name: "exports the file system of a container",
    operations: ["ContainerExport"],
    async run(t) {
      const container = await ended(t, "echo hi > /new; rm /etc/passwd");
      assert.equal(await fileIn(await container.export({ signal: t.signal }), "new"), "hi\n");
      assert.equal(await fileIn(await container.export({ signal: t.signal }), "etc/passwd"), undefined);
    },
  },
  {
    name: "exports a container that was never started",
    operations: ["ContainerExport"],
    async run(t) {
      const container = await make(t, { Cmd: ["true"] });
      assert.match((await fileIn(await container.export({ signal: t.signal }), "etc/passwd")) ?? "", /^root:/);
    },
  },
  {
    name: "goes on after an export that was given up, and after one that was aborted",
    operations: ["ContainerExport"],
    async run(t) {
      const container = await ended(t, "dd if=/dev/zero of=/big bs=65536 count=64");
      const given = (await container.export({ signal: t.signal })).getReader();
      assert.ok(((await given.read()).value?.length ?? 0) > 0);
      await given.cancel();
      const controller = new AbortController();
      const aborted = (await container.export({ signal: controller.signal })).getReader();
      await aborted.read();
      controller.abort(new Error("enough"));
      await assert.rejects(async () => {
        while (!(await aborted.read()).done);
      }, /enough/);
      assert.equal((await fileIn(await container.export({ signal: t.signal }), "big"))?.length, 64 * 65_536);
    },
  },
  {
    name: "puts an archive into a container, whose program finds it",
    operations: ["PutContainerArchive"],
    async run(t) {
      const container = await make(t, { Cmd: ["cat", "/tmp/hello.txt"] });
      const archive = tarOf({ "hello.txt": "hello\n" });
      const pieces = async function* () {
        for (let at = 0; at < archive.length; at += 100) yield archive.subarray(at, at + 100);
      };
      await container.putArchive("/tmp", pieces(), { signal: t.signal });
      await container.start({ signal: t.signal });
      await container.wait({ signal: t.signal });
      assert.equal(await (await container.logs({ signal: t.signal })).text(), "hello\n");
    },
  },
  {
    name: "puts no file in the place of a directory, when it is told not to",
    operations: ["PutContainerArchive"],
    async run(t) {
      const container = await make(t, { Cmd: ["true"] });
      const put = container.putArchive("/", tarOf({ tmp: "no directory\n" }), {
        noOverwriteDirNonDir: true,
        signal: t.signal,
      });
      await assert.rejects(put, (error) => error instanceof BadParameterError || error instanceof ServerError);
    },
  },
  {
    name: "reports what cannot be put into a container",
    operations: ["PutContainerArchive"],
    async run(t) {
      const container = await make(t, { Cmd: ["true"] });
      const archive = tarOf({ "hello.txt": "hello\n" });
      const noise = new TextEncoder().encode("this is no tar archive\n".repeat(100));
      const wrong = (error: unknown) => error instanceof BadParameterError || error instanceof ServerError;
      await assert.rejects(container.putArchive("/tmp", noise, { signal: t.signal }), wrong);
      await assert.rejects(container.putArchive("/etc/passwd", archive, { signal: t.signal }), wrong);
      const nobody = t.docker.containers.get("nosuchcontainer");
      await assert.rejects(nobody.putArchive("/tmp", archive, { signal: t.signal }), NotFoundError);
    },
  },
  {
    name: "reports a directory that is not there",
    operations: ["PutContainerArchive"],
    // Podman makes it.
    needs: ["not podman"],
    async run(t) {
      const container = await make(t, { Cmd: ["true"] });
      await assert.rejects(container.putArchive("/nosuch", tarOf({ "a.txt": "a" }), { signal: t.signal }), (error) => {
        assert.ok(error instanceof NotFoundError, String(error));
        assert.match(error.hint!, /path/);
        return true;
      });
    },
  },
  {
    name: "refuses a directory that has no name before anything is sent",
    operations: ["PutContainerArchive"],
    async run({ docker }) {
      const nobody = docker.containers.get("nosuchcontainer");
      for (const path of ["", "a\0b", undefined as unknown as string])
        await assert.rejects(nobody.putArchive(path, new Uint8Array(1024)), InvalidArgumentError);
      await assert.rejects(nobody.putArchive("/", "text" as unknown as Uint8Array), InvalidArgumentError);
    },
  },
];

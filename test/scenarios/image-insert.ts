import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import {
  BadParameterError,
  type Image,
  InvalidArgumentError,
  NotFoundError,
  ServerError,
  StreamError,
  UnsupportedError,
} from "../../mod.ts";
import { ownImage } from "./own-image.ts";
import type { Context, Scenario } from "./types.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Serves files on this machine, until the scenario is over. */
async function serve(t: Context, answer: RequestListener): Promise<URL> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.cleanup(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/file.txt?token=secret`);
}

/** The new image, which goes at the end. */
async function made(t: Context, inserting: Promise<Image>): Promise<Image> {
  const image = await inserting;
  t.cleanup(() => image.remove({ force: true }));
  return image;
}

async function read(t: Context, image: Image, command: string): Promise<string> {
  const { stdout, stderr } = await t.docker.run(image.ref, ["sh", "-c", command], { config: t.config });
  assert.equal(stderr, "");
  return stdout;
}

/** How many containers there are of an image. */
async function containersOf(t: Context, image: Image): Promise<number> {
  return (await t.docker.containers.list({ all: true, filters: { ancestor: [image.ref] } })).length;
}

export const scenarios: Scenario[] = [
  {
    name: "inserts a file into an image",
    operations: ["ImageInsert", "PutContainerArchive", "ImageCommit"],
    async run(t) {
      const base = t.docker.images.get(t.image);
      const image = await made(t, base.insert(bytes("hello\n"), "/opt/new/dir/file.txt", { signal: t.signal }));
      assert.equal(await read(t, image, "cat /opt/new/dir/file.txt"), "hello\n");
      assert.equal(
        await read(t, image, "stat -c '%a %u %g' /opt/new/dir/file.txt /opt/new /tmp"),
        "644 0 0\n755 0 0\n1777 0 0\n",
      );
      const [before, after] = [await base.inspect(), await image.inspect()];
      assert.notEqual(after.Id, before.Id);
      assert.deepEqual(after.Config.Cmd, before.Config.Cmd);
      assert.equal((await image.history()).length, (await base.history()).length + 1);
    },
  },
  {
    name: "replaces a file of an image, and no other",
    operations: ["ImageInsert"],
    needs: ["modern"],
    async run(t) {
      const base = t.docker.images.get(t.image);
      const image = await made(t, base.insert(bytes("root:x:0:0:me:/:/bin/sh\n"), "/etc/passwd", { signal: t.signal }));
      assert.equal(await read(t, image, "cat /etc/passwd"), "root:x:0:0:me:/:/bin/sh\n");
      assert.notEqual(await read(t, image, "cat /etc/group"), "");
    },
  },
  {
    name: "inserts what a URL leads to",
    operations: ["ImageInsert"],
    needs: ["modern"],
    async run(t) {
      const text = "0123456789abcdef".repeat(20_000);
      const url = await serve(t, ({ url }, response) => {
        if (url?.startsWith("/file.txt")) response.writeHead(200, { "content-length": text.length }).end(text);
        else response.writeHead(200).end(text); // of a length that is not told
      });
      const base = t.docker.images.get(t.image);
      for (const file of [url, new URL("/other", url)]) {
        const image = await made(t, base.insert(file, "/file.txt", { signal: t.signal }));
        assert.equal((await read(t, image, "wc -c </file.txt")).trim(), String(text.length));
      }
    },
  },
  {
    name: "inserts from streams, with progress",
    operations: ["ImageInsert"],
    needs: ["modern"],
    async run(t) {
      const base = t.docker.images.get(t.image);
      const pieces = async function* () {
        for (let i = 0; i < 50; i++) yield new Uint8Array(10_000).fill(0x61);
      };
      for (const size of [undefined, 500_000]) {
        const inserting = base.insert(pieces(), "/a", { signal: t.signal, ...(size !== undefined && { size }) });
        const seen: number[] = [];
        for await (const { progressDetail } of inserting)
          if (progressDetail?.current) seen.push(progressDetail.current);
        const image = await made(t, inserting);
        assert.equal(seen.at(-1), 500_000);
        assert.ok(seen.length > 1);
        assert.equal((await read(t, image, "wc -c </a")).trim(), "500000");
      }
    },
  },
  {
    name: "leaves the configuration of an image as it is",
    operations: ["ImageInsert", "ImageCommit"],
    needs: ["modern"],
    async run(t) {
      const image = await ownImage(t, `dks-test/${t.name("config")}:v1`, {
        changes: [
          'CMD ["one", "two"]',
          'ENTRYPOINT ["/bin/program"]',
          "ENV A=b",
          "EXPOSE 80",
          "USER nobody",
          "WORKDIR /work",
          "LABEL key=value",
          "VOLUME /data",
        ],
      });
      const inserted = await made(t, image.insert(bytes("x"), "/etc/new", { signal: t.signal }));
      const [before, after] = [(await image.inspect()).Config, (await inserted.inspect()).Config];
      for (const field of ["Cmd", "Entrypoint", "ExposedPorts", "User", "WorkingDir", "Labels", "Volumes"] as const)
        assert.deepEqual(after[field], before[field], field);
      // Podman adds what it gives to every container.
      if (t.engine.family === "podman") assert.ok(after.Env?.includes("A=b"), String(after.Env));
      else assert.deepEqual(after.Env, before.Env);
      await assert.rejects(image.insert(bytes("x"), "/data/new"), /volume/);
      assert.equal(await containersOf(t, image), 0);
    },
  },
  {
    name: "inserts into an image without a program",
    operations: ["ImageInsert"],
    needs: ["modern"],
    async run(t) {
      const image = await ownImage(t, `dks-test/${t.name("files")}:v1`);
      const inserted = await made(t, image.insert(bytes("x"), "/new", { signal: t.signal }));
      const { Cmd, Entrypoint } = (await inserted.inspect()).Config;
      assert.deepEqual([Cmd ?? [], Entrypoint ?? []], [[], []]);
      assert.equal(await containersOf(t, image), 0);
    },
  },
  {
    name: "leaves no container behind when an insert fails or is given up",
    operations: ["ImageInsert", "ContainerDelete"],
    needs: ["modern"],
    async run(t) {
      const image = await ownImage(t, `dks-test/${t.name("failing")}:v1`);
      const failing = async function* () {
        yield bytes("x");
        throw new Error("the source broke");
      };
      await assert.rejects(image.insert(failing(), "/new", { size: 10 }), /the source broke/);
      await assert.rejects(
        image.insert(bytes("x"), "/hello.txt/new"), // below a file
        (error) => error instanceof ServerError || error instanceof BadParameterError,
      );
      const short = async function* () {
        yield bytes("x");
      };
      await assert.rejects(image.insert(short(), "/new", { size: 10 }), StreamError);
      const controller = new AbortController();
      const endless = async function* () {
        yield bytes("x");
        controller.abort(new Error("enough"));
        for (;;) yield new Uint8Array(1000);
      };
      await assert.rejects(image.insert(endless(), "/new", { size: 1e12, signal: controller.signal }), /enough/);
      assert.equal(await containersOf(t, image), 0);
    },
  },
  {
    name: "reports a URL that has nothing to insert",
    operations: ["ImageInsert"],
    async run(t) {
      const url = await serve(t, ({ url }, response) => {
        if (url !== "/cut") response.writeHead(404).end("nothing here");
        else response.writeHead(200, { "content-length": 1000 }).write("only this", () => response.destroy());
      });
      const image = t.docker.images.get(t.image);
      for (const source of [url, new URL("/cut", url), new URL("http://127.0.0.1:9/file.txt?token=secret")]) {
        await assert.rejects(image.insert(source, "/file.txt", { signal: t.signal }), (error) => {
          assert.ok(error instanceof StreamError, String(error));
          assert.equal(error.operation, "ImageInsert");
          assert.ok(error.hint);
          assert.doesNotMatch(error.message, /secret/);
          return true;
        });
      }
    },
  },
  {
    name: "reports an insert into an image that is not there",
    operations: ["ImageInsert"],
    async run(t) {
      const url = await serve(t, (_, response) => response.writeHead(200).end("x"));
      await assert.rejects(t.docker.images.get("nosuchimage").insert(url, "/x", { signal: t.signal }), (error) => {
        const inStream = t.engine.dialect === "v1.0" && error instanceof StreamError;
        assert.ok(inStream || error instanceof NotFoundError, String(error));
        assert.match(error.message, /nosuchimage/);
        return true;
      });
    },
  },
  {
    name: "refuses to insert what v1.0 cannot",
    operations: ["ImageInsert"],
    needs: ["v1.0"],
    rawBytes: "lib/client/insert.test.ts",
    async run({ docker, image }) {
      await assert.rejects(docker.images.get(image).insert(bytes("x"), "/x"), UnsupportedError);
    },
  },
  {
    name: "refuses paths and sources that cannot be, before anything is sent",
    operations: ["ImageInsert"],
    async run({ docker, image }) {
      const base = docker.images.get(image);
      for (const path of ["", "relative", "/", "/etc/", "/a/../b", "/a/./b", "/a\nb", undefined as unknown as string])
        assert.throws(() => base.insert(bytes("x"), path), InvalidArgumentError, path);
      for (const url of ["http://me:secret@127.0.0.1/x", "ftp://127.0.0.1/x", "file:///etc/passwd"])
        assert.throws(() => base.insert(new URL(url), "/x"), InvalidArgumentError, url);
      assert.throws(() => base.insert("http://127.0.0.1/x" as unknown as URL, "/x"), InvalidArgumentError);
      for (const size of [-1, 1.5, Number.NaN, 2])
        assert.throws(() => base.insert(bytes("x"), "/x", { size }), InvalidArgumentError, String(size));
    },
  },
];

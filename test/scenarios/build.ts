import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import {
  ApiError,
  type BuildContext,
  type BuildOptions,
  type Image,
  InvalidArgumentError,
  type Progress,
  StreamError,
} from "../../mod.ts";
import { tarOf } from "./tar.ts";
import type { Context, Scenario } from "./types.ts";

/** Builds so that nothing is left behind: the containers of the steps go, also after a failure. */
function build(t: Context, context: BuildContext, options: BuildOptions = {}): Progress<Image> {
  const tidy = t.engine.dialect === "v1.0" ? {} : { forceRm: true };
  return t.docker.images.build(context, { signal: t.signal, ...tidy, ...options });
}

/** A name for an image that goes away with the scenario. */
function imageName(t: Context): string {
  const name = `dks-test/${t.name("build")}`;
  t.cleanup(() => t.docker.images.get(name).remove({ force: true }).catch(gone));
  return name;
}

/** The same for an image without a name. */
async function removed(t: Context, building: Progress<Image>): Promise<Image> {
  const image = await building;
  t.cleanup(() => image.remove({ force: true }).catch(gone));
  return image;
}

function gone(error: unknown): void {
  if (!(error instanceof ApiError) || error.status !== 404) throw error;
}

/** What a program, or the image's own, says in a container of the image. */
async function outputOf(t: Context, image: string, ...command: string[]): Promise<string> {
  const { config, signal } = t;
  return (await t.docker.run(image, command.length > 0 ? command : undefined, { config, signal, pull: "never" }))
    .stdout;
}

/** All that a build says, and the image. */
async function told(building: Progress<Image>): Promise<{ image: Image; output: string }> {
  let output = "";
  for await (const { stream = "" } of building) output += stream;
  return { image: await building, output };
}

/** A directory of this machine that goes away with the scenario. */
async function directory(t: Context, files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "dks-scenario-"));
  t.cleanup(() => rm(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
}

export const scenarios: Scenario[] = [
  {
    name: "builds an image from a Dockerfile given as text, with the files that it copies",
    operations: ["ImageBuild", "ImageInspect"],
    async run(t) {
      const name = imageName(t);
      const dockerfile = `FROM ${t.image}\nADD src/hello.txt /hello\nRUN cat /hello > /copy\nENV WHO world\nCMD ["cat", "/copy"]`;
      const files = { "src/hello.txt": "hello\n", "unused.bin": Uint8Array.of(0, 255) };
      const { image, output } = await told(build(t, { dockerfile, files }, { tag: `${name}:v1` }));
      t.cleanup(() => t.docker.images.get(`${name}:v1`).remove({ force: true }).catch(gone));
      assert.match(output, /FROM/);
      const about = await image.inspect({ signal: t.signal });
      assert.equal((await t.docker.images.get(`${name}:v1`).inspect({ signal: t.signal })).Id, about.Id);
      assert.equal(await outputOf(t, `${name}:v1`, "sh", "-c", "cat /copy; echo $WHO"), "hello\nworld\n");
      assert.equal(await outputOf(t, image.ref), "hello\n");
    },
  },
  {
    name: "builds from a directory, without what .dockerignore names",
    operations: ["ImageBuild"],
    async run(t) {
      const root = await directory(t, {
        Dockerfile: `FROM ${t.image}\nADD . /context\n`,
        ".dockerignore": "# kept to ourselves\nDockerfile\n.dockerignore\n*.log\nsub\n!sub/keep\n**/tmp\n",
        a: "a",
        "b.log": "b",
        "sub/keep": "keep",
        "sub/drop": "drop",
        "deep/tmp/c": "c",
        "deep/run.sh": "#!/bin/sh\necho it runs\n",
      });
      await chmod(join(root, "deep/run.sh"), 0o755);
      for (const context of [root, pathToFileURL(root)]) {
        const name = imageName(t);
        await build(t, context, { tag: name });
        const list = await outputOf(t, name, "sh", "-c", "cd /context; find . -type f | sort; deep/run.sh");
        assert.equal(list, "./a\n./deep/run.sh\n./sub/keep\nit runs\n");
      }
    },
  },
  {
    name: "builds with a Dockerfile beside the context, and with an ignore file of its own",
    operations: ["ImageBuild"],
    async run(t) {
      const root = await directory(t, {
        "web.Dockerfile": `FROM ${t.image}\nADD . /context\n`,
        "context/app.Dockerfile": `FROM ${t.image}\nADD . /context\n`,
        "context/app.Dockerfile.dockerignore": "b\napp*\n.dockerignore\n",
        "context/.dockerignore": "a\napp*\n.dockerignore\n",
        "context/a": "",
        "context/b": "",
      });
      for (const [dockerfile, seen] of [
        ["../web.Dockerfile", "b\n"],
        ["app.Dockerfile", "a\n"],
      ] as const) {
        const name = imageName(t);
        await build(t, join(root, "context"), { tag: name, dockerfile });
        assert.equal(await outputOf(t, name, "ls", "-A", "/context"), seen);
      }
    },
  },
  {
    name: "builds from a tar stream, plain or compressed",
    operations: ["ImageBuild"],
    async run(t) {
      const archive = tarOf({ "docker/web": `FROM ${t.image}\nADD a /a\n`, a: t.name("content") });
      for (const bytes of [archive, new Uint8Array(gzipSync(archive))]) {
        const name = imageName(t);
        await build(t, pieces(bytes), { tag: name, dockerfile: "docker/web" });
        assert.match(await outputOf(t, name, "cat", "/a"), /^content-/);
      }
      const name = imageName(t);
      await build(t, tarOf({ Dockerfile: `FROM ${t.image}\nRUN echo whole > /a\n` }), { tag: name });
      assert.equal(await outputOf(t, name, "cat", "/a"), "whole\n");
    },
  },
  {
    name: "builds with arguments and labels, and gives several names",
    operations: ["ImageBuild", "ImageInspect"],
    needs: ["modern"],
    async run(t) {
      const [one, two] = [imageName(t), imageName(t)];
      const dockerfile = `FROM ${t.image}\nARG WHO=nobody\nRUN echo $WHO > /who\n`;
      const options = { tag: [one, `${two}:latest`], buildArgs: { WHO: "somebody" }, labels: { "dks.a": "b c" } };
      const { Id, Config } = await (await build(t, { dockerfile }, options)).inspect({ signal: t.signal });
      assert.equal(Config.Labels?.["dks.a"], "b c");
      for (const name of [one, two])
        assert.equal((await t.docker.images.get(name).inspect({ signal: t.signal })).Id, Id);
      assert.equal(await outputOf(t, two, "cat", "/who"), "somebody\n");
    },
  },
  {
    name: "ends a build with the stage that is asked for",
    operations: ["ImageBuild"],
    needs: ["modern"],
    since: "1.29",
    async run(t) {
      const dockerfile = `FROM ${t.image} AS first\nRUN echo 1 > /stage\nFROM first AS second\nRUN echo 2 > /stage\n`;
      for (const [target, stage] of [
        ["first", "1\n"],
        [undefined, "2\n"],
      ] as const) {
        const name = imageName(t);
        await build(t, { dockerfile }, { tag: name, ...(target && { target }) });
        assert.equal(await outputOf(t, name, "cat", "/stage"), stage);
      }
      await assert.rejects(
        build(t, { dockerfile }, { target: "third" }),
        (error) => error instanceof ApiError || error instanceof StreamError,
      );
    },
  },
  {
    name: "gives the steps of a build more hosts",
    operations: ["ImageBuild"],
    needs: ["modern", "real"],
    async run(t) {
      const extraHosts = ["one.example:192.0.2.1", "two.example:192.0.2.2"];
      const dockerfile = `FROM ${t.image}\nRUN echo ${t.name("hosts")}; cat /etc/hosts\n`;
      const { image, output } = await told(build(t, { dockerfile }, { extraHosts }));
      t.cleanup(() => image.remove({ force: true }));
      assert.match(output, /192\.0\.2\.1\s+one\.example/);
      assert.match(output, /192\.0\.2\.2\s+two\.example/);
    },
  },
  {
    name: "says nothing but the id in a quiet build",
    operations: ["ImageBuild"],
    needs: ["modern"],
    async run(t) {
      const dockerfile = `FROM ${t.image}\nRUN echo ${t.name("quiet")}\n`;
      const { image, output } = await told(build(t, { dockerfile }, { quiet: true }));
      t.cleanup(() => image.remove({ force: true }));
      assert.match(output.trim(), /^(sha256:)?[0-9a-f]{12,64}$/);
      assert.ok((await image.inspect({ signal: t.signal })).Id.includes(image.ref.replace("sha256:", "")));
    },
  },
  {
    name: "reports a step that fails, with its exit code and what was said before it",
    operations: ["ImageBuild"],
    async run(t) {
      const name = imageName(t);
      const building = build(t, { dockerfile: `FROM ${t.image}\nRUN echo about to fail; exit 7` }, { tag: name });
      let output = "";
      const failure = (async () => {
        for await (const { stream = "" } of building) output += stream;
      })();
      await assert.rejects(failure, (error) => {
        assert.ok(error instanceof StreamError, String(error));
        assert.equal(error.operation, "ImageBuild");
        assert.equal(error.code, 7);
        assert.match(error.message, /exit 7/);
        return true;
      });
      await assert.rejects(building, StreamError);
      assert.match(output, /about to fail/);
      await assert.rejects(t.docker.images.get(name).inspect({ signal: t.signal }), ApiError);
    },
  },
  {
    name: "reports a Dockerfile that is none, and a file that is not in the context",
    operations: ["ImageBuild"],
    async run(t) {
      const fails = (error: unknown) => error instanceof ApiError || error instanceof StreamError;
      await assert.rejects(build(t, { dockerfile: "RUN true\n" }), fails);
      await assert.rejects(
        build(t, { dockerfile: `FROM ${t.image}\nADD nothing /x\n`, files: { something: "" } }),
        (error) => {
          assert.ok(fails(error), String(error));
          assert.match((error as Error).message, /nothing/);
          return true;
        },
      );
      await assert.rejects(
        build(t, pieces(tarOf({ a: "no Dockerfile" }))),
        (error) => fails(error) || error instanceof InvalidArgumentError,
      );
    },
  },
  {
    name: "refuses a directory or a Dockerfile that is not there before anything is sent",
    operations: ["ImageBuild"],
    async run(t) {
      const root = await directory(t, { "context/a": "" });
      await assert.rejects(build(t, join(root, "nowhere")), InvalidArgumentError);
      await assert.rejects(build(t, join(root, "context")), InvalidArgumentError);
      await assert.rejects(build(t, join(root, "context"), { dockerfile: "../b" }), InvalidArgumentError);
      assert.throws(() => build(t, root, { tag: "UPPER" }), InvalidArgumentError);
    },
  },
  {
    name: "takes the steps of an earlier build from the cache",
    operations: ["ImageBuild"],
    async run(t) {
      const name = imageName(t);
      const dockerfile = `FROM ${t.image}\nADD a /a\nRUN head -c 16 /dev/urandom > /${t.name("cached")}\n`;
      const once = () => build(t, { dockerfile, files: { a: "a" } }, { tag: name });
      const first = await (await once()).inspect({ signal: t.signal });
      assert.equal((await (await once()).inspect({ signal: t.signal })).Id, first.Id);
    },
  },
  {
    name: "builds every step anew when it is told to",
    operations: ["ImageBuild"],
    needs: ["modern"],
    async run(t) {
      const dockerfile = `FROM ${t.image}\nRUN head -c 16 /dev/urandom > /${t.name("anew")}\n`;
      const once = async (noCache: boolean) => {
        const image = await removed(t, build(t, { dockerfile }, { noCache }));
        return (await image.inspect({ signal: t.signal })).Id;
      };
      const first = await once(false);
      assert.notEqual(await once(true), first);
    },
  },
  {
    name: "hands on what a build says as it is said",
    operations: ["ImageBuild"],
    async run(t) {
      const dockerfile = `FROM ${t.image}\nRUN echo one ${t.name("said")}; sleep 1; echo two\n`;
      const building = build(t, { dockerfile });
      const stamps: { stream: string; at: number }[] = [];
      for await (const { stream = "" } of building) stamps.push({ stream, at: performance.now() });
      await removed(t, building);
      // An engine of v1.0 tells the steps, and not what their programs say.
      const first = stamps.find(({ stream }) => (t.engine.dialect === "v1.0" ? /^FROM/ : /^one/).test(stream));
      assert.ok(first, JSON.stringify(stamps));
      assert.ok(stamps.at(-1)!.at - first.at > 500, "the first piece did not wait for the last");
    },
  },
  {
    name: "ends a build that is given up",
    operations: ["ImageBuild", "ContainerList"],
    async run(t) {
      const mark = t.name("sleeper");
      const controller = new AbortController();
      const dockerfile = `FROM ${t.image}\nRUN echo ${mark}; sleep 30\n`;
      const building = build(t, { dockerfile }, { signal: controller.signal });
      const watched = (async () => {
        for await (const { stream = "" } of building)
          if (stream.includes("sleep 30")) setTimeout(() => controller.abort(new Error("enough")), 500);
      })();
      await assert.rejects(watched, /enough/);
      await assert.rejects(building, /enough/);
      // Podman (4.3) shows no containers of builds, and lets the step that it is at come to its end.
      const running = async () =>
        (await t.docker.containers.list({ signal: t.signal })).filter(({ Command }) => Command.includes(mark));
      while ((await running()).length > 0) await new Promise((resolve) => setTimeout(resolve, 100));
    },
  },
];

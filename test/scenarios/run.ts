import assert from "node:assert/strict";
import {
  Container,
  InvalidArgumentError,
  NotFoundError,
  type OutputChunk,
  StreamError,
  ServerError,
  UnsupportedError,
} from "../../mod.ts";
import type { Context, Scenario } from "./types.ts";

/** What every run of a scenario is told. */
function marked({ config, signal }: Context): Pick<Context, "config" | "signal"> {
  return { config, signal };
}

export const scenarios: Scenario[] = [
  {
    name: "runs a program and gives its output and exit code",
    operations: ["ContainerCreate", "ContainerAttach", "ContainerStart", "ContainerWait", "ContainerDelete"],
    async run(t) {
      const result = await t.docker.run(t.image, ["sh", "-c", "echo out; echo err >&2; exit 3"], marked(t));
      assert.deepEqual(result, { exitCode: 3, stdout: "out\n", stderr: "err\n" });
    },
  },
  {
    name: "loses nothing of a program that ends at once, twenty times",
    operations: ["ContainerAttach", "ContainerWait"],
    async run(t) {
      for (let i = 0; i < 20; i++) {
        const { exitCode, stdout } = await t.docker.run(t.image, ["echo", String(i)], marked(t));
        assert.deepEqual({ exitCode, stdout }, { exitCode: 0, stdout: `${i}\n` });
      }
    },
  },
  {
    name: "feeds a program's stdin to its end",
    operations: ["ContainerAttach"],
    async run(t) {
      const result = await t.docker.run(t.image, ["sh", "-c", "sort; echo end"], { ...marked(t), stdin: "b\na\n" });
      assert.equal(result.stdout, "a\nb\nend\n");
    },
  },
  {
    name: "feeds a program from a stream",
    operations: ["ContainerAttach"],
    async run(t) {
      const stdin = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let i = 0; i < 32; i++) controller.enqueue(new Uint8Array(32_768).fill(0x61));
          controller.close();
        },
      });
      const { stdout } = await t.docker.run(t.image, ["wc", "-c"], { ...marked(t), stdin });
      assert.equal(stdout.trim(), String(32 * 32_768));
    },
  },
  {
    name: "ends well when the program does not read its stdin",
    operations: ["ContainerAttach"],
    async run(t) {
      const stdin = new Uint8Array(1_000_000);
      const result = await t.docker.run(t.image, ["echo", "no thanks"], { ...marked(t), stdin });
      assert.deepEqual(result, { exitCode: 0, stdout: "no thanks\n", stderr: "" });
    },
  },
  {
    name: "hands output on as it comes",
    operations: ["ContainerAttach"],
    async run(t) {
      const stamps: number[] = [];
      const pieces: string[] = [];
      const onOutput = ({ bytes }: OutputChunk) => {
        stamps.push(performance.now());
        pieces.push(new TextDecoder().decode(bytes));
      };
      await t.docker.run(t.image, ["sh", "-c", "echo one; sleep 0.5; echo two"], { ...marked(t), onOutput });
      assert.deepEqual(pieces, ["one\n", "two\n"]);
      assert.ok(stamps[1]! - stamps[0]! > 200, "the first piece did not wait for the second");
    },
  },
  {
    name: "writes output to the streams that are given",
    operations: ["ContainerAttach"],
    async run(t) {
      let out = "";
      let closed = false;
      const stdout = new WritableStream<Uint8Array>({
        write(bytes) {
          out += new TextDecoder().decode(bytes);
        },
        close() {
          closed = true;
        },
      });
      const result = await t.docker.run(t.image, ["sh", "-c", "echo out; echo err >&2"], { ...marked(t), stdout });
      assert.deepEqual(result, { exitCode: 0, stdout: "", stderr: "err\n" });
      assert.deepEqual({ out, closed }, { out: "out\n", closed: true });
    },
  },
  {
    name: "gives a program a TTY",
    operations: ["ContainerAttach"],
    async run(t) {
      const result = await t.docker.run(t.image, ["sh", "-c", "test -t 1 && echo tty"], { ...marked(t), tty: true });
      assert.deepEqual(result, { exitCode: 0, stdout: "tty\r\n", stderr: "" });
    },
  },
  {
    name: "hands the attachment over to who wants it, and gives the exit code",
    operations: ["ContainerAttach", "ContainerWait"],
    async run(t) {
      const said: string[] = [];
      const result = await t.docker.run(t.image, ["sh", "-c", "read line; echo $line $line; exit 3"], {
        ...marked(t),
        async onAttached(attachment) {
          await attachment.write("hello\n");
          said.push(await attachment.text());
          return "ended";
        },
      });
      assert.deepEqual(said, ["hello hello\n"]);
      assert.deepEqual(result, { exitCode: 3, stdout: "", stderr: "" });
    },
  },
  {
    name: "gives the container, which goes on, when who took the attachment over detaches",
    operations: ["ContainerAttach"],
    async run(t) {
      const container = await t.docker.run(t.image, ["sh"], {
        ...marked(t),
        tty: true,
        async onAttached(attachment, started) {
          t.cleanup(() => started.remove({ force: true }).catch(() => {}));
          attachment.close();
          return "detached";
        },
      });
      assert.ok(container instanceof Container);
      assert.equal((await container.inspect()).State.Running, true);
      const again = await container.attach({ stdin: true, stdout: true });
      await again.write("exit 4\n");
      await again.closed;
      again.close();
      assert.equal((await container.wait({ signal: t.signal })).StatusCode, 4);
    },
  },
  {
    name: "removes the container when who took the attachment over fails",
    operations: ["ContainerAttach", "ContainerDelete"],
    async run(t) {
      let id = "";
      const running = t.docker.run(t.image, ["sleep", "1000"], {
        ...marked(t),
        onAttached(_, container) {
          id = container.id;
          return Promise.reject(new Error("no terminal"));
        },
      });
      await assert.rejects(running, /no terminal/);
      await assert.rejects(t.docker.containers.get(id).inspect(), NotFoundError);
    },
  },
  {
    name: "refuses streams for an attachment that is taken over",
    operations: ["ContainerCreate"],
    async run({ docker, image }) {
      const onAttached = (): Promise<"ended"> => Promise.resolve("ended");
      await assert.rejects(docker.run(image, ["true"], { onAttached, stdin: "" }), InvalidArgumentError);
    },
  },
  {
    name: "leaves a detached container running",
    operations: ["ContainerStart"],
    async run(t) {
      const container = await t.docker.run(
        t.image,
        ["sh", "-c", "trap 'exit 0' TERM; while true; do sleep 0.1; done"],
        { ...marked(t), detach: true },
      );
      t.cleanup(() => container.remove({ force: true }));
      assert.equal((await container.inspect()).State.Running, true);
    },
  },
  {
    name: "has a detached container removed at its end, when it is told to",
    operations: ["ContainerStart", "ContainerWait"],
    needs: ["modern"],
    since: "1.30",
    async run(t) {
      const container = await t.docker.run(t.image, ["sleep", "1000"], { ...marked(t), detach: true, rm: true });
      t.cleanup(() => container.remove({ force: true }).catch(() => {}));
      const removal = await container.expect({ condition: "removed", signal: t.signal });
      await container.kill();
      await removal.exited;
      await assert.rejects(container.inspect(), NotFoundError);
    },
  },
  {
    name: "refuses to have a detached container removed, where the engine cannot",
    operations: ["ContainerCreate"],
    needs: ["v1.0"],
    rawBytes: "lib/client/versions.test.ts",
    async run({ docker, image }) {
      await assert.rejects(docker.run(image, ["true"], { detach: true, rm: true }), UnsupportedError);
    },
  },
  {
    name: "removes the container of a run, also after a failure and an abort",
    operations: ["ContainerDelete"],
    needs: ["modern"],
    async run(t) {
      const left = async (name: string) =>
        (await t.docker.containers.list({ all: true, filters: { name: [name] } })).length;
      const name = t.name("gone");
      const { config } = marked(t);
      await t.docker.run(t.image, ["true"], { config, name });
      assert.equal(await left(name), 0);
      await assert.rejects(t.docker.run(t.image, ["/no/such/program"], { config, name }));
      assert.equal(await left(name), 0);
      const controller = new AbortController();
      const running = t.docker.run(t.image, ["sleep", "1000"], { config, name, signal: controller.signal });
      setTimeout(() => controller.abort(new Error("enough")), 500);
      await assert.rejects(running, /enough/);
      assert.equal(await left(name), 0);
    },
  },
  {
    name: "ends on an abort, though nobody takes the output",
    operations: ["ContainerAttach"],
    async run(t) {
      const controller = new AbortController();
      const stuck = new WritableStream<Uint8Array>({ write: () => new Promise(() => {}) });
      const running = t.docker.run(t.image, ["sh", "-c", "echo a; sleep 100"], {
        config: marked(t).config,
        stdout: stuck,
        signal: controller.signal,
      });
      setTimeout(() => controller.abort(new Error("enough")), 500);
      await assert.rejects(running, /enough/);
    },
  },
  {
    name: "pulls a missing image once, with progress, and runs it",
    operations: ["ImageCreate", "ContainerCreate"],
    needs: ["modern"],
    async run(t) {
      // The registry of this machine begins with nothing in it inside dks, where docker.io has it.
      const image = t.engine.family === "embedded" ? "hello-world" : t.repository("hello-world");
      await t.docker.request(`DELETE /images/${image}`);
      await assert.rejects(t.docker.images.get(image).inspect(), NotFoundError);
      let messages = 0;
      const { exitCode, stdout } = await t.docker.run(image, undefined, {
        ...marked(t),
        onProgress: () => void messages++,
      });
      assert.equal(exitCode, 0);
      assert.match(stdout, /hello/i);
      assert.ok(messages > 0);
    },
  },
  {
    name: "does not pull when it is told not to",
    operations: ["ContainerCreate"],
    async run(t) {
      await assert.rejects(t.docker.run("nosuchimage", ["true"], { ...marked(t), pull: "never" }), NotFoundError);
    },
  },
  {
    name: "reports an image that nobody has",
    operations: ["ImageCreate", "ContainerCreate"],
    async run(t) {
      const failure = t.docker.run(t.repository("nosuchimage"), ["true"], marked(t));
      await assert.rejects(
        failure,
        (error) => error instanceof NotFoundError || error instanceof StreamError || error instanceof ServerError,
      );
    },
  },
  {
    name: "refuses a command that is not a list",
    operations: ["ContainerCreate"],
    async run({ docker, image }) {
      await assert.rejects(docker.run(image, "echo hello" as unknown as string[]), InvalidArgumentError);
    },
  },
];

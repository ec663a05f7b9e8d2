import assert from "node:assert/strict";
import { ConflictError, ConnectError, type OutputChunk } from "../../mod.ts";
import { make } from "./containers.ts";
import type { Scenario } from "./types.ts";

const text = new TextDecoder();

export const scenarios: Scenario[] = [
  {
    name: "delivers output that comes after stdin was half-closed",
    operations: ["ContainerAttach"],
    async run(t) {
      const container = await make(t, {
        Cmd: ["sh", "-c", "wc -c; echo after the end"],
        OpenStdin: true,
        StdinOnce: true,
      });
      await container.start();
      const attachment = await container.attach({
        stream: true,
        stdin: true,
        stdout: true,
        stderr: true,
        signal: t.signal,
      });
      await attachment.end("hello");
      assert.equal(await attachment.text(), "5\nafter the end\n");
      attachment.close();
      assert.equal((await container.wait()).StatusCode, 0);
    },
  },
  ...[0, 1, 5_000_000].map(
    (size): Scenario => ({
      name: `passes ${size} bytes through cat unchanged`,
      operations: ["ContainerAttach"],
      async run(t) {
        const data = Uint8Array.from({ length: size }, (_, i) => (i * 7 + (i >> 8)) & 0xff);
        const container = await make(t, { Cmd: ["cat"], OpenStdin: true, StdinOnce: true });
        await container.start();
        const attachment = await container.attach({ stream: true, stdin: true, stdout: true, signal: t.signal });
        const received: Uint8Array[] = [];
        const reading = (async () => {
          for await (const bytes of attachment.stdout) received.push(bytes);
        })();
        const writer = attachment.stdin.getWriter();
        for (let at = 0; at < size; at += 65_536) await writer.write(data.subarray(at, at + 65_536));
        await writer.close();
        await reading;
        attachment.close();
        const total = received.reduce((sum, bytes) => sum + bytes.length, 0);
        assert.equal(total, size);
        let at = 0;
        for (const bytes of received) {
          assert.ok(
            bytes.every((byte, i) => byte === data[at + i]),
            `bytes from ${at} on are as sent`,
          );
          at += bytes.length;
        }
      },
    }),
  ),
  {
    name: "tells stdout from stderr",
    operations: ["ContainerAttach"],
    async run(t) {
      const container = await make(t, { Cmd: ["sh", "-c", "echo out; echo err >&2"] });
      await container.start();
      await container.wait();
      const attachment = await container.attach({ logs: true, stdout: true, stderr: true, signal: t.signal });
      assert.deepEqual(await attachment.texts(), { stdout: "out\n", stderr: "err\n" });
    },
  },
  {
    name: "gives one side only when one is asked for",
    operations: ["ContainerAttach"],
    async run(t) {
      const container = await make(t, { Cmd: ["sh", "-c", "echo out; echo err >&2"] });
      await container.start();
      await container.wait();
      const out = await container.attach({ logs: true, stdout: true, signal: t.signal });
      assert.equal(await out.text(), "out\n");
      const err = await container.attach({ logs: true, stderr: true, signal: t.signal });
      assert.deepEqual(await err.texts(), { stdout: "", stderr: "err\n" });
    },
  },
  {
    name: "keeps the order of the two sides",
    operations: ["ContainerAttach"],
    needs: ["modern"],
    async run(t) {
      const container = await make(t, {
        Cmd: ["sh", "-c", "for i in 1 2 3; do echo out$i; sleep 0.1; echo err$i >&2; sleep 0.1; done"],
      });
      const attachment = await container.attach({ stream: true, stdout: true, stderr: true, signal: t.signal });
      await container.start();
      const seen: string[] = [];
      for await (const chunk of attachment.output as ReadableStream<OutputChunk> & AsyncIterable<OutputChunk>) {
        seen.push(`${chunk.stream}:${text.decode(chunk.bytes)}`);
      }
      assert.deepEqual(
        seen,
        [1, 2, 3].flatMap((i) => [`stdout:out${i}\n`, `stderr:err${i}\n`]),
      );
    },
  },
  {
    name: "replays the log and goes on live, without a gap or a double",
    operations: ["ContainerAttach"],
    async run(t) {
      // At once, in the midst of what it says: whoever reads the log and then joins the stream may lose lines there, or have them twice.
      for (let round = 0; round < 2; round++) {
        const container = await make(t, {
          Cmd: ["sh", "-c", "i=0; while [ $i -lt 40 ]; do echo line $i; i=$((i+1)); sleep 0.003; done"],
        });
        await container.start();
        const attachment = await container.attach({
          logs: true,
          stream: true,
          stdout: true,
          stderr: true,
          signal: t.signal,
        });
        assert.equal(await attachment.text(), Array.from({ length: 40 }, (_, i) => `line ${i}\n`).join(""));
      }
    },
  },
  {
    name: "follows a log to the end of the program",
    operations: ["ContainerAttach"],
    async run(t) {
      const container = await make(t, { Cmd: ["sh", "-c", "echo one; echo two >&2; sleep 0.5; echo three"] });
      await container.start();
      const log = await container.logs({ follow: true, signal: t.signal });
      assert.deepEqual(await log.texts(), { stdout: "one\nthree\n", stderr: "two\n" });
      const later = await container.logs({ stdout: true, signal: t.signal });
      assert.equal(await later.text(), "one\nthree\n");
    },
  },
  {
    name: "gives the last lines of a log, with their times",
    operations: ["ContainerLogs"],
    async run(t) {
      const container = await make(t, { Cmd: ["sh", "-c", "echo one; echo two; echo three"] });
      await container.start();
      await container.wait();
      assert.equal(await (await container.logs({ tail: 2 })).text(), "two\nthree\n");
      assert.match(await (await container.logs({ tail: 1, timestamps: true })).text(), /^\d{4}-\d\d-\d\dT\S+ three\n$/);
    },
  },
  {
    name: "has one type for a TTY, too: everything is stdout",
    operations: ["ContainerAttach"],
    async run(t) {
      const container = await make(t, { Cmd: ["sh", "-c", "sleep 0.3; echo out; echo err >&2"], Tty: true });
      await container.start();
      const attachment = await container.attach({
        logs: true,
        stream: true,
        stdout: true,
        stderr: true,
        signal: t.signal,
      });
      assert.equal(attachment.tty, true);
      assert.deepEqual(await attachment.texts(), { stdout: "out\r\nerr\r\n", stderr: "" });
    },
  },
  {
    name: "finds out by itself whether there is a TTY",
    operations: ["ContainerAttach"],
    async run(t) {
      for (const Tty of [true, false]) {
        const { id } = await make(t, { Cmd: ["echo", "hello"], Tty });
        const container = t.docker.containers.get(id);
        await container.start();
        await container.wait();
        const attachment = await container.attach({ logs: true, stdout: true, stderr: true, signal: t.signal });
        assert.equal(attachment.tty, Tty);
        assert.equal(await attachment.text(), Tty ? "hello\r\n" : "hello\n");
      }
    },
  },
  {
    name: "echoes what is typed at a TTY",
    operations: ["ContainerAttach"],
    async run(t) {
      const container = await make(t, {
        Cmd: ["sh", "-c", "read line; echo got $line"],
        Tty: true,
        OpenStdin: true,
        StdinOnce: true,
      });
      await container.start();
      const attachment = await container.attach({ stream: true, stdin: true, stdout: true, signal: t.signal });
      const reading = attachment.text();
      await attachment.write("hello\n");
      assert.equal(await reading, "hello\r\ngot hello\r\n");
      attachment.close();
    },
  },
  {
    name: "sets the size of a TTY",
    operations: ["ContainerResize"],
    async run(t) {
      const container = await make(t, { Cmd: ["sh", "-c", "read line; stty size"], Tty: true, OpenStdin: true });
      const attachment = await container.attach({ stream: true, stdin: true, stdout: true, signal: t.signal });
      await container.start();
      await container.resize({ rows: 40, columns: 100 });
      const reading = attachment.text();
      await attachment.write("\n");
      assert.match(await reading, /40 100\r\n$/);
      attachment.close();
    },
  },
  {
    name: "echoes bytes as they come",
    operations: ["ContainerAttach"],
    async run(t) {
      const container = await make(t, { Cmd: ["cat"], OpenStdin: true, StdinOnce: true });
      await container.start();
      const attachment = await container.attach({ stream: true, stdin: true, stdout: true, signal: t.signal });
      const reader = attachment.stdout.getReader();
      for (const word of ["one", "two", "three"]) {
        await attachment.write(word);
        let heard = "";
        while (heard.length < word.length) heard += text.decode((await reader.read()).value);
        assert.equal(heard, word);
      }
      await attachment.end();
      assert.equal((await reader.read()).done, true);
      attachment.close();
    },
  },
  {
    name: "replays the log and talks to stdin at once, though nothing was said yet",
    operations: ["ContainerAttach"],
    async run(t) {
      const container = await make(t, { Cmd: ["cat"], OpenStdin: true, StdinOnce: true });
      await container.start();
      const attachment = await container.attach({
        logs: true,
        stream: true,
        stdin: true,
        stdout: true,
        signal: t.signal,
      });
      await attachment.end("hello\n");
      assert.equal(await attachment.text(), "hello\n");
      attachment.close();
    },
  },
  {
    name: "reads stderr after stdout, when it is not much",
    operations: ["ContainerAttach"],
    async run(t) {
      const container = await make(t, { Cmd: ["sh", "-c", "echo err >&2; echo out"] });
      await container.start();
      await container.wait();
      const attachment = await container.attach({ logs: true, stdout: true, stderr: true, signal: t.signal });
      let out = "";
      for await (const bytes of attachment.stdout) out += text.decode(bytes);
      let err = "";
      for await (const bytes of attachment.stderr) err += text.decode(bytes);
      assert.deepEqual({ out, err }, { out: "out\n", err: "err\n" });
    },
  },
  {
    name: "drains what nobody reads",
    operations: ["ContainerAttach"],
    async run(t) {
      const container = await make(t, {
        Cmd: ["sh", "-c", "sleep 0.5; dd if=/dev/zero bs=1024 count=4096 2>/dev/null; echo done >&2"],
      });
      await container.start();
      const attachment = await container.attach({
        logs: true,
        stream: true,
        stdout: true,
        stderr: true,
        signal: t.signal,
      });
      let err = "";
      for await (const bytes of attachment.stderr) err += text.decode(bytes);
      assert.equal(err, "done\n");
      await attachment.closed;
      assert.throws(() => attachment.stdout, /4194304 bytes of it had been dropped/);
    },
  },
  {
    name: "leaves the container alone when the attachment is closed or aborted",
    operations: ["ContainerAttach"],
    async run(t) {
      const container = await make(t, { Cmd: ["sh", "-c", "while true; do echo tick; sleep 0.1; done"] });
      await container.start();
      const attachment = await container.attach({ stream: true, stdout: true });
      const reader = attachment.stdout.getReader();
      assert.match(text.decode((await reader.read()).value), /tick/);
      attachment.close();
      const controller = new AbortController();
      const other = await container.attach({ stream: true, stdout: true, signal: controller.signal });
      const reading = other.text();
      setTimeout(() => controller.abort(new Error("enough")), 100);
      await assert.rejects(reading, /enough/);
      assert.equal((await container.inspect()).State.Running, true);
    },
  },
  {
    name: "serves several attachments at once",
    operations: ["ContainerAttach"],
    async run(t) {
      const container = await make(t, { Cmd: ["sh", "-c", "sleep 0.5; echo hello"] });
      await container.start();
      const attachments = await Promise.all(
        [1, 2, 3].map(() =>
          container.attach({ logs: true, stream: true, stdout: true, stderr: true, signal: t.signal }),
        ),
      );
      assert.deepEqual(await Promise.all(attachments.map((attachment) => attachment.text())), Array(3).fill("hello\n"));
    },
  },
  {
    name: "says that a stopped container cannot be attached to on v1.0",
    operations: ["ContainerAttach"],
    needs: ["v1.0"],
    rawBytes: "lib/client/dialect/v1-attach.test.ts",
    async run(t) {
      const container = await make(t, { Cmd: ["echo", "hello"] });
      await container.start();
      await container.wait();
      const live = await container.attach({ stream: true, stdout: true });
      await assert.rejects(live.text(), ConflictError);
    },
  },
  {
    name: "replays the log of a program that has ended, and ends",
    operations: ["ContainerAttach"],
    async run(t) {
      const container = await make(t, { Cmd: ["sh", "-c", "echo hello; echo oh >&2"], OpenStdin: true });
      await container.start();
      await container.wait();
      const log = await container.attach({ logs: true, stream: true, signal: t.signal });
      assert.deepEqual(await log.texts(), { stdout: "hello\n", stderr: "oh\n" });
      const { signal } = t;
      const both = await container.attach({ logs: true, stream: true, stdin: true, stdout: true, signal });
      assert.equal(await both.text(), "hello\n");
      // On v1.0 stdin has a connection of its own, whose end nobody hears of.
      if (t.engine.dialect === "modern") await assert.rejects(both.write("too late"), ConnectError);
    },
  },
];

import assert from "node:assert/strict";
import {
  InvalidArgumentError,
  NotFoundError,
  type ProgressMessage,
  ProtocolError,
  StreamError,
  UnsupportedError,
} from "../../mod.ts";
import { discard, ownImage } from "./own-image.ts";
import type { Scenario } from "./types.ts";

export const scenarios: Scenario[] = [
  {
    name: "pushes an image, and pulls it again",
    operations: ["ImagePush", "ImageCreate", "ImageDelete"],
    async run(t) {
      const { docker, signal } = t;
      const image = await ownImage(t, `${t.repository(t.name("push"))}:v1`);
      const { Id } = await image.inspect({ signal });
      const messages: ProgressMessage[] = [];
      const pushing = image.push({ allTags: t.engine.dialect === "v1.0", signal });
      for await (const message of pushing) messages.push(message);
      const pushed = await pushing;
      assert.ok(messages.length > 0);
      if (t.engine.dialect === "modern") {
        assert.deepEqual(
          pushed.map(({ Tag }) => Tag),
          ["v1"],
        );
        assert.match(pushed[0]!.Digest, /^sha256:[0-9a-f]{64}$/);
        assert.ok(pushed[0]!.Size > 0);
      } else {
        assert.deepEqual(pushed, []);
      }
      await image.remove({ signal });
      await assert.rejects(image.inspect({ signal }), NotFoundError);
      await docker.images.pull(image.ref, { signal });
      assert.equal((await image.inspect({ signal })).Id, Id);
    },
  },
  {
    name: "pushes every tag of a repository",
    operations: ["ImagePush"],
    async run(t) {
      const { docker, signal } = t;
      const repository = t.repository(t.name("push-all"));
      const names = [`${repository}:v1`, `${repository}:v2`];
      const image = await ownImage(t, names[0]!);
      await image.tag(names[1]!);
      t.cleanup(() => discard(t, names[1]!));
      const pushed = await docker.images.get(repository).push({ allTags: true, signal });
      const expected = t.engine.dialect === "modern" ? ["v1", "v2"] : [];
      assert.deepEqual(pushed.map(({ Tag }) => Tag).sort(), expected);
      for (const name of names) await discard(t, name);
      for (const name of names) await (await docker.images.pull(name, { signal })).inspect();
    },
  },
  {
    name: "reports a push of an image that is not there",
    operations: ["ImagePush"],
    async run(t) {
      const { docker, signal } = t;
      const missing = t.repository("nosuchimage");
      for (const allTags of t.engine.dialect === "v1.0" ? [true] : [false, true]) {
        await assert.rejects(docker.images.get(missing).push({ allTags, signal }), (error) => {
          const inStream = t.engine.dialect === "v1.0" && error instanceof StreamError;
          assert.ok(inStream || error instanceof NotFoundError, String(error));
          assert.match(error.message, /nosuchimage/);
          return true;
        });
      }
    },
  },
  {
    name: "reports a tag that is not there",
    operations: ["ImagePush"],
    needs: ["modern"],
    async run(t) {
      const repository = t.repository(t.name("push-tag"));
      await ownImage(t, `${repository}:v1`);
      await assert.rejects(t.docker.images.get(`${repository}:v2`).push({ signal: t.signal }), NotFoundError);
    },
  },
  {
    name: "reports a registry that cannot be reached",
    operations: ["ImagePush"],
    needs: ["real"],
    async run(t) {
      const name = `127.0.0.1:9/${t.name("refused")}`;
      const image = await ownImage(t, `${name}:latest`);
      await assert.rejects(t.docker.images.get(name).push({ auth: false, signal: t.signal }), (error) => {
        assert.ok(error instanceof StreamError, String(error));
        assert.equal(error.operation, "ImagePush");
        assert.ok(error.hint);
        return true;
      });
      await image.inspect();
    },
  },
  {
    name: "reports a registry that wants a login",
    operations: ["ImagePush"],
    needs: ["embedded"],
    rawBytes: "lib/client/push.test.ts",
    async run(t) {
      const image = await ownImage(t, `dks-test/${t.name("denied")}`);
      await assert.rejects(image.push({ auth: false, signal: t.signal }), (error) => {
        // An engine of 2013 breaks off there.
        assert.ok(error instanceof StreamError || error instanceof ProtocolError, String(error));
        return true;
      });
    },
  },
  {
    name: "refuses to push what has no name, before anything is sent",
    operations: ["ImagePush"],
    async run({ docker, engine }) {
      const digest = `sha256:${"a".repeat(64)}`;
      assert.throws(() => docker.images.get(`app@${digest}`).push(), InvalidArgumentError);
      if (engine.dialect === "modern") await assert.rejects(docker.images.get(digest).push(), InvalidArgumentError);
    },
  },
  {
    name: "refuses to push one tag, which v1.0 cannot",
    operations: ["ImagePush"],
    needs: ["v1.0"],
    rawBytes: "lib/client/push.test.ts",
    async run({ docker, image }) {
      await assert.rejects(docker.images.get(`${image}:latest`).push(), UnsupportedError);
    },
  },
];

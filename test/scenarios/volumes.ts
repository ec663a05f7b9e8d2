import assert from "node:assert/strict";
import { make } from "./containers.ts";
import type { Scenario } from "./types.ts";

export const scenarios: Scenario[] = [
  {
    name: "keeps a volume apart from the file system of its container",
    operations: ["ContainerCreate", "ContainerInspect", "ContainerChanges", "ContainerDelete"],
    async run(t) {
      const container = await make(t, {
        Cmd: ["sh", "-c", "echo hi > /data/file; echo hi > /new"],
        Volumes: { "/data": {} },
      });
      await container.start({ signal: t.signal });
      assert.equal((await container.wait({ signal: t.signal })).StatusCode, 0);
      const { Mounts } = await container.inspect({ signal: t.signal });
      assert.equal(Mounts?.length, 1);
      assert.equal(Mounts[0]!.Destination, "/data");
      assert.match(Mounts[0]!.Name ?? "", /^[0-9a-f]{64}$/);
      const paths = (await container.changes({ signal: t.signal })).map(({ Path }) => Path);
      assert.ok(paths.includes("/new"));
      assert.ok(!paths.includes("/data/file"));
      await container.remove({ v: true, signal: t.signal });
    },
  },
  {
    name: "shares the volumes of a container with another, which they outlive",
    operations: ["ContainerCreate", "ContainerDelete"],
    async run(t) {
      const first = await make(t, { Cmd: ["sh", "-c", "echo hi > /data/file"], Volumes: { "/data": {} } });
      await first.start({ signal: t.signal });
      assert.equal((await first.wait({ signal: t.signal })).StatusCode, 0);
      const script = 'test "$(cat /data/file)" = hi';
      const second = await make(t, { Cmd: ["sh", "-c", script], HostConfig: { VolumesFrom: [first.id] } });
      for (let run = 0; run < 2; run++) {
        await second.start({ signal: t.signal });
        assert.equal((await second.wait({ signal: t.signal })).StatusCode, 0);
        if (run === 0) await first.remove({ v: true, signal: t.signal });
      }
    },
  },
];

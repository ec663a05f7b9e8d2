import assert from "node:assert/strict";
import {
  BadParameterError,
  ConflictError,
  type Container,
  type ContainerSpec,
  InvalidArgumentError,
  NotFoundError,
  ServerError,
} from "../../mod.ts";
import type { Context, Scenario } from "./types.ts";

/** A container that goes away with the scenario. */
export async function make(t: Context, spec: Omit<ContainerSpec, "Image"> & { Image?: string }): Promise<Container> {
  const container = await t.docker.containers.create({ Image: t.image, ...t.config, ...spec }, { signal: t.signal });
  t.cleanup(() => container.remove({ force: true, v: true }).catch(ignoreMissing));
  return container;
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof NotFoundError)) throw error;
}

/** Ends at once when it is told to. */
const untilTold = ["sh", "-c", "trap 'exit 7' TERM; while true; do sleep 0.1; done"];

export const scenarios: Scenario[] = [
  {
    name: "takes a container through its life",
    operations: ["ContainerCreate", "ContainerInspect", "ContainerStart", "ContainerWait", "ContainerDelete"],
    async run(t) {
      const container = await make(t, { Cmd: ["sh", "-c", "exit 3"] });
      assert.match(container.id, /^[0-9a-f]{12}([0-9a-f]{52})?$/);
      const made = await container.inspect({ signal: t.signal });
      assert.equal(made.State.Running, false);
      assert.equal(made.State.Status, "created");
      assert.ok(made.Id.startsWith(container.id));
      assert.deepEqual([made.Path, ...made.Args], ["sh", "-c", "exit 3"]);
      await container.start({ signal: t.signal });
      assert.equal((await container.wait({ signal: t.signal })).StatusCode, 3);
      const ended = await container.inspect({ signal: t.signal });
      assert.equal(ended.State.Running, false);
      assert.equal(ended.State.Status, "exited");
      assert.equal(ended.State.ExitCode, 3);
      await container.remove({ signal: t.signal });
      await assert.rejects(container.inspect({ signal: t.signal }), NotFoundError);
    },
  },
  {
    name: "lists running containers, and all of them",
    operations: ["ContainerList"],
    async run(t) {
      const running = await make(t, { Cmd: untilTold });
      const idle = await make(t, { Cmd: ["true"] });
      await running.start();
      const up = await t.docker.containers.list({ signal: t.signal });
      const row = up.find(({ Id }) => Id.startsWith(running.id));
      assert.ok(row);
      assert.equal(row.State, "running");
      assert.match(row.Status, /^Up/);
      assert.ok(row.Command.includes("trap"));
      assert.ok(row.Created > 1e9);
      assert.ok(!up.some(({ Id }) => Id.startsWith(idle.id)));
      const all = await t.docker.containers.list({ all: true, signal: t.signal });
      assert.ok(all.some(({ Id }) => Id.startsWith(idle.id)));
    },
  },
  {
    name: "limits the list to the newest containers",
    operations: ["ContainerList"],
    async run(t) {
      await make(t, { Cmd: ["true"] });
      const newest = await make(t, { Cmd: ["true"] });
      const rows = await t.docker.containers.list({ limit: 1, signal: t.signal });
      assert.equal(rows.length, 1);
      assert.ok(t.engine.family !== "embedded" || rows[0]!.Id.startsWith(newest.id));
    },
  },
  {
    name: "filters the list by label, name and status",
    operations: ["ContainerList"],
    needs: ["modern"],
    async run(t) {
      const mark = t.name("mark");
      const container = await make(t, { Cmd: ["true"], Labels: { ...t.config.Labels, mark } });
      const list = (filters: object) => t.docker.containers.list({ all: true, filters, signal: t.signal });
      assert.deepEqual(
        (await list({ label: [`mark=${mark}`] })).map(({ Id }) => Id),
        [container.id],
      );
      assert.deepEqual(await list({ label: [`mark=${mark}`], status: ["running"] }), []);
      assert.deepEqual(await list({ label: [`mark=${mark}x`] }), []);
    },
  },
  {
    name: "refuses filters of the wrong shape before anything is sent",
    operations: ["ContainerList"],
    async run({ docker }) {
      const wrong = { status: "running" } as object;
      await assert.rejects(docker.containers.list({ filters: wrong }), InvalidArgumentError);
    },
  },
  {
    name: "names a container, and refuses the name to another",
    operations: ["ContainerCreate"],
    needs: ["modern"],
    async run(t) {
      const name = t.name("named");
      const spec = { Image: t.image, Cmd: ["true"], ...t.config };
      const container = await t.docker.containers.create(spec, { name });
      t.cleanup(() => container.remove({ force: true }));
      assert.equal((await t.docker.containers.get(name).inspect()).Id, container.id);
      assert.equal((await t.docker.containers.get(`/${name}`).inspect()).Id, container.id);
      assert.equal((await t.docker.containers.get(container.id.slice(0, 12)).inspect()).Name, `/${name}`);
      await assert.rejects(t.docker.containers.create(spec, { name }), (error) => {
        assert.ok(
          error instanceof ConflictError || (t.engine.family === "podman" && error instanceof ServerError),
          String(error),
        );
        assert.match(error.message, new RegExp(`${name}.*in use`));
        return true;
      });
    },
  },
  {
    name: "reports an image that is missing at create",
    operations: ["ContainerCreate"],
    async run({ docker, signal }) {
      await assert.rejects(docker.containers.create({ Image: "nosuchimage", Cmd: ["true"] }, { signal }), (error) => {
        assert.ok(error instanceof NotFoundError, String(error));
        assert.match(error.message, /nosuchimage/);
        assert.match(error.hint!, /pull/i);
        return true;
      });
    },
  },
  {
    name: "reports a container that is not there, whatever is asked of it",
    operations: [
      "ContainerInspect",
      "ContainerStart",
      "ContainerStop",
      "ContainerRestart",
      "ContainerKill",
      "ContainerAttach",
      "ContainerWait",
      "ContainerChanges",
      "ContainerExport",
      "ContainerDelete",
    ],
    async run({ docker, signal }) {
      const nobody = docker.containers.get("nosuchcontainer");
      const calls = {
        inspect: () => nobody.inspect({ signal }),
        start: () => nobody.start({ signal }),
        stop: () => nobody.stop({ signal }),
        restart: () => nobody.restart({ signal }),
        kill: () => nobody.kill(undefined, { signal }),
        attach: () => nobody.attach({ signal }),
        wait: () => nobody.wait({ signal }),
        changes: () => nobody.changes({ signal }),
        export: () => nobody.export({ signal }),
        remove: () => nobody.remove({ signal }),
      };
      for (const [name, call] of Object.entries(calls)) {
        await assert.rejects(call(), (error) => {
          assert.ok(error instanceof NotFoundError, `${name}: ${error}`);
          assert.match(error.message, /no such container|nosuchcontainer/i, name);
          assert.ok(error.hint, name);
          return true;
        });
      }
    },
  },
  {
    name: "refuses a malformed container name before anything is sent",
    operations: ["ContainerInspect"],
    async run({ docker }) {
      for (const wrong of ["", "a b", "../x", "-x", "x\n"])
        assert.throws(() => docker.containers.get(wrong), InvalidArgumentError, wrong);
      assert.throws(() => docker.containers.get(undefined as unknown as string), InvalidArgumentError);
    },
  },
  {
    name: "starts a container that runs already without harm",
    operations: ["ContainerStart"],
    needs: ["modern"],
    async run(t) {
      const container = await make(t, { Cmd: untilTold });
      await container.start();
      await container.start();
      assert.equal((await container.inspect()).State.Running, true);
    },
  },
  {
    name: "reports a program that does not exist",
    operations: ["ContainerStart"],
    needs: ["modern"],
    async run(t) {
      const container = await make(t, { Cmd: ["/no/such/program"] });
      await assert.rejects(container.start(), (error) => {
        assert.ok(
          error instanceof BadParameterError || error instanceof NotFoundError || error instanceof ServerError,
          String(error),
        );
        assert.match(error.message, /no such file|not found/i);
        return true;
      });
    },
  },
  {
    name: "stops a program that handles the signal",
    operations: ["ContainerStop", "ContainerInspect"],
    async run(t) {
      const container = await make(t, { Cmd: untilTold });
      await container.start();
      await settled(container);
      await container.stop({ t: 20, signal: t.signal });
      const { State } = await container.inspect();
      assert.equal(State.Running, false);
      assert.equal(State.ExitCode, 7);
    },
  },
  {
    name: "kills a program that ignores the stop, when the time is up",
    operations: ["ContainerStop"],
    async run(t) {
      const container = await make(t, { Cmd: ["sh", "-c", "trap '' TERM; while true; do sleep 0.1; done"] });
      await container.start();
      await settled(container);
      await container.stop({ t: 1, signal: t.signal });
      assert.equal((await container.inspect()).State.ExitCode, 137);
    },
  },
  {
    name: "restarts a container, and starts one that has ended",
    operations: ["ContainerRestart", "ContainerInspect"],
    async run(t) {
      const container = await make(t, { Cmd: untilTold });
      await container.start();
      await settled(container);
      const before = await container.inspect({ signal: t.signal });
      await container.restart({ t: 20, signal: t.signal });
      const after = await container.inspect({ signal: t.signal });
      assert.equal(after.State.Running, true);
      assert.notEqual(after.State.StartedAt, before.State.StartedAt);
      await settled(container);
      await container.stop({ t: 20, signal: t.signal });
      assert.equal((await container.inspect()).State.ExitCode, 7);
      await container.restart({ signal: t.signal });
      assert.equal((await container.inspect()).State.Running, true);
    },
  },
  {
    name: "stops a container that does not run without harm",
    operations: ["ContainerStop"],
    async run(t) {
      const container = await make(t, { Cmd: ["true"] });
      await container.start();
      await container.wait();
      await container.stop({ t: 1 });
      assert.equal((await container.inspect()).State.Running, false);
    },
  },
  {
    name: "kills a container",
    operations: ["ContainerKill", "ContainerWait"],
    async run(t) {
      const container = await make(t, { Cmd: ["sh", "-c", "trap '' TERM; while true; do sleep 0.1; done"] });
      await container.start();
      const waiting = container.wait();
      await settled(container);
      await container.kill();
      assert.equal((await waiting).StatusCode, 137);
    },
  },
  {
    name: "sends the signal that is named",
    operations: ["ContainerKill"],
    needs: ["modern"],
    async run(t) {
      const container = await make(t, { Cmd: ["sh", "-c", "trap 'exit 5' HUP; while true; do sleep 0.1; done"] });
      await container.start();
      await settled(container);
      const waiting = container.wait();
      await container.kill("SIGHUP");
      assert.equal((await waiting).StatusCode, 5);
    },
  },
  {
    name: "refuses to kill what does not run",
    operations: ["ContainerKill"],
    needs: ["modern"],
    async run(t) {
      const container = await make(t, { Cmd: ["true"] });
      await assert.rejects(container.kill(), (error) => {
        assert.ok(
          error instanceof ConflictError || (t.engine.family === "podman" && error instanceof ServerError),
          String(error),
        );
        assert.match(error.message, /running/);
        return true;
      });
    },
  },
  {
    name: "waits until the container ends, with the right code for each",
    operations: ["ContainerWait"],
    async run(t) {
      const codes = [0, 1, 42, 127, 255];
      const seen = await Promise.all(
        codes.map(async (code) => {
          const container = await make(t, { Cmd: ["sh", "-c", `sleep 0.2; exit ${code}`] });
          await container.start();
          return (await container.wait({ signal: t.signal })).StatusCode;
        }),
      );
      assert.deepEqual(seen, codes);
    },
  },
  {
    name: "stops waiting when the signal is aborted",
    operations: ["ContainerWait"],
    async run(t) {
      const container = await make(t, { Cmd: untilTold });
      await container.start();
      const controller = new AbortController();
      const waiting = container.wait({ signal: controller.signal });
      setTimeout(() => controller.abort(new Error("enough")), 100);
      await assert.rejects(waiting, /enough/);
      assert.equal((await container.inspect()).State.Running, true);
    },
  },
  {
    name: "refuses to remove a running container, unless forced",
    operations: ["ContainerDelete"],
    needs: ["modern"],
    async run(t) {
      const container = await make(t, { Cmd: untilTold });
      await container.start();
      await assert.rejects(container.remove(), (error) => {
        assert.ok(
          error instanceof ConflictError || (t.engine.family === "podman" && error instanceof ServerError),
          String(error),
        );
        assert.ok(error instanceof ServerError || /force/.test(error.hint!));
        return true;
      });
      await container.remove({ force: true });
      await assert.rejects(container.inspect(), NotFoundError);
    },
  },
  {
    name: "stops and removes a running container on v1.0",
    operations: ["ContainerDelete"],
    needs: ["v1.0"],
    rawBytes: "lib/engine/dialect/v1.test.ts",
    async run(t) {
      const container = await make(t, { Cmd: untilTold });
      await container.start();
      await container.remove();
      await assert.rejects(container.inspect(), NotFoundError);
    },
  },
  {
    name: "gives a program its environment, directory, user and hostname",
    operations: ["ContainerCreate"],
    async run(t) {
      const spec: ContainerSpec = {
        Image: t.image,
        ...t.config,
        Env: ["GREETING=hello"],
        Hostname: "elsewhere",
        Cmd: ["sh", "-c", "echo $GREETING; hostname; pwd; id -u"],
      };
      if (t.engine.dialect === "modern") Object.assign(spec, { WorkingDir: "/tmp", User: "1000" });
      const { stdout } = await t.docker.run(t.image, spec.Cmd!, { config: spec, signal: t.signal });
      assert.equal(
        stdout,
        t.engine.dialect === "modern" ? "hello\nelsewhere\n/tmp\n1000\n" : "hello\nelsewhere\n/\n0\n",
      );
    },
  },
];

/** Until the shell in the container has set its trap: it is the first thing that it does. */
async function settled(container: Container): Promise<void> {
  await container.inspect();
  await new Promise((resolve) => setTimeout(resolve, 400));
}

/** What an engine's version lacks is refused by every method of a container, before anything is sent, with the version that has it. */
import { expect, test } from "vitest";
import { scriptedTransport } from "../../test/support/scripted-transport.ts";
import { type OperationName, operations, type Parameter } from "../api/operations.ts";
import { compareVersions } from "../api/versions.ts";
import { InvalidArgumentError, UnsupportedError } from "../errors.ts";
import type { Container } from "./container.ts";
import { Docker } from "./docker.ts";

type Options = Record<string, unknown>;
type Call = (docker: Docker, options: Options) => Promise<unknown>;

const on = (act: (container: Container, options: Options) => Promise<unknown>): Call => {
  return (docker, options) => act(docker.containers.get("x"), options);
};

/** The operations on containers, by the methods that make them; and what an option is called where it is not as the parameter. */
const calls: Partial<Record<OperationName, readonly [Call, Record<string, string>?]>> = {
  ContainerList: [(docker, options) => docker.containers.list(options)],
  ContainerCreate: [(docker, options) => docker.containers.create({ Image: "busybox" }, options)],
  ContainerInspect: [on((c, options) => c.inspect(options))],
  ContainerChanges: [on((c, options) => c.changes(options))],
  ContainerExport: [on((c, options) => c.export(options))],
  ContainerStart: [on((c, options) => c.start(options))],
  ContainerStop: [on((c, options) => c.stop(options)), { signal: "stopSignal" }],
  ContainerRestart: [on((c, options) => c.restart(options)), { signal: "stopSignal" }],
  ContainerKill: [on((c, { signal }) => c.kill(signal as string | undefined))],
  ContainerAttach: [on((c, options) => c.attach(options))],
  ContainerLogs: [on((c, options) => c.logs(options))],
  ContainerResize: [on((c) => c.resize({ rows: 24, columns: 80 }))],
  ContainerWait: [on((c, options) => c.wait(options))],
  ContainerDelete: [on((c, options) => c.remove(options))],
  PutContainerArchive: [on((c, options) => c.putArchive("/", new Uint8Array(1024), options))],
  ImageCommit: [on((c, options) => c.commit(options)), { comment: "message" }],
};

/** Parameters that no option of the method stands for. */
const without: Partial<Record<OperationName, readonly string[]>> = {
  ContainerStart: ["detachKeys"],
  ContainerDelete: ["link"],
  PutContainerArchive: ["path"],
  ImageCommit: ["m", "run", "container", "repo", "tag"],
};

/** Where a method does the same on v1.0 by other means, or means it anyway. */
const evenedOut: Partial<Record<OperationName, readonly string[]>> = {
  ContainerDelete: ["force"],
  ContainerLogs: ["follow", "stdout", "stderr"],
};

const values: Record<Parameter["kind"], unknown> = {
  boolean: true,
  integer: 1,
  string: "x",
  filters: { a: ["b"] },
  json: {},
};

const versions = ["1.0", "1.24", "1.30", "1.56"];

function* lacking(): Generator<[string, OperationName, string, string]> {
  for (const version of versions) {
    for (const name of Object.keys(calls) as OperationName[]) {
      for (const [parameter, { in: place, since = "1.0", until }] of Object.entries(operations[name].parameters)) {
        if (place === "path" || without[name]?.includes(parameter)) continue;
        if (version === "1.0" && evenedOut[name]?.includes(parameter)) continue;
        const whole = compareVersions(operations[name].since, version) <= 0;
        const young = compareVersions(since, version) > 0;
        const gone = until !== undefined && compareVersions(version, until) > 0;
        if (young && (whole || name === "ContainerLogs")) yield [version, name, parameter, since];
        if (gone) yield [version, name, parameter, "1.24"];
      }
    }
  }
}

function engine(version: string) {
  const transport = scriptedTransport(() => ({ status: 500, body: '{"message":"asked"}' }));
  return { docker: new Docker(transport, version), transport };
}

test.each([...lacking()])(
  "API %s has no option %s `%s` (of %s): refused unsent",
  async (version, name, parameter, since) => {
    const { docker, transport } = engine(version);
    const [call, names = {}] = calls[name]!;
    const kind = operations[name].parameters[parameter]!.kind;
    const error: unknown = await call(docker, { [names[parameter] ?? parameter]: values[kind] }).catch((e) => e);
    expect(error).toBeInstanceOf(UnsupportedError);
    expect((error as Error).message).toContain(`API ${since}`);
    expect((error as Error).message).toContain(parameter);
    expect((error as UnsupportedError).hint).toBeTruthy();
    expect(transport.calls).toEqual([]);
  },
);

test.each(["ContainerResize", "PutContainerArchive"] as const)("API 1.0 has no %s: refused unsent", async (name) => {
  const { docker, transport } = engine("1.0");
  const error: unknown = await calls[name]![0](docker, {}).catch((e) => e);
  expect(error).toBeInstanceOf(UnsupportedError);
  expect((error as Error).message).toMatch(new RegExp(`${name}.*API 1.24`));
  expect(transport.calls).toEqual([]);
});

test.each(["1.0", "1.24"])("what an engine would drop in silence is refused with API %s", async (version) => {
  const { docker, transport } = engine(version);
  const removing = { Image: "busybox", HostConfig: { AutoRemove: true } };
  await expect(docker.containers.create(removing)).rejects.toThrow(/AutoRemove.*API 1.25/);
  const run = docker.run("busybox", ["true"], { detach: true, rm: true, pull: "always" });
  await expect(run).rejects.toThrow(/`rm`.*API 1.25/);
  expect(transport.calls).toEqual([]);
});

test("a configuration for a commit that v1.0 cannot have is refused unsent", async () => {
  const { docker, transport } = engine("1.0");
  const commit = docker.containers.get("x").commit({ config: { Labels: { a: "b" } } });
  await expect(commit).rejects.toThrow(UnsupportedError);
  expect(transport.calls).toEqual([]);
});

test.each([
  ["1.41", (c: Container, wrong: never) => c.stop({ t: wrong }), ["5", 1.5, Number.NaN, null, {}]],
  ["1.0", (c: Container, wrong: never) => c.restart({ t: wrong }), ["5", 1.5]],
  ["1.41", (c: Container, wrong: never) => c.remove({ force: wrong }), ["yes", 1, null]],
  ["1.41", (c: Container, wrong: never) => c.kill(wrong), [{}, null, true]],
  ["1.41", (c: Container, wrong: never) => c.commit({ changes: wrong }), [{}, [{}]]],
  ["1.41", (c: Container, wrong: never) => c.commit({ repository: wrong }), [7, null]],
] as const)("an option of the wrong type is refused unsent (%#)", async (version, call, wrong) => {
  const { docker, transport } = engine(version);
  for (const value of wrong) {
    const error: unknown = await (async () => call(docker.containers.get("x"), value as never))().catch((e) => e);
    expect(error, JSON.stringify(value)).toBeInstanceOf(InvalidArgumentError);
  }
  expect(transport.calls).toEqual([]);
});

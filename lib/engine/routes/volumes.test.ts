import { afterEach, describe, expect, test } from "vitest";
import { duplexPair } from "../../transport/duplex.ts";
import { type Json, testEngines } from "../testing.ts";
import { caller, failure } from "./testing.ts";

const engines = testEngines(duplexPair);
afterEach(() => engines.close());

const modern = "1.44";
const id64 = /^[0-9a-f]{64}$/;

describe("a volume", () => {
  test("begins with what the image has at its path, and keeps what is written to it for itself", async () => {
    const one = await caller(engines, modern);
    const id = await one.run({
      Cmd: ["sh", "-c", "grep -q root /etc/passwd && echo x > /etc/made && echo y > /data/made"],
      Volumes: { "/etc/": {}, "/data": {} },
    });
    const shown = await one.get(`/containers/${id}/json?size=1`);
    expect(shown.State.ExitCode).toBe(0);
    expect(shown.SizeRw).toBe(0);
    expect(shown.Config.Volumes).toEqual({ "/etc/": {}, "/data": {} });
    const mount = (Destination: string): Json => ({
      Type: "volume",
      Name: expect.stringMatching(id64),
      Source: "",
      Destination,
      Driver: "local",
      Mode: "",
      RW: true,
      Propagation: "",
    });
    expect(shown.Mounts).toEqual([mount("/etc"), mount("/data")]);
    expect((await one.get("/containers/json?all=1"))[0].Mounts).toEqual(shown.Mounts);
    expect(await one.get(`/containers/${id}/changes`)).toEqual([{ Path: "/data", Kind: 1 }]);
  });

  test("stays from one run to the next", async () => {
    const one = await caller(engines, modern);
    const id = await one.run({
      Cmd: ["sh", "-c", "echo line >> /data/log; exit $(wc -l < /data/log)"],
      Volumes: { "/data": {} },
    });
    await one.post(`/containers/${id}/start`);
    expect(await one.post(`/containers/${id}/wait`)).toEqual([200, '{"StatusCode":2}\n']);
  });

  test("may be in another one", async () => {
    const one = await caller(engines, modern);
    const script = "echo a > /data/a; echo b > /data/sub/b; ls -1 /data /data/sub";
    expect(await one.output(script, { Volumes: { "/data/sub": {}, "/data": {} } })).toBe(
      "/data:\na\nsub\n\n/data/sub:\nb\n",
    );
  });

  test.each<[string, Json, string]>([
    ["a relative path", { rel: {} }, "the path rel is not absolute"],
    ["the root", { "/": {} }, "a volume cannot take the place of /"],
    ["a file", { "/etc/passwd": {} }, "the directory /etc/passwd cannot be made in the container"],
  ])("cannot be at %s", async (_, Volumes, message) => {
    for (const [version, status] of [
      ["1.0", 500],
      [modern, 400],
    ] as const) {
      const one = await caller(engines, version);
      const [got, body] = await one.post("/containers/create", { Image: "busybox", Cmd: ["true"], Volumes });
      expect([got, body]).toEqual([status, expect.stringContaining(message)]);
      expect(await one.get("/containers/json?all=1")).toEqual([]);
    }
  });
});

describe("the volumes of another container", () => {
  test("are shared, whether it runs or not, and outlive it", async () => {
    for (const version of ["1.0", modern]) {
      const one = await caller(engines, version);
      const from = (id: string): Json =>
        version === "1.0" ? { VolumesFrom: id } : { HostConfig: { VolumesFrom: [id] } };
      const first = await one.run({ Cmd: ["sh", "-c", "echo first > /data/f"], Volumes: { "/data": {} } });
      expect(await one.output("cat /data/f; echo second > /data/g", from(first))).toBe("first\n");
      const second = await one.create({ Cmd: ["cat", "/data/f", "/data/g"], Tty: true, ...from(first) });
      await one.post(`/containers/${second}/start`);
      expect((await one.remove(`/containers/${first}?v=1`))[0]).toBe(204);
      await one.post(`/containers/${second}/start`);
      expect(await one.output("cat /data/f /data/g", from(second))).toBe("first\nsecond\n");
    }
  });

  test("can be for reading alone", async () => {
    const one = await caller(engines, modern);
    const first = await one.run({ Cmd: ["sh", "-c", "echo first > /data/f"], Volumes: { "/data": {} } });
    const second = await one.create({
      Cmd: ["sh", "-c", "cat /data/f; echo x > /data/g; rm /data/f; ln /data/f /data/h; mkdir /data/d"],
      HostConfig: { VolumesFrom: [`${first}:ro`] },
      Tty: true,
    });
    await one.post(`/containers/${second}/start`);
    await one.post(`/containers/${second}/wait`);
    const lines = (await one.call("GET", `/containers/${second}/logs?stdout=1`)).body.split("\r\n");
    expect(lines[0]).toBe("first");
    expect(lines.slice(1, -1)).toHaveLength(4);
    for (const line of lines.slice(1, -1)) expect(line).toContain("Read-only file system");
    const put = await one.call("PUT", `/containers/${second}/archive?path=/data`, "", {});
    expect(put.status).toBe(200);
    expect((await one.get(`/containers/${second}/json`)).Mounts[0]).toMatchObject({ Destination: "/data", RW: false });
    // Who takes over what is for reading alone does not get more.
    expect(await one.output("touch /data/x || cat /data/f", { HostConfig: { VolumesFrom: [`${second}:rw`] } })).toMatch(
      /Read-only file system\nfirst\n$/,
    );
  });

  test("come before its own at the same path", async () => {
    const one = await caller(engines, modern);
    const first = await one.run({ Cmd: ["sh", "-c", "echo first > /data/f"], Volumes: { "/data": {} } });
    const body = { Volumes: { "/data": {} }, HostConfig: { VolumesFrom: [first] } };
    expect(await one.output("cat /data/f", body)).toBe("first\n");
  });

  test("must be those of a container that there is: at the create, in v1.0 at the start", async () => {
    const one = await caller(engines, modern);
    const unknown = { Image: "busybox", HostConfig: { VolumesFrom: ["nosuch"] } };
    expect(await one.post("/containers/create", unknown)).toEqual([404, failure("No such container: nosuch")]);
    const mode = { Image: "busybox", HostConfig: { VolumesFrom: ["a:zz"] } };
    expect(await one.post("/containers/create", mode)).toEqual([400, expect.stringContaining("invalid mode: zz")]);
    expect(await one.get("/containers/json?all=1")).toEqual([]);
    const old = await caller(engines, "1.0");
    const id = await old.create({ Cmd: ["true"], VolumesFrom: "nosuch" });
    for (const how of ["start", "restart"]) {
      expect(await old.post(`/containers/${id}/${how}`)).toEqual([
        500,
        `Error starting container ${id}: Container nosuch not found. Impossible to mount its volumes\n`,
      ]);
    }
  });

  test("are shown by v1.0 from the first start on", async () => {
    const one = await caller(engines, "1.0");
    const first = await one.create({ Cmd: ["true"], Volumes: { "/data": {} } });
    const volumes = async (id: string): Promise<Json> => (await one.get(`/containers/${id}/json`)).Volumes;
    expect(await volumes(first)).toBe(null);
    await one.post(`/containers/${first}/start`);
    await one.post(`/containers/${first}/wait`);
    expect(await volumes(first)).toEqual({ "/data": expect.stringMatching(id64) });
    const second = await one.run({ Cmd: ["true"], VolumesFrom: first });
    expect(await volumes(second)).toEqual(await volumes(first));
    expect((await one.get(`/containers/${second}/json`)).Config).toMatchObject({ Volumes: null, VolumesFrom: first });
  });
});

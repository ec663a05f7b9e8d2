/** The bounds of an engine, and what is said when they are reached: in both dialects. */
import { packTar } from "modern-tar";
import { afterEach, describe, expect, test } from "vitest";
import { duplexPair } from "../../transport/duplex.ts";
import type { Limits } from "../options.ts";
import { testEngines } from "../testing.ts";
import { type Caller, caller, failure } from "./testing.ts";

const engines = testEngines(duplexPair);
afterEach(() => engines.close());

const versions = ["1.0", "1.44"];

function limited(version: string, limits: Partial<Limits>): Promise<Caller> {
  return caller(engines, version, { limits });
}

/** An error with its message, as the version writes it. */
function refusal(version: string, status: number, message: string): [number, unknown] {
  return version === "1.0" ? [500, `${message}\n`] : [status, failure(message)];
}

describe.each(versions)("in API %s", (version) => {
  test("a container's files take so many bytes: then its writes fail", async () => {
    const one = await limited(version, { fileBytes: 1_000_000 });
    const fill = "dd if=/dev/zero of=/a bs=1000 count=2000 2>&1 | grep -o 'No space.*'; test $(wc -c < /a) -gt 900000";
    expect(await one.output(`${fill} && rm /a && echo x > /b && cat /b`)).toBe("No space left on device\nx\n");
    // Volumes count with it, and names that have no bytes do, too.
    const volume =
      "dd if=/dev/zero of=/v/a bs=500 2>/dev/null; dd if=/dev/zero of=/b bs=500 2>&1 | grep -o 'No space.*'";
    expect(await one.output(`${volume}; test -s /b || echo empty`, { Volumes: { "/v": {} } })).toBe(
      "No space left on device\nempty\n",
    );
    const names = "i=0; while touch /f$i 2>/dev/null; do i=$((i+1)); done; test $i -gt 1000 && echo full";
    expect(await one.output(names)).toBe("full\n");
    const links = "touch /f; i=0; while ln /f /f$i 2>/dev/null; do i=$((i+1)); done; test $i -gt 1000 && echo full";
    expect(await one.output(links)).toBe("full\n");
    expect(await one.output("cat /dev/zero > /dev/shm/a; echo $?")).toMatch(/No space left on device\n1\n$/);
  });

  test("a container must have room for what it is made with", async () => {
    const one = await limited(version, { fileBytes: 100 });
    const body = { Image: "busybox", Cmd: ["true"], Volumes: { "/data": {} } };
    const message = "the directory /data cannot be made in the container: No space left on device";
    expect(await one.post("/containers/create", body)).toEqual(refusal(version, 400, message));
  });

  test("there are so many containers", async () => {
    const one = await limited(version, { containers: 1 });
    const id = await one.create({ Cmd: ["true"] });
    const message = "the engine holds no more than 1 containers: remove some";
    expect(await one.post("/containers/create", { Image: "busybox" })).toEqual(refusal(version, 409, message));
    await one.remove(`/containers/${id}`);
    await one.create({ Cmd: ["true"] });
  });

  test("images have so many names, and say so much", async () => {
    const one = await limited(version, { imageNames: 3, imageJsonBytes: 3000 });
    expect((await one.post("/images/busybox/tag?repo=a&force=1"))[0]).toBeLessThan(300);
    const names = "the engine holds no more than 3 names of images: remove some";
    expect(await one.post("/images/busybox/tag?repo=b&force=1")).toEqual(refusal(version, 409, names));
    expect((await one.post("/images/busybox/tag?repo=a&force=1"))[0]).toBeLessThan(300);
    const id = await one.create({ Cmd: ["true"] });
    const config = { Cmd: ["x".repeat(2500)] };
    const json = "the engine holds no more than 3000 bytes of image configurations: remove some";
    expect(await one.post(`/commit?container=${id}`, config)).toEqual(refusal(version, 409, json));
  });

  test("of a log the newest is kept", async () => {
    const one = await limited(version, { logBytes: 20_000 });
    const printed = await one.output("i=0; while [ $i -lt 500 ]; do i=$((i+1)); echo line $i; done");
    const lines = printed.trimEnd().split("\n");
    expect(lines.length).toBeLessThan(400);
    expect(lines.length).toBeGreaterThan(50);
    expect(lines.at(-1)).toBe("line 500");
  });

  test("a body of JSON, or a form, has so many bytes", async () => {
    const one = await limited(version, { jsonBytes: 1000 });
    const message = "the body of the request is larger than 1000 bytes";
    const body = JSON.stringify({ Image: "busybox", Env: ["x".repeat(2000)] });
    expect(await one.post("/containers/create", body)).toEqual(refusal(version, 413, message));
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await one.call("POST", "/containers/x/stop", `t=${"0".repeat(2000)}`, form);
    expect([answer.status, answer.body]).toEqual(refusal(version, 413, message));
    await one.create({ Cmd: ["true"] });
  });

  test("the head of a request has so many bytes", async () => {
    const one = await limited(version, { headBytes: 1000 });
    const answer = await one.call("GET", `/containers/json?x=${"x".repeat(2000)}`);
    expect([answer.status, answer.body]).toEqual([400, expect.stringContaining("1000 bytes")]);
  });
});

describe("an archive put into a container", () => {
  const latin1 = (bytes: Uint8Array): string => new TextDecoder("latin1").decode(bytes);
  const archive = async (name: string, size: number): Promise<string> =>
    latin1(await packTar([{ header: { name, size }, body: new Uint8Array(size) }]));

  test("has so many bytes, as it comes and unpacked", async () => {
    const one = await limited("1.44", { fileBytes: 100_000 });
    const id = await one.create({ Cmd: ["true"] });
    const large = await one.call("PUT", `/containers/${id}/archive?path=/`, await archive("f", 200_000));
    expect([large.status, large.body]).toEqual([413, failure("the archive holds more than 100000 bytes")]);
    // The second takes the place of the first.
    for (let i = 0; i < 2; i++) {
      const fits = await one.call("PUT", `/containers/${id}/archive?path=/`, await archive("f", 60_000));
      expect(fits.status).toBe(200);
    }
    const more = await one.call("PUT", `/containers/${id}/archive?path=/`, await archive("g", 60_000));
    expect([more.status, more.body]).toEqual([
      500,
      failure("the archive cannot be unpacked: /g: no space left on device"),
    ]);
  });

  test("must not be put where nothing can be written", async () => {
    const one = await limited("1.44", {});
    const first = await one.create({ Cmd: ["true"], Volumes: { "/data": {} } });
    const id = await one.create({ Cmd: ["true"], HostConfig: { VolumesFrom: [`${first}:ro`] } });
    const answer = await one.call("PUT", `/containers/${id}/archive?path=/data`, await archive("f", 1));
    expect([answer.status, answer.body]).toEqual([
      403,
      failure("the archive cannot be unpacked: /data/f: read-only file system"),
    ]);
  });
});

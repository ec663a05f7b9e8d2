import { describe, expect, test } from "vitest";
import { type ScriptedAnswer, scriptedTransport } from "../../test/support/scripted-transport.ts";
import { NotFoundError, ServerError, UnsupportedError } from "../errors.ts";
import { Docker } from "./docker.ts";

const text = { "content-type": "text/plain; charset=utf-8" };

function engine(answer: ScriptedAnswer, version = "1.0") {
  const transport = scriptedTransport(() => answer);
  return { docker: new Docker(transport, version), calls: transport.calls };
}

describe("with an engine of 2013", () => {
  test("an image is removed without a word about what went", async () => {
    const { docker, calls } = engine({ status: 204, headers: text });
    expect(await docker.images.get("myrepo:v1").remove({ force: true, noprune: true })).toEqual([]);
    expect(calls).toEqual(["DELETE /v1.0/images/myrepo:v1"]);
  });

  test("a history has steps without a command, and no tags", async () => {
    const { docker } = engine({
      body: '[{"Id":"8e4e0283f4d6","Created":1795450601,"CreatedBy":"sh -c echo hi \\u003e /hi"},{"Id":"ca84847c040e","Created":1795450592}]',
    });
    expect(await docker.images.get("committed:v1").history()).toEqual([
      { Id: "8e4e0283f4d6", Created: 1795450601, CreatedBy: "sh -c echo hi > /hi", Tags: [] },
      { Id: "ca84847c040e", Created: 1795450592, CreatedBy: "", Tags: [] },
    ]);
  });

  test("an image that is not there is one, whatever the status says", async () => {
    const { docker } = engine({ status: 500, headers: text, body: "Image does not exist: nosuch\n" });
    const image = docker.images.get("nosuch");
    const expected = { name: "NotFoundError", status: 500, message: "Image does not exist: nosuch" };
    await expect(image.history()).rejects.toMatchObject({ ...expected, operation: "ImageHistory" });
    await expect(image.tag("myrepo")).rejects.toMatchObject({ ...expected, operation: "ImageTag" });
    await expect(image.tag("myrepo")).rejects.toThrow(NotFoundError);
  });

  test("another failure stays what it is", async () => {
    const { docker } = engine({ status: 500, headers: text, body: "unexpected end of JSON input\n" });
    await expect(docker.images.get("base").tag("myrepo")).rejects.toThrow(ServerError);
  });

  test("a name is given in two parts", async () => {
    const { docker, calls } = engine({ status: 201, headers: text });
    expect((await docker.images.get("base").tag("me/mine:v1")).ref).toBe("me/mine:v1");
    expect(calls).toEqual(["POST /v1.0/images/base/tag?repo=me%2Fmine&tag=v1"]);
  });

  test("what a search finds has today's names", async () => {
    const { docker, calls } = engine({
      body: '[{"Name":"cespare/sshd","Description":""},{"Name":"dhrp/mongodb-sshd","Description":"xxxx..."}]',
    });
    expect(await docker.images.search("sshd")).toEqual([
      { name: "cespare/sshd", description: "" },
      { name: "dhrp/mongodb-sshd", description: "xxxx..." },
    ]);
    expect(calls).toEqual(["GET /v1.0/images/search?term=sshd"]);
    expect(await engine({ body: "null" }).docker.images.search("zzz")).toEqual([]);
    await expect(docker.images.search("sshd", { limit: 1 })).rejects.toThrow(UnsupportedError);
    const down = engine({ status: 500, headers: text, body: 'Get "https://index.invalid": no such host\n' });
    await expect(down.docker.images.search("sshd")).rejects.toThrow(ServerError);
  });
});

describe("with an engine of today", () => {
  test("what went is told", async () => {
    const { docker, calls } = engine({ body: '[{"Untagged":"a:latest"},{"Deleted":"sha256:1"}]' }, "1.41");
    expect(await docker.images.get("a").remove({ force: true, noprune: false })).toEqual([
      { Untagged: "a:latest" },
      { Deleted: "sha256:1" },
    ]);
    expect(calls).toEqual(["DELETE /v1.41/images/a?force=1&noprune=0"]);
  });

  test("a search has a limit and filters", async () => {
    const row = { name: "busybox", description: "small", star_count: 3, is_official: true };
    const { docker, calls } = engine({ body: JSON.stringify([row]) }, "1.41");
    expect(await docker.images.search("busybox", { limit: 5, filters: { stars: ["3"] } })).toEqual([row]);
    expect(calls.at(-1)).toBe(
      `GET /v1.41/images/search?term=busybox&limit=5&filters=${encodeURIComponent('{"stars":["3"]}')}`,
    );
  });
});

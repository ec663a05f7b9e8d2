import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type Script, scriptedTransport } from "../../test/support/scripted-transport.ts";
import { InvalidArgumentError, NotFoundError, ProtocolError, StreamError, UnsupportedError } from "../errors.ts";
import { Docker } from "./docker.ts";

const text = { "content-type": "text/plain; charset=utf-8" };
const digest = `sha256:${"d".repeat(64)}`;

/** An engine, and the credentials that came with each call that had some. */
function engine(version: string, script: Script) {
  const auths: unknown[] = [];
  const transport = scriptedTransport((request) => {
    const header = request.headers?.["x-registry-auth"];
    if (header !== undefined) auths.push(JSON.parse(Buffer.from(header, "base64url").toString()));
    return script(request);
  });
  return { docker: new Docker(transport, version), calls: transport.calls, auths };
}

afterEach(() => vi.unstubAllEnvs());

describe("with an engine of 2013", () => {
  test("every tag is pushed, and none is told", async () => {
    const { docker, calls, auths } = engine("1.0", () => ({
      headers: text,
      body: "The push refers to a repository [me/app] (len: 1)\r\nPushing aa45\r\n 32768/65536 (50%)\r 65536/65536 (100%)\r\r\n",
    }));
    const pushing = docker.images.get("me/app").push();
    expect(await pushing).toEqual([]);
    const seen = [];
    for await (const message of pushing) seen.push(message.status ?? message.progressDetail);
    expect(seen).toEqual([
      "The push refers to a repository [me/app] (len: 1)",
      "Pushing aa45",
      { current: 32768, total: 65536 },
      { current: 65536, total: 65536 },
    ]);
    await docker.images.get("me/app:v1").push({ allTags: true });
    await docker.images.get("aa45e9415327").push({ registry: "127.0.0.1:4391" });
    expect(calls).toEqual([
      "POST /v1.0/images/me/app/push",
      "POST /v1.0/images/me/app/push",
      "POST /v1.0/images/aa45e9415327/push?registry=127.0.0.1%3A4391",
    ]);
    expect(auths).toEqual([]);
  });

  test("one tag, and credentials, are refused", async () => {
    const { docker, calls } = engine("1.0", () => ({ headers: text }));
    await expect(docker.images.get("me/app:v1").push()).rejects.toThrow(UnsupportedError);
    await expect(docker.images.get("me/app").push({ auth: { username: "me" } })).rejects.toThrow(UnsupportedError);
    expect(calls).toEqual([]);
  });

  test("an image that is not there is an error of the stream", async () => {
    const { docker, calls } = engine("1.0", () => ({
      headers: text,
      body: "The push refers to a repository [nosuch] (len: 0)\r\nError: No such id: nosuch\r\n",
    }));
    const expected = { name: "StreamError", operation: "ImagePush", message: "No such id: nosuch" };
    await expect(docker.images.get("nosuch").push()).rejects.toMatchObject(expected);
    expect(calls).toHaveLength(1);
  });

  test("a stream that breaks off is a ProtocolError", async () => {
    const { docker } = engine("1.0", () => ({
      headers: text,
      body: ["The push refers to a repository [me/mine] (len: 1)\r\n", "Sending image list\r\n"],
      breaks: new ProtocolError("the body was cut"),
    }));
    await expect(docker.images.get("me/mine").push()).rejects.toThrow(ProtocolError);
  });
});

describe("with an engine of today", () => {
  const done = `{"status":"v1: digest: ${digest} size: 527"}{"progressDetail":{},"aux":{"Tag":"v1","Digest":"${digest}","Size":527}}`;

  test.each([
    ["from a result of its own", done],
    ["from the line for the eye", `{"status":"v1: digest: ${digest} size: 527"}`],
  ])("the tag that the registry has is known %s", async (_, body) => {
    const { docker, calls, auths } = engine("1.41", () => ({ body }));
    const image = docker.images.get("127.0.0.1:5000/app:v1");
    expect(await image.push({ auth: false })).toEqual([{ Tag: "v1", Digest: digest, Size: 527 }]);
    await image.push({ auth: { username: "me", password: "secret" } });
    expect(calls[0]).toBe("POST /v1.41/images/127.0.0.1:5000/app/push?tag=v1");
    expect(auths).toEqual([{}, { username: "me", password: "secret" }]);
  });

  test("a pull and a push have the credentials of `docker login` where none are given", async () => {
    const folder = mkdtempSync(join(tmpdir(), "dks-push-"));
    const auth = Buffer.from("me:secret").toString("base64");
    writeFileSync(join(folder, "config.json"), JSON.stringify({ auths: { "registry.test:5000": { auth } } }));
    vi.stubEnv("DOCKER_CONFIG", folder);
    try {
      const { docker, auths } = engine("1.41", () => ({ body: done }));
      await docker.images.get("registry.test:5000/app:v1").push();
      await docker.images.pull("registry.test:5000/app");
      await docker.images.get("other.test/app:v1").push();
      await docker.images.pull("other.test/app");
      await docker.images.pull("registry.test:5000/app", { auth: false });
      const found = expect.objectContaining({ username: "me", password: "secret" });
      expect(auths).toEqual([found, found, {}]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("what the registry says against it is a StreamError", async () => {
    const message = "denied: requested access to the resource is denied";
    const { docker, calls } = engine("1.41", () => ({
      body: `{"status":"Preparing"}{"errorDetail":{"message":"${message}"},"error":"${message}"}`,
    }));
    await expect(docker.images.get("me/app").push({ auth: false })).rejects.toThrow(StreamError);
    await expect(docker.images.get("me/app").push({ auth: false })).rejects.toMatchObject({
      operation: "ImagePush",
      message,
      hint: expect.stringContaining("login"),
    });
    expect(calls).toEqual(["POST /v1.41/images/me/app/push?tag=latest", "POST /v1.41/images/me/app/push?tag=latest"]);
  });

  test("an image that is not there is what it is everywhere else; an engine that cannot say so leaves the first error", async () => {
    const message = "An image does not exist locally with the tag: nosuch";
    let inspected = { status: 404, body: '{"message":"No such image: nosuch:latest"}' };
    const { docker, calls } = engine("1.41", ({ method }) =>
      method === "POST" ? { body: JSON.stringify({ errorDetail: { message }, error: message }) } : inspected,
    );
    await expect(docker.images.get("nosuch").push({ auth: false })).rejects.toThrow(NotFoundError);
    expect(calls.at(-1)).toBe("GET /v1.41/images/nosuch/json");
    inspected = { status: 500, body: '{"message":"broken"}' };
    await expect(docker.images.get("nosuch").push({ auth: false })).rejects.toThrow(message);
  });

  test("a reference without a name is refused before anything is sent", async () => {
    const { docker, calls } = engine("1.41", () => ({ body: done }));
    expect(() => docker.images.get(`app@${digest}`).push()).toThrow(InvalidArgumentError);
    await expect(docker.images.get(digest).push()).rejects.toThrow(InvalidArgumentError);
    expect(calls).toEqual([]);
  });

  test("Podman gets every tag by its name", async () => {
    const images = [
      { Id: "1", Created: 1, RepoTags: ["docker.io/library/app:v1", "docker.io/library/app:v2", "app/app:v3"] },
      { Id: "2", Created: 1, RepoTags: ["localhost:5000/app:v4", "docker.io/library/apples:v5"] },
    ];
    const { docker, calls } = engine("1.41", ({ path }) => {
      if (path.endsWith("/_ping")) return { headers: { "libpod-api-version": "4.3.1" }, body: "OK" };
      if (path.endsWith("/images/json")) return { body: JSON.stringify(images) };
      const tag = new URLSearchParams(path.split("?")[1]).get("tag");
      return { body: `{"status":"${tag}: digest: ${digest} size: 5"}` };
    });
    expect((await docker.images.get("app").push({ allTags: true, auth: false })).map(({ Tag }) => Tag)).toEqual([
      "v1",
      "v2",
    ]);
    expect(calls.filter((call) => call.startsWith("POST"))).toEqual([
      "POST /v1.41/images/app/push?tag=v1",
      "POST /v1.41/images/app/push?tag=v2",
    ]);
  });
});

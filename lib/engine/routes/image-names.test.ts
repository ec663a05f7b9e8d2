import { afterEach, describe, expect, test } from "vitest";
import { duplexPair } from "../../transport/duplex.ts";
import { type Json, type RawClient, testEngines } from "../testing.ts";

const engines = testEngines(duplexPair);
afterEach(() => engines.close());

const zeros = "0".repeat(64);

/** An engine with hello-world, its id, and an image made from it. */
async function ready(): Promise<{ client: RawClient; id: string; child: string }> {
  const client = engines.connect(engines.engine({ fetch: async () => new Response("a file\n") }));
  await client.call("POST", "/v1.44/images/create?fromImage=hello-world&tag=latest");
  const { Id: id } = await json(client, "/v1.44/images/hello-world/json");
  const inserted = await client.call("POST", "/v1.1/images/hello-world/insert?url=http://x/&path=/file");
  const { Id: child } = await json(client, `/v1.44/images/${/\{"Id":"(.*)"\}/.exec(inserted.body)![1]}/json`);
  return { client, id, child };
}

async function json(client: RawClient, path: string): Promise<Json> {
  const answer = await client.call("GET", path);
  expect(answer.status, path).toBe(200);
  return JSON.parse(answer.body);
}

async function status(client: RawClient, method: string, path: string): Promise<number> {
  return (await client.call(method, path)).status;
}

/** Removes, and gives what is told of it, or why not. */
async function remove(client: RawClient, path: string): Promise<[number, Json]> {
  const answer = await client.call("DELETE", `/v1.44/images/${path}`);
  const body = JSON.parse(answer.body);
  return [answer.status, answer.status === 200 ? body : body.message];
}

async function container(client: RawClient, image: string): Promise<string> {
  const answer = await client.call("POST", "/v1.44/containers/create", { Image: image, Cmd: ["/hello"] });
  return JSON.parse(answer.body).Id;
}

describe("a tag", () => {
  test("is one more name of an image", async () => {
    const { client, id } = await ready();
    const tagged = await client.call("POST", "/v1.44/images/hello-world/tag?repo=team/app&tag=v1");
    expect([tagged.status, tagged.body, tagged.headers.get("content-length")]).toEqual([201, "", "0"]);
    expect(await status(client, "POST", `/v1.44/images/${id.slice(7, 19)}/tag?repo=localhost:5000/app`)).toBe(201);
    expect(await status(client, "POST", `/v1.44/images/${id}/tag?repo=app:v2`)).toBe(201);
    const about = await json(client, "/v1.44/images/docker.io/team/app:v1/json");
    expect(about).toMatchObject({
      Id: id,
      RepoTags: ["app:v2", "hello-world:latest", "localhost:5000/app:latest", "team/app:v1"],
    });
    expect(Date.parse(about.Metadata.LastTagTime)).toBeGreaterThan(0);
  });

  test("moves from one image to another", async () => {
    const { client, id, child } = await ready();
    await client.call("POST", `/v1.44/images/${id}/tag?repo=app`);
    expect(await status(client, "POST", `/v1.44/images/${child}/tag?repo=app`)).toBe(201);
    expect((await json(client, `/v1.44/images/${id}/json`)).RepoTags).toEqual(["hello-world:latest"]);
    expect((await json(client, "/v1.44/images/app/json")).Id).toBe(child);
  });

  test.each([
    ["nosuch", "repo=app", 404],
    ["BAD", "repo=app", 400],
    ["hello-world", "", 400],
    ["hello-world", "repo=UPPER", 400],
    ["hello-world", "repo=app&tag=b:c", 400],
    ["hello-world", `repo=app&tag=sha256:${zeros}`, 400],
    ["hello-world", `repo=app@sha256:${zeros}`, 400],
    ["hello-world", `repo=${zeros}`, 400],
  ])("of %s is refused: %s", async (image, query, expected) => {
    const { client } = await ready();
    const answer = await client.call("POST", `/v1.44/images/${image}/tag?${query}`);
    expect([answer.status, typeof JSON.parse(answer.body).message]).toEqual([expected, "string"]);
  });

  test("is given on v1.0 as its document says", async () => {
    const { client, id } = await ready();
    const tagged = await client.call("POST", "/v1.0/images/hello-world/tag?repo=myrepo&force=0");
    expect([tagged.status, tagged.body]).toEqual([200, ""]);
    expect((await json(client, "/v1.0/images/myrepo/json")).id).toBe(id.slice(7));
    const badForce = await client.call("POST", "/v1.0/images/hello-world/tag?repo=myrepo&force=maybe");
    expect([badForce.status, badForce.body]).toEqual([400, "Bad parameter\n"]);
    const unknown = await client.call("POST", "/v1.0/images/nosuch/tag?repo=myrepo");
    expect([unknown.status, unknown.body]).toEqual([404, "No such image: nosuch\n"]);
    for (const query of ["", "?repo=a&tag=b:c"]) {
      expect(await status(client, "POST", `/v1.0/images/hello-world/tag${query}`)).toBe(500);
    }
  });
});

describe("removing an image by name", () => {
  test("takes the name, and with the last one the image", async () => {
    const { client, child } = await ready();
    await client.call("POST", `/v1.44/images/${child}/tag?repo=app&tag=1`);
    await client.call("POST", `/v1.44/images/${child}/tag?repo=other`);
    expect(await remove(client, "app:1")).toEqual([200, [{ Untagged: "app:1" }]]);
    expect(await remove(client, "app:1")).toEqual([404, "No such image: app:1"]);
    expect(await remove(client, "other")).toEqual([200, [{ Untagged: "other:latest" }, { Deleted: child }]]);
    expect(await status(client, "GET", `/v1.44/images/${child}/json`)).toBe(404);
    expect(await status(client, "GET", "/v1.44/images/hello-world/json")).toBe(200);
  });

  test("takes the digests with the last tag of their repository, and a digest alone", async () => {
    const client = engines.connect();
    await client.call("POST", "/v1.44/images/create?fromImage=busybox");
    const { Id: id, RepoDigests } = await json(client, "/v1.44/images/busybox/json");
    expect(await remove(client, "busybox:1")).toEqual([200, [{ Untagged: "busybox:1" }]]);
    expect(await remove(client, "busybox:musl")).toEqual([200, [{ Untagged: "busybox:musl" }]]);
    const last = [{ Untagged: "busybox:latest" }, { Untagged: RepoDigests[0] }, { Deleted: id }];
    expect(await remove(client, "busybox")).toEqual([200, last]);
    await client.call("POST", "/v1.44/images/create?fromImage=busybox&tag=1");
    expect(await remove(client, RepoDigests[0])).toEqual([200, [{ Untagged: RepoDigests[0] }]]);
    expect(await json(client, "/v1.44/images/busybox:1/json")).toMatchObject({ Id: id, RepoDigests: [] });
  });

  test("keeps what a container uses, unless it is forced", async () => {
    const { client, child } = await ready();
    await client.call("POST", `/v1.44/images/${child}/tag?repo=app`);
    const user = await container(client, "app");
    expect(await remove(client, "app")).toEqual([
      409,
      `conflict: unable to remove repository reference "app" (must force) - container ${user.slice(0, 12)} ` +
        `is using its referenced image ${child.slice(7, 19)}`,
    ]);
    expect(await remove(client, "app?force=1")).toEqual([200, [{ Untagged: "app:latest" }, { Deleted: child }]]);
    expect((await json(client, `/v1.44/containers/${user}/json`)).Image).toBe(child);
    expect((await json(client, "/v1.0/containers/json?all=1"))[0].Image).toBe(child.slice(7, 19));
  });

  test("leaves an image that others are made from, without a name", async () => {
    const { client, id } = await ready();
    expect(await remove(client, "hello-world")).toEqual([
      200,
      [{ Untagged: "hello-world:latest" }, { Untagged: expect.stringMatching(/^hello-world@sha256:/) }],
    ]);
    expect((await json(client, `/v1.44/images/${id}/json`)).RepoTags).toEqual([]);
  });
});

describe("removing an image by id", () => {
  test("takes its names in one repository, and parents that nothing needs", async () => {
    const { client, id, child } = await ready();
    await client.call("POST", `/v1.44/images/${child}/tag?repo=app`);
    await remove(client, "hello-world");
    expect(await remove(client, child.slice(7, 19))).toEqual([
      200,
      [{ Untagged: "app:latest" }, { Deleted: child }, { Deleted: id }],
    ]);
    expect(await json(client, "/v1.44/images/json?all=1")).toEqual([]);
  });

  test("leaves the parents on request", async () => {
    const { client, id, child } = await ready();
    await remove(client, "hello-world");
    expect(await remove(client, `${child}?noprune=1`)).toEqual([200, [{ Deleted: child }]]);
    expect(await status(client, "GET", `/v1.44/images/${id}/json`)).toBe(200);
  });

  test("is refused for several names, unless it is forced", async () => {
    const { client, child } = await ready();
    for (const repo of ["one", "two"]) await client.call("POST", `/v1.44/images/${child}/tag?repo=${repo}`);
    expect(await remove(client, child)).toEqual([
      409,
      `conflict: unable to delete ${child.slice(7, 19)} (must be forced) - image is referenced in multiple repositories`,
    ]);
    expect(await remove(client, `${child}?force=1`)).toEqual([
      200,
      [{ Untagged: "one:latest" }, { Untagged: "two:latest" }, { Deleted: child }],
    ]);
  });

  test("is refused for what others are made from, and for what runs, whether forced or not", async () => {
    const client = engines.connect(engines.engine({ fetch: async () => new Response("") }));
    await client.call("POST", "/v1.44/images/create?fromImage=busybox&tag=latest");
    const { Id: id } = await json(client, "/v1.44/images/busybox/json");
    const answer = await client.call("POST", "/v1.44/containers/create", { Image: "busybox", Cmd: ["sleep", "100"] });
    const { Id: user } = JSON.parse(answer.body);
    expect((await remove(client, id))[1]).toMatch(/\(must be forced\) - image is being used by stopped container/);
    await client.call("POST", `/v1.44/containers/${user}/start`);
    for (const query of ["", "?force=1"]) {
      expect(await remove(client, id + query)).toEqual([
        409,
        `conflict: unable to delete ${id.slice(7, 19)} (cannot be forced) - ` +
          `image is being used by running container ${user.slice(0, 12)}`,
      ]);
    }
    await client.call("DELETE", `/v1.44/containers/${user}?force=1`);
    await client.call("POST", "/v1.1/images/busybox/insert?url=http://x/&path=/file");
    for (const query of ["", "?force=1"]) {
      expect(await remove(client, id + query)).toEqual([
        409,
        `conflict: unable to delete ${id.slice(7, 19)} (cannot be forced) - image has dependent child images`,
      ]);
    }
  });

  test("is no removal of what is not there", async () => {
    const { client } = await ready();
    expect(await remove(client, "nosuch")).toEqual([404, "No such image: nosuch"]);
    expect((await remove(client, "BAD"))[0]).toBe(400);
    expect((await remove(client, `sha256:${zeros}`))[0]).toBe(404);
  });
});

test("removing on v1.0 takes the image and all its names, whatever stands on it", async () => {
  const { client, id, child } = await ready();
  await client.call("POST", "/v1.0/images/hello-world/tag?repo=other");
  const user = await container(client, "hello-world");
  const removed = await client.call("DELETE", "/v1.0/images/other");
  expect([removed.status, removed.body, removed.headers.get("content-type")]).toEqual([
    204,
    "",
    "text/plain; charset=utf-8",
  ]);
  for (const name of ["other", "hello-world", id.slice(7)]) {
    const again = await client.call("DELETE", `/v1.0/images/${name}`);
    expect([again.status, again.body]).toEqual([404, `No such image: ${name}\n`]);
  }
  expect(await json(client, "/v1.0/images/json")).toEqual([{ Id: child.slice(7, 19), Created: expect.any(Number) }]);
  expect(await json(client, `/v1.0/images/${child.slice(7)}/json`)).toMatchObject({ parent: id.slice(7) });
  expect(await status(client, "GET", `/v1.0/containers/${user}/json`)).toBe(200);
  expect(await status(client, "POST", `/v1.0/images/hello-world/tag?repo=again`)).toBe(404);
});

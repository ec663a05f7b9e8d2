import { afterEach, describe, expect, test } from "vitest";
import { duplexPair } from "../../transport/duplex.ts";
import { type Json, type RawClient, testEngines } from "../testing.ts";

const engines = testEngines(duplexPair);
afterEach(() => engines.close());

/** An engine to whose registry things were pushed. */
async function ready(): Promise<RawClient> {
  const client = engines.connect();
  await client.call("POST", "/v1.44/images/create?fromImage=hello-world&tag=latest");
  await client.call("POST", "/v1.1/auth", { username: "ann", password: "pw", email: "ann@x" });
  for (const name of ["ann/busy", "localhost:5000/busy/private", "localhost:5001/busy"]) {
    await client.call("POST", `/v1.1/images/hello-world/tag?repo=${name}`);
    await client.call("POST", `/v1.1/images/${name}/push`);
  }
  return client;
}

async function search(client: RawClient, query: string, filters: object = {}): Promise<Json> {
  const path = `/v1.44/images/search?${query}&filters=${encodeURIComponent(JSON.stringify(filters))}`;
  const answer = await client.call("GET", path);
  return answer.status === 200 ? JSON.parse(answer.body) : answer.status;
}

const names = (results: Json[]): string[] => results.map((result) => result["name"]);

describe("a search", () => {
  test("finds repositories by name and description, those with the most stars first", async () => {
    const client = await ready();
    expect(await search(client, "term=BUSY")).toEqual([
      {
        name: "busybox",
        description: expect.stringContaining("applets"),
        star_count: expect.any(Number),
        is_official: true,
        is_automated: false,
      },
      { name: "ann/busy", description: "", star_count: 0, is_official: false, is_automated: false },
    ]);
    expect(names(await search(client, "term=applets"))).toEqual(["busybox"]);
    expect(names(await search(client, "term="))).toEqual(["busybox", "hello-world", "ann/busy"]);
    expect(await search(client, "term=nosuch")).toEqual([]);
  });

  test("looks into a private registry that the term names", async () => {
    const client = await ready();
    expect(names(await search(client, "term=localhost:5000/busy"))).toEqual(["localhost:5000/busy/private"]);
    expect(names(await search(client, "term=127.0.0.1:5001/"))).toEqual(["localhost:5001/busy"]);
    expect(await search(client, "term=localhost:5000/host")).toEqual([]);
  });

  test("can be filtered and bounded", async () => {
    const client = await ready();
    expect(names(await search(client, "term=&limit=1"))).toEqual(["busybox"]);
    expect(names(await search(client, "term=", { "is-official": ["false"] }))).toEqual(["ann/busy"]);
    expect(names(await search(client, "term=", { "is-official": ["true"], stars: ["15"] }))).toEqual(["busybox"]);
    expect(await search(client, "term=", { "is-automated": ["true"] })).toEqual([]);
    for (const limit of ["101", "-2", "x"]) expect(await search(client, `term=&limit=${limit}`)).toBe(400);
    for (const wrong of [{ odd: ["x"] }, { stars: ["x"] }, { "is-official": ["x"] }]) {
      expect(await search(client, "term=", wrong)).toBe(400);
    }
  });

  test("has on v1.0 names and descriptions", async () => {
    const client = await ready();
    const found = await client.call("GET", "/v1.0/images/search?term=busy&limit=1");
    expect([found.status, JSON.parse(found.body)]).toEqual([
      200,
      [
        { Name: "busybox", Description: expect.any(String) },
        { Name: "ann/busy", Description: "" },
      ],
    ]);
    expect((await client.call("GET", "/v1.0/images/search?term=nosuch")).body).toBe("[]");
  });
});

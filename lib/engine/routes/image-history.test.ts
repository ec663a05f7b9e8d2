import { afterEach, describe, expect, test } from "vitest";
import { duplexPair } from "../../transport/duplex.ts";
import { type Json, type RawClient, testEngines } from "../testing.ts";

const engines = testEngines(duplexPair);
afterEach(() => engines.close());

const now = Date.parse("2026-01-02T03:04:05Z");

/** An engine with busybox under two names, and an image made from it. */
async function ready(): Promise<{ client: RawClient; base: string; child: string }> {
  const client = engines.connect(engines.engine({ clock: () => now, fetch: async () => new Response("12345") }));
  await client.call("POST", "/v1.44/images/create?fromImage=busybox&tag=latest");
  await client.call("POST", "/v1.44/images/busybox/tag?repo=team/base&tag=v1");
  await client.call("POST", "/v1.44/images/busybox/tag?repo=team/base&tag=v2");
  const inserted = await client.call("POST", "/v1.1/images/busybox/insert?url=http://x/y?secret=1&path=/etc/file");
  const child = (await json(client, `/v1.44/images/${/\{"Id":"(.*)"\}/.exec(inserted.body)![1]}/json`)).Id;
  const base = (await json(client, "/v1.44/images/busybox/json")).Id;
  return { client, base: base.slice(7), child: child.slice(7) };
}

async function json(client: RawClient, path: string): Promise<Json> {
  const answer = await client.call("GET", path);
  expect([answer.status, answer.headers.get("content-type")], path).toEqual([200, "application/json"]);
  return JSON.parse(answer.body);
}

describe("the history of an image", () => {
  test("tells its steps, newest first, and which of them are images", async () => {
    const { client, base, child } = await ready();
    const tags = ["busybox:latest", "team/base:v1", "team/base:v2"];
    expect(await json(client, `/v1.44/images/${child}/history`)).toEqual([
      {
        Id: `sha256:${child}`,
        Created: now / 1000,
        CreatedBy: "insert http://x/y /etc/file",
        Tags: null,
        Size: 5,
        Comment: "",
      },
      { Id: `sha256:${base}`, Created: 1735689600, CreatedBy: 'CMD ["sh"]', Tags: tags, Size: 0, Comment: "" },
      {
        Id: "<missing>",
        Created: 1735689600,
        CreatedBy: expect.any(String),
        Tags: null,
        Size: expect.any(Number),
        Comment: "",
      },
    ]);
  });

  test("has on v1.0 the images alone, by short id", async () => {
    const { client, base, child } = await ready();
    expect(await json(client, `/v1.0/images/${child}/history`)).toEqual([
      { Id: child.slice(0, 12), Created: now / 1000, CreatedBy: "insert http://x/y /etc/file" },
      { Id: base.slice(0, 12), Created: 1735689600, CreatedBy: 'CMD ["sh"]' },
    ]);
    await client.call("DELETE", "/v1.0/images/busybox");
    expect(await json(client, `/v1.0/images/${child}/history`)).toHaveLength(1);
  });

  test("tells the comment of an import", async () => {
    const client = engines.connect();
    await client.call("POST", "/v1.44/images/create?fromSrc=-&repo=mine&message=why", "");
    expect(await json(client, "/v1.44/images/mine/history")).toMatchObject([{ Comment: "why", Tags: ["mine:latest"] }]);
  });

  test("is of no image that is not there", async () => {
    const client = engines.connect();
    const modern = await client.call("GET", "/v1.44/images/nosuch/history");
    expect([modern.status, modern.body]).toEqual([404, '{"message":"No such image: nosuch"}\n']);
    expect((await client.call("GET", "/v1.44/images/BAD/history")).status).toBe(400);
    const old = await client.call("GET", "/v1.0/images/nosuch/history");
    expect([old.status, old.body]).toEqual([404, "No such image: nosuch\n"]);
  });
});

describe("the graph of all images", () => {
  test("has edges from parents, and boxes for names", async () => {
    const { client, base, child } = await ready();
    const [b, c] = [base.slice(0, 12), child.slice(0, 12)];
    const answer = await client.call("GET", "/v1.0/images/viz");
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/plain; charset=utf-8"]);
    const edges = [[base, ` base -> "${b}" [style=invis]`] as const, [child, ` "${b}" -> "${c}"`] as const];
    expect(answer.body.split("\n")).toEqual([
      "digraph docker {",
      ...edges.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, edge]) => edge),
      ` "${b}" [label="${b}\\nbusybox\\nteam/base",shape=box,fillcolor="paleturquoise",style="filled,rounded"];`,
      " base [style=invisible]",
      "}",
      "",
    ]);
    expect((await client.call("GET", "/v1.1/images/viz?all=1")).body).toBe(answer.body);
  });

  test("stands on its base where a parent is gone", async () => {
    const { client, child } = await ready();
    await client.call("DELETE", "/v1.0/images/busybox");
    expect((await client.call("GET", "/v1.0/images/viz")).body).toBe(
      `digraph docker {\n base -> "${child.slice(0, 12)}" [style=invis]\n base [style=invisible]\n}\n`,
    );
  });

  test("is empty without images, and no modern call", async () => {
    const client = engines.connect();
    const empty = await client.call("GET", "/v1.0/images/viz");
    expect([empty.status, empty.body]).toEqual([200, ""]);
    expect((await client.call("GET", "/v1.0/images/viz?all=maybe")).status).toBe(400);
    expect((await client.call("GET", "/v1.44/images/viz")).status).toBe(404);
  });
});

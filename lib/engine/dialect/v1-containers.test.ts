/** What v1.0 answers about containers beyond their streams, as raw bytes: by its document, and by what an engine of 2013 said. */
import { afterEach, describe, expect, test } from "vitest";
import { duplexPair } from "../../transport/duplex.ts";
import { type Json, testEngines } from "../testing.ts";
import { type Caller, caller } from "../routes/testing.ts";

const engines = testEngines(duplexPair);
afterEach(() => engines.close());

const plain = "text/plain; charset=utf-8";

/** Status, type, length and body of an answer. */
async function answer(one: Caller, method: string, path: string, body?: unknown): Promise<unknown[]> {
  const { status, headers, body: text } = await one.call(method, path, body);
  expect(headers.get("content-length")).toBe(String(text.length));
  return [status, headers.get("content-type"), text];
}

describe("a v1.0 container", () => {
  test("is listed under /containers/ps, too", async () => {
    const one = await caller(engines, "1.0");
    await one.create({ Cmd: ["true"] });
    const listed = await one.get("/containers/json?limit=1");
    expect(listed).toHaveLength(1);
    expect(await one.get("/containers/ps?limit=1")).toEqual(listed);
    expect(await answer(one, "POST", "/containers/ps")).toEqual([404, plain, "404 page not found\n"]);
    // Not today: there it would be a container called ps.
    expect((await one.client.call("GET", "/v1.44/containers/ps")).status).toBe(404);
  });

  test("that has ended is listed with a limit below -1, which is none", async () => {
    const one = await caller(engines, "1.0");
    await one.create({ Cmd: ["true"] });
    await one.create({ Cmd: ["true"] });
    expect(await one.get("/containers/json?limit=-2")).toHaveLength(2);
    expect(await one.get("/containers/json?limit=-1")).toEqual([]);
  });

  test("is found by any beginning of its id, before and since", async () => {
    const one = await caller(engines, "1.0");
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push(await one.create({ Cmd: ["true"] }));
    const { Id: whole } = await one.get(`/containers/${ids[1]}/json`);
    for (const ref of [ids[1], whole]) {
      expect((await one.get(`/containers/json?since=${ref}`)).map(({ Id }: Json) => Id)).toEqual([ids[2]]);
      expect((await one.get(`/containers/json?before=${ref}`)).map(({ Id }: Json) => Id)).toEqual([ids[0]]);
    }
  });

  test("answers a resize, which its document does not have, as one that succeeded", async () => {
    const one = await caller(engines, "1.0");
    const id = await one.create({ Cmd: ["cat"], Tty: true, OpenStdin: true });
    await one.post(`/containers/${id}/start`);
    expect(await answer(one, "POST", `/containers/${id}/resize?h=24&w=80`)).toEqual([200, plain, ""]);
    expect(await answer(one, "POST", `/containers/${id}/resize?h=x`)).toEqual([
      500,
      plain,
      expect.stringMatching(/\n$/),
    ]);
  });

  test("takes parameters as a form", async () => {
    const one = await caller(engines, "1.0");
    const id = await one.create({ Cmd: ["sleep", "1000"] });
    const form = { "content-type": "application/x-www-form-urlencoded" };
    expect((await one.call("POST", `/containers/${id}/restart`, "t=0", form)).status).toBe(204);
    expect((await one.call("POST", `/containers/${id}/restart`, "t=0", form)).status).toBe(204);
    expect((await one.call("POST", `/containers/${id}/stop`, "t=0", form)).status).toBe(204);
  });

  test("without a command, without an image and without JSON is refused in text", async () => {
    const one = await caller(engines, "1.0");
    await one.call("POST", "/images/create?fromSrc=-&repo=bare");
    one.client.close();
    const two = await caller(engines, "1.1");
    await two.call("POST", "/images/create?fromSrc=-&repo=bare");
    const made = (body: unknown): Promise<unknown[]> => answer(two, "POST", "/containers/create", body);
    expect(await made({ Image: "bare" })).toEqual([500, plain, "No command specified\n"]);
    expect(await made({ Image: "bare", Cmd: [] })).toEqual([500, plain, "No command specified\n"]);
    expect(await made({})).toEqual([404, plain, "No such image: \n"]);
    expect(await made("null")).toEqual([404, plain, "No such image: \n"]);
  });
});

describe("the ports of a v1.0 container", () => {
  test("are taken at the create, with a warning, and checked at the start", async () => {
    const one = await caller(engines, "1.0");
    const made = async (PortSpecs: string[]): Promise<string> => {
      const body = { Image: "busybox", Cmd: ["sleep", "1000"], PortSpecs };
      const { status, body: text } = await one.call("POST", "/containers/create", body);
      expect(status).toBe(201);
      expect(JSON.parse(text).Warnings).toEqual([expect.stringContaining("ports are not published")]);
      return JSON.parse(text).Id;
    };
    const start = async (id: string): Promise<unknown[]> => answer(one, "POST", `/containers/${id}/start`);
    for (const spec of ["8080:80", "53/udp", "http", "", ":0", "65536"]) {
      const id = await made([spec]);
      expect(await start(id)).toEqual([
        500,
        plain,
        expect.stringMatching(new RegExp(`^Error starting container ${id}: invalid port ${JSON.stringify(spec)}.*\n$`)),
      ]);
    }
    const first = await made(["80", ":8077"]);
    expect(await start(first)).toEqual([200, plain, ""]);
    const second = await made([":8077"]);
    const taken = [500, plain, `Error starting container ${second}: Port already in use: 8077\n`];
    expect(await start(second)).toEqual(taken);
    expect(await answer(one, "POST", `/containers/${second}/restart`)).toEqual(taken);
    await one.post(`/containers/${first}/kill`);
    expect(await start(second)).toEqual([200, plain, ""]);
    // There is no network: what is asked about it has its shape, and says nothing.
    const shown = await one.get(`/containers/${second}/json`);
    expect(shown.Config.PortSpecs).toEqual([":8077"]);
    expect(shown.NetworkSettings).toEqual({ IpAddress: "", IpPrefixLen: 0, Gateway: "", Bridge: "", PortMapping: {} });
    expect((await one.get("/containers/json"))[0].Ports).toBe("");
  });
});

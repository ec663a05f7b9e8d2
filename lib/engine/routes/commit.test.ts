import { afterEach, describe, expect, test } from "vitest";
import { duplexPair } from "../../transport/duplex.ts";
import { type Json, type RawClient, testEngines } from "../testing.ts";

const engines = testEngines(duplexPair);
afterEach(() => engines.close());

async function json(client: RawClient, path: string): Promise<Json> {
  return JSON.parse((await client.call("GET", path)).body);
}

/** A connection to an engine, and a container that has run there. */
async function ran(...Cmd: string[]): Promise<[client: RawClient, id: string]> {
  const client = engines.connect();
  await client.call("POST", "/v1.41/images/create?fromImage=busybox&tag=latest");
  const config = { Image: "busybox", Cmd, Env: ["A=1"], Labels: { l: "1" }, ExposedPorts: { "80/tcp": {} } };
  const { Id } = JSON.parse((await client.call("POST", "/v1.41/containers/create", config)).body);
  await client.call("POST", `/v1.41/containers/${Id}/start`);
  await client.call("POST", `/v1.41/containers/${Id}/wait`);
  return [client, Id];
}

async function output(client: RawClient, image: string, ...Cmd: string[]): Promise<string> {
  const { Id } = JSON.parse(
    (await client.call("POST", "/v1.41/containers/create", { Image: image, Cmd, Tty: true })).body,
  );
  await client.call("POST", `/v1.41/containers/${Id}/start`);
  await client.call("POST", `/v1.41/containers/${Id}/wait`);
  return (await client.call("GET", `/v1.41/containers/${Id}/logs?stdout=1&stderr=1`)).body.replaceAll("\r\n", "\n");
}

describe("a commit", () => {
  test("makes an image of what the container has changed", async () => {
    const [client, id] = await ran("sh", "-c", "echo hi > /hi; rm /etc/group");
    const answer = await client.call("POST", `/v1.41/commit?container=${id}&repo=me/x&tag=v1&comment=why&author=Me`);
    expect(answer.status).toBe(201);
    const image = await json(client, "/v1.41/images/me/x:v1/json");
    const base = await json(client, "/v1.41/images/busybox/json");
    expect(JSON.parse(answer.body)).toEqual({ Id: image.Id });
    expect(image).toMatchObject({
      Id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      Parent: base.Id,
      Container: id,
      Comment: "why",
      Author: "Me",
      Config: { Cmd: ["sh", "-c", "echo hi > /hi; rm /etc/group"], Labels: { l: "1" }, ExposedPorts: { "80/tcp": {} } },
    });
    expect(image.RootFS.Layers).toHaveLength(base.RootFS.Layers.length + 1);
    expect(await output(client, "me/x:v1", "sh", "-c", "cat /hi; ls /etc/group")).toBe(
      "hi\nls: /etc/group: No such file or directory\n",
    );
    const [step] = await json(client, "/v1.41/images/me/x:v1/history");
    expect(step).toMatchObject({ CreatedBy: "sh -c echo hi > /hi; rm /etc/group", Comment: "why" });
  });

  test("takes a configuration, which what the container has completes, and changes", async () => {
    const [client, id] = await ran("true");
    const path = `/v1.41/commit?container=${id}&repo=x&changes=ENTRYPOINT+%5B%22e%22%5D&changes=ENV+B%3D%24A`;
    await client.call("POST", path, { Env: ["A=2"], User: "nobody" });
    expect((await json(client, "/v1.41/images/x/json")).Config).toMatchObject({
      Env: ["A=2", "B=2", expect.stringMatching(/^PATH=/)],
      User: "nobody",
      Entrypoint: ["e"],
      Labels: { l: "1" },
    });
  });

  test("is of a container that runs, or has never run", async () => {
    const engine = engines.engine();
    const [client, watcher] = [engines.connect(engine), engines.connect(engine)];
    await client.call("POST", "/v1.41/images/create?fromImage=busybox&tag=latest");
    const config = { Image: "busybox", Cmd: ["sh", "-c", "echo 1 > /x; echo ready; sleep 1000"], Tty: true };
    const { Id } = JSON.parse((await client.call("POST", "/v1.41/containers/create", config)).body);
    expect((await client.call("POST", `/v1.41/commit?container=${Id}&repo=before`)).status).toBe(201);
    await client.call("POST", `/v1.41/containers/${Id}/start`);
    await watcher.send(`GET /v1.41/containers/${Id}/logs?stdout=1&follow=1 HTTP/1.1\r\nhost: d\r\n\r\n`);
    await watcher.until("ready");
    expect((await client.call("POST", `/v1.41/commit?container=${Id}&repo=while&pause=1`)).status).toBe(201);
    expect((await json(client, `/v1.41/containers/${Id}/json`)).State.Running).toBe(true);
    expect(await output(client, "before", "cat", "/x")).toBe("cat: can't open '/x': No such file or directory\n");
    expect(await output(client, "while", "cat", "/x")).toBe("1\n");
  });

  test("has no layer when nothing was changed", async () => {
    const [client, id] = await ran("true");
    await client.call("POST", `/v1.41/commit?container=${id}&repo=x`);
    const [image, base] = [
      await json(client, "/v1.41/images/x/json"),
      await json(client, "/v1.41/images/busybox/json"),
    ];
    expect(image.RootFS).toEqual(base.RootFS);
    expect(image.Id).not.toBe(base.Id);
  });

  test.each([
    ["container=nosuch", 404, "No such container: nosuch"],
    ["repo=A", 400, "invalid reference format"],
    ["repo=a&tag=b:c", 400, "invalid reference format"],
    ["changes=RUN+x", 400, "RUN is not a change that can be made to an image"],
    ["changes=ENV+a", 400, "ENV must have two arguments, in the change: ENV a"],
  ])("is refused with %s", async (query, status, message) => {
    const [client, id] = await ran("true");
    const answer = await client.call(
      "POST",
      `/v1.41/commit?${query.startsWith("container") ? "" : `container=${id}&`}${query}`,
    );
    expect([answer.status, JSON.parse(answer.body).message]).toEqual([status, expect.stringContaining(message)]);
    expect(await json(client, "/v1.41/images/json?all=1")).toHaveLength(1);
  });
});

describe("a commit of 2013", () => {
  test("answers with a short id, and keeps nothing of the container's configuration", async () => {
    const [client, id] = await ran("sh", "-c", "echo hi > /hi");
    const answer = await client.call("POST", `/v1.0/commit?container=${id}&repo=old&tag=v1&m=why&author=Me`);
    expect([answer.status, JSON.parse(answer.body)]).toEqual([201, { Id: expect.stringMatching(/^[0-9a-f]{12}$/) }]);
    const image = await json(client, "/v1.0/images/old:v1/json");
    expect(image).toMatchObject({ comment: "why", author: "Me", container: id, config: { Cmd: null, Env: null } });
    expect(image.id.startsWith(JSON.parse(answer.body).Id)).toBe(true);
  });

  test("takes a configuration in the query, as the document has it, or in the body, as the engine of then", async () => {
    const [client, id] = await ran("true");
    const config = { Cmd: ["cat", "/hi"], PortSpecs: ["22", "8080:80"] };
    const query = encodeURIComponent(JSON.stringify(config));
    await client.call("POST", `/v1.0/commit?container=${id}&repo=a&run=${query}`);
    await client.call("POST", `/v1.0/commit?container=${id}&repo=b&comment=c`, config);
    for (const name of ["a", "b"]) {
      expect((await json(client, `/v1.0/images/${name}/json`)).config).toMatchObject({
        Cmd: ["cat", "/hi"],
        PortSpecs: ["22", "80"],
      });
    }
    expect((await json(client, "/v1.0/images/b/json")).comment).toBe("c");
  });

  test("does without a body that it cannot read", async () => {
    const [client, id] = await ran("true");
    for (const body of ["{oops", "null", ""]) {
      expect((await client.call("POST", `/v1.0/commit?container=${id}`, body)).status, body).toBe(201);
    }
  });

  test.each([
    ["container=nosuch", 404, "No such container: nosuch\n"],
    ["", 404, "No such container: \n"],
    ["repo=a:b:c", 500, expect.stringContaining("invalid reference format")],
    ["run=x", 400, "Bad parameter\n"],
  ])("is refused with %j", async (query, status, text) => {
    const [client, id] = await ran("true");
    const whole = query === "" || query.startsWith("container") ? query : `container=${id}&${query}`;
    const answer = await client.call("POST", `/v1.0/commit?${whole}`);
    expect([answer.status, answer.body]).toEqual([status, text]);
  });
});

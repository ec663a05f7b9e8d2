import { afterEach, describe, expect, test } from "vitest";
import { duplexPair } from "../../transport/duplex.ts";
import { type Json, type RawAnswer, type RawClient, testEngines } from "../testing.ts";

const engines = testEngines(duplexPair);
afterEach(() => engines.close());

const digestForm = /^sha256:[0-9a-f]{64}$/;

/** A header with credentials. */
function auth(username: string, password: string): Record<string, string> {
  const json = JSON.stringify({ username, password, serveraddress: "https://index.docker.io/v1/" });
  return { "x-registry-auth": btoa(json).replaceAll("+", "-").replaceAll("/", "_") };
}

const messages = ({ body }: RawAnswer): Json[] =>
  body
    .split("\r\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

const errorOf = (answer: RawAnswer): string => {
  const last = messages(answer).at(-1);
  expect(last).toEqual({ error: last.error, errorDetail: { message: last.error } });
  return last.error;
};

async function json(client: RawClient, path: string): Promise<Json> {
  const answer = await client.call("GET", path);
  expect(answer.status, path).toBe(200);
  return JSON.parse(answer.body);
}

/** An engine with hello-world under these names. */
async function ready(...names: string[]): Promise<RawClient> {
  const client = engines.connect();
  await client.call("POST", "/v1.44/images/create?fromImage=hello-world&tag=latest");
  for (const name of names) {
    const tagged = await client.call("POST", `/v1.44/images/hello-world/tag?repo=${name}`);
    expect(tagged.status, name).toBe(201);
  }
  return client;
}

const push = (client: RawClient, target: string, headers: Record<string, string> = {}): Promise<RawAnswer> =>
  client.call("POST", `/v1.44/images/${target}`, undefined, headers);

describe("a push to a private registry", () => {
  test("tells its steps, and the digest", async () => {
    const client = await ready("localhost:5000/team/app:v1");
    const answer = await push(client, "localhost:5000/team/app/push?tag=v1");
    expect([answer.status, answer.headers.get("content-type"), answer.headers.get("transfer-encoding")]).toEqual([
      200,
      "application/json",
      "chunked",
    ]);
    const id = expect.stringMatching(/^[0-9a-f]{12}$/);
    const told = messages(answer);
    expect(told).toEqual([
      { status: "The push refers to repository [localhost:5000/team/app]" },
      { status: "Preparing", progressDetail: {}, id },
      { status: "Pushing", progressDetail: { current: 11, total: 11 }, progress: expect.any(String), id },
      { status: "Pushed", progressDetail: {}, id },
      { status: expect.stringMatching(/^v1: digest: sha256:[0-9a-f]{64} size: \d+$/) },
      {
        progressDetail: {},
        aux: { Tag: "v1", Digest: expect.stringMatching(digestForm), Size: expect.any(Number) },
      },
    ]);
    const { Digest, Size } = told.at(-1).aux;
    expect(told.at(-2).status).toBe(`v1: digest: ${Digest} size: ${Size}`);
    expect((await json(client, "/v1.44/images/hello-world/json")).RepoDigests).toContain(
      `localhost:5000/team/app@${Digest}`,
    );
  });

  test("finds layers that are there, and takes all tags when none is named", async () => {
    const client = await ready("localhost:5000/app:one", "localhost:5000/app:two");
    await push(client, "localhost:5000/app:one/push");
    const digest = expect.stringMatching(/: digest: sha256:/);
    expect(messages(await push(client, "localhost:5000/app/push")).map((one) => one.status ?? one.aux.Tag)).toEqual([
      "The push refers to repository [localhost:5000/app]",
      ...["Preparing", "Layer already exists", digest, "one"],
      ...["Preparing", "Layer already exists", digest, "two"],
    ]);
    // Another repository of the same registry has its layers there, too; another registry has not.
    for (const [name, state] of [
      ["127.0.0.1:5000/other", "Layer already exists"],
      ["localhost:5001/app", "Pushing"],
    ]) {
      await client.call("POST", `/v1.44/images/hello-world/tag?repo=${name}`);
      expect(messages(await push(client, `${name}/push`))[2].status).toBe(state);
    }
  });

  test("gives back what was pushed, by tag, by digest, and all of it", async () => {
    const client = await ready("localhost:5000/app:one", "localhost:5000/app:two");
    const [digest] = messages(await push(client, "localhost:5000/app/push")).flatMap(({ aux }) => aux?.Digest ?? []);
    const before = await json(client, "/v1.44/images/hello-world/json");
    await client.call("DELETE", "/v1.0/images/hello-world");
    expect(await json(client, "/v1.44/images/json?all=1")).toEqual([]);

    const one = messages(await client.call("POST", "/v1.44/images/create?fromImage=localhost:5000/app:one"));
    expect(one.map(({ status }) => status)).toEqual([
      "Pulling from app",
      "Pulling fs layer",
      "Downloading",
      "Download complete",
      "Extracting",
      "Pull complete",
      `Digest: ${digest}`,
      "Status: Downloaded newer image for localhost:5000/app:one",
    ]);
    expect(await json(client, "/v1.44/images/localhost:5000/app:one/json")).toMatchObject({
      Id: before.Id,
      RepoTags: ["localhost:5000/app:one"],
      RepoDigests: [`localhost:5000/app@${digest}`],
      Config: before.Config,
      RootFS: before.RootFS,
    });
    // The same registry under its other name.
    await client.call("POST", "/v1.44/images/create?fromImage=127.0.0.1:5000/app");
    const { RepoTags } = await json(client, `/v1.44/images/${before.Id}/json`);
    expect(RepoTags).toEqual(["127.0.0.1:5000/app:one", "127.0.0.1:5000/app:two", "localhost:5000/app:one"]);
    await client.call("DELETE", "/v1.0/images/localhost:5000/app:one");
    const pulled = await client.call("POST", `/v1.44/images/create?fromImage=localhost:5000/app@${digest}`);
    expect(messages(pulled)[0]).toEqual({ status: "Pulling from app", id: `localhost:5000/app@${digest}` });
    expect((await json(client, `/v1.44/images/localhost:5000/app@${digest}/json`)).RepoTags).toEqual([]);
  });

  test("replaces a tag, whose old image stays to be had by its digest", async () => {
    const client = await ready("localhost/app");
    const old = messages(await push(client, "localhost/app/push")).at(-1).aux.Digest;
    await client.call("POST", "/v1.44/images/create?fromImage=busybox&tag=latest");
    await client.call("POST", "/v1.44/images/busybox/tag?repo=localhost/app");
    const fresh = messages(await push(client, "localhost/app/push")).at(-1).aux.Digest;
    expect(fresh).not.toBe(old);
    const hello = (await json(client, "/v1.44/images/hello-world/json")).Id;
    for (const name of ["hello-world", "busybox"]) await client.call("DELETE", `/v1.0/images/${name}`);
    await client.call("POST", `/v1.44/images/create?fromImage=localhost/app@${old}`);
    expect((await json(client, `/v1.44/images/localhost/app@${old}/json`)).Id).toBe(hello);
  });

  test("is of a name that the engine has", async () => {
    const client = await ready("localhost:5000/app:one");
    for (const [target, expected, message] of [
      ["localhost:5000/nosuch/push", 404, "An image does not exist locally with the tag: localhost:5000/nosuch"],
      ["localhost:5000/app/push?tag=two", 404, "An image does not exist locally with the tag: localhost:5000/app:two"],
      ["BAD/push", 400, "invalid reference format"],
      [`localhost:5000/app@sha256:${"0".repeat(64)}/push`, 400, "cannot push a digest reference"],
    ] as const) {
      const answer = await push(client, target);
      expect([answer.status, JSON.parse(answer.body).message]).toEqual([expected, expect.stringContaining(message)]);
    }
  });

  test("is not of what was never pushed, when it is pulled", async () => {
    const client = engines.connect();
    const answer = await client.call("POST", "/v1.44/images/create?fromImage=localhost:5000/nosuch&tag=x");
    expect([answer.status, JSON.parse(answer.body).message]).toEqual([
      404,
      expect.stringMatching(/^manifest for localhost:5000\/nosuch:x not found: manifest unknown/),
    ]);
  });
});

describe("a push to docker.io", () => {
  test("is denied for official images", async () => {
    const client = await ready();
    const answer = await push(client, "hello-world/push?tag=latest", auth("library", "x"));
    expect(answer.status).toBe(200);
    expect(messages(answer)[0]).toEqual({ status: "The push refers to repository [docker.io/library/hello-world]" });
    expect(errorOf(answer)).toMatch(/^denied: requested access to the resource is denied/);
  });

  test("is for the account that the repository belongs to", async () => {
    const client = await ready("ann/app");
    expect(errorOf(await push(client, "ann/app/push"))).toMatch(/^denied: .*log in/);
    expect(errorOf(await push(client, "ann/app/push", auth("bob", "pw")))).toMatch(/^denied: .*ann.*bob/);
    const pushed = messages(await push(client, "ann/app/push", auth("ann", "right")));
    expect(pushed.at(-1).aux.Tag).toBe("latest");
    const wrong = await push(client, "ann/app/push", auth("ann", "mistaken"));
    expect(errorOf(wrong)).toBe("unauthorized: incorrect username or password");
    expect(wrong.body).not.toContain("mistaken");
    await client.call("DELETE", "/v1.0/images/ann/app");
    expect((await client.call("POST", "/v1.44/images/create?fromImage=ann/app&tag=latest")).status).toBe(200);
    expect((await json(client, "/v1.44/images/ann/app/json")).RepoTags).toEqual(["ann/app:latest"]);
  });

  test("refuses credentials that cannot be read, without repeating them", async () => {
    const client = await ready("ann/app");
    for (const header of ["hidden!", btoa("hidden"), btoa('{"username":1}'), btoa('{"identitytoken":"hidden"}')]) {
      const answer = await push(client, "ann/app/push", { "x-registry-auth": header });
      expect(answer.status).toBe(400);
      expect(answer.body).not.toContain("hidden");
    }
    for (const nothing of ["", "e30=", "bnVsbA=="]) {
      expect(errorOf(await push(client, "ann/app/push", { "x-registry-auth": nothing }))).toMatch(/log in/);
    }
  });
});

test("a push to another registry is refused: the engine asks none", async () => {
  const client = await ready("registry.example/app");
  expect(errorOf(await push(client, "registry.example/app/push"))).toMatch(/does not ask registry\.example$/);
  const old = await client.call("POST", "/v1.0/images/hello-world/push?registry=https://registry.example/v1");
  expect([old.status, old.body]).toEqual([500, expect.stringMatching(/does not ask registry\.example\n$/)]);
});

describe("a push on v1.0", () => {
  test("is told in lines, on a connection that then closes", async () => {
    const client = await ready("localhost:5000/app");
    await client.send("POST /v1.0/images/localhost:5000/app/push HTTP/1.1\r\n\r\n");
    const whole = await client.rest();
    expect(whole).toContain("\r\nContent-Type: application/vnd.docker.raw-stream\r\n");
    expect(whole.slice(whole.indexOf("\r\n\r\n") + 4)).toMatch(
      new RegExp(
        "^The push refers to a repository \\[localhost:5000/app\\] \\(len: 1\\)\r\n" +
          "Pushing repository localhost:5000/app to localhost:5000 \\(1 tags\\)\r\n" +
          "Pushing [0-9a-f]{64}\r\n 11/11 \\(100%\\)\r\r\n" +
          "Pushing tags for rev \\[[0-9a-f]{64}\\] on \\{localhost:5000/app/latest\\}\r\n$",
      ),
    );
  });

  test("is told in 1.1 in objects, and finds layers that are there", async () => {
    const client = await ready("localhost:5000/app");
    const first = await client.call("POST", "/v1.1/images/localhost:5000/app/push");
    expect([first.status, first.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(first.body).toMatch(/\{"status":"Pushing [0-9a-f]{64}"\}\{"progress":"11\/11 \(100%\)"\}\{\}\{"status":/);
    const second = await client.call("POST", "/v1.1/images/localhost:5000/app/push");
    expect(second.body).toMatch(/\{"status":"Layer [0-9a-f]{64} is there already, skipping"\}\{"status":/);
  });

  test("goes to the registry that is named, from where it can be pulled", async () => {
    const client = await ready();
    await client.call("POST", "/v1.1/images/hello-world/push?registry=http://localhost:5000/v1/");
    await client.call("DELETE", "/v1.0/images/hello-world");
    await client.call("POST", "/v1.1/images/create?fromImage=hello-world&registry=localhost:5000");
    const [row] = await json(client, "/v1.0/images/json");
    expect(row).toMatchObject({ Repository: "localhost:5000/hello-world", Tag: "latest" });
    const again = await client.call("POST", "/v1.1/images/localhost:5000/hello-world/push?registry=localhost:5000");
    expect(again.body).toMatch(/^\{"status":"The push refers to a repository \[localhost:5000\/hello-world\] /);
  });

  test("is made by the account that was stored", async () => {
    const client = await ready("ann/app");
    const before = await client.call("POST", "/v1.1/images/ann/app/push");
    expect([before.status, before.body]).toEqual([200, expect.stringMatching(/\{"error":"denied: .*log in first"\}$/)]);
    const login = await client.call("POST", "/v1.1/auth", { username: "ann", password: "pw", email: "ann@x" });
    expect(login.status).toBe(200);
    const after = await client.call("POST", "/v1.1/images/ann/app/push");
    expect(after.body).toMatch(/\{"status":"Pushing tags for rev \[[0-9a-f]{64}\] on \{ann\/app\/latest\}"\}$/);
    // A modern call brings its own credentials.
    expect(errorOf(await push(client, "ann/app/push"))).toMatch(/log in/);
  });

  test("of what is not there is a 404", async () => {
    const client = await ready();
    const { Id } = await json(client, "/v1.44/images/hello-world/json");
    for (const name of ["nosuch", Id.slice(7, 19)]) {
      const answer = await client.call("POST", `/v1.0/images/${name}/push`);
      expect([answer.status, answer.body]).toEqual([404, `An image does not exist locally with the tag: ${name}\n`]);
    }
  });
});

describe("the room of a registry", () => {
  test("is bounded in bytes and in images", async () => {
    for (const [limits, message] of [
      [{ registryBytes: 10 }, "the registry holds no more than 10 bytes of pushed images"],
      [{ images: 1 }, "the registry holds no more than 1 pushed images"],
    ] as const) {
      const client = engines.connect(engines.engine({ limits }));
      await client.call("POST", "/v1.44/images/create?fromImage=hello-world&tag=latest");
      for (const tag of ["1", "2"])
        await client.call("POST", `/v1.44/images/hello-world/tag?repo=localhost/a&tag=${tag}`);
      expect(errorOf(await push(client, "localhost/a/push"))).toBe(message);
    }
  });

  test("is not used up by pushing the same again", async () => {
    const client = engines.connect(engines.engine({ limits: { images: 1, registryBytes: 11 } }));
    await client.call("POST", "/v1.44/images/create?fromImage=hello-world&tag=latest");
    await client.call("POST", "/v1.44/images/hello-world/tag?repo=localhost/a");
    for (let i = 0; i < 3; i++) {
      expect(messages(await push(client, "localhost/a/push")).at(-1)).toHaveProperty("aux");
    }
  });
});

test("the images of an engine are bounded", async () => {
  const client = engines.connect(engines.engine({ limits: { images: 1 } }));
  await client.call("POST", "/v1.44/images/create?fromImage=hello-world&tag=latest");
  expect(errorOf(await client.call("POST", "/v1.44/images/create?fromImage=busybox&tag=latest"))).toBe(
    "the engine holds no more than 1 images: remove some",
  );
  const imported = await client.call("POST", "/v1.44/images/create?fromSrc=-", "");
  expect([imported.status, JSON.parse(imported.body).message]).toEqual([
    409,
    "the engine holds no more than 1 images: remove some",
  ]);
});

import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connect, type Docker } from "../../mod.ts";
import { Confidential } from "../record/confidential.ts";
import { observe } from "../wire/observe.ts";
import { bytesOf, contentOf } from "./format.ts";
import { CassetteError, openCassette } from "./mod.ts";
import { parseCassette } from "./read.ts";
import { CassetteWriter } from "./writer.ts";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dks-cassette-"));
  path = join(folder, "a.dks.wire");
});
afterEach(() => rm(folder, { recursive: true }));

/** Does something with the engine inside, on record. */
async function recorded<T>(use: (docker: Docker) => Promise<T>, apiVersion?: string): Promise<T> {
  const confidential = new Confidential();
  const writer = await CassetteWriter.create(path, apiVersion, confidential);
  const docker = await connect("embedded:", {
    ...(apiVersion !== undefined && { apiVersion }),
    wrap: (transport) =>
      observe(transport, () => ({
        request: (exchange) => {
          confidential.hear(exchange);
          writer.request(exchange);
        },
        uploaded: () => writer.uploaded(),
        answered: () => writer.answered(),
        received: (exchange, bytes) => writer.received(exchange, bytes),
        sent: (exchange, bytes) => writer.sent(exchange, bytes),
        ended: (exchange, direction) => writer.ended(exchange, direction),
        failed: (exchange, error) => writer.failed(exchange, error),
      })),
  });
  try {
    return await use(docker);
  } finally {
    await writer.close();
    await docker.close();
  }
}

/** Does it again without an engine. */
async function replayed<T>(use: (docker: Docker) => Promise<T>): Promise<T> {
  const docker = await openCassette(path);
  try {
    return await use(docker);
  } finally {
    await docker.close();
  }
}

const stories: Readonly<Record<string, (docker: Docker) => Promise<unknown>>> = {
  "a pull and a run": async (docker) => {
    const messages: string[] = [];
    for await (const { status = "" } of docker.images.pull("busybox")) messages.push(status);
    const { stdout, stderr, exitCode } = await docker.run("busybox", ["sh", "-c", "echo é; echo err >&2; exit 3"]);
    return { messages, stdout, stderr, exitCode };
  },
  "a container's life": async (docker) => {
    await docker.images.pull("busybox");
    const container = await docker.containers.create({
      Image: "busybox",
      Cmd: ["cat"],
      OpenStdin: true,
      StdinOnce: true,
    });
    await container.start();
    const attached = await container.attach({ stream: true, stdin: true, stdout: true });
    await attached.write("one\n");
    await attached.end("two\n");
    const text = await attached.text();
    const { StatusCode } = await container.wait();
    const details = await container.inspect();
    const changes = await container.changes();
    await container.remove();
    return { id: container.id, text, StatusCode, details, changes };
  },
  errors: async (docker) => {
    const messages: string[] = [];
    for (const name of ["a", "b", "a"])
      await docker.containers
        .get(name)
        .inspect()
        .catch((error: Error) => messages.push(`${error.name}: ${error.message}`));
    await docker.containers
      .get("a")
      .attach({ stream: true })
      .catch((error: Error) => messages.push(`${error.name}: ${error.message}`));
    return messages;
  },
  "the same question with other answers, at the same time": async (docker) => {
    await docker.images.pull("busybox");
    const before = await docker.containers.list({ all: true });
    const made = await Promise.all(
      ["x", "y"].map((name) => docker.containers.create({ Image: "busybox", Cmd: [name] })),
    );
    const after = await docker.containers.list({ all: true });
    for (const container of made) await container.remove();
    return { before, after, ids: made.map(({ id }) => id) };
  },
};

describe("a cassette answers as the engine did", () => {
  test.each(Object.keys(stories))("%s", async (name) => {
    const story = stories[name]!;
    const live = await recorded(story);
    expect(await replayed(story)).toEqual(live);
  });

  test("on v1.0, too", async () => {
    const story = stories["a container's life"]!;
    const live = await recorded(story, "1.0");
    expect(await replayed(story)).toEqual(live);
  });
});

describe("what is not on it", () => {
  test("is an error that says so", async () => {
    await recorded((docker) => docker.containers.list());
    await replayed(async (docker) => {
      await docker.containers.list();
      await expect(docker.containers.list()).rejects.toThrow(
        expect.objectContaining({
          name: "CassetteError",
          message: expect.stringMatching(/^GET \/containers\/json\S* is not on the cassette, or not so often$/),
        }),
      );
      await expect(docker.containers.get("x").attach({ stream: true })).rejects.toThrow(CassetteError);
    });
  });

  test("is a body that is another one", async () => {
    await recorded(async (docker) => {
      await docker.images.pull("busybox");
      await docker.containers.create({ Image: "busybox", Cmd: ["a"] });
    });
    await replayed(async (docker) => {
      await docker.images.pull("busybox");
      await expect(docker.containers.create({ Image: "busybox", Cmd: ["b"] })).rejects.toThrow(
        "the body of POST /containers/create is not the one on the cassette",
      );
    });
  });

  test.each(["1.0", undefined])("is input that is another one (%s)", async (apiVersion) => {
    const talk = (input: string) => async (docker: Docker) => {
      await docker.images.pull("busybox");
      const { stdout } = await docker.run("busybox", ["cat"], { stdin: input });
      return stdout;
    };
    await recorded(talk("hello\n"), apiVersion);
    expect(await replayed(talk("hello\n"))).toBe("hello\n");
    for (const other of ["hullo\n", "hello", "hello\nagain\n"])
      await replayed(async (docker) => {
        await expect(talk(other)(docker)).rejects.toThrow(/^other bytes went to POST \S*attach/);
      });
  });
});

test("what was given up is given up again", async () => {
  const story = async (docker: Docker): Promise<unknown> => {
    await docker.images.pull("busybox");
    const container = await docker.containers.create({ Image: "busybox", Cmd: ["sleep", "60"] });
    await container.start();
    const waited = await container.wait({ signal: AbortSignal.timeout(200) }).catch((error: Error) => error.name);
    await container.kill();
    return [waited, await container.wait()];
  };
  expect(await recorded(story)).toEqual(["TimeoutError", { StatusCode: 137 }]);
  expect(await replayed(story)).toEqual(["TimeoutError", { StatusCode: 137 }]);
});

test("an id may be another one, wherever it stands", async () => {
  const [kept, live, third] = ["a1".repeat(32), "b2".repeat(32), "c3".repeat(32)];
  const line = (number: number, where: string, reply: object) =>
    JSON.stringify({
      number,
      method: "GET",
      path: `/v1.44/containers/${where}/json`,
      status: 200,
      headers: { "content-type": "application/json" },
      reply: JSON.stringify(reply),
    });
  await writeFile(
    path,
    ['{"dks":"wire 1","apiVersion":"1.44"}', line(1, kept, { Id: kept }), line(2, kept, { Id: kept, n: 2 }), ""].join(
      "\n",
    ),
  );
  await replayed(async (docker) => {
    expect((await docker.request(`GET /containers/${live}/json`)).body).toEqual({ Id: live });
    await expect(docker.request(`GET /containers/${third}/json`)).rejects.toThrow(CassetteError);
    expect((await docker.request(`GET /containers/${live}/json`)).body).toEqual({ Id: live, n: 2 });
  });
});

describe("the file", () => {
  test("is its owner's alone, and never another one", async () => {
    await recorded((docker) => docker.version());
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await expect(CassetteWriter.create(path, undefined, new Confidential())).rejects.toThrow("is there already");
  });

  test("has no secrets", async () => {
    await recorded(async (docker) => {
      await docker.images.pull("busybox");
      await docker.images.pull("localhost:5000/nope", { auth: { username: "u", password: "geheim1" } }).catch(() => {});
      const { stdout } = await docker.run("busybox", ["sh", "-c", "echo $DB_PASSWORD"], {
        env: { DB_PASSWORD: "geheim2" },
      });
      expect(stdout).toBe("geheim2\n");
    });
    const text = await readFile(path, "utf8");
    expect(text).not.toMatch(/geheim|Z2VoZWlt/);
    expect(text).toContain("<hidden>");
    const { stdout } = await replayed(async (docker) => {
      await docker.images.pull("busybox");
      return docker.run("busybox", ["sh", "-c", "echo $DB_PASSWORD"], { env: { DB_PASSWORD: "<hidden>" } });
    });
    expect(stdout).toBe("*******\n");
  });

  test("has none that became known only later, whatever it stands in", async () => {
    const long = "x".repeat(200);
    await recorded(async (docker) => {
      await docker.images.pull("busybox");
      const { stdout } = await docker.run("busybox", ["sh", "-c", `echo ${long}geheim3`]);
      expect(stdout).toContain("geheim3");
      const container = await docker.containers.create({
        Image: "busybox",
        Cmd: ["sh", "-c", "echo geheim3 $X"],
        Env: ["X=geheim3"],
      });
      await container.start();
      await container.wait();
      expect(await (await container.logs()).text()).toBe("geheim3 geheim3\n");
      await docker.images.pull("localhost:5000/nope", { auth: { username: "u", password: "geheim3" } }).catch(() => {});
    });
    const text = await readFile(path, "utf8");
    const binary = [...text.matchAll(/"base64":"([^"]*)"/g)].map(([, base64 = ""]) => atob(base64));
    expect([text, ...binary].join("\n")).not.toContain("geheim3");
    const log = await replayed(async (docker) => {
      await docker.images.pull("busybox");
      const { stdout } = await docker.run("busybox", ["sh", "-c", `echo ${long}<hidden>`]);
      expect(stdout).toBe(`${long}*******\n`);
      const container = await docker.containers.create({
        Image: "busybox",
        Cmd: ["sh", "-c", "echo <hidden> $X"],
        Env: ["X=<hidden>"],
      });
      await container.start();
      await container.wait();
      return (await container.logs()).text();
    });
    expect(log).toBe("******* *******\n");
  });

  test.each([
    ["", "is no cassette"],
    ["{}", "is no cassette"],
    ['{"dks":"wire 2"}', 'does not know cassettes of the format "wire 2"'],
    ['{"dks":"wire 1"}\n{"number":1}\n', "line 2 of x is no exchange"],
    ['{"dks":"wire 1"}\nnonsense\n', "line 2 of x is no exchange"],
  ])("%j is refused", (text, message) => {
    expect(() => parseCassette(text, "x")).toThrow(message);
  });

  test("may end in the middle of a line", () => {
    expect(parseCassette('{"dks":"wire 1"}\n{"num', "x").exchanges).toEqual([]);
  });

  test("that is not there is an error", async () => {
    await expect(openCassette(join(folder, "none"))).rejects.toThrow(/^cannot read .*none: ENOENT/);
  });

  test("keeps any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(bytesOf(contentOf(bytes))).toEqual(bytes);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const bytes = new TextEncoder().encode(text);
        expect(bytesOf(contentOf(bytes))).toEqual(bytes);
      }),
    );
  });
});

import { afterEach, describe, expect, test } from "vitest";
import { duplexPair } from "../../transport/duplex.ts";
import type { EngineOptions } from "../mod.ts";
import { type Json, testEngines } from "../testing.ts";
import { type Caller, caller, failure } from "./testing.ts";

const engines = testEngines(duplexPair);
afterEach(() => engines.close());

function ready(options: EngineOptions = {}): Promise<Caller> {
  return caller(engines, "1.44", options);
}

/** Runs a container to its end and returns its state. */
async function run(client: Caller, body: Json): Promise<Json> {
  return (await client.get(`/containers/${await client.run(body)}/json`)).State;
}

describe("create", () => {
  test("answers with an id, and inspect shows what was asked for", async () => {
    const client = await ready({ clock: () => Date.parse("2030-01-02T03:04:05Z") });
    const id = await client.create(
      {
        Cmd: ["echo", "hi"],
        Env: ["A=1"],
        Labels: { x: "y" },
        HostConfig: { Memory: 4096, Privileged: true, PortBindings: {} },
      },
      "?name=first",
    );
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(await client.get("/containers/first/json")).toMatchObject({
      Id: id,
      Name: "/first",
      Created: "2030-01-02T03:04:05.000Z",
      Path: "echo",
      Args: ["hi"],
      Image: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      State: { Status: "created", Running: false, Pid: 0, ExitCode: 0, StartedAt: "0001-01-01T00:00:00Z" },
      Config: {
        Hostname: id.slice(0, 12),
        Image: "busybox",
        Cmd: ["echo", "hi"],
        Env: ["A=1", expect.stringMatching(/^PATH=/)],
        Labels: { x: "y" },
      },
      HostConfig: { Memory: 4096, Privileged: true, AutoRemove: false, RestartPolicy: { Name: "no" } },
    });
  });

  test("has no network, and says so in the shape that clients look for", async () => {
    const client = await ready();
    const address = {
      EndpointID: "",
      Gateway: "",
      IPAddress: "",
      IPPrefixLen: 0,
      IPv6Gateway: "",
      GlobalIPv6Address: "",
      GlobalIPv6PrefixLen: 0,
      MacAddress: "",
    };
    const network = { ...address, IPAMConfig: null, Links: null, Aliases: null, NetworkID: "", DriverOpts: null };
    for (const [NetworkMode, Networks] of [
      [undefined, { bridge: network }],
      ["none", { none: network }],
      ["container:other", {}],
    ] as const) {
      const id = await client.create({ HostConfig: { NetworkMode } });
      const { NetworkSettings } = await client.get(`/containers/${id}/json`);
      expect(NetworkSettings).toMatchObject({ ...address, Ports: {}, Networks });
      const [row] = await client.get("/containers/json?all=1");
      expect([row.Ports, row.NetworkSettings]).toEqual([[], { Networks }]);
    }
  });

  test("takes the command from the image, from the body, and from both", async () => {
    const client = await ready();
    const path = async (body: Json): Promise<string> => {
      const { Path, Args } = await client.get(`/containers/${await client.create(body)}/json`);
      return [Path, ...Args].join(" ");
    };
    expect(await path({})).toBe("sh");
    expect(await path({ Cmd: "ls" })).toBe("ls");
    expect(await path({ Entrypoint: ["cat"] })).toBe("cat");
    expect(await path({ Entrypoint: "cat", Cmd: ["-n"] })).toBe("cat -n");
    expect(await path({ Entrypoint: [""], Cmd: ["ls"] })).toBe("ls");
  });

  test("accepts keys in any case, and ignores those it does not know", async () => {
    const client = await ready();
    const answer = await client.call(
      "POST",
      "/containers/create",
      '{"image":"busybox","CMD":["ls"],"Whatever":1}{"more"',
    );
    expect(answer.status).toBe(201);
  });

  test.each<[what: string, body: unknown, status: number, message: string]>([
    ["an unknown image", { Image: "nosuch" }, 404, "No such image: nosuch"],
    ["no image", { Cmd: ["ls"] }, 404, "No such image: "],
    ["a bind mount", { HostConfig: { Binds: ["/etc:/etc"] } }, 400, "does not touch the files of its host"],
    ["a mount", { HostConfig: { Mounts: [{ Type: "bind" }] } }, 400, "does not touch the files of its host"],
    ["a command that is no list", { Cmd: 5 }, 400, "Config.Cmd must be a list of strings, not number"],
    ["a flag that is none", { Tty: "true" }, 400, "Config.Tty must be a boolean, not string"],
    ["an environment without names", { Env: ["=x"] }, 400, "invalid environment variable: =x"],
    ["a working directory that is relative", { WorkingDir: "work" }, 400, "work is not absolute"],
    ["a working directory that is a file", { WorkingDir: "/etc/passwd" }, 400, "/etc/passwd cannot be made"],
    ["a signal that is none", { StopSignal: "SIGNOPE" }, 400, "Invalid signal: SIGNOPE"],
    [
      "a policy that is none",
      { HostConfig: { RestartPolicy: { Name: "perhaps" } } },
      400,
      "invalid restart policy 'perhaps'",
    ],
    ["no JSON", "{", 400, "is not JSON"],
    ["nothing", "", 400, "is empty"],
    ["a list", "[]", 400, "Config must be an object, not a list"],
  ])("refuses %s", async (_, body, status, message) => {
    const client = await ready();
    const whole =
      typeof body === "object" && !JSON.stringify(body).match(/"Image"|^\{"Cmd":\["ls"\]\}$/)
        ? { Image: "busybox", ...body }
        : body;
    const answer = await client.call("POST", "/containers/create", whole);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body).message).toContain(message);
    expect(await client.get("/containers/json?all=1")).toEqual([]);
  });

  test("refuses a name that is taken, or is none", async () => {
    const client = await ready();
    const id = await client.create({}, "?name=/taken");
    const again = await client.call("POST", "/containers/create?name=taken", { Image: "busybox" });
    expect([again.status, again.body]).toEqual([
      409,
      failure(
        `Conflict. The container name "/taken" is already in use by container "${id}". ` +
          "You have to remove (or rename) that container to be able to reuse that name.",
      ),
    ]);
    const wrong = await client.call("POST", "/containers/create?name=a%20b", { Image: "busybox" });
    expect([wrong.status, wrong.body]).toEqual([
      400,
      failure("Invalid container name (a b), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed"),
    ]);
  });

  test("warns of what has no effect", async () => {
    const client = await ready();
    const body = {
      Image: "busybox",
      HostConfig: { RestartPolicy: { Name: "always" }, PortBindings: { "80/tcp": [{ HostPort: "8080" }] } },
    };
    const { Warnings } = JSON.parse((await client.call("POST", "/containers/create", body)).body);
    expect(Warnings).toEqual([
      expect.stringContaining("does not restart"),
      expect.stringContaining("ports are not published"),
    ]);
  });

  test("stops at the limit", async () => {
    const client = await ready({ limits: { containers: 2 } });
    await client.create({});
    const second = await client.create({});
    const third = await client.call("POST", "/containers/create", { Image: "busybox" });
    expect([third.status, third.body]).toEqual([
      409,
      failure("the engine holds no more than 2 containers: remove some"),
    ]);
    await client.call("DELETE", `/containers/${second}`);
    await client.create({});
  });
});

describe("a container's life", () => {
  test("goes from created over running to exited", async () => {
    const client = await ready();
    const id = await client.create({ Cmd: ["sleep", "1000"] });
    expect(await client.post(`/containers/${id}/start`)).toEqual([204, ""]);
    expect(await client.post(`/containers/${id}/start`)).toEqual([304, ""]);
    const running = (await client.get(`/containers/${id}/json`)).State;
    expect(running).toMatchObject({ Status: "running", Running: true, FinishedAt: "0001-01-01T00:00:00Z" });
    expect(running.Pid).toBeGreaterThan(0);
    expect(await client.post(`/containers/${id}/kill`)).toEqual([204, ""]);
    const exited = (await client.get(`/containers/${id}/json`)).State;
    expect(exited).toMatchObject({ Status: "exited", Running: false, Pid: 0, ExitCode: 137 });
    expect(Date.parse(exited.FinishedAt)).toBeGreaterThanOrEqual(Date.parse(exited.StartedAt));
    expect(await client.post(`/containers/${id}/stop`)).toEqual([304, ""]);
    expect(await client.post(`/containers/${id}/kill`)).toEqual([
      409,
      expect.stringContaining(`container ${id} is not running`),
    ]);
    expect(await client.post(`/containers/${id}/start`)).toEqual([204, ""]);
    expect((await client.get(`/containers/${id}/json`)).State).toMatchObject({ Status: "running", ExitCode: 0 });
  });

  test("ends with the code of its program", async () => {
    const client = await ready();
    expect(await run(client, { Cmd: ["true"] })).toMatchObject({ Status: "exited", ExitCode: 0, Error: "" });
    expect(await run(client, { Cmd: ["false"] })).toMatchObject({ ExitCode: 1 });
    expect(await run(client, { Cmd: ["sh", "-c", "exit 42"] })).toMatchObject({ ExitCode: 42 });
  });

  test("does not begin without a program", async () => {
    const client = await ready();
    const message = 'exec: "nope": executable file not found in $PATH';
    const id = await client.create({ Cmd: ["nope"] });
    const [status, body] = await client.post(`/containers/${id}/start`);
    expect([status, body]).toEqual([400, expect.stringContaining(JSON.stringify(message).slice(1, -1))]);
    expect((await client.get(`/containers/${id}/json`)).State).toMatchObject({
      Status: "created",
      ExitCode: 127,
      Error: expect.stringContaining(message),
      StartedAt: "0001-01-01T00:00:00Z",
    });
    const text = await client.create({ Cmd: ["/etc/passwd"] });
    expect(await client.post(`/containers/${text}/start`)).toEqual([400, expect.stringContaining("permission denied")]);
    expect((await client.get(`/containers/${text}/json`)).State.ExitCode).toBe(126);
  });

  test("does not begin without its user", async () => {
    const client = await ready();
    const id = await client.create({ Cmd: ["true"], User: "nosuch" });
    expect(await client.post(`/containers/${id}/start`)).toEqual([
      400,
      failure("unable to find user nosuch: no matching entries in passwd file"),
    ]);
  });

  test.each([
    ["nobody", "65534 65534"],
    ["0:100", "0 100"],
    ["1234", "1234 0"],
    ["33:users", "33 100"],
  ])("is that of user %s", async (User, ids) => {
    const client = await ready();
    const state = await run(client, { User, Cmd: ["sh", "-c", `test "$(id -u) $(id -g)" = "${ids}"`] });
    expect(state.ExitCode).toBe(0);
  });

  test("has the environment, the directory and the name that were asked for", async () => {
    const client = await ready();
    const script = 'test "$(pwd) $A $HOSTNAME $(hostname) $(cat /etc/hostname) $HOME" = "/some/where 1 h h h /root"';
    const state = await run(client, {
      Cmd: ["sh", "-c", script],
      Env: ["A=1"],
      Hostname: "h",
      WorkingDir: "/some/where",
    });
    expect(state.ExitCode).toBe(0);
  });

  test("is one of its own: what it writes, no other sees", async () => {
    const client = await ready();
    const id = await client.create({ Cmd: ["sh", "-c", "test ! -e /made && echo x > /made"] });
    await client.post(`/containers/${id}/start`);
    expect(await client.post(`/containers/${id}/wait`)).toEqual([200, '{"StatusCode":0}\n']);
    expect(await run(client, { Cmd: ["test", "-e", "/made"] })).toMatchObject({ ExitCode: 1 });
    await client.post(`/containers/${id}/start`);
    expect(await client.post(`/containers/${id}/wait`)).toEqual([200, '{"StatusCode":1}\n']);
  });

  test("stops at a signal that its program heeds", async () => {
    const client = await ready();
    const stops = async (body: Json, query = ""): Promise<number> => {
      const id = await client.create(body);
      await client.post(`/containers/${id}/start`);
      await client.untilReady(id);
      expect(await client.post(`/containers/${id}/stop?t=-1${query}`)).toEqual([204, ""]);
      return (await client.get(`/containers/${id}/json`)).State.ExitCode;
    };
    const trap = (signal: string): Json => ({
      Cmd: ["sh", "-c", `trap 'exit 5' ${signal}; echo ready; while :; do sleep 1; done`],
    });
    expect(await stops(trap("TERM"))).toBe(5);
    expect(await stops({ ...trap("INT"), StopSignal: "SIGINT" })).toBe(5);
    expect(await stops(trap("USR1"), "&signal=USR1")).toBe(5);
  });

  test("is ended by force when its program does not heed the signal", async () => {
    const client = await ready();
    const id = await client.create({ Cmd: ["sleep", "1000"], StopTimeout: 0 });
    await client.post(`/containers/${id}/start`);
    expect(await client.post(`/containers/${id}/stop`)).toEqual([204, ""]);
    expect((await client.get(`/containers/${id}/json`)).State.ExitCode).toBe(137);
  });

  test("takes signals by name and by number", async () => {
    const client = await ready();
    for (const signal of ["SIGUSR1", "usr1", "10"]) {
      const id = await client.create({
        Cmd: ["sh", "-c", "trap 'exit 9' USR1; echo ready; while :; do sleep 1; done"],
      });
      await client.post(`/containers/${id}/start`);
      await client.untilReady(id);
      expect(await client.post(`/containers/${id}/kill?signal=${signal}`)).toEqual([204, ""]);
      expect(await client.post(`/containers/${id}/wait`)).toEqual([200, '{"StatusCode":9}\n']);
    }
    const id = await client.create({ Cmd: ["sleep", "1000"] });
    await client.post(`/containers/${id}/start`);
    expect(await client.post(`/containers/${id}/kill?signal=NOPE`)).toEqual([400, failure("Invalid signal: NOPE")]);
  });
});

describe("wait", () => {
  test("sends its head at once, and its answer at the end", async () => {
    const client = await ready();
    const id = await client.create({ Cmd: ["sh", "-c", "exit 3"] });
    const waiting = client.another();
    await waiting.send(`POST /v1.44/containers/${id}/wait?condition=next-exit HTTP/1.1\r\nHost: d\r\n\r\n`);
    expect((await waiting.head()).status).toBe(200);
    await client.post(`/containers/${id}/start`);
    expect(await waiting.until("\r\n0\r\n\r\n")).toContain('{"StatusCode":3}\n');
  });

  test("for a container that does not run answers at once", async () => {
    const client = await ready();
    const id = await client.create({});
    expect(await client.post(`/containers/${id}/wait`)).toEqual([200, '{"StatusCode":0}\n']);
    expect(await client.post(`/containers/${id}/wait?condition=not-running`)).toEqual([200, '{"StatusCode":0}\n']);
    expect(await client.post(`/containers/${id}/wait?condition=perhaps`)).toEqual([
      400,
      failure('invalid condition: "perhaps"'),
    ]);
  });

  test("for the removal answers with the code, also of one that removes itself", async () => {
    const client = await ready();
    for (const AutoRemove of [true, false]) {
      const id = await client.create({ Cmd: ["sh", "-c", "exit 4"], HostConfig: { AutoRemove } });
      const waiting = client.another();
      await waiting.send(`POST /v1.44/containers/${id}/wait?condition=removed HTTP/1.1\r\nHost: d\r\n\r\n`);
      await waiting.head();
      await client.post(`/containers/${id}/start`);
      if (!AutoRemove) {
        await client.post(`/containers/${id}/wait`);
        await client.call("DELETE", `/containers/${id}`);
      }
      expect(await waiting.until("\r\n0\r\n\r\n")).toContain('{"StatusCode":4}\n');
      expect((await client.call("GET", `/containers/${id}/json`)).status).toBe(404);
    }
  });

  test("given up by its client harms nothing", async () => {
    const client = await ready();
    const id = await client.create({ Cmd: ["sleep", "1000"] });
    await client.post(`/containers/${id}/start`);
    const leaving = client.another();
    await leaving.send(`POST /v1.44/containers/${id}/wait HTTP/1.1\r\nHost: d\r\n\r\n`);
    await leaving.head();
    leaving.close();
    expect((await client.get(`/containers/${id}/json`)).State.Running).toBe(true);
    await client.post(`/containers/${id}/kill`);
    expect(await client.post(`/containers/${id}/wait`)).toEqual([200, '{"StatusCode":137}\n']);
  });
});

describe("remove", () => {
  test("takes one that does not run, and a running one by force", async () => {
    const client = await ready();
    const remove = async (ref: string): Promise<[number, string]> => {
      const answer = await client.call("DELETE", `/containers/${ref}`);
      return [answer.status, answer.body];
    };
    const id = await client.create({ Cmd: ["sleep", "1000"] }, "?name=runs");
    await client.post(`/containers/${id}/start`);
    expect(await remove("runs")).toEqual([
      409,
      failure(
        'cannot remove container "/runs": container is running: stop the container before removing or force remove',
      ),
    ]);
    expect(await remove("runs?force=1")).toEqual([204, ""]);
    expect(await remove("runs")).toEqual([404, failure("No such container: runs")]);
    await client.create({}, "?name=runs");
    expect(await remove("runs?v=1")).toEqual([204, ""]);
  });
});

describe("a reference to a container", () => {
  test("is its id, its name, or the beginning of its id", async () => {
    const client = await ready();
    const id = await client.create({}, "?name=me");
    for (const ref of [id, "me", "%2Fme", id.slice(0, 12), id.slice(0, 20)]) {
      expect((await client.get(`/containers/${ref}/json`)).Id).toBe(id);
    }
    for (const ref of ["m", id.toUpperCase(), `${id}0`, "nosuch"]) {
      const answer = await client.call("GET", `/containers/${ref}/json`);
      expect([answer.status, answer.body]).toEqual([404, failure(`No such container: ${ref}`)]);
    }
  });

  test("must not mean several", async () => {
    const client = await ready();
    const ids = new Set<string>();
    let prefix: string | undefined;
    while (prefix === undefined) {
      const id = await client.create({});
      if (ids.has(id.slice(0, 1))) prefix = id.slice(0, 1);
      ids.add(id.slice(0, 1));
    }
    const answer = await client.call("GET", `/containers/${prefix}/json`);
    expect([answer.status, answer.body]).toEqual([400, failure(`Multiple IDs found with provided prefix: ${prefix}`)]);
  });
});

describe("list", () => {
  test("has what runs, or all, newest first, up to a limit", async () => {
    const client = await ready();
    const names = async (query: string): Promise<string[]> =>
      (await client.get(`/containers/json${query}`)).map((one: Json) => one["Names"][0]);
    await client.create({ Cmd: ["true"] }, "?name=one");
    await client.create({ Cmd: ["sleep", "1000"], Labels: { a: "1", b: "2" } }, "?name=two");
    await client.create({ Cmd: ["sh", "-c", "exit 3"] }, "?name=three");
    await client.post("/containers/two/start");
    await client.post("/containers/three/start");
    await client.post("/containers/three/wait");
    expect(await names("")).toEqual(["/two"]);
    expect(await names("?all=1")).toEqual(["/three", "/two", "/one"]);
    expect(await names("?limit=2")).toEqual(["/three", "/two"]);
    const filtered = (filters: Json, all = "&all=1"): Promise<string[]> =>
      names(`?filters=${encodeURIComponent(JSON.stringify(filters))}${all}`);
    expect(await filtered({ status: ["exited"] }, "")).toEqual(["/three"]);
    expect(await filtered({ status: ["created", "running"] })).toEqual(["/two", "/one"]);
    expect(await filtered({ status: { exited: true } })).toEqual(["/three"]);
    expect(await filtered({ exited: ["3"] })).toEqual(["/three"]);
    expect(await filtered({ label: ["a"] })).toEqual(["/two"]);
    expect(await filtered({ label: ["a=1", "b=2"] })).toEqual(["/two"]);
    expect(await filtered({ label: ["a=2"] })).toEqual([]);
    expect(await filtered({ name: ["t"] })).toEqual(["/three", "/two"]);
    expect(await filtered({ name: ["^/two$"] })).toEqual(["/two"]);
    expect(await filtered({ ancestor: ["busybox"] })).toEqual(["/three", "/two", "/one"]);
    expect(await filtered({ ancestor: ["hello-world"] })).toEqual([]);
    expect(await filtered({ before: ["two"] })).toEqual(["/one"]);
    expect(await filtered({ since: ["two"] })).toEqual(["/three"]);
    const { Id } = await client.get("/containers/two/json");
    expect(await filtered({ id: [Id.slice(0, 12)] })).toEqual(["/two"]);
  });

  test("describes each", async () => {
    let now = Date.parse("2030-01-01T00:00:00Z");
    const client = await ready({ clock: () => now });
    const id = await client.create({ Cmd: ["sleep", "1000"], Labels: { a: "1" } }, "?name=one");
    const summary = async (): Promise<Json> => (await client.get("/containers/json?all=1&size=1"))[0];
    expect(await summary()).toMatchObject({
      Id: id,
      Names: ["/one"],
      Image: "busybox",
      Command: "sleep 1000",
      Created: 1893456000,
      Labels: { a: "1" },
      State: "created",
      Status: "Created",
      SizeRw: 0,
      SizeRootFs: expect.any(Number),
    });
    await client.post("/containers/one/start");
    now += 5000;
    expect(await summary()).toMatchObject({ State: "running", Status: "Up 5 seconds" });
    await client.post("/containers/one/kill");
    now += 3 * 3600_000;
    expect(await summary()).toMatchObject({ State: "exited", Status: "Exited (137) 3 hours ago" });
  });

  test("refuses filters that are none", async () => {
    const client = await ready();
    for (const [filters, message] of [
      ["{", "invalid filter"],
      ["[]", "invalid filter"],
      ['{"nosuch":["x"]}', "invalid filter 'nosuch'"],
      ['{"status":["odd"]}', "invalid filter 'status=odd'"],
      ['{"label":"x"}', "invalid filter"],
    ] as const) {
      const answer = await client.call("GET", `/containers/json?filters=${encodeURIComponent(filters)}`);
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.body).message).toContain(message);
    }
    expect((await client.call("GET", "/containers/json?limit=x")).status).toBe(400);
  });
});

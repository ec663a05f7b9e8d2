import { describe, expect, test } from "vitest";
import { type Script, scriptedTransport } from "../../test/support/scripted-transport.ts";
import {
  type ApiError,
  InvalidArgumentError,
  NotFoundError,
  ProtocolError,
  ServerError,
  UnsupportedError,
} from "../errors.ts";
import type { CallRequest } from "../transport/contract.ts";
import { connect } from "./connect.ts";
import { Docker } from "./docker.ts";

/** An engine of the given version, whose other answers a script gives. */
function engine(version: string, script: Script = () => undefined) {
  const transport = scriptedTransport((request) =>
    request.path === "/_ping" ? { headers: { "api-version": version }, body: "OK" } : script(request),
  );
  return { docker: new Docker(transport), transport };
}

const answering = (body: string, headers = {}) => engine("1.41", () => ({ body, headers })).docker;

describe("the version is agreed on", () => {
  test("once, for calls at the same time, with the older of both sides", async () => {
    const { docker, transport } = engine("1.41", () => ({ body: '{"Version":"x","ApiVersion":"1.41"}' }));
    await Promise.all([docker.version(), docker.version()]);
    expect(transport.calls).toEqual(["GET /_ping", "GET /v1.41/version", "GET /v1.41/version"]);
    expect(await engine("9.99").docker.api()).toEqual({ version: "1.56", dialect: "modern", podman: false });
  });

  test("as v1.0 with an engine of 2013, which knows no ping and no API version", async () => {
    const transport = scriptedTransport(({ path }) => {
      if (path === "/_ping")
        return { status: 404, body: "404 page not found\n", headers: { "content-type": "text/plain" } };
      return { body: '{"Version":"0.4.0","GitCommit":"a8ae398","GoVersion":"go1.19"}' };
    });
    const docker = new Docker(transport);
    expect(await docker.version()).toMatchObject({ Version: "0.4.0", ApiVersion: "1.0" });
    expect(transport.calls.at(-1)).toBe("GET /v1.0/version");
  });

  test("from /version where the ping does not tell", async () => {
    const docker = new Docker(
      scriptedTransport(({ path }) =>
        path === "/_ping" ? { body: "OK" } : { body: '{"Version":"1.13","ApiVersion":"1.25"}' },
      ),
    );
    expect(await docker.api()).toEqual({ version: "1.25", dialect: "modern", podman: false });
  });

  test("not with an engine in between, which dks does not speak to", async () => {
    await expect(engine("1.18").docker.version()).rejects.toThrow(UnsupportedError);
    await expect(engine("1.18").docker.version()).rejects.toThrow(/1\.18.*1\.24/);
  });

  test("again after a failure", async () => {
    let up = false;
    const docker = new Docker(
      scriptedTransport(() =>
        up
          ? { headers: { "api-version": "1.41" }, body: '{"Version":"x","ApiVersion":"1.41"}' }
          : { status: 503, body: "starting" },
      ),
    );
    await expect(docker.version()).rejects.toThrow(ServerError);
    up = true;
    await expect(docker.version()).resolves.toMatchObject({ Version: "x" });
  });

  test.each(["1.2", "1.23", "0.9", "banana", "1", "1.24.1"])("but never as %s", (version) => {
    expect(
      () =>
        new Docker(
          scriptedTransport(() => undefined),
          version,
        ),
    ).toThrow(InvalidArgumentError);
  });

  test.each(["1.0", "1.1", "v1.41"])("or pinned: %s", async (version) => {
    const transport = scriptedTransport(() => ({ body: '{"Version":"x","ApiVersion":"y"}' }));
    await new Docker(transport, version).version();
    expect(transport.calls).toEqual([`GET /v${version.replace("v", "")}/version`]);
  });
});

describe("an answer of the wrong kind is a ProtocolError that says so", () => {
  test.each([
    ["HTML", "<!DOCTYPE html><h1>Welcome</h1>", /SystemVersion.*HTML page/],
    ["no JSON", "hello", /SystemVersion.*not JSON: hello/],
    ["nothing", "", /SystemVersion.*not JSON: \(empty\)/],
    ["a list", "[]", /SystemVersion/],
    ["null", "null", /SystemVersion: the answer should be Object, but is null/],
    ["a field of another type", '{"Version":7,"ApiVersion":"1.41"}', /`Version` should be string, but is 7/],
    ["terminal escapes", "\u001b[31mred", /\\x1b\[31mred/],
  ])("%s", async (_, body, message) => {
    const docker = answering(body);
    await expect(docker.version()).rejects.toThrow(ProtocolError);
    await expect(docker.version()).rejects.toThrow(message);
  });

  test("in a list, with the place", async () => {
    const row = {
      Id: "a",
      Names: ["/a"],
      Image: "i",
      Command: "c",
      Created: 1,
      Ports: [],
      Labels: null,
      State: "running",
      Status: "Up",
    };
    const docker = answering(JSON.stringify([row, { ...row, Created: "yesterday" }]));
    await expect(docker.containers.list()).rejects.toThrow(
      /ContainerList: `1.Created` should be number, but is "yesterday"/,
    );
  });

  test("and never a terminal escape in its text", async () => {
    const error: Error = await answering('{"Version":["\\u001b[2J"],"ApiVersion":"1.41"}')
      .version()
      .then(
        () => expect.unreachable(),
        (e) => e,
      );
    expect(error.message).not.toMatch(/\u001b/);
  });
});

test("lists that an engine leaves out or sends as null are empty", async () => {
  expect(await answering("null").containers.list()).toEqual([]);
  const row = {
    Id: "a",
    Names: null,
    Image: "i",
    Command: "c",
    Created: 1,
    State: "running",
    Status: "Up",
    Extra: { kept: true },
  };
  expect(await answering(JSON.stringify([row])).containers.list()).toEqual([
    { ...row, Names: [], Ports: [], Labels: {} },
  ]);
});

describe("an error status is the error that stands for it", () => {
  test.each([
    [400, "BadParameterError"],
    [401, "UnauthorizedError"],
    [404, "NotFoundError"],
    [406, "NotAcceptableError"],
    [409, "ConflictError"],
    [418, "ApiError"],
    [500, "ServerError"],
    [503, "ServerError"],
  ])("%i: %s", async (status, name) => {
    const { docker } = engine("1.41", () => ({ status, body: '{"message":"what the engine said"}' }));
    await expect(docker.containers.get("x").inspect()).rejects.toMatchObject({
      name,
      status,
      message: "what the engine said",
      operation: "ContainerInspect",
      method: "GET",
      path: "/v1.41/containers/x/json",
    });
  });

  test("also in plain text, as v1.0 and hijacked calls have it", async () => {
    const { docker } = engine("1.41", () => ({
      status: 404,
      body: "No such container: x\n",
      headers: { "content-type": "text/plain" },
    }));
    const error = await docker.containers
      .get("x")
      .inspect()
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ message: "No such container: x", status: 404 });
  });

  test("of a proxy's HTML page, without the page", async () => {
    const { docker } = engine("1.41", () => ({
      status: 502,
      body: "<html><h1>Bad gateway</h1>",
      headers: { "content-type": "text/html" },
    }));
    const error = await docker.info().catch((e: ApiError) => e);
    expect(error).toBeInstanceOf(ServerError);
    expect((error as ApiError).message).toMatch(/502.*HTML/);
    expect((error as ApiError).hint).toMatch(/endpoint/);
  });
});

test("an option that the engine's version lacks is refused before anything is sent", async () => {
  const { docker, transport } = engine("1.30");
  await expect(docker.containers.get("x").stop({ stopSignal: "SIGINT" })).rejects.toThrow(
    /`signal` of ContainerStop needs API 1.42 or newer; this engine speaks 1.30/,
  );
  await expect(docker.containers.list({ since: "abc" })).rejects.toThrow(/`since` of ContainerList is gone/);
  expect(transport.calls).toEqual(["GET /_ping"]);
});

test("a body that is null, and a name that is odd, are sent as they must be", async () => {
  const { docker, transport } = engine("1.41", () => ({ status: 404, body: "{}" }));
  await docker.images
    .get("registry.example:5000/team/app:v1")
    .inspect()
    .catch(() => {});
  expect(transport.calls.at(-1)).toBe("GET /v1.41/images/registry.example:5000/team/app:v1/json");
});

test("a pull's credentials go into the header, and nowhere into an error", async () => {
  let header = "";
  const { docker } = engine("1.41", ({ headers }) => {
    header = headers?.["x-registry-auth"] ?? "";
    return { status: 401, body: '{"message":"denied"}' };
  });
  const error = await docker.images
    .pull("busybox", { auth: { username: "u", password: "geheim\u00fc" } })
    .catch((e) => e);
  expect(
    JSON.parse(
      new TextDecoder().decode(
        Uint8Array.from(atob(header.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0)),
      ),
    ),
  ).toEqual({
    username: "u",
    password: "geheim\u00fc",
  });
  expect(JSON.stringify({ ...error, message: error.message, stack: error.stack })).not.toContain("geheim");
});

test("a URL with credentials is not sent, and not shown", () => {
  const { docker } = engine("1.41");
  const url = new URL("http://u:geheim@example.invalid/x.tar");
  expect(() => docker.images.import(url)).toThrow(InvalidArgumentError);
  expect(() => docker.images.import(url)).not.toThrow(/geheim/);
});

test("an upload that cannot be sent is given up", async () => {
  const transport = scriptedTransport(() => undefined);
  let cancelled = false;
  const archive = new ReadableStream<Uint8Array>({
    cancel() {
      cancelled = true;
    },
  });
  await expect(new Docker(transport, "1.0").images.import(archive, { message: "hello" })).rejects.toThrow(
    UnsupportedError,
  );
  expect(cancelled).toBe(true);
});

test("a call whose signal is aborted while the version is agreed on rejects, and others go on", async () => {
  let answer = () => {};
  const slow = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const transport = scriptedTransport(() => ({
    headers: { "api-version": "1.41" },
    body: '{"Version":"x","ApiVersion":"1.41"}',
  }));
  const { call } = transport;
  transport.call = async (request) => {
    if (request.path === "/_ping") await slow;
    return call(request);
  };
  const docker = new Docker(transport);
  const controller = new AbortController();
  const aborted = docker.containers.list({ signal: controller.signal });
  const other = docker.version();
  controller.abort(new Error("enough"));
  await expect(aborted).rejects.toThrow("enough");
  answer();
  await expect(other).resolves.toMatchObject({ Version: "x" });
});

test("what wraps the way to the engine sees every call, every raw connection and the close", async () => {
  const seen: string[] = [];
  const docker = await connect("embedded:", {
    wrap: (transport) => ({
      endpoint: transport.endpoint,
      call(request: CallRequest) {
        seen.push(request.path.replace(/^\/v[\d.]+/, ""));
        return transport.call(request);
      },
      dial(signal) {
        seen.push("dial");
        return transport.dial(signal);
      },
      close() {
        seen.push("close");
        return transport.close();
      },
    }),
  });
  await docker.images.pull("busybox");
  expect(await docker.run("busybox", ["echo", "hello"])).toMatchObject({ exitCode: 0, stdout: "hello\n" });
  await docker.close();
  expect(seen).toContain("/images/create?fromImage=busybox&tag=latest");
  expect(seen.filter((one) => one === "dial")).toHaveLength(1);
  expect(seen.at(-1)).toBe("close");
});

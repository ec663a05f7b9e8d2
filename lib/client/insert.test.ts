import { describe, expect, test } from "vitest";
import { type Script, scriptedTransport } from "../../test/support/scripted-transport.ts";
import { InvalidArgumentError, ServerError, StreamError, UnsupportedError } from "../errors.ts";
import { Docker } from "./docker.ts";

const text = { "content-type": "text/plain; charset=utf-8" };
const id = `d989791df2de${"7".repeat(52)}`;
const url = new URL("http://127.0.0.1:4380/tiny.tar");

function engine(version: string, script: Script) {
  const transport = scriptedTransport(script);
  return { docker: new Docker(transport, version), calls: transport.calls };
}

describe("an engine of 2013 fetches the URL itself", () => {
  test.each([
    ["1.0", text, ["Downloading 2048/2048 (100%)\r", "\r\n", `${id}\r\n`, '{"Id":"d989791df2de"}']],
    ["1.1", {}, ['{"progress":"2048/2048 (100%)"}', "{}", `{"status":"${id}"}`, '{"Id":"d989791df2de"}']],
  ])("and ends with the id (%s)", async (version, headers, body) => {
    const { docker, calls } = engine(version, () => ({ headers, body }));
    const inserting = docker.images.get("base").insert(url, "/opt/t.tar");
    expect((await inserting).ref).toBe(id);
    const seen = [];
    for await (const { progress } of inserting) if (progress !== undefined) seen.push(progress);
    expect(seen).toEqual(["2048/2048 (100%)"]);
    expect(calls).toEqual([
      `POST /v${version}/images/base/insert?url=${encodeURIComponent(url.href)}&path=%2Fopt%2Ft.tar`,
    ]);
  });

  test("and says nothing of a failure but an empty id", async () => {
    const inspected = '{"id":"ca84","created":"2013-06-01T00:00:00Z"}';
    const { docker } = engine("1.0", ({ method }) => ({ body: method === "POST" ? '{"Id":""}' : inspected }));
    const inserting = docker.images.get("base").insert(url, "/t");
    await expect(inserting).rejects.toThrow(StreamError);
    await expect(inserting).rejects.toMatchObject({
      operation: "ImageInsert",
      message: expect.stringContaining("base"),
      hint: expect.stringContaining("URL"),
    });
  });

  test("which is told apart from an image that is not there", async () => {
    const { docker } = engine("1.0", ({ method }) =>
      method === "POST" ? { body: '{"Id":""}' } : { status: 404, headers: text, body: "No such image: nosuch\n" },
    );
    await expect(docker.images.get("nosuch").insert(url, "/t")).rejects.toMatchObject({
      name: "StreamError",
      message: expect.stringContaining("no image nosuch"),
    });
  });

  test("and takes no bytes; a stream that was given is cancelled", async () => {
    const { docker, calls } = engine("1.0", () => undefined);
    let cancelled = false;
    const source = new ReadableStream<Uint8Array>({
      cancel() {
        cancelled = true;
      },
    });
    await expect(docker.images.get("base").insert(source, "/t")).rejects.toThrow(UnsupportedError);
    expect({ calls, cancelled }).toEqual({ calls: [], cancelled: true });
  });
});

describe("with an engine of today the client does it", () => {
  const image = { Id: `sha256:${id}`, RepoTags: ["base:latest"], Config: { Cmd: ["sh"], Volumes: { "/data": {} } } };

  /** Answers what a whole insert asks for; `change` may answer something else. */
  function whole(change: Script = () => undefined) {
    return engine("1.41", (request) => {
      const { method, path } = request;
      const call = `${method} ${path.replace("/v1.41", "").split("?")[0]}`;
      const changed = change({ ...request, path: call });
      if (changed !== undefined) return changed;
      if (path === "/_ping") return { headers: { "api-version": "1.41" }, body: "OK" };
      if (call === "GET /images/base/json") return { body: JSON.stringify(image) };
      if (call === "POST /containers/create") return { status: 201, body: '{"Id":"c1","Warnings":[]}' };
      if (call === "PUT /containers/c1/archive") return {};
      if (call === "POST /commit") return { status: 201, body: '{"Id":"sha256:new"}'.replace("new", "e".repeat(64)) };
      if (call === "DELETE /containers/c1") return { status: 204 };
      if (call.startsWith("DELETE /images/")) return { body: "[]" };
      return undefined;
    });
  }
  const steps = (calls: readonly string[]): string[] => calls.map((call) => call.replace("/v1.41", "").split("?")[0]!);
  const file = new TextEncoder().encode("hello");

  test("through a container that is never started", async () => {
    const { docker, calls } = whole();
    expect((await docker.images.get("base").insert(file, "/opt/file")).ref).toBe(`sha256:${"e".repeat(64)}`);
    expect(steps(calls).filter((call) => !call.endsWith("/_ping"))).toEqual([
      "GET /images/base/json",
      "POST /containers/create",
      "PUT /containers/c1/archive",
      "PUT /containers/c1/archive",
      "POST /commit",
      "DELETE /containers/c1",
    ]);
  });

  test("in the deepest directory that is there", async () => {
    const { docker, calls } = whole();
    const missing = ["/a/b", "/a/b/c"];
    const transport = scriptedTransport(({ method, path }) => {
      const into = new URLSearchParams(path.split("?")[1]).get("path") ?? "";
      if (method === "PUT" && missing.includes(into)) return { status: 404, body: '{"message":"no such directory"}' };
      if (path.includes("/images/")) return { body: JSON.stringify(image) };
      return { status: 201, body: `{"Id":"${"e".repeat(64)}","Warnings":[]}` };
    });
    await new Docker(transport, "1.41").images.get("base").insert(file, "/a/b/c/file");
    const puts = transport.calls.filter((call) => call.startsWith("PUT"));
    expect(puts.map((call) => new URLSearchParams(call.split("?")[1]).get("path"))).toEqual([
      "/a/b/c",
      "/a/b",
      "/a",
      "/a",
    ]);
    await docker.images.get("base").insert(file, "/file");
    expect(steps(calls).filter((call) => call.startsWith("PUT"))).toHaveLength(1);
  });

  test.each(["PUT /containers/c1/archive", "POST /commit"])(
    "and removes the container when %s fails",
    async (failing) => {
      const { docker, calls } = whole(({ path }) =>
        path === failing ? { status: 500, body: '{"message":"full"}' } : undefined,
      );
      await expect(docker.images.get("base").insert(file, "/file")).rejects.toThrow(ServerError);
      expect(steps(calls).at(-1)).toBe("DELETE /containers/c1");
    },
  );

  test.each(["POST /containers/create", "PUT /containers/c1/archive", "POST /commit"])(
    "and leaves nothing behind after an abort at %s",
    async (late) => {
      const controller = new AbortController();
      const { docker, calls } = whole(({ path }) => {
        if (path === late) controller.abort(new Error("enough"));
        return undefined;
      });
      const inserting = docker.images.get("base").insert(file, "/file", { signal: controller.signal });
      await expect(inserting).rejects.toThrow("enough");
      expect(steps(calls)).toContain("DELETE /containers/c1");
      const [made, removed] = ["POST /commit", `DELETE /images/sha256:${"e".repeat(64)}`].map((call) =>
        steps(calls).includes(call),
      );
      expect(removed).toBe(made);
    },
  );

  test("but not into a volume, which no image holds", async () => {
    const { docker, calls } = whole();
    await expect(docker.images.get("base").insert(file, "/data/file")).rejects.toThrow(InvalidArgumentError);
    await expect(docker.images.get("base").insert(file, "/data")).rejects.toThrow(/volume/);
    expect(calls.some((call) => call.startsWith("POST"))).toBe(false);
  });

  test("and holds no more than it says of a file of unknown length", async () => {
    const { docker, calls } = whole();
    const endless = async function* () {
      for (;;) yield new Uint8Array(8 * 1024 * 1024);
    };
    await expect(docker.images.get("base").insert(endless(), "/file")).rejects.toThrow(InvalidArgumentError);
    expect(calls.some((call) => call.startsWith("POST"))).toBe(false);
  });
});

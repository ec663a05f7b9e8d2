import { expect, test } from "vitest";
import { scriptedTransport } from "../../test/support/scripted-transport.ts";
import { Docker } from "./docker.ts";

const id = "a".repeat(64);

test("a run that is aborted while its container is made removes it before it rejects", async () => {
  const transport = scriptedTransport(({ method }) =>
    method === "DELETE" ? { status: 204 } : { status: 201, body: `{"Id":"${id}"}` },
  );
  let answer = () => {};
  const slow = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const { call } = transport;
  transport.call = async (request) => {
    if (request.path.includes("/create")) await slow;
    return call(request);
  };
  const controller = new AbortController();
  const running = new Docker(transport, "1.43").run("busybox", ["true"], { signal: controller.signal });
  await new Promise((resolve) => setTimeout(resolve, 10));
  controller.abort(new Error("enough"));
  answer();
  await expect(running).rejects.toThrow("enough");
  expect(transport.calls).toContain(`DELETE /v1.43/containers/${id}?v=1&force=1`);
});

test("a stream that is locked is refused before anything is made", async () => {
  const transport = scriptedTransport(() => undefined);
  const stdout = new WritableStream<Uint8Array>();
  stdout.getWriter();
  await expect(new Docker(transport, "1.43").run("busybox", ["true"], { stdout })).rejects.toThrow(/locked/);
  expect(transport.calls).toEqual([]);
});

test.each(["stdout", "stderr"] as const)(
  "a %s that is no stream to write to is refused before anything is made",
  async (side) => {
    const transport = scriptedTransport(() => undefined);
    for (const given of ["inherit", 1, null, new ReadableStream(), { write() {} }])
      await expect(
        new Docker(transport, "1.43").run("busybox", ["true"], {
          [side]: given as unknown as WritableStream<Uint8Array>,
        }),
      ).rejects.toMatchObject({
        name: "InvalidArgumentError",
        message: `run: \`${side}\` must be a WritableStream`,
        hint: expect.stringContaining("Writable.toWeb"),
      });
    expect(transport.calls).toEqual([]);
  },
);

test("a detached run that does not start leaves nothing behind", async () => {
  const transport = scriptedTransport(({ method, path }) => {
    if (method === "DELETE") return { status: 204 };
    if (path.endsWith("/start")) return { status: 400, body: '{"message":"no such program"}' };
    return { status: 201, body: `{"Id":"${id}"}` };
  });
  await expect(new Docker(transport, "1.43").run("busybox", ["x"], { detach: true })).rejects.toThrow(
    "no such program",
  );
  expect(transport.calls.at(-1)).toBe(`DELETE /v1.43/containers/${id}?v=1&force=1`);
});

test("an engine that refuses to remove the container while its program ends is asked again", async () => {
  let refusals = 2;
  const transport = scriptedTransport(({ method, path }) => {
    if (method === "DELETE") return refusals-- > 0 ? { status: 500, body: '{"message":"improper"}' } : { status: 204 };
    if (path.endsWith("/start")) return { status: 400, body: '{"message":"no such program"}' };
    return { status: 201, body: `{"Id":"${id}"}` };
  });
  const running = new Docker(transport, "1.43").run("busybox", ["x"], { detach: true });
  await expect(running).rejects.toThrow("no such program");
  expect(transport.calls.filter((call) => call.startsWith("DELETE"))).toHaveLength(3);
});

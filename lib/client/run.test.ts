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

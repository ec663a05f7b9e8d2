import { describe, expect, test } from "vitest";
import { type ScriptedAnswer, scriptedTransport } from "../../test/support/scripted-transport.ts";
import { ProtocolError, StreamError } from "../errors.ts";
import { Docker } from "./docker.ts";

function pulling(answer: ScriptedAnswer, version = "1.41") {
  return new Docker(
    scriptedTransport(() => answer),
    version,
  ).images.pull("busybox");
}

describe("a pull", () => {
  test("is awaited for the image", async () => {
    expect((await pulling({ body: ['{"status":"Pull', 'ing"}\r\n{"status":"done"}'] })).ref).toBe("busybox");
  });

  test("is looped over for its messages, also late and twice", async () => {
    const pull = pulling({ body: '{"status":"a"}\n{"status":"b"}\n' });
    await pull;
    for (const _ of [1, 2]) {
      const seen = [];
      for await (const { status } of pull) seen.push(status);
      expect(seen).toEqual(["a", "b"]);
    }
  });

  test.each([
    ["error", '{"status":"a"}{"error":"denied: no"}'],
    ["errorDetail", '{"errorDetail":{"code":7,"message":"denied: no"}}'],
  ])("rejects with what stands in an %s", async (_, body) => {
    await expect(pulling({ body })).rejects.toThrow(StreamError);
    await expect(pulling({ body })).rejects.toThrow("denied: no");
    const seen: unknown[] = [];
    await expect(
      (async () => {
        for await (const message of pulling({ body })) seen.push(message);
      })(),
    ).rejects.toThrow("denied: no");
    expect(seen.length).toBeGreaterThan(0);
  });

  test("may give any number of messages at once", async () => {
    const pull = pulling({ body: "{}".repeat(200_000) });
    let count = 0;
    for await (const _ of pull) count++;
    expect(count).toBe(200_000);
  });

  test("rejects when the stream is cut in the middle of a message", async () => {
    await expect(pulling({ body: '{"status":"Down' })).rejects.toThrow(ProtocolError);
    await expect(pulling({ body: '{"status":"Down' })).rejects.toThrow(/ImageCreate/);
  });

  test("rejects when the connection breaks", async () => {
    await expect(pulling({ body: '{"status":"a"}', breaks: new ProtocolError("cut") })).rejects.toThrow("cut");
  });

  test("rejects with the engine's error even when the stream breaks off after it", async () => {
    await expect(pulling({ body: '{"error":"disk full"}{"sta' })).rejects.toThrow("disk full");
  });

  test("understands the lines of v1.0", async () => {
    const headers = { "content-type": "text/plain; charset=utf-8" };
    await expect(
      pulling({ headers, body: "Pulling repository busybox\r\nError: no such repository\r\n" }, "1.0"),
    ).rejects.toThrow("no such repository");
    expect((await pulling({ headers, body: "Pulling repository busybox\r\n" }, "1.0")).ref).toBe("busybox");
  });
});

test("an import gives the image whose id came last", async () => {
  const id = "a".repeat(64);
  const docker = new Docker(
    scriptedTransport(() => ({ body: `{"status":"sha256:${id}"}` })),
    "1.41",
  );
  expect((await docker.images.import(new Uint8Array(10))).ref).toBe(`sha256:${id}`);
  const silent = new Docker(
    scriptedTransport(() => ({ body: "" })),
    "1.41",
  );
  await expect(silent.images.import(new Uint8Array(10))).rejects.toThrow(ProtocolError);
});

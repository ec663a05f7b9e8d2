import { expect, test } from "vitest";
import type { OutputChunk } from "../../wire/stdio.ts";
import type { ChunkSource } from "../output.ts";
import { completed } from "./podman-log.ts";

function source(...pieces: [stream: "stdout" | "stderr", text: string][]): ChunkSource {
  const rest = pieces.map(([stream, text]): OutputChunk => ({ stream, bytes: new TextEncoder().encode(text) }));
  return {
    next: async () => (rest.length > 0 ? [rest.shift()!] : undefined),
    cancel: () => {
      rest.length = 0;
    },
  };
}

async function textsOf(chunks: ChunkSource) {
  const texts = { stdout: "", stderr: "" };
  for (let next = await chunks.next(); next; next = await chunks.next()) {
    for (const { stream, bytes } of next) texts[stream] += new TextDecoder().decode(bytes);
  }
  return texts;
}

test("what a followed log lacked at its end is added, each side for itself", async () => {
  const followed = source(["stdout", "on"], ["stderr", "err"], ["stdout", "e tw"]);
  const whole = source(["stdout", "one two"], ["stderr", "error"]);
  expect(await textsOf(completed(followed, async () => whole))).toEqual({ stdout: "one two", stderr: "error" });
});

test("a log that was whole stays as it was", async () => {
  const log = () => source(["stdout", "one"], ["stderr", "two"]);
  expect(await textsOf(completed(log(), async () => log()))).toEqual({ stdout: "one", stderr: "two" });
});

test("a cancelled one does not begin again", async () => {
  const chunks = completed(source(["stdout", "one"]), () => expect.unreachable());
  chunks.cancel();
  expect(await chunks.next()).toBeUndefined();
});

import { expect, test } from "vitest";
import { isLive, showLive } from "./show.ts";
import { writtenSink } from "./testing.ts";

async function show(...chunks: unknown[]): Promise<{ out: string; err: string }> {
  const output = { out: writtenSink(), err: writtenSink() };
  const stream = new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  await showLive(stream, output, new AbortController().signal);
  return { out: output.out.text, err: output.err.text };
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

test("a stream is shown as text, in whatever pieces it comes", async () => {
  const bytes = utf8("漢字\n");
  expect(await show(bytes.slice(0, 4), bytes.slice(4), "and more")).toEqual({ out: "漢字\nand more\n", err: "" });
  expect(await show({ stream: "stderr", bytes: utf8("e\n") }, { stream: "stdout", bytes: utf8("o\n") })).toEqual({
    out: "o\n",
    err: "e\n",
  });
});

test("the lines of a terminal end as lines; what else would drive this one is written out", async () => {
  expect(await show(utf8("one\r"), utf8("\ntwo\r\r\n10%\r20%\r\n\x1b[31mred\r"))).toEqual({
    out: "one\ntwo\n10%\\x0d20%\n\\x1b[31mred\\x0d\n",
    err: "",
  });
});

test("what is no text is counted", async () => {
  expect(await show(new Uint8Array(2000), "text")).toEqual({ out: "text\n", err: "(2,000 bytes that are no text)\n" });
});

test("what is neither bytes nor text has a line", async () => {
  expect((await show({ a: 1 }, null, 5, undefined, { bytes: 6 })).out).toBe(
    "{ a: 1 }\nnull\n5\nundefined\n{ bytes: 6 }\n",
  );
});

test("a stream that somebody else reads is left to him", () => {
  const stream = new ReadableStream();
  expect(isLive(stream)).toBe(true);
  stream.getReader();
  expect(isLive(stream)).toBe(false);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TextLineStream, toBytes, toText } from "./streams.ts";

function streamOf<T>(chunks: T[]): ReadableStream<T> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

describe("toText", () => {
  test("decodes bytes, whatever they are cut into", async () => {
    const bytes = new TextEncoder().encode("héllo 🐳");
    expect(await toText(streamOf([...bytes].map((byte) => Uint8Array.of(byte))))).toBe("héllo 🐳");
    expect(await toText(streamOf<Uint8Array>([]))).toBe("");
  });

  test("joins text", async () => {
    expect(await toText(streamOf(["a", "", "b"]))).toBe("ab");
  });

  test("shows that a character was cut off", async () => {
    expect(await toText(streamOf([Uint8Array.of(0x61, 0xc3)]))).toBe("a\ufffd");
  });

  test("fails as the stream does", async () => {
    const broken = new ReadableStream<string>({ pull: (controller) => controller.error(new Error("broken")) });
    await expect(toText(broken)).rejects.toThrow("broken");
  });
});

test("toBytes joins bytes", async () => {
  expect(await toBytes(streamOf([Uint8Array.of(1, 2), new Uint8Array(0), Uint8Array.of(3)]))).toEqual(
    Uint8Array.of(1, 2, 3),
  );
  expect(await toBytes(streamOf<Uint8Array>([]))).toEqual(new Uint8Array(0));
});

describe("TextLineStream", () => {
  async function lines(chunks: string[], options?: { allowCR?: boolean }): Promise<string[]> {
    const all: string[] = [];
    const reader = streamOf(chunks).pipeThrough(new TextLineStream(options)).getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) all.push(next.value);
    return all;
  }

  test("cuts at LF and CR LF", async () => {
    expect(await lines(["a\nb\r\n\nc"])).toEqual(["a", "b", "", "c"]);
    expect(await lines(["a\n"])).toEqual(["a"]);
    expect(await lines([])).toEqual([]);
  });

  test("leaves a CR alone, unless told otherwise", async () => {
    expect(await lines(["a\rb\r"])).toEqual(["a\rb\r"]);
    expect(await lines(["a\rb\r"], { allowCR: true })).toEqual(["a", "b"]);
    expect(await lines(["a\r\r\nb\r"], { allowCR: true })).toEqual(["a", "", "b"]);
  });

  test("gives the same, however the text is cut", async () => {
    const soup = fc.array(fc.array(fc.constantFrom("a", "\r", "\n", "é", "\r\n")).map((parts) => parts.join("")));
    await fc.assert(
      fc.asyncProperty(soup, fc.boolean(), async (chunks, allowCR) => {
        expect(await lines(chunks, { allowCR })).toEqual(await lines([chunks.join("")], { allowCR }));
      }),
    );
  });

  test("loses nothing", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.stringMatching(/^[a-z]{1,3}$/)),
        fc.constantFrom("\n", "\r\n"),
        async (words, end) => {
          expect(await lines([words.join(end)])).toEqual(words);
          expect(await lines([words.map((word) => word + end).join("")])).toEqual(words);
        },
      ),
    );
  });
});

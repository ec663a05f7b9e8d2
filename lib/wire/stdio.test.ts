import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError, ProtocolError, StreamError } from "../errors.ts";
import { encodeStdio, type OutputChunk, StdioDecoder } from "./stdio.ts";
import { concat, cut, everyCut, outcome, textOf, utf8 } from "./testing.ts";

/** Random places to cut at. */
const places = fc.array(fc.nat(400), { maxLength: 20 });

function decode(pieces: Uint8Array[], options?: { maxFrame?: number }) {
  return outcome<OutputChunk[]>([], (out) => {
    const decoder = new StdioDecoder(options);
    for (const piece of pieces) decoder.push(piece, out);
    decoder.end();
  });
}

/** Chunk borders are not part of the result: neighbours of one stream run together. */
function merged(chunks: OutputChunk[]): [stream: string, text: string][] {
  const runs: [string, string][] = [];
  for (const { stream, bytes } of chunks) {
    const text = String.fromCharCode(...bytes);
    const last = runs.at(-1);
    if (last?.[0] === stream) last[1] += text;
    else runs.push([stream, text]);
  }
  return runs;
}

function frame(type: number, text: string): Uint8Array {
  const bytes = encodeStdio("stdout", utf8(text));
  bytes[0] = type;
  return bytes;
}

function failure(pieces: Uint8Array[]): unknown {
  const decoder = new StdioDecoder();
  try {
    for (const piece of pieces) decoder.push(piece, []);
    decoder.end();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("decoding", () => {
  test("keeps the order of the wire, cut anywhere", () => {
    const all = concat([
      encodeStdio("stdout", utf8("one ")),
      encodeStdio("stderr", utf8("two ")),
      encodeStdio("stdout", utf8("")),
      encodeStdio("stderr", utf8("three ")),
      encodeStdio("stdin", utf8("four")),
    ]);
    for (const pieces of everyCut(all)) {
      const { out, error } = decode(pieces);
      expect(error).toBeUndefined();
      expect(merged(out)).toEqual([
        ["stdout", "one "],
        ["stderr", "two three "],
        ["stdout", "four"],
      ]);
    }
  });

  test("hands out large pieces as slices of what was read, as they arrive", () => {
    const all = encodeStdio("stderr", new Uint8Array(20_000).fill(7));
    const decoder = new StdioDecoder();
    const out: OutputChunk[] = [];
    const [first, second] = [all.slice(0, 10_000), all.slice(10_000)];
    decoder.push(first, out);
    expect(out).toHaveLength(1);
    expect(out[0]!.bytes.length).toBe(10_000 - 8);
    expect(out[0]!.bytes.buffer).toBe(first.buffer);
    decoder.push(second, out);
    expect(out[1]!.bytes.buffer).toBe(second.buffer);
    expect(() => decoder.end()).not.toThrow();
  });

  test("runs small frames of one stream together, in a buffer of their own", () => {
    const small = Array.from({ length: 500 }, (_, i) => encodeStdio("stdout", utf8(`line ${i}\n`)));
    const read = concat([...small, encodeStdio("stderr", utf8("oops")), ...small]);
    const out: OutputChunk[] = [];
    new StdioDecoder().push(read, out);
    expect(out.map(({ stream }) => stream)).toEqual(["stdout", "stderr", "stdout"]);
    const before = out.map(({ bytes }) => textOf(bytes));
    expect(before[0]).toMatch(/^line 0\nline 1\n.*line 499\n$/s);
    expect(before[2]).toBe(before[0]);
    for (const { bytes } of out) expect(bytes.buffer.byteLength).toBe(bytes.length);
    read.fill(0);
    expect(out.map(({ bytes }) => textOf(bytes))).toEqual(before);
  });

  test("keeps the order between small and large pieces of one stream", () => {
    const large = "x".repeat(5000);
    const all = concat(["a", large, "b", "c", large].map((text) => encodeStdio("stdout", utf8(text))));
    const { out } = decode([all]);
    expect(out.map(({ bytes }) => textOf(bytes))).toEqual(["a", large, "bc", large]);
  });

  test("the system's error is a StreamError with its text, after what came before it", () => {
    const all = concat([encodeStdio("stdout", utf8("before")), frame(3, "no space läft\n"), frame(1, "after")]);
    for (const pieces of everyCut(all)) {
      const { out, error } = decode(pieces);
      expect(error).toBe("StreamError");
      expect(merged(out)).toEqual([["stdout", "before"]]);
    }
    expect(failure([all])).toEqual(new StreamError("no space läft"));
    expect(failure([frame(3, "")])).toBeInstanceOf(StreamError);
    expect((failure([frame(3, " \n")]) as StreamError).message).not.toBe("");
  });

  test("the text of the system's error is bounded", () => {
    const error = failure([frame(3, "x".repeat(1_000_000))]) as StreamError;
    expect(error.message).toBe("x".repeat(16 * 1024));
  });

  test.each([
    ["an unknown type", Uint8Array.of(4, 0, 0, 0, 0, 0, 0, 1, 65), /type 4: 04 00 00 00 00 00 00 01/],
    ["text, which a container with a TTY sends", utf8("hello, world"), /type 104: 68 65 6c 6c/],
    ["a byte that must be zero", Uint8Array.of(1, 0, 2, 0, 0, 0, 0, 1, 65), /malformed header: 01 00 02 00/],
    ["a length out of all reason", Uint8Array.of(1, 0, 0, 0, 0xff, 0xff, 0xff, 0xf8), /4294967288 bytes/],
  ])("%s is a ProtocolError that names it", (_, bytes, message) => {
    const error = failure([bytes]) as ProtocolError;
    expect(error).toBeInstanceOf(ProtocolError);
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(/TTY/);
    for (const pieces of everyCut(bytes)) expect(failure(pieces)).toBeInstanceOf(ProtocolError);
  });

  test("a header that cannot become one is refused before it is whole", () => {
    expect(() => new StdioDecoder().push(utf8("$"), [])).toThrow(ProtocolError);
    expect(() => new StdioDecoder().push(Uint8Array.of(1, 0, 1), [])).toThrow(ProtocolError);
  });

  test("the largest frame can be set", () => {
    expect(decode([frame(1, "12345")], { maxFrame: 5 }).error).toBeUndefined();
    expect(decode([frame(1, "123456")], { maxFrame: 5 }).error).toBe("ProtocolError");
  });

  test("an end inside a frame is a ProtocolError that says how far it got", () => {
    expect(String(failure([encodeStdio("stdout", utf8("hello")).subarray(0, 10)]))).toMatch("2 of 5 bytes");
    expect(String(failure([Uint8Array.of(1, 0, 0)]))).toMatch("3 of 8 bytes");
    expect(String(failure([frame(3, "no space").subarray(0, 10)]))).toMatch('2 of 8 bytes: "no"');
  });

  test("half a million frames of one byte are one chunk a read", () => {
    const one = encodeStdio("stdout", utf8("x"));
    const read = concat(Array.from({ length: 5000 }, () => one));
    const decoder = new StdioDecoder();
    const out: OutputChunk[] = [];
    for (let i = 0; i < 100; i++) decoder.push(read, out);
    decoder.end();
    expect(out).toHaveLength(100);
    expect(out.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBe(500_000);
  });
});

describe("encoding", () => {
  test("puts type and length before the payload", () => {
    expect([...encodeStdio("stderr", utf8("hi"))]).toEqual([2, 0, 0, 0, 0, 0, 0, 2, 104, 105]);
    expect([...encodeStdio("stdin", new Uint8Array(0))]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect([...encodeStdio("stdout", new Uint8Array(0x01_02_03)).subarray(0, 8)]).toEqual([1, 0, 0, 0, 0, 1, 2, 3]);
  });

  test("refuses what a decoder would", () => {
    const huge = { length: 129 * 1024 * 1024 } as Uint8Array;
    expect(() => encodeStdio("stdout", huge)).toThrow(InvalidArgumentError);
  });
});

describe("properties", () => {
  const frames = fc.array(
    fc.tuple(
      fc.constantFrom("stdin", "stdout", "stderr" as const),
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.integer({ min: 4000, max: 9000 }).map((n) => new Uint8Array(n).map((_, i) => i)),
      ),
    ),
    { maxLength: 20 },
  );

  test("what was encoded is decoded, cut anywhere", () => {
    fc.assert(
      fc.property(frames, fc.array(fc.nat(30_000)), (frames, places) => {
        const all = concat(frames.map(([stream, payload]) => encodeStdio(stream, payload)));
        const { out, error } = decode(cut(all, places));
        expect(error).toBeUndefined();
        const sent = frames
          .filter(([, payload]) => payload.length > 0)
          .map(([stream, bytes]): OutputChunk => ({ stream: stream === "stderr" ? "stderr" : "stdout", bytes }));
        expect(merged(out)).toEqual(merged(sent));
      }),
    );
  });

  test("a stream cut short gives its beginning, and an error unless that was between frames", () => {
    fc.assert(
      fc.property(frames, fc.nat(), (frames, at) => {
        const encoded = frames.map(([stream, payload]) => encodeStdio(stream, payload));
        const all = concat(encoded);
        const kept = at % (all.length + 1);
        const borders = new Set([0]);
        let border = 0;
        for (const { length } of encoded) {
          border += length;
          borders.add(border);
        }
        const { out, error } = decode([all.subarray(0, kept)]);
        expect(error).toBe(borders.has(kept) ? undefined : "ProtocolError");
        const joined = (chunks: OutputChunk[]) => merged(chunks).flat().join("");
        expect(joined(decode([all]).out).startsWith(joined(out))).toBe(true);
      }),
    );
  });

  test("garbage gives the same, however it is cut, and never more than went in", () => {
    const byte = fc.oneof({ weight: 5, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(255) });
    const garbage = fc.array(byte, { maxLength: 100 }).map((bytes) => Uint8Array.from(bytes));
    fc.assert(
      fc.property(garbage, places, (all, places) => {
        const whole = decode([all]);
        const inPieces = decode(cut(all, places));
        expect({ out: merged(inPieces.out), error: inPieces.error }).toEqual({
          out: merged(whole.out),
          error: whole.error,
        });
        expect(whole.out.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBeLessThanOrEqual(all.length);
      }),
      { numRuns: 1000 },
    );
  });
});

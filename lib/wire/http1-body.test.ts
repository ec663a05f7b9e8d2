import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ProtocolError } from "../errors.ts";
import { type BodyDecoder, encodeChunk, HeadCollector, lastChunk, requestBody, responseBody } from "./http1.ts";
import { concat, cut, everyCut, outcome, textOf, utf8 } from "./testing.ts";

/** Random places to cut at. */
const places = fc.array(fc.nat(400), { maxLength: 20 });

function responseDecoder(
  fields: string,
  options: { method?: string; status?: number; version?: string } = {},
): BodyDecoder {
  const head = new HeadCollector();
  head.push(utf8(`${options.version ?? "HTTP/1.1"} ${options.status ?? 200} X\r\n${fields}\r\n`));
  return responseBody(head.response(), options.method ?? "GET");
}

function requestDecoder(fields: string): BodyDecoder {
  const head = new HeadCollector();
  head.push(utf8(`POST / HTTP/1.1\r\n${fields}\r\n`));
  return requestBody(head.request());
}

const chunked = () => responseDecoder("Transfer-Encoding: chunked\r\n");

function decode(body: BodyDecoder, pieces: Uint8Array[]): { text: string; rest: string; done: boolean } {
  const out: Uint8Array[] = [];
  for (const piece of pieces) body.push(piece, out);
  expect(out.every((piece) => piece.length > 0)).toBe(true);
  return { text: textOf(out), rest: textOf(body.rest), done: body.done };
}

describe("how long a body is", () => {
  test.each([
    ["a HEAD", { method: "HEAD" }],
    ["a 204", { status: 204 }],
    ["a 304", { status: 304 }],
    ["a 100", { status: 100 }],
    ["a 101", { status: 101 }],
  ])("%s has none, whatever its fields say", (_, options) => {
    const body = responseDecoder("Content-Length: 5\r\n", options);
    expect(body.done).toBe(true);
    expect(decode(body, [utf8("next")])).toEqual({ text: "", rest: "next", done: true });
    expect(() => body.end()).not.toThrow();
  });

  test("a request without a length has none", () => {
    expect(requestDecoder("Upgrade: tcp\r\n").done).toBe(true);
  });

  test("a response without a length lasts until the close", () => {
    for (const version of ["HTTP/1.1", "HTTP/1.0"]) {
      const body = responseDecoder("", { version });
      expect(decode(body, [utf8("a"), utf8(""), utf8("b")])).toEqual({ text: "ab", rest: "", done: false });
      body.end();
      expect(body.done).toBe(true);
    }
  });

  test("a Content-Length", () => {
    for (const body of [requestDecoder("Content-Length: 5\r\n"), responseDecoder("Content-Length: 5, 5\r\n")]) {
      expect(body.done).toBe(false);
      expect(decode(body, [utf8("he"), utf8("lloGET")])).toEqual({ text: "hello", rest: "GET", done: true });
    }
    expect(responseDecoder("Content-Length: 0\r\n").done).toBe(true);
  });

  test("a body shorter than its length is a ProtocolError", () => {
    const body = responseDecoder("Content-Length: 5\r\n");
    decode(body, [utf8("hel")]);
    expect(() => body.end()).toThrow("after 3 of the 5 bytes");
  });

  test.each([
    ["Content-Length: x\r\n"],
    ["Content-Length: -1\r\n"],
    ["Content-Length: +1\r\n"],
    ["Content-Length: 0x10\r\n"],
    ["Content-Length: 1.0\r\n"],
    ["Content-Length: 1e3\r\n"],
    ["Content-Length:\r\n"],
    ["Content-Length: 99999999999999999\r\n"],
    ["Content-Length: 5, 6\r\n"],
    ["Content-Length: 5\r\nContent-Length: 6\r\n"],
    ["Content-Length: 5,\r\n"],
    ["Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"],
    ["Transfer-Encoding: gzip\r\n"],
    ["Transfer-Encoding: gzip, chunked\r\n"],
    ["Transfer-Encoding: chunked, gzip\r\n"],
    ["Transfer-Encoding: chunked, chunked\r\n"],
    ["Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n"],
    ["Transfer-Encoding: xchunked\r\n"],
    ["Transfer-Encoding:\r\n"],
  ])("%j is refused on both sides", (fields) => {
    expect(() => responseDecoder(fields)).toThrow(ProtocolError);
    expect(() => requestDecoder(fields)).toThrow(ProtocolError);
  });

  test("white space that is not HTTP's does not make a length", () => {
    const head = new HeadCollector();
    head.push(Uint8Array.from([...utf8("HTTP/1.1 200 OK\r\nContent-Length: "), 0xa0, ...utf8("5\r\n\r\n")]));
    expect(() => responseBody(head.response(), "GET")).toThrow(ProtocolError);
  });

  test("HTTP/1.0 has no chunks", () => {
    expect(() => responseDecoder("Transfer-Encoding: chunked\r\n", { version: "HTTP/1.0" })).toThrow(ProtocolError);
  });
});

describe("a chunked body", () => {
  test("may be cut anywhere; extensions and trailers are passed over", () => {
    const all = utf8(
      '5\r\nhello\r\n0006;a="b;c"\r\n, all!\r\nA \r\n0123456789\r\n0\r\nX-Sum: 1\r\nY: 2\r\n\r\nHTTP/1.1 200',
    );
    for (const pieces of everyCut(all)) {
      expect(decode(chunked(), pieces)).toEqual({ text: "hello, all!0123456789", rest: "HTTP/1.1 200", done: true });
    }
  });

  test("a coding is known in any case", () => {
    expect(decode(requestDecoder("Transfer-Encoding: Chunked\r\n"), [lastChunk]).done).toBe(true);
  });

  test("hands out slices, not copies", () => {
    const out: Uint8Array[] = [];
    const read = utf8("5\r\nhello\r\n");
    chunked().push(read, out);
    expect(out[0]!.buffer).toBe(read.buffer);
  });

  test.each([
    ["no size", "\r\n"],
    ["no size at the second chunk", "1\r\na\r\n\r\n"],
    ["no hex", "x\r\n"],
    ["a sign", "-1\r\n"],
    ["a prefix", "0x5\r\nhello\r\n"],
    ["a space before the size", " 5\r\nhello\r\n"],
    ["an enormous size", "fffffffffffffffff\r\n"],
    ["a bare LF after the size", "5\nhello\r\n"],
    ["a bare CR after the size", "5\rhello\r\n"],
    ["a bare LF in an extension", "5;a\nhello\r\n"],
    ["a chunk longer than its size", "5\r\nhello!\r\n"],
    ["a bare LF after a chunk", "5\r\nhello\n"],
    ["a bare CR after a chunk", "5\r\nhello\rx"],
    ["a bare LF in the trailers", "0\r\n\n"],
    ["a bare CR in the trailers", "0\r\na\rb"],
  ])("%s is refused", (_, text) => {
    for (const pieces of everyCut(utf8(text))) {
      const body = chunked();
      expect(() => decode(body, pieces)).toThrow(ProtocolError);
    }
  });

  test("a size line and trailers that never end are refused", () => {
    for (const start of ["5;", "5 ", "0\r\n", "0\r\nX: ", "00000"]) {
      const body = chunked();
      const filler = utf8(start === "0\r\n" ? "a: b\r\n" : "0".repeat(64));
      decode(body, [utf8(start)]);
      expect(() => {
        for (let i = 0; i < 100_000; i++) body.push(filler, []);
      }).toThrow(/more than \d+ bytes/);
    }
  });

  test("an end before its end is a ProtocolError, at every place", () => {
    const all = utf8("5\r\nhello\r\n0\r\nX: y\r\n\r\n");
    for (let kept = 0; kept < all.length; kept++) {
      const body = chunked();
      decode(body, [all.subarray(0, kept)]);
      expect(() => body.end()).toThrow(ProtocolError);
    }
    const body = chunked();
    decode(body, [all]);
    expect(() => body.end()).not.toThrow();
  });
});

describe("encoding chunks", () => {
  test("does not copy the bytes", () => {
    const bytes = new Uint8Array(300);
    const pieces = encodeChunk(bytes);
    expect(pieces[1]).toBe(bytes);
    expect(textOf(pieces[0]!)).toBe("12c\r\n");
  });

  test("gives nothing for nothing, since an empty chunk would end the body", () => {
    expect(encodeChunk(new Uint8Array(0))).toEqual([]);
  });

  test("is undone by decoding, cut anywhere", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), places, fc.uint8Array(), (payloads, places, tail) => {
        const all = concat([...payloads.flatMap(encodeChunk), lastChunk, tail]);
        const out: Uint8Array[] = [];
        const body = chunked();
        for (const piece of cut(all, places)) body.push(piece, out);
        expect(concat(out)).toEqual(concat(payloads));
        expect(body.rest).toEqual(tail);
        expect(body.done).toBe(true);
      }),
    );
  });
});

test("garbage gives the same, however it is cut, and never more than went in", () => {
  const soup = fc.array(
    fc.constantFrom("0", "1", "a", "f", "g", ";", " ", "\r\n", "\r", "\n", "0\r\n\r\n", "2\r\nhi\r\n"),
  );
  fc.assert(
    fc.property(soup, places, (parts, places) => {
      const all = utf8(parts.join(""));
      const run = (pieces: Uint8Array[]) => {
        const body = chunked();
        const { out, error } = outcome<Uint8Array[]>([], (out) => {
          for (const piece of pieces) body.push(piece, out);
          body.end();
        });
        return { text: textOf(out), error, rest: textOf(body.rest), done: body.done };
      };
      const whole = run([all]);
      expect(run(cut(all, places))).toEqual(whole);
      expect(whole.text.length + whole.rest.length).toBeLessThanOrEqual(all.length);
      expect(whole.error).toBe(whole.done ? undefined : "ProtocolError");
    }),
    { numRuns: 1000 },
  );
});

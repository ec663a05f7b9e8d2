import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JsonMessages, type ProgressMessage } from "./progress.ts";
import { cut, everyCut, outcome, utf8 } from "./testing.ts";

/** Random places to cut at. */
const places = fc.array(fc.nat(400), { maxLength: 20 });

type Options = ConstructorParameters<typeof JsonMessages>[0];

function read(pieces: Uint8Array[], options?: Options) {
  return outcome<ProgressMessage[]>([], (out) => {
    const messages = new JsonMessages(options);
    for (const piece of pieces) messages.push(piece, out);
    messages.end(out);
  });
}

function failure(text: string, options?: Options): unknown {
  const messages = new JsonMessages(options);
  try {
    messages.push(utf8(text), []);
    messages.end([]);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("objects", () => {
  test("one a line, run together or spread out, cut anywhere", () => {
    const text = '{"status":"a"}\r\n{"status":"b"}{}\n\n \t{\n  "progressDetail": { "current": 1 },\n  "id": "c"\n}';
    for (const pieces of everyCut(utf8(text))) {
      expect(read(pieces)).toEqual({
        out: [{ status: "a" }, { status: "b" }, {}, { progressDetail: { current: 1 }, id: "c" }],
      });
    }
  });

  test("strings may hold braces, quotes, escapes and characters of several bytes", () => {
    const status = 'a}{"\\ \u0000 é 漢字 🐳 \\"}';
    const all = utf8(JSON.stringify({ status }) + JSON.stringify({ status: "\\" }));
    for (const pieces of everyCut(all)) expect(read(pieces)).toEqual({ out: [{ status }, { status: "\\" }] });
  });

  test("unknown fields are kept, those that are null are dropped", () => {
    expect(read([utf8('{"Id":"ab","aux":{"ID":"x"},"status":null,"progressDetail":null}')]).out).toEqual([
      { Id: "ab", aux: { ID: "x" } },
    ]);
  });

  test("an error is a message like the others", () => {
    const text = '{"status":"Pulling"}{"errorDetail":{"code":404,"message":"no such"},"error":"no such"}{"status":"x"}';
    expect(read([utf8(text)]).out).toEqual([
      { status: "Pulling" },
      { error: "no such", errorDetail: { code: 404, message: "no such" } },
      { status: "x" },
    ]);
  });

  test("an error in either form is an error, an empty one is none", () => {
    expect(read([utf8('{"errorDetail":{"message":"no such"}}')]).out[0]!.error).toBe("no such");
    expect(read([utf8('{"error":"","status":"fine"}')]).out).toEqual([{ status: "fine" }]);
  });

  test("nothing is no message", () => {
    expect(read([])).toEqual({ out: [] });
    expect(read([utf8(" \r\n")])).toEqual({ out: [] });
  });
});

describe("what is refused", () => {
  test.each([["null"], ["[1]"], ['"text"'], ["1"], ["<html>"], ["}"], ['{"status":"a"},{"status":"b"}']])(
    "a value that is no object: %j",
    (text) => {
      expect(failure(text)).toMatchObject({
        name: "ProtocolError",
        message: expect.stringMatching(/not a JSON object: "/),
      });
    },
  );

  test.each([["{]}"], ['{"a":}'], ["{'a':1}"], ['{"status":"a\n"}'], ["{,}"]])("malformed JSON: %j", (text) => {
    expect(failure(text)).toMatchObject({ name: "ProtocolError", cause: expect.any(SyntaxError) });
  });

  test.each([
    ['{"status":1}'],
    ['{"error":{}}'],
    ['{"progressDetail":[]}'],
    ['{"errorDetail":"x"}'],
    ['{"stream":true}'],
  ])("a known field of the wrong type: %j", (text) => {
    expect(failure(text)).toMatchObject({ name: "ProtocolError", message: expect.stringMatching(/is not of type/) });
  });

  test("an end inside an object, at every place", () => {
    const all = utf8('{"status":"a","progressDetail":{"current":1}}');
    for (let kept = 1; kept < all.length; kept++) {
      expect(read([all.subarray(0, kept)])).toEqual({ out: [], error: "ProtocolError" });
    }
  });

  test("a message that is too large, however it comes", () => {
    const text = `{"status":"${"x".repeat(200)}"}`;
    expect(read([utf8(text)], { maxMessage: 213 }).error).toBeUndefined();
    for (const pieces of [
      [utf8(text)],
      cut(
        utf8(text),
        [...text].map((_, i) => i),
      ),
    ]) {
      expect(read(pieces, { maxMessage: 212 })).toEqual({ out: [], error: "ProtocolError" });
    }
    const messages = new JsonMessages();
    messages.push(utf8('{"a":"'), []);
    const filler = new Uint8Array(1024 * 1024).fill(120);
    expect(() => {
      for (let i = 0; i < 100; i++) messages.push(filler, []);
    }).toThrow(/more than 4194304 bytes/);
  });

  test("is quoted briefly, and without control characters", () => {
    const { message } = failure(`{"\x1b[2J\u202e${"x".repeat(500)}}`) as Error;
    expect(message).toMatch('"{\\"\\x1b[2J');
    expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(message.length).toBeLessThan(150);
  });

  test("comes after what was fine", () => {
    expect(read([utf8('{"status":"a"}{"status":"b"}oops')])).toEqual({
      out: [{ status: "a" }, { status: "b" }],
      error: "ProtocolError",
    });
  });
});

describe("bare text between objects", () => {
  test("is a message a line, cut anywhere", () => {
    const text =
      '{"status":"Pushing"}Buffering to disk 10240/? (n/a)\rBuffering to disk 43008/? (n/a)\r\r\n{"progress":"1/2 (50%)"}tail{}the énd';
    for (const pieces of everyCut(utf8(text))) {
      expect(read(pieces, { bareText: true })).toEqual({
        out: [
          { status: "Pushing" },
          { status: "Buffering to disk", progress: "10240/? (n/a)", progressDetail: { current: 10240 } },
          { status: "Buffering to disk", progress: "43008/? (n/a)", progressDetail: { current: 43008 } },
          { progress: "1/2 (50%)" },
          { status: "tail" },
          {},
          { status: "the énd" },
        ],
      });
    }
  });

  test("is bounded", () => {
    expect(failure("x".repeat(101), { bareText: true, maxMessage: 100 })).toMatchObject({ name: "ProtocolError" });
  });

  test("is shown at once, without waiting for what follows", () => {
    const out: ProgressMessage[] = [];
    new JsonMessages({ bareText: true }).push(utf8("1/2 (50%)\r"), out);
    expect(out).toHaveLength(1);
  });
});

describe("properties", () => {
  const message = fc.record(
    {
      status: fc.string({ unit: "binary" }),
      id: fc.string(),
      stream: fc.string({ unit: "grapheme" }),
      error: fc.string({ minLength: 1 }),
      progressDetail: fc.record({ current: fc.nat(), total: fc.nat() }),
      aux: fc.jsonValue({ maxDepth: 3 }),
    },
    { requiredKeys: [] },
  );

  test("what was written is read back, cut anywhere", () => {
    const separator = fc.constantFrom("", "\n", "\r\n", " ");
    fc.assert(
      fc.property(fc.array(message), separator, places, (messages, separator, places) => {
        // What JSON itself cannot carry (lone surrogates, -0) is no matter of the codec.
        const sent = messages.map((message) => JSON.stringify(message));
        const all = utf8(sent.join(separator));
        const expected = JSON.parse(`[${new TextDecoder().decode(utf8(sent.join(",")))}]`);
        for (const bareText of [false, true]) {
          expect(read(cut(all, places), { bareText })).toEqual({ out: expected });
        }
      }),
    );
  });

  test("garbage gives the same, however it is cut", () => {
    const soup = fc.array(
      fc.constantFrom("{", "}", '"', "\\", '{"status":"a"}', "[", "1", " ", "\r", "\n", ":", "é", "{}"),
    );
    fc.assert(
      fc.property(soup, places, fc.boolean(), (parts, places, bareText) => {
        const all = utf8(parts.join(""));
        const whole = read([all], { bareText, maxMessage: 40 });
        expect(read(cut(all, places), { bareText, maxMessage: 40 })).toEqual(whole);
        expect(whole.out.length).toBeLessThanOrEqual(all.length);
      }),
      { numRuns: 1000 },
    );
  });
});

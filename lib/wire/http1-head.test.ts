import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidArgumentError, ProtocolError } from "../errors.ts";
import { formatRequestHead, formatResponseHead, HeadCollector, keepsAlive } from "./http1.ts";
import { cut, everyCut, textOf, utf8 } from "./testing.ts";

/** Random places to cut at. */
const places = fc.array(fc.nat(400), { maxLength: 20 });

function collect(text: string | Uint8Array): HeadCollector {
  const head = new HeadCollector();
  const rest = head.push(typeof text === "string" ? utf8(text) : text);
  expect(rest).toEqual(new Uint8Array(0));
  return head;
}

const request = (text: string) => collect(text).request();
const response = (text: string) => collect(text).response();

describe("collecting a head", () => {
  test("gives back what follows it", () => {
    const head = new HeadCollector();
    expect(textOf(head.push(utf8("GET / HTTP/1.1\r\n\r\nGET /2"))!)).toBe("GET /2");
    expect(head.request().target).toBe("/");
  });

  test("may be cut anywhere", () => {
    const whole = utf8("\r\nGET /version HTTP/1.1\r\nHost: x\nAccept: */*\r\n\r\nrest");
    for (const pieces of everyCut(whole)) {
      const head = new HeadCollector();
      let after = "";
      let complete = false;
      for (const piece of pieces) {
        const rest: Uint8Array | undefined = complete ? piece : head.push(piece);
        if (rest === undefined) continue;
        complete = true;
        after += textOf(rest);
      }
      expect(after).toBe("rest");
      expect(head.request()).toMatchObject({ target: "/version", headers: { host: "x", accept: "*/*" } });
    }
  });

  test("copies what it keeps", () => {
    const head = new HeadCollector();
    const reused = utf8("GET /a HTTP/1.1\r\n");
    head.push(reused);
    reused.fill(0);
    head.push(utf8("\r\n"));
    expect(head.request().target).toBe("/a");
  });

  test("begins another head after a complete one", () => {
    const head = new HeadCollector();
    head.push(utf8("HTTP/1.1 100 Continue\r\n\r\n"));
    expect(head.response().status).toBe(100);
    head.push(utf8("HTTP/1.1 201 Created\r\n\r\n"));
    expect(head.response().status).toBe(201);
  });

  test("knows whether a close would cut a message", () => {
    const head = new HeadCollector();
    expect(head.empty).toBe(true);
    head.push(utf8("\r\n\r\n"));
    expect(head.empty).toBe(true);
    expect(() => head.end()).not.toThrow();
    head.push(utf8("G"));
    expect(head.empty).toBe(false);
    expect(() => head.end()).toThrow(ProtocolError);
    expect(() => head.request()).toThrow(ProtocolError);
    head.push(utf8("ET / HTTP/1.1\r\n\r\n"));
    expect(head.empty).toBe(true);
  });

  test("is bounded in bytes, however they come", () => {
    const endless = utf8(`GET / HTTP/1.1\r\nX: ${"x".repeat(2000)}`);
    expect(() => new HeadCollector(1000).push(endless)).toThrow(/more than 1000 bytes: "GET \/ HTTP/);
    const head = new HeadCollector(1000);
    expect(() => {
      for (const byte of endless) head.push(Uint8Array.of(byte));
    }).toThrow(ProtocolError);
    const blank = new HeadCollector(1000);
    expect(() => {
      for (let i = 0; i < 1000; i++) blank.push(utf8("\r\n"));
    }).toThrow(ProtocolError);
  });

  test("does not count what follows the head", () => {
    const head = new HeadCollector(100);
    expect(head.push(utf8(`GET / HTTP/1.1\r\n\r\n${"x".repeat(5000)}`))).toHaveLength(5000);
  });

  test("is bounded in fields", () => {
    expect(() => request(`GET / HTTP/1.1\r\n${"a: b\r\n".repeat(257)}\r\n`)).toThrow(/more than 256 fields/);
    expect(request(`GET / HTTP/1.1\r\n${"a: b\r\n".repeat(256)}\r\n`).headers["a"]).toHaveLength(256 * 3 - 2);
  });
});

describe("parsing a request", () => {
  test("takes it apart", () => {
    const head = request(
      "POST /v1.0/images/create?fromSrc=- HTTP/1.1\r\nHost: docker\r\nX-Two: a\r\nx-two:\t b \r\n\r\n",
    );
    expect({ ...head, headers: { ...head.headers } }).toEqual({
      method: "POST",
      target: "/v1.0/images/create?fromSrc=-",
      version: "HTTP/1.1",
      headers: { host: "docker", "x-two": "a, b" },
    });
  });

  test("leaves the target as it is", () => {
    expect(request("GET http://d/version HTTP/1.1\r\n\r\n").target).toBe("http://d/version");
    expect(request("OPTIONS * HTTP/1.0\r\n\r\n")).toMatchObject({ target: "*", version: "HTTP/1.0" });
    expect(request("GET /à HTTP/1.1\r\n\r\n").target).toBe("/\u00c3\u00a0");
  });

  test("reads values as Latin-1, also where windows-1252 differs", () => {
    const head = collect(Uint8Array.from([...utf8("GET / HTTP/1.1\r\nX: "), 0x80, 0x9f, 0xff, ...utf8("\r\n\r\n")]));
    expect(head.request().headers["x"]).toBe("\u0080\u009f\u00ff");
  });

  test("knows fields that are named like members of every object", () => {
    const { headers } = request("GET / HTTP/1.1\r\nconstructor: a\r\n__proto__: b\r\n\r\n");
    expect(Object.entries(headers)).toEqual([
      ["constructor", "a"],
      ["__proto__", "b"],
    ]);
  });

  test.each([
    ["no version", "GET /\r\n\r\n"],
    ["another protocol", "PRI * HTTP/2.0\r\n\r\n"],
    ["a later version", "GET / HTTP/1.2\r\n\r\n"],
    ["two spaces", "GET  / HTTP/1.1\r\n\r\n"],
    ["a space in the target", "GET /a b HTTP/1.1\r\n\r\n"],
    ["no method", " / HTTP/1.1\r\n\r\n"],
    ["garbage", "hello\r\n\r\n"],
    ["a field without a colon", "GET / HTTP/1.1\r\nHost\r\n\r\n"],
    ["a field without a name", "GET / HTTP/1.1\r\n: x\r\n\r\n"],
    ["a space before the colon", "GET / HTTP/1.1\r\nContent-Length : 5\r\n\r\n"],
    ["a folded field", "GET / HTTP/1.1\r\nX: a\r\n b\r\n\r\n"],
    ["a bare CR", "GET / HTTP/1.1\r\nX: a\rContent-Length: 5\r\n\r\n"],
    ["a NUL", "GET / HTTP/1.1\r\nX: a\0\r\n\r\n"],
    ["two Host fields", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"],
  ])("refuses %s", (_, text) => {
    expect(() => request(text)).toThrow(ProtocolError);
  });

  test("quotes what it refuses without its control characters", () => {
    expect(() => request("\x1b[31mhello\r\n\r\n")).toThrow('"\\x1b[31mhello"');
  });
});

describe("parsing a response", () => {
  test("takes it apart", () => {
    expect(response("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")).toMatchObject({
      status: 404,
      reason: "Not Found",
      version: "HTTP/1.1",
      headers: { "content-length": "0" },
    });
  });

  test("does without a reason", () => {
    expect(response("HTTP/1.0 200\r\n\r\n")).toMatchObject({ status: 200, reason: "", version: "HTTP/1.0" });
    expect(response("HTTP/1.1 200 \r\n\r\n").reason).toBe("");
  });

  test.each([
    ["HTTP/1.1 20 OK"],
    ["HTTP/1.1 2000 OK"],
    ["HTTP/1.1 099 OK"],
    ["HTTP/1.1 abc"],
    ["HTTP/2 200"],
    ["http/1.1 200 OK"],
    ["SSH-2.0-OpenSSH_9.2"],
    ["\x15\x03\x03\0\x02\x02\x16"],
  ])("refuses %j", (line) => {
    expect(() => response(`${line}\r\n\r\n`)).toThrow(ProtocolError);
  });
});

describe("formatting", () => {
  test("a request, with names as they are usually seen", () => {
    const headers = { host: "docker", "content-type": "application/json", "X-registry-auth": "e30" };
    expect(textOf(formatRequestHead({ method: "POST", target: "/v1.41/build?t=a", headers }))).toBe(
      "POST /v1.41/build?t=a HTTP/1.1\r\nHost: docker\r\nContent-Type: application/json\r\nX-Registry-Auth: e30\r\n\r\n",
    );
  });

  test("a response, with the usual reason or another", () => {
    expect(textOf(formatResponseHead({ status: 204, headers: {} }))).toBe("HTTP/1.1 204 No Content\r\n\r\n");
    expect(textOf(formatResponseHead({ status: 101, reason: "UPGRADED", headers: {} }))).toBe(
      "HTTP/1.1 101 UPGRADED\r\n\r\n",
    );
    expect(textOf(formatResponseHead({ status: 299, headers: {} }))).toBe("HTTP/1.1 299 \r\n\r\n");
  });

  test.each(["\r\nX: y", "a\nb", "a\0b", "\u0100", "\x1b[0m"])("refuses %j in every part", (bad) => {
    const headers = {};
    for (const format of [
      () => formatRequestHead({ method: `GET${bad}`, target: "/", headers }),
      () => formatRequestHead({ method: "GET", target: `/${bad}`, headers }),
      () => formatRequestHead({ method: "GET", target: "/", headers: { a: bad } }),
      () => formatRequestHead({ method: "GET", target: "/", headers: { [`a${bad}`]: "b" } }),
      () => formatResponseHead({ status: 200, reason: bad, headers }),
      () => formatResponseHead({ status: 200, headers: { a: bad } }),
    ]) {
      expect(format).toThrow(InvalidArgumentError);
    }
  });

  test("refuses what would not be read back", () => {
    expect(() => formatRequestHead({ method: "", target: "/", headers: {} })).toThrow(InvalidArgumentError);
    expect(() => formatRequestHead({ method: "GET", target: "", headers: {} })).toThrow(InvalidArgumentError);
    expect(() => formatRequestHead({ method: "GET", target: "/a b", headers: {} })).toThrow(InvalidArgumentError);
    expect(() => formatRequestHead({ method: "GET", target: "/", headers: { "": "x" } })).toThrow(InvalidArgumentError);
    for (const status of [99, 1000, 200.5, Number.NaN]) {
      expect(() => formatResponseHead({ status, headers: {} })).toThrow(InvalidArgumentError);
    }
  });
});

describe("keeping the connection", () => {
  test.each([
    ["GET / HTTP/1.1\r\n\r\n", true],
    ["GET / HTTP/1.1\r\nConnection: close\r\n\r\n", false],
    ["GET / HTTP/1.1\r\nConnection: Upgrade, Close\r\n\r\n", false],
    ["GET / HTTP/1.0\r\n\r\n", false],
    ["GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true],
  ])("a request %j: %s", (text, expected) => {
    expect(keepsAlive(request(text))).toBe(expected);
  });

  test.each([
    ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", true],
    ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", true],
    ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n", false],
    ["HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n", false],
    ["HTTP/1.1 204 No Content\r\n\r\n", true],
    ["HTTP/1.1 100 Continue\r\n\r\n", true],
    ["HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\n\r\n", false],
    ["HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", false],
    ["HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n", true],
  ])("a response %j: %s", (text, expected) => {
    expect(keepsAlive(response(text))).toBe(expected);
  });
});

describe("properties", () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/);
  const value = fc.stringMatching(/^[!-~\xa1-\xff]([\t -~\xa0-\xff]{0,20}[!-~\xa1-\xff])?$/);
  const headers = fc.dictionary(name, value, { maxKeys: 8 }).filter((map) => !map["host"]?.includes(","));
  const target = fc.stringMatching(/^\/[!-~]{0,30}$/);

  test("a request head is read back as it was written, cut anywhere", () => {
    fc.assert(
      fc.property(headers, target, places, utf8Tail(), (headers, target, places, tail) => {
        const all = Uint8Array.from([...formatRequestHead({ method: "PUT", target, headers }), ...tail]);
        const head = new HeadCollector();
        let rest: Uint8Array | undefined;
        const after: number[] = [];
        for (const piece of cut(all, places)) {
          if (rest !== undefined) after.push(...piece);
          else {
            rest = head.push(piece);
            if (rest !== undefined) after.push(...rest);
          }
        }
        expect(after).toEqual([...tail]);
        const { headers: read, ...line } = head.request();
        expect(line).toEqual({ method: "PUT", target, version: "HTTP/1.1" });
        expect({ ...read }).toEqual({ ...headers });
      }),
    );
  });

  test("a head that was cut short is never taken for a whole one", () => {
    fc.assert(
      fc.property(headers, fc.integer({ min: 200, max: 599 }), fc.nat(), (headers, status, at) => {
        const all = formatResponseHead({ status, headers });
        const head = new HeadCollector();
        const kept = at % all.length;
        expect(head.push(all.subarray(0, kept))).toBeUndefined();
        if (kept > 0) expect(() => head.end()).toThrow(ProtocolError);
      }),
    );
  });

  test("garbage is a head or a ProtocolError", () => {
    const soup = fc.array(fc.constantFrom("GET", "HTTP/1.1", " ", "/", "\r", "\n", ":", "a", "200", "\0", "\xff"));
    fc.assert(
      fc.property(soup, (parts) => {
        const head = new HeadCollector(64);
        try {
          if (head.push(utf8(parts.join(""))) === undefined) return;
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
          return;
        }
        for (const parse of [() => head.request(), () => head.response()]) {
          try {
            expect(parse().version).toMatch(/^HTTP\/1\.[01]$/);
          } catch (error) {
            expect(error).toBeInstanceOf(ProtocolError);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

function utf8Tail(): fc.Arbitrary<Uint8Array> {
  return fc.uint8Array({ maxLength: 20 });
}

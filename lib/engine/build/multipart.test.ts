import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundaryOf, MultipartDecoder, type PartEvent, type PartHead } from "./multipart.ts";

const encoder = new TextEncoder();

/** One byte, one character. */
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const textOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");

function read(pieces: readonly Uint8Array[], boundary = "xYz"): { head: PartHead; text: string }[] {
  const decoder = new MultipartDecoder(boundary);
  const events: PartEvent[] = [];
  for (const piece of pieces) decoder.push(piece, events);
  decoder.end();
  const parts: { head: PartHead; text: string }[] = [];
  for (const event of events) {
    if ("head" in event) parts.push({ head: event.head, text: "" });
    else parts.at(-1)!.text += textOf(event.bytes);
  }
  return parts;
}

const form =
  "before\r\n--xYz\r\n" +
  'Content-Disposition: form-data; name="t"\r\n\r\nme/x\r\n--xYz  \r\n' +
  'Content-Type: application/octet-stream\r\ncontent-disposition: form-data; name="Dockerfile"; filename="D \\"f\\""\r\n\r\n' +
  "from base\r\n--xY\r\n\r\n--xYz\r\n" +
  "Content-Disposition: form-data; name=Context; filename=c\r\n\r\n\r\n--xYz--\r\nafter";

const parts = [
  { head: { name: "t", filename: undefined }, text: "me/x" },
  { head: { name: "Dockerfile", filename: 'D "f"' }, text: "from base\r\n--xY\r\n" },
  { head: { name: "Context", filename: "c" }, text: "" },
];

describe("a form in parts", () => {
  test("is read", () => {
    expect(read([bytesOf(form)])).toEqual(parts);
    expect(read([bytesOf(form.slice(form.indexOf("--")))])).toEqual(parts);
  });

  test("is the same wherever it is cut", () => {
    const bytes = bytesOf(form);
    for (let at = 0; at <= bytes.length; at++) expect(read([bytes.slice(0, at), bytes.slice(at)])).toEqual(parts);
    expect(read(Array.from(bytes, (_, at) => bytes.slice(at, at + 1)))).toEqual(parts);
  });

  test("keeps all bytes of its parts", () => {
    const content = fc.uint8Array({ maxLength: 60 }).map(textOf);
    const near = fc.array(fc.constantFrom("\r", "\n", "-", "x", "Y", "z", "\r\n--xY", "--"), { maxLength: 12 });
    const text = fc
      .oneof(
        content,
        near.map((pieces) => pieces.join("")),
      )
      .filter((one) => !`\r\n${one}\r\n`.includes("\r\n--xYz"));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), fc.integer({ min: 1, max: 40 }), (texts, size) => {
        const body = texts.map((one, at) => `--xYz\r\nContent-Disposition: form-data; name="${at}"\r\n\r\n${one}\r\n`);
        const bytes = bytesOf(`${body.join("")}--xYz--`);
        const pieces: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.slice(at, at + size));
        expect(read(pieces).map((part) => part.text)).toEqual(texts);
      }),
    );
  });

  test.each([
    ["--xYz\r\nContent-Disposition: form-data; name=a\r\n\r\nb", "ends before its last boundary"],
    ["nothing of the kind", "ends before its last boundary"],
    ["--xYz\r\nContent-Type: a\r\n\r\nb\r\n--xYz--", "has no name"],
    ["--xYzz\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--xYz--", "not at the end of its line"],
    [`--xYz\r\nx: ${"y".repeat(20_000)}`, "larger than"],
  ])("is refused: %s", (text, problem) => {
    expect(() => read([encoder.encode(text)])).toThrow(problem);
  });

  test("is known by its type, which names the boundary", () => {
    expect(boundaryOf("multipart/form-data; boundary=abc")).toBe("abc");
    expect(boundaryOf('Multipart/Form-Data; charset=x; boundary="a b"')).toBe("a b");
    expect(boundaryOf("application/tar")).toBeUndefined();
    expect(() => boundaryOf("multipart/form-data")).toThrow("no boundary");
  });
});

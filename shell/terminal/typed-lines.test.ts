import { describe, expect, test } from "vitest";
import { LineDiscipline } from "./typed-lines.ts";

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/** What becomes of keys, typed byte by byte. */
function type(keys: string): { pass: string; echo: string; told?: string; pending: string } {
  const lines = new LineDiscipline();
  const result: { pass: string; echo: string; told?: string; pending: string } = { pass: "", echo: "", pending: "" };
  for (const byte of new TextEncoder().encode(keys)) {
    const { pass, echo, told } = lines.push(Uint8Array.of(byte));
    result.pass += text(pass);
    result.echo += echo;
    if (told) result.told = told;
  }
  return { ...result, pending: text(lines.pending) };
}

describe("typed lines", () => {
  test.each([
    ["a line is passed when it ends", "ab\r", { pass: "ab\n", echo: "ab\r\n", pending: "" }],
    ["and not before", "ab", { pass: "", echo: "ab", pending: "ab" }],
    ["a line feed ends it, too", "a\nb", { pass: "a\n", echo: "a\r\nb", pending: "b" }],
    ["backspace takes a character back", "ab\x7f\x08c\r", { pass: "c\n", echo: "ab\b \b\b \bc\r\n", pending: "" }],
    ["whole, and in all its columns", "é漢\x7f\x7f\x7f\r", { pass: "\n", echo: "é漢\b \b\b \b\b \b\r\n", pending: "" }],
    ["Ctrl-W a word", "ab cd \x17\r", { pass: "ab \n", echo: `ab cd ${"\b \b".repeat(3)}\r\n`, pending: "" }],
    ["Ctrl-U the line", "ab\x15c\r", { pass: "c\n", echo: "ab\b \b\b \bc\r\n", pending: "" }],
    ["control characters are shown", "\x1b[A\x01", { pass: "", echo: "^[[A^A", pending: "\x1b[A\x01" }],
    ["and taken back", "\x01\x7f", { pass: "", echo: "^A\b \b\b \b", pending: "" }],
    ["Ctrl-D within a line passes it", "ab\x04", { pass: "ab", echo: "ab", pending: "" }],
    ["Ctrl-D at its beginning is the end", "ab\r\x04", { pass: "ab\n", echo: "ab\r\n", told: "end", pending: "" }],
    ["and so is a second one", "ab\x04\x04", { pass: "ab", echo: "ab", told: "end", pending: "" }],
    ["Ctrl-C gives the line up", "ab\x03", { pass: "", echo: "ab^C", told: "interrupt", pending: "" }],
  ])("%s", (_, keys, expected) => {
    expect(type(keys)).toEqual(expected);
  });

  test("what comes after Ctrl-C is left", () => {
    const { pass, told, rest } = new LineDiscipline().push(new TextEncoder().encode("a\rb\x03cd"));
    expect([text(pass), told, text(rest)]).toEqual(["a\n", "interrupt", "cd"]);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TerminalModes } from "./modes.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function written(...output: readonly string[]): TerminalModes {
  const modes = new TerminalModes();
  for (const piece of output) modes.push(bytes(piece));
  return modes;
}

describe("what a program has made of the terminal is undone", () => {
  test.each([
    ["plain text", "hello\r\n", ""],
    ["a colour", "\x1b[31mred", "\x1b[0m"],
    ["a colour that was reset", "\x1b[1;31mred\x1b[m \x1b[7mx\x1b[0m", ""],
    ["a colour after a reset", "\x1b[0;31m", "\x1b[0m"],
    ["a hidden cursor", "\x1b[?25l", "\x1b[?25h"],
    ["a hidden cursor that came back", "\x1b[?25lx\x1b[?25h", ""],
    ["the alternate screen", "\x1b[?1049h", "\x1b[?1049l"],
    ["the alternate screen, left", "\x1b[?1049hvi\x1b[?1049l", ""],
    ["mouse and paste", "\x1b[?1002;1006h\x1b[?2004h", "\x1b[?2004l\x1b[?1006l\x1b[?1002l"],
    ["the last change first", "\x1b[?1049h\x1b[?25l\x1b[1m", "\x1b[0m\x1b[?25h\x1b[?1049l"],
    ["no wrapping", "\x1b[?7l", "\x1b[?7h"],
    ["keys of applications", "\x1b[?1h\x1b=", "\x1b>\x1b[?1l"],
    ["a scrolling region", "\x1b[2;10r", "\x1b7\x1b[r\x1b8"],
    ["a scrolling region, reset", "\x1b[2;10r\x1b[r", ""],
    ["a cursor of another form", "\x1b[5 q", "\x1b[0 q"],
    ["line drawing", "\x1b(0lqk", "\x1b(B"],
    ["line drawing, shifted", "\x0elqk", "\x0f"],
    ["insertion", "\x1b[4h", "\x1b[4l"],
    ["keyboard protocols", "\x1b[>1u\x1b[>3u\x1b[<u\x1b[>4;2m", "\x1b[<1u\x1b[>4m"],
    ["colours of the terminal", "\x1b]11;#000000\x07\x1b]4;1;red\x1b\\", "\x1b]104\x1b\\\x1b]111\x1b\\"],
    ["a question about a colour", "\x1b]11;?\x07", ""],
    ["a title", "\x1b]0;name\x07", ""],
    ["a link", "\x1b]8;;http://example\x1b\\here", "\x1b]8;;\x1b\\"],
    ["a link that was ended", "\x1b]8;id=1;http://example\x1b\\here\x1b]8;;\x1b\\", ""],
    ["a full reset", "\x1b[31m\x1b[?1049h\x1bc", ""],
    ["a sequence that is cut off", "\x1b[31", "\x18"],
    ["a string that is cut off", "\x1b[31m\x1b]0;title", "\x18\x1b[0m"],
    ["modes that do no harm", "\x1b[?12h\x1b[?3l", ""],
    ["what only looks like a mode", "\x1b]0;\x1b\\[?25l", ""],
  ])("%s", (_, output, undo) => {
    expect(written(output).undo()).toBe(undo);
    expect(written(...output).undo()).toBe(undo); // a character at a time
  });

  test("once", () => {
    const modes = written("\x1b[?25l");
    modes.undo();
    expect(modes.undo()).toBe("");
  });

  const part = fc.oneof(
    fc.constantFrom(..."\x1b[]?;<=>(8014hlmruq \x07\x18\\\x0e\x0fPcA\r\n"),
    fc.constantFrom(
      "\x1b[?1049h",
      "\x1b[?25l",
      "\x1b[?1003;2004h",
      "\x1b[3m",
      "\x1b[>5u",
      "\x1b[=3u",
      "\x1b[1;2r",
      "\x1b]8;;x\x07",
    ),
  );

  test("whatever it was: afterwards there is nothing left to undo", () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
        const output = parts.join("");
        const undo = written(output).undo();
        expect(written(output, undo).undo()).toBe("");
        expect(written(...parts).undo()).toBe(undo);
      }),
    );
  });

  test("and no string of any length fills the memory", () => {
    const modes = written("\x1b]0;");
    for (let i = 0; i < 100; i++) modes.push(new Uint8Array(100_000).fill(0x41));
    modes.push(bytes("\x07\x1b[1m"));
    expect(modes.undo()).toBe("\x1b[0m");
  });
});

test.each([
  ["", true],
  ["abc", false],
  ["abc\r\n", true],
  ["abc\n\x1b[0m", true],
  ["/ # \x1b[6n", false],
  ["$ \x1b[?1049hvi", false],
])("after %j the next output begins a line: %s", (output, expected) => {
  expect(written(output).atLineStart).toBe(expected);
});

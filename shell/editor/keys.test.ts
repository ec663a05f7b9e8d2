import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Key, KeyDecoder } from "./keys.ts";

const encoder = new TextEncoder();

/** Keys as tests write them down. */
function written(keys: readonly Key[]): string {
  return keys
    .map((key) => (key.type === "text" ? key.text : key.type === "key" ? `<${key.name}>` : `<paste:${key.text}>`))
    .join("");
}

function decoded(...pieces: readonly (string | Uint8Array)[]): string {
  const decoder = new KeyDecoder();
  const keys = pieces.flatMap((piece) => decoder.push(typeof piece === "string" ? encoder.encode(piece) : piece));
  return written([...keys, ...decoder.flush()]);
}

/** What terminals send, and what it means. */
const sequences: readonly (readonly [bytes: string, keys: string])[] = [
  ["a", "a"],
  ["hello", "hello"],
  ["é", "é"],
  ["日本", "日本"],
  ["👍🏽", "👍🏽"],
  [" ", " "],
  ["\ufeff", "\ufeff"],

  ["\x00", "<C-Space>"],
  ["\x01", "<C-a>"],
  ["\x03", "<C-c>"],
  ["\x08", "<C-h>"],
  ["\t", "<Tab>"],
  ["\n", "<C-j>"],
  ["\r", "<Enter>"],
  ["\x1a", "<C-z>"],
  ["\x1b", "<Escape>"],
  ["\x1c", "<C-\\>"],
  ["\x1f", "<C-_>"],
  ["\x7f", "<Backspace>"],
  ["\u009b", ""],

  ["\x1bb", "<M-b>"],
  ["\x1bB", "<M-B>"],
  ["\x1b.", "<M-.>"],
  ["\x1b_", "<M-_>"],
  ["\x1b<", "<M-<>"],
  ["\x1bé", "<M-é>"],
  ["\x1b\r", "<M-Enter>"],
  ["\x1b\n", "<C-M-j>"],
  ["\x1b\x7f", "<M-Backspace>"],
  ["\x1b\x08", "<C-M-h>"],
  ["\x1b\x1f", "<C-M-_>"],
  ["\x1b\x1b", "<M-Escape>"],
  ["\x1b[", "<M-[>"],
  ["\x1bO", "<M-O>"],

  ["\x1b[A", "<Up>"],
  ["\x1b[B", "<Down>"],
  ["\x1b[C", "<Right>"],
  ["\x1b[D", "<Left>"],
  ["\x1b[H", "<Home>"],
  ["\x1b[F", "<End>"],
  ["\x1b[Z", "<S-Tab>"],
  ["\x1b[1~", "<Home>"],
  ["\x1b[2~", "<Insert>"],
  ["\x1b[3~", "<Delete>"],
  ["\x1b[4~", "<End>"],
  ["\x1b[5~", "<PageUp>"],
  ["\x1b[6~", "<PageDown>"],
  ["\x1b[7~", "<Home>"],
  ["\x1b[8~", "<End>"],
  ["\x1b[15~", "<F5>"],
  ["\x1b[24~", "<F12>"],
  ["\x1b[[A", "<F1>"],
  ["\x1b[[E", "<F5>"],

  ["\x1bOA", "<Up>"],
  ["\x1bOH", "<Home>"],
  ["\x1bOF", "<End>"],
  ["\x1bOP", "<F1>"],
  ["\x1bOM", "<Enter>"],
  ["\x1bO5C", "<C-Right>"],
  ["\x1bOc", "<C-Right>"],
  ["\x1bOd", "<C-Left>"],

  ["\x1b[1;2A", "<S-Up>"],
  ["\x1b[1;3D", "<M-Left>"],
  ["\x1b[1;5C", "<C-Right>"],
  ["\x1b[1;6D", "<C-S-Left>"],
  ["\x1b[1;7A", "<C-M-Up>"],
  ["\x1b[1;8A", "<C-M-S-Up>"],
  ["\x1b[3;5~", "<C-Delete>"],
  ["\x1b[3^", "<C-Delete>"],
  ["\x1b[a", "<S-Up>"],
  ["\x1b[1;5P", "<C-F1>"],
  ["\x1b[1;5R", "<C-F3>"],
  ["\x1b\x1b[A", "<M-Up>"],
  ["\x1b\x1bOA", "<M-Up>"],

  ["\x1b[97u", "a"],
  ["\x1b[97;2u", "A"],
  ["\x1b[97;5u", "<C-a>"],
  ["\x1b[97;3u", "<M-a>"],
  ["\x1b[97;4u", "<M-A>"],
  ["\x1b[122;6u", "<C-S-z>"],
  ["\x1b[13;2u", "<S-Enter>"],
  ["\x1b[13;5u", "<C-Enter>"],
  ["\x1b[27u", "<Escape>"],
  ["\x1b[9;2u", "<S-Tab>"],
  ["\x1b[127;5u", "<C-Backspace>"],
  ["\x1b[32;5u", "<C-Space>"],
  ["\x1b[97:65;2:1u", "A"],
  ["\x1b[97;1:3u", ""],
  ["\x1b[1;1:3A", ""],
  ["\x1b[99999999u", ""],
  ["\x1b[55296u", ""],
  ["\x1b[27;5;97~", "<C-a>"],
  ["\x1b[27;2;13~", "<S-Enter>"],
  ["\x1b[27;5;9~", "<C-Tab>"],
  // Ctrl with a character is the key that it is where there are control characters alone, however it is told.
  ["\x1b[27;5;105~", "<Tab>"],
  ["\x1b[27;5;109~", "<Enter>"],
  ["\x1b[91;5u", "<Escape>"],
  ["\x1b[104;5u", "<C-h>"],
  ["\x1b[106;5u", "<C-j>"],
  ["\x1b[64;6u", "<C-Space>"],
  ["\x1b[47;5u", "<C-_>"],
  ["\x1b[27;6;95~", "<C-_>"],
  ["\x1b[27;8;95~", "<C-M-_>"],
  ["\x1b[49;5u", "<C-1>"],
  ["\x1b[57400u", "1"],
  ["\x1b[57414u", "<Enter>"],
  ["\x1b[57417;5u", "<C-Left>"],
  ["\x1b[57441;2u", ""],
  ["\x1b[57358u", ""],

  // Reports that nobody asked for, and sequences that mean nothing here.
  ["\x1b[I", ""],
  ["\x1b[O", ""],
  ["\x1b[<0;10;20M", ""],
  ["\x1b[<0;10;20m", ""],
  ["\x1b[M !!", ""],
  ["\x1b[24;80R", ""],
  ["\x1b[?1;2c", ""],
  ["\x1b[>0;276;0c", ""],
  ["\x1b[?2004;1$y", ""],
  ["\x1b[99~", ""],
  ["\x1b[12\x01", "<C-a>"],
  ["\x1b[1;é", "é"],
  ["\x1b]11;rgb:1e1e/2e2e/3e3e\x07", ""],
  ["\x1b]11;rgb:1e1e/2e2e/3e3e\x1b\\", ""],
  ["\x1b]lname\x1b\\", ""],
  ["\x1bP>|term(1)\x1b\\", ""],
  ["\x1bP1+r544e=78\x1b\\", ""],
  ["\x1b_Gi=1;OK\x1b\\", ""],
  // Nobody can tell the beginning of one from what is typed, but by its end.
  ["\x1b]12\r", "<M-]>12<Enter>"],
  ["\x1b_x", "<M-_>x"],
  ["\x1bPé", "<M-P>é"],

  ["\x1b[200~\x1b[201~", "<paste:>"],
  ["\x1b[200~one\rtwo\x1b[201~", "<paste:one\rtwo>"],
  ["\x1b[200~\x1b[A\x03\t日\x1b[201~", "<paste:\x1b[A\x03\t日>"],
  ["\x1b[200~\x1b[20\x1b[201~", "<paste:\x1b[20>"],
  ["\x1b[201~", ""],
];

describe("a sequence", () => {
  test.each(sequences)("%j is %s", (bytes, keys) => expect(decoded(bytes)).toBe(keys));

  test.each(sequences)("%j is the same between others, and when it is cut anywhere", (bytes, keys) => {
    const isOpen = ["\x1b", "\x1b\x1b", "\x1b[", "\x1bO"].includes(bytes);
    const around = encoder.encode(isOpen ? `x${bytes}` : `x${bytes}y`);
    const expected = isOpen ? `x${keys}` : `x${keys}y`;
    for (let first = 0; first <= around.length; first++) {
      for (let second = first; second <= around.length; second++) {
        const pieces = [around.slice(0, first), around.slice(first, second), around.slice(second)];
        expect(decoded(...pieces)).toBe(expected);
      }
    }
  });
});

test("only what could be a key by itself waits to be flushed", () => {
  const waits = (text: string): boolean => {
    const decoder = new KeyDecoder();
    decoder.push(encoder.encode(text));
    return decoder.waiting;
  };
  expect(["\x1b", "\x1b\x1b", "\x1b[", "\x1bO", "\x1b_", "\x1b]1"].every(waits)).toBe(true);
  expect(["", "a", "\x1b[1;", "\x1b[200~", "\x1b[200~a\x1b"].map(waits)).toEqual([false, false, false, false, false]);
});

test("what was flushed does not come back", () => {
  const decoder = new KeyDecoder();
  decoder.push(encoder.encode("\x1b"));
  expect(written(decoder.flush())).toBe("<Escape>");
  expect(written(decoder.flush())).toBe("");
  expect(written(decoder.push(encoder.encode("[A")))).toBe("[A");
});

test("what begins as an answer of the terminal and has no end was typed", () => {
  expect(decoded("\x1b]12")).toBe("<M-]>12");
  expect(decoded("\x1b]", "1", "\x1b")).toBe("<M-]>1<Escape>");
  expect(decoded("\x1b\x1b]1")).toBe("<M-M-]>1");
  expect(decoded(`\x1b]1${"x".repeat(5000)}`)).toMatch(/^<M-\]>1x+$/);
});

test("a sequence without an end is given up", () => {
  expect(decoded(`\x1b[${"1;".repeat(40)}`, "a")).toMatch(/a$/);
});

test("bytes that are no text are shown as such", () => {
  expect(decoded(Uint8Array.of(0x61, 0xff, 0x62))).toBe("a\ufffdb");
});

test("any bytes, cut anyhow, are the same keys", () => {
  const piece = fc.oneof(
    fc.constantFrom(...sequences.map(([bytes]) => bytes)),
    fc.string({ unit: "binary", maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.array(fc.nat(200), { maxLength: 6 }), (pieces, cuts) => {
      const bytes = encoder.encode(pieces.join(""));
      const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
      const cut = places.slice(1).map((end, index) => bytes.slice(places[index], end));
      expect(decoded(...cut)).toBe(decoded(bytes));
    }),
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import type { ByteSource } from "../../transport/contract.ts";
import { ghostMark, stoppedMark, withoutStoppedMark } from "./v1-attach.ts";

function source(text: string, cuts: readonly number[]): ByteSource {
  const all = new TextEncoder().encode(text);
  const borders = [...new Set([0, ...cuts.map((cut) => cut % (all.length + 1)), all.length])].sort((a, b) => a - b);
  const pieces = borders.slice(1).map((end, i) => all.subarray(borders[i], end));
  return { read: async () => pieces.shift(), cancel() {} };
}

async function textOf({ read }: ByteSource): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for (let bytes = await read(); bytes !== undefined; bytes = await read())
    text += decoder.decode(bytes, { stream: true });
  return text + decoder.decode();
}

const cuts = fc.array(fc.nat(200), { maxLength: 8 });
const log = fc.oneof(
  fc.string(),
  fc.constantFrom("Error: Imp", stoppedMark.slice(0, -1), `${stoppedMark}x`, "Error: Error: Impossible"),
);

test("a mark at the end is taken out, wherever the bytes are cut, and it is said which", async () => {
  await fc.assert(
    fc.asyncProperty(log, fc.constantFrom(stoppedMark, ghostMark), cuts, async (text, mark, at) => {
      const written = async (seen: string): Promise<boolean> => seen !== mark;
      expect(await textOf(withoutStoppedMark(source(text + mark, at), written))).toBe(text);
    }),
  );
});

test("without the mark at the end nothing is changed, nor is anybody asked", async () => {
  await fc.assert(
    fc.asyncProperty(log, cuts, async (text, at) => {
      fc.pre(!text.endsWith(stoppedMark));
      const asked = () => expect.unreachable();
      expect(await textOf(withoutStoppedMark(source(text, at), asked))).toBe(text);
    }),
  );
});

test("a program that wrote the very same line keeps it", async () => {
  expect(await textOf(withoutStoppedMark(source(stoppedMark, []), async () => true))).toBe(stoppedMark);
});

test("who is asked may say that the attachment failed", async () => {
  const failing = withoutStoppedMark(source(stoppedMark, []), () => Promise.reject(new Error("not running")));
  await expect(textOf(failing)).rejects.toThrow("not running");
});

test("what only begins like the mark is given when nothing follows it", async () => {
  const pieces: (Uint8Array | undefined)[] = [new TextEncoder().encode("CODE")];
  const waiting = withoutStoppedMark(
    { read: () => (pieces.length > 0 ? Promise.resolve(pieces.shift()) : new Promise(() => {})), cancel() {} },
    async () => false,
  );
  let text = "";
  while (text.length < 4) text += new TextDecoder().decode(await waiting.read());
  expect(text).toBe("CODE");
});

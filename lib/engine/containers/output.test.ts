import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OutputStream } from "./log.ts";
import { Output, type OutputReader, type Subscription } from "./output.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const both = new Set<OutputStream>(["stdout", "stderr"]);
const everything: Subscription = { streams: both, logs: true, live: true, logByStream: false };

/** Reads until the end, in bits of `max` bytes. */
async function readAll(reader: OutputReader, max = 1000): Promise<string> {
  let text = "";
  for (let entries = await reader.read(max); entries !== undefined; entries = await reader.read(max)) {
    for (const { stream, bytes } of entries)
      text += `${stream === "stdout" ? "o" : "e"}${new TextDecoder().decode(bytes)};`;
  }
  return text;
}

describe("output", () => {
  test("reaches who subscribes before, in the middle and afterwards exactly once, in the order of writing", async () => {
    const writes = fc.array(
      fc.record({
        stream: fc.constantFrom<OutputStream>("stdout", "stderr"),
        text: fc.string({ minLength: 1, unit: "grapheme-ascii" }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(writes, fc.nat(), fc.integer({ min: 1, max: 50 }), async (all, at, max) => {
        const output = new Output(1024 * 1024, () => 0);
        const position = at % (all.length + 1);
        const readers: Promise<string>[] = [readAll(output.subscribe(everything), max)];
        for (const [i, { stream, text }] of all.entries()) {
          if (i === position) readers.push(readAll(output.subscribe(everything), max));
          await output.write(stream, encode(text));
          if (i % 3 === 0) await Promise.resolve();
        }
        readers.push(readAll(output.subscribe(everything), max));
        output.endRun();
        const expected = all.map(({ stream, text }) => `${stream === "stdout" ? "o" : "e"}${text};`).join("");
        for (const read of await Promise.all(readers)) expect(read).toBe(expected);
      }),
    );
  });

  test("is only what was asked for", async () => {
    const output = new Output(1000, () => 0);
    output.write("stdout", encode("1"));
    output.write("stderr", encode("2"));
    output.write("stdout", encode("3"));
    const log = output.subscribe({ ...everything, live: false });
    const byStream = output.subscribe({ ...everything, live: false, logByStream: true });
    const live = output.subscribe({ ...everything, logs: false });
    const stderr = output.subscribe({ ...everything, streams: new Set<OutputStream>(["stderr"]) });
    output.write("stderr", encode("4"));
    output.endRun();
    expect(await readAll(log)).toBe("o1;e2;o3;");
    expect(await readAll(byStream)).toBe("o1;o3;e2;");
    expect(await readAll(live)).toBe("e4;");
    expect(await readAll(stderr)).toBe("e2;e4;");
  });

  test("makes the program wait for who does not read, and for nobody else", async () => {
    const output = new Output(16 * 1024 * 1024, () => 0);
    const slow = output.subscribe(everything);
    const big = new Uint8Array(100_000);
    let written = 0;
    let stalled: Promise<void> | undefined;
    while (stalled === undefined && written < 100) {
      stalled = output.write("stdout", big);
      written++;
    }
    expect(written).toBeLessThan(15);
    let resumed = false;
    stalled?.then(() => {
      resumed = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(resumed).toBe(false);
    await slow.read(300_000);
    await stalled;

    while (output.write("stdout", big) === undefined);
    output.unsubscribe(slow);
    expect(output.write("stdout", big)).toBeUndefined();
  });

  test("is remembered up to a limit, the newest of it", async () => {
    const output = new Output(50_000, () => 0);
    for (let i = 0; i < 5000; i++) output.write("stdout", encode(`line ${i}\n`));
    const log = output.log.entries();
    const texts = log.map(({ bytes }) => new TextDecoder().decode(bytes));
    expect(texts.at(-1)).toBe("line 4999\n");
    expect(texts[0]).toBe(`line ${5000 - texts.length}\n`);
    expect(texts.length).toBeGreaterThan(100);
    expect(texts.length).toBeLessThan(500);
  });

  test("of a single write that is larger than the limit is remembered all the same", () => {
    const output = new Output(10, () => 7);
    output.write("stderr", encode("much too long for that"));
    expect(output.log.entries()).toEqual([{ stream: "stderr", time: 7, bytes: encode("much too long for that") }]);
  });
});

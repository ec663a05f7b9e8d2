import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { callbackFile, pipe } from "./mod.ts";
import { decode, encode } from "./testing.ts";

const pending = async (promise: Promise<unknown>) => {
  const other = Symbol();
  await new Promise((resolve) => setTimeout(resolve, 5));
  return (await Promise.race([promise, Promise.resolve(other)])) === other;
};

describe("a pipe", () => {
  test("passes all bytes in order, however they are written and read", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 100 }),
        async (pieces, capacity, max) => {
          const { reader, writer } = pipe(capacity);
          const writing = (async () => {
            for (const piece of pieces) await writer.write(piece);
            writer.release();
          })();
          const read: number[] = [];
          for (let bytes = await reader.read(max); bytes !== undefined; bytes = await reader.read(max)) {
            expect(bytes.length).toBeGreaterThan(0);
            expect(bytes.length).toBeLessThanOrEqual(max);
            read.push(...bytes);
          }
          await writing;
          expect(read).toEqual(pieces.flatMap((piece) => [...piece]));
        },
      ),
    );
  });

  test("makes the writer wait until all but its capacity is read", async () => {
    const { reader, writer } = pipe(10);
    await writer.write(encode("12345"));
    const large = writer.write(encode("x".repeat(20)));
    const next = writer.write(encode("y"));
    expect(await pending(large)).toBe(true);
    expect(decode((await reader.read())!)).toBe(`12345${"x".repeat(20)}`);
    await Promise.all([large, next]);
    expect(decode((await reader.read())!)).toBe("y");
  });

  test("does not copy what is large", async () => {
    const { reader, writer } = pipe();
    const bytes = new Uint8Array(1 << 20);
    const writing = writer.write(bytes);
    expect((await reader.read(1 << 20))!.buffer).toBe(bytes.buffer);
    await writing;
  });

  test("ends when the last writer is released", async () => {
    const { reader, writer } = pipe();
    writer.retain();
    writer.release();
    const reading = reader.read();
    expect(await pending(reading)).toBe(true);
    writer.release();
    expect(await reading).toBeUndefined();
    expect(await reader.read()).toBeUndefined();
  });

  test("breaks when the last reader is released, also for who is waiting", async () => {
    const { reader, writer } = pipe(1);
    const waiting = writer.write(encode("abc"));
    const behind = writer.write(encode("d"));
    reader.release();
    await expect(waiting).rejects.toMatchObject({ code: "EPIPE" });
    await expect(behind).rejects.toMatchObject({ code: "EPIPE" });
    await expect(writer.write(encode("e"))).rejects.toMatchObject({ code: "EPIPE" });
  });

  test("has one direction", async () => {
    const { reader, writer } = pipe();
    await expect(reader.write(encode("x"))).rejects.toMatchObject({ code: "EBADF" });
    await expect(writer.read()).rejects.toMatchObject({ code: "EBADF" });
  });
});

describe("a file of callbacks", () => {
  test("keeps what was read for nobody, and splits what is too much", async () => {
    let give: (bytes: Uint8Array) => void = () => undefined;
    const file = callbackFile({
      read: () =>
        new Promise((resolve) => {
          give = resolve;
        }),
    });
    let cancel: (reason: Error) => void = () => undefined;
    const killed = file.read(10, { add: (how) => (cancel = how), delete: () => undefined });
    await new Promise((resolve) => setTimeout(resolve, 0));
    cancel(new Error("killed"));
    await expect(killed).rejects.toThrow("killed");
    give(encode("hello"));
    expect(decode((await file.read(2))!)).toBe("he");
    expect(decode((await file.read())!)).toBe("llo");
  });

  test("passes failures on, and is closed once", async () => {
    let closed = 0;
    const file = callbackFile({
      read: () => Promise.reject(new Error("gone")),
      write: () => {
        throw new Error("full");
      },
      close: () => void closed++,
    });
    await expect(file.read()).rejects.toThrow("gone");
    await expect(file.write(encode("x"))).rejects.toThrow("full");
    file.retain();
    file.release();
    expect(closed).toBe(0);
    file.release();
    expect(closed).toBe(1);
  });
});

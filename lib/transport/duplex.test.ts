import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ByteSource } from "./contract.ts";
import { duplexPair, fromReadableStream, pipeCapacity, readAll, toReadableStream } from "./duplex.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (data: Uint8Array | undefined) => data && new TextDecoder().decode(data);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Whether a promise is settled after everything that is due has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  promise.then(settle, settle);
  for (let i = 0; i < 5; i++) await turn();
  return settled;
}

describe("duplexPair", () => {
  test("carries bytes both ways, each side ending on its own", async () => {
    const [a, b] = duplexPair();
    const waiting = b.read();
    await a.write(bytes("ping"));
    expect(text(await waiting)).toBe("ping");
    await a.end();
    await a.end();
    expect(await b.read()).toBeUndefined();
    expect(a.closed || b.closed).toBe(false);
    await b.write(bytes("pong"));
    await b.end();
    expect(text(await readAll(a))).toBe("pong");
    expect(a.closed && b.closed).toBe(true);
  });

  test("an empty write is nothing, and not an end", async () => {
    const [a, b] = duplexPair();
    await a.write(new Uint8Array(0));
    await a.write(bytes("x"));
    expect(text(await b.read())).toBe("x");
  });

  test.each([
    ["a Uint8Array", new Uint8Array([1, 2, 3])],
    ["a Buffer", Buffer.from([1, 2, 3])],
  ])("what was read stays when the writer reuses %s", async (_, data) => {
    const [a, b] = duplexPair();
    await a.write(data);
    data.fill(9);
    expect([...(await b.read())!]).toEqual([1, 2, 3]);
  });

  test("a writer waits when nobody reads, and goes on when somebody does", async () => {
    const [a, b] = duplexPair();
    await a.write(new Uint8Array(pipeCapacity));
    const write = a.write(bytes("more"));
    expect(await isSettled(write)).toBe(false);
    expect((await b.read())!.length).toBe(pipeCapacity);
    await write;
    expect(text(await b.read())).toBe("more");
  });

  test("a write larger than the capacity passes in pieces", async () => {
    const [a, b] = duplexPair();
    const large = new Uint8Array(pipeCapacity * 3 + 5).map((_, i) => i * 7);
    const write = a.write(large);
    expect(await isSettled(write)).toBe(false);
    const end = a.end();
    const all = await readAll(b);
    await Promise.all([write, end]);
    expect(Buffer.compare(all, large)).toBe(0);
  });

  test("writes that wait at the same time keep their order", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(pipeCapacity), { minLength: 1, maxLength: 12 }), async (sizes) => {
        const [a, b] = duplexPair();
        const writes = sizes.map((size, i) => a.write(new Uint8Array(size).fill(i)));
        const end = a.end();
        const all = await readAll(b);
        await Promise.all([...writes, end]);
        let at = 0;
        for (const [i, size] of sizes.entries()) {
          expect(all.subarray(at, at + size).every((byte) => byte === i)).toBe(true);
          at += size;
        }
        expect(all.length).toBe(at);
      }),
      { numRuns: 30 },
    );
  });

  test("two sides that answer each other leave the event loop its turns", async () => {
    const [a, b] = duplexPair();
    let stopped = false;
    setTimeout(() => {
      stopped = true;
      a.cancel();
    }, 5);
    const echo = (async () => {
      for (let got = await b.read(); got !== undefined; got = await b.read()) await b.write(got);
    })();
    const play = (async () => {
      while (!stopped) {
        await a.write(bytes("x"));
        await a.read();
      }
    })();
    await Promise.allSettled([echo, play]);
    expect(stopped).toBe(true);
  });

  test("cancel without a reason: our reads end, theirs fail, and nobody can write", async () => {
    const [a, b] = duplexPair();
    await a.write(bytes("last words"));
    const ours = a.read();
    a.cancel();
    a.cancel();
    expect(await ours).toBeUndefined();
    expect(await a.read()).toBeUndefined();
    expect(text(await b.read())).toBe("last words");
    await expect(b.read()).rejects.toMatchObject({ name: "ConnectError", code: "ECONNRESET" });
    await expect(b.write(bytes("x"))).rejects.toMatchObject({ name: "ConnectError", code: "EPIPE" });
    await expect(a.write(bytes("x"))).rejects.toMatchObject({ name: "ConnectError" });
    expect(a.closed && b.closed).toBe(true);
  });

  test("cancel with a reason: what waits on our side rejects with it", async () => {
    const [a] = duplexPair();
    const reason = new Error("enough");
    const read = a.read();
    await a.write(new Uint8Array(pipeCapacity));
    const write = a.write(bytes("more"));
    a.cancel(reason);
    await expect(read).rejects.toBe(reason);
    await expect(write).rejects.toBe(reason);
    await expect(a.read()).rejects.toBe(reason);
    await expect(a.write(bytes("x"))).rejects.toBe(reason);
  });

  test("cancel wakes the reader of the other side", async () => {
    const [a, b] = duplexPair();
    const read = b.read();
    a.cancel();
    await expect(read).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  test("what was ended in order stays an end, though its writer then goes away", async () => {
    const [a, b] = duplexPair();
    await a.write(bytes("all"));
    await a.end();
    a.cancel();
    expect(text(await b.read())).toBe("all");
    expect(await b.read()).toBeUndefined();
  });

  test("nothing can be written after the end, and reads do not overlap", async () => {
    const [a, b] = duplexPair();
    await a.end();
    await expect(a.write(bytes("x"))).rejects.toMatchObject({ name: "InvalidArgumentError" });
    const first = a.read();
    await expect(a.read()).rejects.toMatchObject({ name: "InvalidArgumentError" });
    await b.end();
    expect(await first).toBeUndefined();
  });
});

function sourceOf(...chunks: (Uint8Array | Error)[]): ByteSource & { reads: number; cancelled: unknown[] } {
  return {
    reads: 0,
    cancelled: [],
    async read() {
      this.reads++;
      const chunk = chunks.shift();
      if (chunk instanceof Error) throw chunk;
      return chunk;
    },
    cancel(reason) {
      this.cancelled.push(reason);
    },
  };
}

describe("toReadableStream", () => {
  test("gives what the source gives", async () => {
    const stream = toReadableStream(sourceOf(bytes("a"), bytes("b")));
    expect(await new Response(stream).text()).toBe("ab");
  });

  test("reads nothing ahead", async () => {
    const source = sourceOf(bytes("a"), bytes("b"), bytes("c"));
    const reader = toReadableStream(source).getReader();
    await turn();
    expect(source.reads).toBe(0);
    await reader.read();
    await turn();
    expect(source.reads).toBe(1);
  });

  test("passes on failures and cancellation", async () => {
    const broken = new Error("broken");
    await expect(toReadableStream(sourceOf(broken)).getReader().read()).rejects.toBe(broken);
    const source = sourceOf(bytes("a"));
    await toReadableStream(source).cancel("enough");
    expect(source.cancelled).toEqual(["enough"]);
  });
});

describe("fromReadableStream", () => {
  test("gives what the stream gives, without empty chunks", async () => {
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of ["a", "", "b"]) controller.enqueue(bytes(chunk));
        controller.close();
      },
    });
    const source = fromReadableStream(stream);
    expect([text(await source.read()), text(await source.read()), await source.read()]).toEqual(["a", "b", undefined]);
  });

  test("refuses what is not bytes", async () => {
    let cancelled: unknown;
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue("text"),
      cancel: (reason) => {
        cancelled = reason;
      },
    });
    const error = await fromReadableStream(stream)
      .read()
      .catch((e) => e);
    expect(error).toMatchObject({ name: "InvalidArgumentError", hint: expect.stringContaining("TextEncoderStream") });
    expect(cancelled).toBe(error);
  });

  test("passes on failures and cancellation", async () => {
    const broken = new Error("broken");
    const source = fromReadableStream(new ReadableStream({ start: (controller) => controller.error(broken) }));
    await expect(source.read()).rejects.toBe(broken);
    source.cancel();
    let reason: unknown;
    const cancel = (why: unknown) => {
      reason = why;
    };
    fromReadableStream(new ReadableStream({ cancel })).cancel("enough");
    expect(reason).toBe("enough");
  });
});

describe("readAll", () => {
  test("joins the pieces", async () => {
    expect(text(await readAll(sourceOf()))).toBe("");
    expect(text(await readAll(sourceOf(bytes("ab"), bytes("c"))))).toBe("abc");
  });

  test("stops at a limit", async () => {
    const source = sourceOf(bytes("ab"), bytes("cd"), bytes("ef"));
    await expect(readAll(source, 3)).rejects.toMatchObject({ name: "ProtocolError" });
    expect(source.cancelled).toHaveLength(1);
    expect(text(await readAll(sourceOf(bytes("abc")), 3))).toBe("abc");
  });
});

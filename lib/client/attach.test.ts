import { describe, expect, test } from "vitest";
import { scriptedTransport } from "../../test/support/scripted-transport.ts";
import { ConnectError, InvalidArgumentError, NotFoundError, ProtocolError } from "../errors.ts";
import { encodeStdio } from "../wire/stdio.ts";
import { Docker } from "./docker.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const multiplexed =
  "HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.multiplexed-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n";

/** Attaches to an engine of API 1.43 that answers with these bytes. */
function attach(pieces: readonly (string | Uint8Array)[], options = {}) {
  return new Docker(
    scriptedTransport(
      () => undefined,
      () => pieces,
    ),
    "1.43",
  ).containers
    .get("x")
    .attach(options);
}

describe("an attachment", () => {
  test("keeps the bytes that came together with the head", async () => {
    const head = bytes(multiplexed);
    const frame = encodeStdio("stdout", bytes("hello"));
    const together = new Uint8Array([...head, ...frame]);
    expect(await (await attach([together])).text()).toBe("hello");
  });

  test.each([
    ["inside a payload", [multiplexed, encodeStdio("stdout", bytes("hello")).subarray(0, 10)]],
    ["inside a header", [multiplexed, encodeStdio("stdout", bytes("hello")), new Uint8Array([1, 0, 0])]],
    ["with a frame of an unknown type", [multiplexed, new Uint8Array([7, 0, 0, 0, 0, 0, 0, 1, 65])]],
    ["with a frame of absurd length", [multiplexed, new Uint8Array([1, 0, 0, 0, 255, 255, 255, 248, 65])]],
  ])("that ends %s breaks every stream with a ProtocolError", async (_, pieces) => {
    await expect((await attach(pieces)).text()).rejects.toThrow(ProtocolError);
    const both = await attach(pieces);
    const { stdout, stderr } = both;
    await Promise.all([stdout, stderr].map((stream) => expect(drain(stream)).rejects.toThrow(ProtocolError)));
    await expect((await attach(pieces)).closed).rejects.toThrow(ProtocolError);
  });

  test("that is refused rejects with the engine's message, whatever its type is called", async () => {
    const head = "HTTP/1.1 404 Not Found\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n";
    await expect(attach([head, "No such container: x\r\n"])).rejects.toThrow(NotFoundError);
    await expect(attach([head, "No such container: x\r\n"])).rejects.toThrow("No such container: x");
  });

  test("is read to its end once: a second time looks like no output, and is refused", async () => {
    const attachment = await attach([multiplexed, encodeStdio("stdout", bytes("hello"))]);
    expect(await attachment.text()).toBe("hello");
    await expect(attachment.texts()).rejects.toThrow(InvalidArgumentError);
    await expect(attachment.text()).rejects.toThrow("text() has read the output already");
  });

  test("that gets no answer is a ConnectError, as every call is", async () => {
    const attaching = attach([]);
    await expect(attaching).rejects.toThrow(ConnectError);
    await expect(attaching).rejects.toMatchObject({
      message: expect.stringMatching(
        /^the connection was closed before the engine answered POST \/v1.43\/containers\/x\/attach/,
      ),
      code: "ECONNRESET",
      hint: "It is unknown whether the engine carried it out: look before you send it again.",
    });
  });

  test.each([[["HTTP/1.1 101 UPG"]], [["garbage\r\n\r\n"]]])(
    "that gets half an answer, or none, is a ProtocolError: %j",
    async (pieces) => {
      await expect(attach(pieces)).rejects.toThrow(ProtocolError);
    },
  );

  test("takes its streams before reading, or is told", async () => {
    const attachment = await attach([
      multiplexed,
      encodeStdio("stdout", bytes("a")),
      encodeStdio("stderr", bytes("b")),
    ]);
    await drain(attachment.stdout);
    expect(() => attachment.output).toThrow(/after reading had begun/);
    expect(await drain(attachment.stderr)).toBe("b");
  });

  test("half a character at the end of a chunk is not lost", async () => {
    const euro = bytes("€");
    const attachment = await attach([
      multiplexed,
      encodeStdio("stdout", euro.subarray(0, 1)),
      encodeStdio("stderr", bytes("!")),
      encodeStdio("stdout", euro.subarray(1)),
    ]);
    expect(await attachment.texts()).toEqual({ stdout: "€", stderr: "!" });
  });

  test("reads no further than its readers want", async () => {
    const frame = encodeStdio("stdout", new Uint8Array(65_536));
    let served = 0;
    const pieces: Uint8Array[] = [bytes(multiplexed)];
    for (let i = 0; i < 1000; i++) pieces.push(frame);
    const counted = new Proxy(pieces, {});
    const transport = scriptedTransport(
      () => undefined,
      () => counted,
    );
    const dial = transport.dial.bind(transport);
    transport.dial = async () => {
      const duplex = await dial();
      const read = duplex.read.bind(duplex);
      duplex.read = () => {
        served++;
        return read();
      };
      return duplex;
    };
    const attachment = await new Docker(transport, "1.43").containers.get("x").attach();
    const reader = attachment.stdout.getReader();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(served).toBeLessThan(12);
    await reader.cancel();
  });
});

async function drain(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = "";
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read())
    text += new TextDecoder().decode(next.value);
  return text;
}

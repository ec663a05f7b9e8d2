import { describe, expect, test } from "vitest";
import { openTty, RAW, type Signal } from "./mod.ts";
import { decode, encode } from "./testing.ts";

function terminal() {
  const signals: Signal[] = [];
  const { master, slave } = openTty({ rows: 24, columns: 80, signal: (signal) => void signals.push(signal) });
  const typed = async (keys: string) => {
    await master.write(encode(keys));
  };
  const screen = async () => decode((await master.read())!);
  const line = async (max?: number) => {
    const bytes = await slave.read(max);
    return bytes && decode(bytes);
  };
  return { master, slave, signals, typed, screen, line };
}

describe("a terminal", () => {
  test("hands out lines one by one, edited, and echoes", async () => {
    const { typed, screen, line } = terminal();
    await typed("ax\x7fb\rsecond\n");
    expect(await line()).toBe("ab\n");
    expect(await line(3)).toBe("sec");
    expect(await line()).toBe("ond\n");
    expect(await screen()).toBe("ax\b \bb\r\nsecond\r\n");
  });

  test("erases whole characters, words and lines", async () => {
    const { typed, line } = terminal();
    await typed("é\x7f€u\x7f\x7fone two\x17three\n");
    expect(await line()).toBe("one three\n");
    await typed("nothing\x15all\n");
    expect(await line()).toBe("all\n");
  });

  test("^D ends the input once, or hands out what was typed", async () => {
    const { typed, line } = terminal();
    await typed("\x04part\x04after\n");
    expect(await line()).toBeUndefined();
    expect(await line()).toBe("part");
    expect(await line()).toBe("after\n");
    const waiting = line();
    await typed("\x04");
    expect(await waiting).toBeUndefined();
  });

  test("^C and ^\\ are signals and drop what was typed; ^Z does nothing", async () => {
    const { typed, line, signals, screen } = terminal();
    await typed("lost\nlost too\x03\x1a\x1ckept\n");
    expect(signals).toEqual(["INT", "QUIT"]);
    expect(await line()).toBe("kept\n");
    expect(await screen()).toBe("lost\r\nlost too^C^Z^\\kept\r\n");
  });

  test("raw passes everything as it is, both ways", async () => {
    const { master, slave, typed, signals, line, screen } = terminal();
    await typed("begun");
    expect(await screen()).toBe("begun");
    slave.terminal?.configure(RAW);
    expect(await line()).toBe("begun");
    await typed("\x03\r\x7f");
    expect(await line()).toBe("\x03\r\x7f");
    expect(signals).toEqual([]);
    await slave.write(encode("a\nb"));
    expect(decode((await master.read())!)).toBe("a\nb");
  });

  test("without echo, input stays edited", async () => {
    const { slave, typed, line, screen } = terminal();
    slave.terminal?.configure({ echo: false });
    await typed("secrex\x7ft\n");
    expect(await line()).toBe("secret\n");
    await slave.write(encode("done\n"));
    expect(await screen()).toBe("done\r\n");
  });

  test("tells its size, and that it changed", () => {
    const { master, slave, signals } = terminal();
    expect(slave.size).toEqual({ rows: 24, columns: 80 });
    master.resize(50, 100);
    master.resize(50, 100);
    expect(slave.size).toEqual({ rows: 50, columns: 100 });
    expect(signals).toEqual(["WINCH"]);
  });

  test("ends for the client when the last program closes it", async () => {
    const { master, slave, screen } = terminal();
    slave.retain();
    await slave.write(encode("bye"));
    slave.release();
    slave.release();
    expect(await screen()).toBe("bye");
    expect(await master.read()).toBeUndefined();
  });

  test("hangs up when the client closes it", async () => {
    const { master, slave, line, signals } = terminal();
    const waiting = line();
    master.close();
    expect(await waiting).toBeUndefined();
    expect(signals).toEqual(["HUP"]);
    await expect(slave.write(encode("x"))).rejects.toMatchObject({ code: "EIO" });
  });

  test("makes a fast client wait", async () => {
    const { master, line } = terminal();
    await master.write(encode(`${"x".repeat(70_000)}\n`).subarray(0, 10));
    let accepted = false;
    const writing = master.write(encode(`${"y".repeat(70_000)}\n`)).then(() => {
      accepted = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(accepted).toBe(false);
    await line();
    await writing;
  });
});

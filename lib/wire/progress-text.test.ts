import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ProgressMessage, TextMessages } from "./progress.ts";
import { cut, everyCut, outcome, utf8 } from "./testing.ts";

/** Random places to cut at. */
const places = fc.array(fc.nat(400), { maxLength: 20 });

type Options = ConstructorParameters<typeof TextMessages>[0];

function read(pieces: Uint8Array[], options?: Options) {
  return outcome<ProgressMessage[]>([], (out) => {
    const messages = new TextMessages(options);
    for (const piece of pieces) messages.push(piece, out);
    messages.end(out);
  });
}

const messages = (text: string, options?: Options) => read([utf8(text)], options).out;

describe("lines", () => {
  test("of a pull, cut anywhere", () => {
    const text =
      "Pulling repository übuntu from http://x/v1\r\nPulling ab metadata\r\nDownloading 16384/22016 (74%)\r" +
      "Downloading 22016/22016 (100%)\r\r\nPulling cd metadata\n";
    for (const pieces of everyCut(utf8(text))) {
      expect(read(pieces)).toEqual({
        out: [
          { status: "Pulling repository übuntu from http://x/v1" },
          { status: "Pulling ab metadata" },
          { status: "Downloading", progress: "16384/22016 (74%)", progressDetail: { current: 16384, total: 22016 } },
          { status: "Downloading", progress: "22016/22016 (100%)", progressDetail: { current: 22016, total: 22016 } },
          { status: "Pulling cd metadata" },
        ],
      });
    }
  });

  test("of progress: without a word before it, without a total", () => {
    expect(messages(" 32768/2140160 (2%)\r")).toEqual([
      { progress: "32768/2140160 (2%)", progressDetail: { current: 32768, total: 2140160 } },
    ]);
    expect(messages("Importing 2048/? (n/a)\r\r\n")).toEqual([
      { status: "Importing", progress: "2048/? (n/a)", progressDetail: { current: 2048 } },
    ]);
  });

  test("that only look like progress are a status", () => {
    for (const line of ["at 1/2", "1/2 (50%) done", "a/b (50%)", `${"1".repeat(20)}/2 (1%)`]) {
      expect(messages(`${line}\r\n`)).toEqual([{ status: line }]);
    }
  });

  test("of progress are given at once, without waiting for what follows", () => {
    const out: ProgressMessage[] = [];
    new TextMessages().push(utf8("Downloading 1/2 (50%)\r"), out);
    expect(out).toHaveLength(1);
  });

  test("without an end count at the end of the stream", () => {
    expect(messages("a\r\nb")).toEqual([{ status: "a" }, { status: "b" }]);
  });

  test("that are empty are no messages", () => {
    expect(messages("\r\n\n\r \r\n")).toEqual([]);
    expect(messages("")).toEqual([]);
  });

  test("the id of an import is a status", () => {
    expect(messages("d4344040ba96\r\n")).toEqual([{ status: "d4344040ba96" }]);
  });

  test("the result of an insert is an object, as in v1.1", () => {
    const text = 'Downloading 8/8 (100%)\r\r\nd989791df2de97\r\n{"Id":"d989791df2de"}';
    for (const pieces of everyCut(utf8(text))) {
      expect(read(pieces).out.slice(1)).toEqual([{ status: "d989791df2de97" }, { Id: "d989791df2de" }]);
    }
    expect(messages('{"Id":""}\r\n')).toEqual([{ Id: "" }]);
    expect(read([utf8('{"Id":"d98')])).toEqual({ out: [], error: "ProtocolError" });
  });

  test("are bounded", () => {
    const text = "x".repeat(101);
    for (const pieces of [
      [utf8(text)],
      cut(
        utf8(text),
        [...text].map((_, i) => i),
      ),
    ]) {
      expect(read(pieces, { maxLine: 100 })).toEqual({ out: [], error: "ProtocolError" });
    }
    expect(read([utf8(`${"x".repeat(100)}\n${"x".repeat(100)}\n`)], { maxLine: 100 }).error).toBeUndefined();
    expect(read([utf8(`Error: ${"x\n".repeat(100)}`)], { maxLine: 100 }).error).toBe("ProtocolError");
  });

  test("are read in linear time", () => {
    expect(messages(`${"1".repeat(1_000_000)}\n`)).toHaveLength(1);
    expect(messages(`${" ".repeat(999_999)}x\n`)).toHaveLength(1);
    expect(messages(`${"1/".repeat(500_000)}\n`)).toHaveLength(1);
  });
});

describe("errors", () => {
  const failed = (error: string) => ({ error, errorDetail: { message: error } });

  test("as the last line", () => {
    const text = "Pulling repository nosuch from http://x/v1\r\nError: HTTP code: 404\r\n";
    for (const pieces of everyCut(utf8(text))) {
      expect(read(pieces)).toEqual({
        out: [{ status: "Pulling repository nosuch from http://x/v1" }, failed("HTTP code: 404")],
      });
    }
  });

  test("of a build", () => {
    const text = "FROM base ()\nError build: The command [false] returned a non-zero code: 1\n";
    expect(messages(text).at(-1)).toEqual(failed("The command [false] returned a non-zero code: 1"));
    expect(messages(text, { build: true }).at(-1)).toEqual(failed("The command [false] returned a non-zero code: 1"));
  });

  test("of several lines, which are all its text", () => {
    const text = "Importing 26/26 (100%)\r\r\nError: exit status 1: tar: no locale\ntar: Unrecognized\n\r\n";
    for (const pieces of everyCut(utf8(text))) {
      expect(read(pieces).out.slice(1)).toEqual([failed("exit status 1: tar: no locale\ntar: Unrecognized")]);
    }
  });

  test("without a line end, or without a text", () => {
    expect(messages("Error: cut")).toEqual([failed("cut")]);
    expect(messages("Error: \r\n")).toEqual([failed("the engine gave no reason")]);
  });

  test("only where the mark begins a line", () => {
    expect(messages("No Error: here\nErrors: none\n")).toEqual([
      { status: "No Error: here" },
      { status: "Errors: none" },
    ]);
  });
});

describe("a build", () => {
  test("gives its lines as output, as today's engines do", () => {
    const text = "FROM base ()\n===> ab\nBuild successful.\n===> cd\n";
    expect(messages(text, { build: true })).toEqual([
      { stream: "FROM base ()\n" },
      { stream: "===> ab\n" },
      { stream: "Build successful.\n" },
      { stream: "===> cd\n" },
    ]);
  });

  test("may print what elsewhere would be an error or a result", () => {
    expect(messages('Error: only a warning\n{"Id":x\n===> ab\n', { build: true })).toEqual([
      { stream: "Error: only a warning\n" },
      { stream: '{"Id":x\n' },
      { stream: "===> ab\n" },
    ]);
  });

  test("shows the progress of its pull", () => {
    expect(messages("Downloading 1/2 (50%)\r", { build: true })).toEqual([
      { status: "Downloading", progress: "1/2 (50%)", progressDetail: { current: 1, total: 2 } },
    ]);
  });
});

test("a stream gives the same, however it is cut", () => {
  const soup = fc.array(
    fc.constantFrom("a", "é", "🐳", " ", "\r", "\n", "\r\n", "1/2 (50%)", "Error: ", "Error build: ", '{"Id":', '"x"}'),
  );
  fc.assert(
    fc.property(soup, places, fc.boolean(), (parts, places, build) => {
      const all = utf8(parts.join(""));
      const whole = read([all], { build, maxLine: 60 });
      expect(read(cut(all, places), { build, maxLine: 60 })).toEqual(whole);
      expect(whole.out.length).toBeLessThanOrEqual(parts.length);
    }),
    { numRuns: 1000 },
  );
});

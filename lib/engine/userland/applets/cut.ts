/** cut, paste, tr, strings. */

import type { Program } from "../../kernel/types.ts";
import { applet, Failure } from "./kit/applet.ts";
import { encodeText, toBytes, toText } from "./kit/bytes.ts";
import { resolveEscapes } from "./kit/escapes.ts";
import { changeLines, close, eachInput, everyLine, lines, Output, open, pieces } from "./kit/io.ts";
import { parseCount, parseOptions } from "./kit/options.ts";

/** `1,3-5,7-` as pairs of first and last, in order. */
function parseRanges(text: string): [number, number][] {
  const ranges = text.split(",").map((part): [number, number] => {
    const [, from, dash, to] = /^(\d*)(-?)(\d*)$/.exec(part) ?? [];
    if (from === undefined || (from === "" && to === "")) throw new Failure("invalid range");
    const start = from === "" ? 1 : Number(from);
    const end = dash === "" ? start : to === "" ? Number.POSITIVE_INFINITY : Number(to);
    if (start === 0 || end < start) throw new Failure("invalid range");
    return [start, end];
  });
  return ranges.sort((a, b) => a[0] - b[0]);
}

const includes = (ranges: readonly [number, number][], at: number) =>
  ranges.some(([from, to]) => at >= from && at <= to);

export const cut: Program = applet("[OPTIONS] [FILE]...", async (process) => {
  const options = parseOptions(process, {
    short: "b:c:f:d:sn",
    long: { fields: "f", delimiter: "d", characters: "c", bytes: "b" },
  });
  const mode = options.last("b", "c", "f");
  if (mode === undefined) throw new Failure("expected a list of bytes, characters, or fields");
  const delimiter = encodeText(options.get("d") ?? "\t").slice(0, 1);
  const ranges = parseRanges(options.get(mode)!);
  const cutFields = (line: string): string | undefined => {
    if (!line.includes(delimiter)) return options.has("s") ? undefined : line;
    return line
      .split(delimiter)
      .filter((_field, at) => includes(ranges, at + 1))
      .join(delimiter);
  };
  const cutBytes = (line: string): string => {
    let result = "";
    let done = 0;
    for (const [from, to] of ranges) {
      result += line.slice(Math.max(from - 1, done), to);
      done = Math.max(done, Math.min(to, line.length));
    }
    return result;
  };
  return changeLines(process, options.operands, (line) => {
    const kept = mode === "f" ? cutFields(line) : cutBytes(line);
    return kept === undefined ? undefined : `${kept}\n`;
  });
});

export const paste: Program = applet("[-s] [-d LIST] [FILE]...", async (process) => {
  const options = parseOptions(process, { short: "sd:" });
  const delimiters = resolveEscapes(encodeText(options.get("d") ?? "\t")).text || "\0";
  const out = new Output(process);
  const names = options.operands.length === 0 ? ["-"] : options.operands;
  if (options.has("s")) {
    for (const name of names) {
      let count = 0;
      const code = await everyLine(process, [name], (line) => {
        if (count > 0) out.put(delimiters[(count - 1) % delimiters.length]!);
        out.put(line);
        count++;
      });
      if (code !== 0) return code;
      out.put("\n");
      await out.flush();
    }
    return 0;
  }
  const stdin = lineByLine(lines(process, 0));
  const opened = names.map((name) => (name === "-" ? undefined : open(process, name)));
  const sources = opened.map((fd) => (fd === undefined ? stdin : lineByLine(lines(process, fd))));
  for (;;) {
    const row: (string | undefined)[] = [];
    for (const source of sources) {
      const next = await source.next();
      row.push(next.done ? undefined : next.value);
    }
    if (row.every((line) => line === undefined)) break;
    out.put(
      `${row.map((line, at) => (line ?? "") + (at < row.length - 1 ? delimiters[at % delimiters.length] : "")).join("")}\n`,
    );
    await out.drain();
  }
  await out.flush();
  for (const fd of opened) if (fd !== undefined) close(process, fd);
  return 0;
});

async function* lineByLine(batches: AsyncGenerator<{ lines: string[] }>): AsyncGenerator<string> {
  for await (const batch of batches) yield* batch.lines;
}

const classes: Record<string, RegExp> = {
  alpha: /[a-zA-Z]/,
  digit: /[0-9]/,
  alnum: /[a-zA-Z0-9]/,
  upper: /[A-Z]/,
  lower: /[a-z]/,
  space: /[ \t-\r]/,
  blank: /[ \t]/,
  punct: /[!-/:-@[-`{-~]/,
  print: /[ -~]/,
  graph: /[!-~]/,
  cntrl: /[\x00-\x1f\x7f]/,
  xdigit: /[0-9a-fA-F]/,
};
const everyByte = Array.from({ length: 256 }, (_none, code) => String.fromCharCode(code));

/** The characters that an argument of tr stands for. */
function expandSet(text: string): string {
  const source = resolveEscapes(text).text;
  let result = "";
  for (let at = 0; at < source.length; ) {
    const named = /^\[:(\w+):\]/.exec(source.slice(at));
    const equivalent = /^\[=(.)=\]/s.exec(source.slice(at));
    const char = source[at]!;
    const members = named === null ? undefined : classes[named[1]!];
    if (named !== null && members !== undefined) {
      result += everyByte.filter((byte) => members.test(byte)).join("");
      at += named[0].length;
    } else if (equivalent !== null) {
      result += equivalent[1];
      at += equivalent[0].length;
    } else if (source[at + 1] === "-" && at + 2 < source.length) {
      const [from, to] = [char.charCodeAt(0), source.charCodeAt(at + 2)];
      for (let code = from; code <= to; code++) result += String.fromCharCode(code);
      at += 3;
    } else {
      result += char;
      at++;
    }
  }
  return result;
}

export const tr: Program = applet("[-cds] STRING1 [STRING2]", async (process) => {
  const options = parseOptions(process, { short: "+cCds", min: 1, max: 2 });
  const [firstText, secondText] = options.operands as [string, string | undefined];
  const deletes = options.has("d");
  const squeezes = options.has("s");
  let first = expandSet(encodeText(firstText));
  if (options.has("c") || options.has("C")) first = everyByte.filter((byte) => !first.includes(byte)).join("");
  const second = secondText === undefined ? "" : expandSet(encodeText(secondText));
  const map = new Uint8Array(256).map((_none, code) => code);
  const removed = new Uint8Array(256);
  if (deletes) for (const char of first) removed[char.charCodeAt(0)] = 1;
  else if (second !== "") {
    for (let at = 0; at < first.length; at++)
      map[first.charCodeAt(at)] = second.charCodeAt(Math.min(at, second.length - 1));
  }
  const squeezed = new Uint8Array(256);
  if (squeezes) for (const char of secondText === undefined ? first : second) squeezed[char.charCodeAt(0)] = 1;
  let previous = -1;
  for await (const bytes of pieces(process, 0)) {
    const result = new Uint8Array(bytes.length);
    let length = 0;
    for (const byte of bytes) {
      if (removed[byte] === 1) continue;
      const mapped = map[byte]!;
      if (squeezed[mapped] === 1 && mapped === previous) continue;
      result[length++] = mapped;
      previous = mapped;
    }
    if (length > 0) await process.write(1, result.subarray(0, length));
  }
  return 0;
});

export const strings: Program = applet("[-fo] [-t o|d|x] [-n LEN] [FILE]...", async (process) => {
  const options = parseOptions(process, { short: "afn:" });
  const least = parseCount(options.get("n") ?? "4");
  const printable = new RegExp(`[\\t -~]{${least},}`, "g");
  return eachInput(process, options.operands, async (fd, name) => {
    let rest = "";
    const show = async (text: string) => {
      const found = text.match(printable) ?? [];
      const prefix = options.has("f") ? `${encodeText(name)}: ` : "";
      await process.write(1, toBytes(found.map((string) => `${prefix}${string}\n`).join("")));
    };
    for await (const bytes of pieces(process, fd)) {
      const text = rest + toText(bytes);
      const end = /[\t -~]*$/.exec(text)!.index;
      rest = text.slice(end);
      await show(text.slice(0, end));
    }
    await show(rest);
  });
});

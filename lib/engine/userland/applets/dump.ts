/** Bytes made visible: od, hexdump, hd, xxd. */

import type { Process, Program } from "../../kernel/types.ts";
import { applet, Failure } from "./kit/applet.ts";
import { eachInput, Output } from "./kit/io.ts";
import { parseOptions, parseSize } from "./kit/options.ts";

const WIDTH = 16;

/** How the bytes of a line are shown: so many of them in each cell. */
interface Format {
  size: number;
  /** Width of a cell, with the blank before it. */
  width: number;
  show(bytes: Uint8Array): string;
}

/** A little-endian number; what is missing at its end is zero. */
function number(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let at = bytes.length - 1; at >= 0; at--) value = (value << 8n) | BigInt(bytes[at]!);
  return value;
}

const named: Record<number, string> = {
  0: "\\0",
  7: "\\a",
  8: "\\b",
  9: "\\t",
  10: "\\n",
  11: "\\v",
  12: "\\f",
  13: "\\r",
};
const names =
  "nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp".split(
    " ",
  );

const isPrintable = (byte: number) => byte >= 32 && byte < 127;
const char: Format = {
  size: 1,
  width: 4,
  show: ([byte]) =>
    isPrintable(byte!) ? String.fromCharCode(byte!) : (named[byte!] ?? byte!.toString(8).padStart(3, "0")),
};
const name: Format = {
  size: 1,
  width: 4,
  show: ([byte]) => {
    const seven = byte! & 127;
    return seven === 127 ? "del" : (names[seven] ?? String.fromCharCode(seven));
  },
};

function numeric(kind: "o" | "d" | "u" | "x", size: number): Format {
  const digits = {
    o: Math.ceil((size * 8) / 3),
    x: size * 2,
    u: String(2n ** BigInt(size * 8)).length,
    d: String(2n ** BigInt(size * 8 - 1)).length + 1,
  };
  const width = digits[kind] + 1;
  return {
    size,
    width,
    show: (bytes) => {
      const value = number(bytes);
      if (kind === "d") return String(BigInt.asIntN(size * 8, value));
      return kind === "u" ? String(value) : value.toString(kind === "o" ? 8 : 16).padStart(digits[kind], "0");
    },
  };
}

/** The formats of `-t x1`, `-t d2c` and the like. */
function formatsOf(text: string): Format[] {
  const formats: Format[] = [];
  const sizes: Record<string, number> = { C: 1, S: 2, I: 4, L: 8 };
  for (let rest = text; rest !== ""; ) {
    const match = /^(?:([ac])|([doux])(\d+|[CSIL])?)/.exec(rest);
    if (match === null) throw new Failure(`invalid type string '${text}'`);
    if (match[1] !== undefined) formats.push(match[1] === "c" ? char : name);
    else {
      const size = match[3] === undefined ? 4 : (sizes[match[3]] ?? Number(match[3]));
      if (![1, 2, 4, 8].includes(size))
        throw new Failure(`invalid type string '${text}'; ${size}-byte integral type is not supported`);
      formats.push(numeric(match[2] as "o", size));
    }
    rest = rest.slice(match[0].length);
  }
  return formats;
}

/** Lines of 16 bytes. */
async function* rows(process: Process, fd: number, skip: number, limit: number): AsyncGenerator<Uint8Array> {
  let row = new Uint8Array(WIDTH);
  let filled = 0;
  let toSkip = skip;
  let left = limit;
  while (left > 0) {
    const bytes = await process.read(fd, 65536);
    if (bytes === undefined) break;
    const skipped = Math.min(toSkip, bytes.length);
    toSkip -= skipped;
    for (let at = skipped; at < bytes.length && left > 0; at++) {
      row[filled++] = bytes[at]!;
      left--;
      if (filled === WIDTH) {
        yield row;
        row = new Uint8Array(WIDTH);
        filled = 0;
      }
    }
  }
  if (filled > 0) yield row.subarray(0, filled);
}

interface Style {
  /** What is shown of sixteen bytes: a line for each format. */
  lines(row: Uint8Array): string[];
  address(offset: number): string;
  /** Repeated lines are shown, too. */
  verbose: boolean;
  /** The address of the end is shown even when there was nothing. */
  endsEmpty: boolean;
}

const equal = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, at) => byte === b[at]);

/** Dumps all inputs as one, with the address of the end as last line. */
async function dump(
  process: Process,
  files: readonly string[],
  style: Style,
  skip: number,
  limit: number,
): Promise<number> {
  const out = new Output(process);
  let offset = skip;
  let previous: Uint8Array | undefined;
  let starred = false;
  const code = await eachInput(process, files, async (fd) => {
    for await (const row of rows(process, fd, skip, limit)) {
      if (!style.verbose && previous !== undefined && row.length === WIDTH && equal(previous, row)) {
        if (!starred) out.put("*\n");
        starred = true;
      } else {
        const address = style.address(offset);
        out.put(`${address}${style.lines(row).join(`\n${" ".repeat(address.length)}`)}\n`);
        const full = out.drain();
        if (full !== undefined) await full;
        starred = false;
      }
      previous = row;
      offset += row.length;
    }
  });
  const end = style.address(offset);
  if (end !== "" && (offset > skip || (style.endsEmpty && code === 0))) out.put(`${end}\n`);
  await out.flush();
  return code;
}

function cells(row: Uint8Array, format: Format, padded = false): string {
  let text = "";
  for (let at = 0; at < row.length; at += format.size)
    text += format.show(row.subarray(at, at + format.size)).padStart(format.width);
  return padded ? text.padEnd((WIDTH / format.size) * format.width) : text;
}

export const od: Program = applet(
  "[-abcdfhilovxs] [-t TYPE] [-A RADIX] [-N SIZE] [-j SKIP] [FILE]...",
  async (process) => {
    const options = parseOptions(process, { short: "abcdhilovxsBDOXt:A:N:j:" });
    const formats: Format[] = options.all("t").flatMap(formatsOf);
    const short: Record<string, Format> = {
      a: name,
      b: numeric("o", 1),
      c: char,
      d: numeric("u", 2),
      h: numeric("x", 2),
      i: numeric("d", 2),
      l: numeric("d", 8),
      o: numeric("o", 2),
      B: numeric("o", 2),
      s: numeric("d", 2),
      x: numeric("x", 2),
      D: numeric("u", 4),
      O: numeric("o", 4),
      X: numeric("x", 4),
    };
    for (const flag of Object.keys(short)) if (options.has(flag)) formats.push(short[flag]!);
    if (formats.length === 0) formats.push(numeric("o", 2));
    const radix = { o: 8, d: 10, x: 16, n: 0 }[options.get("A") ?? "o"];
    if (radix === undefined) throw new Failure(`bad output address radix '${options.get("A")}' (must be [doxn])`);
    const style: Style = {
      lines: (row) => formats.map((format) => cells(row, format)),
      address: (offset) => (radix === 0 ? "" : offset.toString(radix).padStart(radix === 16 ? 6 : 7, "0")),
      verbose: options.has("v"),
      endsEmpty: true,
    };
    const limit = options.get("N");
    return dump(
      process,
      options.operands,
      style,
      parseSize(options.get("j") ?? "0"),
      limit === undefined ? Number.POSITIVE_INFINITY : parseSize(limit),
    );
  },
);

const text = (row: Uint8Array) =>
  [...row].map((byte) => (isPrintable(byte) ? String.fromCharCode(byte) : ".")).join("");
const hex = (byte: number) => byte.toString(16).padStart(2, "0");

function canonicalLine(row: Uint8Array): string {
  const pairs = [...row].map((byte, at) => ` ${hex(byte)}${at === 7 ? " " : ""}`).join("");
  return ` ${pairs.padEnd(49)}  |${text(row)}|`;
}

export const hexdump: Program = applet("[-bcdoxCv] [-n LEN] [-s OFS] [FILE]...", async (process) => {
  const options = parseOptions(process, { short: "bcCdoxvn:s:" });
  const canonical = options.has("C") || process.argv[0]?.endsWith("hd") === true;
  const formats: Record<string, Format> = {
    b: { ...numeric("o", 1), width: 4 },
    c: char,
    d: { ...numeric("u", 2), width: 8, show: (bytes) => String(number(bytes)).padStart(5, "0") },
    o: { ...numeric("o", 2), width: 8 },
    x: { ...numeric("x", 2), width: 8 },
  };
  const format = formats[options.last("b", "c", "d", "o", "x") ?? ""] ?? numeric("x", 2);
  const style: Style = {
    lines: (row) => [canonical ? canonicalLine(row) : cells(row, format, true)],
    address: (offset) => offset.toString(16).padStart(canonical ? 8 : 7, "0"),
    verbose: options.has("v"),
    endsEmpty: false,
  };
  const limit = options.get("n");
  return dump(
    process,
    options.operands,
    style,
    parseSize(options.get("s") ?? "0"),
    limit === undefined ? Number.POSITIVE_INFINITY : parseSize(limit),
  );
});

export const xxd: Program = applet("[-pu] [-l LEN] [-s OFS] [FILE]", async (process) => {
  const options = parseOptions(process, { short: "pul:s:", max: 1 });
  const out = new Output(process);
  const limit = options.get("l");
  const start = parseSize(options.get("s") ?? "0");
  const code = await eachInput(process, options.operands, async (fd) => {
    let offset = start;
    let plain = "";
    for await (const row of rows(
      process,
      fd,
      start,
      limit === undefined ? Number.POSITIVE_INFINITY : parseSize(limit),
    )) {
      const digits = [...row].map(hex).join("");
      if (options.has("p")) {
        plain += digits;
        while (plain.length >= 60) {
          out.put(`${plain.slice(0, 60)}\n`);
          plain = plain.slice(60);
        }
      } else
        out.put(
          `${offset.toString(16).padStart(8, "0")}: ${digits.replace(/(.{4})(?=.)/g, "$1 ").padEnd(39)}  ${text(row)}\n`,
        );
      offset += row.length;
    }
    if (plain !== "") out.put(`${plain}\n`);
    await out.flush();
  });
  return code;
});

/** sort, uniq, shuf. */

import type { Process, Program } from "../../kernel/types.ts";
import { applet, Failure } from "./kit/applet.ts";
import { encodeText } from "./kit/bytes.ts";
import { cannotOpen, close, everyLine, lines, Output, open } from "./kit/io.ts";
import { type Options, parseCount, parseOptions } from "./kit/options.ts";

/** How a key is compared, and from where to where it goes. Fields and characters count from 1; 0 stands for the end. */
interface Key {
  startField: number;
  startChar: number;
  endField: number;
  endChar: number;
  flags: string;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

function parseKey(text: string): Key {
  const match = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(text);
  if (match === null) throw new Failure(`bad field specification '${text}'`, 2);
  const [, startField, startChar, flags, endField, endChar, endFlags] = match;
  const numbers = {
    startField: Number(startField),
    startChar: Number(startChar ?? 1),
    endField: Number(endField ?? 0),
    endChar: Number(endChar ?? 0),
  };
  return { ...numbers, flags: (flags ?? "") + (endFlags ?? "") };
}

/** Where each field begins and ends. Without a separator, the blanks before a field belong to it. */
function fieldsOf(line: string, separator: string | undefined): [number, number][] {
  const fields: [number, number][] = [];
  if (separator !== undefined) {
    for (let at = 0; at <= line.length; ) {
      const end = line.indexOf(separator, at);
      fields.push([at, end < 0 ? line.length : end]);
      at = (end < 0 ? line.length : end) + 1;
    }
    return fields;
  }
  for (const match of line.matchAll(/\s*\S+/g)) fields.push([match.index, match.index + match[0].length]);
  return fields;
}

function extract(line: string, key: Key, separator: string | undefined): string {
  const fields = fieldsOf(line, separator);
  const start = fields[key.startField - 1];
  if (start === undefined) return "";
  const skipBlanks = (at: number) => (key.flags.includes("b") ? at + /^[ \t]*/.exec(line.slice(at))![0].length : at);
  const from = skipBlanks(start[0]) + Math.max(0, key.startChar - 1);
  let to = line.length;
  if (key.endField > 0) {
    const end = fields[key.endField - 1];
    if (end !== undefined) to = key.endChar > 0 ? Math.min(end[1], skipBlanks(end[0]) + key.endChar) : end[1];
  }
  return line.slice(from, Math.max(from, to));
}

const leadingNumber = (text: string) => Number(/^\s*-?\d*\.?\d*/.exec(text)![0]) || 0;
const generalNumber = (text: string) => {
  const value = Number.parseFloat(text);
  return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
};
const humanNumber = (text: string) => {
  const unit = "KMGTPE".indexOf(/^\s*-?\d*\.?\d*\s*([a-zA-Z]?)/.exec(text)![1]!.toUpperCase() || "?");
  return leadingNumber(text) * 1024 ** (unit + 1);
};
const month = (text: string) => MONTHS.indexOf(text.trim().slice(0, 3).toUpperCase());

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareVersion(left: string, right: string): number {
  const pieces = (text: string) => text.match(/\d+|\D+/g) ?? [];
  const [a, b] = [pieces(left), pieces(right)];
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const bothNumbers = /^\d/.test(a[at]!) && /^\d/.test(b[at]!);
    const order = bothNumbers ? Number(a[at]) - Number(b[at]) : compareText(a[at]!, b[at]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Compares two keys by its flags. */
function comparison(flags: string): (left: string, right: string) => number {
  const by = (value: (text: string) => number) => (left: string, right: string) => {
    const [a, b] = [value(left), value(right)];
    return a < b ? -1 : a > b ? 1 : 0;
  };
  if (flags.includes("n")) return by(leadingNumber);
  if (flags.includes("g")) return by(generalNumber);
  if (flags.includes("h")) return by(humanNumber);
  if (flags.includes("M")) return by(month);
  const prepare = (text: string) => {
    let result = text;
    if (flags.includes("b")) result = result.replace(/^[ \t]+/, "");
    if (flags.includes("d")) result = result.replace(/[^a-zA-Z0-9 \t]/g, "");
    if (flags.includes("i")) result = result.replace(/[^ -~]/g, "");
    return flags.includes("f") ? result.replace(/[a-z]/g, (char) => char.toUpperCase()) : result;
  };
  const compare = flags.includes("V") ? compareVersion : compareText;
  return /[bdif]/.test(flags) ? (left, right) => compare(prepare(left), prepare(right)) : compare;
}

function comparator(options: Options): (left: string, right: string) => number {
  const separatorText = options.get("t");
  const separator = separatorText === undefined ? undefined : encodeText(separatorText);
  const general = [..."nghMVbdif"].filter((flag) => options.has(flag)).join("");
  const reverse = options.has("r");
  const keys = options.all("k").map(parseKey);
  if (keys.length === 0) keys.push({ startField: 0, startChar: 0, endField: 0, endChar: 0, flags: "" });
  const comparisons = keys.map((key) => {
    // A key with letters of its own takes none of the general ones.
    const own = /[nghMVdifr]/.test(key.flags);
    const flags = own ? key.flags : key.flags + general;
    const compare = comparison(flags);
    const sign = (own ? key.flags.includes("r") : reverse) ? -1 : 1;
    const part = (line: string) => (key.startField === 0 ? line : extract(line, { ...key, flags }, separator));
    return (left: string, right: string) => sign * compare(part(left), part(right));
  });
  const whole = !options.has("s") && !options.has("u");
  return (left, right) => {
    for (const compare of comparisons) {
      const order = compare(left, right);
      if (order !== 0) return order;
    }
    return whole ? (reverse ? compareText(right, left) : compareText(left, right)) : 0;
  };
}

export const sort: Program = applet(
  "[-nrughMcszbdfiokt] [-o FILE] [-k START[.OFS][OPTS][,END[.OFS][OPTS]] [-t CHAR] [FILE]...",
  async (process) => {
    const options = parseOptions(process, {
      short: "nrughMcszbdfiVo:k:*t:mS:T:",
      long: { reverse: "r", unique: "u", "numeric-sort": "n" },
    });
    const end = options.has("z") ? "\0" : "\n";
    const all: string[] = [];
    if ((await everyLine(process, options.operands, (line) => void all.push(line), end)) !== 0) return 2;
    const compare = comparator(options);
    if (options.has("c")) {
      for (let at = 1; at < all.length; at++) {
        const order = compare(all[at - 1]!, all[at]!);
        if (order < 0 || (order === 0 && !options.has("u"))) continue;
        await process.write(2, `Check line ${at}\n`);
        return 1;
      }
      return 0;
    }
    all.sort(compare);
    const shown = options.has("u") ? all.filter((line, at) => at === 0 || compare(all[at - 1]!, line) !== 0) : all;
    await process.breathe();
    const target = options.get("o");
    const fd = target === undefined ? 1 : open(process, target, { write: true, create: true, truncate: true });
    const out = new Output(process, fd);
    for (const line of shown) {
      out.put(line + end);
      const full = out.drain();
      if (full !== undefined) await full;
    }
    await out.flush();
    return 0;
  },
  2,
);

export const uniq: Program = applet("[-cduiz] [-f,s,w N] [FILE [OUTFILE]]", async (process) => {
  const options = parseOptions(process, { short: "cduizf:s:w:", max: 2 });
  const [skipFields, skipChars] = [parseCount(options.get("f") ?? "0"), parseCount(options.get("s") ?? "0")];
  const width = options.get("w");
  const keyOf = (line: string): string => {
    let key = line;
    for (let field = 0; field < skipFields; field++) key = key.replace(/^[ \t]*[^ \t]*/, "");
    key = key.slice(skipChars);
    if (width !== undefined) key = key.slice(0, parseCount(width));
    return options.has("i") ? key.toLowerCase() : key;
  };
  const [input = "-", output = "-"] = options.operands;
  let fd = 0;
  try {
    if (input !== "-") fd = open(process, input);
  } catch (error) {
    throw error instanceof Error ? new Failure(cannotOpen(input, error.message)) : error;
  }
  const out = new Output(
    process,
    output === "-" ? 1 : open(process, output, { write: true, create: true, truncate: true }),
  );
  const end = options.has("z") ? "\0" : "\n";
  let current: { line: string; key: string; count: number } | undefined;
  const show = () => {
    if (current === undefined || (options.has("d") && current.count < 2) || (options.has("u") && current.count > 1))
      return;
    out.put(`${options.has("c") ? `${String(current.count).padStart(7)} ` : ""}${current.line}${end}`);
  };
  for await (const batch of lines(process, fd, end)) {
    for (const line of batch.lines) {
      const key = keyOf(line);
      if (current?.key === key) {
        current.count++;
        continue;
      }
      show();
      current = { line, key, count: 1 };
    }
    await out.flush();
  }
  show();
  await out.flush();
  if (fd !== 0) close(process, fd);
  return 0;
});

/** The lines in a random order. */
async function shuffled(process: Process, options: Options): Promise<string[]> {
  let all: string[] = [];
  const range = options.get("i");
  if (options.has("e")) all = options.operands.map(encodeText);
  else if (range !== undefined) {
    const [from, to] = range.split("-").map(Number) as [number, number];
    for (let number = from; number <= to; number++) all.push(String(number));
  } else await everyLine(process, options.operands, (line) => void all.push(line));
  for (let at = all.length - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * (at + 1));
    [all[at], all[other]] = [all[other]!, all[at]!];
  }
  return all;
}

export const shuf: Program = applet("[-n NUM] [-o FILE] [-z] [FILE | -e [ARG...] | -i L-H]", async (process) => {
  const options = parseOptions(process, { short: "n:ei:z" });
  const all = await shuffled(process, options);
  const out = new Output(process);
  for (const line of all.slice(0, parseCount(options.get("n") ?? String(all.length)))) out.put(`${line}\n`);
  await out.flush();
  return 0;
});

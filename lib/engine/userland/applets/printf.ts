/** printf */

import type { Process, Program } from "../../kernel/types.ts";
import { applet, BadUsage, complain } from "./kit/applet.ts";
import { encodeText, toBytes } from "./kit/bytes.ts";
import { resolveEscapes } from "./kit/escapes.ts";

/** One piece of a format: text as it is, or a conversion. */
type Piece = { text: string } | { flags: string; width: string; precision: string | undefined; conversion: string };

const CONVERSION = /^%([-+ #0]*)(\*|\d*)(?:\.(\*|-?\d*))?([hlLzjt]*)(.?)/;

class Printer {
  readonly #process: Process;
  readonly #arguments: string[];
  #out = "";
  code = 0;
  /** An argument was used, so that the format is worth a further round. */
  consumed = false;
  stopped = false;

  constructor(process: Process, words: string[]) {
    this.#process = process;
    this.#arguments = words;
  }

  get output(): string {
    return this.#out;
  }

  get more(): boolean {
    return this.#arguments.length > 0 && this.consumed && !this.stopped && this.code === 0;
  }

  async print(pieces: readonly Piece[]): Promise<void> {
    for (const piece of pieces) {
      if ("text" in piece) this.#out += piece.text;
      else await this.#convert(piece);
      if (this.stopped) return;
    }
  }

  #next(): string | undefined {
    this.consumed = true;
    return this.#arguments.shift();
  }

  async #convert({ flags, width, precision, conversion }: Exclude<Piece, { text: string }>): Promise<void> {
    let columns = width === "*" ? await this.#number(this.#next()) : BigInt(width || 0);
    let left = flags.includes("-");
    if (columns < 0n) {
      left = true;
      columns = -columns;
    }
    const limit =
      precision === "*"
        ? Number(await this.#number(this.#next()))
        : precision === undefined
          ? undefined
          : Number(precision || 0);
    const word = this.#next();
    let text: string;
    let zeros = flags.includes("0") && !left;
    switch (conversion) {
      case "s":
      case "b": {
        let value = encodeText(word ?? "");
        if (conversion === "b") {
          const { text: resolved, stopped } = resolveEscapes(value, true);
          value = resolved;
          this.stopped = stopped;
        }
        text = limit === undefined || limit < 0 ? value : value.slice(0, limit);
        zeros = false;
        break;
      }
      case "c":
        text = encodeText(word ?? "").slice(0, 1);
        zeros = false;
        break;
      case "d":
      case "i":
        text = signed(await this.#number(word), flags, limit);
        zeros &&= limit === undefined;
        break;
      case "o":
      case "u":
      case "x":
      case "X":
        text = unsigned(await this.#number(word), conversion, flags, limit);
        zeros &&= limit === undefined;
        break;
      default:
        text = floating(await this.#float(word), conversion, flags, limit);
        zeros &&= /\d/.test(text);
    }
    const padding = Math.max(0, Number(columns) - text.length);
    if (left) this.#out += text + " ".repeat(padding);
    else if (zeros) {
      const sign = /^[-+ ]?(?:0[xX])?/.exec(text)![0];
      this.#out += sign + "0".repeat(padding) + text.slice(sign.length);
    } else this.#out += " ".repeat(padding) + text;
  }

  async #number(word: string | undefined): Promise<bigint> {
    if (word === undefined || word === "") {
      await this.#refuse("");
      return 0n;
    }
    if (word.startsWith('"') || word.startsWith("'")) return BigInt(encodeText(word).charCodeAt(1) || 0);
    const [, sign, digits] = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)$/.exec(word) ?? [];
    if (digits === undefined) {
      await this.#refuse(word);
      return 0n;
    }
    const value = BigInt(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits);
    return sign === "-" ? -value : value;
  }

  async #float(word: string | undefined): Promise<number> {
    if (word === undefined || word === "") return 0;
    if (word.startsWith('"') || word.startsWith("'")) return encodeText(word).charCodeAt(1) || 0;
    const named = /^([-+]?)(inf|infinity|nan)$/i.exec(word);
    if (named !== null) return named[2]!.toLowerCase() === "nan" ? Number.NaN : Number(`${named[1]}Infinity`);
    const value = Number(word);
    if (Number.isNaN(value)) {
      await this.#refuse(word);
      return 0;
    }
    return value;
  }

  async #refuse(word: string): Promise<void> {
    await complain(this.#process, `invalid number '${word}'`);
    this.code = 1;
  }
}

function signed(value: bigint, flags: string, precision: number | undefined): string {
  const digits = (value < 0n ? -value : value).toString().padStart(precision ?? 0, "0");
  return (value < 0n ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "") + digits;
}

function unsigned(value: bigint, conversion: string, flags: string, precision: number | undefined): string {
  const wrapped = BigInt.asUintN(64, value);
  const base = conversion === "o" ? 8 : conversion === "u" ? 10 : 16;
  let digits = wrapped.toString(base).padStart(precision ?? 0, "0");
  if (flags.includes("#") && wrapped !== 0n) digits = (base === 16 ? "0x" : base === 8 ? "0" : "") + digits;
  return conversion === "X" ? digits.toUpperCase() : digits;
}

function exponential(value: number, digits: number): string {
  return value.toExponential(digits).replace(/e([-+])(\d)$/, "e$10$2");
}

function floating(value: number, conversion: string, flags: string, precision = 6): string {
  const magnitude = Math.abs(value);
  let text: string;
  if (!Number.isFinite(value)) text = Number.isNaN(value) ? "nan" : "inf";
  else if (conversion.toLowerCase() === "f") text = magnitude.toFixed(Math.min(100, precision));
  else if (conversion.toLowerCase() === "e") text = exponential(magnitude, Math.min(100, precision));
  else text = shortest(magnitude, Math.max(1, precision), flags.includes("#"));
  if (conversion >= "A" && conversion <= "Z") text = text.toUpperCase();
  const negative = value < 0 || Object.is(value, -0);
  return (negative ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "") + text;
}

/** What %g makes of a number. */
function shortest(value: number, precision: number, keepZeros: boolean): string {
  const exponent = value === 0 ? 0 : Number(value.toExponential(Math.min(100, precision - 1)).split("e")[1]);
  const plain = exponent >= -4 && exponent < precision;
  const text = plain
    ? value.toFixed(Math.min(100, precision - 1 - exponent))
    : exponential(value, Math.min(100, precision - 1));
  return keepZeros
    ? text
    : text.replace(/\.(\d*?)0+(e|$)/, (_all, digits, end) => (digits === "" ? "" : `.${digits}`) + end);
}

/** The pieces of a format; undefined when it has a conversion that does not exist. */
function parse(format: string): { pieces: Piece[]; bad: string | undefined } {
  const pieces: Piece[] = [];
  let at = 0;
  const text = (until: number) => {
    if (until > at) pieces.push({ text: format.slice(at, until) });
  };
  while (at < format.length) {
    const percent = format.indexOf("%", at);
    if (percent < 0) break;
    text(percent);
    const [all, flags, width, precision, modifiers, conversion] = CONVERSION.exec(format.slice(percent))!;
    if (all === "%%") pieces.push({ text: "%" });
    else if (conversion === "" || !"sbcdiouxXeEfFgG".includes(conversion!))
      return { pieces, bad: all.replace(modifiers!, "") };
    else pieces.push({ flags: flags!, width: width!, precision, conversion: conversion! });
    at = percent + all.length;
  }
  text(format.length);
  return { pieces, bad: undefined };
}

export const printf: Program = applet("FORMAT [ARG]...", async (process) => {
  const words = process.argv.slice(process.argv[1] === "--" ? 2 : 1);
  if (words.length === 0) throw new BadUsage();
  const { text, stopped } = resolveEscapes(encodeText(words[0]!));
  const { pieces, bad } = parse(text);
  const printer = new Printer(process, words.slice(1));
  do {
    await printer.print(pieces);
  } while (printer.more && bad === undefined && !stopped);
  await process.write(1, toBytes(printer.output));
  if (bad === undefined) return printer.code;
  await complain(process, `${bad}: invalid format`);
  return 1;
});

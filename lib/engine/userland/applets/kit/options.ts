/** Options of applets, in the manner of getopt. */

import type { Process } from "../../../kernel/types.ts";
import { BadUsage, Failure } from "./applet.ts";

/** The options and operands of a call. */
export class Options {
  readonly operands: string[] = [];
  readonly #given = new Map<string, string[]>();

  set(flag: string, value: string): void {
    this.#given.set(flag, [...(this.#given.get(flag) ?? []), value]);
  }

  has(flag: string): boolean {
    return this.#given.has(flag);
  }

  /** The value that was given last. */
  get(flag: string): string | undefined {
    return this.#given.get(flag)?.at(-1);
  }

  all(flag: string): readonly string[] {
    return this.#given.get(flag) ?? [];
  }

  /** How often a flag was given. */
  count(flag: string): number {
    return this.all(flag).length;
  }

  /** Of these flags, the one that was given last. */
  last(...flags: readonly string[]): string | undefined {
    return [...this.#given.keys()].filter((flag) => flags.includes(flag)).at(-1);
  }
}

/** What an applet takes. */
export interface OptionSpec {
  /** As for getopt: letters, a colon after those with a value; a leading `+` ends the options at the first operand. */
  short: string;
  /** Long names of short options. */
  long?: Record<string, string>;
  /** How many operands there may be. */
  min?: number;
  max?: number;
}

/** Reads the arguments of a process; throws a BadUsage when they do not fit. */
export function parseOptions(process: Process, spec: OptionSpec, argv: readonly string[] = process.argv): Options {
  const options = new Options();
  const ordered = spec.short.startsWith("+");
  const takesValue = (flag: string) => spec.short[spec.short.indexOf(flag) + 1] === ":";
  const rest = argv.slice(1);
  const value = (flag: string): string => {
    const next = rest.shift();
    if (next === undefined) throw new BadUsage(`option requires an argument -- '${flag}'`);
    return next;
  };
  while (rest.length > 0) {
    const word = rest.shift()!;
    if (word === "--") {
      options.operands.push(...rest.splice(0));
    } else if (word.startsWith("--")) {
      const equals = word.indexOf("=");
      const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
      const flag = spec.long?.[name];
      if (flag === undefined) throw new BadUsage(`unrecognized option '${word}'`);
      if (!takesValue(flag)) options.set(flag, "");
      else options.set(flag, equals < 0 ? value(flag) : word.slice(equals + 1));
    } else if (word.length > 1 && word.startsWith("-")) {
      for (let at = 1; at < word.length; at++) {
        const flag = word[at]!;
        if (flag === ":" || flag === "+" || !spec.short.includes(flag))
          throw new BadUsage(`invalid option -- '${flag}'`);
        if (!takesValue(flag)) {
          options.set(flag, "");
          continue;
        }
        options.set(flag, at + 1 < word.length ? word.slice(at + 1) : value(flag));
        break;
      }
    } else {
      options.operands.push(word);
      if (ordered) options.operands.push(...rest.splice(0));
    }
  }
  const { min = 0, max = Number.POSITIVE_INFINITY } = spec;
  if (options.operands.length < min || options.operands.length > max) throw new BadUsage();
  return options;
}

const units: Record<string, number> = {
  "": 1,
  b: 512,
  k: 1024,
  K: 1024,
  kB: 1000,
  m: 1 << 20,
  M: 1 << 20,
  MB: 1e6,
  g: 1 << 30,
  G: 1 << 30,
  GB: 1e9,
};

/** A number with an optional unit (`64k`, `1M`). */
export function parseSize(text: string): number {
  const [, digits, unit] = /^(\d+)([a-zA-Z]*)$/.exec(text) ?? [];
  const factor = units[unit ?? "?"];
  if (digits === undefined || factor === undefined) throw new Failure(`invalid number '${text}'`);
  return Number(digits) * factor;
}

/** A whole number of at least 0. */
export function parseCount(text: string): number {
  if (!/^\d+$/.test(text)) throw new Failure(`invalid number '${text}'`);
  return Number(text);
}

/** A time such as `1.5`, `2m`, `1h`, in milliseconds. */
export function parseDuration(text: string): number {
  const [, number, unit] = /^(\d*\.?\d+|\d+\.)([smhd]?)$/.exec(text) ?? [];
  if (number === undefined) throw new Failure(`invalid number '${text}'`);
  return Number(number) * 1000 * { "": 1, s: 1, m: 60, h: 3600, d: 86400 }[unit as "s"]!;
}

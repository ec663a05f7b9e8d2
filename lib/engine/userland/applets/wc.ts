/** wc */

import type { Program } from "../../kernel/types.ts";
import { applet, complain, reason } from "./kit/applet.ts";
import { eachInput, pieces } from "./kit/io.ts";
import { parseOptions } from "./kit/options.ts";

interface Counts {
  l: number;
  w: number;
  m: number;
  c: number;
  L: number;
}

/** What is counted, in the order in which it is shown. */
const kinds = ["l", "w", "m", "c", "L"] as const;

class Counter {
  readonly counts: Counts = { l: 0, w: 0, m: 0, c: 0, L: 0 };
  #inWord = false;
  #column = 0;

  add(bytes: Uint8Array): void {
    // In local variables, since this runs once for every byte.
    let { l: lines, w: words, L: longest } = this.counts;
    let inWord = this.#inWord;
    let column = this.#column;
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte > 32) {
        // Bytes that cannot be printed neither begin nor end a word.
        if (byte < 127) {
          if (!inWord) words++;
          inWord = true;
          column++;
        }
      } else if (byte === 32) {
        inWord = false;
        column++;
      } else if (byte >= 9 && byte <= 13) {
        inWord = false;
        if (byte === 10) lines++;
        if (byte === 9) column = (Math.floor(column / 8) + 1) * 8;
        else {
          if (column > longest) longest = column;
          column = 0;
        }
      }
    }
    this.#inWord = inWord;
    this.#column = column;
    const size = this.counts.c + bytes.length;
    Object.assign(this.counts, { l: lines, w: words, L: longest, m: size, c: size });
  }

  end(): Counts {
    this.counts.L = Math.max(this.counts.L, this.#column);
    return this.counts;
  }
}

export const wc: Program = applet("[-cmlwL] [FILE]...", async (process) => {
  const options = parseOptions(process, { short: "clmwL" });
  const asked = kinds.filter((kind) => options.has(kind));
  const shown = asked.length === 0 ? (["l", "w", "c"] as const) : asked;
  const show = (counts: Counts, name: string) => {
    const numbers = shown.map((kind) =>
      shown.length === 1 && options.operands.length < 2 ? String(counts[kind]) : String(counts[kind]).padStart(9),
    );
    return process.write(1, `${numbers.join(" ")}${name === "" ? "" : ` ${name}`}\n`);
  };
  const total: Counts = { l: 0, w: 0, m: 0, c: 0, L: 0 };
  let unreadable = 0;
  const code = await eachInput(process, options.operands, async (fd, name) => {
    const counter = new Counter();
    try {
      for await (const bytes of pieces(process, fd)) counter.add(bytes);
    } catch (error) {
      await complain(process, `${name}: ${reason(error)}`);
      unreadable = 1;
    }
    const counts = counter.end();
    for (const kind of kinds) total[kind] = kind === "L" ? Math.max(total.L, counts.L) : total[kind] + counts[kind];
    await show(counts, options.operands.length === 0 ? "" : name);
  });
  if (options.operands.length > 1) await show(total, "total");
  return code | unreadable;
});

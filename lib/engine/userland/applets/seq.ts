/** seq */

import type { Program } from "../../kernel/types.ts";
import { applet, BadUsage } from "./kit/applet.ts";
import { encodeText } from "./kit/bytes.ts";
import { Output } from "./kit/io.ts";
import { parseOptions } from "./kit/options.ts";

const decimals = (number: string) => (number.split(".")[1] ?? "").length;

export const seq: Program = applet("[-w] [-s SEP] [FIRST [INC]] LAST", async (process) => {
  const options = parseOptions(process, { short: "+ws:", min: 1, max: 3 });
  const words = options.operands;
  for (const word of words) {
    if (word.trim() === "" || Number.isNaN(Number(word))) throw new BadUsage();
  }
  const [first, step, last] =
    words.length === 1
      ? ["1", "1", words[0]!]
      : words.length === 2
        ? [words[0]!, "1", words[1]!]
        : (words as [string, string, string]);
  const digits = Math.max(decimals(first), decimals(step), decimals(last));
  const shown = Math.max(decimals(first), decimals(step));
  const scale = 10 ** digits;
  // Counted in whole units of the last decimal, so that no error adds up.
  const [begin, by, end] = [first, step, last].map((word) => Math.round(Number(word) * scale)) as [
    number,
    number,
    number,
  ];
  const format = (value: number) => (value / scale).toFixed(shown);
  const width = options.has("w") ? Math.max(format(begin).length, format(end).length) : 0;
  const pad = (text: string) =>
    text.startsWith("-") ? `-${text.slice(1).padStart(width - 1, "0")}` : text.padStart(width, "0");
  const separator = encodeText(options.get("s") ?? "\n");
  const out = new Output(process);
  let between = "";
  for (let value = begin; by >= 0 ? value <= end : value >= end; value += by) {
    out.put(between + pad(format(value)));
    const full = out.drain();
    if (full !== undefined) await full;
    between = separator;
  }
  if (between !== "") out.put("\n");
  await out.flush();
  return 0;
});

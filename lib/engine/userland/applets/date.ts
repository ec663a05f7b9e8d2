/** date */

import type { Program } from "../../kernel/types.ts";
import { applet, BadUsage, Failure } from "./kit/applet.ts";
import { formatDate, parseDate } from "./kit/dates.ts";
import { parseOptions } from "./kit/options.ts";

const ISO: Record<string, string> = {
  "": "%Y-%m-%d",
  date: "%Y-%m-%d",
  hours: "%Y-%m-%dT%H+00:00",
  minutes: "%Y-%m-%dT%H:%M+00:00",
  seconds: "%Y-%m-%dT%H:%M:%S+00:00",
};

export const date: Program = applet("[OPTIONS] [+FMT] [[-s] TIME]", async (process) => {
  // The value of -I is glued to it, or left out.
  const argv = process.argv.filter((word, at) => at === 0 || !word.startsWith("-I"));
  const iso = process.argv.find((word, at) => at > 0 && word.startsWith("-I"));
  const options = parseOptions(
    process,
    { short: "Rus:d:r:D:", long: { date: "d", utc: "u", "rfc-2822": "R", reference: "r" } },
    argv,
  );
  let time = Date.now();
  const text = options.get("d");
  if (text !== undefined) {
    const parsed = parseDate(text);
    if (parsed === undefined) throw new Failure(`invalid date '${text}'`);
    time = parsed;
  }
  const reference = options.get("r");
  if (reference !== undefined) {
    const path = process.resolve(reference);
    if (!process.fs.exists(path)) throw new Failure(`can't stat '${reference}': No such file or directory`);
    time = process.fs.stat(path).mtime;
  }
  let format = "%a %b %e %H:%M:%S %Z %Y";
  if (options.has("R")) format = "%a, %d %b %Y %H:%M:%S %z";
  if (iso !== undefined) {
    const precise = ISO[iso.slice(2)];
    if (precise === undefined) throw new BadUsage();
    format = precise;
  }
  for (const operand of options.operands) {
    if (!operand.startsWith("+")) throw new Failure("can't set date: Operation not permitted");
    format = operand.slice(1);
  }
  if (options.has("s")) throw new Failure("can't set date: Operation not permitted");
  await process.write(1, `${formatDate(new Date(time), format)}\n`);
  return 0;
});

/** Applets of a few lines: true, false, yes, sleep, usleep, sync, clear, reset, tty, nproc. */

import type { Program } from "../../kernel/types.ts";
import { applet, BadUsage } from "./kit/applet.ts";
import { parseCount, parseDuration, parseOptions } from "./kit/options.ts";

export const yes: Program = applet("[STRING]", async (process) => {
  const words = process.argv.slice(1);
  const line = `${words.length === 0 ? "y" : words.join(" ")}\n`;
  const block = new TextEncoder().encode(line.repeat(Math.max(1, Math.ceil(4096 / line.length))));
  for (;;) await process.write(1, block);
});

export const sleep: Program = applet("[N]...", async (process) => {
  const times = process.argv.slice(1);
  if (times.length === 0) throw new BadUsage();
  const until = Date.now() + times.reduce((sum, time) => sum + parseDuration(time), 0);
  // Who runs a handler for a signal sleeps on afterwards.
  while (Date.now() < until) await process.sleep(until - Date.now());
  return 0;
});

export const usleep: Program = applet("N", async (process) => {
  const { operands } = parseOptions(process, { short: "", min: 1 });
  await process.sleep(parseCount(operands[0]!) / 1000);
  return 0;
});

export const sync: Program = applet("", async () => 0);

export const clear: Program = applet("", async (process) => {
  await process.write(1, "\x1b[H\x1b[J");
  return 0;
});

export const reset: Program = applet("", async (process) => {
  await process.write(1, "\x1bc\x1b(B\x1b[m\x1b[J\x1b[?25h");
  return 0;
});

export const tty: Program = applet("", async (process) => {
  const isTerminal = process.files.get(0)?.tty ?? false;
  const silent = parseOptions(process, { short: "s" }).has("s");
  if (!silent) await process.write(1, isTerminal ? "/dev/tty\n" : "not a tty\n");
  return isTerminal ? 0 : 1;
});

export const nproc: Program = applet("[--all] [--ignore=N]", async (process) => {
  parseOptions(
    process,
    { short: "", max: 0 },
    process.argv.filter((word) => !word.startsWith("--")),
  );
  // All programs of a container share one thread.
  await process.write(1, "1\n");
  return 0;
});

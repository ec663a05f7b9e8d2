/** cmp and comm. */

import type { Process, Program } from "../../kernel/types.ts";
import { applet, Failure, reason } from "./kit/applet.ts";
import { close, lines, Output, open } from "./kit/io.ts";
import { parseOptions } from "./kit/options.ts";

function openOrFail(process: Process, name: string, code: number): number {
  try {
    return name === "-" ? 0 : open(process, name);
  } catch (error) {
    throw new Failure(`${name}: ${reason(error)}`, code);
  }
}

/** The pieces of an input, to be pulled one by one. */
async function* bytesOf(process: Process, fd: number): AsyncGenerator<Uint8Array> {
  for (let bytes = await process.read(fd); bytes !== undefined; bytes = await process.read(fd)) yield bytes;
}

export const cmp: Program = applet(
  "[-ls] FILE1 [FILE2]",
  async (process) => {
    const options = parseOptions(process, { short: "ls", min: 1, max: 2 });
    const names = [options.operands[0]!, options.operands[1] ?? "-"];
    const sources = names.map((name) => bytesOf(process, openOrFail(process, name, 2)));
    const buffers: (Uint8Array | undefined)[] = [new Uint8Array(0), new Uint8Array(0)];
    let at = 1;
    let line = 1;
    let differs = false;
    for (;;) {
      for (const [index, source] of sources.entries()) {
        if (buffers[index]?.length === 0) buffers[index] = (await source.next()).value as Uint8Array | undefined;
      }
      const [left, right] = buffers;
      if (left === undefined || right === undefined) {
        if (left === right) return differs ? 1 : 0;
        const short = left === undefined ? 0 : 1;
        if (!options.has("s")) await process.write(2, `cmp: EOF on ${names[short]}\n`);
        return 1;
      }
      const length = Math.min(left.length, right.length);
      for (let index = 0; index < length; index++) {
        if (left[index] !== right[index]) {
          differs = true;
          if (options.has("s")) return 1;
          if (!options.has("l")) {
            await process.write(1, `${names[0]} ${names[1]} differ: char ${at + index}, line ${line}\n`);
            return 1;
          }
          const octal = (byte: number) => byte.toString(8).padStart(3);
          await process.write(1, `${String(at + index).padStart(4)} ${octal(left[index]!)} ${octal(right[index]!)}\n`);
        }
        if (left[index] === 10) line++;
      }
      at += length;
      buffers[0] = left.subarray(length);
      buffers[1] = right.subarray(length);
    }
  },
  2,
);

export const comm: Program = applet("[-123] FILE1 FILE2", async (process) => {
  const options = parseOptions(process, { short: "123", min: 2, max: 2 });
  const fds = options.operands.map((name) => openOrFail(process, name, 1));
  const all: string[][] = [[], []];
  for (const [index, fd] of fds.entries())
    for await (const batch of lines(process, fd)) all[index]!.push(...batch.lines);
  for (const fd of fds) if (fd !== 0) close(process, fd);
  const [left, right] = all as [string[], string[]];
  const out = new Output(process);
  const indent = (column: number) =>
    "\t".repeat([1, 2].filter((earlier) => earlier < column && !options.has(String(earlier))).length);
  const show = (column: number, line: string) => {
    if (!options.has(String(column))) out.put(`${indent(column)}${line}\n`);
  };
  for (let a = 0, b = 0; a < left.length || b < right.length; ) {
    if (b >= right.length || (a < left.length && left[a]! < right[b]!)) show(1, left[a++]!);
    else if (a >= left.length || right[b]! < left[a]!) show(2, right[b++]!);
    else {
      show(3, left[a]!);
      a++;
      b++;
    }
  }
  await out.flush();
  return 0;
});

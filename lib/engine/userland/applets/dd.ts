/** dd */

import type { Process, Program } from "../../kernel/types.ts";
import { applet, BadUsage, Failure, reason } from "./kit/applet.ts";
import { cannotOpen, close, open } from "./kit/io.ts";
import { parseCount, parseSize } from "./kit/options.ts";

interface Operands {
  if?: string;
  of?: string;
  bs?: string;
  ibs?: string;
  obs?: string;
  count?: string;
  skip?: string;
  seek?: string;
  conv?: string;
  status?: string;
  iflag?: string;
  oflag?: string;
}

const names = new Set(["if", "of", "bs", "ibs", "obs", "count", "skip", "seek", "conv", "status", "iflag", "oflag"]);

function operandsOf(process: Process): Operands {
  const operands: Record<string, string> = {};
  for (const word of process.argv.slice(1)) {
    const [, name, value] = /^(\w+)=(.*)$/s.exec(word) ?? [];
    if (name === undefined || value === undefined || !names.has(name)) throw new BadUsage();
    operands[name] = value;
  }
  return operands;
}

/** Reads up to a whole block: one read, or as many as it takes. */
async function readBlock(process: Process, fd: number, size: number, whole: boolean): Promise<Uint8Array | undefined> {
  const first = await process.read(fd, size);
  if (first === undefined || first.length === size || !whole) return first;
  const block = new Uint8Array(size);
  block.set(first);
  let length = first.length;
  while (length < size) {
    const more = await process.read(fd, size - length);
    if (more === undefined) break;
    block.set(more, length);
    length += more.length;
  }
  return block.subarray(0, length);
}

function openOrFail(process: Process, name: string, flags: Parameters<typeof open>[2]): number {
  try {
    return open(process, name, flags);
  } catch (error) {
    throw new Failure(cannotOpen(name, reason(error)));
  }
}

/** `1.5MB`, with a digit behind the point. */
function shown(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${value.toFixed(1)}${units[unit]}`;
}

export const dd: Program = applet("[if=FILE] [of=FILE] [bs=N] [count=N] [skip=N] [seek=N]", async (process) => {
  const operands = operandsOf(process);
  const conversions = new Set((operands.conv ?? "").split(",").filter((name) => name !== ""));
  for (const name of conversions) {
    if (!["notrunc", "noerror", "sync", "fsync", "swab"].includes(name))
      throw new Failure(`invalid argument '${name}' to 'conv'`);
  }
  const size = parseSize(operands.bs ?? operands.ibs ?? "512");
  if (size === 0) throw new Failure("number 0 is not in 1..9223372036854775807 range");
  const count = operands.count === undefined ? Number.POSITIVE_INFINITY : parseSize(operands.count);
  const whole = (operands.iflag ?? "").includes("fullblock");
  const input = operands.if === undefined ? 0 : openOrFail(process, operands.if, { read: true });
  let output = 1;
  if (operands.of !== undefined) {
    const truncates = !conversions.has("notrunc") && operands.seek === undefined;
    output = openOrFail(process, operands.of, {
      write: true,
      create: true,
      truncate: truncates,
      append: (operands.oflag ?? "").includes("append"),
    });
  }
  const seek = parseCount(operands.seek ?? "0") * parseSize(operands.obs ?? operands.bs ?? "512");
  const target = process.files.get(output)!;
  if (seek > 0) {
    if (!conversions.has("notrunc")) target.truncate?.(seek);
    target.seek?.(seek);
  }
  const start = performance.now();
  for (let skipped = 0; skipped < parseCount(operands.skip ?? "0"); skipped++) {
    if ((await readBlock(process, input, size, whole)) === undefined) break;
  }
  const records = { in: 0, partIn: 0, out: 0, partOut: 0 };
  let total = 0;
  while (records.in + records.partIn < count) {
    let block = await readBlock(process, input, size, whole);
    if (block === undefined) break;
    if (block.length === size) records.in++;
    else records.partIn++;
    if (conversions.has("sync") && block.length < size) {
      const padded = new Uint8Array(size);
      padded.set(block);
      block = padded;
    }
    if (conversions.has("swab")) block = swapped(block);
    await process.write(output, block);
    if (block.length === size) records.out++;
    else records.partOut++;
    total += block.length;
  }
  if (operands.if !== undefined) close(process, input);
  if (operands.of !== undefined) close(process, output);
  if (operands.status === "none") return 0;
  await process.write(2, `${records.in}+${records.partIn} records in\n${records.out}+${records.partOut} records out\n`);
  if (operands.status === "noxfer") return 0;
  const seconds = Math.max((performance.now() - start) / 1000, 1e-6);
  await process.write(
    2,
    `${total} bytes (${shown(total)}) copied, ${seconds.toFixed(6)} seconds, ${shown(total / seconds)}/s\n`,
  );
  return 0;
});

function swapped(block: Uint8Array): Uint8Array {
  const result = block.slice();
  for (let at = 0; at + 1 < result.length; at += 2) {
    result[at] = block[at + 1]!;
    result[at + 1] = block[at]!;
  }
  return result;
}

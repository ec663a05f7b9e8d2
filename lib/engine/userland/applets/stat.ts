/** stat, du, df. */

import type { FileType, Process, Program, Stat } from "../../kernel/types.ts";
import { applet, complain, reason } from "./kit/applet.ts";
import { formatDate } from "./kit/dates.ts";
import { showMode } from "./kit/modes.ts";
import { parseOptions } from "./kit/options.ts";
import { join } from "./kit/tree.ts";
import { groupName, userName } from "./kit/users.ts";
import { blocks, humanSize } from "./ls.ts";

const kinds: Record<FileType, string> = {
  file: "regular file",
  directory: "directory",
  symlink: "symbolic link",
  device: "character special file",
  fifo: "fifo",
};
const typeBits: Record<FileType, number> = {
  file: 0o100000,
  directory: 0o040000,
  symlink: 0o120000,
  device: 0o020000,
  fifo: 0o010000,
};

const when = (stat: Stat) => formatDate(new Date(stat.mtime), "%Y-%m-%d %H:%M:%S.%N %z");

function quoted(process: Process, name: string, stat: Stat): string {
  if (stat.type !== "symlink") return name;
  return `'${name}' -> '${process.fs.readlink(process.resolve(name))}'`;
}

/** One field of a format. */
function field(process: Process, name: string, stat: Stat, letter: string): string | undefined {
  const seconds = String(Math.floor(stat.mtime / 1000));
  const kind = stat.type === "file" && stat.size === 0 ? "regular empty file" : kinds[stat.type];
  const fields: Record<string, () => string> = {
    a: () => stat.mode.toString(8),
    A: () => showMode(stat),
    b: () => String(blocks(stat) * 2),
    B: () => "512",
    d: () => "1",
    D: () => "1",
    f: () => (typeBits[stat.type] | stat.mode).toString(16),
    F: () => kind,
    g: () => String(stat.gid),
    G: () => groupName(process, stat.gid) ?? "UNKNOWN",
    h: () => String(stat.links),
    i: () => String(stat.inode),
    n: () => name,
    N: () => quoted(process, name, stat),
    o: () => "4096",
    s: () => String(stat.size),
    t: () => "0",
    T: () => "0",
    u: () => String(stat.uid),
    U: () => userName(process, stat.uid) ?? "UNKNOWN",
    x: () => when(stat),
    X: () => seconds,
    y: () => when(stat),
    Y: () => seconds,
    z: () => when(stat),
    Z: () => seconds,
    "%": () => "%",
  };
  return fields[letter]?.();
}

function byFormat(process: Process, name: string, stat: Stat, format: string): string {
  return format.replace(/%([-0]?\d*)(.)/g, (all, width: string, letter: string) => {
    const value = field(process, name, stat, letter);
    if (value === undefined) return all;
    const columns = Math.abs(Number(width));
    return width.startsWith("-") ? value.padEnd(columns) : value.padStart(columns, width.startsWith("0") ? "0" : " ");
  });
}

const FULL = `  File: %N
  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F
Device: %Dh/%dd\tInode: %-10i  Links: %h
Access: (%04a/%A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)
Access: %x
Modify: %y
Change: %z
`;
const TERSE = "%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %o\n";

export const stat: Program = applet("[-ltf] FILE...", async (process) => {
  const options = parseOptions(process, { short: "Ltfc:", min: 1 });
  const given = options.get("c");
  const format = given === undefined ? (options.has("t") ? TERSE : FULL) : `${given}\n`;
  let code = 0;
  for (const name of options.operands) {
    try {
      const path = process.resolve(name);
      const found = options.has("L") ? process.fs.stat(path) : process.fs.lstat(path);
      await process.write(1, byFormat(process, name, found, format));
    } catch (error) {
      await complain(process, `can't stat '${name}': ${reason(error)}`);
      code = 1;
    }
  }
  return code;
});

export const du: Program = applet("[-aHLdclsxhmk] [FILE]...", async (process) => {
  const options = parseOptions(process, { short: "aHLd:clsxhmk" });
  const depth = options.has("s") ? 0 : Number(options.get("d") ?? Number.POSITIVE_INFINITY);
  const shown = (size: number) =>
    options.has("h") ? humanSize(size * 1024) : options.has("m") ? String(Math.round(size / 1024)) : String(size);
  let code = 0;
  const seen = new Set<number>();
  const measure = async (name: string, level: number): Promise<number> => {
    const path = process.resolve(name);
    const found = process.fs.lstat(path);
    if (found.links > 1 && found.type === "file" && !options.has("l")) {
      if (seen.has(found.inode)) return 0;
      seen.add(found.inode);
    }
    let sum = blocks(found);
    if (found.type === "directory")
      for (const entry of process.fs.readdir(path)) sum += await measure(join(name, entry), level + 1);
    await process.breathe();
    const listed = level === 0 || found.type === "directory" || options.has("a");
    if (listed && level <= depth) await process.write(1, `${shown(sum)}\t${name}\n`);
    return sum;
  };
  let total = 0;
  for (const name of options.operands.length === 0 ? ["."] : options.operands) {
    try {
      total += await measure(name, 0);
    } catch (error) {
      await complain(process, `${name}: ${reason(error)}`);
      code = 1;
    }
  }
  if (options.has("c")) await process.write(1, `${shown(total)}\ttotal\n`);
  return code;
});

export const df: Program = applet("[-PkmhTai] [FILESYSTEM]...", async (process) => {
  const options = parseOptions(process, { short: "PkmhTai" });
  // The file system lives in memory, and its limit is the engine's affair: what is shown is its shape, not a measurement.
  const name = options.has("h") ? "Size" : options.has("m") ? "1M-blocks" : "1K-blocks";
  const total = options.has("h") ? "1.0G" : options.has("m") ? "1024" : "1048576";
  const line = (cells: string[]) =>
    `${cells[0]!.padEnd(20)} ${cells[1]!.padStart(9)} ${cells[2]!.padStart(9)} ${cells[3]!.padStart(9)} ${cells[4]!.padStart(4)} ${cells[5]}\n`;
  await process.write(
    1,
    line(["Filesystem", name, "Used", "Available", "Use%", "Mounted on"]) +
      line(["overlay", total, "0", total, "0%", "/"]),
  );
  return 0;
});

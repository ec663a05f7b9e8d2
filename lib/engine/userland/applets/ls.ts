/** ls */

import type { Process, Program, Stat } from "../../kernel/types.ts";
import { applet, complain, reason } from "./kit/applet.ts";
import { encodeText } from "./kit/bytes.ts";
import { formatDate } from "./kit/dates.ts";
import { Output } from "./kit/io.ts";
import { showMode } from "./kit/modes.ts";
import { parseOptions } from "./kit/options.ts";
import { join } from "./kit/tree.ts";
import { groupName, userName } from "./kit/users.ts";

const HALF_YEAR = (365 * 86_400_000) / 2;

interface Entry {
  /** As it is shown. */
  name: string;
  path: string;
  stat: Stat;
}

/** `1.5K`, three characters wide or so, as -h has it. */
export function humanSize(bytes: number): string {
  let value = bytes;
  let unit = "";
  for (const next of ["K", "M", "G", "T"]) {
    if (value < 1024) break;
    value /= 1024;
    unit = next;
  }
  return unit === "" ? String(bytes) : `${value < 10 ? value.toFixed(1) : Math.round(value)}${unit}`;
}

/** Blocks of 1024 bytes that a file takes. */
export function blocks({ type, size }: Stat): number {
  return type === "file" ? Math.ceil(size / 4096) * 4 : type === "directory" ? 4 : 0;
}

class Lister {
  readonly #process: Process;
  readonly #flags: Set<string>;
  readonly #width: number;
  readonly out: Output;
  code = 0;

  constructor(process: Process, flags: Set<string>) {
    this.#process = process;
    this.#flags = flags;
    const terminal = process.files.get(1);
    const columns = terminal?.tty && !flags.has("1") ? (terminal.size?.columns ?? 80) : 0;
    this.#width = flags.has("C") || flags.has("x") ? columns || 80 : columns;
    this.out = new Output(process);
  }

  async entry(name: string, path: string, follow: boolean): Promise<Entry | undefined> {
    const { fs } = this.#process;
    try {
      const absolute = this.#process.resolve(path);
      return { name, path, stat: follow ? fs.stat(absolute) : fs.lstat(absolute) };
    } catch (error) {
      await this.out.flush();
      await complain(this.#process, `${path}: ${reason(error)}`);
      this.code = 1;
      return undefined;
    }
  }

  async directory(entry: Entry): Promise<Entry[]> {
    const entries: Entry[] = [];
    try {
      const names = this.#process.fs.readdir(this.#process.resolve(entry.path));
      const all = this.#flags.has("a") ? [".", "..", ...names] : names;
      for (const name of all) {
        if (name.startsWith(".") && !this.#flags.has("a") && !this.#flags.has("A")) continue;
        const found = await this.entry(name, join(entry.path, name), this.#flags.has("L"));
        if (found !== undefined) entries.push(found);
      }
    } catch (error) {
      await this.out.flush();
      await complain(this.#process, `can't open '${entry.path}': ${reason(error)}`);
      this.code = 1;
    }
    return entries;
  }

  #sort(entries: Entry[]): Entry[] {
    if (this.#flags.has("f") || this.#flags.has("U")) return entries;
    const key = (a: Entry, b: Entry) => (encodeText(a.name) < encodeText(b.name) ? -1 : 1);
    const extension = ({ name }: Entry) => (name.lastIndexOf(".") < 0 ? "" : name.slice(name.lastIndexOf(".")));
    entries.sort((a, b) => {
      if (this.#flags.has("S") && a.stat.size !== b.stat.size) return b.stat.size - a.stat.size;
      if (this.#flags.has("t") && a.stat.mtime !== b.stat.mtime) return b.stat.mtime - a.stat.mtime;
      if (this.#flags.has("X") && extension(a) !== extension(b)) return extension(a) < extension(b) ? -1 : 1;
      return key(a, b);
    });
    return this.#flags.has("r") ? entries.reverse() : entries;
  }

  #suffix({ type, mode }: Stat): string {
    if (type === "directory") return this.#flags.has("p") || this.#flags.has("F") ? "/" : "";
    if (!this.#flags.has("F")) return "";
    if (type === "symlink") return "@";
    return type === "fifo" ? "|" : type === "file" && (mode & 0o111) !== 0 ? "*" : "";
  }

  #prefix({ stat }: Entry): string {
    const inode = this.#flags.has("i") ? `${String(stat.inode).padStart(7)} ` : "";
    const size = this.#flags.has("s") ? `${String(blocks(stat)).padStart(6)} ` : "";
    return inode + size;
  }

  #long({ name, path, stat }: Entry): string {
    const numeric = this.#flags.has("n");
    const user = (numeric ? undefined : userName(this.#process, stat.uid)) ?? String(stat.uid);
    const group = (numeric ? undefined : groupName(this.#process, stat.gid)) ?? String(stat.gid);
    const size = this.#flags.has("h") ? humanSize(stat.size).padStart(7) : String(stat.size).padStart(9);
    const age = Date.now() - stat.mtime;
    const time = age > HALF_YEAR || age < -15 * 60_000 ? "%b %e  %Y" : "%b %e %H:%M";
    const when = formatDate(new Date(stat.mtime), this.#flags.has("e") ? "%a %b %e %H:%M:%S %Y" : time);
    const owner = this.#flags.has("g") ? "" : `${user.padEnd(8)} `;
    let shown = name;
    if (stat.type === "symlink") {
      const target = this.#process.fs.readlink(this.#process.resolve(path));
      shown = `${name} -> ${target}`;
    } else shown += this.#suffix(stat);
    const links = String(stat.links).padStart(4);
    return `${showMode(stat)} ${links} ${owner}${group.padEnd(8)} ${size} ${when} ${shown}`;
  }

  show(entries: Entry[]): void {
    const sorted = this.#sort(entries);
    if (this.#flags.has("l") || this.#flags.has("g") || this.#flags.has("n")) {
      for (const entry of sorted) this.out.print(`${this.#prefix(entry)}${this.#long(entry)}\n`);
      return;
    }
    const names = sorted.map((entry) => this.#prefix(entry) + entry.name + this.#suffix(entry.stat));
    if (this.#width === 0) for (const name of names) this.out.print(`${name}\n`);
    else this.#columns(names);
  }

  #columns(names: string[]): void {
    const cell = Math.max(...names.map((name) => name.length), 0) + 2;
    const columns = Math.max(1, Math.floor(this.#width / cell));
    const rows = Math.ceil(names.length / columns);
    const across = this.#flags.has("x");
    for (let row = 0; row < rows; row++) {
      let line = "";
      for (let column = 0; column < columns; column++) {
        const name = names[across ? row * columns + column : column * rows + row];
        if (name !== undefined) line += name.padEnd(cell);
      }
      this.out.print(`${line.trimEnd()}\n`);
    }
  }

  async list(directory: Entry, header: boolean): Promise<void> {
    const entries = await this.directory(directory);
    if (header) this.out.print(`${directory.path}:\n`);
    const long = this.#flags.has("l") || this.#flags.has("g") || this.#flags.has("n");
    if (long || this.#flags.has("s"))
      this.out.print(`total ${entries.reduce((sum, { stat }) => sum + blocks(stat), 0)}\n`);
    this.show(entries);
    await this.out.flush();
    if (!this.#flags.has("R")) return;
    for (const entry of this.#sort(entries)) {
      if (entry.stat.type !== "directory" || entry.name === "." || entry.name === "..") continue;
      this.out.print("\n");
      await this.list(entry, true);
    }
  }
}

export const ls: Program = applet("[-1AaCxdLHRFplinshrSXvctuhTw] [FILE]...", async (process) => {
  const options = parseOptions(process, {
    short: "1AaCxdLHRFplinsghrSXvctukUfeQ",
    long: { color: "k", "full-time": "e" },
  });
  const flags = new Set([..."1AaCxdLHRFplinsghrSXtUfe"].filter((flag) => options.has(flag)));
  const lister = new Lister(process, flags);
  const names = options.operands.length === 0 ? ["."] : options.operands;
  const follow = !flags.has("d") && (!flags.has("l") || flags.has("L") || flags.has("H"));
  const entries: Entry[] = [];
  for (const name of names) {
    const entry = await lister.entry(name, name, follow);
    if (entry !== undefined) entries.push(entry);
  }
  const isListed = ({ stat }: Entry) => stat.type === "directory" && !flags.has("d");
  const files = entries.filter((entry) => !isListed(entry));
  const directories = entries.filter(isListed);
  if (files.length > 0) lister.show(files);
  let separate = files.length > 0;
  for (const directory of directories) {
    if (separate) lister.out.print("\n");
    separate = true;
    await lister.list(directory, names.length > 1 || flags.has("R"));
  }
  await lister.out.flush();
  return lister.code;
});

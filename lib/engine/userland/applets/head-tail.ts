/** head and tail. */

import { SystemError } from "../../kernel/errors.ts";
import type { Process, Program } from "../../kernel/types.ts";
import { applet, complain, nameOf, reason } from "./kit/applet.ts";
import { cannotOpen, close, eachInput, open, pieces } from "./kit/io.ts";
import { parseOptions, parseSize } from "./kit/options.ts";

const NEWLINE = 10;

/** `-5` as `-n 5`, in old style. */
function modern(argv: readonly string[]): string[] {
  return argv.map((word, at) => (at === 1 && /^-\d/.test(word) ? `-n${word.slice(1)}` : word));
}

/** Writes `==> name <==` before each of several files, and an empty line before all but the `first`. */
function header(process: Process, shown: boolean, first: string | undefined): (name: string) => Promise<void> {
  let separator = "";
  return async (name) => {
    if (!shown) return;
    if (name !== first) separator = "\n";
    await process.write(1, `${separator}==> ${name === "-" ? "standard input" : name} <==\n`);
    separator = "\n";
  };
}

/** How many bytes of the piece belong to the first `lines` lines. */
function endOfLines(piece: Uint8Array, lines: number): number {
  let at = -1;
  for (let left = lines; left > 0; left--) {
    at = piece.indexOf(NEWLINE, at + 1);
    if (at < 0) return piece.length;
  }
  return at + 1;
}

function countLines(piece: Uint8Array): number {
  let count = 0;
  for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

async function first(process: Process, fd: number, count: number, byBytes: boolean): Promise<void> {
  let left = count;
  while (left > 0) {
    const piece = await process.read(fd, byBytes ? Math.min(left, 65536) : undefined);
    if (piece === undefined) return;
    const end = byBytes ? piece.length : endOfLines(piece, left);
    left -= byBytes ? piece.length : countLines(piece.subarray(0, end));
    await process.write(1, piece.subarray(0, end));
  }
}

/** All but the last so many lines or bytes. */
async function allBut(process: Process, fd: number, count: number, byBytes: boolean): Promise<void> {
  const kept = new Tail(count, byBytes);
  for await (const piece of pieces(process, fd)) for (const old of kept.add(piece)) await process.write(1, old);
  for (const old of kept.beforeTail()) await process.write(1, old);
}

export const head: Program = applet("[OPTIONS] [FILE]...", async (process) => {
  const options = parseOptions(process, { short: "n:c:qv" }, modern(process.argv));
  const last = options.last("n", "c") ?? "n";
  const value = options.get(last) ?? "10";
  const count = parseSize(value.replace(/^-/, ""));
  const shown = options.has("v") || (options.operands.length > 1 && !options.has("q"));
  const announce = header(process, shown, options.operands[0] ?? "-");
  return eachInput(process, options.operands, async (fd, name) => {
    await announce(name);
    await (value.startsWith("-") ? allBut : first)(process, fd, count, last === "c");
  });
});

/** The end of a stream: the pieces that hold its last lines or bytes. */
class Tail {
  readonly #count: number;
  readonly #byBytes: boolean;
  #pieces: Uint8Array[] = [];
  /** Lines or bytes in the pieces. */
  #held = 0;

  constructor(count: number, byBytes: boolean) {
    this.#count = count;
    this.#byBytes = byBytes;
  }

  #measure(piece: Uint8Array): number {
    return this.#byBytes ? piece.length : countLines(piece);
  }

  /** Adds a piece, and gives up those that cannot be part of the end any more. */
  add(piece: Uint8Array): Uint8Array[] {
    this.#pieces.push(piece);
    this.#held += this.#measure(piece);
    const given: Uint8Array[] = [];
    // One line more than asked for is kept, since the last one may be unended.
    while (this.#pieces.length > 1 && this.#held - this.#measure(this.#pieces[0]!) > this.#count) {
      const old = this.#pieces.shift()!;
      this.#held -= this.#measure(old);
      given.push(old);
    }
    return given;
  }

  /** Where the end begins, in all that is held. */
  #start(all: Uint8Array): number {
    if (this.#byBytes) return Math.max(0, all.length - this.#count);
    if (this.#count === 0) return all.length;
    let at = all.length - (all.at(-1) === NEWLINE ? 1 : 0);
    for (let left = this.#count; left > 0 && at > 0; left--) at = all.lastIndexOf(NEWLINE, at - 1);
    return at < 0 ? 0 : all[at] === NEWLINE ? at + 1 : at;
  }

  #all(): Uint8Array {
    const all = new Uint8Array(this.#pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of this.#pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    return all;
  }

  tail(): Uint8Array {
    const all = this.#all();
    return all.subarray(this.#start(all));
  }

  beforeTail(): Uint8Array[] {
    const all = this.#all();
    return [all.subarray(0, this.#start(all))];
  }
}

/** From the line or byte with this number on. */
async function from(process: Process, fd: number, start: number, byBytes: boolean): Promise<void> {
  let skip = Math.max(0, start - 1);
  for await (const piece of pieces(process, fd)) {
    const end = skip === 0 ? 0 : byBytes ? Math.min(skip, piece.length) : endOfLines(piece, skip);
    skip -= byBytes ? end : countLines(piece.subarray(0, end));
    if (end < piece.length) await process.write(1, piece.subarray(end));
  }
}

async function last(process: Process, fd: number, count: number, byBytes: boolean): Promise<void> {
  const kept = new Tail(count, byBytes);
  for await (const piece of pieces(process, fd)) kept.add(piece);
  await process.write(1, kept.tail());
}

/** Goes on with what is added to files, until the process is killed. `-F` also opens a file of the same name anew. */
async function follow(
  process: Process,
  files: { name: string; fd: number }[],
  options: { interval: number; byName: boolean; announce: (name: string) => Promise<void> },
): Promise<never> {
  const inodeOf = (name: string) => {
    try {
      return process.fs.stat(process.resolve(name)).inode;
    } catch (error) {
      if (error instanceof SystemError) return undefined;
      throw error;
    }
  };
  const inodes = files.map(({ name }) => inodeOf(name));
  let current = files.at(-1);
  for (;;) {
    for (const [index, file] of files.entries()) {
      const inode = options.byName && file.name !== "-" ? inodeOf(file.name) : inodes[index];
      if (inode !== undefined && inode !== inodes[index]) {
        close(process, file.fd);
        file.fd = open(process, file.name);
        inodes[index] = inode;
      }
      for await (const piece of pieces(process, file.fd)) {
        if (file !== current) await options.announce(file.name);
        current = file;
        await process.write(1, piece);
      }
    }
    await process.sleep(options.interval);
  }
}

export const tail: Program = applet("[OPTIONS] [FILE]...", async (process) => {
  const argv = modern(process.argv.map((word, at) => (at === 1 && /^\+\d/.test(word) ? `-n${word}` : word)));
  const options = parseOptions(process, { short: "n:c:s:fFqv" }, argv);
  const flag = options.last("n", "c") ?? "n";
  const value = options.get(flag) ?? "10";
  const count = parseSize(value.replace(/^[-+]/, ""));
  const names = options.operands.length === 0 ? ["-"] : options.operands;
  let code = 0;
  const files: { name: string; fd: number }[] = [];
  for (const name of names) {
    try {
      files.push({ name, fd: name === "-" ? 0 : open(process, name) });
    } catch (error) {
      await complain(process, cannotOpen(name, reason(error)));
      code = 1;
    }
  }
  if (files.length === 0) {
    await complain(process, "no files");
    return 1;
  }
  const announce = header(process, options.has("v") || (files.length > 1 && !options.has("q")), files[0]?.name);
  for (const { name, fd } of files) {
    await announce(name);
    try {
      await (value.startsWith("+") ? from : last)(process, fd, count, flag === "c");
    } catch (error) {
      if (!(error instanceof SystemError) || error.code !== "EISDIR") throw error;
      await process.write(2, `${nameOf(process)}: read error: ${error.message}\n`);
      code = 1;
    }
  }
  const interval = Number(options.get("s") ?? 1) * 1000;
  if (options.has("f") || options.has("F"))
    return follow(process, files, { interval, byName: options.has("F"), announce });
  return code;
});

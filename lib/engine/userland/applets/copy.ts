/** cp and mv. */

import { SystemError } from "../../kernel/errors.ts";
import type { Process, Program } from "../../kernel/types.ts";
import { applet, complain, reason } from "./kit/applet.ts";
import { close, open, pieces } from "./kit/io.ts";
import { type Options, parseOptions } from "./kit/options.ts";
import { isDirectory, join, lastName, statIfAny } from "./kit/tree.ts";

interface How {
  recursive: boolean;
  preserve: boolean;
  force: boolean;
  /** Follow links in the sources: all, those that were named, or none. */
  follow: "all" | "named" | "none";
  hard: boolean;
  symbolic: boolean;
}

/** Copies the bytes of a file. */
async function copyBytes(process: Process, from: string, to: string, mode: number, force: boolean): Promise<void> {
  const source = open(process, from);
  let target: number;
  try {
    const flags = { write: true, create: true, truncate: true, mode };
    try {
      target = open(process, to, flags);
    } catch (error) {
      if (!force || !(error instanceof SystemError) || statIfAny(process, to, false) === undefined) throw error;
      process.fs.unlink(process.resolve(to));
      target = open(process, to, flags);
    }
    for await (const bytes of pieces(process, source)) await process.write(target, bytes);
    close(process, target);
  } finally {
    close(process, source);
  }
}

/** Copies one file or tree; resolves to the exit code. */
async function copy(process: Process, from: string, to: string, how: How, named = true): Promise<number> {
  const follow = how.follow === "all" || (how.follow === "named" && named);
  const stat = statIfAny(process, from, follow);
  const { fs } = process;
  const target = process.resolve(to);
  if (stat === undefined) {
    await complain(process, `can't stat '${from}': No such file or directory`);
    return 1;
  }
  const existing = statIfAny(process, to);
  if (existing !== undefined && existing.inode === stat.inode) {
    await complain(process, `'${from}' and '${to}' are the same file`);
    return 1;
  }
  try {
    if (stat.type === "directory") return await copyDirectory(process, from, to, how);
    if (how.hard) fs.link(process.resolve(from), target);
    else if (how.symbolic) fs.symlink(from, target);
    else if (stat.type === "symlink") {
      if (statIfAny(process, to, false) !== undefined) fs.unlink(target);
      fs.symlink(fs.readlink(process.resolve(from)), target);
      return 0;
    } else await copyBytes(process, from, to, stat.mode, how.force);
  } catch (error) {
    await complain(process, `can't create '${to}': ${reason(error)}`);
    return 1;
  }
  if (how.preserve && !how.hard && !how.symbolic) preserve(process, from, to);
  return 0;
}

function preserve(process: Process, from: string, to: string): void {
  const { mode, mtime, uid, gid } = process.fs.stat(process.resolve(from));
  const target = process.resolve(to);
  if (process.uid === 0) process.fs.chown(target, uid, gid);
  process.fs.chmod(target, mode);
  process.fs.utimes(target, mtime);
}

async function copyDirectory(process: Process, from: string, to: string, how: How): Promise<number> {
  if (!how.recursive) {
    await complain(process, `omitting directory '${from}'`);
    return 1;
  }
  const source = process.fs.realpath(process.resolve(from));
  const existing = statIfAny(process, to);
  if (existing === undefined) process.fs.mkdir(process.resolve(to), { mode: process.fs.stat(source).mode | 0o700 });
  else if (existing.type !== "directory") {
    await complain(process, `target '${to}' is not a directory`);
    return 1;
  }
  const target = process.fs.realpath(process.resolve(to));
  if (`${target}/`.startsWith(`${source}/`)) {
    await complain(process, `recursion detected, omitting directory '${to}'`);
    return 1;
  }
  let code = 0;
  for (const name of process.fs.readdir(source))
    code |= await copy(process, join(from, name), join(to, name), how, false);
  await process.breathe();
  if (how.preserve) preserve(process, from, to);
  return code;
}

/** Source and target for each operand. Several go into the last one, whatever it is. */
function pairs(process: Process, options: Options): [string, string][] {
  const directory = options.get("t");
  const sources = directory === undefined ? options.operands.slice(0, -1) : options.operands;
  const last = directory ?? options.operands.at(-1)!;
  const into = sources.length > 1 || directory !== undefined || (!options.has("T") && isDirectory(process, last));
  return sources.map((source) => [source, into ? join(last, lastName(source)) : last]);
}

export const cp: Program = applet("[-arPLHpfilsTu] SOURCE... DEST", async (process) => {
  const options = parseOptions(process, {
    short: "arRPLHpdfilsTut:v",
    min: 2,
    long: { recursive: "r", archive: "a", force: "f" },
  });
  const all = options.has("a");
  const recursive = all || options.has("r") || options.has("R");
  const links = options.last("L", "H", "P");
  const how: How = {
    recursive,
    preserve: all || options.has("p"),
    force: options.has("f"),
    follow:
      links === "L" ? "all" : links === "H" ? "named" : links === "P" || recursive || options.has("d") ? "none" : "all",
    hard: options.has("l"),
    symbolic: options.has("s"),
  };
  let code = 0;
  for (const [from, to] of pairs(process, options)) {
    if (options.has("u") && !isNewer(process, from, to)) continue;
    code |= await copy(process, from, to, how);
  }
  return code;
});

function isNewer(process: Process, from: string, to: string): boolean {
  const [source, target] = [statIfAny(process, from), statIfAny(process, to)];
  return source === undefined || target === undefined || source.mtime > target.mtime;
}

export const mv: Program = applet("[-finT] SOURCE... DEST", async (process) => {
  const options = parseOptions(process, { short: "finTt:v", min: 2 });
  let code = 0;
  for (const [from, to] of pairs(process, options)) {
    if (options.has("n") && statIfAny(process, to, false) !== undefined) continue;
    try {
      process.fs.rename(process.resolve(from), process.resolve(to));
    } catch (error) {
      if (error instanceof SystemError && error.code === "EXDEV") code |= await moveAcross(process, from, to);
      else {
        await complain(process, `can't rename '${from}': ${reason(error)}`);
        code = 1;
      }
    }
  }
  return code;
});

/** Between file systems, moving is copying and removing. */
async function moveAcross(process: Process, from: string, to: string): Promise<number> {
  const how: How = { recursive: true, preserve: true, force: true, follow: "none", hard: false, symbolic: false };
  if ((await copy(process, from, to, how)) !== 0) return 1;
  const remove = (path: string): void => {
    if (process.fs.lstat(path).type !== "directory") {
      process.fs.unlink(path);
      return;
    }
    for (const name of process.fs.readdir(path)) remove(join(path, name));
    process.fs.rmdir(path);
  };
  remove(process.resolve(from));
  return 0;
}

/** What makes, changes and removes files: mkdir, rmdir, rm, unlink, touch, ln, link, truncate, mktemp. */

import { SystemError } from "../../kernel/errors.ts";
import type { Process, Program } from "../../kernel/types.ts";
import { applet, BadUsage, complain, Failure, reason } from "./kit/applet.ts";
import { parseDate } from "./kit/dates.ts";
import { changeMode } from "./kit/modes.ts";
import { parseOptions, parseSize } from "./kit/options.ts";
import { isDirectory, join, lastName, statIfAny } from "./kit/tree.ts";
import { parentOf } from "./paths.ts";

/** Does the same with each operand; a failure is complained of, and the others still have their turn. */
async function each(
  process: Process,
  names: readonly string[],
  action: (path: string, name: string) => void | Promise<void>,
  sorry: (name: string, why: string) => string,
): Promise<number> {
  let code = 0;
  for (const name of names) {
    try {
      await action(process.resolve(name), name);
    } catch (error) {
      await complain(process, sorry(name, reason(error)));
      code = 1;
    }
  }
  return code;
}

export const mkdir: Program = applet("[-m MODE] [-p] DIRECTORY...", async (process) => {
  const options = parseOptions(process, { short: "m:pv", long: { mode: "m", parents: "p" }, min: 1 });
  const text = options.get("m");
  const mode = text === undefined ? undefined : changeMode(text, 0o777, { umask: process.umask, directory: true });
  if (text !== undefined && mode === undefined) throw new Failure(`invalid mode '${text}'`);
  return each(
    process,
    options.operands,
    (path) => {
      process.fs.mkdir(path, { parents: options.has("p") });
      if (mode !== undefined) process.fs.chmod(path, mode);
    },
    (name, why) => `can't create directory '${name}': ${why}`,
  );
});

export const rmdir: Program = applet("[-p] DIRECTORY...", async (process) => {
  const options = parseOptions(process, { short: "pv", long: { parents: "p" }, min: 1 });
  return each(
    process,
    options.operands,
    (path, name) => {
      process.fs.rmdir(path);
      if (!options.has("p")) return;
      for (let parent = parentOf(name); parent !== "." && parent !== "/"; parent = parentOf(parent)) {
        process.fs.rmdir(process.resolve(parent));
      }
    },
    (name, why) => `'${name}': ${why}`,
  );
});

/** Asks on standard error; whether the answer begins with y. */
async function confirm(process: Process, question: string): Promise<boolean> {
  await process.write(2, question);
  let answer = "";
  while (!answer.endsWith("\n")) {
    const byte = await process.read(0, 1);
    if (byte === undefined) break;
    answer += String.fromCharCode(byte[0]!);
  }
  return /^\s*[yY]/.test(answer);
}

async function remove(
  process: Process,
  name: string,
  how: { recursive: boolean; force: boolean; ask: boolean },
): Promise<number> {
  const path = process.resolve(name);
  try {
    const { type } = process.fs.lstat(path);
    if (type !== "directory") {
      if (!how.ask || (await confirm(process, `rm: remove '${name}'? `))) process.fs.unlink(path);
      return 0;
    }
    if (!how.recursive) throw new SystemError("EISDIR");
    if (how.ask && !(await confirm(process, `rm: descend into directory '${name}'? `))) return 0;
    let code = 0;
    for (const entry of process.fs.readdir(path)) code |= await remove(process, join(name, entry), how);
    await process.breathe();
    if (code === 0 && (!how.ask || (await confirm(process, `rm: remove directory '${name}'? `))))
      process.fs.rmdir(path);
    return code;
  } catch (error) {
    if (how.force && error instanceof SystemError && error.code === "ENOENT") return 0;
    const why = reason(error);
    const isDirectory = error instanceof SystemError && error.code === "EISDIR";
    await complain(process, isDirectory ? `'${name}' is a directory` : `can't remove '${name}': ${why}`);
    return 1;
  }
}

export const rm: Program = applet("[-irf] FILE...", async (process) => {
  const options = parseOptions(process, { short: "irfRd", long: { recursive: "r", force: "f" } });
  const force = options.has("f");
  if (options.operands.length === 0 && !force) throw new BadUsage();
  const how = {
    force,
    recursive: options.has("r") || options.has("R"),
    ask: options.has("i") && options.last("i", "f") === "i",
  };
  let code = 0;
  for (const name of options.operands) {
    if (/(?:^|\/)\.{1,2}\/*$|^\/+$/.test(name)) {
      await complain(process, "can't remove '.' or '..'");
      code = 1;
    } else {
      code |= await remove(process, name, how);
    }
  }
  return code;
});

export const unlink: Program = applet("FILE", async (process) => {
  const { operands } = parseOptions(process, { short: "", min: 1, max: 1 });
  return each(
    process,
    operands,
    (path) => process.fs.unlink(path),
    (name, why) => `can't remove file '${name}': ${why}`,
  );
});

export const touch: Program = applet("[-cham] [-d DATE] [-t DATE] [-r FILE] FILE...", async (process) => {
  const options = parseOptions(process, {
    short: "chamd:t:r:",
    long: { "no-create": "c", date: "d", reference: "r" },
    min: 1,
  });
  const text = options.get("d") ?? options.get("t");
  let time = Date.now();
  if (text !== undefined) {
    const parsed = parseDate(text, options.has("t"));
    if (parsed === undefined) throw new Failure(`invalid date '${text}'`);
    time = parsed;
  }
  const reference = options.get("r");
  if (reference !== undefined) time = process.fs.stat(process.resolve(reference)).mtime;
  return each(
    process,
    options.operands,
    (path) => {
      if (process.fs.exists(path)) process.fs.utimes(path, time);
      else if (!options.has("c")) {
        process.fs.writeFile(path, "", { append: true });
        process.fs.utimes(path, time);
      }
    },
    (name, why) => `${name}: ${why}`,
  );
});

export const ln: Program = applet("[-sfnbtv] [-S SUF] TARGET... LINK|DIR", async (process) => {
  const options = parseOptions(process, { short: "sfnTv", min: 1 });
  const targets = options.operands.length === 1 ? options.operands : options.operands.slice(0, -1);
  const last = options.operands.length === 1 ? "." : options.operands.at(-1)!;
  const keepLink = options.has("n") && statIfAny(process, last, false)?.type === "symlink";
  const intoDirectory = !options.has("T") && !keepLink && isDirectory(process, last);
  if (!intoDirectory && targets.length > 1) throw new BadUsage();
  let code = 0;
  for (const target of targets) {
    const name = intoDirectory ? join(last, lastName(target)) : last;
    const path = process.resolve(name);
    try {
      if (options.has("f") && statIfAny(process, name, false) !== undefined) process.fs.unlink(path);
      if (options.has("s")) process.fs.symlink(target, path);
      else process.fs.link(process.fs.realpath(process.resolve(target)), path);
    } catch (error) {
      const missing = !options.has("s") && statIfAny(process, target) === undefined;
      await complain(process, missing ? `${target}: ${reason(error)}` : `${name}: ${reason(error)}`);
      code = 1;
    }
  }
  return code;
});

export const link: Program = applet("FILE LINK", async (process) => {
  const { operands } = parseOptions(process, { short: "", min: 2, max: 2 });
  const [from, to] = operands as [string, string];
  const action = (path: string) => process.fs.link(process.resolve(from), path);
  return each(process, [to], action, (name, why) => `can't create link '${name}' to '${from}': ${why}`);
});

export const truncate: Program = applet("[-c] -s SIZE FILE...", async (process) => {
  const options = parseOptions(process, { short: "cs:", min: 1 });
  const size = options.get("s");
  if (size === undefined) throw new BadUsage();
  return each(
    process,
    options.operands,
    (path) => {
      if (options.has("c") && !process.fs.exists(path)) return;
      const file = process.fs.open(path, { write: true, create: true });
      file.truncate?.(parseSize(size));
      file.release();
    },
    (name, why) => `${name}: open: ${why}`,
  );
});

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

function randomName(template: string): string {
  return template.replace(/X+$/, (all) => {
    const random = crypto.getRandomValues(new Uint8Array(all.length));
    return [...random].map((byte) => LETTERS[byte % LETTERS.length]).join("");
  });
}

export const mktemp: Program = applet("[-dt] [-p DIR] [TEMPLATE]", async (process) => {
  const options = parseOptions(process, { short: "dqtp:u", max: 1 });
  const directory = options.get("p") ?? process.env.get("TMPDIR") ?? "/tmp";
  const given = options.operands[0];
  const inDirectory = given === undefined || options.has("t") || options.has("p");
  const template = inDirectory ? join(directory, given ?? "tmp.XXXXXX") : given;
  try {
    if (!template.endsWith("XXXXXX")) throw new SystemError("EINVAL");
    const path = randomName(template);
    if (options.has("d")) process.fs.mkdir(process.resolve(path), { mode: 0o700 });
    else if (!options.has("u")) {
      process.fs.open(process.resolve(path), { write: true, create: true, exclusive: true, mode: 0o600 }).release();
    }
    await process.write(1, `${path}\n`);
    return 0;
  } catch (error) {
    if (!options.has("q")) await complain(process, `(null): ${reason(error)}`);
    return 1;
  }
});

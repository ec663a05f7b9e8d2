/** What is about names alone: pwd, basename, dirname, readlink, realpath. */

import { SystemError } from "../../kernel/errors.ts";
import type { Process, Program } from "../../kernel/types.ts";
import { applet, complain } from "./kit/applet.ts";
import { parseOptions } from "./kit/options.ts";

export const pwd: Program = applet("", async (process) => {
  await process.write(1, `${process.fs.realpath(process.cwd)}\n`);
  return 0;
});

export const basename: Program = applet("FILE [SUFFIX] | -a FILE... | -s SUFFIX FILE...", async (process) => {
  const options = parseOptions(process, { short: "+as:", min: 1 });
  const many = options.has("a") || options.has("s");
  const [names, suffix] = many
    ? [options.operands, options.get("s")]
    : [options.operands.slice(0, 1), options.operands[1]];
  for (const name of names) {
    const trimmed = name.replace(/\/+$/, "");
    let base = trimmed === "" && name !== "" ? "/" : trimmed.slice(trimmed.lastIndexOf("/") + 1);
    if (suffix !== undefined && base !== suffix && base.endsWith(suffix))
      base = base.slice(0, base.length - suffix.length);
    await process.write(1, `${base}\n`);
  }
  return 0;
});

/** What is before the last name of a path. */
export function parentOf(path: string): string {
  const trimmed = path.replace(/\/+$/, "");
  if (trimmed === "") return path.startsWith("/") ? "/" : ".";
  const slash = trimmed.lastIndexOf("/");
  if (slash < 0) return ".";
  if (/^\/\/[^/]+$/.test(trimmed)) return "//";
  return trimmed.slice(0, slash).replace(/\/+$/, "") || "/";
}

export const dirname: Program = applet("FILENAME", async (process) => {
  const { operands } = parseOptions(process, { short: "", min: 1, max: 1 });
  await process.write(1, `${parentOf(operands[0]!)}\n`);
  return 0;
});

/** The canonical path, of which the last name need not exist, unless it is all there is; throws when that fails. */
function canonical(process: Process, path: string): string {
  const absolute = process.resolve(path);
  try {
    return process.fs.realpath(absolute);
  } catch (error) {
    if (!(error instanceof SystemError) || error.code !== "ENOENT") throw error;
    if (isLink(process, absolute)) {
      const target = process.fs.readlink(absolute);
      return canonical(process, target.startsWith("/") ? target : `${parentOf(absolute)}/${target}`);
    }
    if (!path.includes("/")) throw error;
    const directory = process.fs.realpath(parentOf(absolute));
    const name = absolute.replace(/\/+$/, "").split("/").at(-1)!;
    return directory === "/" ? `/${name}` : `${directory}/${name}`;
  }
}

function isLink(process: Process, path: string): boolean {
  try {
    return process.fs.lstat(path).type === "symlink";
  } catch (error) {
    if (error instanceof SystemError) return false;
    throw error;
  }
}

export const readlink: Program = applet("[-fnv] FILE", async (process) => {
  const options = parseOptions(process, { short: "fnvsq", min: 1, max: 1 });
  const path = options.operands[0]!;
  try {
    const target = options.has("f") ? canonical(process, path) : process.fs.readlink(process.resolve(path));
    await process.write(1, options.has("n") ? target : `${target}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (options.has("v")) await complain(process, `${path}: cannot read link: ${error.message}`);
    return 1;
  }
});

export const realpath: Program = applet("FILE...", async (process) => {
  const { operands } = parseOptions(process, { short: "", min: 1 });
  let code = 0;
  for (const path of operands) {
    try {
      await process.write(1, `${canonical(process, path)}\n`);
    } catch (error) {
      if (!(error instanceof SystemError) || error.code === "EPIPE") throw error;
      await complain(process, `${path}: ${error.message}`);
      code = 1;
    }
  }
  return code;
});

/** Pathname expansion: patterns against the names in directories. */

import type { Process } from "../../kernel/types.ts";
import { isPattern, Pattern, unescapePattern } from "./pattern.ts";

/** The paths that a pattern matches, sorted; none if it matches nothing. */
export async function expandPathname(process: Process, pattern: string): Promise<string[]> {
  const components = pattern.split(/(?<=\/)(?!\/)/);
  let paths = [""];
  for (const [index, component] of components.entries()) {
    const slashes = /\/*$/.exec(component)![0];
    const name = component.slice(0, component.length - slashes.length);
    const isLast = index === components.length - 1;
    paths = isPattern(name)
      ? await matchNames(process, paths, name, slashes)
      : appendName(process, paths, unescapePattern(name) + slashes, isLast);
    if (paths.length === 0) return [];
  }
  return paths.sort(byBytes);
}

/** The entries of each directory that match; those that are directories, if something follows. */
async function matchNames(
  process: Process,
  directories: readonly string[],
  name: string,
  slashes: string,
): Promise<string[]> {
  const pattern = Pattern.of(name);
  const hidden = name.startsWith(".") || name.startsWith("\\.");
  const found: string[] = [];
  for (const directory of directories) {
    await process.breathe();
    for (const entry of entriesOf(process, directory, hidden)) {
      if ((entry.startsWith(".") && !hidden) || !pattern.test(entry)) continue;
      const path = directory + entry;
      if (slashes === "") found.push(path);
      else if (isDirectory(process, path)) found.push(path + slashes);
    }
  }
  return found;
}

/** Names without a pattern are looked at only when all is put together. */
function appendName(process: Process, paths: readonly string[], name: string, isLast: boolean): string[] {
  const appended = paths.map((path) => path + name);
  return isLast ? appended.filter((path) => exists(process, path)) : appended;
}

function entriesOf(process: Process, directory: string, hidden: boolean): string[] {
  try {
    const names = process.fs.readdir(process.resolve(directory === "" ? "." : directory));
    return hidden ? [".", "..", ...names.filter((name) => name !== "." && name !== "..")] : names;
  } catch {
    // What is no directory, or cannot be read, has no entries.
    return [];
  }
}

function isDirectory(process: Process, path: string): boolean {
  try {
    return process.fs.stat(process.resolve(path)).type === "directory";
  } catch {
    return false;
  }
}

function exists(process: Process, path: string): boolean {
  try {
    process.fs.lstat(process.resolve(path));
    return true;
  } catch {
    return false;
  }
}

/** The order of the C locale: by bytes, which for UTF-8 is the order of code points. */
function byBytes(left: string, right: string): number {
  let at = 0;
  while (at < left.length && at < right.length && left[at] === right[at]) at++;
  return (left.codePointAt(at) ?? -1) - (right.codePointAt(at) ?? -1);
}

/** Built-ins about where the shell is, and what it creates: cd, pwd, umask. */

import { SystemError } from "../../../kernel/errors.ts";
import { ShellError } from "../errors.ts";
import type { Shell } from "../state.ts";
import { parseOptions, print } from "./builtin.ts";

/** `cd [-L|-P] [DIRECTORY|-]` */
export async function cd(shell: Shell, words: readonly string[]): Promise<number> {
  const { operands, given } = parseOptions(words, "LP");
  const physical = given.at(-1)?.letter === "P";
  let target = operands[0] ?? shell.variables.get("HOME");
  if (target === undefined || target === "") return 0;
  let shown = false;
  if (target === "-") {
    target = shell.variables.get("OLDPWD") ?? "";
    if (target === "") return 0;
    shown = true;
  }
  const place = findDirectory(shell, target);
  change(shell, place.path, target, physical);
  return shown || place.shown ? print(shell, `${shell.process.cwd}\n`) : 0;
}

/** A relative directory is looked for in CDPATH first. */
function findDirectory(shell: Shell, target: string): { path: string; shown: boolean } {
  const search = shell.variables.get("CDPATH");
  if (search !== undefined && !/^\.{0,2}(\/|$)/.test(target)) {
    for (const directory of search.split(":")) {
      const path = directory === "" ? target : `${directory}/${target}`;
      if (isDirectory(shell, path)) return { path, shown: directory !== "" };
    }
  }
  return { path: target, shown: false };
}

function isDirectory(shell: Shell, path: string): boolean {
  try {
    return shell.process.fs.stat(shell.process.resolve(path)).type === "directory";
  } catch {
    return false;
  }
}

function change(shell: Shell, path: string, name: string, physical: boolean): void {
  const { process, variables } = shell;
  const absolute = physical ? process.resolve(path) : normalize(process.resolve(path));
  let destination: string;
  try {
    destination = process.fs.realpath(absolute);
    if (process.fs.stat(destination).type !== "directory") throw new SystemError("ENOTDIR");
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new ShellError(`can't cd to ${name}: ${error.message}`);
  }
  const old = variables.get("PWD") ?? process.cwd;
  process.cwd = physical ? destination : absolute;
  variables.set("OLDPWD", old);
  variables.mark("OLDPWD", "exported");
  variables.set("PWD", process.cwd);
  variables.mark("PWD", "exported");
}

/** Takes `.`, `..` and doubled slashes away by the text alone: what `..` is depends on how one came. */
function normalize(path: string): string {
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return `/${names.join("/")}`;
}

/** `pwd [-L|-P]` */
export async function pwd(shell: Shell, words: readonly string[]): Promise<number> {
  const physical = parseOptions(words, "LP").given.at(-1)?.letter === "P";
  return print(shell, `${physical ? shell.process.fs.realpath(shell.process.cwd) : shell.process.cwd}\n`);
}

/** `umask [-S] [MODE]` */
export async function umask(shell: Shell, words: readonly string[]): Promise<number> {
  const { operands, has } = parseOptions(words, "S");
  const { process } = shell;
  const [mode] = operands;
  if (mode === undefined) {
    return print(shell, `${has("S") ? symbolic(process.umask) : process.umask.toString(8).padStart(4, "0")}\n`);
  }
  const mask = /^[0-7]+$/.test(mode) ? Number.parseInt(mode, 8) & 0o777 : fromSymbolic(mode, process.umask);
  if (mask === undefined) throw new ShellError(`illegal mode: ${mode}`);
  process.umask = mask;
  return 0;
}

function symbolic(mask: number): string {
  const rights = (shift: number): string =>
    [..."rwx"].filter((_, index) => ((mask >> shift) & (4 >> index)) === 0).join("");
  return `u=${rights(6)},g=${rights(3)},o=${rights(0)}`;
}

const shifts: Readonly<Record<string, readonly number[]>> = { u: [6], g: [3], o: [0], a: [6, 3, 0] };
const bits: Readonly<Record<string, number>> = { r: 4, w: 2, x: 1 };

function fromSymbolic(text: string, mask: number): number | undefined {
  let allowed = ~mask & 0o777;
  for (const clause of text.split(",")) {
    const [, who, operator, rights] = /^([ugoa]*)([-+=])([rwx]*)$/.exec(clause) ?? [];
    if (who === undefined || rights === undefined) return undefined;
    const right = [...rights].reduce((sum, letter) => sum | bits[letter]!, 0);
    for (const shift of [...(who || "a")].flatMap((letter) => shifts[letter]!)) {
      if (operator === "+") allowed |= right << shift;
      else if (operator === "-") allowed &= ~(right << shift);
      else allowed = (allowed & ~(7 << shift)) | (right << shift);
    }
  }
  return ~allowed & 0o777;
}

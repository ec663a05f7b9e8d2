/** From the words of a command to the program that runs it. */

import { SystemError } from "./errors.ts";
import type { LayeredFileSystem } from "./fs/layered.ts";
import type { Program } from "./types.ts";

/**
 * What the file of a program begins with. `\x7fDKS\n` alone stands for the program that argv[0] names (so one file with
 * many links serves all, as with busybox), `\x7fDKS name\n` for that one.
 */
export const USERLAND_MAGIC = "\x7fDKS";

/** Where commands are looked up when PATH is not set. */
export const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** A file that is longer than this before its first newline is no script. */
const HEAD = 256;
const MAX_INTERPRETERS = 4;

/** A program with the arguments that it really gets: an interpreter's have the script among them. */
export interface Loaded {
  program: Program;
  argv: readonly string[];
}

/** What look-ups depend on. */
export interface ExecContext {
  fs: LayeredFileSystem;
  programs: ReadonlyMap<string, Program>;
  /** Makes a path absolute. */
  resolve(path: string): string;
  /** The value of PATH. */
  path: string | undefined;
}

/** Finds the program for argv as execvp does. Throws ENOENT, EACCES or ENOEXEC. */
export function load(context: ExecContext, argv: readonly string[]): Loaded {
  const name = argv[0] ?? "";
  if (name === "") throw new SystemError("ENOENT");
  if (name.includes("/")) return loadFile(context, context.resolve(name), argv, 0);
  let refused: SystemError | undefined;
  for (const directory of (context.path ?? DEFAULT_PATH).split(":")) {
    const path = context.resolve(`${directory === "" ? "." : directory}/${name}`);
    try {
      return loadFile(context, path, argv, 0);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      // Not here: look on. Not executable: look on, but remember. All else is final.
      if (error.code === "EACCES") refused = error;
      else if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
    }
  }
  throw refused ?? new SystemError("ENOENT");
}

function loadFile(context: ExecContext, path: string, argv: readonly string[], depth: number): Loaded {
  const stat = context.fs.stat(path);
  if (stat.type !== "file" || (stat.mode & 0o111) === 0) throw new SystemError("EACCES");
  const head = new TextDecoder().decode(context.fs.peek(path, HEAD));
  const line = head.slice(0, Math.max(0, head.indexOf("\n")));
  if (head.startsWith(USERLAND_MAGIC)) return userland(context, line.slice(USERLAND_MAGIC.length).trim(), argv);
  if (head.startsWith("#!")) {
    if (depth >= MAX_INTERPRETERS) throw new SystemError("ELOOP");
    const [, interpreter, option] = /^#!\s*(\S+)\s*(.*?)\s*$/.exec(line) ?? [];
    if (interpreter === undefined) throw new SystemError("ENOEXEC");
    const script = argv[0]!.includes("/") ? argv[0]! : path;
    const words = [interpreter, ...(option === "" || option === undefined ? [] : [option]), script, ...argv.slice(1)];
    return loadFile(context, context.resolve(interpreter), words, depth + 1);
  }
  if (head.startsWith("\x7fELF")) {
    throw new SystemError(
      "ENOEXEC",
      "Exec format error (the embedded engine runs only the programs of its own userland)",
    );
  }
  throw new SystemError("ENOEXEC");
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function userland({ programs }: ExecContext, fixed: string, argv: readonly string[]): Loaded {
  let words = argv;
  let name = fixed;
  if (name === "") {
    name = baseName(words[0]!);
    // A login shell is called "-sh".
    if (name.startsWith("-")) name = name.slice(1);
    if (name === "busybox" && words[1] !== undefined && programs.has(words[1])) {
      words = words.slice(1);
      name = words[0]!;
    }
  }
  const program = programs.get(name);
  if (program === undefined) throw new SystemError("ENOENT", `${name}: applet not found`);
  return { program, argv: words };
}

/** The state of one shell; a subshell has a copy of it. */

import type { Process, Program } from "../../kernel/types.ts";
import type { Command } from "./ast.ts";
import { ShellError } from "./errors.ts";
import { Input } from "./input.ts";
import { Jobs } from "./jobs.ts";
import { Options } from "./options.ts";
import { encode } from "./text.ts";
import { Traps } from "./traps.ts";
import { Variables } from "./variables.ts";

/** Functions, `eval` and `.` may be nested this deep. */
const MAX_DEPTH = 4096;

/** A jump that is under way: commands are passed over until its target takes it. */
export interface Skip {
  kind: "break" | "continue" | "return";
  /** How many loops are left to end. */
  levels: number;
}

/** What the parts of the evaluator need of each other. Every shell has it, so that they need not import each other. */
export interface Evaluator {
  /** Executes a command, with the flags of flags.ts; the result is its status, which `$?` is too. */
  execute(shell: Shell, command: Command, flags: number): Promise<number>;
  /** Executes text as the shell reads it: for `eval`, `.`, traps. `line` is the number of its first line. */
  evaluate(shell: Shell, text: string, line?: number, flags?: number): Promise<number>;
  /** The shell as a program, for scripts without `#!`. */
  program: Program;
}

/** Where `getopts` is. */
export interface GetoptsPosition {
  /** The OPTIND that the position belongs to; another value means that the script has set it anew. */
  index: number;
  /** The offset in the argument that is being read. */
  offset: number;
}

const defaults: Readonly<Record<string, string>> = { IFS: " \t\n", PS1: "\\w \\$ ", PS2: "> ", PS4: "+ ", OPTIND: "1" };

/** One shell: what a script can see and change. */
export class Shell {
  readonly process: Process;
  readonly evaluator: Evaluator;
  readonly variables: Variables;
  readonly functions: Map<string, Command>;
  readonly aliases: Map<string, string>;
  readonly options: Options;
  readonly traps: Traps;
  readonly jobs: Jobs;
  readonly input: Input;
  /** `$1` and on. */
  positional: readonly string[] = [];
  /** `$0`, which messages begin with. */
  name: string;
  /** It reads a file: messages tell the line. */
  isScript = false;
  interactive = false;
  /** `$$`: the pid of the shell that is not a subshell. */
  readonly pid: number;
  /** `$?` */
  status = 0;
  /** `$!` */
  lastBackground: number | undefined;
  /** The line of the current command. */
  line = 0;
  /** The built-in that runs, for its messages. */
  builtin: string | undefined;
  skip: Skip | undefined;
  /** ^C was pressed, and an interactive shell has not returned to its prompt yet. */
  interrupted = false;
  /** How many loops the current function is in. */
  loops = 0;
  /** How many functions are being called: `local` is for them. */
  calls = 0;
  /** The status of the last command substitution of the current command. */
  substitution: number | undefined;
  getopts: GetoptsPosition = { index: 1, offset: 0 };
  #depth = 0;

  constructor(process: Process, evaluator: Evaluator, name: string, parent?: Shell) {
    this.process = process;
    this.evaluator = evaluator;
    this.name = name;
    this.pid = parent?.pid ?? process.pid;
    this.variables = new Variables(process.env, parent?.variables);
    this.functions = new Map(parent?.functions);
    this.aliases = new Map(parent?.aliases);
    this.options = parent?.options.clone() ?? new Options();
    this.traps = new Traps(process, parent?.traps);
    this.jobs = new Jobs(process);
    this.input = new Input(process, this.traps);
    this.variables.compute("RANDOM", () => String(Math.floor(Math.random() * 32768)));
    this.variables.compute("LINENO", () => String(this.line));
    this.variables.compute("EPOCHSECONDS", () => String(Math.floor(Date.now() / 1000)));
    this.variables.onChange = (name) => {
      if (name === "OPTIND") this.getopts = { index: Number(this.variables.get("OPTIND")) || 1, offset: 0 };
    };
    if (parent === undefined) this.#begin();
    else this.#inherit(parent);
  }

  /** A copy for a subshell that runs as `process`. */
  subshell(process: Process): Shell {
    return new Shell(process, this.evaluator, this.name, this);
  }

  #begin(): void {
    for (const [name, value] of Object.entries(defaults)) {
      if (name === "IFS" || this.variables.get(name) === undefined) this.variables.set(name, value);
    }
    this.variables.set("PPID", String(this.process.parent));
    if (this.variables.get("PATH") === undefined) {
      this.variables.set("PATH", "/sbin:/usr/sbin:/bin:/usr/bin");
    }
    if (this.variables.get("HOSTNAME") === undefined) this.variables.set("HOSTNAME", this.process.hostname);
    const level = Number(this.variables.get("SHLVL"));
    this.variables.set("SHLVL", String((Number.isInteger(level) ? level : 0) + 1));
    this.variables.mark("SHLVL", "exported");
    this.#initialDirectory();
  }

  /** PWD is believed if it names the current directory, whatever links it goes through. */
  #initialDirectory(): void {
    const { fs, cwd } = this.process;
    const claimed = this.variables.get("PWD");
    try {
      if (claimed?.startsWith("/") && fs.realpath(claimed) === fs.realpath(cwd)) this.process.cwd = claimed;
    } catch {
      // PWD names nothing any more.
    }
    this.variables.set("PWD", this.process.cwd);
    this.variables.mark("PWD", "exported");
  }

  #inherit(parent: Shell): void {
    this.positional = parent.positional;
    this.isScript = parent.isScript;
    this.status = parent.status;
    this.lastBackground = parent.lastBackground;
    this.line = parent.line;
    this.builtin = parent.builtin;
    this.loops = parent.loops;
    this.calls = parent.calls;
    this.getopts = { ...parent.getopts };
    this.#depth = parent.#depth;
  }

  /** Writes a message to descriptor 2, as the shell does: with its name, the built-in's, and the line of a script. */
  async warn(text: string, line: number = this.line): Promise<void> {
    const builtin = this.builtin === undefined ? "" : `${this.builtin}: `;
    const place = this.isScript || this.builtin !== undefined ? `line ${line}: ` : "";
    await this.complain(`${this.name}: ${builtin}${place}${text}\n`);
  }

  /** Writes a message as an applet does that is built into the shell: with no line. */
  async warnPlainly(text: string): Promise<void> {
    await this.complain(`sh: ${text}\n`);
  }

  /** Writes to descriptor 2, if it can be written to. */
  async complain(text: string): Promise<void> {
    if (this.process.files.has(2)) await this.process.write(2, encode(text)).catch(ignoreSystemErrors);
  }

  /** Writes the message of an error, once. */
  async report(error: unknown): Promise<void> {
    if (!(error instanceof ShellError) || error.reported) return;
    error.reported = true;
    if (error.message !== "") await this.warn(error.message, error.line);
  }

  /** Runs something that scripts can nest without end; fails when they do. */
  async nest<T>(body: () => Promise<T>): Promise<T> {
    if (this.#depth >= MAX_DEPTH) throw new ShellError(`nested more than ${MAX_DEPTH} levels deep`);
    this.#depth++;
    try {
      // Calls would pile up on the stack of the engine until something waits.
      if (this.#depth % 16 === 0) await undefined;
      return await body();
    } finally {
      this.#depth--;
    }
  }
}

function ignoreSystemErrors(error: unknown): void {
  if (!(error instanceof Error) || error.name !== "SystemError") throw error;
}

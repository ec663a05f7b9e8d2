/** The run of a script of sed. */

import type { Process } from "../../../kernel/types.ts";
import { Failure } from "../kit/applet.ts";
import { decodeText, toText } from "../kit/bytes.ts";
import { Output, open } from "../kit/io.ts";
import type { Input } from "./input.ts";
import type { Address, Command } from "./script.ts";
import { substitute } from "./substitute.ts";

/** Ends the run of a script on its input. */
export class Quit {
  readonly code: number;

  constructor(code: number) {
    this.code = code;
  }
}

/** How lines are read and shown. */
export interface Settings {
  quiet: boolean;
  end: string;
}

/** One run of a script over an input. */
export class Run {
  readonly #process: Process;
  readonly #commands: readonly Command[];
  readonly #settings: Settings;
  readonly #input: Input;
  readonly #out: Output;
  readonly #writers = new Map<string, number>();
  /** Whether a command asks for the last line, so that it must be known which one that is. */
  readonly #asksForLast: boolean;
  /** Ranges that have begun: the line at which one is to end, or that a pattern will end it. */
  readonly #ranges = new Map<Command, number | "pattern">();
  #pattern = "";
  #ended = true;
  #hold = "";
  #number = 0;
  #isLast = false;
  #substituted = false;
  #appended: string[] = [];
  #lastRegex: RegExp | undefined;
  /** The next cycle begins with what is left in the pattern space. */
  #keep = false;

  constructor(process: Process, commands: readonly Command[], settings: Settings, input: Input, out: Output) {
    this.#process = process;
    this.#commands = commands;
    this.#settings = settings;
    this.#input = input;
    this.#out = out;
    this.#asksForLast = commands.some(({ from, to }) => from?.kind === "last" || to?.kind === "last");
    input.beforeWait = () => out.flush();
  }

  async run(): Promise<Quit | undefined> {
    try {
      while (this.#keep || (await this.#read())) {
        this.#keep = false;
        await this.#cycle();
        const pause = this.#out.drain() ?? this.#process.breathe();
        if (pause !== undefined) await pause;
      }
      return undefined;
    } catch (error) {
      if (error instanceof Quit) return error;
      throw error;
    } finally {
      await this.#out.flush();
    }
  }

  async #read(): Promise<boolean> {
    if (!this.#input.ready && !(await this.#input.fill())) return false;
    const next = this.#input.take();
    this.#pattern = next.text;
    this.#ended = next.ended;
    this.#number++;
    this.#isLast = this.#asksForLast && !this.#input.ready && !(await this.#input.fill());
    return true;
  }

  #print(text: string, ended = true): void {
    this.#out.put(ended ? text + this.#settings.end : text);
  }

  /** The end of a cycle: what is left is shown, then what was to be appended. */
  #finish(show = !this.#settings.quiet): void {
    if (show) this.#print(this.#pattern, this.#ended || this.#appended.length > 0);
    if (this.#appended.length > 0) for (const text of this.#appended.splice(0)) this.#out.put(text);
  }

  async #cycle(): Promise<void> {
    this.#substituted = false;
    for (let at = 0; at < this.#commands.length; ) {
      const command = this.#commands[at]!;
      const selected = this.#selects(command) !== command.negated;
      if (command.name === "{") at = selected ? at + 1 : command.target;
      else if (!selected) at++;
      else {
        const result = this.#execute(command);
        const next = result instanceof Promise ? await result : result;
        if (next === "cycle") return;
        at = next ?? at + 1;
      }
    }
    this.#finish();
  }

  #selects(command: Command): boolean {
    const { from, to } = command;
    if (from === undefined) return true;
    if (to === undefined) return this.#matches(from);
    const until = this.#ranges.get(command);
    if (until === undefined) {
      if (!this.#matches(from)) return false;
      this.#begin(command, to);
      return true;
    }
    if (until === "pattern") {
      if (this.#matches(to)) this.#ranges.delete(command);
      return true;
    }
    if (this.#number >= until) this.#ranges.delete(command);
    return this.#number <= until;
  }

  #begin(command: Command, to: Address): void {
    if (to.kind === "regex" || to.kind === "last") this.#ranges.set(command, "pattern");
    const end =
      to.kind === "line"
        ? to.line
        : to.kind === "plus"
          ? this.#number + to.count
          : to.kind === "multiple"
            ? Math.ceil(this.#number / Math.max(1, to.of)) * to.of
            : 0;
    if (end > this.#number) this.#ranges.set(command, end);
  }

  #matches(address: Address): boolean {
    switch (address.kind) {
      case "line":
        return this.#number === address.line;
      case "last":
        return this.#isLast;
      case "step":
        return address.step === 0
          ? this.#number === address.first
          : this.#number >= address.first && (this.#number - address.first) % address.step === 0;
      case "regex": {
        const regex = this.#regexOf(address.regex);
        regex.lastIndex = 0;
        return regex.test(this.#pattern);
      }
      default:
        return false;
    }
  }

  #regexOf(regex: RegExp | undefined): RegExp {
    const used = regex ?? this.#lastRegex;
    if (used === undefined) throw new Failure("no previous regexp");
    this.#lastRegex = used;
    return used;
  }

  /** Resolves to where to go on: the next command when undefined. */
  #execute(command: Command): number | "cycle" | undefined | Promise<undefined> {
    switch (command.name) {
      case "s":
        return this.#substitute(command);
      case "y":
        this.#pattern = [...this.#pattern].map((char) => command.map!.get(char) ?? char).join("");
        return undefined;
      case "p":
        this.#print(this.#pattern);
        return undefined;
      case "P":
        this.#print(this.#pattern.split("\n", 1)[0]!);
        return undefined;
      case "=":
        this.#out.put(`${this.#number}\n`);
        return undefined;
      case "l":
        this.#out.put(`${unambiguous(this.#pattern)}$\n`);
        return undefined;
      case "d":
        this.#finish(false);
        return "cycle";
      case "D": {
        const newline = this.#pattern.indexOf("\n");
        this.#finish(false);
        this.#keep = newline >= 0;
        this.#pattern = this.#pattern.slice(newline + 1);
        return "cycle";
      }
      case "z":
        this.#pattern = "";
        return undefined;
      case "n":
        return this.#next();
      case "N":
        return this.#append();
      case "a":
        this.#appended.push(command.text);
        return undefined;
      case "i":
        this.#out.put(command.text);
        return undefined;
      case "c":
        // Of a range, only its end is replaced by the text.
        if (command.to === undefined || command.negated || !this.#ranges.has(command)) this.#out.put(command.text);
        this.#finish(false);
        return "cycle";
      case "r":
        this.#appended.push(this.#contents(command.text));
        return undefined;
      case "w":
        return this.#writeTo(command.text);
      case "q":
        this.#finish();
        throw new Quit(command.code);
      case "Q":
        throw new Quit(command.code);
      case "t":
      case "T": {
        const jumps = this.#substituted === (command.name === "t");
        this.#substituted = false;
        return jumps ? command.target : undefined;
      }
      case "b":
        return command.target;
      case "h":
        this.#hold = this.#pattern;
        return undefined;
      case "H":
        this.#hold += `\n${this.#pattern}`;
        return undefined;
      case "g":
        this.#pattern = this.#hold;
        return undefined;
      case "G":
        this.#pattern += `\n${this.#hold}`;
        return undefined;
      case "x":
        [this.#pattern, this.#hold] = [this.#hold, this.#pattern];
        return undefined;
      default:
        return undefined;
    }
  }

  #substitute({ substitution }: Command): undefined | Promise<undefined> {
    const how = substitution!;
    const result = substitute(this.#pattern, this.#regexOf(how.regex), how);
    if (result === undefined) return undefined;
    this.#pattern = result;
    this.#substituted = true;
    if (how.print) this.#print(result);
    return how.file === undefined ? undefined : this.#writeTo(how.file);
  }

  async #next(): Promise<undefined> {
    const more = await this.#input.fill();
    this.#finish();
    if (!more) throw new Quit(0);
    await this.#read();
    return undefined;
  }

  async #append(): Promise<undefined> {
    const before = this.#pattern;
    if (!(await this.#input.fill())) {
      this.#finish();
      throw new Quit(0);
    }
    for (const text of this.#appended.splice(0)) this.#out.put(text);
    await this.#read();
    this.#pattern = `${before}\n${this.#pattern}`;
    return undefined;
  }

  #contents(name: string): string {
    const path = this.#process.resolve(decodeText(name));
    return this.#process.fs.exists(path) ? toText(this.#process.fs.readFile(path)) : "";
  }

  async #writeTo(name: string): Promise<undefined> {
    let fd = this.#writers.get(name);
    if (fd === undefined) {
      fd =
        name === "/dev/stdout"
          ? 1
          : open(this.#process, decodeText(name), { write: true, create: true, truncate: true });
      this.#writers.set(name, fd);
    }
    await this.#out.flush();
    const out = new Output(this.#process, fd);
    out.put(`${this.#pattern}\n`);
    await out.flush();
    return undefined;
  }
}

/** A line as the l command shows it. */
function unambiguous(text: string): string {
  const named: Record<string, string> = {
    "\\": "\\\\",
    "\x07": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
  };
  return text.replace(/[^ -[\]-~]/g, (char) => named[char] ?? `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`);
}

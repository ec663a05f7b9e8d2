/** Reads commands one after the other, as a shell must: each is executed before the next is parsed. */

import { parse } from "unbash";
import { substituteAliases } from "./alias.ts";
import type { Command } from "./ast.ts";
import { ShellError } from "./errors.ts";
import { listOf, Lowering } from "./lower.ts";
import { isIncomplete, syntaxError } from "./syntax-error.ts";

/** Gives the next line with its newline; undefined at the end. `continued` says that a command has begun. */
export type ReadLine = (continued: boolean) => Promise<string | undefined>;

/** Commands in the order in which they stand in a script. */
export class ScriptReader {
  readonly #readLine: ReadLine;
  /** The number of the next line. */
  #line: number;
  readonly #aliases: ReadonlyMap<string, string>;

  constructor(readLine: ReadLine, line: number, aliases: ReadonlyMap<string, string>) {
    this.#readLine = readLine;
    this.#line = line;
    this.#aliases = aliases;
  }

  /** The commands of the next line, or of as many lines as belong together; undefined at the end. */
  async next(): Promise<Command | undefined> {
    let text = await this.#readLine(false);
    if (text === undefined) return undefined;
    const first = this.#line;
    let delimiter: string | undefined;
    for (;;) {
      const ended = !text.endsWith("\n");
      // Until a here-document ends there is nothing to be learned from parsing again.
      const waiting = delimiter !== undefined && lastLine(text).replace(/^\t+/, "") !== delimiter;
      const result = waiting && !ended ? ({ more: true, delimiter } as const) : this.#parse(text, first, ended);
      if (!("more" in result)) {
        this.#line = first + count(text);
        return result.command;
      }
      delimiter = result.delimiter;
      const line = await this.#readLine(true);
      if (line === undefined) {
        this.#line = first + count(text);
        const last = this.#parse(text, first, true);
        return "more" in last ? { kind: "list", commands: [] } : last.command;
      }
      text += line;
    }
  }

  #parse(
    source: string,
    line: number,
    ended: boolean,
  ): { command: Command } | { more: true; delimiter: string | undefined } {
    const text = substituteAliases(source, this.#aliases);
    const script = parse(text);
    const error = script.errors?.[0];
    if (!ended && ((error !== undefined && isIncomplete(error, text)) || endsInContinuation(text))) {
      return { more: true, delimiter: undefined };
    }
    this.#line = line + count(source);
    if (error !== undefined) throw new ShellError(`syntax error: ${syntaxError(error, text)}`, 2, this.#line);
    const lowering = new Lowering(text, line);
    try {
      const command = listOf(script.commands.map((statement) => lowering.statement(statement)));
      if (!ended && lowering.unclosed.length > 0) return { more: true, delimiter: lowering.unclosed[0] };
      return { command };
    } catch (error) {
      if (error instanceof ShellError) throw new ShellError(error.message, error.status, this.#line);
      throw error;
    }
  }
}

/** Commands of a text that is known as a whole. */
export class TextReader {
  readonly #text: string;
  readonly #line: number;
  readonly #aliases: ReadonlyMap<string, string>;
  #commands: readonly Command[] | undefined;
  #at = 0;
  #lines: ScriptReader | undefined;

  constructor(text: string, line: number, aliases: ReadonlyMap<string, string>) {
    this.#text = text;
    this.#line = line;
    this.#aliases = aliases;
  }

  /** The next commands, and whether they are the last ones. */
  async next(): Promise<{ command: Command; last: boolean } | undefined> {
    if (this.#lines === undefined) {
      this.#commands ??= this.#parseAll();
      if (this.#commands !== undefined) {
        const command = this.#commands[this.#at++];
        return command && { command, last: this.#at === this.#commands.length };
      }
      this.#lines = new ScriptReader(linesOf(this.#text), this.#line, this.#aliases);
    }
    const command = await this.#lines.next();
    return command && { command, last: false };
  }

  /** The whole text at once; if it has errors, or aliases that lines make for the next, it must be read line by line. */
  #parseAll(): readonly Command[] | undefined {
    if (this.#aliases.size > 0 || /\balias\b/.test(this.#text)) return undefined;
    const script = parse(this.#text);
    if (script.errors !== undefined && script.errors.length > 0) return undefined;
    const lowering = new Lowering(this.#text, this.#line);
    try {
      return script.commands.map((statement) => lowering.statement(statement));
    } catch (error) {
      if (error instanceof ShellError) return undefined;
      throw error;
    }
  }
}

function linesOf(text: string): ReadLine {
  let at = 0;
  return async () => {
    if (at >= text.length) return undefined;
    const end = text.indexOf("\n", at);
    const line = text.slice(at, end < 0 ? text.length : end + 1);
    at += line.length;
    return line;
  };
}

function lastLine(text: string): string {
  const end = text.endsWith("\n") ? text.length - 1 : text.length;
  return text.slice(text.lastIndexOf("\n", end - 1) + 1, end);
}

/** How many lines a text ends. */
function count(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}

/** The last line ends in a backslash that joins it to the next. */
function endsInContinuation(text: string): boolean {
  const backslashes = /(\\*)\n$/.exec(text)?.[1]?.length ?? 0;
  return backslashes % 2 === 1;
}

/** xargs */

import type { Process, Program } from "../../kernel/types.ts";
import { applet, Failure } from "./kit/applet.ts";
import { decodeText, toText } from "./kit/bytes.ts";
import { pieces } from "./kit/io.ts";
import { type Options, parseCount, parseOptions } from "./kit/options.ts";
import { nullFile } from "../../kernel/pipe.ts";
import { runAll } from "./kit/run.ts";

/** Most characters of one command. */
const MAX_SIZE = 32 * 1024;

/** Cuts a stream into words, as they become whole. */
class Splitter {
  readonly #mode: "words" | "lines" | "null";
  #rest = "";

  constructor(mode: "words" | "lines" | "null") {
    this.#mode = mode;
  }

  add(text: string): string[] {
    this.#rest += text;
    if (this.#mode !== "words") {
      const found = this.#rest.split(this.#mode === "null" ? "\0" : "\n");
      this.#rest = found.pop()!;
      return this.#mode === "null"
        ? found
        : found.map((line) => line.replace(/^[ \t]+/, "")).filter((line) => line !== "");
    }
    // Quotes do not span lines, so whole lines can be cut.
    const end = this.#rest.lastIndexOf("\n") + 1;
    const whole = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end);
    return split(whole);
  }

  end(): string[] {
    if (this.#mode === "words") return split(this.#rest);
    const line = this.#mode === "lines" ? this.#rest.replace(/^[ \t]+/, "") : this.#rest;
    return line === "" ? [] : [line];
  }
}

function split(text: string): string[] {
  const words: string[] = [];
  for (const match of text.matchAll(/(?:"[^"\n]*"|'[^'\n]*'|\\[\s\S]|["']|[^\s"'\\])+/g)) {
    const word = match[0].replace(
      /"([^"\n]*)"|'([^'\n]*)'|\\([\s\S])|(["'])/g,
      (_all, double, single, escaped, unmatched) => {
        if (unmatched !== undefined)
          throw new Failure(unmatched === '"' ? "unmatched double quote" : "unmatched single quote");
        return double ?? single ?? escaped;
      },
    );
    words.push(word);
  }
  return words;
}

class Runner {
  readonly #process: Process;
  readonly #options: Options;
  readonly #command: readonly string[];
  readonly #max: number;
  #words: string[] = [];
  #size = 0;
  #ran = false;
  code = 0;

  constructor(process: Process, options: Options) {
    this.#process = process;
    this.#options = options;
    this.#command = options.operands.length === 0 ? ["echo"] : options.operands;
    this.#max = options.has("I")
      ? 1
      : parseCount(options.get("n") ?? options.get("L") ?? String(Number.MAX_SAFE_INTEGER));
  }

  async add(word: string): Promise<void> {
    if (this.#words.length >= this.#max || this.#size + word.length > Number(this.#options.get("s") ?? MAX_SIZE))
      await this.#flush();
    this.#words.push(word);
    this.#size += word.length + 1;
    if (this.#words.length >= this.#max) await this.#flush();
  }

  async end(): Promise<void> {
    if (this.#words.length > 0 || (!this.#ran && !this.#options.has("r") && !this.#options.has("I")))
      await this.#flush();
  }

  async #flush(): Promise<void> {
    const placeholder = this.#options.get("I");
    const words = this.#words;
    const argv =
      placeholder === undefined
        ? [...this.#command, ...words]
        : this.#command.map((word) => word.replaceAll(placeholder, words[0] ?? ""));
    this.#words = [];
    this.#size = 0;
    this.#ran = true;
    if (this.#options.has("t")) await this.#process.write(2, `${argv.join(" ")}\n`);
    const input = nullFile();
    const files = new Map(this.#process.files).set(0, input);
    const code = await runAll(this.#process, argv, files);
    input.release();
    if (code === 126 || code === 127) throw new Stop(code);
    if (code === 255) throw new Failure(`${argv[0]}: exited with status 255; aborting`, 124);
    if (code !== 0) this.code = 123;
  }
}

/** The command cannot be run at all. */
class Stop {
  readonly code: number;

  constructor(code: number) {
    this.code = code;
  }
}

export const xargs: Program = applet("[OPTIONS] [PROG ARGS]", async (process) => {
  const options = parseOptions(process, { short: "+0rtn:L:I:s:xE:e:P:p", long: { null: "0", "no-run-if-empty": "r" } });
  const splitter = new Splitter(options.has("0") ? "null" : options.has("I") ? "lines" : "words");
  const runner = new Runner(process, options);
  try {
    for await (const bytes of pieces(process, 0))
      for (const word of splitter.add(toText(bytes))) await runner.add(decodeText(word));
    for (const word of splitter.end()) await runner.add(decodeText(word));
    await runner.end();
  } catch (error) {
    if (error instanceof Stop) return error.code;
    throw error;
  }
  return runner.code;
});

/** The input of sed: all files as one. */

import type { Process } from "../../../kernel/types.ts";
import { complain, reason } from "../kit/applet.ts";
import { close, lines, open } from "../kit/io.ts";

/** One line of the input. */
export interface Line {
  text: string;
  /** It ended with a newline. */
  ended: boolean;
}

/** The lines of all files as one input, which knows whether there is another one. */
export class Input {
  readonly #process: Process;
  readonly #names: string[];
  readonly #end: string;
  #batches: AsyncGenerator<{ lines: string[]; unended: boolean }> | undefined;
  #buffer: Line[] = [];
  #at = 0;
  #fd = 0;
  code = 0;
  /** Called before it waits for more. */
  beforeWait: () => Promise<void> = () => Promise.resolve();

  constructor(process: Process, names: readonly string[], end: string) {
    this.#process = process;
    this.#names = [...names];
    this.#end = end;
  }

  /** Whether a line is at hand. */
  get ready(): boolean {
    return this.#at < this.#buffer.length;
  }

  /** The line that is at hand. */
  take(): Line {
    return this.#buffer[this.#at++]!;
  }

  /** Makes sure that a line is at hand; false at the end of all. */
  async fill(): Promise<boolean> {
    while (!this.ready) {
      await this.beforeWait();
      if (this.#batches === undefined && !(await this.#open())) return false;
      const next = await this.#batches!.next();
      if (next.done) {
        if (this.#fd !== 0) close(this.#process, this.#fd);
        this.#batches = undefined;
        continue;
      }
      const { lines: texts, unended } = next.value;
      this.#buffer = texts.map((text) => ({ text, ended: !unended }));
      this.#at = 0;
    }
    return true;
  }

  async #open(): Promise<boolean> {
    for (let name = this.#names.shift(); name !== undefined; name = this.#names.shift()) {
      try {
        this.#fd = name === "-" ? 0 : open(this.#process, name);
        if (name !== "-" && this.#process.fs.stat(this.#process.resolve(name)).type === "directory") {
          close(this.#process, this.#fd);
          continue;
        }
        this.#batches = lines(this.#process, this.#fd, this.#end);
        return true;
      } catch (error) {
        await complain(this.#process, `${name}: ${reason(error)}`);
        this.code = 1;
      }
    }
    return false;
  }
}

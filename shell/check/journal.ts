/**
 * What the process that runs one file tells the one that asked for it: a file of lines of JSON, written at once, so that what was known is
 * known even if the process is killed in the middle of a statement.
 */
import { appendFileSync } from "node:fs";
import { open } from "node:fs/promises";
import type { Output } from "../script/transcript.ts";
import type { Difference } from "./compare.ts";

/** How it went with a statement. */
export interface StatementResult {
  /** The first line of the statement. */
  readonly line: number;
  readonly state: "passed" | "differs" | "failed" | "skipped" | "unchecked";
  readonly differences: readonly Difference[];
  /** What the file should say; absent where nothing was compared. */
  readonly outputs?: readonly Output[];
  /** In milliseconds. */
  readonly took: number;
}

/** What is told. */
export type Entry =
  /** A statement begins, and has so many milliseconds; line 0 is the engine. */
  | { readonly type: "begin"; readonly line: number; readonly limit: number }
  | { readonly type: "result"; readonly result: StatementResult }
  /** The file cannot run on this engine. */
  | { readonly type: "skipped"; readonly reason: string }
  /** Something failed: the report that a script would have ended with. */
  | { readonly type: "failure"; readonly text: string; readonly code: number }
  /** A person has the prompt now, and all the time. */
  | { readonly type: "prompt" }
  | { readonly type: "done" };

/** Writes a journal. */
export class JournalWriter {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  write(entry: Entry): void {
    appendFileSync(this.#path, `${JSON.stringify(entry)}\n`);
  }
}

/** Reads a journal while it grows. */
export class JournalReader {
  readonly #path: string;
  readonly entries: Entry[] = [];
  #at = 0;
  /** The pieces of a line whose end is not there yet. */
  #rest: string[] = [];
  readonly #decoder = new TextDecoder();

  constructor(path: string) {
    this.#path = path;
  }

  /** Reads what is new. */
  async read(): Promise<void> {
    const file = await open(this.#path, "r");
    try {
      const bytes = new Uint8Array(64 * 1024);
      for (;;) {
        const { bytesRead } = await file.read(bytes, 0, bytes.length, this.#at);
        if (bytesRead === 0) return;
        this.#at += bytesRead;
        const [more = "", ...lines] = this.#decoder.decode(bytes.subarray(0, bytesRead), { stream: true }).split("\n");
        this.#rest.push(more);
        for (const line of lines) {
          this.entries.push(JSON.parse(this.#rest.join("")) as Entry);
          this.#rest = [line];
        }
      }
    } finally {
      await file.close();
    }
  }
}

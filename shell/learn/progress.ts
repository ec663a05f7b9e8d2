/** How far somebody has come in each lesson: a file that only its owner can read. */
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { historyPath } from "../history.ts";

/** How far somebody has come in a lesson. */
export interface Progress {
  /** How many of its steps are done. */
  readonly steps: number;
  /** Whether it was finished at least once. */
  readonly done: boolean;
}

/** Where progress is kept: `$XDG_STATE_HOME/dks/lessons.json`, else `~/.local/state/dks/lessons.json`. */
export function progressPath(): string {
  return join(dirname(historyPath()), "lessons.json");
}

/** The progress of a user, by the names of lessons. A file that cannot be read, or holds something else, is none. */
export class ProgressFile {
  readonly #path: string;

  constructor(path: string = progressPath()) {
    this.#path = path;
  }

  /** What is kept of a lesson. */
  of(lesson: string): Progress {
    return this.#read()[lesson] ?? { steps: 0, done: false };
  }

  /** Keeps how far somebody has come. Throws the system's error when it cannot be written. */
  keep(lesson: string, progress: Progress): void {
    const text = JSON.stringify({ version: 1, lessons: { ...this.#read(), [lesson]: progress } }, undefined, 2);
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    // Whole or not at all, also when two of them learn at the same time.
    const next = `${this.#path}.${process.pid}.new`;
    writeFileSync(next, `${text}\n`, { mode: 0o600 });
    chmodSync(next, 0o600);
    renameSync(next, this.#path);
  }

  #read(): Record<string, Progress> {
    try {
      const { version, lessons } = JSON.parse(readFileSync(this.#path, "utf8")) as {
        version: unknown;
        lessons: object;
      };
      if (version !== 1) return {};
      return Object.fromEntries(Object.entries(lessons).filter(([, progress]) => isProgress(progress)));
    } catch {
      return {};
    }
  }
}

function isProgress(value: unknown): value is Progress {
  const { steps, done } = (value ?? {}) as Partial<Progress>;
  return Number.isSafeInteger(steps) && steps! >= 0 && typeof done === "boolean";
}

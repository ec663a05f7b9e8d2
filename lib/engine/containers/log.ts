/** What a container has written, as far as it is remembered. */

/** Which of a container's streams. */
export type OutputStream = "stdout" | "stderr";

/** One write of a program. */
export interface LogEntry {
  stream: OutputStream;
  /** Milliseconds since 1970. */
  time: number;
  bytes: Uint8Array;
}

/** Entries cost more than their bytes: a program that writes single bytes must not fill the memory either. */
export const entryCost = 128;

/**
 * The log of a container: all of its runs, in the order of writing. Bounded: when it is full the oldest entries are
 * forgotten, so that what a program says last, which is what a reader looks for, is always there.
 */
export class ContainerLog {
  readonly #limit: number;
  #entries: LogEntry[] = [];
  /** Index of the oldest entry that is still remembered. */
  #first = 0;
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  append(entry: LogEntry): void {
    this.#entries.push(entry);
    this.#size += entry.bytes.length + entryCost;
    while (this.#size > this.#limit && this.#first < this.#entries.length - 1) {
      this.#size -= this.#entries[this.#first]!.bytes.length + entryCost;
      this.#first++;
    }
    // Cutting the array each time would cost its whole length each time.
    if (this.#first > 1024 && this.#first > this.#entries.length / 2) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
  }

  /** What is remembered now, oldest first. */
  entries(): LogEntry[] {
    return this.#entries.slice(this.#first);
  }
}

/** A recording in the form of asciinema, version 2: a line of JSON about the terminal, and one for everything that was written to it. */

/** The terminal that is recorded. */
export interface CastOptions {
  columns: number;
  rows: number;
  title: string | undefined;
  /** When it was made, in seconds since 1970. */
  timestamp: number;
}

/** Collects what is written. */
export class Cast {
  readonly #lines: string[];

  constructor({ columns, rows, title, timestamp }: CastOptions) {
    this.#lines = [
      JSON.stringify({
        version: 2,
        width: columns,
        height: rows,
        timestamp: Math.floor(timestamp),
        ...(title !== undefined && { title }),
        env: { TERM: "xterm-256color" },
      }),
    ];
  }

  /** Something was written, so many seconds after the beginning. */
  output(seconds: number, text: string): void {
    // A terminal in its raw state does not go back to the first column by itself.
    this.#lines.push(JSON.stringify([Math.round(seconds * 1e6) / 1e6, "o", text.replaceAll(/(?<!\r)\n/g, "\r\n")]));
  }

  /** The file. */
  toString(): string {
    return `${this.#lines.join("\n")}\n`;
  }
}

/** Where the shell's words go: data to stdout, everything else to stderr. */
import process from "node:process";
import { coloured, type Paint, plain } from "./format/text.ts";

/** One of the two ways out. */
export interface Sink {
  write(text: string): void;
  /** Whether a person looks at it, and things may be redrawn. */
  readonly isTerminal: boolean;
  /** Its width; 80 when it has none. */
  readonly columns: number;
  /** Its height; 24 when it has none. */
  readonly rows: number;
  readonly paint: Paint;
}

/** Both ways out. */
export interface Output {
  readonly out: Sink;
  readonly err: Sink;
}

/** The process's own. */
export function processOutput(): Output {
  return { out: sinkOf(process.stdout), err: sinkOf(process.stderr) };
}

function sinkOf(stream: NodeJS.WriteStream): Sink {
  return {
    write: (text) => void stream.write(text),
    get isTerminal() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns || 80;
    },
    get rows() {
      return stream.rows || 24;
    },
    get paint() {
      return stream.isTTY && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb" ? coloured : plain;
    },
  };
}

/**
 * Calls back when whoever reads stdout has gone, as in `dks ... | head -1`, or the terminal has. Without this the process would die of it,
 * loudly.
 */
export function onBrokenPipe(callback: () => void): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
      callback();
    });
  }
}

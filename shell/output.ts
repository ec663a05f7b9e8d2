/** Where the shell's words go: data to stdout, everything else to stderr. */
import { writeSync } from "node:fs";
import process from "node:process";
import { coloured, type Paint, plain } from "./format/text.ts";
import { descriptorOf } from "./screen.ts";

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
  /** Counts what was written, to the other way out as well: whoever redraws knows by it that nobody else has written below. */
  readonly writes?: number;
}

/** Both ways out. */
export interface Output {
  readonly out: Sink;
  readonly err: Sink;
}

/** The process's own. */
export function processOutput(): Output {
  const count = { writes: 0 };
  return { out: sinkOf(process.stdout, count), err: sinkOf(process.stderr, count) };
}

/** Whoever was to read it has gone. Thrown by what writes to stdout, so that it ends a program which does nothing else. */
export class BrokenPipeError extends Error {
  override readonly name = "BrokenPipeError";
}

let tellGone = (): void => {};

/** What is written after the reader has gone is dropped; so often it is told again to whoever goes on writing. */
const oftenEnough = 1000;

function sinkOf(stream: NodeJS.WriteStream, count: { writes: number }): Sink {
  const own = stream.write;
  let dropped = 0;
  return {
    write: (text) => {
      count.writes++;
      const isOurs = isBun && stream.write === own && !stream.isTTY;
      if (isOurs ? writeAll(descriptorOf(stream), text) : isWritten(stream, text)) return;
      if (stream !== process.stdout || dropped++ % oftenEnough > 0) return;
      // Before anything is begun that cleans up: what is begun then is not interrupted.
      tellGone();
      throw new BrokenPipeError("nobody reads what is written any more");
    },
    get writes() {
      return count.writes;
    },
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

const isBun = "Bun" in globalThis;

/** Whether there is still a reader, as far as is known. */
function isWritten(stream: NodeJS.WriteStream, text: string): boolean {
  if (!stream.errored) stream.write(text);
  // What was wrong with an earlier write is known before anybody is told of it.
  return !stream.errored || !isGone(stream.errored);
}

/**
 * Writes all of a text at once, as Node and Deno do: in a loop without an `await` Bun would keep it all, and never see that the reader has gone. Gives whether
 * there is still a reader.
 */
function writeAll(descriptor: number, text: string): boolean {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      if (isGone(error as NodeJS.ErrnoException)) return false;
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      // The reader is slow.
      Atomics.wait(pause, 0, 0, 1);
    }
  }
  return true;
}

const pause = new Int32Array(new SharedArrayBuffer(4));

function isGone({ code }: NodeJS.ErrnoException): boolean {
  return code === "EPIPE" || code === "EIO";
}

/**
 * Calls back when whoever reads stdout has gone, as in `dks ... | head -1`, or the terminal has. Without this the process would die of it,
 * loudly.
 */
export function onBrokenPipe(callback: () => void): void {
  tellGone = callback;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (!isGone(error)) throw error;
      callback();
    });
  }
}

/** Catches what a script prints, by whichever way: `print`, `console`, and the process's stdout. */
import process from "node:process";
import type { Sink } from "../output.ts";
import { plain } from "../format/text.ts";
import { replaceConsole } from "./console.ts";
import { columns } from "./shown.ts";

/** A way out into a function, as wide as what stands in a .dks file. */
export function sinkInto(take: (text: string) => void): Sink {
  return { write: take, isTerminal: false, columns, rows: 24, paint: plain };
}

/** Hands everything that is printed to `take`, until what it gives is called. */
export function catchPrinted(take: (text: string) => void): () => void {
  const { write } = process.stdout;
  const decoder = new TextDecoder();
  const taken = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    take(typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }));
    const done = rest.find((value) => typeof value === "function") as (() => void) | undefined;
    if (done) queueMicrotask(done);
    return true;
  };
  process.stdout.write = taken as typeof write;
  // Where the console is the runtime's own, it does not go by way of process.stdout.
  const release = replaceConsole(take);
  return () => {
    process.stdout.write = write;
    release();
  };
}

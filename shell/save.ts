/** Streams into files. */
import { open, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { InvalidArgumentError } from "../mod.ts";
import { bytes as size } from "./format/time.ts";
import type { Sink } from "./output.ts";

/** Options of `save`. */
export interface SaveOptions {
  /** Writes over a file that is there. */
  overwrite?: boolean;
}

/** How often it is said how far it is, in milliseconds. */
const every = 200;

/** Writes a stream into a file, as fast as the file takes it. What is cut short leaves no file. */
export async function save(
  source: ReadableStream<Uint8Array>,
  path: string,
  directory: string,
  err: Sink,
  { overwrite = false }: SaveOptions = {},
): Promise<number> {
  if (!(source instanceof ReadableStream)) {
    throw new InvalidArgumentError("save takes a stream", { hint: 'Write save(container.export(), "file.tar").' });
  }
  if (typeof path !== "string" || path === "") {
    await source.cancel().catch(() => {});
    throw new InvalidArgumentError("save needs a file", { hint: 'Write save(container.export(), "file.tar").' });
  }
  const file = resolve(directory, path);
  const handle = await open(file, overwrite ? "w" : "wx").catch(async (error: NodeJS.ErrnoException) => {
    await source.cancel(error).catch(() => {});
    if (error.code !== "EEXIST") throw error;
    throw new InvalidArgumentError(`${path} is there already`, {
      hint: "Name a new file, or pass { overwrite: true }.",
    });
  });
  let written = 0;
  let told = performance.now();
  try {
    const reader = source.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      await handle.writeFile(next.value);
      written += next.value.length;
      if (err.isTerminal && performance.now() - told > every) {
        told = performance.now();
        err.write(`\r\x1b[2K${path}: ${size(written)}`);
      }
    }
  } catch (error) {
    await handle.close();
    await rm(file, { force: true });
    throw error;
  }
  await handle.close();
  err.write(`${err.isTerminal ? "\r\x1b[2K" : ""}${path}: ${size(written)}\n`);
  return written;
}

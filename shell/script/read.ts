/** Which files are .dks scripts. */
import { readFile, stat } from "node:fs/promises";
import { extname } from "node:path";
import { UsageError } from "../options.ts";
import { TranscriptError } from "./transcript-error.ts";

/** What some editors put before a text, to say that it is in UTF-8. */
export const byteOrderMark = "\ufeff";

/** How much of a file is looked at for its header, in bytes. */
const head = 1000;

/**
 * The text of a script; undefined when neither the name of the file nor its beginning says that it is one. Throws a UsageError when it cannot be read, and a
 * {@link TranscriptError} when it is to be a script, and is no text in UTF-8.
 */
export async function readScript(path: string): Promise<string | undefined> {
  await requireFile(path);
  const bytes = await unlessUnreadable(path, () => readFile(path));
  const start = new TextDecoder().decode(bytes.subarray(0, head));
  const isScript = extname(path) === ".dks" || /^(?:#!.*\r?\n)?\s*\/\/! dks\b/.test(start);
  return isScript ? textOf(bytes) : undefined;
}

/** The same of a file that must be one. */
export async function readTranscriptFile(path: string): Promise<string> {
  const source = await readScript(path);
  if (source === undefined)
    throw new UsageError(`${path} is no .dks file`, "Such a file is named .dks, or begins with `//! dks 1`.");
  return source;
}

/** Throws a UsageError when what a script stands in would be written over, since the name of the file for `option` was forgotten. */
export function refuseScript(option: string, path: string | undefined): void {
  if (path !== undefined && extname(path) === ".dks")
    throw new UsageError(`${option} would write over a script: ${path}`, `Name another file behind ${option}.`);
}

/** Throws a UsageError when there is no such file. */
async function requireFile(path: string): Promise<void> {
  const found = await unlessUnreadable(path, () => stat(path));
  if (found.isDirectory()) throw new UsageError(`${path} is a directory`, `Name the .dks files in it: ${path}/*.dks`);
}

/** What the system says of a file becomes a UsageError. */
async function unlessUnreadable<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
    if (error.code !== "ENOENT") throw new UsageError(`cannot read ${path}: ${error.message}`);
    throw new UsageError(`no such file: ${path}`, /[*?[]/.test(path) ? "The pattern fits no file." : undefined);
  }
}

function textOf(bytes: Uint8Array): string {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    throw new TranscriptError(
      "this is a text in UTF-16, and a .dks file is one in UTF-8",
      { line: 1 },
      "Save it as UTF-8.",
    );
  const zero = bytes.indexOf(0);
  if (zero >= 0) throw new TranscriptError("this is no text, so no .dks file either", placeOf(bytes, zero));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const at = firstWrong(bytes);
    throw new TranscriptError(
      "this is no text in UTF-8, so no .dks file either",
      placeOf(bytes, at),
      "Save it as UTF-8.",
    );
  }
}

/** Where the first byte stands that is of no character. */
function firstWrong(bytes: Uint8Array): number {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      good = middle;
    } catch {
      bad = middle;
    }
  }
  return good;
}

/** A character that is not whole stands where it begins. */
function placeOf(bytes: Uint8Array, offset: number): { line: number; column: number } {
  const lines = new TextDecoder().decode(bytes.subarray(0, offset), { stream: true }).split(/\r\n|[\n\r\u2028\u2029]/);
  return { line: lines.length, column: lines.at(-1)!.length + 1 };
}

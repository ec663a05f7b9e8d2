/** `read`: one line, split into variables; never a byte more than it needs. */

import { SystemError } from "../../../kernel/errors.ts";
import { after } from "../../../kernel/timers.ts";
import { ShellError } from "../errors.ts";
import { Interruption } from "../input.ts";
import type { Shell } from "../state.ts";
import { decode } from "../text.ts";
import { isName } from "../variables.ts";
import { parseCount, parseOptions } from "./builtin.ts";

interface Settings {
  fd: number;
  raw: boolean;
  delimiter: number;
  max: number;
}

/** `read [-rs] [-p PROMPT] [-t SECONDS] [-n COUNT] [-d DELIMITER] [-u FD] [NAME...]` */
export async function read(shell: Shell, words: readonly string[]): Promise<number> {
  const { given, operands } = parseOptions(words, "p:u:rt:n:sd:");
  const settings: Settings = { fd: 0, raw: false, delimiter: 10, max: Number.POSITIVE_INFINITY };
  let milliseconds: number | undefined;
  let silent = false;
  let prompt = "";
  for (const { letter, value } of given) {
    if (letter === "p") prompt = value;
    else if (letter === "u") settings.fd = parseCount(value);
    else if (letter === "r") settings.raw = true;
    else if (letter === "n") settings.max = parseCount(value) || Number.POSITIVE_INFINITY;
    else if (letter === "s") silent = true;
    else if (letter === "d") settings.delimiter = value === "" ? 0 : value.charCodeAt(0);
    else milliseconds = parseSeconds(value) * 1000;
  }
  for (const name of operands) {
    if (isName(name)) continue;
    await shell.complain(`sh: read: '${name}': bad variable name\n`);
    return 1;
  }

  if (shell.process.files.get(settings.fd)?.tty) await shell.complain(prompt);
  const terminal = silent ? shell.process.files.get(settings.fd)?.terminal : undefined;
  const echo = terminal?.settings.echo ?? false;
  terminal?.configure({ echo: false });
  const stop = milliseconds === undefined ? undefined : after(milliseconds, () => shell.input.interrupt());
  try {
    const line = await readLine(shell, settings);
    if (line === undefined) return 1;
    assign(shell, operands, line);
    return line.ended ? 0 : 1;
  } finally {
    stop?.();
    terminal?.configure({ echo });
  }
}

function parseSeconds(text: string): number {
  if (!/^\d+(\.\d*)?$/.test(text)) throw new ShellError(`invalid number '${text}'`);
  return Number(text);
}

/** A character of the line; an escaped one is no separator. */
interface Line {
  bytes: number[];
  escaped: Set<number>;
  ended: boolean;
}

async function readLine(shell: Shell, { fd, raw, delimiter, max }: Settings): Promise<Line | undefined> {
  const line: Line = { bytes: [], escaped: new Set(), ended: false };
  let backslash = false;
  for (let count = 0; count < max; count++) {
    let byte: number | undefined;
    try {
      byte = await shell.input.readByte(fd);
    } catch (error) {
      if (error instanceof Interruption || error instanceof SystemError) return undefined;
      throw error;
    }
    if (byte === undefined) return line;
    if (byte === 0 && delimiter !== 0) continue;
    if (backslash) {
      backslash = false;
      if (byte === 10) continue;
      line.escaped.add(line.bytes.length);
    } else if (byte === 92 && !raw) {
      backslash = true;
      continue;
    } else if (byte === delimiter) {
      line.ended = true;
      return line;
    }
    line.bytes.push(byte);
  }
  line.ended = true;
  return line;
}

/** Splits the line among the variables: the last one has what is left. */
function assign(shell: Shell, names: readonly string[], line: Line): void {
  const text = (from: number, to: number): string => decode(Uint8Array.from(line.bytes.slice(from, to)));
  if (names.length === 0) {
    shell.variables.set("REPLY", text(0, line.bytes.length));
    return;
  }
  const ifs = shell.variables.get("IFS") ?? " \t\n";
  const separates = (at: number): boolean =>
    at < line.bytes.length && !line.escaped.has(at) && ifs.includes(String.fromCharCode(line.bytes[at]!));
  const isBlank = (at: number): boolean => separates(at) && [32, 9, 10].includes(line.bytes[at]!);

  let at = 0;
  const skipBlanks = (): void => {
    while (isBlank(at)) at++;
  };
  skipBlanks();
  for (const name of names.slice(0, -1)) {
    const start = at;
    while (at < line.bytes.length && !separates(at)) at++;
    shell.variables.set(name, text(start, at));
    skipBlanks();
    if (separates(at)) {
      at++;
      skipBlanks();
    }
  }
  let end = line.bytes.length;
  while (end > at && isBlank(end - 1)) end--;
  // The separator that ends a single field belongs to nobody, and the blanks around it neither.
  if (end > at && separates(end - 1)) {
    let fieldEnd = end - 1;
    while (fieldEnd > at && isBlank(fieldEnd - 1)) fieldEnd--;
    let first = at;
    while (first < fieldEnd && !separates(first)) first++;
    if (first === fieldEnd) end = fieldEnd;
  }
  shell.variables.set(names.at(-1)!, text(at, end));
}

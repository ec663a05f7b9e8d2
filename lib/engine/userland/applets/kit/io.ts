/** How applets read and write: by pieces as they come, and by lines. */

import { SystemError } from "../../../kernel/errors.ts";
import type { OpenFlags, Process } from "../../../kernel/types.ts";
import { complain, reason } from "./applet.ts";
import { encodeText, toBytes, toText } from "./bytes.ts";

/** Opens a file on the lowest descriptor that is free, so that it is closed with the process. */
export function open(process: Process, path: string, flags: OpenFlags = { read: true }): number {
  const file = process.fs.open(process.resolve(path), flags);
  let fd = 0;
  while (process.files.has(fd)) fd++;
  process.files.set(fd, file);
  return fd;
}

/** Closes a descriptor. */
export function close(process: Process, fd: number): void {
  process.files.get(fd)?.release();
  process.files.delete(fd);
}

/** The pieces that a descriptor gives. */
export async function* pieces(process: Process, fd: number): AsyncGenerator<Uint8Array> {
  for (let bytes = await process.read(fd); bytes !== undefined; bytes = await process.read(fd)) yield bytes;
}

/** A line that is longer than this does not fit into the memory of a container. */
const LONGEST_LINE = 64 << 20;

/** Some lines, without their ends. */
export interface Lines {
  lines: string[];
  /** The last line of the input was not ended. */
  unended: boolean;
}

/** The lines that a descriptor gives, as many at once as came together. */
export async function* lines(process: Process, fd: number, end = "\n"): AsyncGenerator<Lines> {
  let rest = "";
  for await (const bytes of pieces(process, fd)) {
    const found = toText(bytes).split(end);
    // Only what is new is searched, however long a line grows.
    found[0] = rest + found[0];
    rest = found.pop()!;
    if (rest.length > LONGEST_LINE) throw new SystemError("ENOMEM");
    if (found.length > 0) yield { lines: found, unended: false };
  }
  if (rest !== "") yield { lines: [rest], unended: true };
}

/** Output that is gathered into larger writes. */
export class Output {
  readonly #process: Process;
  readonly #fd: number;
  #text = "";

  constructor(process: Process, fd = 1) {
    this.#process = process;
    this.#fd = fd;
  }

  /** Adds text of bytes (see bytes.ts). */
  put(text: string): void {
    this.#text += text;
  }

  /** Adds an ordinary string. */
  print(string: string): void {
    this.#text += encodeText(string);
  }

  /** To be awaited in long loops: writes when enough has gathered. */
  drain(): Promise<void> | undefined {
    return this.#text.length < 65536 ? undefined : this.flush();
  }

  async flush(): Promise<void> {
    if (this.#text === "") return;
    const bytes = toBytes(this.#text);
    this.#text = "";
    await this.#process.write(this.#fd, bytes);
  }
}

/** How some applets say that a file cannot be opened. */
export const cannotOpen = (name: string, why: string): string => `can't open '${name}': ${why}`;

/**
 * Calls `use` for each file, standard input for `-` and for no names at all. A file that cannot be opened or read is
 * complained of, and the others still have their turn. Resolves to the exit code.
 */
export async function eachInput(
  process: Process,
  names: readonly string[],
  use: (fd: number, name: string) => Promise<void>,
  sorry: (name: string, why: string) => string = (name, why) => `${name}: ${why}`,
): Promise<number> {
  let code = 0;
  for (const name of names.length === 0 ? ["-"] : names) {
    if (name === "-") {
      await use(0, name);
      continue;
    }
    let fd: number;
    try {
      fd = open(process, name);
    } catch (error) {
      await complain(process, sorry(name, reason(error)));
      code = 1;
      continue;
    }
    try {
      await use(fd, name);
    } catch (error) {
      // Anything else happened to the output.
      if (!(error instanceof SystemError) || error.code !== "EISDIR") throw error;
      await complain(process, `read error: ${error.message}`);
      code = 1;
    } finally {
      close(process, fd);
    }
  }
  return code;
}

/** All lines of all inputs, for applets that take them as one. Resolves to the exit code. */
export async function everyLine(
  process: Process,
  names: readonly string[],
  use: (line: string) => void,
  end = "\n",
): Promise<number> {
  return eachInput(process, names, async (fd) => {
    for await (const batch of lines(process, fd, end)) {
      for (const line of batch.lines) use(line);
      await process.breathe();
    }
  });
}

/**
 * Writes what `change` makes of each line of all inputs, as they come; it returns text with its end, or undefined for a
 * line to leave out. Resolves to the exit code.
 */
export async function changeLines(
  process: Process,
  names: readonly string[],
  change: (line: string, unended: boolean) => string | undefined,
): Promise<number> {
  const out = new Output(process);
  return eachInput(process, names, async (fd) => {
    for await (const batch of lines(process, fd)) {
      for (const line of batch.lines) {
        const changed = change(line, batch.unended);
        if (changed !== undefined) out.put(changed);
      }
      await out.flush();
      await process.breathe();
    }
  });
}

/** The file that a recording goes to: readable by its owner alone, never over another file, and on the disk after every statement. */
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import process from "node:process";
import { resolve } from "node:path";
import { parseTranscript } from "../script/transcript.ts";
import { CommandError } from "../commands/command.ts";

/** A file that grows by pieces; now and then a piece that stands there already is changed. */
export class RecordingFile {
  readonly path: string;
  #file: FileHandle;
  /** What stood there before, or the header. */
  readonly #head: Uint8Array;
  /** How its lines end. */
  readonly #lineEnd: string;
  #pieces: readonly string[] = [];
  /** Where the next piece goes. */
  #end: number;

  private constructor(path: string, file: FileHandle, head: string) {
    this.path = path;
    this.#file = file;
    this.#head = encoded(head);
    this.#lineEnd = lineEndOf(head);
    this.#end = this.#head.length;
  }

  /** Makes a new file. Throws a {@link CommandError} when there is one, or when it cannot be made. */
  static async create(name: string, header: string): Promise<RecordingFile> {
    const path = resolve(name);
    const file = await open(path, "wx", 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST")
        throw new CommandError(`${name} is there already`, "Name a new file, or go on with it: --append FILE.");
      throw new CommandError(`cannot write ${name}: ${error.message}`);
    });
    const recording = new RecordingFile(path, file, header);
    try {
      await recording.#writeAll(file, []);
    } catch (error) {
      await file.close();
      await rm(path);
      throw new CommandError(`cannot write ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
    return recording;
  }

  /** Goes on with a file. Throws a {@link CommandError} when it cannot be read, or is no transcript. */
  static async continue(name: string): Promise<{ file: RecordingFile; text: string }> {
    const path = await realpath(resolve(name)).catch((error: NodeJS.ErrnoException) => {
      throw new CommandError(`cannot go on with ${name}: ${error.message}`);
    });
    const file = await open(path, "r+").catch((error: NodeJS.ErrnoException) => {
      throw new CommandError(`cannot write ${name}: ${error.message}`);
    });
    try {
      const bytes = await file.readFile();
      const before = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
      await parseTranscript(before);
      const missing = before === "" || before.endsWith("\n") ? "" : lineEndOf(before);
      await writeAt(file, encoded(missing), bytes.length);
      const text = before + missing;
      return { file: new RecordingFile(path, file, text), text };
    } catch (error) {
      await file.close();
      throw new CommandError(`${name} is no recording: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Brings the file up to date. `unfinished` stands at its end until the next time. Throws the system's error; the file is then as it was before. */
  async save(pieces: readonly string[], unfinished = ""): Promise<void> {
    const isGrown = this.#pieces.every((piece, index) => piece === pieces[index]);
    if (isGrown) await this.#append(pieces.slice(this.#pieces.length).join(""), unfinished);
    else await this.#replace(pieces, unfinished);
    this.#pieces = [...pieces];
    // It survives this process by now; that it survives the machine is not waited for.
    if (unfinished === "") void this.#file.datasync().catch(() => {});
  }

  async #append(text: string, unfinished: string): Promise<void> {
    await this.#file.truncate(this.#end);
    try {
      const end = await writeAt(this.#file, this.#encoded(text), this.#end);
      await writeAt(this.#file, this.#encoded(unfinished), end);
      this.#end = end;
    } catch (error) {
      await this.#file.truncate(this.#end);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** A new file in the place of the old one: whatever happens, one of the two is there whole. */
  async #replace(pieces: readonly string[], unfinished: string): Promise<void> {
    const beside = `${this.path}.${process.pid}.tmp`;
    const { mode } = await stat(this.path);
    const file = await open(beside, "wx", mode & 0o777);
    let end: number;
    try {
      end = await this.#writeAll(file, pieces);
      await writeAt(file, this.#encoded(unfinished), end);
      await file.datasync();
      await rename(beside, this.path);
    } catch (error) {
      await file.close();
      await rm(beside, { force: true });
      throw error;
    }
    await this.#file.close();
    [this.#file, this.#end] = [file, end];
  }

  async #writeAll(file: FileHandle, pieces: readonly string[]): Promise<number> {
    return writeAt(file, this.#encoded(pieces.join("")), await writeAt(file, this.#head, 0));
  }

  #encoded(text: string): Uint8Array {
    return encoded(text.replaceAll("\n", this.#lineEnd));
  }
}

function lineEndOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Writes all of it; gives where it ends. */
async function writeAt(file: FileHandle, bytes: Uint8Array, at: number): Promise<number> {
  for (let written = 0; written < bytes.length; )
    written += (await file.write(bytes, written, bytes.length - written, at + written)).bytesWritten;
  return at + bytes.length;
}

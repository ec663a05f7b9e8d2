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
  #pieces: readonly string[] = [];
  /** Where the next piece goes. */
  #end: number;

  private constructor(path: string, file: FileHandle, head: Uint8Array) {
    this.path = path;
    this.#file = file;
    this.#head = head;
    this.#end = head.length;
  }

  /** Makes a new file. Throws a {@link CommandError} when there is one, or when it cannot be made. */
  static async create(name: string, header: string): Promise<RecordingFile> {
    const path = resolve(name);
    const file = await open(path, "wx", 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST")
        throw new CommandError(`${name} is there already`, "Name a new file, or go on with it: --append FILE.");
      throw new CommandError(`cannot write ${name}: ${error.message}`);
    });
    const recording = new RecordingFile(path, file, new TextEncoder().encode(header));
    await recording.#writeAll(file);
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
    const before = await file.readFile("utf8");
    try {
      await parseTranscript(before);
    } catch (error) {
      await file.close();
      throw new CommandError(`${name} is no recording: ${error instanceof Error ? error.message : String(error)}`);
    }
    const text = before === "" || before.endsWith("\n") ? before : `${before}\n`;
    return { file: new RecordingFile(path, file, new TextEncoder().encode(text)), text };
  }

  /** Brings the file up to date. `unfinished` stands at its end until the next time. */
  async save(pieces: readonly string[], unfinished = ""): Promise<void> {
    const isGrown = this.#pieces.every((piece, index) => piece === pieces[index]);
    const added = isGrown ? pieces.slice(this.#pieces.length) : pieces;
    this.#pieces = [...pieces];
    if (!isGrown) await this.#replace();
    const bytes = new TextEncoder().encode(isGrown ? added.join("") : "");
    await this.#file.truncate(this.#end);
    await this.#writeAt(bytes, this.#end);
    this.#end += bytes.length;
    await this.#writeAt(new TextEncoder().encode(unfinished), this.#end);
    // It survives this process by now; that it survives the machine is not waited for.
    if (unfinished === "") void this.#file.datasync().catch(() => {});
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** A new file in the place of the old one: whatever happens, one of the two is there whole. */
  async #replace(): Promise<void> {
    const beside = `${this.path}.${process.pid}.tmp`;
    const { mode } = await stat(this.path);
    const file = await open(beside, "wx", mode & 0o777);
    try {
      await this.#writeAll(file);
      await file.datasync();
      await rename(beside, this.path);
    } catch (error) {
      await file.close();
      await rm(beside, { force: true });
      throw error;
    }
    await this.#file.close();
    this.#file = file;
  }

  async #writeAll(file: FileHandle): Promise<void> {
    const pieces = new TextEncoder().encode(this.#pieces.join(""));
    await file.write(this.#head, 0, this.#head.length, 0);
    await file.write(pieces, 0, pieces.length, this.#head.length);
    this.#end = this.#head.length + pieces.length;
  }

  async #writeAt(bytes: Uint8Array, at: number): Promise<void> {
    if (bytes.length > 0) await this.#file.write(bytes, 0, bytes.length, at);
  }
}

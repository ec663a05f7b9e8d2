/** What was typed in earlier sessions: a file that only its owner can read, without secrets. */
import {
  closeSync,
  fchmodSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { withoutSecrets } from "./secrets.ts";

/** How many inputs are kept. */
const most = 5000;

/** Where the history is: `$XDG_STATE_HOME/dks/history`, else `~/.local/state/dks/history`. */
export function historyPath(): string {
  return join(process.env["XDG_STATE_HOME"] || join(homedir(), ".local", "state"), "dks", "history");
}

/** The history of a user. A file that cannot be read or written is none: nobody's prompt shall fail for it. */
export class HistoryFile {
  readonly #path: string;
  #last = "";
  /** Whether the last line in the file has no end: whoever wrote it did not get so far. */
  #isCut = false;

  constructor(path: string = historyPath()) {
    this.#path = path;
  }

  /** The inputs of earlier sessions, the oldest first. */
  read(): string[] {
    if (!this.#isFile()) return [];
    let text: string;
    try {
      text = readFileSync(this.#path, "utf8");
    } catch {
      return [];
    }
    this.#isCut = text !== "" && !text.endsWith("\n");
    const entries = text.split("\n").flatMap((line) => entryOf(line));
    if (entries.length > most * 1.2) this.#rewrite(entries.slice(-most));
    this.#last = entries.at(-1) ?? "";
    return entries.slice(-most);
  }

  /** Adds an input at once, so that nothing is lost whatever becomes of it. One with a secret in it is not added. */
  add(input: string): void {
    const text = input.trim();
    if (text === "" || text === this.#last || withoutSecrets(text) !== text) return;
    this.#last = text;
    if (!this.#isFile()) return;
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      const file = openSync(this.#path, "a", 0o600);
      try {
        fchmodSync(file, 0o600);
        // One line for each, whatever it holds: as JSON.
        writeFileSync(file, `${this.#isCut ? "\n" : ""}${JSON.stringify(text)}\n`);
        this.#isCut = false;
      } finally {
        closeSync(file);
      }
    } catch {
      // a home that cannot be written to
    }
  }

  /** Whether it is a file, or will be one. Who wants no history may have put a link to a device in its place, which is left alone. */
  #isFile(): boolean {
    return statSync(this.#path, { throwIfNoEntry: false })?.isFile() ?? true;
  }

  #rewrite(entries: readonly string[]): void {
    try {
      const path = realpathSync(this.#path);
      const next = `${path}.new`;
      writeFileSync(next, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""), { mode: 0o600 });
      renameSync(next, path);
      this.#isCut = false;
    } catch {
      // it stays long
    }
  }
}

/** The input of a line; none for a line that is damaged. */
function entryOf(line: string): string[] {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === "string" ? [entry] : [];
  } catch {
    return [];
  }
}

/** What was typed in earlier sessions: a file that only its owner can read, without secrets. */
import { appendFileSync, chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
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

  constructor(path: string = historyPath()) {
    this.#path = path;
  }

  /** The inputs of earlier sessions, the oldest first. */
  read(): string[] {
    let lines: string[];
    try {
      lines = readFileSync(this.#path, "utf8").split("\n");
    } catch {
      return [];
    }
    const entries = lines.flatMap((line) => entryOf(line));
    if (entries.length > most * 1.2) this.#rewrite(entries.slice(-most));
    this.#last = entries.at(-1) ?? "";
    return entries.slice(-most);
  }

  /** Adds an input at once, so that nothing is lost whatever becomes of it. One with a secret in it is not added. */
  add(input: string): void {
    const text = input.trim();
    if (text === "" || text === this.#last || withoutSecrets(text) !== text) return;
    this.#last = text;
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      // One line for each, whatever it holds: as JSON.
      appendFileSync(this.#path, `${JSON.stringify(text)}\n`, { mode: 0o600 });
      chmodSync(this.#path, 0o600);
    } catch {
      // a home that cannot be written to
    }
  }

  #rewrite(entries: readonly string[]): void {
    const next = `${this.#path}.new`;
    try {
      writeFileSync(next, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""), { mode: 0o600 });
      renameSync(next, this.#path);
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

/** Redirections. */

import { SystemError } from "../../kernel/errors.ts";
import { callbackFile } from "../../kernel/pipe.ts";
import type { OpenFile, OpenFlags, Process } from "../../kernel/types.ts";
import type { Redirection, Word } from "./ast.ts";
import { ShellError } from "./errors.ts";
import { expandToText } from "./expand.ts";
import { HIDDEN, hide, setFile } from "./files.ts";
import type { Shell } from "./state.ts";
import { encode } from "./text.ts";

/** What descriptors were before redirections. */
export class Redirected {
  readonly #process: Process;
  /** By descriptor: the hidden one that keeps what was there; undefined if it was closed. */
  readonly #saved = new Map<number, number | undefined>();

  constructor(process: Process) {
    this.#process = process;
  }

  /** Puts a file at a descriptor, and keeps what was there. */
  replace(fd: number, file: OpenFile | undefined): void {
    const { files } = this.#process;
    if (!this.#saved.has(fd)) {
      const old = files.get(fd);
      this.#saved.set(fd, old === undefined ? undefined : hide(this.#process, old));
      files.delete(fd);
    }
    setFile(this.#process, fd, file);
  }

  /** What a descriptor was before. */
  original(fd: number): OpenFile | undefined {
    if (!this.#saved.has(fd)) return this.#process.files.get(fd);
    const hidden = this.#saved.get(fd);
    return hidden === undefined ? undefined : this.#process.files.get(hidden);
  }

  /** Makes all descriptors again what they were. */
  undo(): void {
    const { files } = this.#process;
    for (const [fd, hidden] of this.#saved) {
      const old = hidden === undefined ? undefined : files.get(hidden);
      if (hidden !== undefined) files.delete(hidden);
      setFile(this.#process, fd, old);
    }
    this.#saved.clear();
  }

  /** Lets the redirections stay, as `exec` does. */
  keep(): void {
    for (const hidden of this.#saved.values()) if (hidden !== undefined) setFile(this.#process, hidden, undefined);
    this.#saved.clear();
  }
}

/** Applies redirections from left to right. When one fails, none stays, and a ShellError with status 1 is thrown. */
export async function redirect(shell: Shell, redirections: readonly Redirection[]): Promise<Redirected> {
  const redirected = new Redirected(shell.process);
  try {
    for (const redirection of redirections) await apply(shell, redirection, redirected);
  } catch (error) {
    await shell.report(error);
    redirected.undo();
    throw error;
  }
  return redirected;
}

async function apply(shell: Shell, redirection: Redirection, redirected: Redirected): Promise<void> {
  switch (redirection.kind) {
    case "document": {
      const text = await expandDocument(shell, redirection.body);
      redirected.replace(redirection.fd, documentFile(text));
      break;
    }
    case "file": {
      const path = await expandToText(shell, redirection.target);
      redirected.replace(redirection.fd, openTarget(shell, path, redirection.mode));
      break;
    }
    case "both": {
      const path = await expandToText(shell, redirection.target);
      redirectBoth(redirected, openTarget(shell, path, redirection.append ? "append" : "write"));
      break;
    }
    case "duplicate": {
      const target = await expandToText(shell, redirection.target);
      if (redirection.mode === "write" && target !== "-" && !/^\d+$/.test(target)) {
        redirectBoth(redirected, openTarget(shell, target, "write"));
      } else {
        redirected.replace(redirection.fd, duplicate(shell, target));
      }
      break;
    }
  }
}

/** An error in a here-document fails the redirection, not the shell. */
async function expandDocument(shell: Shell, body: Word): Promise<string> {
  try {
    return await expandToText(shell, body);
  } catch (error) {
    throw error instanceof ShellError ? new ShellError(error.message, 1, error.line) : error;
  }
}

function redirectBoth(redirected: Redirected, file: OpenFile): void {
  redirected.replace(1, file);
  redirected.replace(2, file.retain());
}

function duplicate(shell: Shell, target: string): OpenFile | undefined {
  if (target === "-") return undefined;
  if (!/^\d+$/.test(target)) throw new ShellError("syntax error: bad fd number", 2);
  const fd = Number(target);
  const file = fd < HIDDEN ? shell.process.files.get(fd) : undefined;
  if (file === undefined) throw new ShellError(`${target}: Bad file descriptor`, 1);
  return file.retain();
}

type Mode = "read" | "write" | "append" | "clobber" | "readwrite";

const flags: Readonly<Record<Mode, OpenFlags>> = {
  read: { read: true },
  write: { write: true, create: true, truncate: true, mode: 0o666 },
  append: { write: true, create: true, append: true, mode: 0o666 },
  clobber: { write: true, create: true, truncate: true, mode: 0o666 },
  readwrite: { read: true, write: true, create: true, mode: 0o666 },
};

function openTarget(shell: Shell, path: string, mode: Mode): OpenFile {
  const { fs } = shell.process;
  const absolute = shell.process.resolve(path);
  try {
    if (mode === "write" && shell.options.has("noclobber") && isRegularFile(shell.process, absolute)) {
      throw new SystemError("EEXIST");
    }
    return fs.open(absolute, flags[mode]);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const missing = error.code === "ENOENT" || error.code === "ENOTDIR";
    if (mode === "read") throw new ShellError(`can't open ${path}: ${missing ? "no such file" : error.message}`, 1);
    throw new ShellError(`can't create ${path}: ${missing ? "nonexistent directory" : error.message}`, 1);
  }
}

function isRegularFile(process: Process, path: string): boolean {
  return process.fs.exists(path) && process.fs.stat(path).type === "file";
}

function documentFile(text: string): OpenFile {
  let rest: Uint8Array | undefined = encode(text);
  return callbackFile({
    read() {
      const bytes = rest?.length ? rest : undefined;
      rest = undefined;
      return Promise.resolve(bytes);
    },
  });
}

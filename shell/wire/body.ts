/** What a request carried, in the form in which it can be sent once more. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { withoutSecrets } from "../secrets.ts";
import type { Exchange, Passed } from "./observe.ts";
import { isPlain } from "./words.ts";

/** How much of a body is kept for `.curl` and `.http`, in bytes. */
export const keptOfUpload: number = 32 * 1024 * 1024;

/** Longer ones do not stand in the line but in a file. */
const inlineText = 8 * 1024;
const inlineBytes = 1024;

/** A body that can be sent again; `masked`, when a secret in it is replaced. */
export type Body =
  | { readonly kind: "none" }
  | { readonly kind: "text"; readonly text: string; readonly masked: boolean }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array; readonly masked: boolean }
  | { readonly kind: "file"; readonly path: string; readonly masked: boolean }
  /** There is no body to send any more. */
  | { readonly kind: "lost"; readonly why: string };

/** Turns what passed into a body; what is too large for a line goes into a file of the folder. */
export function bodyOf(passed: Passed | undefined, name: string, folder: BodyFolder): Body {
  if (passed === undefined) return { kind: "none" };
  if (!passed.whole)
    return { kind: "lost", why: `the ${passed.total} bytes that were sent, of which dks keeps up to ${keptOfUpload}` };
  if (!passed.ended)
    return { kind: "lost", why: `all that was to be sent: it was broken off after ${passed.total} bytes` };
  if (passed.total === 0) return { kind: "none" };
  const { bytes } = passed;
  const text = textIn(bytes);
  if (text === undefined)
    return bytes.length <= inlineBytes
      ? { kind: "bytes", bytes, masked: false }
      : { kind: "file", path: folder.keep(name, bytes), masked: false };
  const shown = withoutSecrets(text);
  const masked = shown !== text;
  if (isPlain(shown) && shown.length <= inlineText) return { kind: "text", text: shown, masked };
  const encoded = masked ? new TextEncoder().encode(shown) : bytes;
  return encoded.length <= inlineBytes
    ? { kind: "bytes", bytes: encoded, masked }
    : { kind: "file", path: folder.keep(name, encoded), masked };
}

/** The name of the file that the body of an exchange is kept in. */
export function fileNameOf({ number, headers }: Exchange): string {
  const type = headers["content-type"] ?? "";
  const extension = /json/.test(type) ? ".json" : /tar/.test(type) ? ".tar" : /^text\//.test(type) ? ".txt" : "";
  return `body-${number}${extension}`;
}

function textIn(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A folder that only this user can look into. It is made with the first file, and goes with the process at the latest. */
export class BodyFolder {
  #path: string | undefined;
  readonly #remove = (): void => {
    if (this.#path !== undefined) rmSync(this.#path, { recursive: true, force: true });
    this.#path = undefined;
  };

  /** Writes a file; gives its path. */
  keep(name: string, bytes: Uint8Array): string {
    this.#path ??= this.#open();
    const path = join(this.#path, name);
    writeFileSync(path, bytes, { mode: 0o600 });
    return path;
  }

  /** Removes it, with the files. */
  close(): void {
    process.removeListener("exit", this.#remove);
    this.#remove();
  }

  #open(): string {
    process.once("exit", this.#remove);
    // Nobody else may look into what is made so.
    return mkdtempSync(join(tmpdir(), "dks-bodies-"));
  }
}

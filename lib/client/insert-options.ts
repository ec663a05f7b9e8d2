/** What an insert is given, checked before anything is sent. Apart from insert.ts, which is loaded only when there is something to insert. */
import { InvalidArgumentError } from "../errors.ts";
import type { CallOptions } from "./container.ts";
import type { Uploadable } from "./upload.ts";

/** Options of {@link Image.insert}. */
export interface InsertOptions extends CallOptions {
  /** The length of the file in bytes, where the source does not tell it: a stream is then sent as it is read. No matter on v1.0. */
  size?: number;
}

/** Throws an InvalidArgumentError for a source, a path or a size that cannot be. */
export function checkInsert(source: URL | Uploadable, path: string, { size }: InsertOptions): void {
  if (source instanceof URL) checkUrl(source);
  if (typeof source === "string") {
    throw new InvalidArgumentError("insert: the source is a string, which may be a text or a URL", {
      hint: "Write new URL(text) for what it leads to, new TextEncoder().encode(text) for the text itself.",
    });
  }
  checkPath(path);
  if (size !== undefined && !(Number.isSafeInteger(size) && size >= 0))
    throw new InvalidArgumentError(`insert: the size ${size} is not a number of bytes`);
  if (size !== undefined && source instanceof Uint8Array && size !== source.length)
    throw new InvalidArgumentError(`insert: the source has ${source.length} bytes, not ${size}`, {
      hint: "Leave `size` out.",
    });
}

function checkUrl(url: URL): void {
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new InvalidArgumentError(`insert: a URL with http: or https: is needed, not one with ${url.protocol}`, {
      hint: "Read the file here, and insert its bytes.",
    });
  }
  if (url.username !== "" || url.password !== "") {
    throw new InvalidArgumentError("insert: the URL has credentials in it, which would show in logs", {
      hint: "Fetch the file here, and insert the body of the response.",
    });
  }
}

function checkPath(path: unknown): void {
  const wrong = (why: string): InvalidArgumentError =>
    new InvalidArgumentError(`insert: the path ${JSON.stringify(path)} ${why}`, {
      hint: "Name the file as it shall be in the image, e.g. /etc/app.conf.",
    });
  if (typeof path !== "string") throw wrong("is not a string");
  if (!path.startsWith("/")) throw wrong("is not absolute");
  if (path.endsWith("/")) throw wrong("names a directory");
  if (/[\u0000-\u001f\u007f]/.test(path)) throw wrong("has control characters in it");
  if (path.split("/").some((part) => part === "." || part === "..")) throw wrong("has `.` or `..` in it");
}

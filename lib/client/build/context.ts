/** What an image may be built from. */
import { InvalidArgumentError } from "../../errors.ts";
import type { Uploadable } from "../upload.ts";

/** A Dockerfile that is given as text, with the files that it copies. */
export interface DockerfileContext {
  /** The text of the Dockerfile. */
  dockerfile: string;
  /** The files of the context, by their paths in it, e.g. `{ "src/app.js": "..." }`; text is sent as UTF-8. */
  files?: Readonly<Record<string, string | Uint8Array>>;
}

/**
 * What an image is built from: a directory, as a path or a `file:` URL, of which what `.dockerignore` names is left out; a Dockerfile as text; or a
 * tar archive as bytes or a stream, plain or compressed, which is sent as it is.
 */
export type BuildContext = string | URL | DockerfileContext | Uploadable;

/** Throws an InvalidArgumentError for what is no context. Nothing is opened yet. */
export function checkContext(context: unknown): void {
  if (typeof context === "string") {
    if (context.includes("\n") || context === "") {
      throw new InvalidArgumentError("that is not the path of a directory", {
        hint: "The text of a Dockerfile is given as { dockerfile: text }, this directory as `.`.",
      });
    }
    if (/^(?:https?|git|ssh):\/\/|^git@/.test(context)) throw remote();
  } else if (context instanceof URL) {
    if (context.protocol !== "file:") throw remote();
  } else if (isDockerfile(context)) {
    if (typeof context.dockerfile !== "string") {
      throw new InvalidArgumentError("the text of the Dockerfile must be a string", {
        hint: "Decode bytes first: new TextDecoder().decode(bytes).",
      });
    }
    checkFiles(context.files ?? {});
  } else if (!isUpload(context)) {
    throw new InvalidArgumentError("a build needs a directory, a tar archive or the text of a Dockerfile", {
      hint: "Give a path, a Uint8Array or stream with a tar archive, or { dockerfile: text, files }.",
    });
  }
}

/** Whether it is a Dockerfile as text. */
export function isDockerfile(context: unknown): context is DockerfileContext {
  return typeof context === "object" && context !== null && "dockerfile" in context;
}

function isUpload(context: unknown): context is Uploadable {
  if (context instanceof Uint8Array || context instanceof ReadableStream) return true;
  return typeof context === "object" && context !== null && Symbol.asyncIterator in context;
}

/** Throws an InvalidArgumentError for what cannot be a file of the context. */
export function checkFiles(files: Readonly<Record<string, unknown>>): void {
  for (const [path, content] of Object.entries(files)) {
    if (path.split("/").some((name) => name === "" || name === "." || name === "..") || path.includes("\0")) {
      throw new InvalidArgumentError(`${JSON.stringify(path)} cannot be a file of the context`, {
        hint: "Write its path in the context, e.g. src/app.js.",
      });
    }
    if (typeof content === "string" || content instanceof Uint8Array) continue;
    throw new InvalidArgumentError(`${path} of the context must be a text or a Uint8Array, not a ${typeof content}`, {
      hint: "Encode other values first, e.g. with JSON.stringify.",
    });
  }
}

function remote(): InvalidArgumentError {
  return new InvalidArgumentError("a context cannot be a URL of another machine", {
    hint: "Fetch it here: build((await fetch(url)).body) with a tar archive, or { dockerfile: text }.",
  });
}

/** The files that a build is given, and the Dockerfile among them. */
import { badBody, Failure } from "../failure.ts";
import { Layer, LayeredFileSystem } from "../kernel/mod.ts";
import { readArchive } from "../store/archive.ts";
import { type ContentKind, kindBytes, kindOf } from "./content-kind.ts";
import { readIgnore } from "./ignore.ts";
import type { Peeked } from "./peeked.ts";

/** A build's input: a Dockerfile, and the files that it may copy. */
export interface BuildInput {
  dockerfile: string;
  /** Undefined when a Dockerfile came alone. */
  context: LayeredFileSystem | undefined;
}

const ignoreFile = ".dockerignore";

/** Reads a context from an archive, plain or gzipped. A Failure when it is damaged, too large, or compressed in another way. */
export async function readContext(source: Peeked, limit: number): Promise<LayeredFileSystem> {
  refuseCompression(kindOf(await source.peek(kindBytes)), "the context");
  return ownedByRoot(await readArchive(source, limit));
}

/** Says of a compression that it cannot be undone here. */
export function refuseCompression(kind: ContentKind, what: string): void {
  if (kind !== "bzip2" && kind !== "xz" && kind !== "zstd") return;
  throw badBody(
    `${what} is compressed with ${kind}, which the embedded engine cannot unpack: send it plain or gzipped`,
  );
}

/**
 * Finds the Dockerfile in a context, and takes it and the .dockerignore away where that names them. Whatever else it names is left:
 * that is for the client, who may have its reasons to send it. A Failure 400 when there is no Dockerfile, or an empty one; 413 when
 * one of the two has more than `limit` bytes.
 */
export function takeDockerfile(context: LayeredFileSystem, asked: string, limit: number): BuildInput {
  const path = nameOf(context, asked);
  const file = context.exists(`/${path}`) ? context.stat(`/${path}`) : undefined;
  if (file?.type !== "file") throw badBody(`Cannot locate specified Dockerfile: ${asked}`);
  if (file.size === 0) throw badBody(`the Dockerfile (${path}) cannot be empty`);
  const dockerfile = textAt(context, path, limit);
  if (context.exists(`/${ignoreFile}`) && context.stat(`/${ignoreFile}`).type === "file") {
    const ignored = readIgnore(textAt(context, ignoreFile, limit));
    for (const name of [ignoreFile, path]) if (ignored(name)) context.unlink(`/${name}`);
  }
  return { dockerfile, context };
}

function textAt(context: LayeredFileSystem, path: string, limit: number): string {
  if (context.stat(`/${path}`).size > limit) throw tooLarge(path, limit);
  return new TextDecoder().decode(context.readFile(`/${path}`));
}

/** The Failure for a file with instructions for the build that has more than `limit` bytes. */
export function tooLarge(name: string, limit: number): Failure {
  return new Failure(413, `the ${name} is larger than ${limit} bytes`);
}

/** The path of the Dockerfile in the context. The usual name may be written in lower case, too. */
function nameOf(context: LayeredFileSystem, asked: string): string {
  const names: string[] = [];
  for (const name of asked.split("/")) {
    if (name === ".." && names.pop() === undefined) {
      throw badBody(`forbidden path outside the build context: ${asked} ()`);
    }
    if (name !== ".." && name !== "." && name !== "") names.push(name);
  }
  const path = names.join("/");
  return path === "Dockerfile" && !context.exists("/Dockerfile") && context.exists("/dockerfile") ? "dockerfile" : path;
}

/** Whoever owned the files where they come from is nobody in an image. */
function ownedByRoot(layer: Layer): LayeredFileSystem {
  return new LayeredFileSystem([Layer.from([...layer.entries()].map((entry) => ({ ...entry, uid: 0, gid: 0 })))]);
}
